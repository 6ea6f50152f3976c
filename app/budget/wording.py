"""The settings of a policy in words: for the preview before it is frozen, for amendments, for history. Refuses queries."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext

from app.budget import labels, plan_labels
from app.budget.policy import BallotKind, BudgetPolicy, Mark, to_plain
from app.budget.states import DeliberationStep, Stage
from app.core import language
from app.core.filters import money
from app.proposals.labels import FIELDS, TRACKS
from app.proposals.states import BudgetTrack, Field
from app.voting.tally import CapRule


def setting(name: str) -> str:
    """What a setting, a type of funding or a component of it is called."""
    words = plan_labels.SETTINGS | plan_labels.FUNDING_WORDS
    return gettext(words[name]) if name in words else name


def value(name: str, plain: Any) -> str:
    """What a setting is, from its plain JSON value; nothing set is said in words."""
    told = _WORDS.get(name, str)(plain)
    return told or gettext("정하지 않음")


def lines(policy: BudgetPolicy, names: Sequence[str]) -> list[tuple[str, str]]:
    """(setting, value) in words."""
    return [(setting(name), value(name, to_plain(getattr(policy, name)))) for name in names]


def _won(plain: Any) -> str:
    return money(int(plain), "KRW")


def _track(code: str) -> str:
    return gettext(TRACKS[BudgetTrack(code)])


def _parts(words: Callable[[str], str], shown: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda plain: " · ".join(f"{words(code)} {shown(number)}" for code, number in plain)


def _ceilings(plain: Sequence[Mapping[str, Any]]) -> str:
    return " · ".join(_ceiling(one) for one in plain)


def _ceiling(one: Mapping[str, Any]) -> str:
    track = _track(one["track"]) if one["track"] else gettext("모든 유형")
    what = gettext("%(track)s 행사성 사업", track=track) if one["is_event"] else track
    return gettext("%(what)s %(won)s 미만", what=what, won=_won(one["under_won"]))


def _electorates(plain: Sequence[Mapping[str, Any]]) -> str:
    return " : ".join(
        f"{language.localized(one['name_ko'], one['name_en'])} {one['weight'] if one['weight'] is not None else '?'}"
        for one in plain
    )


def _criteria(plain: Sequence[Mapping[str, Any]]) -> str:
    return " · ".join(f"{one['name_ko']} {one['full_points'] or ''}".strip() for one in plain)


def _checklist(plain: Sequence[Mapping[str, Any]]) -> str:
    if not plain:
        return ""
    reviewed = sum(one["mark"] == Mark.REVIEWED for one in plain)
    return gettext(
        "%(all)s개 가운데 검토완료 %(reviewed)s, 해당없음 %(rest)s", all=len(plain), reviewed=reviewed, rest=len(plain) - reviewed
    )


def _listed(words: Mapping[Any, str], kind: type) -> Callable[[Any], str]:
    return lambda plain: ", ".join(gettext(words[kind(one)]) for one in plain)


_WORDS: dict[str, Callable[[Any], str]] = {
    "tracks": _listed(TRACKS, BudgetTrack),
    "envelope_won": _won,
    "track_envelopes_won": _parts(_track, _won),
    "field_envelopes_won": _parts(lambda code: gettext(FIELDS[Field(code)]), _won),
    "first_screening_cap_percent": lambda plain: gettext("총액의 %(n)s%%", n=plain),
    "second_screening_cap_percent": lambda plain: gettext("총액의 %(n)s%%", n=plain),
    "cap_rule": lambda plain: gettext(labels.CAP_RULES[CapRule(plain)]),
    "ceilings": _ceilings,
    "score_sheet_quorum": lambda plain: gettext("%(n)s장 이상", n=plain),
    "own_criteria": _criteria,
    "sheet_criteria": _criteria,
    "appeal_days": lambda plain: gettext("%(n)s일", n=plain) if plain else "",
    "panel_quorum_percent": lambda plain: gettext("위원의 %(n)s%% 이상", n=plain) if plain else "",
    "deliberation_steps": _listed(labels.DELIBERATIONS, DeliberationStep),
    "ballot": lambda plain: gettext(labels.BALLOTS_IN_SHORT[BallotKind(plain)]),
    "votes_per_ballot": lambda plain: gettext("%(n)s개까지", n=plain),
    "votes_per_track": _parts(_track, lambda n: gettext("%(n)s개까지", n=n)),
    "votes_per_field": lambda plain: gettext("%(n)s개까지", n=plain) if plain else "",
    "electorates": _electorates,
    "minimum_age_years": lambda plain: gettext("만 %(n)s세 이상", n=plain),
    "dated_stages": _listed(labels.STAGES, Stage),
    "checklist": _checklist,
}
