"""The booth: which ballots have one, what a voter handed in, in what order the options stand. Refuses anything about persons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from app.core.errors import N_, InvalidInput
from app.voting import labels, queries
from app.voting.ballot import (
    ApprovalFormat,
    BallotFormat,
    BallotRefused,
    Choice,
    ChooseOneFormat,
    GradesFormat,
    KnapsackFormat,
    Quota,
    RankingFormat,
    YesNoFormat,
    check_choice,
)
from app.voting.models import Electorate, Paper, PaperOption
from app.voting.rules import NONE_CODE, NoneAndOthers

MARK = "mark-"
WITH_BOOTH = (ChooseOneFormat, YesNoFormat, ApprovalFormat, KnapsackFormat, RankingFormat, GradesFormat)


class ChoiceRefused(InvalidInput):
    """A choice outside the ballot's format, named so that the voter can mend it."""

    code = "CHOICE_REFUSED"
    sentence = labels.OTHER_REFUSAL

    def __init__(self, refusal: BallotRefused, paper: Paper) -> None:
        super().__init__(**_params(refusal, paper))
        self.code = refusal.code
        self.sentence = labels.BALLOT_REFUSALS.get(refusal.code, labels.OTHER_REFUSAL)


class RankTwice(InvalidInput):
    code = "RANK_TWICE"
    sentence = N_("%(place)s순위를 두 번 이상 골랐습니다. 한 순위에는 하나만 둘 수 있습니다.")


class NotAMark(InvalidInput):
    code = "NOT_A_MARK"
    sentence = labels.OTHER_REFUSAL


class NothingGraded(InvalidInput):
    code = "NOTHING_GRADED"
    sentence = N_("하나도 평가하지 않았습니다. 평가하고 싶은 것이 없으면 맨 아래의 기권을 골라 주세요.")


def _params(refusal: BallotRefused, paper: Paper) -> dict[str, object]:
    """The numbers of a refusal and their excess; sums of cost become amounts of money."""
    params: dict[str, Any] = dict(refusal.params)
    given = params.get("total", params.get("count"))
    if given is not None and "most" in params:
        params["excess"] = given - params["most"]
    if refusal.code == "NOT_ON_THIS_BALLOT":
        params["title"] = next(option.title for option in paper.options if option.code == params["option"])
    if refusal.code not in labels.MONEY_CODES:
        return params
    return {name: labels.Amount(value, paper.currency) if isinstance(value, int) else value for name, value in params.items()}


def has_booth(ballot_format: BallotFormat) -> bool:
    return isinstance(ballot_format, WITH_BOOTH)


def checked(paper: Paper, raw: Any, body: Electorate | None = None) -> Choice:
    """The choice as it goes into the box, or ChoiceRefused; with a body of voters, only what stands on its ballot."""
    mine = None if body is None or body.areas is None else {option.code for option in body.offered}
    try:
        return check_choice(paper.ballot_format, queries.ballot_options(paper), raw, mine)
    except BallotRefused as refusal:
        raise ChoiceRefused(refusal, paper) from refusal


@dataclass(frozen=True)
class Entry:
    """What stands in the form: ticked codes, and beside each option a mark, a place or a grade as typed."""

    ticked: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return len(self.ticked - {NONE_CODE}) + sum(bool(mark) for mark in self.marks.values())


def entry(paper: Paper, form: Any) -> Entry:
    """The form as it came (a MultiDict), whatever the paper's kind."""
    marks = {one.code: str(form.get(f"{MARK}{one.code}", "")).strip() for one in paper.options}
    return Entry(frozenset(form.getlist("choice")), {code: mark for code, mark in marks.items() if mark})


def raw_choice(paper: Paper, form: Any) -> Any:
    """What a voter filled in, as the ballot check reads it: never "none of these" beside something else."""
    given = entry(paper, form)
    if NONE_CODE in given.ticked:
        if given.number:
            raise NoneAndOthers
        return NONE_CODE
    if isinstance(paper.ballot_format, RankingFormat):
        return _ranked(given.marks)
    if isinstance(paper.ballot_format, GradesFormat):
        return _graded(given.marks)
    return form.getlist("choice")


def _ranked(marks: Mapping[str, str]) -> list[str]:
    """Codes by place, best first; a place left empty closes up."""
    places = _whole(marks)
    twice = [place for place, times in Counter(places.values()).items() if times > 1]
    if twice:
        raise RankTwice(place=min(twice))
    return sorted(places, key=lambda code: places[code])


def _graded(marks: Mapping[str, str]) -> dict[str, int]:
    if not marks:
        raise NothingGraded
    return _whole(marks)


def _whole(marks: Mapping[str, str]) -> dict[str, int]:
    try:
        return {code: int(mark[:6]) for code, mark in marks.items()}
    except ValueError as fault:
        raise NotAMark from fault


def on_ballot(paper: Paper, body: Electorate | None) -> Sequence[PaperOption]:
    """What this body's ballot offers; the whole paper where nobody is at hand."""
    return paper.options if body is None else body.offered


def in_order(options: Sequence[PaperOption], seed: str) -> list[PaperOption]:
    """The options as this voter sees them: another order for each seed, the same order every time."""
    offered = [option for option in options if not option.withdrawn]
    return sorted(offered, key=lambda option: sha256(f"{seed}\0{option.paper_id}\0{option.code}".encode()).digest())


@dataclass(frozen=True)
class Limits:
    """What the ballot asks for, in numbers the booth shows; None where there is no limit. Costs in the paper's currency.

    `kind` says how options are marked: names (ticked), ranking (placed) or grades, best first in `grades`.
    """

    least: int
    most: int | None
    budget: int | None
    is_single: bool
    allows_none: bool
    quotas: tuple[Quota, ...] = ()
    kind: str = "names"
    grades: tuple[int, ...] = ()


def limits(paper: Paper, body: Electorate | None = None) -> Limits:
    ballot_format = paper.ballot_format
    if isinstance(ballot_format, ApprovalFormat):
        least, most, budget = ballot_format.min_choices, ballot_format.max_choices, ballot_format.max_sum_cost
        return Limits(least, most, budget, False, ballot_format.allow_none, ballot_format.quotas)
    if isinstance(ballot_format, KnapsackFormat):
        return Limits(1, ballot_format.max_choices, ballot_format.budget, False, ballot_format.allow_none)
    if isinstance(ballot_format, RankingFormat):
        most = min(len(ballot_format.scores), len(on_ballot(paper, body)))
        return Limits(ballot_format.min_choices, most, None, False, ballot_format.allow_none, kind="ranking")
    if isinstance(ballot_format, GradesFormat):
        grades = tuple(range(ballot_format.max_grade, ballot_format.min_grade - 1, -1))
        return Limits(1, None, None, False, ballot_format.allow_none, kind="grades", grades=grades)
    return Limits(1, 1, None, True, ballot_format.allow_none)


@dataclass(frozen=True)
class Filled:
    """What stands on a ballot before it is cast, as the review page shows it; `marks` are places or grades by code."""

    options: tuple[PaperOption, ...]
    is_none: bool
    limits: Limits
    marks: Mapping[str, int] = field(default_factory=dict)
    offered: Sequence[PaperOption] = ()

    @property
    def cost(self) -> int:
        return sum(option.cost for option in self.options)

    @property
    def money_left(self) -> int | None:
        return None if self.limits.budget is None else self.limits.budget - self.cost

    @property
    def unused(self) -> int:
        """How many more could have been chosen; 0 for an abstention and where there is no limit."""
        return 0 if self.is_none or self.limits.most is None else self.limits.most - len(self.options)


def filled(paper: Paper, choice: Choice, seed: str, body: Electorate | None = None) -> Filled:
    """A checked choice in the order in which its voter saw the options; a ranking best first."""
    marks = dict(zip(choice.ids, choice.points or range(1, len(choice.ids) + 1), strict=True)) if choice.kind != "names" else {}
    chosen = [option for option in in_order(paper.options, seed) if option.code in choice.ids]
    if choice.kind == "ranking":
        chosen.sort(key=lambda option: marks[option.code])
    return Filled(tuple(chosen), choice.kind == "none", limits(paper, body), marks, on_ballot(paper, body))


def still_open(ballot: Filled) -> int:
    """How many of the options left out would each still fit the money, the number and the field's share left."""
    if ballot.is_none or (ballot.limits.most is not None and ballot.unused <= 0):
        return 0
    left = ballot.money_left
    taken = Counter(option.category for option in ballot.options)
    full = {quota.category for quota in ballot.limits.quotas if taken[quota.category] >= quota.max_choices}
    return sum(
        option not in ballot.options
        and not option.withdrawn
        and option.category not in full
        and (left is None or option.cost <= left)
        for option in ballot.offered
    )
