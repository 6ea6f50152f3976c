"""The panel of a cycle: seats and terms, recusals put on record, meetings with their minutes and quorum."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.accounts.models import Resident
from app.budget import queries
from app.budget.models import Candidate, Cycle, Recusal
from app.budget.panel_models import PanelAttendance, PanelMeeting, PanelSeat
from app.budget.queries import panels
from app.budget.rules import check_reason, is_quorate
from app.budget.services.common import admit_to, enter, tell
from app.budget.services.deliberation import HeldInFuture
from app.budget.services.screening import kind_of
from app.budget.states import SCREENED, Act, Post
from app.core import clock
from app.core.errors import N_, ChangedMeanwhile, InvalidInput, RuleBroken
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.queries import grants_of
from app.districts.states import Role
from app.extensions import db


class AlreadySeated(RuleBroken):
    code = "ALREADY_SEATED"
    field = "resident_id"
    sentence = N_("이미 이 주기의 심사위원입니다.")


class NotAPanelist(InvalidInput):
    code = "NOT_A_PANELIST"
    field = "resident_id"
    sentence = N_("심사위원 역할이 있는 사람만 위촉할 수 있습니다.")


class TermReversed(InvalidInput):
    code = "TERM_REVERSED"
    field = "until_on"
    sentence = N_("임기의 끝은 시작보다 빠를 수 없습니다.")


class NobodyCame(InvalidInput):
    code = "NOBODY_CAME"
    field = "attended"
    sentence = N_("참석한 위원을 한 사람 이상 골라 주세요.")


class AlreadyRecused(RuleBroken):
    code = "ALREADY_RECUSED"
    sentence = N_("이미 이 제안의 심사를 회피한 위원입니다.")


@transaction(conflict=AlreadySeated)
def seat(cycle: Cycle, *, by: Any, resident: Resident | None, post: Post, since_on: date, until_on: date) -> PanelSeat:
    """Appoint a panelist of the district to this cycle's panel for a term."""
    enter(cycle, Act.SEAT)
    roles = [grant.role for grant in grants_of(queries.district_of(cycle), resident.id)] if resident else []
    if resident is None or Role.PANELIST not in roles:
        raise NotAPanelist
    if until_on < since_on:
        raise TermReversed
    made = PanelSeat(
        district_id=cycle.district_id, cycle_id=cycle.id, resident_id=resident.id, post=post, since_on=since_on, until_on=until_on
    )
    db.session.add(made)
    details = {"post": post.value, "since": since_on.isoformat(), "until": until_on.isoformat()}
    record(cycle, "budget.seated", by=by, role=Role.COORDINATOR, **details)
    return made


@transaction
def end_term(seat: PanelSeat, *, by: Any, reason: str) -> PanelSeat:
    """A member leaves before the term is over; the sheets handed in stand."""
    cycle = db.session.get_one(Cycle, seat.cycle_id)
    enter(cycle, Act.SEAT)
    check_reason(reason)
    db.session.refresh(seat, with_for_update={"of": PanelSeat})
    seat.until_on = max(seat.since_on, min(seat.until_on, clock.today() - clock.days(1)))
    if seat.until_on >= clock.today():  # appointed today: not a day of the term is left
        seat.since_on = seat.until_on = clock.today() - clock.days(1)
    record(cycle, "budget.unseated", by=by, role=Role.COORDINATOR, reason=stored(reason), post=seat.post.value)
    return seat


@transaction(conflict=AlreadyRecused)
def put_on_record(candidate: Candidate, *, by: Any, panelist: Resident, reason: str) -> Recusal:
    """A recusal the coordinator learns of. A sheet that panelist has handed in counts no more; it is kept, marked as void."""
    cycle = enter(candidate.cycle, Act.SCORE)
    kind = kind_of(cycle)
    admit_to(candidate, Act.SCORE, SCREENED[kind])
    check_reason(reason)
    round_ = queries.round_of(cycle, kind)
    if queries.recusal_of(round_, candidate, panelist.id):
        raise AlreadyRecused
    sheet = queries.sheet_of(round_, candidate, panelist.id)
    if sheet is not None:
        sheet.voided_at = clock.now()
        db.session.flush()
    recusal = Recusal(
        district_id=candidate.district_id, round_id=round_.id, candidate_id=candidate.id, panelist_id=panelist.id,
        reason=stored(reason), at=clock.now(), recorded_by_id=by.id,
    )  # fmt: skip
    db.session.add(recusal)
    tell(candidate, "budget.recusal_recorded", by=by, role=Role.COORDINATOR, reason=stored(reason), voided=int(sheet is not None))
    return recusal


@transaction(conflict=ChangedMeanwhile)
def minute(
    cycle: Cycle, *, by: Any, held_on: date, place: str, attended: Sequence[int], minutes: str, once: str | None = None
) -> PanelMeeting:
    """Put a sitting on record: who of the seats filled that day was there, and what was said. Public at once."""
    enter(cycle, Act.MINUTE)
    if sent := panels.meeting_by_once(by.id, once):
        return sent
    if held_on > clock.today():
        raise HeldInFuture
    check_reason(minutes, "minutes")
    filled = [one for one in panels.seats(cycle) if one.is_filled(held_on)]
    there = [one for one in filled if one.id in set(attended)]
    if not there:
        raise NobodyCame
    meeting = PanelMeeting(
        district_id=cycle.district_id, cycle_id=cycle.id, kind=kind_of(cycle), held_on=held_on, place=stored(place), seats=len(filled),
        present=len(there), is_quorate=is_quorate(len(there), len(filled), cycle.policy.panel_quorum_percent),
        minutes=stored(minutes), written_at=clock.now(), written_by_id=by.id, once=once,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    for one in there:
        db.session.add(PanelAttendance(meeting_id=meeting.id, seat_id=one.id, district_id=cycle.district_id))
    details: dict[str, Any] = {"held_on": held_on.isoformat(), "present": len(there), "seats": len(filled)}
    record(cycle, "budget.minuted", by=by, role=Role.COORDINATOR, **details)
    return meeting
