"""Ages, names, addresses and passwords."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts import rules
from app.core import clock


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2012, 11, 5), date(2026, 11, 4), 13),
        (date(2012, 11, 5), date(2026, 11, 5), 14),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (date(2000, 1, 1), date(2000, 1, 1), 0),
    ],
)
def test_a_year_of_age_is_reached_on_the_birthday_and_leap_day_children_wait_for_march(born, day, age):
    assert rules.age_on(born, day) == age


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the rule
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 130))
def test_the_age_grows_by_one_exactly_on_the_birthday(born, years):
    try:
        turns = born.replace(year=born.year + years)
    except ValueError:  # no 29 February in that year
        turns = date(born.year + years, 3, 1)
    assert rules.age_on(born, turns) == years
    assert rules.age_on(born, turns - timedelta(days=1)) == years - 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 90))
def test_whoever_was_born_by_a_day_is_old_enough_and_nobody_else(born, day, years):
    assert (born <= rules.born_by(years, day)) == (rules.age_on(born, day) >= years)


@pytest.mark.parametrize(
    ("instant", "is_old_enough"),
    [(datetime(2026, 11, 4, 14, 59, 59, tzinfo=UTC), False), (datetime(2026, 11, 4, 15, 0, tzinfo=UTC), True)],
)
def test_the_fourteenth_birthday_begins_at_midnight_in_seoul(instant, is_old_enough):
    with clock.travel(instant):
        if is_old_enough:
            rules.check_age(date(2012, 11, 5), clock.today())
        else:
            with pytest.raises(rules.TooYoung):
                rules.check_age(date(2012, 11, 5), clock.today())


@pytest.mark.parametrize("born", [date(2026, 11, 6), date(1895, 11, 5)])
def test_a_birth_in_the_future_or_in_another_century_is_a_slip_of_the_finger(born):
    with pytest.raises(rules.ImpossibleBirthDate):
        rules.check_age(born, date(2026, 11, 5))


@pytest.mark.parametrize("typed", ["Name@Example.KR", " name@example.kr "])
def test_an_address_is_kept_in_lower_case_without_outer_space(typed):
    assert rules.check_email(typed) == "name@example.kr"


@pytest.mark.parametrize(
    "typed",
    ["", "name", "name@", "@example.kr", "name@example", "na me@example.kr", "a@b@c.kr", "name@example..kr", "a\nb@example.kr",
     "Bcc:x@example.kr", "<name@example.kr>", "name@example.kr,other@example.kr", "n" * 250 + "@example.kr"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(rules.BadEmail):
        rules.check_email(typed)


def test_a_name_keeps_single_spaces():
    assert rules.check_name("마포  나루 ") == "마포 나루"


@pytest.mark.parametrize("name", ["", "가", " 가 ", "가" * 21, "가\n나"])
def test_a_name_is_one_line_of_two_to_twenty_characters(name):
    with pytest.raises(rules.BadName):
        rules.check_name(name)


@pytest.mark.parametrize(
    "name", ["탈퇴한 주민", "탈퇴한주민", "운영자", "관 리 자", "ADMIN", "마포구청", "서울시", "시민참여예산위원회"]
)
def test_nobody_may_look_like_an_office_or_like_somebody_who_left(name):
    with pytest.raises(rules.NameReserved):
        rules.check_name(name)


def test_an_ordinary_name_that_holds_such_a_word_is_fine():
    assert rules.check_name("마포구민") == "마포구민"


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("ninechars", rules.PasswordTooShort),
        ("x" * 201, rules.PasswordTooLong),
        ("1234567890", rules.PasswordTooEasy),
        ("aaaaaaaaaaaa", rules.PasswordTooEasy),
        ("Somebody@Example.test", rules.PasswordTooEasy),
    ],
)
def test_passwords_that_would_be_guessed_are_refused(password, refusal):
    with pytest.raises(refusal):
        rules.check_password(password, "somebody@example.test")


@pytest.mark.parametrize("password", ["가나다라 마바사아", "correct horse"])
def test_ten_characters_of_any_script_are_enough(password):
    rules.check_password(password + " 9", "somebody@example.test")


def test_a_proof_lasts_a_quarter_of_an_hour_and_never_comes_from_the_future():
    now = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
    assert rules.is_recent(now - timedelta(minutes=15), now)
    assert not rules.is_recent(now - timedelta(minutes=15, seconds=1), now)
    assert not rules.is_recent(now + timedelta(seconds=1), now)
    assert not rules.is_recent(None, now)
