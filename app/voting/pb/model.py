"""A .pb file as it stands: every cell kept as text, in order, unknown columns included; refuses interpretation."""

from __future__ import annotations

from dataclasses import dataclass

WITHDRAWN_COST = 999_999_999  # Pabulib's mark for a project taken back after the ballot was printed

Row = tuple[str, ...]


class PbError(ValueError):
    """A file that cannot be used. Its text is always `line N: what is wrong`; `line` and `problem` are its two halves."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class PbFile:
    """The three sections of a .pb file. `newline` is the line ending of the source, `final_newline` whether the last line has
    one; a byte order mark is accepted and not kept."""

    meta: tuple[tuple[str, str], ...]
    project_columns: Row
    projects: tuple[Row, ...]
    vote_columns: Row
    votes: tuple[Row, ...]
    newline: str = "\n"
    final_newline: bool = True

    def value(self, key: str, default: str = "") -> str:
        """A META value by key, or `default` where the key is absent."""
        for name, value in self.meta:
            if name == key:
                return value
        return default

    def project_column(self, name: str) -> Row | None:
        """All projects' cells in one column, or None where the file has no such column."""
        return _column(self.project_columns, self.projects, name)

    def vote_column(self, name: str) -> Row | None:
        """All ballots' cells in one column, or None where the file has no such column."""
        return _column(self.vote_columns, self.votes, name)


def _column(columns: Row, rows: tuple[Row, ...], name: str) -> Row | None:
    if name not in columns:
        return None
    place = columns.index(name)
    return tuple([row[place] for row in rows])
