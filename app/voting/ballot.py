"""Ballot formats and the choices they admit; refuses any choice outside its format, with a named code, and never mends one.

The same check serves twice: at the voting booth it raises `BallotRefused`, in the count the same code becomes the
reason a ballot is spoiled (`spoil_code`). Codes are stable; the wording for people belongs to the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

NONE_CHOICE_RAW = "none"


class OptionLike(Protocol):
    """What a format needs to know of an option: `cost` in the paper's currency unit, `category` for quotas."""

    @property
    def id(self) -> str: ...
    @property
    def cost(self) -> int: ...
    @property
    def category(self) -> str: ...


def is_offered(areas: Collection[str] | None, area: str) -> bool:
    """Whether a ballot for these areas offers an option of this area: what is for everybody always, and everything where there are none."""
    return areas is None or not area or area in areas


class BallotRefused(ValueError):
    """A choice outside its format. `code` is stable, `params` are plain values that explain it (ids, limits, sums)."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Choice(NamedTuple):
    """What one ballot says. `kind` is names, ranking, points, none ("none of these") or unreadable.

    `ids` are option ids: sorted for names and points, best first for a ranking. `points` run parallel to `ids`
    for points and grades and are empty otherwise. An unreadable ballot keeps its reason code as its only id.
    """

    kind: str
    ids: tuple[str, ...] = ()
    points: tuple[int, ...] = ()


NONE_OF_THESE = Choice("none")


def names(ids: Iterable[str]) -> Choice:
    """The choice that approves (or names) exactly these options."""
    return Choice("names", tuple(sorted(ids)))


def ranking(ids: Iterable[str]) -> Choice:
    """The choice that ranks these options, best first."""
    return Choice("ranking", tuple(ids))


def points(given: Mapping[str, int]) -> Choice:
    """The choice that gives these points or grades, option id to whole number."""
    ordered = tuple(sorted(given.items()))
    return Choice("points", tuple(key for key, _ in ordered), tuple(value for _, value in ordered))


def unreadable(code: str) -> Choice:
    """A ballot whose content could not be read at all; it is counted as spoiled with this code."""
    return Choice("unreadable", (code,))


def choice_to_json(choice: Choice) -> dict[str, Any]:
    """Plain JSON of a choice: {"names": [...]}, {"ranking": [...]}, {"points": {...}}, {"none": true}, {"unreadable": code}."""
    if choice.kind == "points":
        return {"points": dict(zip(choice.ids, choice.points, strict=True))}
    if choice.kind == "none":
        return {"none": True}
    if choice.kind == "unreadable":
        return {"unreadable": choice.ids[0]}
    return {choice.kind: list(choice.ids)}


def choice_from_json(raw: Any) -> Choice:
    """Read a stored choice. What does not have the shape of a choice comes back as `unreadable("MALFORMED")`, never raised:
    a stored ballot must be counted, and its format decides afterwards whether it is spoiled."""
    if not isinstance(raw, Mapping) or len(raw) != 1:
        return unreadable("MALFORMED")
    kind, content = next(iter(raw.items()))
    if kind == "none" and content is True:
        return NONE_OF_THESE
    if kind == "unreadable" and isinstance(content, str):
        return unreadable(content)
    try:
        return _read(kind, content)
    except BallotRefused as refusal:
        return unreadable(refusal.code)


def _read(kind: str, content: Any) -> Choice:
    if kind == "points" and isinstance(content, Mapping):
        _require_whole_numbers(content)
        return points(content)
    if kind in ("names", "ranking") and isinstance(content, Sequence) and not isinstance(content, str):
        if not all(isinstance(item, str) for item in content):
            raise BallotRefused("MALFORMED")
        return names(content) if kind == "names" else ranking(content)
    raise BallotRefused("MALFORMED")


def _require_whole_numbers(given: Mapping[Any, Any]) -> None:
    for key, value in given.items():
        if not isinstance(key, str) or isinstance(value, bool) or not isinstance(value, int):
            raise BallotRefused("POINTS_NOT_WHOLE", option=str(key))


@dataclass(frozen=True, slots=True)
class Quota:
    """How many options of one category a ballot names at least and at most (Seoul 2015: one per field)."""

    category: str
    max_choices: int
    min_choices: int = 0


@dataclass(frozen=True, slots=True)
class ChooseOneFormat:
    """Exactly one option, or "none of these" where `allow_none`."""

    allow_none: bool = True


@dataclass(frozen=True, slots=True)
class YesNoFormat:
    """One question: the paper's options are `yes` and `no`; "none of these" is an abstention."""

    allow_none: bool = True


@dataclass(frozen=True, slots=True)
class ApprovalFormat:
    """Any options between `min_choices` and `max_choices`; sums of cost in the paper's currency unit; quotas per category.

    `quotas` may be given as a mapping of category to maximum; it is kept as a tuple of `Quota`.
    """

    min_choices: int = 1
    max_choices: int | None = None
    max_sum_cost: int | None = None
    quotas: tuple[Quota, ...] = ()
    min_sum_cost: int | None = None
    allow_none: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.quotas, Mapping):
            read = tuple(Quota(key, value) for key, value in sorted(self.quotas.items()))
            object.__setattr__(self, "quotas", read)


@dataclass(frozen=True, slots=True)
class KnapsackFormat:
    """Options whose costs together stay within `budget` and reach `min_spend`, both in the paper's currency unit."""

    budget: int
    min_spend: int = 0
    max_choices: int | None = None
    allow_none: bool = True


@dataclass(frozen=True, slots=True)
class PointsFormat:
    """Whole points: at most `max_sum` in all and `max_per_option` each, on `min_choices` to `max_choices` options."""

    max_sum: int | None
    max_per_option: int | None = None
    min_sum: int = 0
    min_choices: int = 1
    max_choices: int | None = None
    allow_none: bool = True


@dataclass(frozen=True, slots=True)
class RankingFormat:
    """A ranking, best first, of `min_choices` up to len(`scores`) options; place i is worth the published `scores[i]`.

    With `from_bottom` a short ballot takes the last of the scores instead (the last place is always worth `scores[-1]`),
    which is how Pabulib counts ordinal files.
    """

    scores: tuple[int, ...]
    min_choices: int = 1
    allow_none: bool = True
    from_bottom: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", tuple(self.scores))


@dataclass(frozen=True, slots=True)
class GradesFormat:
    """A grade from `min_grade` to `max_grade` for each option graded; an option left out has `default`."""

    max_grade: int = 3
    min_grade: int = 0
    default: int = 0
    allow_none: bool = True


BallotFormat = ChooseOneFormat | YesNoFormat | ApprovalFormat | KnapsackFormat | PointsFormat | RankingFormat | GradesFormat

FORMATS: dict[str, type[Any]] = {
    "choose-one": ChooseOneFormat,
    "yes-no": YesNoFormat,
    "approval": ApprovalFormat,
    "knapsack": KnapsackFormat,
    "points": PointsFormat,
    "ranking": RankingFormat,
    "grades": GradesFormat,
}
_FORMAT_NAMES = {kind: name for name, kind in FORMATS.items()}
_CHOICE_KIND = {"points": "points", "grades": "points", "ranking": "ranking"}


def format_to_json(ballot_format: BallotFormat) -> dict[str, Any]:
    """Plain JSON of a format: its `kind` and every parameter, also the ones left at their default."""
    record: dict[str, Any] = {"kind": _FORMAT_NAMES[type(ballot_format)]}
    for name in type(ballot_format).__dataclass_fields__:
        value = getattr(ballot_format, name)
        record[name] = list(value) if isinstance(value, tuple) else value
    if isinstance(ballot_format, ApprovalFormat):
        record["quotas"] = [
            {"category": q.category, "max_choices": q.max_choices, "min_choices": q.min_choices} for q in ballot_format.quotas
        ]
    return record


def format_from_json(raw: Mapping[str, Any]) -> BallotFormat:
    """Read a format written by `format_to_json`; an unknown kind or parameter raises ValueError."""
    kind = FORMATS.get(str(raw.get("kind")))
    if kind is None:
        raise ValueError(f"unknown ballot format {raw.get('kind')!r}")
    given = {key: value for key, value in raw.items() if key != "kind"}
    unknown = sorted(set(given) - set(kind.__dataclass_fields__))
    if unknown:
        raise ValueError(f"ballot format {raw['kind']!r} has no parameter {unknown[0]!r}")
    if "quotas" in given:
        given["quotas"] = tuple(Quota(**quota) for quota in given["quotas"])
    made: BallotFormat = kind(**given)
    return made


def check_choice(
    ballot_format: BallotFormat, options: Sequence[OptionLike], raw: Any, offered: Collection[str] | None = None
) -> Choice:
    """Read and check one ballot as a voter hands it in; answer the `Choice` or raise `BallotRefused`.

    `raw` is what the form yields: a list of ids (names or ranking), an id (choose one, yes/no), a mapping of id to whole
    number (points, grades), the string "none" or {"none": true}, or a choice's own JSON. Nothing is repaired.
    `offered`: the ids on this voter's own ballot, where it does not offer the whole paper.
    """
    choice = raw if isinstance(raw, Choice) else _interpret(ballot_format, raw)
    check = checker_of(ballot_format, options, offered)
    check(choice)
    return choice


def _interpret(ballot_format: BallotFormat, raw: Any) -> Choice:
    kind = _CHOICE_KIND.get(_FORMAT_NAMES[type(ballot_format)], "names")
    if raw in (NONE_CHOICE_RAW, {"none": True}):
        return NONE_OF_THESE
    if isinstance(raw, Mapping) and len(raw) == 1 and kind in raw and not isinstance(raw[kind], int):
        return _read(kind, raw[kind])
    if isinstance(raw, str) and kind == "names":
        return names([raw])
    return _read(kind, raw)


def spoil_code(check: Callable[[Choice], None], choice: Choice) -> str | None:
    """The code under which this choice is spoiled, or None where it is valid; `check` comes from `checker_of`."""
    try:
        check(choice)
    except BallotRefused as refusal:
        return refusal.code
    return None


def checker_of(
    ballot_format: BallotFormat, options: Sequence[OptionLike], offered: Collection[str] | None = None
) -> Callable[[Choice], None]:
    """A function that raises `BallotRefused` for a choice outside the format; built once, called for each ballot."""
    paper = _Paper.of(options)
    rules: dict[type[Any], Callable[[Any, _Paper, Choice], None]] = {
        ChooseOneFormat: _check_one,
        YesNoFormat: _check_one,
        ApprovalFormat: _check_approval,
        KnapsackFormat: _check_knapsack,
        PointsFormat: _check_points,
        RankingFormat: _check_ranking,
        GradesFormat: _check_grades,
    }
    rule = rules[type(ballot_format)]
    kind = _CHOICE_KIND.get(_FORMAT_NAMES[type(ballot_format)], "names")

    def check(choice: Choice) -> None:
        if choice.kind == "none":
            if not ballot_format.allow_none:
                raise BallotRefused("NONE_NOT_OFFERED")
            return
        if choice.kind == "unreadable":
            raise BallotRefused(choice.ids[0])
        if choice.kind != kind:
            raise BallotRefused("WRONG_KIND", expected=kind, given=choice.kind)
        _check_ids(paper, choice.ids)
        _check_offered(offered, choice.ids)
        rule(ballot_format, paper, choice)

    return check


@dataclass(frozen=True, slots=True)
class _Paper:
    cost: Mapping[str, int]
    category: Mapping[str, str]
    ids: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, options: Sequence[OptionLike]) -> _Paper:
        cost = {option.id: option.cost for option in options}
        return cls(cost, {option.id: option.category for option in options}, frozenset(cost))


def _check_ids(paper: _Paper, ids: tuple[str, ...]) -> None:
    given = set(ids)
    if not paper.ids.issuperset(given):
        raise BallotRefused("UNKNOWN_OPTION", option=next(i for i in ids if i not in paper.ids))
    if len(given) != len(ids):
        raise BallotRefused("DUPLICATE_OPTION", option=next(i for i in ids if ids.count(i) > 1))


def _check_offered(offered: Collection[str] | None, ids: tuple[str, ...]) -> None:
    if offered is not None and (strange := [i for i in ids if i not in offered]):
        raise BallotRefused("NOT_ON_THIS_BALLOT", option=strange[0])


def _check_count(count: int, least: int, most: int | None) -> None:
    if count < least:
        raise BallotRefused("TOO_FEW_CHOICES", count=count, least=least)
    if most is not None and count > most:
        raise BallotRefused("TOO_MANY_CHOICES", count=count, most=most)


def _check_one(_: ChooseOneFormat | YesNoFormat, __: _Paper, choice: Choice) -> None:
    _check_count(len(choice.ids), 1, 1)


def _check_cost(total: int, least: int | None, most: int | None) -> None:
    if most is not None and total > most:
        raise BallotRefused("OVER_BUDGET", total=total, most=most)
    if least is not None and total < least:
        raise BallotRefused("UNDER_MINIMUM_SPEND", total=total, least=least)


def _check_approval(rule: ApprovalFormat, paper: _Paper, choice: Choice) -> None:
    _check_count(len(choice.ids), rule.min_choices, rule.max_choices)
    if rule.max_sum_cost is not None or rule.min_sum_cost is not None:
        _check_cost(sum(paper.cost[i] for i in choice.ids), rule.min_sum_cost, rule.max_sum_cost)
    for quota in rule.quotas:
        count = sum(paper.category[i] == quota.category for i in choice.ids)
        if count > quota.max_choices:
            raise BallotRefused("QUOTA_EXCEEDED", category=quota.category, count=count, most=quota.max_choices)
        if count < quota.min_choices:
            raise BallotRefused("QUOTA_NOT_REACHED", category=quota.category, count=count, least=quota.min_choices)


def _check_knapsack(rule: KnapsackFormat, paper: _Paper, choice: Choice) -> None:
    _check_count(len(choice.ids), 1, rule.max_choices)
    _check_cost(sum(paper.cost[i] for i in choice.ids), rule.min_spend, rule.budget)


def _check_points(rule: PointsFormat, _: _Paper, choice: Choice) -> None:
    _check_count(len(choice.ids), rule.min_choices, rule.max_choices)
    for option, given in zip(choice.ids, choice.points, strict=True):
        if given < 0:
            raise BallotRefused("NEGATIVE_POINTS", option=option, points=given)
        if rule.max_per_option is not None and given > rule.max_per_option:
            raise BallotRefused("POINTS_OVER_CAP", option=option, points=given, most=rule.max_per_option)
    total = sum(choice.points)
    if rule.max_sum is not None and total > rule.max_sum:
        raise BallotRefused("TOO_MANY_POINTS", total=total, most=rule.max_sum)
    if total < rule.min_sum:
        raise BallotRefused("TOO_FEW_POINTS", total=total, least=rule.min_sum)


def _check_ranking(rule: RankingFormat, _: _Paper, choice: Choice) -> None:
    _check_count(len(choice.ids), rule.min_choices, len(rule.scores))


def _check_grades(rule: GradesFormat, _: _Paper, choice: Choice) -> None:
    for option, given in zip(choice.ids, choice.points, strict=True):
        if not rule.min_grade <= given <= rule.max_grade:
            raise BallotRefused("GRADE_OUT_OF_RANGE", option=option, grade=given, most=rule.max_grade)
