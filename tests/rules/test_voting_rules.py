"""Who may vote when, and what a paper may be: arithmetic and tables, without a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from app.core.errors import IllegalTransition
from app.core.states import actions, advance
from app.voting import rules
from app.voting.rules import ElectorateDraft, OptionDraft, Voter
from app.voting.states import PAPER_STATES, PaperState, Standing, Window

OPENS = datetime(2026, 8, 3, 0, 0, tzinfo=UTC)
CLOSES = datetime(2026, 8, 28, 9, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (PaperState.OPEN, OPENS - TICK, Window.UPCOMING),
        (PaperState.OPEN, OPENS, Window.OPEN),
        (PaperState.OPEN, CLOSES - TICK, Window.OPEN),
        (PaperState.OPEN, CLOSES, Window.CLOSED),
        (PaperState.OPEN, CLOSES + timedelta(days=1), Window.CLOSED),
        (PaperState.CLOSED, OPENS, Window.CLOSED),
        (PaperState.CLOSED, CLOSES, Window.CLOSED),
        (PaperState.COUNTED, OPENS, Window.COUNTED),
        (PaperState.DRAFT, OPENS, Window.UPCOMING),
        (PaperState.DRAFT, CLOSES, Window.CLOSED),
    ],
)
def test_state_and_clock_together_say_what_is_open(state, now, expected):
    assert rules.window(state, OPENS, CLOSES, now) is expected


PEOPLE = {
    "signed out": None,
    "unconfirmed": Voter(is_confirmed=False, age=40, has_electorate=True, has_voted=False),
    "too young": Voter(is_confirmed=True, age=13, has_electorate=True, has_voted=False),
    "just old enough": Voter(is_confirmed=True, age=14, has_electorate=True, has_voted=False),
    "outside every electorate": Voter(is_confirmed=True, age=40, has_electorate=False, has_voted=False),
    "voted": Voter(is_confirmed=True, age=40, has_electorate=True, has_voted=True),
}
WHEN_OPEN = {
    "signed out": Standing.SIGNED_OUT,
    "unconfirmed": Standing.UNCONFIRMED,
    "too young": Standing.TOO_YOUNG,
    "just old enough": Standing.MAY_VOTE,
    "outside every electorate": Standing.NO_ELECTORATE,
    "voted": Standing.VOTED,
}
OTHERWISE = {Window.UPCOMING: Standing.UPCOMING, Window.CLOSED: Standing.CLOSED, Window.COUNTED: Standing.COUNTED}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("at", Window)
def test_everybody_stands_towards_every_stage_as_the_table_says(person, at):
    expected = WHEN_OPEN[person] if at is Window.OPEN else OTHERWISE[at]
    assert rules.standing(at, False, 14, PEOPLE[person]) is expected


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("at", Window)
def test_nobody_votes_on_an_imported_election(person, at):
    expected = Standing.COUNTED if at is Window.COUNTED else Standing.IMPORTED
    assert rules.standing(at, True, 14, PEOPLE[person]) is expected


def test_every_standing_that_bars_the_booth_has_its_refusal():
    assert set(rules.REFUSALS) == set(Standing) - {Standing.MAY_VOTE}


@pytest.mark.parametrize("state", PaperState)
@pytest.mark.parametrize("action", ["open", "close", "count", "reopen"])
def test_a_paper_moves_forwards_only(state, action):
    path = {(PaperState.DRAFT, "open"), (PaperState.OPEN, "close"), (PaperState.CLOSED, "count")}
    if (state, action) in path:
        assert advance(PAPER_STATES, state, action) in PaperState
    else:
        assert action not in actions(PAPER_STATES, state)
        with pytest.raises(IllegalTransition):
            advance(PAPER_STATES, state, action)


@dataclass
class Body:
    code: str
    eligible_role: str | None
    rank: int
    id: int = 0


BODIES = [Body("citizens", None, 9), Body("committee", "committee", 1), Body("panel", "panelist", 2)]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((), "citizens"),
        (("auditor",), "citizens"),
        (("panelist",), "panel"),
        (("panelist", "committee"), "committee"),
    ],
)
def test_a_person_votes_once_in_the_most_specific_electorate(roles, expected):
    assert rules.electorate_for(BODIES, roles).code == expected


def test_whoever_belongs_by_something_else_than_a_role_is_told_by_number():
    homes = [Body("mapo", "home", 1, 7), Body("eunpyeong", "home", 2, 8)]
    assert rules.electorate_for(homes, (), {8}) is homes[1]
    assert rules.electorate_for(homes, (), set()) is None


def test_without_an_electorate_for_all_a_plain_resident_has_none():
    assert rules.electorate_for(BODIES[1:], ("auditor",)) is None


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (9, 0), (10, 10), (19, 10), (1234, 1230)])
def test_turnout_is_coarse_while_voting_is_open(number, shown):
    assert rules.coarse(number) == shown


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ([], rules.OptionCountWrong),
        ([OptionDraft("a", "A"), OptionDraft("a", "B")], rules.CodesNotUnique),
        ([OptionDraft("", "A")], rules.CodesNotUnique),
        ([OptionDraft("none", "A")], rules.CodesNotUnique),
        ([OptionDraft("a", "A", cost=-1)], rules.CostNegative),
        ([OptionDraft(str(n), "A") for n in range(rules.OPTIONS_MAXIMUM + 1)], rules.OptionCountWrong),
    ],
)
def test_a_list_of_options_that_cannot_stand_is_refused(given, error):
    with pytest.raises(error):
        rules.check_options(given)


@pytest.mark.parametrize("weights", [(), (Fraction(9, 10),), (Fraction(1, 2), Fraction(2, 3)), (Fraction(3, 2), Fraction(-1, 2))])
def test_weights_must_sum_to_one_exactly(weights):
    with pytest.raises(rules.WeightsNotWhole):
        rules.check_electorates([ElectorateDraft(str(n), "이름", weight=weight) for n, weight in enumerate(weights)])


def test_weights_in_thirds_are_whole():
    rules.check_electorates([ElectorateDraft(str(n), "이름", weight=Fraction(1, 3)) for n in range(3)])


@pytest.mark.parametrize(
    ("opens", "closes", "now", "imported", "fits"),
    [
        (OPENS, CLOSES, OPENS, False, True),
        (CLOSES, OPENS, OPENS, False, False),
        (OPENS, OPENS, OPENS - TICK, False, False),
        (OPENS, CLOSES, CLOSES, False, False),
        (OPENS, CLOSES, CLOSES - TICK, False, True),
        (OPENS, CLOSES, CLOSES, True, True),
    ],
)
def test_a_paper_closes_after_it_opens_and_in_the_future(opens, closes, now, imported, fits):
    if fits:
        rules.check_window(opens, closes, now, imported)
    else:
        with pytest.raises(rules.WindowReversed):
            rules.check_window(opens, closes, now, imported)
