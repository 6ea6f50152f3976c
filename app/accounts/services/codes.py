"""One-time codes: made, mailed after commit, tried a few times, thrown away. Refuses to keep or log one in plain."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult

from app.accounts import letters, queries, rules
from app.accounts.models import CodePurpose, EmailCode, Resident
from app.core import clock, mail
from app.core.errors import N_, InvalidInput
from app.core.transaction import after_commit, transaction
from app.extensions import db


class WrongCode(InvalidInput):
    code = "WRONG_CODE"
    field = "code"
    sentence = N_("확인번호가 맞지 않거나 기한이 지났습니다. 번호를 다시 확인하거나 새 번호를 받아 주세요.")


@transaction
def issue_code(email: str, purpose: CodePurpose) -> str:
    """A fresh six-digit code for this address; the one before it no longer works. The caller mails it and forgets it."""
    address, code = rules.check_email(email), f"{secrets.randbelow(1_000_000):06d}"
    db.session.execute(delete(EmailCode).where(EmailCode.email == address, EmailCode.purpose == purpose))
    expires = clock.now() + timedelta(minutes=rules.CODE_LIFETIME_MINUTES)
    db.session.add(EmailCode(email=address, purpose=purpose, code_hash=_code_hash(address, purpose, code), expires_at=expires))
    return code


@transaction
def send_code(email: str, purpose: CodePurpose) -> None:
    """Mail a fresh code, once it is committed. An address without an account gets nothing, and nobody is told so."""
    resident = queries.by_email(rules.check_email(email))
    if resident is None:
        return
    address, letter = resident.email, letters.one_time_code(issue_code(resident.email, purpose), purpose)
    after_commit(lambda: mail.send(address, *letter))


def redeem_code(email: str, purpose: CodePurpose, code: str) -> Resident:
    """The resident of the address if the code is right; the address is confirmed by it. Every try counts."""
    resident = _try_code(email, purpose, code)
    if resident is None:
        raise WrongCode
    return resident


@transaction
def _try_code(email: str, purpose: CodePurpose, code: str) -> Resident | None:
    """A wrong try is committed too, or nobody would ever run out of them."""
    resident = queries.by_email(email.strip().casefold()) if is_right(email, purpose, code) else None
    if resident:
        _confirm(resident, purpose)
    return resident


def is_right(email: str, purpose: CodePurpose, code: str) -> bool:
    """Try a code within the running service: counted when it is wrong, used up when it is right."""
    address = email.strip().casefold()
    wanted = (EmailCode.email == address) & (EmailCode.purpose == purpose)
    newest = select(EmailCode).where(wanted).order_by(EmailCode.id.desc()).limit(1)  # two asked for at the same moment both stand
    row = db.session.scalar(newest.with_for_update())
    if row is None or row.used_at or row.expires_at < clock.now() or row.attempts >= rules.CODE_MAXIMUM_ATTEMPTS:
        return False
    row.attempts += 1
    if not hmac.compare_digest(row.code_hash, _code_hash(address, purpose, _digits(code))):
        return False
    row.used_at = clock.now()
    return True


def _confirm(resident: Resident, purpose: CodePurpose) -> None:
    """The first proof of an address from outside the account evicts whoever signed up with somebody else's address."""
    if resident.email_verified_at is None and purpose is CodePurpose.SIGN_IN:
        resident.password_hash = None
        resident.session_epoch += 1
    resident.email_verified_at = resident.email_verified_at or clock.now()
    resident.once = None


@transaction
def purge_codes() -> int:
    """Throw away codes that can no longer be used; how many."""
    gone: CursorResult = db.session.execute(delete(EmailCode).where(EmailCode.expires_at < clock.now()))  # type: ignore[assignment]
    return gone.rowcount


def _digits(code: str) -> str:
    """What was meant: people paste spaces and hyphens, and some keyboards write full-width digits."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", code) if mark.isalnum())


def _code_hash(address: str, purpose: CodePurpose, code: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}\0{address}\0{code}".encode(), hashlib.sha256).hexdigest()
