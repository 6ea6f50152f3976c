"""Limits of accounts, names, passwords and one-time codes. Pure."""

import re
from calendar import isleap
from datetime import date, datetime, timedelta

from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.text import search_key

MINIMUM_AGE_YEARS = 14
MAXIMUM_AGE_YEARS = 130
NAME_MINIMUM_LENGTH = 2
NAME_MAXIMUM_LENGTH = 20
PASSWORD_MINIMUM_LENGTH = 10
PASSWORD_MAXIMUM_LENGTH = 200
CODE_LIFETIME_MINUTES = 10
CODE_MAXIMUM_ATTEMPTS = 5
PROOF_MINUTES = 15
UNCONFIRMED_DAYS = 14
ONCE_MINUTES = 10
CONSENT_VERSION = "2026-11"

# Tries, not visits: a telephone company puts thousands of people behind one address, so an address alone is judged mildly,
# and a wrong sign-in, a code or a new account counts against the e-mail address it names.
FAILURES_PER_ADDRESS = "60 per 15 minutes"
SIGN_UPS_PER_ADDRESS = "100 per hour"
SIGN_INS_PER_EMAIL = "10 per 15 minutes"
CODES_PER_EMAIL = "5 per 15 minutes"
CODES_PER_ADDRESS = "60 per hour"
NOTICES_PER_EMAIL = "1 per hour"
TRIES_PER_EMAIL = "15 per 15 minutes"

CLOSED_NAME = "탈퇴한 주민"
FORGOTTEN_BIRTH_DATE = date(1900, 1, 1)
_RESERVED = {
    search_key(name)
    for name in (CLOSED_NAME, "관리자", "운영자", "운영팀", "공무원", "서울시", "서울특별시", "admin", "moderator")
}
_OFFICIAL = ("시청", "구청", "주민센터", "위원회")
_EMAIL = re.compile(r"^[^@\s<>\"'(),;:\\\[\]]{1,64}@[^@\s.<>\"'(),;:\\\[\]/]+(\.[^@\s.<>\"'(),;:\\\[\]/]+)+$")
_EASY = {
    "1234567890",
    "0123456789",
    "0987654321",
    "qwertyuiop",
    "1q2w3e4r5t",
    "password12",
    "password123",
    "abcdefghij",
    "asdfghjkl;",
}


class TooYoung(RuleBroken):
    """개인정보 보호법 제22조의2: under 14 a legal representative would have to consent."""

    code = "TOO_YOUNG"
    status = 422
    field = "birth_date"
    sentence = N_("만 %(years)s세 이상만 가입할 수 있습니다.")


class ImpossibleBirthDate(InvalidInput):
    code = "IMPOSSIBLE_BIRTH_DATE"
    field = "birth_date"
    sentence = N_("생년월일을 다시 확인해 주세요. 예: 19900214")


class BadEmail(InvalidInput):
    code = "BAD_EMAIL"
    field = "email"
    sentence = N_("이메일 주소를 다시 확인해 주세요. 예: name@example.kr")


class BadName(InvalidInput):
    code = "BAD_NAME"
    field = "display_name"
    sentence = N_("이름은 %(least)s자부터 %(most)s자까지, 한 줄로 적어 주세요.")


class NameReserved(InvalidInput):
    """Nobody may look like the operator, an office, or a resident who has left."""

    code = "NAME_RESERVED"
    field = "display_name"
    sentence = N_("기관이나 운영자로 보이는 이름은 쓸 수 없습니다. 다른 이름을 적어 주세요.")


class PasswordTooShort(InvalidInput):
    code = "PASSWORD_TOO_SHORT"
    field = "password"
    sentence = N_("비밀번호는 %(length)s자 이상이어야 합니다.")


class PasswordTooLong(InvalidInput):
    code = "PASSWORD_TOO_LONG"
    field = "password"
    sentence = N_("비밀번호는 %(length)s자까지 쓸 수 있습니다.")


class PasswordTooEasy(InvalidInput):
    code = "PASSWORD_TOO_EASY"
    field = "password"
    sentence = N_("너무 짐작하기 쉬운 비밀번호입니다. 이메일 주소나 되풀이되는 글자는 피해 주세요.")


class ConsentMissing(InvalidInput):
    code = "CONSENT_MISSING"
    sentence = N_("이용약관과 개인정보 수집·이용에 동의해야 가입할 수 있습니다.")

    def __init__(self, kind: str = "privacy") -> None:
        super().__init__()
        self.field = kind


def age_on(birth_date: date, day: date) -> int:
    """Full years on that day (만 나이); a leap-day child turns a year older on 1 March of common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def born_by(years: int, day: date) -> date:
    """The last day of birth of those who are so many years old on that day."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year - years):
        return date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)


def check_age(birth_date: date, today: date) -> None:
    if birth_date > today or age_on(birth_date, today) > MAXIMUM_AGE_YEARS:
        raise ImpossibleBirthDate
    if age_on(birth_date, today) < MINIMUM_AGE_YEARS:
        raise TooYoung(years=MINIMUM_AGE_YEARS)


def check_email(email: str) -> str:
    """The address as accounts keep it, or BadEmail."""
    address = email.strip().casefold()
    if len(address) > 254 or not address.isprintable() or not _EMAIL.match(address):
        raise BadEmail
    return address


def check_name(name: str) -> str:
    """The name others will see, on one line with single spaces."""
    tidy = " ".join(name.split())
    if "\n" in name or not NAME_MINIMUM_LENGTH <= len(tidy) <= NAME_MAXIMUM_LENGTH or not tidy.isprintable():
        raise BadName(least=NAME_MINIMUM_LENGTH, most=NAME_MAXIMUM_LENGTH)
    key = search_key(tidy).replace(" ", "")
    if key in {name.replace(" ", "") for name in _RESERVED} or key.endswith(_OFFICIAL):
        raise NameReserved
    return tidy


def check_password(password: str, email: str = "") -> None:
    if len(password) < PASSWORD_MINIMUM_LENGTH:
        raise PasswordTooShort(length=PASSWORD_MINIMUM_LENGTH)
    if len(password) > PASSWORD_MAXIMUM_LENGTH:
        raise PasswordTooLong(length=PASSWORD_MAXIMUM_LENGTH)
    lower = password.casefold()
    if lower in _EASY | {email, email.partition("@")[0]} or len(set(lower)) < 4:
        raise PasswordTooEasy


def is_recent(proved_at: datetime | None, now: datetime) -> bool:
    """Whether an address proved at that instant still counts as proved just now."""
    return proved_at is not None and timedelta(0) <= now - proved_at <= timedelta(minutes=PROOF_MINUTES)
