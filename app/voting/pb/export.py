"""Elections as public .pb files: shuffled, fresh ids, no demographics; refuses to carry anything that could name a voter.

Whole ballots are published, and most ballots in a large vote are distinct: whoever publishes decides on that, per election.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.voting.ballot import (
    ApprovalFormat,
    BallotFormat,
    Choice,
    ChooseOneFormat,
    GradesFormat,
    KnapsackFormat,
    PointsFormat,
    RankingFormat,
    checker_of,
    spoil_code,
)
from app.voting.pb import cells
from app.voting.pb.model import WITHDRAWN_COST, PbError, PbFile, Row
from app.voting.pb.write import write
from app.voting.tally.election import Election, Option, offered
from app.voting.tally.exact import as_fraction
from app.voting.tally.explain import decimal
from app.voting.tally.profile import poll_of
from app.voting.tally.result import Result
from app.voting.tally.rules import CapRule, EqualSharesRule, GreedyRule, Stop

PUBLIC_VOTE_COLUMNS = ("voter_id", "vote", "points")


@dataclass(frozen=True)
class Publication:
    """What META says besides the counted facts. Dates are DD.MM.YYYY, `currency` ISO 4217, `language` ISO 639-1; `rule` replaces
    the format's name for the rule counted, where the ballots listed are only a part of those that decided."""

    description: str
    country: str
    unit: str
    instance: str
    date_begin: str
    date_end: str
    currency: str = "KRW"
    language: str = "ko"
    district: str = ""
    comment: str = ""
    rule: str = ""


def public_export(
    source: PbFile | Election,
    publication: Publication | None = None,
    result: Result | None = None,
    *,
    rng: random.Random | None = None,
) -> PbFile:
    """A publishable file: ballots in random order under the ids 1..n, nothing about voters but their votes.

    From a `PbFile`, demographic columns are dropped. From an `Election`, `publication` and `result` fill META and the
    votes, score and selected columns; spoiled ballots are left out and counted in the comment. Weighted electorates have no
    place in the format and raise ValueError. `rng` defaults to the system's randomness.
    """
    shuffler = rng or random.SystemRandom()
    if isinstance(source, PbFile):
        return _stripped(source, shuffler)
    if publication is None or result is None:
        raise ValueError("an election is published with its publication data and its result")
    return _composed(source, publication, result, shuffler)


def one_electorate(election: Election, result: Result, code: str) -> tuple[Election, Result]:
    """One electorate of an election decided by several: its ballots and its own votes and scores, with what all decided together."""
    alone = replace(election, electorates=tuple(body for body in election.electorates if body.code == code))
    poll = poll_of(alone)
    (profile,) = poll.profiles
    outcomes = {
        option.id: replace(result.outcomes[option.id], votes=profile.votes(i), score=Fraction(profile.score(i)))
        for i, option in enumerate(election.options)
    }
    return alone, replace(result, outcomes=outcomes, spoiled=poll.spoiled)


def _stripped(file: PbFile, rng: random.Random) -> PbFile:
    kept = [file.vote_columns.index(name) for name in PUBLIC_VOTE_COLUMNS if name in file.vote_columns]
    bodies = [tuple(row[place] for place in kept[1:]) for row in file.votes]
    rng.shuffle(bodies)
    columns = tuple(file.vote_columns[place] for place in kept)
    votes = tuple((str(number), *body) for number, body in enumerate(bodies, start=1))
    return replace(file, vote_columns=columns, votes=votes, newline="\n", final_newline=True)


def _composed(election: Election, publication: Publication, result: Result, rng: random.Random) -> PbFile:
    if len(election.electorates) != 1:
        raise ValueError("a .pb file holds one electorate; publish each in a file of its own")
    check = checker_of(election.format, election.options, offered(election, election.electorates[0]))
    ballots = election.electorates[0].ballots
    bodies = [
        _body(election.format, choice)
        for choice, times in ballots.items()
        if spoil_code(check, choice) is None
        for _ in range(times)
    ]
    rng.shuffle(bodies)
    pointed = isinstance(election.format, (PointsFormat, GradesFormat))
    columns = _project_columns(election, scored=pointed or isinstance(election.format, RankingFormat))
    return PbFile(
        meta=_meta(election, publication, result, len(bodies)),
        project_columns=tuple(columns),
        projects=tuple(
            tuple(_project(election, option, result)[name] for name in columns) for option in _ranked(election, result)
        ),
        vote_columns=("voter_id", "vote", "points") if pointed else ("voter_id", "vote"),
        votes=tuple((str(number), *body) for number, body in enumerate(bodies, start=1)),
    )


def _body(ballot_format: BallotFormat, choice: Choice) -> Row:
    vote = ",".join(choice.ids)
    if isinstance(ballot_format, (PointsFormat, GradesFormat)):
        return vote, ",".join(map(str, choice.points))
    return (vote,)


def _project_columns(election: Election, scored: bool) -> list[str]:
    """The columns of PROJECTS; category and district only where every project has one, as the format allows no empty cell there."""
    parts = [part for part in ("category", "district") if all(getattr(option, part) for option in election.options)]
    return ["project_id", "cost", "votes", *(["score"] if scored else []), "name", *parts, "selected"]


def _ranked(election: Election, result: Result) -> Sequence[Option]:
    """Highest score first, ties as the count broke them, so that a reader who ranks by file order finds the same outcome."""
    rank = {key: place for place, key in enumerate(result.selected)}
    return sorted(
        election.options,
        key=lambda o: (-result.outcomes[o.id].score, rank.get(o.id, len(rank)), result.outcomes[o.id].rank or 0),
    )


def _project(election: Election, option: Option, result: Result) -> dict[str, str]:
    outcome = result.outcomes[option.id]
    return {
        "project_id": option.id,
        "cost": str(WITHDRAWN_COST) if option.withdrawn else _amount(election, option.cost),
        "votes": str(outcome.votes),
        "score": str(outcome.score.numerator),
        "name": harmless(option.name),
        "category": harmless(option.category),
        "district": harmless(option.district),
        "selected": str(int(outcome.selected)),
    }


def harmless(text: str) -> str:
    """Text a spreadsheet will not run: one line, and an apostrophe before a leading formula sign."""
    line = " ".join(text.split())
    try:
        cells.check_text(line, 0, "")
    except PbError:
        return "'" + line
    return line


def _amount(election: Election, value: int) -> str:
    return decimal(as_fraction(value) / election.money_scale).replace(",", "")


def _meta(election: Election, publication: Publication, result: Result, valid: int) -> tuple[tuple[str, str], ...]:
    remarks = [publication.comment] if publication.comment else []
    if result.spoiled:
        remarks.append(f"{sum(result.spoiled.values())} spoiled ballots are not listed.")
    pairs = [
        ("description", harmless(publication.description)),
        ("country", publication.country),
        ("unit", publication.unit),
        ("district", publication.district),
        ("instance", publication.instance),
        ("num_projects", str(len(election.options))),
        ("num_votes", str(valid)),
        ("budget", _amount(election, election.budget)),
        ("vote_type", _vote_type(election.format)),
        ("rule", publication.rule or rule_name(result)),
        ("date_begin", publication.date_begin),
        ("date_end", publication.date_end),
        *_limits(election, blank=result.ballots_cast[election.electorates[0].code]["none"] > 0).items(),
        ("min_project_score_threshold", _threshold(result)),
        ("language", publication.language),
        ("currency", publication.currency),
        ("comment", " ".join(f"#{n}: {remark}" for n, remark in enumerate(map(harmless, remarks), start=1))),
    ]
    return tuple((key, value) for key, value in pairs if value)


def _threshold(result: Result) -> str:
    threshold = result.rule.threshold if isinstance(result.rule, GreedyRule) else 0
    return str(threshold) if threshold else ""


def _vote_type(ballot_format: BallotFormat) -> str:
    names: dict[type, str] = {
        ChooseOneFormat: "choose-1",
        RankingFormat: "ordinal",
        PointsFormat: "cumulative",
        GradesFormat: "scoring",
    }
    return names.get(type(ballot_format), "approval")


def _limits(election: Election, blank: bool) -> Mapping[str, str]:
    """The format's limits as META keys. With blank ballots ("none of these") there is no lower limit to state."""
    given = election.format
    limits: dict[str, int | None] = {}
    if isinstance(given, ApprovalFormat):
        limits = {"min_length": 0 if blank else given.min_choices, "max_length": given.max_choices}
        spend = given.max_sum_cost
    else:
        spend = given.budget if isinstance(given, KnapsackFormat) else None
    if isinstance(given, RankingFormat):
        limits = {"max_length": len(given.scores)}
    if isinstance(given, PointsFormat):
        limits = {"max_points": given.max_per_option, "max_sum_points": given.max_sum}
    if isinstance(given, GradesFormat):
        limits = {"min_points": given.min_grade, "max_points": given.max_grade, "default_score": given.default}
    shown = {key: str(value) for key, value in limits.items() if value}
    return shown | ({"max_sum_cost": _amount(election, spend)} if spend else {})


def rule_name(result: Result) -> str:
    """The format's name for the rule counted, or `unknown` where it has none; the full rule is in the result's JSON."""
    rule = result.rule
    if isinstance(rule, GreedyRule) and rule.cap is not CapRule.OVERRUN and rule.pots is None:
        if rule.exclusive:
            return "greedy-exclusive"
        if rule.cap is CapRule.STOP:
            return "greedy-no-skip"
        return "greedy-threshold" if rule.threshold else "greedy"
    if isinstance(rule, EqualSharesRule) and rule.stop is Stop.NEVER_RAISED and not rule.fill:
        return "equalshares-comparison" if rule.comparison else "equalshares"
    if isinstance(rule, EqualSharesRule) and rule.step_units == 1 and rule.stop is Stop.INFEASIBLE and not rule.fill:
        return "equalshares/add1-comparison" if rule.comparison else "equalshares/add1"
    return "unknown"


def public_text(file: PbFile) -> str:
    """The text to publish: what `write` gives, with LF line ends."""
    return write(replace(file, newline="\n", final_newline=True))
