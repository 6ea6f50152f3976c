"""이의 신청: the author asks a different moderator to look again, once for each decision; what comes of it is public."""

from sqlalchemy import select, update

from app.accounts.models import Resident
from app.core import clock
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts import queries as districts
from app.districts.states import Role
from app.extensions import db
from app.moderation import queries, rules
from app.moderation.models import Appeal, Decision, Report
from app.moderation.services.cases import MODERATOR, is_gone, locked, put, tell_author, tell_reporters
from app.moderation.services.deciding import written
from app.moderation.states import Standing, Verdict
from app.notices import services as notices


@transaction(conflict=rules.AppealedAlready)
def appeal(decision: Decision, *, by: Resident, words: str) -> Appeal:
    """Ask for a second look at a decision against one's own words."""
    case = locked(decision.case)
    db.session.refresh(decision)
    if decision.appeal is not None:
        raise rules.AppealedAlready
    if by.id not in queries.owners(case) or not decision.is_against or not is_in_force(decision):
        raise rules.NotAppealable
    words = stored(words)
    rules.check_appeal(words, decision.decided_at, clock.now())
    made = Appeal(
        district_id=case.district_id,
        decision_id=decision.id,
        first_moderator_id=decision.moderator_id,
        words=words,
        made_at=clock.now(),
    )
    db.session.add(made)
    record(case, "moderation.appealed", by=by, role="author")
    others = [grant.resident_id for grant in districts.holders(case.district, Role.MODERATOR)]
    others = [number for number in others if number != decision.moderator_id and number not in queries.owners(case)]
    notices.tell(others, "appeal.made", district=case.district, link=("moderation.answer", {"appeal_id": made.id}))
    return made


def is_in_force(decision: Decision) -> bool:
    """Whether the post still stands under this decision; a warning always does."""
    if not decision.stands:
        return False
    if decision.verdict is Verdict.WARN:
        return True
    last = queries.last_standing(decision.case)
    return last is not None and last.id == decision.id and decision.case.standing is decision.standing_after


def can_appeal(decision: Decision) -> bool:
    """Whether its author could appeal just now: what the page shows is what the service accepts."""
    in_time = clock.now() <= decision.appeal_until
    return decision.is_against and decision.appeal is None and in_time and is_in_force(decision)


@transaction(conflict=rules.AnsweredAlready)
def answer(made: Appeal, *, by: Resident, is_granted: bool, reason: str) -> Appeal:
    """A different moderator answers; if they grant it, the decision is reversed by a decision of their own."""
    case = locked(made.decision.case)
    found = select(Appeal).where(Appeal.id == made.id).with_for_update()
    made = db.session.scalars(found.execution_options(populate_existing=True)).one()
    decision = made.decision
    if not made.is_open:
        raise rules.AnsweredAlready
    if by.id == made.first_moderator_id:
        raise rules.SameModerator
    if by.id in queries.owners(case):
        raise rules.OwnCase
    reason = stored(reason)
    rules.check_reason(Verdict.RESTORE, None, reason)
    made.answered_at, made.answered_by_id, made.is_granted, made.answer = clock.now(), by.id, is_granted, reason
    record(case, "moderation.granted" if is_granted else "moderation.refused", by=by, role=MODERATOR, reason=reason)
    if is_granted:
        _reverse(decision, by=by, reason=reason)
    tell_author(case, "appeal.granted" if is_granted else "appeal.refused", by=by, reason=reason)
    return made


def _reverse(decision: Decision, *, by: Resident, reason: str) -> None:
    """Bring the post back unless it stands under something newer or its author took it away; the reports were not borne out after all."""
    case = decision.case
    if is_in_force(decision):
        written(case, Verdict.RESTORE, Standing.SHOWN, by=by, article=None, reason=reason, follows_appeal=True)
        if not is_gone(case):
            put(case, Standing.SHOWN, by=by, reason=reason)
    theirs = update(Report).where(Report.decision_id == decision.id).values(borne_out=False)
    found = db.session.execute(theirs.returning(Report.reporter_id).execution_options(synchronize_session="fetch"))
    tell_reporters(case, "report.overturned", [number for (number,) in found if number is not None], by=by)
