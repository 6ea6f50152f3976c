"""Reads of reply policies, cases and the figures made of them. Everything a citizen may see is in these rows; nothing is counted twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.comments.models import Comment
from app.core import clock
from app.districts.models import Department, District
from app.extensions import db
from app.proposals import queries as proposals
from app.proposals.models import Proposal
from app.proposals.states import OUT_OF_SIGHT
from app.replies.models import AdoptedPolicy, Assignment, OfficialReply, ReplyCase
from app.replies.rules import CASES_PER_PAGE
from app.replies.states import OWED, STILL_OWED, AssignmentKind, CaseState, Level, Measure


@dataclass(frozen=True)
class Standing:
    """A proposal with its cases, lowest level first, and the policy of its district today."""

    proposal: Proposal
    cases: list[ReplyCase]
    adopted: AdoptedPolicy | None

    @property
    def first(self) -> ReplyCase | None:
        return self.cases[0] if self.cases else None

    @property
    def may_collect(self) -> bool:
        """Whether a person may let it gather again: it lapsed, or it is older than the policy."""
        is_idle = self.first is None or self.first.is_lapsed
        return is_idle and bool(self.proposal.is_published) and self.adopted is not None

    @property
    def is_older(self) -> bool:
        """Whether it came before the district promised anything to proposals of its kind."""
        return self.adopted is None or self.adopted.policy.is_rolling(self.proposal.track, self.proposal.field)

    def count(self, case: ReplyCase) -> int:
        """How many count towards this case now."""
        return counted(case)


def standing(district_id: int) -> AdoptedPolicy | None:
    """The policy for proposals published today; None: this district promises no replies."""
    mine = select(AdoptedPolicy).where(AdoptedPolicy.district_id == district_id)
    return db.session.scalar(mine.order_by(AdoptedPolicy.ordinal.desc()).limit(1))


def policies(district: District) -> list[AdoptedPolicy]:
    """Every policy this district had, the newest first."""
    mine = select(AdoptedPolicy).where(AdoptedPolicy.district_id == district.id)
    return list(db.session.scalars(mine.order_by(AdoptedPolicy.ordinal.desc())))


def case_at(proposal: Proposal, level: Level) -> ReplyCase | None:
    return db.session.scalar(select(ReplyCase).where(ReplyCase.proposal_id == proposal.id, ReplyCase.level == level))


def is_owed(proposal: Proposal) -> bool:
    """Whether somebody in the district owes this proposal a department or an answer."""
    return bool(
        db.session.scalar(select(ReplyCase.id).where(ReplyCase.proposal_id == proposal.id, ReplyCase.state.in_(OWED)).limit(1))
    )


def _with_everything() -> tuple[Any, ...]:
    """What a page needs of a case, in three statements whatever their number."""
    return (
        joinedload(ReplyCase.adopted),
        joinedload(ReplyCase.lead),
        selectinload(ReplyCase.assignments).joinedload(Assignment.department),
        selectinload(ReplyCase.replies).joinedload(OfficialReply.department),
    )


def _with_proposal() -> Select[Any]:
    """Cases with their proposal and its wording in the same statement."""
    found = select(ReplyCase).join(ReplyCase.proposal).join(Proposal.current)
    its = contains_eager(ReplyCase.proposal)
    return found.options(its.contains_eager(Proposal.current), its.selectinload(Proposal.proposers))


def case(district: District, reply_case_id: int) -> ReplyCase | None:
    wanted = _with_proposal().where(ReplyCase.district_id == district.id, ReplyCase.id == reply_case_id)
    return db.session.scalar(wanted.options(*_with_everything(), joinedload(ReplyCase.proposal, Proposal.district)))


def standing_of(proposal: Proposal) -> Standing:
    """The policy of today and the proposal's cases with everything said in them: one statement while there is none of either."""
    newest = select(AdoptedPolicy.id).where(AdoptedPolicy.district_id == proposal.district_id)
    newest_id = newest.order_by(AdoptedPolicy.ordinal.desc()).limit(1).scalar_subquery()
    both = select(AdoptedPolicy, ReplyCase).outerjoin(ReplyCase, ReplyCase.proposal_id == proposal.id)
    rows = db.session.execute(both.where(AdoptedPolicy.id == newest_id).options(*_with_everything()).order_by(ReplyCase.id)).all()
    return Standing(proposal, [row[1] for row in rows if row[1] is not None], rows[0][0] if rows else None)


def cases_of(proposal: Proposal) -> list[ReplyCase]:
    return standing_of(proposal).cases


def by_number(district: District, number: str) -> Standing | None:
    proposal = proposals.by_number(district, number)
    return standing_of(proposal) if proposal else None


def answered_by_number(district: District, number: str) -> Standing | None:
    """A proposal that has been said something to; there is no page of replies before."""
    found = by_number(district, number)
    is_seen = found is not None and found.proposal.state not in OUT_OF_SIGHT
    return found if found and is_seen and any(one.replies for one in found.cases) else None


def participants(proposal: Proposal) -> int:
    """How many people have taken part in the proposal's conversation."""
    said = (Comment.thread_id == proposal.thread_id) & Comment.removed_at.is_(None)
    return db.session.scalar(select(func.count(Comment.author_id.distinct())).where(said)) or 0


def counted(case: ReplyCase) -> int:
    """How many count towards this case."""
    return participants(case.proposal) if case.measure is Measure.PARTICIPANTS else case.proposal.endorsement_count


def badges(found: Sequence[Proposal]) -> list[ReplyCase]:
    """The first-level cases of these proposals."""
    wanted = select(ReplyCase).where(ReplyCase.proposal_id.in_([one.id for one in found]), ReplyCase.level == Level.DEPARTMENT)
    return list(db.session.scalars(wanted.options(joinedload(ReplyCase.proposal))))


def in_states(district_ids: Sequence[int], states: Collection[CaseState]) -> Select[Any]:
    """The ids of the proposals whose first case stands there, for a filter of a list of proposals."""
    here = ReplyCase.district_id.in_(district_ids) & (ReplyCase.level == Level.DEPARTMENT)
    return select(ReplyCase.proposal_id).where(here, ReplyCase.state.in_(list(states)))


def gathering(district_ids: Sequence[int]) -> Select[Any, Any]:
    """The ids of the proposals that may still be endorsed for a reply, and the last day of each."""
    ends = select(ReplyCase.proposal_id, ReplyCase.ends_on).where(ReplyCase.ends_on >= clock.today())
    here = ReplyCase.district_id.in_(district_ids) & (ReplyCase.level == Level.DEPARTMENT)
    return ends.where(here, ReplyCase.state == CaseState.COLLECTING)


# -- lists of what is owed -----------------------------------------------------------------------------------------------------------

_IS_THERE = Proposal.state.in_(STILL_OWED)
_IN_SIGHT = Proposal.state.not_in(OUT_OF_SIGHT)


def _late(today: date) -> Any:
    unassigned = and_(ReplyCase.state == CaseState.WAITING, or_(ReplyCase.assign_by < today, ReplyCase.due_on < today))
    return and_(_IS_THERE, or_(unassigned, and_(ReplyCase.state == CaseState.ASSIGNED, ReplyCase.due_on < today)))


_DEADLINE = func.coalesce(ReplyCase.due_on, ReplyCase.assign_by)


class Cases(list):  # type: ignore[type-arg]
    """The cases of one page, `total` of them on all `pages`."""

    def __init__(self, cases: Sequence[ReplyCase], page: int, pages: int, total: int) -> None:
        super().__init__(cases)
        self.page, self.pages, self.total = page, pages, total


SHOWN = {
    "open": lambda: and_(ReplyCase.state.in_(OWED), _IS_THERE),
    "unassigned": lambda: and_(ReplyCase.state == CaseState.WAITING, _IS_THERE),
    "late": lambda: _late(clock.today()),
    "answered": lambda: ReplyCase.state == CaseState.ANSWERED,
    "all": lambda: ReplyCase.reached_on.is_not(None),
}


def _listed(district: District, *, shown: str, department_ids: Sequence[int] | None, level: Level | None) -> Select[Any]:
    found = _with_proposal().where(ReplyCase.district_id == district.id, SHOWN.get(shown, SHOWN["open"])(), _IN_SIGHT)
    if department_ids is not None:
        found = found.where(ReplyCase.lead_id.in_(department_ids))
    return found.where(ReplyCase.level == level) if level is not None else found


def listing(
    district: District, *, shown: str = "open", department_ids: Sequence[int] | None = None, level: Level | None = None, page: int = 1,
) -> Cases:  # fmt: skip
    """One page of cases, those due first first; answered ones the newest first."""
    found = _listed(district, shown=shown, department_ids=department_ids, level=level)
    total = db.session.scalar(found.with_only_columns(func.count(ReplyCase.id)).options()) or 0
    pages = max(1, -(-total // CASES_PER_PAGE))
    page = min(max(1, page), pages)
    order = (ReplyCase.answered_on.desc(), ReplyCase.id.desc()) if shown == "answered" else (_DEADLINE, ReplyCase.id)
    wanted = found.options(joinedload(ReplyCase.lead)).order_by(*order).limit(CASES_PER_PAGE).offset((page - 1) * CASES_PER_PAGE)
    return Cases(list(db.session.scalars(wanted)), page, pages, total)


def to_coordinate(district: District) -> list[ReplyCase]:
    """What a coordinator has to do, in one statement: cases without a department, and replies the mayor owes; those due first first."""
    found = select(ReplyCase).join(ReplyCase.proposal).join(Proposal.current)
    found = found.options(contains_eager(ReplyCase.proposal).contains_eager(Proposal.current))
    mayors = and_(SHOWN["open"](), ReplyCase.level == Level.MAYOR, ReplyCase.lead_id.is_not(None))
    found = found.where(ReplyCase.district_id == district.id, or_(SHOWN["unassigned"](), mayors), _IN_SIGHT)
    return list(db.session.scalars(found.order_by(_DEADLINE, ReplyCase.id).limit(2 * CASES_PER_PAGE)))


def every(
    district: District, *, shown: str = "all", department_ids: Sequence[int] | None = None, level: Level | None = None
) -> list[ReplyCase]:
    """All of them, for a file."""
    found = _listed(district, shown=shown, department_ids=department_ids, level=level)
    return list(db.session.scalars(found.options(joinedload(ReplyCase.lead)).order_by(ReplyCase.reached_on, ReplyCase.id)))


def figures(district_ids: Sequence[int]) -> list[Row[Any]]:
    """What is counted: one row per district, lead, state and dates, with how many cases share them."""
    keys = (
        ReplyCase.district_id, ReplyCase.lead_id, ReplyCase.state, ReplyCase.reached_on, ReplyCase.answered_on,
        ReplyCase.first_due_on, ReplyCase.due_on, ReplyCase.assign_by, _IS_THERE.label("is_there"),
    )  # fmt: skip
    counted = (
        func.count().label("n"),
        func.sum(ReplyCase.extensions).label("extensions"),
        func.sum(ReplyCase.reopenings).label("reopenings"),
    )
    reached = ReplyCase.state.in_((*OWED, CaseState.ANSWERED))
    wanted = select(*keys, *counted).join(ReplyCase.proposal).where(ReplyCase.district_id.in_(district_ids), reached)
    return list(db.session.execute(wanted.group_by(*keys)))


def handed_on_late(district: District) -> dict[int, int]:
    """How many cases each department gave up as lead when they were late already."""
    late = (Assignment.kind == AssignmentKind.LEAD) & (Assignment.days_late > 0) & Assignment.ended_on.is_not(None)
    wanted = select(Assignment.department_id, func.count()).where(Assignment.district_id == district.id, late)
    rows = db.session.execute(wanted.group_by(Assignment.department_id)).all()
    return {row[0]: row[1] for row in rows}


def department(district: District, department_id: int) -> Department | None:
    return db.session.scalar(select(Department).where(Department.district_id == district.id, Department.id == department_id))


# -- what the night does -------------------------------------------------------------------------------------------------------------


def lapsed(today: date, limit: int = 500) -> list[ReplyCase]:
    """Cases whose days for gathering are over and have not been written down so."""
    over = (ReplyCase.state == CaseState.COLLECTING) & (ReplyCase.ends_on < today)
    return list(db.session.scalars(select(ReplyCase).where(over).order_by(ReplyCase.id).limit(limit)))


def owed_everywhere() -> list[int]:
    return list(db.session.scalars(select(ReplyCase.id).where(ReplyCase.state.in_(OWED)).order_by(ReplyCase.id)))


def to_recount() -> list[int]:
    """Cases that wait for people to take part, and those whose proposal has enough endorsements already."""
    enough = or_(ReplyCase.measure == Measure.PARTICIPANTS, Proposal.endorsement_count >= ReplyCase.threshold)
    wanted = select(ReplyCase.id).join(ReplyCase.proposal).where(ReplyCase.state == CaseState.COLLECTING, enough, _IS_THERE)
    return list(db.session.scalars(wanted.order_by(ReplyCase.id)))


def by_id(case_id: int) -> ReplyCase | None:
    return db.session.get(ReplyCase, case_id)


def written_by(resident_id: int) -> list[OfficialReply]:
    """What this resident has published as an official, for their own export."""
    return list(
        db.session.scalars(select(OfficialReply).where(OfficialReply.author_id == resident_id).order_by(OfficialReply.id))
    )
