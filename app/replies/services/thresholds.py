"""Gathering endorsements towards a reply: begin, reach, fall back, lapse, begin again. Dates and counts act here, so nobody is named."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.transaction import transaction
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.states import Channel
from app.replies import queries, rules
from app.replies.models import AdoptedPolicy, ReplyCase
from app.replies.services.common import live, locked, note, start_clock, tell_coordinators, tell_followers, tell_officers
from app.replies.states import STATES, CaseState, ClockStart, Level, Measure

FOLLOWING = {Level.DEPARTMENT: Level.DEBATE, Level.DEBATE: Level.MAYOR}


def begin(proposal: Proposal) -> None:
    """A proposal that has just become public gathers under the policy of this day, if it is taken all year. Within the publishing service."""
    adopted = queries.standing(proposal.district_id)
    if adopted is None or proposal.channel is Channel.IMPORT or not adopted.policy.is_rolling(proposal.track, proposal.field):
        return
    _open(proposal, Level.DEPARTMENT, adopted)


def take_in(target: Proposal, sources: Sequence[Proposal]) -> None:
    """Before a merger is carried out, within its service: nothing that is owed an answer goes away in another proposal, and one made
    anew of proposals that were gathering gathers too."""
    for source in sources:
        if queries.is_owed(source):
            raise rules.ReplyIsOwed(number=source.number)
    if queries.case_at(target, Level.DEPARTMENT) is None and any(queries.case_at(one, Level.DEPARTMENT) for one in sources):
        begin(target)


def weigh(proposal: Proposal) -> None:
    """After every endorsement given or taken back, within its service: one statement, and more only when a threshold is crossed."""
    moving = ReplyCase.state.in_((CaseState.COLLECTING, CaseState.WAITING)) & (ReplyCase.measure == Measure.ENDORSEMENTS)
    wanted = select(ReplyCase).where(ReplyCase.proposal_id == proposal.id, moving).order_by(ReplyCase.id)
    for case in db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)):
        _weigh(case, proposal.endorsement_count)


def _weigh(case: ReplyCase, count: int) -> None:
    if case.is_collecting and count >= case.threshold:
        _reach(case, count)
    elif case.state is CaseState.WAITING and count < case.threshold and not rules.is_over(case.ends_on, clock.today()):
        _fall_back(case, count)


def _reach(case: ReplyCase, count: int) -> None:
    case.state = advance(STATES, case.state, "reach")
    policy, today = case.adopted.policy, clock.today()
    case.reached_on, case.assign_by = today, rules.assign_by(today, policy)
    if policy.clock_starts is ClockStart.REACHED:
        start_clock(case, today)
    note(case, "reached", count=count, threshold=case.threshold, assign_by=case.assign_by)
    tell_followers(case, "reached", threshold=case.threshold)
    tell_coordinators(case, "to_assign", assign_by=case.assign_by)
    _open_following(case, count)


def _open_following(case: ReplyCase, count: int) -> None:
    """The next level begins to gather, and may be reached at once."""
    level = FOLLOWING.get(case.level)
    if level is None or case.adopted.policy.threshold(level) is None or queries.case_at(case.proposal, level):
        return
    following = _open(case.proposal, level, case.adopted)
    if following.measure is Measure.ENDORSEMENTS:
        _weigh(following, count)


def _fall_back(case: ReplyCase, count: int) -> None:
    """Before a department is named, and while the days for gathering last, the count decides anew: as if it had never been reached."""
    case.state = advance(STATES, case.state, "fall_back")
    case.reached_on = case.assign_by = case.clock_from = case.due_on = case.first_due_on = None
    note(case, "fell_back", count=count, threshold=case.threshold)


def _open(proposal: Proposal, level: Level, adopted: AdoptedPolicy) -> ReplyCase:
    policy, today = adopted.policy, clock.today()
    case = ReplyCase(
        district_id=proposal.district_id, proposal_id=proposal.id, level=level, policy_id=adopted.id,
        threshold=policy.threshold(level), measure=policy.measure(level), started_on=today,
        ends_on=rules.collects_until(today, policy) if level is Level.DEPARTMENT else None,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    return case


@transaction
def collect(proposal: Proposal, *, by: Any, reason: str) -> ReplyCase:
    """A person lets a proposal gather again from today, under the policy of today: one that lapsed, or one older than the policy."""
    rules.check_reason(reason)
    adopted = queries.standing(proposal.district_id)
    if adopted is None:
        raise rules.NoPolicy
    if not proposal.is_published:
        raise rules.ProposalIsClosed
    case = queries.case_at(proposal, Level.DEPARTMENT)
    case = _again(case, adopted) if case else _open(proposal, Level.DEPARTMENT, adopted)
    record(
        proposal, "reply.collected", by=by, role="coordinator", reason=reason, level=case.level.value,
        ends_on=case.ends_on.isoformat() if case.ends_on else "", threshold=case.threshold,
    )  # fmt: skip
    tell_followers(case, "collected", by=by, threshold=case.threshold)
    _weigh(case, proposal.endorsement_count)
    return case


def _again(case: ReplyCase, adopted: AdoptedPolicy) -> ReplyCase:
    case = live(case)
    if case.is_lapsed and case.state is CaseState.COLLECTING:
        case.state = advance(STATES, case.state, "lapse")
    case.state = advance(STATES, case.state, "collect")
    policy = adopted.policy
    case.policy_id, case.threshold, case.measure = adopted.id, policy.reply_at, policy.measure(case.level)
    case.started_on, case.ends_on = clock.today(), rules.collects_until(clock.today(), policy)
    db.session.flush()
    db.session.expire(case, ["adopted"])
    return case


@transaction
def lapse(case: ReplyCase) -> bool:
    """Write down that the days for gathering are over; True when it had not been written down before."""
    case = locked(case)
    if case.state is not CaseState.COLLECTING or case.is_collecting:
        return False
    case.state = advance(STATES, case.state, "lapse")
    note(case, "lapsed", threshold=case.threshold, count=case.proposal.endorsement_count)
    tell_followers(case, "lapsed", threshold=case.threshold)
    return True


@transaction
def recount(case: ReplyCase) -> bool:
    """Count the people in the conversation, or endorsements that came without anybody endorsing (a merge); True when that reaches it."""
    case = locked(case)
    if not case.is_collecting or not case.proposal.is_published:
        return False
    _weigh(case, queries.counted(case))
    return case.state is CaseState.WAITING


@transaction
def remind(case: ReplyCase) -> bool:
    """Tell those who owe something how many days are left, once a day at most and only on days that are reminder days."""
    case = locked(case)
    today = clock.today()
    if not case.is_owed or case.days_left is None or case.reminded_on == today or not rules.is_reminder_day(case.days_left):
        return False
    case.reminded_on = today
    code = "overdue" if case.days_left < 0 else "due_soon"
    if case.state is CaseState.WAITING or case.level is Level.MAYOR:
        tell_coordinators(case, code, due_on=case.owed_by, days=abs(case.days_left))
    if case.state is CaseState.ASSIGNED and case.lead_id is not None:
        tell_officers(case, [case.lead_id], code, due_on=case.owed_by, days=abs(case.days_left))
    return True
