"""What every use of a case shares: the row as it is now, under lock, and who hears of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import inspect, select

from app.comments.models import ThreadFollow
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.districts import queries as districts
from app.districts.models import RoleGrant
from app.districts.states import Role
from app.extensions import db
from app.notices import services as notices
from app.proposals.models import Endorsement, Proposal
from app.replies import rules
from app.replies.models import ReplyCase

TOLD_AT_ONCE = 500


def locked(case: ReplyCase) -> ReplyCase:
    """The case as it is now: who endorses, who takes back and who assigns wait for each other here.

    The proposal is locked first, as endorsing does: in the other order two of them could each hold what the other needs.
    """
    case_id: int = inspect(case).identity[0]
    its = select(ReplyCase.proposal_id).where(ReplyCase.id == case_id).scalar_subquery()
    db.session.execute(select(Proposal.id).where(Proposal.id == its).with_for_update())
    found = db.session.get(ReplyCase, case_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise ChangedMeanwhile
    return found


def live(case: ReplyCase) -> ReplyCase:
    """The locked case of a proposal that is still there to be answered."""
    found = locked(case)
    if not found.is_answerable:
        raise rules.ProposalIsClosed
    return found


def note(case: ReplyCase, action: str, *, by: Any = None, role: str = "", reason: str = "", **details: Any) -> None:
    """One line in the proposal's own history, where citizens read it; dates as ISO text."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in details.items()}
    record(case.proposal, f"reply.{action}", by=by, role=role, reason=reason, level=case.level.value, **plain)


def tell_followers(case: ReplyCase, code: str, *, by: Any = None, **details: Any) -> None:
    """Those who propose it and those who follow it."""
    following = select(ThreadFollow.resident_id).where(
        ThreadFollow.thread_id == case.proposal.thread_id, ThreadFollow.is_muted.is_(False)
    )
    _tell([*case.proposal.proposer_ids, *db.session.scalars(following)], case, code, by, details)


def tell_supporters(case: ReplyCase, code: str, *, by: Any = None, **details: Any) -> None:
    """Everybody who endorsed as well, unless they have muted it: it is their answer too."""
    thread_id = case.proposal.thread_id
    muted = select(ThreadFollow.resident_id).where(ThreadFollow.thread_id == thread_id, ThreadFollow.is_muted)
    endorsing = select(Endorsement.resident_id).where(Endorsement.proposal_id == case.proposal_id)
    following = select(ThreadFollow.resident_id).where(ThreadFollow.thread_id == thread_id, ThreadFollow.is_muted.is_(False))
    fans = db.session.scalars(endorsing.where(Endorsement.resident_id.not_in(muted)))
    _tell([*case.proposal.proposer_ids, *db.session.scalars(following), *fans], case, code, by, details)


def tell_coordinators(case: ReplyCase, code: str, *, by: Any = None, **details: Any) -> None:
    holders = districts.holders(case.proposal.district, Role.COORDINATOR)
    _tell([grant.resident_id for grant in holders], case, code, by, details)


def tell_officers(case: ReplyCase, department_ids: Iterable[int], code: str, *, by: Any = None, **details: Any) -> None:
    theirs = RoleGrant.department_id.in_(list(department_ids)) & (RoleGrant.role == Role.OFFICER)
    officers = select(RoleGrant.resident_id).where(RoleGrant.district_id == case.district_id, theirs)
    _tell(list(db.session.scalars(officers)), case, code, by, details)


def _tell(residents: Iterable[int], case: ReplyCase, code: str, by: Any, details: dict[str, Any]) -> None:
    proposal = case.proposal
    ids = [one for one in dict.fromkeys(residents) if by is None or one != by.id]
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in details.items()}
    for first in range(0, len(ids), TOLD_AT_ONCE):
        notices.tell(
            ids[first : first + TOLD_AT_ONCE], f"reply.{code}", district=proposal.district, key=f"proposal:{proposal.id}",
            link=("proposals.show", {"number": proposal.number}), title=proposal.current.title, number=proposal.number, **plain,
        )  # fmt: skip


def start_clock(case: ReplyCase, on: date) -> None:
    """The time for the reply runs from this day; the first due date is written once and for all."""
    case.clock_from = on
    case.due_on = rules.due_on(on, case.adopted.policy)
    case.first_due_on = case.first_due_on or case.due_on
