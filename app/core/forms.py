"""What every form shares: text in NFC, money as people write it, refusals shown at their field. Refuses domain rules."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.widgets import TextInput

from app.core.errors import Blocker, DomainError
from app.core.text import stored

KEY_MAXIMUM_LENGTH = 64


class Form(FlaskForm):
    """A form of this house. The CSRF token is checked for every POST by the application, not form by form."""

    class Meta:
        csrf = False

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Field:
            if issubclass(unbound.field_class, StringField | TextAreaField):
                options["filters"] = [stored, *unbound.kwargs.get("filters", [])]
            return unbound.bind(form=form, **options)

    def accepts(self) -> bool:
        """Whether this is a POST whose input has the right shape."""
        return request.method == "POST" and self.validate()

    @property
    def failed(self) -> bool:
        return bool(self.errors)

    @property
    def status(self) -> int:
        """200 for a fresh form, 422 for one that comes back with errors."""
        return 422 if self.failed else 200


def _key(sent: str | None) -> str | None:
    """A key as this house makes them. Anything else is none at all: an empty one would tie a second form to the first."""
    return sent if sent and len(sent) <= KEY_MAXIMUM_LENGTH and sent.isalnum() else None


class OnceForm(Form):
    """A form whose second submission must not act twice: the key is unique per author in the database."""

    once = HiddenField(default=lambda: uuid4().hex, filters=[_key])


GREATEST_ID = 2_147_483_647


def row_id(sent: Any) -> int:
    """`coerce` of a choice among rows that is looked up before it is validated: nothing goes to a database that it cannot hold."""
    number = int(sent)
    if not 0 < number <= GREATEST_ID:
        raise ValueError(sent)
    return number


@contextmanager
def refusals(form: Form) -> Iterator[None]:
    """Put a domain refusal raised inside the block where the reader can mend it: at its field, or above the form."""
    try:
        yield
    except DomainError as refusal:
        sentence = sentence_of(refusal)
        field = form._fields.get(refusal.field or "")
        if field is not None:
            field.errors = [*field.errors, sentence]
        else:
            form.form_errors.append(sentence)


def sentence_of(refusal: DomainError | Blocker) -> str:
    """The refusal in the reader's language."""
    return gettext(refusal.sentence, **{name: str(value) for name, value in refusal.params.items()})


_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
"""Commas stand between thousands or not at all: 1,5억 is somebody's one and a half, and would be read as fifteen."""
_WON = re.compile(rf"^(?:(?P<eok>{_NUMBER})억)?(?:(?P<man>{_NUMBER})만)?(?P<won>{_NUMBER})?(?:원|won)?$", re.IGNORECASE)


def parse_won(text: str) -> int | None:
    """12345, 12,345원, 1,200만, 1억 2,345만원 -> won; None when it is no such amount."""
    match = _WON.match(re.sub(r"[\s₩]", "", text))
    if not match or not any(match.groupdict().values()):
        return None
    units = {"eok": 100_000_000, "man": 10_000, "won": 1}
    digits = {name: part.replace(",", "") for name, part in match.groupdict().items() if part}
    if not all(part.isdecimal() and len(part) <= 15 for part in digits.values()):
        return None
    return sum(int(part) * units[name] for name, part in digits.items())


class MoneyField(IntegerField):
    """An amount in won, typed with or without 억, 만, 원 and commas. It comes back with its thousands apart (12,000,000); what was
    typed in words, or cannot be read, as it was typed."""

    widget = TextInput()

    def _value(self) -> str:
        typed = str(self.raw_data[0]) if self.raw_data else ""
        if not isinstance(self.data, int) or set(typed) & {"억", "만"}:
            return typed
        return f"{self.data:,}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data, self.raw_data = None, list[str]()  # spaces alone are no answer to a question that needs one
            return
        self.data = parse_won(stored(valuelist[0]))
        if self.data is None:
            raise ValueError(gettext("금액을 읽을 수 없습니다. 예: 1억 2,000만원 또는 120000000"))


def within(least: int, most: int) -> Any:
    """Validator: an amount between two limits in won, both allowed."""

    def check(form: Form, field: Field) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(
                gettext("%(least)s원부터 %(most)s원까지 적을 수 있습니다.", least=f"{least:,}", most=f"{most:,}")
            )

    return check
