"""A moderator looks at a case and decides, in public and with a reason; undoes it at once, or brings something back later."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.accounts.models import Resident
from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.moderation import queries, rules
from app.moderation.models import Case, Decision, Report
from app.moderation.services.cases import MODERATOR, dequeue, enqueue, is_gone, locked, put, tell_author, tell_reporters
from app.moderation.states import AGAINST, STANDINGS, Article, Cause, Standing, Verdict

TOLD = {Verdict.HIDE: "moderation.hidden", Verdict.HOLD: "moderation.held", Verdict.WARN: "moderation.warned"}
DONE = TOLD | {Verdict.KEEP: "moderation.kept", Verdict.RESTORE: "moderation.restored"}


@transaction
def claim(case: Case, *, by: Resident) -> Case:
    """For some minutes nobody else decides it."""
    case = locked(case)
    if not case.is_open:
        raise rules.NothingToDecide
    _check_hands_off(case, by)
    case.claimed_by_id, case.claimed_until = by.id, clock.now() + timedelta(minutes=rules.CLAIM_MINUTES)
    return case


@transaction
def claim_next(district: District, *, by: Resident, but: int | None = None) -> Case | None:
    """The most pressing case that is free, claimed; None when there is none. Two who ask at once get two different ones."""
    passed = set() if but is None else {but}
    while (found := queries.next_waiting(district, by.id, passed)) is not None:
        case = locked(found)
        if case.is_open and case.claimed_by(clock.now()) in (None, by.id) and by.id not in queries.owners(case):
            case.claimed_by_id, case.claimed_until = by.id, clock.now() + timedelta(minutes=rules.CLAIM_MINUTES)
            return case
        passed.add(case.id)
    return None


@transaction
def release(case: Case, *, by: Resident) -> None:
    case = locked(case)
    if case.claimed_by_id == by.id:
        case.claimed_by_id = case.claimed_until = None


@transaction(conflict=rules.DecidedMeanwhile)
def decide(
    case: Case, verdict: Verdict, *, by: Resident, article: Article | None = None, reason: str = "", seen: int | None = None
) -> Decision:
    """Decide what is in the queue. `seen`: how many decisions there were when the moderator looked; a newer one refuses."""
    case = locked(case)
    if seen is not None and seen != case.n_decisions:
        raise rules.DecidedMeanwhile
    if not case.is_open:
        raise rules.NothingToDecide
    _check_hands_off(case, by)
    article, reason = article if verdict in AGAINST else None, stored(reason)
    rules.check_reason(verdict, article, reason)
    if verdict in AGAINST and is_gone(case):
        raise rules.TextIsGone
    after = advance(STANDINGS, case.standing, verdict.value)
    was_out_of_sight = case.is_out_of_sight
    decision = written(case, verdict, after, by=by, article=article, reason=reason)
    reporters = _answer_reports(case, decision)
    put(case, after, by=by, reason=reason)
    dequeue(case)
    if verdict in TOLD:
        tell_author(case, TOLD[verdict], by=by, article=article.value if article else "", reason=reason)
    elif was_out_of_sight:
        tell_author(case, "moderation.released", by=by)
    tell_reporters(case, "report.borne_out" if verdict in AGAINST else "report.not_borne_out", reporters, by=by)
    return decision


def _check_hands_off(case: Case, by: Resident) -> None:
    """Not in a matter of one's own, and not while somebody else is looking at it."""
    if by.id in queries.owners(case) or any(one.reporter_id == by.id for one in queries.open_reports(case)):
        raise rules.OwnCase
    holder = case.claimed_by(clock.now())
    if holder not in (None, by.id):
        assert case.claimed_until is not None
        raise rules.ClaimedByAnother(at=f"{clock.seoul(case.claimed_until):%H:%M}")


def written(
    case: Case,
    verdict: Verdict,
    after: Standing,
    *,
    by: Resident,
    article: Article | None,
    reason: str,
    follows_appeal: bool = False,
) -> Decision:
    """The next decision of a case: the number it gets refuses a second one made at the same moment."""
    case.n_decisions += 1
    decision = Decision(
        district_id=case.district_id, case_id=case.id, ordinal=case.n_decisions, verdict=verdict, article=article, reason=reason,
        cause=case.cause if case.is_open else None, moderator_id=by.id, author_id=case.author_id, standing_before=case.standing,
        standing_after=after, queued_at=case.queued_at, decided_at=clock.now(), follows_appeal=follows_appeal,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    case.article, case.reason = article, reason
    details: dict[str, Any] = {"article": article.value} if article else {}
    record(case, DONE[verdict], by=by, role=MODERATOR, reason=reason, **details)
    return decision


def _answer_reports(case: Case, decision: Decision) -> list[int]:
    """Every open report is answered by this decision; who reported."""
    reports = queries.open_reports(case)
    for one in reports:
        one.decision_id, one.borne_out = decision.id, decision.is_against
    return [one.reporter_id for one in reports if one.reporter_id is not None]


@transaction(conflict=rules.DecidedMeanwhile)
def restore(case: Case, *, by: Resident, reason: str) -> Decision:
    """Bring back what was hidden or held, whenever, with a public reason. Not by the author's own hand."""
    case = locked(case)
    if by.id in queries.owners(case):
        raise rules.OwnCase
    reason = stored(reason)
    rules.check_reason(Verdict.RESTORE, None, reason)
    after = advance(STANDINGS, case.standing, Verdict.RESTORE.value)
    decision = written(case, Verdict.RESTORE, after, by=by, article=None, reason=reason)
    put(case, after, by=by, reason=reason)
    tell_author(case, "moderation.restored", by=by, reason=reason)
    return decision


@transaction(conflict=rules.DecidedMeanwhile)
def undo(decision: Decision, *, by: Resident) -> Case:
    """Take one's own decision back within moments: everything is as it was before, and it stays on record that this happened."""
    case = locked(decision.case)
    db.session.refresh(decision)
    if decision.moderator_id != by.id:
        raise rules.NotYourDecision
    is_last = decision.ordinal == case.n_decisions and decision.stands and not case.is_open
    if (
        not is_last
        or decision.appeal is not None
        or decision.follows_appeal
        or not rules.can_undo(decision.decided_at, clock.now())
    ):
        raise rules.TooLateToUndo(seconds=rules.UNDO_SECONDS)
    decision.undone_at = clock.now()
    put(case, decision.standing_before, by=by, reason="")
    _stand_as_before(case)
    reporters = _reopen_reports(decision)
    if decision.queued_at is not None:
        enqueue(case, decision.cause or Cause.REPORT)
        case.queued_at = decision.queued_at
    record(case, "moderation.undone", by=by, role=MODERATOR)
    tell_author(case, "moderation.undone", by=by)
    tell_reporters(case, "report.reopened", reporters, by=by)
    return case


def _stand_as_before(case: Case) -> None:
    db.session.flush()
    former = queries.last_standing(case)
    case.article, case.reason = (former.article, former.reason) if former else (None, "")


def _reopen_reports(decision: Decision) -> list[int]:
    theirs = update(Report).where(Report.decision_id == decision.id).values(decision_id=None, borne_out=None)
    found = db.session.execute(theirs.returning(Report.reporter_id).execution_options(synchronize_session="fetch"))
    return [number for (number,) in found if number is not None]
