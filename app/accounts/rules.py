"""Limits of accounts and one-time codes. Pure."""

import re
from datetime import date

from app.core.errors import N_, InvalidInput, RuleBroken

MINIMUM_AGE_YEARS = 14
PASSWORD_MINIMUM_LENGTH = 10
PASSWORD_MAXIMUM_LENGTH = 200
CODE_LIFETIME_MINUTES = 10
CODE_MAXIMUM_ATTEMPTS = 5
CONSENT_VERSION = "2026-11"
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")


class TooYoung(RuleBroken):
    """개인정보 보호법 제22조의2: under 14 a legal representative would have to consent."""

    code = "TOO_YOUNG"
    status = 422
    field = "birth_date"
    sentence = N_("만 %(years)s세 이상만 가입할 수 있습니다.")


class BadEmail(InvalidInput):
    code = "BAD_EMAIL"
    field = "email"
    sentence = N_("이메일 주소를 다시 확인해 주세요. 예: name@example.kr")


class PasswordTooShort(InvalidInput):
    code = "PASSWORD_TOO_SHORT"
    field = "password"
    sentence = N_("비밀번호는 %(length)s자 이상이어야 합니다.")


class ConsentMissing(InvalidInput):
    code = "CONSENT_MISSING"
    sentence = N_("이용약관과 개인정보 수집·이용에 동의해야 가입할 수 있습니다.")


def age_on(birth_date: date, day: date) -> int:
    """Full years on that day (만 나이); a leap-day child turns a year older on 1 March of common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def check_age(birth_date: date, today: date) -> None:
    if not MINIMUM_AGE_YEARS <= age_on(birth_date, today) <= 130:
        raise TooYoung(years=MINIMUM_AGE_YEARS)


def check_email(email: str) -> str:
    """The address as accounts keep it, or BadEmail."""
    address = email.strip().casefold()
    if len(address) > 254 or not _EMAIL.match(address):
        raise BadEmail
    return address


def check_password(password: str) -> None:
    if not PASSWORD_MINIMUM_LENGTH <= len(password) <= PASSWORD_MAXIMUM_LENGTH:
        raise PasswordTooShort(length=PASSWORD_MINIMUM_LENGTH)
