"""Coming in: a new account, or a password that fits. Refuses to say which half of a sign-in was wrong."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts import letters, queries, rules
from app.accounts.models import Consent, ConsentKind, Resident
from app.accounts.passwords import hashed, matches
from app.accounts.services.consents import NEEDED
from app.core import clock, mail
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db


class EmailTaken(RuleBroken):
    """Whoever signs up is let in at once, so a taken address cannot be hidden from somebody who tries; see `tell_owner`."""

    code = "EMAIL_TAKEN"
    field = "email"
    sentence = N_("이 주소로는 새로 가입할 수 없습니다. 이미 가입하셨다면 로그인해 주세요. 이 주소로 안내를 보냈습니다.")


class WrongPassword(InvalidInput):
    code = "WRONG_PASSWORD"
    field = "password"
    sentence = N_("이메일이나 비밀번호가 맞지 않습니다.")


def sign_up(
    *, email: str, display_name: str, birth_date: date, home_district: District | None,
    consents: Iterable[ConsentKind], password: str | None = None, once: str | None = None,
) -> Resident:  # fmt: skip
    """A new resident; without a password the account is entered by e-mailed codes only.

    `once` is the key of the form: sent twice within minutes for the same address, it gives the same account twice.
    """
    address, given = rules.check_email(email), set(consents)
    rules.check_age(birth_date, clock.today())
    if password:
        rules.check_password(password, address)
    if missing := sorted(NEEDED - given):
        raise rules.ConsentMissing(missing[0])
    fields = {
        "email": address,
        "display_name": rules.check_name(display_name),
        "birth_date": birth_date,
        "home_district_id": home_district.id if home_district else None,
        "password_hash": hashed(password) if password else None,  # slow on purpose, hence outside the transaction
        "created_at": clock.now(),
    }
    try:
        return _create(fields, given, once or None)
    except EmailTaken:
        if once and (first := _sent_before(once, address)):
            return first
        if once and queries.by_email(address) is None:  # only the key was taken: the same form, kept open, for somebody else
            return _create(fields, given, None)
        raise


@transaction(conflict=EmailTaken)
def _create(fields: dict[str, Any], given: set[ConsentKind], once: str | None) -> Resident:
    resident = Resident(**fields, once=once)
    db.session.add(resident)
    db.session.flush()
    for kind in sorted(given):
        db.session.add(Consent(resident_id=resident.id, kind=kind, version=rules.CONSENT_VERSION, given_at=clock.now()))
    return resident


def _sent_before(once: str, address: str) -> Resident | None:
    """The account this very form made a moment ago, as long as nobody has confirmed it."""
    since = clock.now() - timedelta(minutes=rules.ONCE_MINUTES)
    mine = (Resident.once == once) & (Resident.email == address) & (Resident.created_at > since)
    return db.session.scalar(select(Resident).where(mine, Resident.email_verified_at.is_(None)))


def tell_owner(email: str) -> None:
    """Somebody tried to sign up with an address that has an account: its owner should know, and may have forgotten it."""
    resident = queries.by_email(email)
    if resident is not None:
        mail.send(resident.email, *letters.already_here())


def by_password(email: str, password: str) -> Resident:
    """The resident, or WrongPassword whatever the reason."""
    resident = queries.by_email(email)
    if not matches(resident.password_hash if resident else None, password) or resident is None or not resident.is_active:
        raise WrongPassword
    return resident
