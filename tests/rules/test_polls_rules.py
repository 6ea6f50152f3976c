"""What can be asked and how it is counted; what a plan lacks; rows that cannot be read."""

from datetime import UTC, datetime, timedelta

import pytest

from app.polls import reading, rules
from app.polls.rules import Facts, Question
from app.polls.states import PLAN_STATES, Audience, Contact, Kind, PlanState
from app.voting.tally import Election, Electorate, Option, count

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
WINDOW = (NOW + timedelta(hours=1), NOW + timedelta(days=7))
OPTIONS = [{"title": "가", "cost": 10, "category": "광역"}, {"title": "나", "cost": 20, "category": "협치"}]


@pytest.mark.parametrize(("kind", "method"), [(kind, method) for kind, methods in rules.METHODS.items() for method in methods])
def test_every_kind_can_be_counted_by_every_method_it_offers(kind, method):
    question = Question(kind, method, budget_won=100, quotas=(("광역", 1),), most=2)
    assert rules.question_from(question.to_json()) == question
    options = (Option("1", 10, "가", "광역"), Option("2", 20, "나", "협치"))
    election = Election("d", 100, options, question.format(2), (Electorate("all", 1, {}),), "")
    assert set(count(election, question.rule()).outcomes) == {"1", "2"}


def facts(**given):
    usual = {"title": "투표", "question": Question(), "options": OPTIONS, "audience": Audience.RESIDENTS, "voters": 0, "is_sealed": True,
             "opens_at": WINDOW[0], "closes_at": WINDOW[1], "is_tried": True, "now": NOW}  # fmt: skip
    return Facts(**usual | given)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": ""}, "TITLE_MISSING"),
        ({"options": OPTIONS[:1]}, "OPTIONS_MISSING"),
        ({"question": Question(Kind.BUDGET, "greedy")}, "BUDGET_MISSING"),
        ({"question": Question(Kind.BUDGET, "greedy", budget_won=9), "options": [{"cost": 0}, {"cost": 1}]}, "COST_MISSING"),
        ({"question": Question(Kind.QUOTAS, quotas=(("복지", 1),))}, "FIELD_MISSING"),
        ({"audience": Audience.ROSTER}, "VOTERS_MISSING"),
        ({"audience": Audience.SITE}, "VOTERS_MISSING"),
        ({"audience": Audience.LINK}, "LINK_IS_PLAIN"),
        ({"opens_at": None}, "DATES_MISSING"),
        ({"opens_at": NOW + timedelta(minutes=rules.NOTICE_MINUTES, seconds=-1)}, "OPENS_TOO_SOON"),
        ({"closes_at": WINDOW[0]}, "WINDOW_REVERSED"),
        ({"is_tried": False}, "NOT_TRIED"),
    ],
)
def test_a_plan_says_what_it_lacks(given, code):
    assert [one.code for one in rules.lacks(facts(**given))] == [code]


def test_a_whole_plan_lacks_nothing():
    assert rules.lacks(facts()) == []


def test_only_a_draft_can_be_edited_and_only_a_submitted_plan_confirmed():
    assert [state for state in PlanState if "submit" in PLAN_STATES[state]] == [PlanState.DRAFT]
    assert [state for state in PlanState if "confirm" in PLAN_STATES[state]] == [PlanState.SUBMITTED]
    assert PLAN_STATES[PlanState.FROZEN] == {}


@pytest.mark.parametrize("text", ["", "광역", "광역 = 0", "광역 = 일곱", "광역 = 7\n광역 = 3"])
def test_quotas_that_cannot_be_read_are_refused(text):
    with pytest.raises(rules.QuotasUnreadable):
        rules.read_quotas(text)


def test_quotas_are_read_line_by_line():
    assert rules.read_quotas("광역 = 7\n\n협치=3") == (("광역", 7), ("협치", 3))


def test_options_come_with_or_without_a_heading_row_and_every_bad_row_is_named():
    drafts, faults = reading.options(
        [["이름", "분야", "비용"], ["가", "교통", "1억 2,000만원"], ["", "x", "1"], ["가", "", ""], ["다", "", "많이"]]
    )
    assert [(one.code, one.title, one.cost, one.category) for one in drafts] == [("1", "가", 120_000_000, "교통")]
    assert [fault.row for fault in faults] == [3, 4, 5]
    drafts, faults = reading.options(reading.typed("가 | 500만 | 환경 | 설명\n\n나"))
    assert ([one.title for one in drafts], drafts[0].cost, faults) == (["가", "나"], 5_000_000, [])


def test_a_roster_takes_addresses_and_mobile_numbers_and_names_every_bad_row():
    rows = [
        ["이메일"],
        ["A.B@Example.test"],
        ["010-1234-5678"],
        ["1012345678"],
        ["+82 10 9999 8888"],
        ["02-123-4567"],
        ["nobody"],
        [""],
    ]
    found, faults = reading.contacts(rows)
    assert found == [(Contact.EMAIL, "a.b@example.test"), (Contact.PHONE, "01012345678"), (Contact.PHONE, "01099998888")]
    assert [fault.row for fault in faults] == [4, 6, 7]
