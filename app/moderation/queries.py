"""Reads of cases, the queue, decisions, appeals, the public log and the listed words. Reporters are never among what authors are shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Resident
from app.core import clock
from app.core.history import HistoryEntry
from app.districts.models import District
from app.extensions import db
from app.moderation import kinds, rules
from app.moderation.models import Appeal, Case, Decision, ListedWord, Report
from app.moderation.rules import CASES_PER_PAGE, LOG_PER_PAGE
from app.moderation.states import OUT_OF_SIGHT, Cause, Verdict, WordKind

ORDERS = {
    "priority": (Case.priority.desc(), Case.queued_at, Case.id),
    "oldest": (Case.queued_at, Case.id),
    "newest": (Case.queued_at.desc(), Case.id.desc()),
}


@dataclass(frozen=True)
class Target:
    """A contribution somebody wants to report or take up: its kind and its row."""

    name: str
    kind: kinds.Kind
    row: Any

    @property
    def owner_ids(self) -> frozenset[int]:
        return self.kind.owners(self.row)


def target(district: District, what: str, subject_id: int) -> Target | None:
    """What can be seen here under this kind and number; what is gone or out of sight is not there."""
    kind = kinds.get(what)
    row = kind.load(district, subject_id) if kind else None
    if kind is None or row is None or kind.is_gone(row) or not kind.is_public(row):
        return None
    return Target(what, kind, row)


def by_id(district: District, case_id: int) -> Case | None:
    wanted = select(Case).where(Case.district_id == district.id, Case.id == case_id)
    found = db.session.scalar(wanted.options(joinedload(Case.district)))
    return _owned(found) if found else None


def row(moderated: Case) -> Any:
    """The contribution a case is about; None where it or its kind is no more."""
    kind = kinds.get(moderated.kind)
    return kind.load(moderated.district, moderated.subject_id) if kind else None


def owners(moderated: Case) -> frozenset[int]:
    """Everybody whose words a case is about; the one on record where the words are no more."""
    kind, found = kinds.get(moderated.kind), row(moderated)
    on_record = frozenset() if moderated.author_id is None else frozenset({moderated.author_id})
    return kind.owners(found) | on_record if kind and found is not None else on_record


def _owned(moderated: Case) -> Case:
    moderated.owner_ids = owners(moderated)  # type: ignore[misc]
    return moderated


def of_subject(kind: str, subject_id: int) -> Case | None:
    return db.session.scalar(select(Case).where(Case.kind == kind, Case.subject_id == subject_id))


def notes(district: District, kind: str, subject_ids: Collection[int]) -> dict[int, Case]:
    """The cases of those among these rows that the public may know of, by row, in one statement and none for no rows: for placeholders."""
    if not subject_ids:
        return {}
    wanted = select(Case).where(Case.district_id == district.id, Case.kind == kind, Case.subject_id.in_(subject_ids))
    return {one.subject_id: one for one in db.session.scalars(wanted) if one.is_told}


@dataclass
class Queue:
    """One page of what waits: (case, row or None where its author took it away), `total` of them on `pages`."""

    lines: list[tuple[Case, Any]]
    page: int
    pages: int
    total: int
    names: Mapping[int, str] = field(default_factory=dict)


def _waiting(district: District) -> Select[Any]:
    return select(Case).where(Case.district_id == district.id, Case.queued_at.is_not(None))


def queue(district: District, *, kind: str = "", cause: str = "", order: str = "priority", page: int = 1) -> Queue:
    """What waits for a moderator, the most pressing first."""
    found = _waiting(district)
    if kind:
        found = found.where(Case.kind == kind)
    if cause in set(Cause):
        found = found.where(Case.cause == Cause(cause))
    total = db.session.scalar(found.with_only_columns(func.count(Case.id))) or 0
    pages = max(1, -(-total // CASES_PER_PAGE))
    page = min(max(1, page), pages)
    shown = found.order_by(*ORDERS.get(order, ORDERS["priority"])).limit(CASES_PER_PAGE).offset((page - 1) * CASES_PER_PAGE)
    cases = list(db.session.scalars(shown.options(joinedload(Case.district))))
    return Queue(with_rows(district, cases), page, pages, total, _claimants(cases))


def _claimants(cases: Iterable[Case]) -> dict[int, str]:
    """The names of those who are looking at these cases."""
    now = clock.now()
    wanted = {holder for one in cases if (holder := one.claimed_by(now))}
    if not wanted:
        return {}
    found = db.session.execute(select(Resident.id, Resident.display_name).where(Resident.id.in_(wanted)))
    return {row.id: row.display_name for row in found}


def with_rows(district: District, cases: Sequence[Case]) -> list[tuple[Case, Any]]:
    """The cases with the rows they are about, in one statement for each kind."""
    ids: dict[str, list[int]] = {}
    for one in cases:
        ids.setdefault(one.kind, []).append(one.subject_id)
    rows = {name: kind.rows(district, numbers) for name, numbers in ids.items() if (kind := kinds.get(name))}
    return [(one, rows.get(one.kind, {}).get(one.subject_id)) for one in cases]


def next_waiting(district: District, resident_id: int, but: Collection[int] = ()) -> Case | None:
    """The most pressing case that nobody else is looking at and that this person has neither written nor reported; not one of `but`."""
    now = clock.now()
    free = or_(Case.claimed_until.is_(None), Case.claimed_until <= now, Case.claimed_by_id == resident_id)
    reported = select(Report.case_id).where(Report.reporter_id == resident_id, Report.decision_id.is_(None))
    found = _waiting(district).where(free, Case.author_id.is_distinct_from(resident_id), Case.id.not_in(reported))
    if but:
        found = found.where(Case.id.not_in(but))
    return db.session.scalar(found.order_by(*ORDERS["priority"]).limit(1))


def open_reports(moderated: Case) -> list[Report]:
    """What has been reported and not yet decided, oldest first. For moderators."""
    wanted = select(Report).where(Report.case_id == moderated.id, Report.decision_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Report.id)))


def reported_by(moderated: Case, resident_id: int) -> bool:
    mine = select(Report.id).where(Report.case_id == moderated.id, Report.reporter_id == resident_id)
    return db.session.scalar(mine) is not None


def decisions(moderated: Case) -> list[Decision]:
    """Every decision about this case with its appeal, oldest first; what was undone at once too."""
    wanted = select(Decision).where(Decision.case_id == moderated.id).options(joinedload(Decision.appeal))
    return list(db.session.scalars(wanted.order_by(Decision.ordinal)))


def decision(district: District, decision_id: int) -> Decision | None:
    wanted = select(Decision).where(Decision.district_id == district.id, Decision.id == decision_id)
    found = db.session.scalar(wanted.options(joinedload(Decision.case).joinedload(Case.district), joinedload(Decision.appeal)))
    if found is not None:
        _owned(found.case)
    return found


def last_standing(moderated: Case) -> Decision | None:
    """The decision this case stands under: the last one that was not undone."""
    wanted = select(Decision).where(Decision.case_id == moderated.id, Decision.undone_at.is_(None))
    return db.session.scalar(wanted.order_by(Decision.ordinal.desc()).limit(1))


def undoable(district: District, resident_id: int) -> Decision | None:
    """This moderator's last decision here while it can still be undone."""
    since = clock.now() - timedelta(seconds=rules.UNDO_SECONDS)
    mine = and_(Decision.district_id == district.id, Decision.moderator_id == resident_id, Decision.decided_at >= since)
    wanted = select(Decision).where(mine, Decision.undone_at.is_(None), Decision.follows_appeal.is_(False))
    return db.session.scalar(wanted.options(joinedload(Decision.case)).order_by(Decision.id.desc()).limit(1))


def earlier_about(district: District, author_id: int | None, but: Case, most: int = 5) -> list[Decision]:
    """The last decisions here about other posts of the same author: what was decided, not what was written."""
    if author_id is None:
        return []
    about = and_(Decision.district_id == district.id, Decision.author_id == author_id, Decision.case_id != but.id)
    wanted = select(Decision).where(about, Decision.undone_at.is_(None)).options(joinedload(Decision.appeal))
    return list(db.session.scalars(wanted.order_by(Decision.id.desc()).limit(most)))


def accuracies(reporter_ids: Collection[int]) -> dict[int, int]:
    """Per cent of each reporter's last decided reports that were borne out, in one statement."""
    if not reporter_ids:
        return {}
    place = func.row_number().over(partition_by=Report.reporter_id, order_by=Report.id.desc()).label("place")
    decided = select(Report.reporter_id, Report.borne_out, place).where(
        Report.reporter_id.in_(reporter_ids), Report.borne_out.is_not(None)
    )
    last = decided.subquery()
    right = func.sum(case((last.c.borne_out.is_(True), 1), else_=0))
    counted = (
        select(last.c.reporter_id, right, func.count()).where(last.c.place <= rules.ACCURACY_WINDOW).group_by(last.c.reporter_id)
    )
    known = {who: rules.accuracy_percent(int(hits), number) for who, hits, number in db.session.execute(counted)}
    return {number: known.get(number, rules.UNKNOWN_ACCURACY_PERCENT) for number in reporter_ids}


def trust(author_id: int | None) -> int:
    """Per cent of this author's last decided posts that stood, in whatever district; an appeal that was granted counts as standing."""
    if author_id is None:
        return rules.UNKNOWN_TRUST_PERCENT
    last = (
        select(Decision.verdict, Appeal.is_granted)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .where(Decision.author_id == author_id, Decision.undone_at.is_(None), Decision.verdict != Verdict.RESTORE)
        .order_by(Decision.id.desc())
        .limit(rules.ACCURACY_WINDOW)
    )
    found = db.session.execute(last).all()
    author = db.session.get(Resident, author_id)
    is_new = author is not None and rules.is_new(author.created_at, clock.now())
    return rules.trust_percent(sum(verdict is Verdict.KEEP or bool(granted) for verdict, granted in found), len(found), is_new)


def reported_since(resident_id: int, since: datetime, most: int) -> list[datetime]:
    """When this person reported, oldest first, the latest `most` times since then."""
    wanted = select(Report.created_at).where(Report.reporter_id == resident_id, Report.created_at > since)
    return sorted(db.session.scalars(wanted.order_by(Report.created_at.desc()).limit(most)))


def appeal(district: District, appeal_id: int) -> Appeal | None:
    """An appeal with its decision and case."""
    whole = joinedload(Appeal.decision).joinedload(Decision.case).joinedload(Case.district)
    found = db.session.scalar(select(Appeal).where(Appeal.district_id == district.id, Appeal.id == appeal_id).options(whole))
    if found is not None:
        _owned(found.decision.case)
    return found


def open_appeals(district: District) -> list[Appeal]:
    """Appeals nobody has answered yet, the oldest first."""
    whole = joinedload(Appeal.decision).joinedload(Decision.case).joinedload(Case.district)
    wanted = select(Appeal).where(Appeal.district_id == district.id, Appeal.answered_at.is_(None)).options(whole)
    found = list(db.session.scalars(wanted.order_by(Appeal.id)))
    for moderated, one in with_rows(district, [appeal.decision.case for appeal in found]):
        kind = kinds.get(moderated.kind)
        moderated.owner_ids = kind.owners(one) if kind else frozenset()  # type: ignore[misc]
    return found


def count_open_appeals(district: District) -> int:
    wanted = select(func.count(Appeal.id)).where(Appeal.district_id == district.id, Appeal.answered_at.is_(None))
    return db.session.scalar(wanted) or 0


def _log(district: District, verdict: str, month: str) -> Select[Any]:
    found = select(Decision).where(Decision.district_id == district.id, Decision.undone_at.is_(None))
    if verdict in set(Verdict):
        found = found.where(Decision.verdict == Verdict(verdict))
    if span := month_of(month):
        found = found.where(Decision.decided_at >= span[0], Decision.decided_at < span[1])
    return found.options(joinedload(Decision.case), joinedload(Decision.appeal))


def log(district: District, *, verdict: str = "", month: str = "", page: int = 1) -> tuple[list[Decision], int, int]:
    """One page of what was decided here, newest first; the page shown and how many there are."""
    found = _log(district, verdict, month)
    total = db.session.scalar(found.with_only_columns(func.count(Decision.id)).options()) or 0
    pages = max(1, -(-total // LOG_PER_PAGE))
    page = min(max(1, page), pages)
    shown = found.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(LOG_PER_PAGE).offset((page - 1) * LOG_PER_PAGE)
    return list(db.session.scalars(shown)), page, pages


def whole_log(district: District, *, verdict: str = "", month: str = "") -> list[Decision]:
    return list(db.session.scalars(_log(district, verdict, month).order_by(Decision.decided_at, Decision.id)))


def month_of(month: str) -> tuple[datetime, datetime] | None:
    """The instants between which a month (2026-11) lies in Seoul; None for anything else."""
    try:
        year, number = (int(part) for part in month.split("-", 1))
        start = datetime(year, number, 1, tzinfo=clock.SEOUL)
        return start, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=clock.SEOUL)
    except ValueError:
        return None


def months(district: District, most: int = 12) -> list[tuple[str, dict[Verdict, int], int]]:
    """The last months with something decided, newest first: how often each verdict, and how many appeals were granted; one statement."""
    first = clock.seoul(clock.now()).replace(day=1)
    names = []
    for _ in range(most):
        names.append(f"{first.year}-{first.month:02d}")
        first = (first - timedelta(days=1)).replace(day=1)
    spans = [span for name in names if (span := month_of(name))]
    within = [func.sum(case((and_(Decision.decided_at >= a, Decision.decided_at < b), 1), else_=0)) for a, b in spans]
    counted = (
        select(Decision.verdict, Decision.follows_appeal, *within)
        .where(Decision.district_id == district.id, Decision.undone_at.is_(None), Decision.decided_at >= spans[-1][0])
        .group_by(Decision.verdict, Decision.follows_appeal)
    )
    rows = db.session.execute(counted).all()
    found = []
    for at, name in enumerate(names):
        numbers: dict[Verdict, int] = {}
        for row in rows:
            numbers[row[0]] = numbers.get(row[0], 0) + int(row[at + 2])
        granted = sum(int(row[at + 2]) for row in rows if row[1])
        if any(numbers.values()):
            found.append((name, numbers, granted))
    return found


@dataclass(frozen=True)
class Figures:
    """How the work goes: decisions of the last days, how long they took in the middle, and how old what is open is."""

    decided: int
    median_minutes: int | None
    under_hour: int
    under_day: int
    older: int


def ages(district: District) -> tuple[int, int, int]:
    """How much is open for less than an hour, for less than a day, for longer."""
    now = clock.now()
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    counted = select(
        func.coalesce(func.sum(case((Case.queued_at > hour, 1), else_=0)), 0),
        func.coalesce(func.sum(case((and_(Case.queued_at <= hour, Case.queued_at > day), 1), else_=0)), 0),
        func.coalesce(func.sum(case((Case.queued_at <= day, 1), else_=0)), 0),
    ).where(Case.district_id == district.id, Case.queued_at.is_not(None))
    under_hour, under_day, older = db.session.execute(counted).one()
    return int(under_hour), int(under_day), int(older)


def figures(district: District) -> Figures:
    since = clock.now() - timedelta(days=rules.STATISTICS_DAYS)
    took = select(Decision.queued_at, Decision.decided_at).where(
        Decision.district_id == district.id,
        Decision.decided_at >= since,
        Decision.queued_at.is_not(None),
        Decision.undone_at.is_(None),
    )
    minutes = [(decided - queued).total_seconds() / 60 for queued, decided in db.session.execute(took) if queued]
    return Figures(len(minutes), round(median(minutes)) if minutes else None, *ages(district))


def listed(district: District) -> list[ListedWord]:
    """The words of this district, in the order of the alphabet."""
    mine = and_(ListedWord.district_id == district.id, ListedWord.removed_at.is_(None))
    return list(db.session.scalars(select(ListedWord).where(mine).order_by(ListedWord.kind, ListedWord.word)))


def word(district: District, word_id: int) -> ListedWord | None:
    return db.session.scalar(select(ListedWord).where(ListedWord.district_id == district.id, ListedWord.id == word_id))


def word_history(district: District, most: int = 20) -> list[tuple[HistoryEntry, str]]:
    """What was done to the list lately, newest first, with who did it."""
    mine = and_(HistoryEntry.district_id == district.id, HistoryEntry.subject_kind == ListedWord.__tablename__)
    wanted = select(HistoryEntry, Resident.display_name).outerjoin(Resident, Resident.id == HistoryEntry.actor_id).where(mine)
    return [(entry, name or "") for entry, name in db.session.execute(wanted.order_by(HistoryEntry.id.desc()).limit(most))]


def word_lists(district_id: int) -> tuple[list[str], list[str]]:
    """The words that hold a post, and those that spare it."""
    mine = and_(ListedWord.district_id == district_id, ListedWord.removed_at.is_(None))
    found = db.session.execute(select(ListedWord.kind, ListedWord.word).where(mine).order_by(ListedWord.id)).all()
    holding = [text for kind, text in found if kind is WordKind.HOLD]
    return holding, [text for kind, text in found if kind is WordKind.ALLOW]


def out_of_sight_of(resident_id: int, most: int = 20) -> list[Case]:
    """This resident's posts that are out of sight now, in whatever district, the latest first: for their own page."""
    mine = and_(Case.author_id == resident_id, Case.standing.in_(OUT_OF_SIGHT))
    wanted = select(Case).where(mine).options(joinedload(Case.district)).order_by(Case.id.desc()).limit(most)
    return list(db.session.scalars(wanted))


def decisions_about(resident_id: int) -> list[tuple[Decision, Case]]:
    """Every decision about this resident's posts, oldest first: for their own export."""
    wanted = select(Decision, Case).join(Case, Case.id == Decision.case_id).where(Decision.author_id == resident_id)
    return [(one, about) for one, about in db.session.execute(wanted.options(joinedload(Decision.appeal)).order_by(Decision.id))]


def reports_by(resident_id: int) -> list[tuple[Report, Case]]:
    """Everything this resident has reported, oldest first: for their own export."""
    wanted = select(Report, Case).join(Case, Case.id == Report.case_id).where(Report.reporter_id == resident_id)
    return [(one, about) for one, about in db.session.execute(wanted.order_by(Report.id))]
