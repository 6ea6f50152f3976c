"""Reads of panels and running rounds, made for thousands of candidates and hundreds of panelists: counted in the database, few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, select, union
from sqlalchemy.orm import joinedload

from app.accounts.models import Resident
from app.budget.models import Candidate, Cycle, DepartmentReview, Recusal, ScoreSheet, ScreeningRound
from app.budget.panel_models import PanelAttendance, PanelMeeting, PanelSeat, SheetMark
from app.budget.review_models import ReviewAppeal
from app.budget.states import SCREENED, AppealState, CandidateState, ScreeningKind
from app.districts.models import District, RoleGrant
from app.districts.states import Role
from app.extensions import db
from app.proposals.models import Proposal, ProposalProposer, ProposalVersion


def seats(cycle: Cycle) -> list[PanelSeat]:
    found = select(PanelSeat).where(PanelSeat.cycle_id == cycle.id, PanelSeat.district_id == cycle.district_id)
    return list(db.session.scalars(found.options(joinedload(PanelSeat.resident)).order_by(PanelSeat.post, PanelSeat.id)))


def seat(district: District, cycle_id: int, seat_id: int) -> PanelSeat | None:
    wanted = (PanelSeat.district_id == district.id) & (PanelSeat.cycle_id == cycle_id) & (PanelSeat.id == seat_id)
    return db.session.scalar(select(PanelSeat).where(wanted).options(joinedload(PanelSeat.resident)))


def panel_ids(cycle: Cycle, day: date) -> set[int]:
    """Who may score in this cycle on that day: its seats, or without any the panelists of the district."""
    taken = seats(cycle)
    if taken:
        return {one.resident_id for one in taken if one.is_filled(day)}
    held = (RoleGrant.district_id == cycle.district_id) & (RoleGrant.role == Role.PANELIST)
    return set(db.session.scalars(select(RoleGrant.resident_id).where(held)))


def eligible_for_a_seat(district: District) -> list[Resident]:
    """Everybody who wears the panelist's hat here, by name."""
    held = select(RoleGrant.resident_id).where(RoleGrant.district_id == district.id, RoleGrant.role == Role.PANELIST)
    return list(db.session.scalars(select(Resident).where(Resident.id.in_(held)).order_by(Resident.display_name, Resident.id)))


def _in_round(cycle: Cycle, kind: ScreeningKind) -> ColumnElement[bool]:
    here = (Candidate.cycle_id == cycle.id) & (Candidate.district_id == cycle.district_id)
    return here & (Candidate.state == SCREENED[kind])


def screened_ids(cycle: Cycle, kind: ScreeningKind) -> list[int]:
    return list(db.session.scalars(select(Candidate.id).where(_in_round(cycle, kind)).order_by(Candidate.id)))


@dataclass(frozen=True)
class Row:
    """One candidate in a running round, with what a list needs of it."""

    id: int
    number: str
    title: str
    cost_won: int
    track: str
    field: str


@dataclass(frozen=True)
class Standing:
    """How a candidate stands to the quorum: its sheets, the panel, and how many of the panel may not judge it."""

    sheets: int
    panel: int
    barred: int


def standings(cycle: Cycle, kind: ScreeningKind, day: date) -> dict[int, Standing]:
    """Candidate id to how it stands in the running round, in one statement however many there are."""
    round_ = select(ScreeningRound.id).where(ScreeningRound.cycle_id == cycle.id, ScreeningRound.kind == kind).scalar_subquery()
    panel = _panel(cycle, day).subquery()
    stand = select(ScoreSheet.candidate_id, func.count().label("n"))
    stand = stand.where(ScoreSheet.round_id == round_, ScoreSheet.voided_at.is_(None)).group_by(ScoreSheet.candidate_id)
    sheets = stand.subquery()
    away = select(Recusal.candidate_id, Recusal.panelist_id.label("resident_id")).where(Recusal.round_id == round_)
    own = select(Candidate.id, ProposalProposer.resident_id).join(
        ProposalProposer, ProposalProposer.proposal_id == Candidate.proposal_id
    )
    barring = union(away, own.where(_in_round(cycle, kind))).subquery()
    counted = select(barring.c.candidate_id, func.count().label("n")).join(panel, panel.c.resident_id == barring.c.resident_id)
    barred = counted.group_by(barring.c.candidate_id).subquery()
    size = select(func.count()).select_from(panel).scalar_subquery()
    wanted = select(Candidate.id, func.coalesce(sheets.c.n, 0), size, func.coalesce(barred.c.n, 0))
    wanted = wanted.outerjoin(sheets, sheets.c.candidate_id == Candidate.id).outerjoin(
        barred, barred.c.candidate_id == Candidate.id
    )
    rows = db.session.execute(wanted.where(_in_round(cycle, kind)).order_by(Candidate.id))
    return {number: Standing(*facts) for number, *facts in rows}


def _panel(cycle: Cycle, day: date) -> CompoundSelect[Any]:
    """As `panel_ids`, for the database to ask itself."""
    of_cycle = (PanelSeat.cycle_id == cycle.id) & (PanelSeat.district_id == cycle.district_id)
    seated = select(PanelSeat.resident_id.label("resident_id")).where(
        of_cycle, PanelSeat.since_on <= day, day <= PanelSeat.until_on
    )
    held = (RoleGrant.district_id == cycle.district_id) & (RoleGrant.role == Role.PANELIST)
    return union(seated, select(RoleGrant.resident_id).where(held, ~exists().where(of_cycle)))


@dataclass(frozen=True)
class Facts:
    """What keeps a round open beside its sheets."""

    has_seats: bool
    is_quorate: bool
    appeals_open: int
    may_still_appeal: int


def facts(cycle: Cycle, kind: ScreeningKind, now: datetime) -> Facts:
    """In one statement: whether the panel has seats and has met in sufficient number, objections undecided, and findings that may
    still be objected to."""
    of_cycle = (PanelSeat.cycle_id == cycle.id) & (PanelSeat.district_id == cycle.district_id)
    met = (PanelMeeting.cycle_id == cycle.id) & (PanelMeeting.kind == kind) & PanelMeeting.is_quorate
    undecided = select(func.count(ReviewAppeal.id)).join(Candidate, Candidate.id == ReviewAppeal.candidate_id)
    undecided = undecided.where(Candidate.cycle_id == cycle.id, ReviewAppeal.state == AppealState.OPEN)
    since = now - timedelta(days=cycle.policy.appeal_days)
    silent = select(func.count(DepartmentReview.id)).join(Candidate, Candidate.id == DepartmentReview.candidate_id)
    silent = silent.where(
        Candidate.cycle_id == cycle.id, Candidate.state == CandidateState.INELIGIBLE, DepartmentReview.finished_at >= since,
        ~exists().where(ReviewAppeal.candidate_id == Candidate.id),
    )  # fmt: skip
    asked = [
        select(func.count()).select_from(PanelSeat).where(of_cycle), select(func.count()).select_from(PanelMeeting).where(met),
        undecided, silent,
    ]  # fmt: skip
    seats_, meetings_, open_, running = db.session.execute(select(*(one.scalar_subquery() for one in asked))).one()
    return Facts(bool(seats_), bool(meetings_), open_, running)


def left_for(cycle: Cycle, kind: ScreeningKind, resident_id: int) -> list[Row]:
    """What this panelist has neither scored nor stayed away from, own proposals left out, in one statement."""
    round_ = select(ScreeningRound.id).where(ScreeningRound.cycle_id == cycle.id, ScreeningRound.kind == kind).scalar_subquery()
    return _listed(_rows().where(_in_round(cycle, kind), _open_to(round_, resident_id)))


def _open_to(round_id: Any, resident_id: int) -> ColumnElement[bool]:
    mine = (ScoreSheet.panelist_id == resident_id) & (ScoreSheet.round_id == round_id) & (ScoreSheet.candidate_id == Candidate.id)
    away = (Recusal.panelist_id == resident_id) & (Recusal.round_id == round_id) & (Recusal.candidate_id == Candidate.id)
    own = (ProposalProposer.proposal_id == Candidate.proposal_id) & (ProposalProposer.resident_id == resident_id)
    return and_(~exists().where(mine), ~exists().where(away), ~exists().where(own))


def proposers(cycle: Cycle, kind: ScreeningKind) -> dict[int, set[int]]:
    """Candidate id to the ids of those who propose it."""
    found: dict[int, set[int]] = {}
    wanted = select(Candidate.id, ProposalProposer.resident_id).join(
        ProposalProposer, ProposalProposer.proposal_id == Candidate.proposal_id
    )
    for number, resident_id in db.session.execute(wanted.where(_in_round(cycle, kind))):
        found.setdefault(number, set()).add(resident_id)
    return found


@dataclass(frozen=True)
class Sum:
    """The sheets of one candidate, counted."""

    points_sum: int
    sheets: int
    lowest: int
    highest: int


def sums(round_: ScreeningRound) -> dict[int, Sum]:
    """Candidate id to the sum of its sheets that stand."""
    counted = select(
        ScoreSheet.candidate_id,
        func.sum(ScoreSheet.points),
        func.count(),
        func.min(ScoreSheet.points),
        func.max(ScoreSheet.points),
    )
    counted = counted.where(ScoreSheet.round_id == round_.id, ScoreSheet.voided_at.is_(None)).group_by(ScoreSheet.candidate_id)
    return {number: Sum(int(total), sheets, low, high) for number, total, sheets, low, high in db.session.execute(counted)}


@dataclass(frozen=True)
class Spread:
    """How far the sheets of one candidate lie apart; `median` is exact."""

    sheets: int
    lowest: int
    median: Fraction
    highest: int
    points_sum: int


def spread(points: Sequence[int]) -> Spread | None:
    if not points:
        return None
    ordered, middle = sorted(points), len(points) // 2
    median = Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)
    return Spread(len(ordered), ordered[0], median, ordered[-1], sum(ordered))


def _rows() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Candidate.id, Proposal.number, ProposalVersion.title, Candidate.cost_won, Candidate.track, Proposal.field,
    )  # fmt: skip
    wanted = select(*columns)
    wanted = wanted.join(Proposal, Proposal.id == Candidate.proposal_id)
    return wanted.join(ProposalVersion, (ProposalVersion.proposal_id == Proposal.id) & ProposalVersion.is_current)


def _listed(wanted: Select[Any]) -> list[Row]:
    found = db.session.execute(wanted.order_by(Candidate.id))
    return [Row(number, name, title, cost or 0, track, field.value) for number, name, title, cost, track, field in found]


def rows(cycle: Cycle, kind: ScreeningKind) -> list[Row]:
    """Everything that is screened, in one statement."""
    return _listed(_rows().where(_in_round(cycle, kind)))


def remaining(round_: ScreeningRound, cycle: Cycle, resident_id: int) -> int:
    """How many candidates this panelist has neither scored nor stayed away from, own ones left out."""
    left = select(func.count()).select_from(Candidate).where(_in_round(cycle, round_.kind))
    return db.session.scalar(left.where(_open_to(round_.id, resident_id))) or 0


def marks(sheet_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Sheet id to criterion to points."""
    found: dict[int, dict[str, int]] = {}
    wanted = select(SheetMark.sheet_id, SheetMark.code, SheetMark.points).where(SheetMark.sheet_id.in_(sheet_ids))
    for sheet_id, code, points in db.session.execute(wanted) if sheet_ids else ():
        found.setdefault(sheet_id, {})[code] = points
    return found


def meetings(cycle: Cycle) -> list[PanelMeeting]:
    found = select(PanelMeeting).where(PanelMeeting.cycle_id == cycle.id, PanelMeeting.district_id == cycle.district_id)
    return list(db.session.scalars(found.order_by(PanelMeeting.held_on, PanelMeeting.id)))


def meeting(district: District, cycle_id: int, meeting_id: int) -> PanelMeeting | None:
    wanted = (PanelMeeting.district_id == district.id) & (PanelMeeting.cycle_id == cycle_id) & (PanelMeeting.id == meeting_id)
    return db.session.scalar(select(PanelMeeting).where(wanted))


def meeting_by_once(author_id: int, once: str | None) -> PanelMeeting | None:
    if once is None:
        return None
    return db.session.scalar(select(PanelMeeting).where(PanelMeeting.written_by_id == author_id, PanelMeeting.once == once))


def attended(meeting: PanelMeeting) -> list[PanelSeat]:
    found = select(PanelSeat).join(PanelAttendance, PanelAttendance.seat_id == PanelSeat.id)
    found = found.where(PanelAttendance.meeting_id == meeting.id).options(joinedload(PanelSeat.resident))
    return list(db.session.scalars(found.order_by(PanelSeat.post, PanelSeat.id)))


def is_quorate(cycle: Cycle, kind: ScreeningKind) -> bool:
    """Whether the panel has met in sufficient number about this round."""
    wanted = (PanelMeeting.cycle_id == cycle.id) & (PanelMeeting.kind == kind) & PanelMeeting.is_quorate
    return db.session.scalar(select(PanelMeeting.id).where(wanted).limit(1)) is not None


def recusals(cycle: Cycle) -> int:
    """How many recusals there are in a cycle."""
    found = select(func.count()).select_from(Recusal).join(ScreeningRound, ScreeningRound.id == Recusal.round_id)
    return db.session.scalar(found.where(ScreeningRound.cycle_id == cycle.id)) or 0
