"""What every use of moderation shares: finding a row's case, putting it in and out of the queue and of sight, telling its author."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Resident
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.extensions import db
from app.moderation import kinds, queries, rules
from app.moderation.models import Case
from app.moderation.states import Cause, Standing
from app.notices import services as notices

MODERATOR = "moderator"
EXCERPT_LENGTH = 40


def case_of(name: str, row: Any) -> Case:
    """The case of this row, locked; made when there is none yet. Two who make it at once get the same one."""
    kind = kinds.of(name)
    insert = (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(Case)
    first = insert.values(
        district_id=row.district_id, kind=name, subject_id=row.id, author_id=kind.author_id(row), standing=Standing.SHOWN,
        matched="", priority=0, points={}, n_decisions=0, reason="", lock_version=1,
    )  # fmt: skip
    db.session.execute(first.on_conflict_do_nothing(index_elements=["kind", "subject_id"]))
    found = select(Case).where(Case.kind == name, Case.subject_id == row.id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def locked(moderated: Case) -> Case:
    """The case as it is now, nobody else's until this service is done."""
    found = select(Case).where(Case.id == moderated.id).with_for_update()
    case = db.session.scalar(found.execution_options(populate_existing=True))
    if case is None:
        raise ChangedMeanwhile
    return case


def enqueue(case: Case, cause: Cause) -> None:
    """Into the queue, or to its new place there. A report does not hide that a post waits out of sight for another reason."""
    if case.queued_at is None:
        case.queued_at = clock.now()
        case.cause = cause
    elif cause is not Cause.REPORT:
        case.cause = cause
    _weigh(case)


def dequeue(case: Case) -> None:
    case.queued_at = case.claimed_by_id = case.claimed_until = None
    case.priority, case.points, case.matched = 0, {}, ""


def _weigh(case: Case) -> None:
    """Its place in the queue, with the points that explain it."""
    db.session.flush()
    reports = queries.open_reports(case)
    known = queries.accuracies({one.reporter_id for one in reports if one.reporter_id is not None})
    weight = rules.priority(
        [one.article for one in reports],
        list(known.values()),
        trust=queries.trust(case.author_id),
        is_out_of_sight=case.is_out_of_sight,
        by_visitors=any(one.reporter_id is None for one in reports),
    )
    case.priority = weight.total
    case.points = {
        "severity": weight.severity,
        "reporters": weight.reporters,
        "trust": weight.trust,
        "waiting": weight.waiting,
        "n_reports": len(reports),
    }


def put(case: Case, standing: Standing, *, by: Resident | None, reason: str) -> None:
    """Let the row's own room take it out of sight or bring it back. What its author has taken away is left alone."""
    kind, row = kinds.of(case.kind), queries.row(case)
    before, case.standing = case.standing, standing
    if before is standing or row is None or kind.is_gone(row):
        return
    acts = {Standing.SHOWN: kind.restore, Standing.HIDDEN: kind.hide}
    act = acts.get(standing, kind.hold or kind.hide)
    by = None if standing is Standing.WAITING else by  # whoever waits has been decided on by nobody
    act(row, by=by, role=MODERATOR if by else "", reason=reason)


def is_gone(case: Case) -> bool:
    """Whether its author took it away."""
    kind, row = kinds.of(case.kind), queries.row(case)
    return row is None or kind.is_gone(row)


def about(case: Case) -> str:
    """The first words of the post, for its own author."""
    kind, row = kinds.of(case.kind), queries.row(case)
    text = " ".join(kind.excerpt(row).split()) if row is not None else ""
    return text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1] + "…"


def tell_author(case: Case, code: str, *, by: Resident | None = None, **details: Any) -> None:
    """A line for everybody whose words it is; nothing for what came without an account, and never for the one who acted."""
    heard = sorted(queries.owners(case) - ({by.id} if by else set()))
    notices.tell(
        heard, code, district=case.district, link=("moderation.about", {"case_id": case.id}), what=about(case), **details
    )


def tell_reporters(case: Case, code: str, reporter_ids: list[int], *, by: Resident | None = None) -> None:
    """What became of it, without the words that were reported."""
    heard = [number for number in reporter_ids if by is None or number != by.id]
    notices.tell(heard, code, district=case.district, link=("moderation.about", {"case_id": case.id}))
