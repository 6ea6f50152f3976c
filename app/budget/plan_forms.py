"""The sections of a plan as forms: each reads a policy and writes its part of one. The same forms amend a running cycle. Refuses rules."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.budget import labels
from app.budget.forms import CHOOSE, NEEDED, Dated, _add_days, _choices, end_of, reason_field
from app.budget.policy import BallotKind, BudgetPolicy, Ceiling, CheckMark, Mark, NamedCriterion
from app.budget.policy.amending import is_amendable
from app.budget.policy.presets import CHECKLIST, ELECTORATES, PRESETS
from app.budget.rules import CYCLE_NAME_MAXIMUM_LENGTH, REASON_MAXIMUM_LENGTH
from app.budget.states import DeliberationStep, Stage
from app.core.forms import Form, MoneyField
from app.proposals.labels import FIELDS, TRACKS
from app.proposals.states import BudgetTrack, Field
from app.voting.tally import CapRule

COUNT = [InputRequired(NEEDED), NumberRange(0, 1_000_000, _l("0 이상의 수로 적어 주세요."))]
MAYBE_COUNT = [Optional(), NumberRange(0, 1_000_000, _l("0 이상의 수로 적어 주세요."))]


class SectionForm(Form):
    """A section of a policy. `FIELDS` of the form are of one or more settings; what has been taken out of the form stays as it was."""

    settings: tuple[str, ...] = ()

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        """The fields filled from a policy."""
        raise NotImplementedError

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        """Setting -> its new value, for every setting of this section."""
        raise NotImplementedError

    def write(self, policy: BudgetPolicy) -> BudgetPolicy:
        """The policy with this section as filled in."""
        return replace(policy, **{name: now for name, now in self.parts(policy).items() if name not in self.closed})

    closed: frozenset[str] = frozenset()

    def close(self, stage: Stage) -> "SectionForm":
        """Take out what may not be amended any more."""
        self.closed = frozenset(name for name in self.settings if not is_amendable(name, stage))
        for name in [one for one in self._fields if self.setting_of(one) in self.closed]:
            del self[name]
        return self

    @classmethod
    def setting_of(cls, field: str) -> str:
        """The setting a field belongs to: its own name, or the prefix of one of many."""
        return next((name for prefix, name in _PREFIXES.items() if field.startswith(prefix)), field)

    def given(self, name: str, otherwise: Any = None) -> Any:
        return self[name].data if name in self else otherwise


_PREFIXES = {
    "track_won_": "track_envelopes_won", "field_won_": "field_envelopes_won", "under_": "ceilings",
    "track_votes_": "votes_per_track", "weight_": "electorates",
}  # fmt: skip


class BasicsForm(SectionForm):
    settings = ("tracks",)
    name = StringField(_l("주기 이름"), [InputRequired(NEEDED), Length(max=CYCLE_NAME_MAXIMUM_LENGTH)])
    year = IntegerField(_l("예산 연도"), [InputRequired(NEEDED)])
    tracks = SelectMultipleField(_l("제안 유형"), [InputRequired(CHOOSE)], choices=_choices(TRACKS))

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        return {"tracks": list(policy.tracks)}

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        tracks = tuple(self.given("tracks") or ())
        changed = {"tracks": tracks}
        if set(tracks) != set(policy.tracks):  # what was shared out among other tracks means nothing any more
            changed |= {"track_envelopes_won": (), "votes_per_track": ()}
        return changed


class MoneyForm(SectionForm):
    settings = (
        "envelope_won", "track_envelopes_won", "field_envelopes_won", "first_screening_cap_percent",
        "second_screening_cap_percent", "cap_rule", "ceilings",
    )  # fmt: skip
    envelope_won = MoneyField(_l("총액"), [InputRequired(NEEDED)], description=_l("예: 100억원"))
    first_screening_cap_percent = IntegerField(_l("1차 심사 한도(총액의 %)"), [InputRequired(NEEDED)])
    second_screening_cap_percent = IntegerField(_l("2차 심사 한도(총액의 %)"), [InputRequired(NEEDED)])
    cap_rule = RadioField(_l("한도를 넘는 사업이 나오면"), [InputRequired(CHOOSE)], choices=_choices(labels.CAP_RULES))

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        names = ("envelope_won", "first_screening_cap_percent", "second_screening_cap_percent", "cap_rule")
        found: dict[str, Any] = {name: getattr(policy, name) for name in names}
        found |= {f"track_won_{code}": won for code, won in policy.track_envelopes_won}
        found |= {f"field_won_{code}": won for code, won in policy.field_envelopes_won}
        for one in policy.ceilings:
            found["under_event" if one.is_event else f"under_{one.track}"] = one.under_won
        return found

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        return {
            "envelope_won": self.given("envelope_won") or 0,
            "first_screening_cap_percent": self.given("first_screening_cap_percent"),
            "second_screening_cap_percent": self.given("second_screening_cap_percent"),
            "cap_rule": CapRule(self.given("cap_rule", policy.cap_rule)),
            "track_envelopes_won": self._shares("track_won_", policy.tracks),
            "field_envelopes_won": self._shares("field_won_", [one.value for one in Field]),
            "ceilings": self._ceilings(policy),
        }

    def _shares(self, prefix: str, codes: Iterable[str]) -> tuple[tuple[str, int], ...]:
        shares = tuple((code, self.given(prefix + code)) for code in codes)
        return tuple((code, won or 0) for code, won in shares) if any(won for _, won in shares) else ()

    def _ceilings(self, policy: BudgetPolicy) -> tuple[Ceiling, ...]:
        tracks = [Ceiling(won, track=code) for code in policy.tracks if (won := self.given(f"under_{code}"))]
        events = [Ceiling(won, is_event=True) for won in [self.given("under_event")] if won]
        return (*tracks, *events)


UNDER = _l("적은 금액보다 적어야 합니다. 비워 두면 한도가 없습니다.")
for _track, _name in TRACKS.items():
    setattr(MoneyForm, f"under_{_track.value}", MoneyField(_l(_name), [Optional()], description=UNDER))
    setattr(MoneyForm, f"track_won_{_track.value}", MoneyField(_l(_name), [Optional()]))
MoneyForm.under_event = MoneyField(_l("행사성 사업"), [Optional()], description=UNDER)
for _field, _name in FIELDS.items():
    setattr(MoneyForm, f"field_won_{_field.value}", MoneyField(_l(_name), [Optional()]))


def _lines(text: str | None) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(",")] for line in (text or "").splitlines() if line.strip()]


def _typed(criteria: Iterable[NamedCriterion]) -> str:
    return "\n".join(f"{one.name_ko}, {one.full_points}" if one.full_points else one.name_ko for one in criteria)


class JudgingForm(SectionForm):
    settings = (
        "score_sheet_quorum", "panel_quorum_percent", "own_criteria", "sheet_criteria", "appeal_days", "deliberation_steps",
    )  # fmt: skip
    own_criteria = TextAreaField(
        _l("부서 검토에 더하는 기준"), [Optional(), Length(max=REASON_MAXIMUM_LENGTH)],
        description=_l("법적타당성, 기추진 여부, 실현가능성에 더할 기준을 한 줄에 하나씩 적습니다."),
    )  # fmt: skip
    appeal_days = IntegerField(_l("부서 검토에 이의를 받는 날수"), COUNT)
    score_sheet_quorum = IntegerField(_l("제안마다 받을 심사표 수"), [InputRequired(NEEDED)])
    panel_quorum_percent = IntegerField(_l("심사위원 정족수(%)"), COUNT)
    sheet_criteria = TextAreaField(
        _l("심사표 항목과 배점"), [Optional(), Length(max=REASON_MAXIMUM_LENGTH)],
        description=_l("한 줄에 ‘항목, 배점’으로 적고 배점의 합은 100입니다. 비워 두면 점수 하나로 심사합니다. 예: 공공성, 40"),
    )  # fmt: skip
    deliberation_steps = SelectMultipleField(_l("민관 숙의"), choices=_choices(labels.DELIBERATIONS))

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(policy, name) for name in cls.settings}
        return found | {"own_criteria": _typed(policy.own_criteria), "sheet_criteria": _typed(policy.sheet_criteria)}

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        return {
            "score_sheet_quorum": self.given("score_sheet_quorum"),
            "panel_quorum_percent": self.given("panel_quorum_percent"),
            "appeal_days": self.given("appeal_days"),
            "own_criteria": _criteria("own", self.given("own_criteria"), policy.own_criteria),
            "sheet_criteria": _criteria("sheet", self.given("sheet_criteria"), policy.sheet_criteria),
            "deliberation_steps": tuple(DeliberationStep(step) for step in self.given("deliberation_steps") or ()),
        }


def _criteria(prefix: str, text: str | None, before: Iterable[NamedCriterion]) -> tuple[NamedCriterion, ...]:
    """Criteria as typed; one that keeps its name keeps its code and its English."""
    known = {one.name_ko: one for one in before}
    made = []
    for number, cells in enumerate(_lines(text), start=1):
        points = int(cells[1]) if len(cells) > 1 and cells[1].isdecimal() and len(cells[1]) < 5 else 0
        former = known.get(cells[0], NamedCriterion(f"{prefix}{number}", cells[0]))
        made.append(replace(former, full_points=points))
    return tuple(made)


class BallotForm(SectionForm):
    settings = ("ballot", "votes_per_ballot", "votes_per_track", "votes_per_field", "electorates", "minimum_age_years")
    ballot = RadioField(_l("투표 방식"), [InputRequired(CHOOSE)], choices=_choices(labels.BALLOTS_IN_SHORT))
    votes_per_ballot = IntegerField(_l("한 사람이 고르는 수"), [InputRequired(NEEDED)])
    votes_per_field = IntegerField(
        _l("분야마다 고르는 수"), MAYBE_COUNT, description=_l("2015년에는 분야마다 하나까지였습니다. 비워 두면 제한이 없습니다.")
    )
    minimum_age_years = IntegerField(_l("투표할 수 있는 나이(만)"), [InputRequired(NEEDED)])

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(policy, name) for name in ("ballot", "votes_per_ballot", "minimum_age_years")}
        found["votes_per_field"] = policy.votes_per_field or None
        found |= {f"track_votes_{code}": votes for code, votes in policy.votes_per_track}
        return found | {f"weight_{one.code}": one.weight for one in policy.electorates}

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        votes = tuple((code, self.given(f"track_votes_{code}")) for code in policy.tracks)
        weights = {code: self.given(f"weight_{code}") for code in ELECTORATES}
        known = {one.code: one for one in policy.electorates}
        return {
            "ballot": BallotKind(self.given("ballot", policy.ballot)),
            "votes_per_ballot": self.given("votes_per_ballot"),
            "votes_per_field": self.given("votes_per_field") or 0,
            "votes_per_track": tuple((code, n or 0) for code, n in votes) if any(n for _, n in votes) else (),
            "electorates": tuple(
                replace(known.get(code, ELECTORATES[code]), weight=weight) for code, weight in weights.items() if weight
            ),
            "minimum_age_years": self.given("minimum_age_years"),
        }


for _track, _name in TRACKS.items():
    setattr(BallotForm, f"track_votes_{_track.value}", IntegerField(_l(_name), MAYBE_COUNT))
WEIGHT_LABELS = {
    "committee": _l("시민참여예산위원회 반영 비율"), "budget_school": _l("예산학교 회원 반영 비율"),
    "proposers": _l("제안자 반영 비율"), "survey": _l("설문조사 반영 비율"), "citizens": _l("시민 반영 비율"),
}  # fmt: skip
for _code in ELECTORATES:
    setattr(BallotForm, f"weight_{_code}", IntegerField(WEIGHT_LABELS[_code], MAYBE_COUNT))


class PlanCalendarForm(SectionForm, Dated):
    settings = ("dated_stages",)
    dated_stages = SelectMultipleField(
        _l("기한이 되면 저절로 끝나는 단계"), choices=_choices({one: labels.STAGES[one] for one in Stage if one is not Stage.CLOSED}),
        description=_l("남은 일이 없을 때만 넘어갑니다. 남은 일이 있으면 운영 담당에게 알립니다. 고르지 않은 단계는 사람이 마칩니다."),
    )  # fmt: skip

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        return {"dated_stages": list(policy.dated_stages)}

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        chosen = set(self.given("dated_stages") or ())
        return {"dated_stages": tuple(stage for stage in Stage if stage.value in chosen)}

    def calendar(self) -> dict[Stage, datetime]:
        return {stage: end_of(day) for stage, day in self.days().items()}


_add_days(PlanCalendarForm, needed=False)


class ChecklistForm(SectionForm):
    """사전 검토항목: every line reviewed or not applicable, with a remark."""

    settings = ("checklist",)

    @classmethod
    def read(cls, policy: BudgetPolicy) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in policy.checklist:
            found |= {f"mark_{one.code}": one.mark.value, f"note_{one.code}": one.note}
        return found

    def parts(self, policy: BudgetPolicy) -> Mapping[str, Any]:
        return {
            "checklist": tuple(
                CheckMark(code, Mark(self[f"mark_{code}"].data), self[f"note_{code}"].data or "") for code in CHECKLIST
            )
        }


for _code in CHECKLIST:
    setattr(
        ChecklistForm,
        f"mark_{_code}",
        RadioField(_l(labels.CHECKLIST[_code]), [InputRequired(CHOOSE)], choices=_choices(labels.MARKS)),
    )
    setattr(ChecklistForm, f"note_{_code}", StringField(_l("비고"), [Optional(), Length(max=200)]))

FORMS: dict[str, type[SectionForm]] = {
    "basics": BasicsForm, "money": MoneyForm, "judging": JudgingForm, "ballot": BallotForm, "calendar": PlanCalendarForm,
    "checklist": ChecklistForm,
}  # fmt: skip
AMENDED = tuple(name for name, form in FORMS.items() if name != "checklist")
"""The sections a running cycle may be amended in."""


def amendment_form(section: str) -> type[SectionForm]:
    """The section's form with the reason every amendment needs."""
    form = FORMS[section]
    extra: dict[str, Any] = {"reason": reason_field(_l("바꾸는 이유")), "seen_amendments": HiddenField()}
    return type(f"Amend{form.__name__}", (form,), extra)


def fit(form: SectionForm, tracks: Iterable[str]) -> SectionForm:
    """Leave out the lines of tracks the cycle does not have."""
    for track in set(BudgetTrack) - set(tracks):
        for name in (f"under_{track.value}", f"track_won_{track.value}", f"track_votes_{track.value}"):
            if name in form:
                del form[name]
    return form


class BeginForm(Form):
    preset = RadioField(
        _l("어떤 틀에서 시작할까요?"), [InputRequired(CHOOSE)],
        choices=lambda: [(name, gettext(labels.PRESETS[name])) for name in PRESETS],
    )  # fmt: skip


class OpenPlanForm(Form):
    seen = HiddenField()
