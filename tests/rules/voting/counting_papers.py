"""Small papers for the counting tests: by hand, and as hypothesis strategies; refuses the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.voting.ballot import ApprovalFormat, BallotFormat, Choice, PointsFormat, names, points
from app.voting.tally import Election, Electorate, Option, group
from tests.elections import SAMPLES, samples

__all__ = ["SAMPLES", "samples"]

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests/fixtures/pb"
DIGEST = "d" * 64


NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking recounts for minutes; the elections are small


def checked(*strategies: st.SearchStrategy[Any], examples: int = 60) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A property test without a deadline: many tiny elections are all ties, and those are counted several times."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return settings(deadline=None, max_examples=examples, phases=NO_SHRINKING)(given(*strategies)(test))

    return decorate


def paper(
    costs: Mapping[str, int],
    choices: Iterable[Choice] = (),
    budget: int = 100,
    ballot_format: BallotFormat | None = None,
    digest: str = DIGEST,
) -> Election:
    """One electorate of weight 1 and one ballot per choice."""
    options = tuple(Option(key, cost, f"Option {key}") for key, cost in costs.items())
    given = ballot_format or ApprovalFormat(min_choices=0)
    return Election(digest, budget, options, given, (Electorate("voters", Fraction(1), group(choices)),))


def approvals(*sets: str) -> list[Choice]:
    """ "ab" approves options a and b."""
    return [names(letters) for letters in sets]


def times(count: int, letters: str) -> list[Choice]:
    """The same approval ballot many times."""
    return [names(letters)] * count


LETTERS = "abcdef"


@st.composite
def approval_elections(draw: st.DrawFn, max_voters: int = 12) -> Election:
    """Up to six options and a dozen approval ballots, with plenty of ties."""
    size = draw(st.integers(1, 6))
    costs = {key: draw(st.integers(1, 12)) for key in LETTERS[:size]}
    sets = st.sets(st.sampled_from(LETTERS[:size]), max_size=size)
    ballots = [names(chosen) for chosen in draw(st.lists(sets, min_size=1, max_size=max_voters))]
    return paper(costs, ballots, budget=draw(st.integers(5, 40)))


@st.composite
def point_elections(draw: st.DrawFn) -> Election:
    """Up to five options and eight ballots giving up to four points each."""
    size = draw(st.integers(1, 5))
    costs = {key: draw(st.integers(1, 12)) for key in LETTERS[:size]}
    given = st.dictionaries(st.sampled_from(LETTERS[:size]), st.integers(0, 4), max_size=size)
    ballots = [points(chosen) for chosen in draw(st.lists(given, min_size=1, max_size=8))]
    return paper(costs, ballots, draw(st.integers(5, 40)), PointsFormat(None, min_choices=0))


def reversed_paper(election: Election, order: Sequence[int]) -> Election:
    """The same election with options in another order and ballots inserted the other way round."""
    electorates = tuple(Electorate(e.code, e.weight, dict(reversed(list(e.ballots.items())))) for e in election.electorates)
    options = tuple(election.options[i] for i in order)
    return Election(election.digest, election.budget, options, election.format, electorates)
