"""Downloads of a counted paper: for spreadsheets and for whoever wants to count again. Refuses keys and the order of casting."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext

from app.core import clock
from app.core.sheets import csv_bytes
from app.districts.models import District
from app.voting import pb
from app.voting.ballot import Choice, choice_to_json
from app.voting.insight import effective_support
from app.voting.models import Electorate, Paper, TallyAnalysis, TallyResult
from app.voting.report import reason
from app.voting.services import manifest
from app.voting.tally import Election, result_from_json
from app.voting.tally.analysis import COMPARE, FIGURES, LOSER
from app.voting.tally.exact import canonical_json, text_of


def result_csv(paper: Paper, row: TallyResult, analysis: TallyAnalysis | None = None) -> bytes:
    """One line per option, as on the page, with exact amounts and scores; what would have let a loser in stands there once known."""
    result = result_from_json(row.result)
    found = analysis.found if analysis is not None else {}
    head = [
        gettext("순위"),
        gettext("기호"),
        gettext("이름"),
        gettext("분야"),
        gettext("비용"),
        gettext("고른 사람"),
        gettext("점수"),
    ]
    head += [gettext("결과"), gettext("까닭"), gettext("실효 지지")]
    head += [gettext("이 비용 이하면 선정"), gettext("더 있어야 할 표"), gettext("가장 크게 가로막은 것")]
    words = {True: gettext("선정"), False: gettext("미선정")}
    lines = []
    for option in paper.options:
        outcome = result.outcomes[option.code]
        facts = [
            outcome.rank or "",
            option.code,
            option.title,
            option.category,
            option.cost,
            outcome.votes,
            text_of(outcome.score),
        ]
        support = effective_support(result, option.code)
        told = [words[outcome.selected], reason(paper, result, option.code), "" if support is None else text_of(support)]
        missed = found.get(LOSER + option.code, {})
        chances = [missed.get(name) or "" for name in ("wins_at_cost", "more_supporters", "rival")]
        lines.append([*facts, *told, *chances])
    return csv_bytes(head, lines)


def rounds_csv(paper: Paper, row: TallyResult) -> bytes:
    """The ledger of the count, one line per step, exact; of a runoff one line per option and count."""
    result = result_from_json(row.result)
    titles = {option.code: option.title for option in paper.options}
    head = [
        "round",
        "action",
        "code",
        "name",
        "left",
        "score",
        "rate",
        "full",
        "emptied",
        "effective_votes",
        "load",
        "votes",
        "out",
    ]
    lines = []
    for number, entry in enumerate(result.rounds, start=1):
        held = entry.get("votes") or {entry.get("option", ""): ""}
        for code, votes in held.items():
            exact = [entry.get(name, "") for name in head[4:11]]
            lines.append(
                [number, entry["action"], code, titles.get(code, ""), *exact, votes, "1" if entry.get("out") == code else ""]
            )
    return csv_bytes(head, lines)


def figures_csv(row: TallyAnalysis) -> bytes:
    """Every figure of the analysis by name, rationals as "p/q"."""
    part = row.found[FIGURES]
    lines: list[Sequence[Any]] = [(name, "", "", value) for name, value in part["metrics"].items() if not isinstance(value, list)]
    for kind in ("category", "district"):
        for share in part["metrics"][f"by_{kind}"]:
            lines += [(name, kind, share[kind], value) for name, value in share.items() if name != kind]
    if part["entitlement"]:
        checked = part["entitlement"] | {"violations": " ".join(part["entitlement"]["violations"])}
        lines += [(f"entitlement_{name}", "", "", value if value is not None else "") for name, value in checked.items()]
    return csv_bytes(["figure", "by", "of", "value"], lines)


def compare_csv(paper: Paper, row: TallyAnalysis, name: str) -> bytes:
    """One line per option: selected under the paper's own rule, and under the other."""
    part = row.found[COMPARE + name]
    mine, theirs = (set(part[side]["selected"]) for side in ("first", "second"))
    head = ["code", "name", "category", "cost", part["first"]["rule"]["kind"], name]
    lines = [
        [one.code, one.title, one.category, one.cost, int(one.code in mine), int(one.code in theirs)] for one in paper.options
    ]
    return csv_bytes(head, lines)


def ballots_pb(district: District, paper: Paper, election: Election, row: TallyResult, body: Electorate) -> bytes:
    """The ballots of one electorate as a Pabulib file: shuffled, numbered afresh, nothing about voters but their votes."""
    result = result_from_json(row.result)
    begins, ends = (clock.seoul(instant) for instant in (paper.opens_at, paper.closes_at))
    is_part = len(paper.electorates) > 1
    publication = pb.Publication(
        description=paper.title, country="Korea, Republic of", unit=district.name_en, instance=str(ends.year),
        date_begin=f"{begins:%d.%m.%Y}", date_end=f"{ends:%d.%m.%Y}", currency=paper.currency, comment=_remarks(row, body, is_part),
        rule="unknown" if is_part else "",
    )  # fmt: skip
    if is_part:
        election, result = pb.one_electorate(election, result, body.code)
    return pb.write(pb.public_export(election, publication, result)).encode()


def _remarks(row: TallyResult, body: Electorate, is_part: bool) -> str:
    whole = f"Result and rule in full: sha256 {row.sha256}."
    if not is_part:
        return whole
    offered = "" if body.areas is None else f" Its ballot offered projects of no district and of {', '.join(body.areas)}."
    return f"Electorate {body.code} of several, weight {text_of(body.weight)}; all decided together.{offered} {whole}"


def ballots_csv(ballots: Iterable[tuple[str, Choice]]) -> bytes:
    """Single ballots in the order given, numbered afresh; the choice is the canonical JSON of app/voting/ballot.py."""
    lines = (
        [number, code, canonical_json(choice_to_json(choice)).decode()] for number, (code, choice) in enumerate(ballots, start=1)
    )
    return csv_bytes(["ballot", "electorate", "choice"], lines)


def paper_json(district: District, paper: Paper) -> bytes:
    """The frozen paper as canonical JSON: its SHA-256 is the digest shown before voting opened."""
    return canonical_json(manifest(district, paper))
