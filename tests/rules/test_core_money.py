"""Amounts as people type them, and how a form shows them again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app.core.forms import Form, MoneyField, parse_won

NEEDED = "꼭 적어야 합니다."


class PriceForm(Form):
    price = MoneyField("값", [InputRequired(NEEDED)])


@pytest.mark.parametrize(
    ("typed", "won"),
    [
        ("12000000", 12_000_000),
        ("12,000,000", 12_000_000),
        (" 12 000 000 원", 12_000_000),
        ("₩12,000,000", 12_000_000),
        ("12,000,000 won", 12_000_000),
        ("1,200만", 12_000_000),
        ("1억 2,345만 6,789원", 123_456_789),
        ("0", 0),
        ("", None),
        ("원", None),
        ("1,5억", None),
        ("12,00", None),
        ("1200,000", None),
        (",100", None),
        ("1.5억", None),
        ("-5000", None),
        ("많이", None),
        ("9" * 16, None),
    ],
)
def test_an_amount_is_read_as_people_write_it_and_nothing_is_guessed(typed, won):
    assert parse_won(typed) == won


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_what_a_form_shows_it_reads_back(won):
    assert parse_won(f"{won:,}") == parse_won(str(won)) == won


@pytest.mark.parametrize(
    ("sent", "shown", "is_right"),
    [
        ("12000000", "12,000,000", True),
        ("12 000 000원", "12,000,000", True),
        ("1억 2,000만원", "1억 2,000만원", True),
        ("1,5억", "1,5억", False),
        ("천만", "천만", False),
    ],
)
def test_a_form_that_comes_back_shows_thousands_apart_or_what_was_typed(app, sent, shown, is_right):
    with app.test_request_context():
        form = PriceForm(MultiDict({"price": sent}))
        assert form.validate() is is_right
        assert f'value="{shown}"' in form.price()
        assert bool(form.price.errors) is not is_right


def test_a_form_filled_from_what_is_known_shows_thousands_apart(app):
    with app.test_request_context():
        assert 'value="12,000,000"' in PriceForm(price=12_000_000).price()
        assert 'value="0"' in PriceForm(price=0).price()
        assert 'value=""' in PriceForm().price()


def test_spaces_alone_are_no_amount(app):
    with app.test_request_context():
        form = PriceForm(MultiDict({"price": "  "}))
        assert not form.validate() and form.price.errors == [NEEDED]
