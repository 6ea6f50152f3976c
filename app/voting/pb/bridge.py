"""From a .pb file to an election, its named rule and its official outcome; refuses to trust the file's own vote counts.

Official outcomes were made in file order, so the rules named by files break ties by it (all official greedy results agree).
"""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction

from app.voting.ballot import (
    ApprovalFormat,
    BallotFormat,
    Choice,
    ChooseOneFormat,
    GradesFormat,
    PointsFormat,
    Quota,
    RankingFormat,
    names,
    points,
    ranking,
)
from app.voting.pb import cells
from app.voting.pb.model import WITHDRAWN_COST, PbFile
from app.voting.tally import presets
from app.voting.tally.collector import held
from app.voting.tally.election import Election, Electorate, Option
from app.voting.tally.rules import Rule

_ANY = 10**9


@held()
def election_of(file: PbFile, *, strict: bool = False) -> Election:
    """The file's election with its ballots grouped, one electorate of weight 1.

    A file lists the ballots its city accepted, so by default none is judged again by the limits in META; `strict` applies
    them, and ballots outside are then counted as spoiled. Amounts with decimals are scaled to ints (`money_scale`).
    """
    scale = _scale(file)
    options = _options(file, scale)
    ballots = _ballots(file)
    ballot_format = _format(file, scale, strict)
    return Election(
        digest=_digest(file),
        budget=int(_money(file.value("budget")) * scale),
        options=options,
        format=ballot_format,
        electorates=(Electorate("voters", Fraction(1), ballots),),
        money_scale=scale,
    )


def _money(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _scale(file: PbFile) -> int:
    """The smallest power of ten that makes every amount whole: 1 for most files, 100 for cents."""
    scale = 1
    for text in (file.value("budget"), file.value("max_sum_cost", "0"), *(file.project_column("cost") or ())):
        while (_money(text) * scale).denominator != 1:
            scale *= 10
    return scale


def _options(file: PbFile, scale: int) -> tuple[Option, ...]:
    empty = ("",) * len(file.projects)
    columns = [file.project_column(name) or empty for name in ("project_id", "cost", "name", "category", "district")]
    return tuple(
        Option(key, int(_money(cost) * scale), name, category, district, _money(cost) == WITHDRAWN_COST)
        for key, cost, name, category, district in zip(*columns, strict=True)
    )


def _ballots(file: PbFile) -> dict[Choice, int]:
    """Group first by text, then read each distinct ballot once."""
    votes = file.vote_column("vote") or ()
    kind = file.value("vote_type")
    pointed = kind in ("cumulative", "scoring")
    given = (file.vote_column("points") or ()) if pointed else ("",) * len(votes)
    texts: dict[tuple[str, str], int] = {}
    for key in zip(votes, given, strict=True):
        texts[key] = texts.get(key, 0) + 1
    ballots: dict[Choice, int] = {}
    for (vote, marks), times in texts.items():
        choice = _choice(kind, vote, marks)
        ballots[choice] = ballots.get(choice, 0) + times
    return ballots


def _choice(kind: str, vote: str, marks: str) -> Choice:
    ids = cells.listed(vote)
    if kind == "ordinal":
        return ranking(ids)
    if kind in ("cumulative", "scoring"):
        numbers = [int(mark.partition(".")[0]) for mark in cells.listed(marks)]
        return points(dict(zip(ids, numbers, strict=True)))
    return names(ids)


def _limit(file: PbFile, key: str, default: int | None = None) -> int | None:
    text = file.value(key)
    return cells.whole(text, 0, key) if text else default


def _format(file: PbFile, scale: int, strict: bool) -> BallotFormat:
    kind = file.value("vote_type")
    least = (_limit(file, "min_length", 0) or 0) if strict else 0
    if kind == "ordinal":
        return RankingFormat(_borda(file), min_choices=least, from_bottom=True)
    if kind == "scoring":
        return _grades(file, strict)
    if kind == "cumulative":
        return _points(file, least) if strict else PointsFormat(None, min_choices=0)
    if kind == "choose-1" and strict:
        return ChooseOneFormat()
    return _approvals(file, scale, least) if strict else ApprovalFormat(min_choices=0)


def _grades(file: PbFile, strict: bool) -> GradesFormat:
    default = _limit(file, "default_score", 0) or 0
    if not strict:
        return GradesFormat(_ANY, -_ANY, default)
    return GradesFormat(_limit(file, "max_points") or _ANY, _limit(file, "min_points", 0) or 0, default)


def _points(file: PbFile, least: int) -> PointsFormat:
    return PointsFormat(
        max_sum=_limit(file, "max_sum_points"),
        max_per_option=_limit(file, "max_points"),
        min_sum=_limit(file, "min_sum_points", 0) or 0,
        min_choices=least,
        max_choices=_limit(file, "max_length"),
    )


def _approvals(file: PbFile, scale: int, least: int) -> ApprovalFormat:
    spend = file.value("max_sum_cost")
    most = int(_money(spend) * scale) if spend else None
    return ApprovalFormat(least, _limit(file, "max_length"), most, _quotas(file))


def _quotas(file: PbFile) -> tuple[Quota, ...]:
    """`max_length_per_category` is one number that holds for each category."""
    most = _limit(file, "max_length_per_category")
    if most is None:
        return ()
    found = sorted(set(file.project_column("category") or ()))
    return tuple(Quota(category, most) for category in found)


def _borda(file: PbFile) -> tuple[int, ...]:
    """Rank scores from the bottom: the last place of a ballot is worth 1, each place above it one more (Krakow's 3-2-1)."""
    longest = max((len(cells.listed(vote)) for vote in file.vote_column("vote") or ()), default=1)
    length = max(_limit(file, "max_length", 0) or 0, longest, 1)
    return tuple(range(length, 0, -1))


def _digest(file: PbFile) -> str:
    """A paper digest for the lot: SHA-256 of META and PROJECTS as JSON, without result columns."""
    hidden = {"votes", "score", "selected"}
    kept = [i for i, name in enumerate(file.project_columns) if name not in hidden]
    paper = [file.meta, [[row[i] for i in kept] for row in file.projects]]
    return hashlib.sha256(json.dumps(paper, ensure_ascii=False).encode()).hexdigest()


def rule_of(file: PbFile) -> Rule:
    """The rule the file names, with every parameter. `unknown` is read as greedy, the custom of the cities concerned.

    A `greedy-custom` file of Poznan has its 80 % rule; other custom rules are written down in the file's comment only and are
    read as greedy. Raises ValueError for a rule name outside the format.
    """
    name = file.value("rule")
    threshold = _limit(file, "min_project_score_threshold", 0) or 0
    if name == "greedy-custom":
        custom = "poznan80" if file.value("unit") == "Poznań" else "greedy"
        return presets.named(custom, threshold=threshold)
    translated = {
        "unknown": "greedy",
        "equalshares": "mes-plain",
        "equalshares-comparison": "mes-plain-comparison",
        "equalshares/add1": "mes-add1",
        "equalshares/add1-comparison": "mes-add1-comparison",
    }
    preset = translated.get(name, name)
    if preset not in presets.FILE_PRESETS:
        raise ValueError(f"the file names the rule {cells.shown(name)}, which the format does not know")
    return presets.named(preset, threshold=threshold)


def official_selected(file: PbFile) -> tuple[str, ...] | None:
    """Ids the city selected under its rule (marks 1 and 2), in file order; None where the file has no such column.

    Mark 3 stands for projects added later from money outside the file.
    """
    marks = file.project_column("selected")
    if marks is None:
        return None
    ids = file.project_column("project_id") or ()
    return tuple(key for key, mark in zip(ids, marks, strict=True) if mark in ("1", "2"))
