"""Accounts: signing up, confirming an address, signing in by password or one-time code."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import delete, select

from app.accounts import queries, rules
from app.accounts.models import CodePurpose, Consent, ConsentKind, EmailCode, Resident
from app.accounts.passwords import hasher, matches
from app.core import clock
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db

NEEDED = {ConsentKind.TERMS, ConsentKind.PRIVACY}


class EmailTaken(RuleBroken):
    code = "EMAIL_TAKEN"
    field = "email"
    sentence = N_("이미 가입된 이메일입니다. 로그인해 주세요.")


class WrongPassword(InvalidInput):
    code = "WRONG_PASSWORD"
    field = "password"
    sentence = N_("이메일이나 비밀번호가 맞지 않습니다.")


class WrongCode(InvalidInput):
    code = "WRONG_CODE"
    field = "code"
    sentence = N_("확인번호가 맞지 않거나 기한이 지났습니다. 새 번호를 받아 주세요.")


@transaction(conflict=EmailTaken)
def sign_up(
    *, email: str, display_name: str, birth_date: date, home_district: District | None,
    consents: Iterable[ConsentKind], password: str | None = None,
) -> Resident:  # fmt: skip
    """A new resident; without a password the account is entered by e-mailed codes only."""
    given = set(consents)
    if not given >= NEEDED:
        raise rules.ConsentMissing
    rules.check_age(birth_date, clock.today())
    if password:
        rules.check_password(password)
    resident = Resident(
        email=rules.check_email(email),
        display_name=display_name,
        birth_date=birth_date,
        home_district_id=home_district.id if home_district else None,
        password_hash=hasher.hash(password) if password else None,
        created_at=clock.now(),
    )
    db.session.add(resident)
    db.session.flush()
    for kind in sorted(given):
        db.session.add(Consent(resident_id=resident.id, kind=kind, version=rules.CONSENT_VERSION, given_at=clock.now()))
    return resident


def by_password(email: str, password: str) -> Resident:
    """The resident, or WrongPassword whatever the reason."""
    resident = queries.by_email(email)
    if not matches(resident.password_hash if resident else None, password) or resident is None:
        raise WrongPassword
    return resident


@transaction
def issue_code(email: str, purpose: CodePurpose) -> str:
    """A fresh six-digit code for this address; the one before it no longer works. The caller mails it and forgets it."""
    address, code = rules.check_email(email), f"{secrets.randbelow(1_000_000):06d}"
    db.session.execute(delete(EmailCode).where(EmailCode.email == address, EmailCode.purpose == purpose))
    expires = clock.now() + timedelta(minutes=rules.CODE_LIFETIME_MINUTES)
    db.session.add(EmailCode(email=address, purpose=purpose, code_hash=_code_hash(address, purpose, code), expires_at=expires))
    return code


def redeem_code(email: str, purpose: CodePurpose, code: str) -> Resident:
    """The resident of the address if the code is right; the address is confirmed by it. Every try counts."""
    resident = _try_code(email, purpose, code)
    if resident is None:
        raise WrongCode
    return resident


@transaction
def _try_code(email: str, purpose: CodePurpose, code: str) -> Resident | None:
    """A wrong try is committed too, or nobody would ever run out of them."""
    address = email.strip().casefold()
    wanted = (EmailCode.email == address) & (EmailCode.purpose == purpose) & EmailCode.used_at.is_(None)
    row = db.session.scalar(select(EmailCode).where(wanted).with_for_update())
    if row is None or row.expires_at < clock.now() or row.attempts >= rules.CODE_MAXIMUM_ATTEMPTS:
        return None
    row.attempts += 1
    if not hmac.compare_digest(row.code_hash, _code_hash(address, purpose, "".join(code.split()))):
        return None
    row.used_at = clock.now()
    resident = queries.by_email(address)
    if resident:
        resident.email_verified_at = resident.email_verified_at or clock.now()
    return resident


def _code_hash(address: str, purpose: CodePurpose, code: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}\0{address}\0{code}".encode(), hashlib.sha256).hexdigest()
