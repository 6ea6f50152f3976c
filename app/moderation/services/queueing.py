"""How something comes before a moderator: reported, stopped by a listed word, awaiting approval, taken up. No decision is made here."""

from typing import Any

from sqlalchemy import select, update

from app.accounts.models import Resident
from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.extensions import db
from app.moderation import queries, rules
from app.moderation import words as listed_words
from app.moderation.models import Appeal, Case, Decision, Report
from app.moderation.services.cases import case_of, dequeue, enqueue, put, tell_author, tell_reporters
from app.moderation.services.pacing import check_pace
from app.moderation.states import OUT_OF_SIGHT, STANDINGS, Article, Cause, Standing

WAITS = "moderation.waits"


@transaction(conflict=rules.ReportedAlready)
def report(name: str, row: Any, *, by: Resident | None, article: Article, words: str = "", once: str | None = None) -> Case:
    """신고: once for each person and contribution; the same form sent twice is one report. Changes nothing about what was reported."""
    case = case_of(name, row)
    if once and db.session.scalar(select(Report.id).where(Report.once == once)):
        return case
    _check_report(case, by)
    words = stored(words)
    rules.check_report_words(words)
    db.session.add(
        Report(
            district_id=case.district_id, case_id=case.id, reporter_id=by.id if by else None, article=article, words=words,
            once=once, created_at=clock.now(),
        )
    )  # fmt: skip
    enqueue(case, Cause.REPORT)
    return case


def _check_report(case: Case, by: Resident | None) -> None:
    if case.is_out_of_sight:
        raise rules.OutOfSightAlready
    if by is None:
        return
    if by.id in queries.owners(case):
        raise rules.OwnPost
    if queries.reported_by(case, by.id):
        raise rules.ReportedAlready
    check_pace(by, "report")


@transaction
def screen(name: str, row: Any, text: str, *, by: Resident | None) -> bool:
    """Ask the word list about a text just written or rewritten; True when the post now waits, out of sight, for a person to look.

    A post that a moderator holds waits for a second look as soon as its author has rewritten it. Links of new accounts wait too.
    Nothing is refused, removed or held against anybody here.
    """
    case = queries.of_subject(name, row.id)
    if case is not None and case.standing is Standing.HIDDEN:
        return True
    cause, matched = _cause(row, text, by, is_held=case is not None and case.standing in OUT_OF_SIGHT)
    if cause is None:
        return False
    case = case_of(name, row)
    was_waiting = case.standing is Standing.WAITING
    put(case, advance(STANDINGS, case.standing, "screen"), by=None, reason="")
    case.matched = ", ".join(matched)
    enqueue(case, cause)
    if not was_waiting:
        record(case, WAITS, cause=cause.value)
        tell_author(case, WAITS)
    return True


def _cause(row: Any, text: str, by: Resident | None, *, is_held: bool) -> tuple[Cause | None, list[str]]:
    holding, allowed = queries.word_lists(row.district_id)
    if found := listed_words.find(text, holding, allowed):
        return Cause.WORD, [find.word for find in found]
    if is_held:
        return Cause.REWRITTEN, []
    if by is not None and rules.is_new(by.created_at, clock.now()) and listed_words.has_link(text):
        return Cause.LINK, []
    return None, []


@transaction
def submit(name: str, row: Any, *, by: Resident | None = None) -> Case:
    """Something that is published only once a moderator has approved it. Its room keeps it out of sight until `restore` is called."""
    case = case_of(name, row)
    if case.standing is not Standing.WAITING:
        case.standing = advance(STANDINGS, case.standing, "screen")
        enqueue(case, Cause.AWAITS)
    return case


@transaction
def take_up(name: str, row: Any, *, by: Resident) -> Case:
    """A moderator puts something into the queue that nobody has reported; whoever decides may be the same person."""
    case = case_of(name, row)
    if by.id in queries.owners(case):
        raise rules.OwnCase
    if case.is_out_of_sight:
        raise rules.OutOfSightAlready
    if not case.is_open:
        enqueue(case, Cause.TAKEN_UP)
        record(case, "moderation.taken_up", by=by, role="moderator")
    return case


@transaction
def forget(resident: Resident) -> None:
    """Somebody closes their account: what they wrote to moderators is blanked, the figures and decisions stay."""
    db.session.execute(update(Report).where(Report.reporter_id == resident.id).values(words=""))
    theirs = select(Decision.id).where(Decision.author_id == resident.id)
    db.session.execute(
        update(Appeal).where(Appeal.decision_id.in_(theirs)).values(words="").execution_options(synchronize_session=False)
    )


@transaction
def gone(name: str, row: Any) -> None:
    """Its author took it away: nothing is left to decide. Called by the row's own room."""
    case = queries.of_subject(name, row.id)
    if case is None or not case.is_open:
        return
    case = case_of(name, row)
    reporters = [one.reporter_id for one in queries.open_reports(case) if one.reporter_id is not None]
    dequeue(case)
    tell_reporters(case, "report.gone", reporters)
