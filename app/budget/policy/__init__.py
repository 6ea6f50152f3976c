"""What a cycle runs under, as a value: frozen at opening, stored as JSON with its version. Pure; refuses floats and any I/O.

A stored policy never changes its meaning. A field that came later stands in `NEWER` with the version it came in; a policy of an
older version is read as what it meant when it was written, and written again without it, so that its digest stays as well.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.budget.states import DeliberationStep, Stage
from app.core.errors import N_, InvalidInput
from app.voting.tally import CapRule

POLICY_VERSION = 2


class BallotKind(StrEnum):
    """How a citizen chooses: up to k projects, or any whose costs fit the envelope."""

    APPROVAL = "approval"
    KNAPSACK = "knapsack"


class Mark(StrEnum):
    """사전 검토항목: reviewed (검토완료) or not applicable (해당없음)."""

    REVIEWED = "reviewed"
    NOT_APPLICABLE = "not_applicable"


class WeightsUnset(InvalidInput):
    code = "WEIGHTS_UNSET"
    field = "weights"
    sentence = N_("투표 집단마다 반영 비율을 1 이상의 수로 적어 주세요.")


class BadPolicy(InvalidInput):
    code = "BAD_POLICY"
    sentence = N_("주기 설정에 쓸 수 없는 값이 있습니다: %(name)s")


@dataclass(frozen=True)
class ElectoratePolicy:
    """A body of voters. `role` is the hat it wears (empty: every resident); a smaller `rank` is more specific and wins.

    `weight` is its share of the decision in relation to the others; None means it has to be entered when a cycle opens.
    """

    code: str
    name_ko: str
    name_en: str
    role: str
    rank: int
    weight: int | None = None


@dataclass(frozen=True)
class NamedCriterion:
    """A criterion a cycle brings along: one more that departments judge, or a line of the panel's score sheet with its full marks."""

    code: str
    name_ko: str
    name_en: str = ""
    full_points: int = 0


@dataclass(frozen=True)
class Ceiling:
    """What one project has to cost less than (10억 미만). An empty `track` means every track; `is_event`: only events (행사성)."""

    under_won: int
    track: str = ""
    is_event: bool = False

    def covers(self, track: str, is_event: bool) -> bool:
        return self.track in ("", track) and (is_event or not self.is_event)


@dataclass(frozen=True)
class CheckMark:
    """One line of the pre-approval checklist as the office filled it in."""

    code: str
    mark: Mark
    note: str = ""


@dataclass(frozen=True)
class BudgetPolicy:
    """Everything that decides how a cycle runs. Amounts in whole won, percentages in whole per cent of the envelope.

    Tracks or fields may have envelopes of their own within the whole, and a ballot a number of votes for each; nought is no limit.
    The stages in `dated_stages` end by themselves when their day has come.
    """

    envelope_won: int
    tracks: tuple[str, ...]
    first_screening_cap_percent: int
    second_screening_cap_percent: int
    electorates: tuple[ElectoratePolicy, ...]
    cap_rule: CapRule = CapRule.SKIP
    ballot: BallotKind = BallotKind.APPROVAL
    votes_per_ballot: int = 5
    score_sheet_quorum: int = 3
    deliberation_steps: tuple[DeliberationStep, ...] = tuple(DeliberationStep)
    minimum_age_years: int = 14
    tie_order: tuple[str, ...] = ("sheets", "cost", "digest")
    preset: str = ""
    version: int = POLICY_VERSION
    own_criteria: tuple[NamedCriterion, ...] = ()
    sheet_criteria: tuple[NamedCriterion, ...] = ()
    track_envelopes_won: tuple[tuple[str, int], ...] = ()
    field_envelopes_won: tuple[tuple[str, int], ...] = ()
    appeal_days: int = 7
    panel_quorum_percent: int = 50
    votes_per_track: tuple[tuple[str, int], ...] = ()
    votes_per_field: int = 0
    ceilings: tuple[Ceiling, ...] = ()
    dated_stages: tuple[Stage, ...] = ()
    checklist: tuple[CheckMark, ...] = ()

    def cap_percent(self, stage: Stage) -> int:
        """The ceiling of a screening stage."""
        return self.first_screening_cap_percent if stage is Stage.FIRST_SCREENING else self.second_screening_cap_percent

    def shares(self) -> dict[str, Fraction]:
        """Each electorate's share of the decision; the shares add up to one."""
        if not self.has_weights:
            raise WeightsUnset
        total = sum(electorate.weight or 0 for electorate in self.electorates)
        return {electorate.code: Fraction(electorate.weight or 0, total) for electorate in self.electorates}

    @property
    def has_weights(self) -> bool:
        return bool(self.electorates) and all(one.weight is not None and one.weight > 0 for one in self.electorates)

    def part_of(self, track: str, field: str) -> str:
        """The part of the money a project of this track and field draws on; empty where it draws on the whole alone."""
        return track if self.track_envelopes_won else field if self.field_envelopes_won else ""

    @property
    def part_envelopes(self) -> dict[str, int]:
        """Part -> its own envelope in won; empty where the parts have none."""
        return dict(self.track_envelopes_won or self.field_envelopes_won)

    def ceiling_won(self, track: str, is_event: bool) -> int | None:
        """The lowest amount a project of this kind has to stay under, None without one."""
        return min((one.under_won for one in self.ceilings if one.covers(track, is_event)), default=None)

    def to_json(self) -> dict[str, Any]:
        names = [item.name for item in fields(self) if NEWER.get(item.name, 1) <= self.version]
        return {name: to_plain(getattr(self, name)) for name in names}

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the canonical JSON."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


NEWER = {
    "version": 2, "own_criteria": 2, "sheet_criteria": 2, "track_envelopes_won": 2, "field_envelopes_won": 2, "appeal_days": 2,
    "panel_quorum_percent": 2, "votes_per_track": 2, "votes_per_field": 2, "ceilings": 2, "dated_stages": 2, "checklist": 2,
}  # fmt: skip
"""Field -> the version of stored policies it came in."""

BEFORE: dict[str, Any] = {
    "own_criteria": (), "sheet_criteria": (), "track_envelopes_won": (), "field_envelopes_won": (), "appeal_days": 0,
    "panel_quorum_percent": 0, "votes_per_track": (), "votes_per_field": 0, "ceilings": (), "dated_stages": (), "checklist": (),
}  # fmt: skip
"""What cycles lived by that opened before a policy could say it; nothing here may follow a default that changes."""


def policy_from_json(raw: Mapping[str, Any]) -> BudgetPolicy:
    """The policy `to_json` wrote, of whatever version; an unknown or missing name raises BadPolicy."""
    version = raw.get("version", 1)
    known = {item.name for item in fields(BudgetPolicy) if NEWER.get(item.name, 1) <= version}
    for name in sorted(known.symmetric_difference(raw)):
        raise BadPolicy(name=name)
    if not 1 <= version <= POLICY_VERSION:
        raise BadPolicy(name="version")
    read = {name: _READERS.get(name, _as_is)(value) for name, value in raw.items()}
    before = {name: value for name, value in BEFORE.items() if NEWER[name] > version}
    return BudgetPolicy(**{"version": version, **before, **read})


def _as_is(value: Any) -> Any:
    return value


def _pairs(raw: Any) -> tuple[tuple[str, int], ...]:
    return tuple((str(name), int(number)) for name, number in raw)


_READERS: dict[str, Any] = {
    "tracks": tuple,
    "electorates": lambda raw: tuple(ElectoratePolicy(**one) for one in raw),
    "cap_rule": CapRule,
    "ballot": BallotKind,
    "deliberation_steps": lambda raw: tuple(DeliberationStep(step) for step in raw),
    "tie_order": tuple,
    "own_criteria": lambda raw: tuple(NamedCriterion(**one) for one in raw),
    "sheet_criteria": lambda raw: tuple(NamedCriterion(**one) for one in raw),
    "track_envelopes_won": _pairs,
    "field_envelopes_won": _pairs,
    "votes_per_track": _pairs,
    "ceilings": lambda raw: tuple(Ceiling(**one) for one in raw),
    "dated_stages": lambda raw: tuple(Stage(one) for one in raw),
    "checklist": lambda raw: tuple(CheckMark(one["code"], Mark(one["mark"]), one["note"]) for one in raw),
}
_VALUES = (ElectoratePolicy, NamedCriterion, Ceiling, CheckMark)


def to_plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, _VALUES):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    return value.value if isinstance(value, StrEnum) else value
