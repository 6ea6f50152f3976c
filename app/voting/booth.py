"""The booth: which ballots have one, what a voter handed in, in what order the options stand. Refuses anything about persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.core.errors import InvalidInput
from app.voting import labels, queries
from app.voting.ballot import (
    ApprovalFormat,
    BallotFormat,
    BallotRefused,
    Choice,
    ChooseOneFormat,
    KnapsackFormat,
    Quota,
    YesNoFormat,
    check_choice,
)
from app.voting.models import Paper, PaperOption
from app.voting.rules import NONE_CODE, NoneAndOthers

WITH_BOOTH = (ChooseOneFormat, YesNoFormat, ApprovalFormat, KnapsackFormat)


class ChoiceRefused(InvalidInput):
    """A choice outside the ballot's format, named so that the voter can mend it."""

    code = "CHOICE_REFUSED"
    sentence = labels.OTHER_REFUSAL

    def __init__(self, refusal: BallotRefused, paper: Paper) -> None:
        super().__init__(**_params(refusal, paper))
        self.code = refusal.code
        self.sentence = labels.BALLOT_REFUSALS.get(refusal.code, labels.OTHER_REFUSAL)


def _params(refusal: BallotRefused, paper: Paper) -> dict[str, object]:
    """The numbers of a refusal and their excess; sums of cost become amounts of money."""
    params: dict[str, Any] = dict(refusal.params)
    given = params.get("total", params.get("count"))
    if given is not None and "most" in params:
        params["excess"] = given - params["most"]
    if refusal.code not in labels.MONEY_CODES:
        return params
    return {name: labels.Amount(value, paper.currency) if isinstance(value, int) else value for name, value in params.items()}


def has_booth(ballot_format: BallotFormat) -> bool:
    return isinstance(ballot_format, WITH_BOOTH)


def checked(paper: Paper, raw: Any) -> Choice:
    """The choice as it goes into the box, or ChoiceRefused."""
    try:
        return check_choice(paper.ballot_format, queries.ballot_options(paper), raw)
    except BallotRefused as refusal:
        raise ChoiceRefused(refusal, paper) from refusal


def raw_choice(codes: Sequence[str]) -> Any:
    """What a voter ticked, as the ballot check reads it: option codes, or "none of these", never both."""
    if NONE_CODE not in codes:
        return list(codes)
    if len(codes) > 1:
        raise NoneAndOthers
    return NONE_CODE


def in_order(options: Sequence[PaperOption], seed: str) -> list[PaperOption]:
    """The options as this voter sees them: another order for each seed, the same order every time."""
    offered = [option for option in options if not option.withdrawn]
    return sorted(offered, key=lambda option: sha256(f"{seed}\0{option.paper_id}\0{option.code}".encode()).digest())


@dataclass(frozen=True)
class Limits:
    """What the ballot asks for, in numbers the booth shows; None where there is no limit. Costs in the paper's currency."""

    least: int
    most: int | None
    budget: int | None
    is_single: bool
    allows_none: bool
    quotas: tuple[Quota, ...] = ()


def limits(paper: Paper) -> Limits:
    ballot_format = paper.ballot_format
    if isinstance(ballot_format, ApprovalFormat):
        least, most, budget = ballot_format.min_choices, ballot_format.max_choices, ballot_format.max_sum_cost
        return Limits(least, most, budget, False, ballot_format.allow_none, ballot_format.quotas)
    if isinstance(ballot_format, KnapsackFormat):
        return Limits(1, ballot_format.max_choices, ballot_format.budget, False, ballot_format.allow_none)
    return Limits(1, 1, None, True, ballot_format.allow_none)


@dataclass(frozen=True)
class Filled:
    """What stands on a ballot before it is cast, as the review page shows it."""

    options: tuple[PaperOption, ...]
    is_none: bool
    limits: Limits

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


def filled(paper: Paper, choice: Choice, seed: str) -> Filled:
    """A checked choice in the order in which its voter saw the options."""
    chosen = [option for option in in_order(paper.options, seed) if option.code in choice.ids]
    return Filled(tuple(chosen), choice.kind == "none", limits(paper))


def still_affordable(ballot: Filled, paper: Paper) -> int:
    """How many of the options left out would each still fit the money and the number left."""
    if ballot.is_none or (ballot.limits.most is not None and ballot.unused <= 0):
        return 0
    left = ballot.money_left
    return sum(option not in ballot.options and (left is None or option.cost <= left) for option in paper.options)
