"""The working sheet a rule fills in, by option index, before it becomes a published result; refuses nothing, it is scratch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.voting.tally.election import Election
from app.voting.tally.fill import Filled
from app.voting.tally.result import Reason


@dataclass
class Sheet:
    """Selected options (indices, in order), reasons, ranks, ledger, ties and notes of one count."""

    index: dict[str, int]
    selected: list[int] = field(default_factory=list)
    reasons: dict[int, Reason] = field(default_factory=dict)
    rank: dict[int, int] = field(default_factory=dict)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    ties: list[dict[str, Any]] = field(default_factory=list)
    cut_line: dict[str, Any] | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def blank(cls, election: Election) -> Sheet:
        """An empty sheet for this paper."""
        return cls({option.id: i for i, option in enumerate(election.options)})

    @classmethod
    def of(cls, election: Election, filled: Filled) -> Sheet:
        """A sheet that starts from a funded list."""
        sheet = cls.blank(election)
        sheet.selected = list(filled.selected)
        sheet.reasons = dict(filled.reasons)
        return sheet

    @property
    def chosen(self) -> set[int]:
        """The selected options as a set of indices."""
        return set(self.selected)

    @property
    def hangs_on_a_lot(self) -> bool:
        """Whether a lot is known to have decided anybody's fate."""
        return any(tie["by_lot"] and tie["decisive"] for tie in self.ties)

    def mark_lot(self, group: Sequence[int] | None) -> None:
        """A lot that decides only together with another one decides all the same."""
        members = set(group or ())
        for tie in self.ties:
            if {self.index[key] for key in tie["options"]} == members:
                tie.update(by_lot=True, decisive=True)
