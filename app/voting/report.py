"""A counted paper as its result page tells it: sentence, lists, weights, ties, the rule in words. Refuses to count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from app.core import language, telling
from app.core.filters import money
from app.core.history import HistoryEntry
from app.voting import labels, queries
from app.voting.ballot import is_offered
from app.voting.models import Electorate, Paper, PaperOption, TallyResult
from app.voting.rules import SMALL_ELECTORATE
from app.voting.tally import Result, Rule, explain, result_from_json
from app.voting.wording import percent


@dataclass(frozen=True)
class Line:
    """One option's fate."""

    option: PaperOption
    is_selected: bool
    rank: int | None
    votes: int
    share: str
    score: str
    reason: str


@dataclass(frozen=True)
class Bar:
    """One bar of the chart, in the shape ui/bar_chart.html draws."""

    label: str
    value: int
    text: str
    is_on: bool
    note: str


@dataclass(frozen=True)
class Body:
    """One electorate: its weight and its ballots."""

    name: str
    weight: str
    cast: int
    none: int
    spoiled: int
    is_left_out: bool


@dataclass(frozen=True)
class Tie:
    titles: tuple[str, ...]
    losers: tuple[str, ...]
    broken_by: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """Everything the result page shows."""

    sentence: str
    people: int
    selected: Sequence[Line]
    others: Sequence[Line]
    bars: Sequence[Bar]
    bodies: Sequence[Body]
    is_pooled: bool
    ties: Sequence[Tie]
    spoiled: int
    spoiled_as: Sequence[tuple[str, int]]
    spent: int
    left: int
    has_money: bool
    hung_on_lot: bool
    official: "Official | None"
    withheld: Sequence[Electorate]
    published: Sequence[Electorate]
    withheld_below: int
    sha256: str
    ballots_sha256: str
    rule_sha256: str
    engine: str
    counted_at: datetime


@dataclass(frozen=True)
class Official:
    """What the organiser of an imported election announced, against what was counted here."""

    only_there: tuple[str, ...]
    only_here: tuple[str, ...]

    @property
    def is_reproduced(self) -> bool:
        return not self.only_there and not self.only_here


@dataclass(frozen=True)
class Event:
    """One entry of history in the shape ui/timeline.html draws."""

    at: datetime
    what: str
    reason: str
    who: str = ""


def of(paper: Paper, row: TallyResult, turnout: Mapping[str, int]) -> Report:
    """The report of a counted paper; `turnout` as queries.turnout gives it."""
    result = result_from_json(row.result)
    lines = {option.code: _line(paper, option, result) for option in paper.options}
    selected = [lines[code] for code in result.selected]
    others = sorted((line for line in lines.values() if not line.is_selected), key=_by_rank)
    titles = {option.code: option.title for option in paper.options}
    bodies = [_body(body, result) for body in paper.electorates]
    return Report(
        sentence=_sentence(paper, result, sum(body.cast for body in bodies)),
        people=sum(body.cast for body in bodies),
        selected=selected,
        others=others,
        bars=sorted((_bar(line, result) for line in [*selected, *others]), key=lambda bar: -bar.value),
        bodies=bodies,
        is_pooled=len(bodies) > 1 and not result.weights and not result.left_out,
        ties=[_tie(tie, titles, result.rule) for tie in result.ties if tie["decisive"]],
        spoiled=sum(result.spoiled.values()),
        spoiled_as=[(gettext(labels.SPOILED.get(code, labels.SPOILED_OTHERWISE)), n) for code, n in result.spoiled.items()],
        spent=result.spent,
        left=result.budget - result.spent,
        has_money=result.budget > 0,
        hung_on_lot=result.hung_on_lot,
        official=_official(row, result, titles),
        withheld=queries.unpublished_electorates(paper, dict(turnout)),
        published=queries.published_electorates(paper, dict(turnout)),
        withheld_below=SMALL_ELECTORATE,
        sha256=row.sha256,
        ballots_sha256=result.ballots_sha256,
        rule_sha256=result.rule.sha256,
        engine=result.engine,
        counted_at=row.counted_at,
    )


def _by_rank(line: Line) -> tuple[bool, int, int, int]:
    return (line.rank is None, line.rank or 0, -line.votes, line.option.position)


def _line(paper: Paper, option: PaperOption, result: Result) -> Line:
    outcome = result.outcomes[option.code]
    score = _score(outcome.score, result)
    offering = [body for body in paper.electorates if is_offered(body.areas, option.area)]
    valid = sum(result.ballots_cast[body.code]["valid"] for body in offering)
    share = percent(Fraction(outcome.votes, valid)) if valid else ""
    if share and len(offering) < len(paper.electorates):
        share = gettext("이 안이 있는 투표지의 %(share)s", share=share)
    return Line(option, outcome.selected, outcome.rank, outcome.votes, share, score, reason(paper, result, option.code))


def reason(paper: Paper, result: Result, code: str) -> str:
    """Why this option was or was not selected, with the paper's titles and its currency."""
    unit = None if paper.currency == "KRW" else f" {paper.currency}"
    titles = {option.code: option.title for option in paper.options}
    return explain(result, code, language.lang(), unit=unit, names=titles)


def _score(score: Fraction, result: Result) -> str:
    """Weighted shares as a percentage; anything else as a whole number where it is one."""
    if result.weights:
        return percent(score)
    return f"{score.numerator:,}" if score.denominator == 1 else percent(score).removesuffix("%")


def _bar(line: Line, result: Result) -> Bar:
    votes = gettext("%(n)s명", n=f"{line.votes:,}")
    score = result.outcomes[line.option.code].score
    return Bar(
        label=line.option.title,
        value=int(score * 10_000) if result.weights else line.votes,
        text=f"{line.score} · {votes}" if result.weights else votes,
        is_on=line.is_selected,
        note=gettext("선정") if line.is_selected else gettext("미선정"),
    )


def _body(body: Electorate, result: Result) -> Body:
    cast = result.ballots_cast[body.code]
    used = result.weights.get(body.code)
    weight = percent(body.weight)
    if used is not None and used != body.weight:
        weight = gettext("%(set)s → %(used)s", set=weight, used=percent(used))
    spoiled = cast["spoiled"]
    return Body(body.name, weight, cast["valid"] + spoiled, cast["none"], spoiled, body.code in result.left_out)


def _sentence(paper: Paper, result: Result, people: int) -> str:
    facts = {"people": f"{people:,}", "chosen": f"{len(result.selected):,}"}
    if not people:
        return gettext("아무도 투표하지 않았습니다.")
    if not result.selected:
        return gettext("%(people)s명이 참여했지만 선정된 것이 없습니다.", **facts)
    if result.budget:
        amount = money(result.spent, paper.currency)
        return gettext("%(people)s명이 참여해 %(chosen)s개 사업, %(amount)s을 정했습니다.", amount=amount, **facts)
    return gettext("%(people)s명이 참여해 %(chosen)s개를 정했습니다.", **facts)


def _tie(tie: Mapping[str, Any], titles: Mapping[str, str], rule: Rule) -> Tie:
    words = {key.value: gettext(sentence) for key, sentence in labels.TIE_KEYS.items()}
    names = tuple(titles.get(code, code) for code in tie["options"])
    losers = tuple(titles.get(code, code) for code in tie["losers"])
    return Tie(names, losers, tuple(words.get(str(key), str(key)) for key in tie["broken_by"]))


def _official(row: TallyResult, result: Result, titles: Mapping[str, str]) -> Official | None:
    if row.official is None:
        return None
    there, here = set(row.official), set(result.selected)
    return Official(*(tuple(titles.get(code, code) for code in sorted(codes)) for codes in (there - here, here - there)))


def events(history: Sequence[HistoryEntry]) -> list[Event]:
    """The paper's history in words; who acted is told by role, not by name."""
    return [Event(entry.at, telling.sentence(entry), _why(entry)) for entry in history]


def _why(entry: HistoryEntry) -> str:
    early = gettext("예정보다 일찍 마감했습니다.") if entry.details.get("early") else ""
    return " ".join(part for part in (early, entry.reason) if part)
