"""The arithmetic of replies: dates, periods, medians, and what a policy and a reply must hold."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError, IllegalTransition
from app.core.states import actions, advance
from app.replies import rules
from app.replies.rules import DEMOCRACY_SEOUL_2017, IDEA_SEOUL_2023, PRESETS, SMALL_PILOT
from app.replies.states import STATES, VERDICTS, CaseState, ClockStart, Level, Measure, Verdict

DAYS = st.dates(date(2016, 1, 1), date(2099, 1, 1))
POLICIES = st.sampled_from(sorted(PRESETS.values(), key=lambda policy: policy.preset))


def test_the_presets_say_what_their_sources_say():
    assert (DEMOCRACY_SEOUL_2017.reply_at, DEMOCRACY_SEOUL_2017.debate_at, DEMOCRACY_SEOUL_2017.mayor_at) == (50, 500, 5_000)
    assert DEMOCRACY_SEOUL_2017.collect_days == 20
    assert DEMOCRACY_SEOUL_2017.mayor_measure is Measure.PARTICIPANTS
    assert DEMOCRACY_SEOUL_2017.clock_starts is ClockStart.ASSIGNED
    assert (IDEA_SEOUL_2023.reply_at, IDEA_SEOUL_2023.collect_days, IDEA_SEOUL_2023.debate_at) == (50, 30, None)
    assert (IDEA_SEOUL_2023.reply_months, IDEA_SEOUL_2023.reply_days) == (1, 0)
    assert IDEA_SEOUL_2023.clock_starts is ClockStart.REACHED


@pytest.mark.parametrize("policy", PRESETS.values(), ids=lambda policy: policy.preset)
def test_a_preset_can_be_adopted_and_survives_the_database(policy):
    rules.check_policy(policy)
    assert rules.policy_from_json(policy.to_json()) == policy


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number(start, months, end):
    assert rules.months_later(start, months) == end


@given(DAYS, st.integers(0, 24), st.integers(0, 24))
def test_months_keep_order_and_never_leave_their_month(start, few, more):
    end = rules.months_later(start, few)
    assert end.day in (start.day, monthrange(end.year, end.month)[1])
    assert (end.year - start.year) * 12 + end.month - start.month == few
    assert rules.months_later(start, few + more) >= end
    assert rules.months_later(start + timedelta(days=1), few) >= end


@given(DAYS, POLICIES)
def test_a_reply_is_always_due_after_the_clock_starts(start, policy):
    assert rules.due_on(start, policy) > start
    assert rules.due_on(start + timedelta(days=1), policy) >= rules.due_on(start, policy)
    assert rules.assign_by(start, policy) > start


@given(DAYS, st.integers(-400, 400))
def test_endorsements_count_through_the_whole_last_day(start, offset):
    end = rules.collects_until(start, IDEA_SEOUL_2023)
    assert end == start + timedelta(days=30)
    assert rules.is_over(end, start + timedelta(days=offset)) is (offset > 30)
    assert not rules.is_over(None, start + timedelta(days=offset))


@given(DAYS, st.integers(-30, 60), st.integers(-5, 40), st.integers(0, 3))
def test_an_extension_is_granted_only_in_time_within_its_length_and_number(due, today_offset, longer, used):
    policy = replace(SMALL_PILOT, extensions=2)
    today, new_due = due + timedelta(days=today_offset), due + timedelta(days=longer)
    is_right = used < 2 and today_offset <= 0 and 0 < longer <= policy.extension_days
    if is_right:
        rules.check_extension(policy, used=used, due=due, new_due=new_due, today=today)
    else:
        with pytest.raises(DomainError):
            rules.check_extension(policy, used=used, due=due, new_due=new_due, today=today)


def test_officers_are_reminded_a_week_and_a_day_before_on_the_day_and_every_week_after():
    assert [left for left in range(10, -24, -1) if rules.is_reminder_day(left)] == [7, 1, 0, -1, -8, -15, -22]


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 20), min_size=1, max_size=30))
def test_the_median_is_a_day_with_half_the_replies_on_either_side(days):
    middle = rules.median(days)
    total = sum(days.values())
    assert middle in days
    assert sum(n for day, n in days.items() if day <= middle) * 2 > total
    assert sum(n for day, n in days.items() if day < middle) * 2 <= total


def test_a_rate_of_nothing_is_none_and_99_9_is_not_all():
    assert rules.percent(0, 0) is None
    assert rules.percent(999, 1000) == 99
    assert rules.percent(3, 3) == 100


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reply_at": 1}, rules.PolicyOutOfRange),
        ({"reply_at": None}, rules.PolicyOutOfRange),
        ({"debate_at": 10}, rules.ThresholdsOutOfOrder),
        ({"mayor_at": 30}, rules.ThresholdsOutOfOrder),
        ({"debate_at": None}, rules.MayorWithoutDebate),
        ({"collect_days": 0}, rules.PolicyOutOfRange),
        ({"reply_days": 0}, rules.NoTimeToReply),
        ({"reply_days": 366}, rules.PolicyOutOfRange),
        ({"extensions": 4}, rules.PolicyOutOfRange),
        ({"rolling_tracks": ()}, rules.NothingRolling),
        ({"rolling_fields": ()}, rules.NothingRolling),
    ],
)
def test_a_policy_that_cannot_run_is_refused(change, refusal):
    with pytest.raises(refusal):
        rules.check_policy(replace(SMALL_PILOT, **change))


def test_a_mayor_counted_by_participants_may_need_fewer_than_the_debate():
    rules.check_policy(replace(SMALL_PILOT, mayor_at=20, mayor_measure=Measure.PARTICIPANTS))


def reply(**given):
    usual = {"body": "가" * 50, "next_step": "내년에 합니다.", "position": "과장", "links": []}
    rules.check_reply(given.pop("level", Level.DEPARTMENT), given.pop("verdict", Verdict.ACCEPTED), **usual | given)


def test_a_reply_needs_words_a_position_and_when_it_says_yes_a_next_step():
    reply()
    reply(verdict=Verdict.REJECTED, next_step="")
    for wrong, refusal in (
        ({"body": "짧다"}, rules.ReplyTooShort),
        ({"next_step": ""}, rules.NextStepMissing),
        ({"position": ""}, rules.PositionMissing),
        ({"verdict": Verdict.DEBATE_HELD}, rules.WrongVerdict),
        ({"level": Level.DEBATE}, rules.WrongVerdict),
        ({"links": ["javascript:alert(1)"]}, rules.BadLink),
        ({"links": ["https://a b"]}, rules.BadLink),
        ({"links": ["https://example.test/"] * 6}, rules.BadLink),
    ):
        with pytest.raises(refusal):
            reply(**wrong)


def test_every_level_has_its_verdicts():
    assert set(VERDICTS) == set(Level)
    assert all(VERDICTS.values())


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize(
    "action", ["reach", "lapse", "collect", "fall_back", "assign", "interim", "extend", "answer", "correct", "reopen"]
)
def test_a_case_moves_only_as_its_table_says(state, action):
    allowed = {
        "reach": {CaseState.COLLECTING}, "lapse": {CaseState.COLLECTING}, "collect": {CaseState.LAPSED},
        "fall_back": {CaseState.WAITING}, "assign": {CaseState.WAITING, CaseState.ASSIGNED}, "interim": {CaseState.ASSIGNED},
        "extend": {CaseState.ASSIGNED}, "answer": {CaseState.ASSIGNED}, "correct": {CaseState.ANSWERED}, "reopen": {CaseState.ANSWERED},
    }  # fmt: skip
    assert (action in actions(STATES, state)) is (state in allowed[action])
    if state not in allowed[action]:
        with pytest.raises(IllegalTransition):
            advance(STATES, state, action)


def test_once_assigned_no_way_leads_back_to_gathering():
    reachable, todo = set(), {CaseState.ASSIGNED}
    while todo:
        state = todo.pop()
        reachable.add(state)
        todo |= set(STATES[state].values()) - reachable
    assert reachable == {CaseState.ASSIGNED, CaseState.ANSWERED}
