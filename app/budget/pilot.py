"""A district's way into its pilot as a list: what is done, what is missing, and where it is done. Refuses to do any of it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from app.budget import planning
from app.budget.models import Cycle, CycleDraft
from app.budget.policy import BudgetPolicy
from app.budget.queries import city, plans
from app.budget.queries import cycles as all_cycles
from app.core.forms import sentence_of
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import Role


@dataclass(frozen=True)
class Item:
    """One thing a pilot needs. `note` says how much there is, `url` where to do it; what only the operator can do has a command."""

    what: str
    is_done: bool
    note: str = ""
    url: str = ""
    command: str = ""


def items(district: District) -> list[Item]:
    """Everything in the order in which it is best done, in a number of statements that does not grow."""
    cycles, drafts = all_cycles(district), plans.drafts(district)
    cycle = next((one for one in cycles if one.is_running), None) or next(iter(cycles), None)
    draft = next(iter(drafts), None)
    policy = cycle.policy if cycle else draft.planned if draft else None
    return [
        Item(
            gettext("구를 시범으로 열기"), district.is_open, command=f"flask district open {district.slug} --preset small-pilot"
        ),
        *_people(district, policy),
        *_plan(draft, cycle),
        *_after(district, cycle),
    ]


def _people(district: District, policy: BudgetPolicy | None) -> list[Item]:
    hats = districts.hats(district)
    units, people = districts.departments(district), url_for("districts.people")
    quorum = policy.score_sheet_quorum if policy else 1
    wanted = [
        (Role.COORDINATOR, gettext("운영 담당자 정하기"), 1),
        (Role.OFFICER, gettext("부서 담당자 정하기"), 1),
        (Role.PANELIST, gettext("심사위원 정하기"), quorum),
        (Role.MODERATOR, gettext("진행자 정하기"), 1),
    ]
    if policy and any(one.role == Role.COMMITTEE for one in policy.electorates):
        wanted.append((Role.COMMITTEE, gettext("시민참여예산위원 정하기"), 1))
    departments = Item(gettext("사업부서 두기"), bool(units), gettext("%(n)s곳", n=len(units)), people)
    return [
        departments,
        *(
            Item(words, hats[role] >= least, gettext("%(n)s명 / %(least)s명 이상", n=hats[role], least=least), people)
            for role, words, least in wanted
        ),
    ]


def _plan(draft: CycleDraft | None, cycle: Cycle | None) -> list[Item]:
    missing = planning.missing(draft) if draft and not cycle else []
    note = " ".join(dict.fromkeys(sentence_of(one.blocker) for one in missing))
    to_cycle = url_for("budget.cycle", cycle_id=cycle.id) if cycle else ""
    to_plan = to_cycle or (url_for("budget.plan", draft_id=draft.id) if draft else url_for("budget.plans_"))
    to_cycle = to_cycle or to_plan
    return [
        Item(gettext("예산 주기 계획 시작하기"), bool(draft or cycle), url=to_plan),
        Item(gettext("계획을 빠짐없이 채우기"), bool(cycle) or bool(draft and not missing), note, to_plan),
        Item(gettext("주기 열기"), cycle is not None, url=to_cycle),
    ]


def _after(district: District, cycle: Cycle | None) -> list[Item]:
    number = city.proposal_count(district)
    published = bool(cycle and (rows := city.published_of(cycle)) and rows[0].withdrawn_at is None)
    figures = url_for("budget.figures", cycle_id=cycle.id) if cycle else ""
    return [
        Item(gettext("첫 제안 받기"), number > 0, gettext("%(n)s건", n=number), url_for("proposals.index")),
        Item(gettext("수치를 시에 공개하기"), published, url=figures),
    ]
