"""Reads a .pb file; refuses anything malformed with `PbError`, whose text is `line N: what is wrong`.

Format: Pabulib, arXiv 2305.11035. UTF-8 (a byte order mark is accepted), `;`-separated CSV with doubled quotes, LF or CRLF.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.voting.pb import cells
from app.voting.pb.model import PbError, PbFile, Row
from app.voting.tally.collector import held

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring", "choose-1")
NEEDED_KEYS = ("num_projects", "num_votes", "budget", "vote_type", "rule")
WHOLE_KEYS = (
    "num_projects",
    "num_votes",
    "min_length",
    "max_length",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "default_score",
    "min_project_score_threshold",
)
AMOUNT_KEYS = ("budget", "max_sum_cost")


@dataclass
class _Section:
    line: int
    header: Row = ()
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@held()
def parse(content: str | bytes) -> PbFile:
    """Read a file's text or bytes. Cells are kept as they are; only structure and the cells a count rests on are checked."""
    text = _decoded(content)
    _check_line_lengths(text)
    sections = _sections(text)
    meta = _meta(sections["META"])
    file = PbFile(
        meta=tuple(meta),
        project_columns=sections["PROJECTS"].header,
        projects=tuple(sections["PROJECTS"].rows),
        vote_columns=sections["VOTES"].header,
        votes=tuple(sections["VOTES"].rows),
        newline="\r\n" if "\r\n" in text else "\n",
        final_newline=text.endswith("\n"),
    )
    _check_counts(file, sections)
    known = _check_projects(file, sections["PROJECTS"])
    _check_votes(file, sections["VOTES"], known)
    return file


def _decoded(content: str | bytes) -> str:
    if isinstance(content, str):
        text = content
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as fault:
            line = content.count(b"\n", 0, fault.start) + 1
            raise PbError(line, f"byte {content[fault.start]:#04x} is not UTF-8") from None
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise PbError(text.count("\n", 0, text.index("\0")) + 1, "a NUL character; the file is not text")
    return text


def _check_line_lengths(text: str) -> None:
    """A cheap look at whole lines: only a line beyond the limit for one field is read cell by cell."""
    if len(text) <= cells.MAX_FIELD_LENGTH:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > cells.MAX_FIELD_LENGTH:
            longest = max(map(len, line.split(";")))
            if longest > cells.MAX_FIELD_LENGTH:
                raise PbError(number, f"a field of {longest} characters; the limit is {cells.MAX_FIELD_LENGTH}")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The file's records with the line each one begins on."""
    reader = csv.reader(_lines(text), delimiter=";", strict=True)
    start = 1
    try:
        for record in reader:
            yield start, record
            start = reader.line_num + 1
    except csv.Error as fault:
        raise PbError(start, f"the quoting is broken ({fault})") from None


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line + "\n" for line in lines]


def _sections(text: str) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    current: _Section | None = None
    line = 0
    for line, record in _records(text):
        if len(record) == 1 and record[0].strip().upper() in SECTIONS:
            current = _opened(found, record[0], line)
        elif not record or record == [""]:
            raise PbError(line, "a blank line")
        elif current is None:
            raise PbError(line, f"expected the section META, found {cells.shown(record[0])}")
        elif not current.header:
            current.header = _header(record, line)
        else:
            _append(current, record, line)
    _check_all_sections(found, line)
    return found


def _opened(found: dict[str, _Section], mark: str, line: int) -> _Section:
    expected = SECTIONS[len(found)] if len(found) < len(SECTIONS) else "the end of the file"
    if mark != expected:
        raise PbError(line, f"expected {expected}, found {cells.shown(mark)}")
    found[mark] = _Section(line)
    return found[mark]


def _check_all_sections(found: dict[str, _Section], last: int) -> None:
    for name in SECTIONS:
        if name not in found:
            raise PbError(last or 1, f"the file ends without a section {name}")
        if not found[name].header:
            raise PbError(found[name].line, f"the section {name} has no header row")
    for name in ("META", "PROJECTS"):
        if not found[name].rows:
            raise PbError(found[name].line, f"the section {name} is empty")


def _header(record: list[str], line: int) -> Row:
    for name in record:
        cells.check_tight(name, line, "column")
        if not name:
            raise PbError(line, "a column without a name")
        cells.check_text(name, line, "column")
    if len(set(record)) != len(record):
        twice = next(name for name in record if record.count(name) > 1)
        raise PbError(line, f"column {cells.shown(twice)} appears twice")
    return tuple(record)


def _append(section: _Section, record: list[str], line: int) -> None:
    if len(record) != len(section.header):
        raise PbError(line, f"{len(record)} fields where the header has {len(section.header)}")
    section.rows.append(tuple(record))
    section.lines.append(line)


def _meta(section: _Section) -> list[tuple[str, str]]:
    if section.header != ("key", "value"):
        raise PbError(section.line + 1, "the header of META must be key;value")
    meta: dict[str, str] = {}
    for line, (key, value) in zip(section.lines, section.rows, strict=True):
        cells.check_tight(key, line, "key")
        if not key:
            raise PbError(line, "a key without a name")
        if key in meta:
            raise PbError(line, f"key {cells.shown(key)} appears twice")
        cells.check_text(value, line, f"the value of {key}")
        _check_meta_value(key, value, line)
        meta[key] = value
    for key in NEEDED_KEYS:
        if key not in meta:
            raise PbError(section.line, f"META lacks the key {key}")
    return list(meta.items())


def _check_meta_value(key: str, value: str, line: int) -> None:
    if key in WHOLE_KEYS:
        cells.whole(value, line, key)
    elif key in AMOUNT_KEYS:
        cells.amount(value, line, key)
    elif key == "vote_type" and value not in VOTE_TYPES:
        raise PbError(line, f"vote_type is {cells.shown(value)}, not one of {', '.join(VOTE_TYPES)}")


def _check_counts(file: PbFile, sections: dict[str, _Section]) -> None:
    for key, what, rows in (("num_projects", "projects", file.projects), ("num_votes", "votes", file.votes)):
        place = next(i for i, (name, _) in enumerate(file.meta) if name == key)
        line = sections["META"].lines[place]
        if cells.whole(file.value(key), line, key) != len(rows):
            raise PbError(line, f"{key} is {file.value(key)}, but the file lists {len(rows)} {what}")


def _check_projects(file: PbFile, section: _Section) -> frozenset[str]:
    _need_columns(section, ("project_id", "cost"))
    ids, costs = file.project_columns.index("project_id"), file.project_columns.index("cost")
    known: set[str] = set()
    for line, row in zip(section.lines, section.rows, strict=True):
        key = row[ids]
        _check_id(key, line, "project_id")
        if "," in key:
            raise PbError(line, f"project_id {cells.shown(key)} contains a comma")
        if key in known:
            raise PbError(line, f"project_id {cells.shown(key)} appears twice")
        known.add(key)
        cells.amount(row[costs], line, f"the cost of project {key}")
        for name, cell in zip(section.header, row, strict=True):
            cells.check_text(cell, line, name)
    _check_marks(file, section)
    return frozenset(known)


def _check_marks(file: PbFile, section: _Section) -> None:
    marks = file.project_column("selected")
    for line, mark in zip(section.lines, marks or (), strict=False):
        if mark not in ("0", "1", "2", "3"):
            raise PbError(line, f"selected is {cells.shown(mark)}, not 0, 1, 2 or 3")


def _need_columns(section: _Section, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in section.header:
            raise PbError(section.line + 1, f"no column {name}")


def _check_id(key: str, line: int, what: str) -> None:
    if not key:
        raise PbError(line, f"an empty {what}")
    cells.check_tight(key, line, what)


def _check_votes(file: PbFile, section: _Section, known: frozenset[str]) -> None:
    pointed = file.value("vote_type") in ("cumulative", "scoring")
    _need_columns(section, ("voter_id", "vote", "points") if pointed else ("voter_id", "vote"))
    place = section.header.index
    voters: set[str] = set()
    contents: dict[tuple[str, str], int] = {}
    ids, votes = place("voter_id"), place("vote")
    points = place("points") if pointed else None
    for line, row in zip(section.lines, section.rows, strict=True):
        voter = row[ids]
        if voter in voters:
            raise PbError(line, f"voter_id {cells.shown(voter)} appears twice")
        _check_id(voter, line, "voter_id")
        voters.add(voter)
        contents.setdefault((row[votes], row[points] if points is not None else ""), line)
    single = file.value("vote_type") == "choose-1"
    for (vote, given), line in contents.items():
        named = _check_vote(vote, line, known)
        if single and len(named) > 1:
            raise PbError(line, f"the vote names {len(named)} projects where one may be chosen")
        if pointed:
            _check_points(given, len(named), line)
    _check_other_vote_cells(section, {ids, votes, points})


def _check_vote(vote: str, line: int, known: frozenset[str]) -> list[str]:
    ids = cells.listed(vote)
    if not known.issuperset(ids):
        stranger = next(key for key in ids if key not in known)
        cells.check_tight(stranger, line, "project_id")
        raise PbError(line, f"the vote names {cells.shown(stranger)}, which PROJECTS does not list")
    if len(set(ids)) != len(ids):
        twice = next(key for key in ids if ids.count(key) > 1)
        raise PbError(line, f"the vote names {cells.shown(twice)} twice")
    return ids


def _check_points(given: str, expected: int, line: int) -> None:
    numbers = cells.listed(given)
    if len(numbers) != expected:
        raise PbError(line, f"{len(numbers)} points for {expected} projects")
    for number in numbers:
        cells.whole(number, line, "a number of points")


def _check_other_vote_cells(section: _Section, read: set[int | None]) -> None:
    """Demographic cells repeat; each distinct one is looked at once."""
    for place, name in enumerate(section.header):
        if place in read and name not in ("voter_id",):
            continue
        seen: dict[str, int] = {}
        for line, row in zip(section.lines, section.rows, strict=True):
            if row[place][:1] in "=+-@\t\r" and row[place]:
                seen.setdefault(row[place], line)
        for cell, line in seen.items():
            cells.check_text(cell, line, name)
