"""Downloads of a counted paper: for spreadsheets and for whoever wants to count again. Refuses keys and the order of casting."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext

from app.districts.models import District
from app.voting.ballot import Choice, choice_to_json
from app.voting.models import Paper, TallyResult
from app.voting.report import reason
from app.voting.services import manifest
from app.voting.tally import result_from_json
from app.voting.tally.exact import canonical_json, text_of

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV as Korean spreadsheets read it: UTF-8 with a byte order mark; no cell can start a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value


def result_csv(paper: Paper, row: TallyResult) -> bytes:
    """One line per option, as on the page, with exact amounts and scores."""
    result = result_from_json(row.result)
    head = [
        gettext("순위"),
        gettext("기호"),
        gettext("이름"),
        gettext("분야"),
        gettext("비용"),
        gettext("고른 사람"),
        gettext("점수"),
    ]
    head += [gettext("결과"), gettext("까닭")]
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
        lines.append([*facts, words[outcome.selected], reason(paper, result, option.code)])
    return sheet(head, lines)


def ballots_csv(ballots: Iterable[tuple[str, Choice]]) -> bytes:
    """Single ballots in the order given, numbered afresh; the choice is the canonical JSON of app/voting/ballot.py."""
    lines = (
        [number, code, canonical_json(choice_to_json(choice)).decode()] for number, (code, choice) in enumerate(ballots, start=1)
    )
    return sheet(["ballot", "electorate", "choice"], lines)


def paper_json(district: District, paper: Paper) -> bytes:
    """The frozen paper as canonical JSON: its SHA-256 is the digest shown before voting opened."""
    return canonical_json(manifest(district, paper))
