"""Reads for the residents' opinion statement: what a cycle has come to, in figures and lines."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.budget.models import BudgetItem, Candidate, Cycle, DeliberationRecord, ScoreSheet, ScreeningRound, SelectionOutcome
from app.budget.queries import ADVANCED, funnels, paper
from app.budget.statement_models import ResidentOpinion
from app.budget.states import CandidateState
from app.core import clock
from app.core.history import HistoryEntry
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Proposal
from app.voting.queries import turnout


def latest(cycle: Cycle, *, with_file: bool = False) -> ResidentOpinion | None:
    """The edition that stands."""
    found = select(ResidentOpinion).where(ResidentOpinion.cycle_id == cycle.id, ResidentOpinion.district_id == cycle.district_id)
    options = (joinedload(ResidentOpinion.cycle), *([undefer(ResidentOpinion.pdf)] if with_file else []))
    return db.session.scalars(found.order_by(ResidentOpinion.edition.desc()).options(*options).limit(1)).one_or_none()


def editions(cycle: Cycle) -> list[ResidentOpinion]:
    found = select(ResidentOpinion).where(ResidentOpinion.cycle_id == cycle.id, ResidentOpinion.district_id == cycle.district_id)
    return list(db.session.scalars(found.order_by(ResidentOpinion.edition)))


def finished_on(cycle: Cycle) -> dict[str, date]:
    """The day in Seoul on which each stage was left."""
    found = select(HistoryEntry.details, HistoryEntry.at).where(
        HistoryEntry.district_id == cycle.district_id, HistoryEntry.subject_kind == "cycle",
        HistoryEntry.subject_id == cycle.id, HistoryEntry.action.in_(ADVANCED),
    )  # fmt: skip
    rows = db.session.execute(found.order_by(HistoryEntry.id))
    return {details["stage_from"]: clock.seoul(at).date() for details, at in rows}


def content(cycle: Cycle) -> dict[str, Any]:
    """Everything the statement says, as plain values; read once, at its issue."""
    district = db.session.get_one(District, cycle.district_id)
    left = finished_on(cycle)
    return {
        "district": district.name_ko, "cycle": cycle.name, "year": cycle.year, "envelope_won": cycle.envelope_won,
        "currency": cycle.currency,
        "stages": [{"stage": stage, "on": on.isoformat()} for stage, on in left.items()],
        "figures": _figures(cycle), "turnout": _turnout(cycle), "items": _items(cycle), "left_out": _left_out(cycle),
        "dropped": _dropped(cycle),
    }  # fmt: skip


def _figures(cycle: Cycle) -> dict[str, int]:
    numbers = funnels([cycle])[cycle.id]
    own = (Candidate.cycle_id == cycle.id) & (Candidate.district_id == cycle.district_id)
    held = select(func.count(DeliberationRecord.id), func.coalesce(func.sum(DeliberationRecord.attendance), 0))
    records, attendance = db.session.execute(
        held.join(Candidate, Candidate.id == DeliberationRecord.candidate_id).where(own)
    ).one()
    sheets = select(func.count(ScoreSheet.id)).join(ScreeningRound, ScreeningRound.id == ScoreSheet.round_id)
    return {
        "proposals": numbers["proposed"], "eligible": numbers["eligible"], "deliberations": records, "attendance": int(attendance),
        "sheets": db.session.scalar(sheets.where(ScreeningRound.cycle_id == cycle.id)) or 0, "on_ballot": numbers["second"],
        "ballots": sum(one["ballots"] for one in _turnout(cycle)),
    }  # fmt: skip


def _turnout(cycle: Cycle) -> list[dict[str, Any]]:
    vote = paper(cycle)
    if vote is None:
        return []
    counted = turnout(vote)
    return [{"name": body.name_ko, "ballots": counted.get(body.code, 0)} for body in vote.electorates]


def _items(cycle: Cycle) -> list[dict[str, Any]]:
    found = select(BudgetItem).join(BudgetItem.candidate).join(Candidate.proposal).join(Proposal.current)
    chain = contains_eager(BudgetItem.candidate)
    options = (
        chain.contains_eager(Candidate.proposal).contains_eager(Proposal.current), chain.joinedload(Candidate.selection),
        joinedload(BudgetItem.department), selectinload(BudgetItem.lines),
    )  # fmt: skip
    rows = db.session.scalars(found.where(Candidate.cycle_id == cycle.id).options(*options))
    told = [
        {
            "number": one.candidate.proposal.number, "title": one.candidate.proposal.current.title,
            "department": one.department.name_ko if one.department else "", "amount_won": one.amount_won,
            "rank": one.candidate.selection.rank if one.candidate.selection else None,
            "lines": [{"name": line.name, "basis": line.basis, "amount_won": line.amount_won} for line in one.lines],
        }
        for one in rows
    ]  # fmt: skip
    return sorted(told, key=lambda one: (one["rank"] is None, one["rank"] or 0, one["number"]))


def _left_out(cycle: Cycle) -> list[dict[str, Any]]:
    """What stood on the paper and was not selected, with what the count said."""
    found = select(Candidate, SelectionOutcome.reason).join(SelectionOutcome, SelectionOutcome.candidate_id == Candidate.id)
    found = found.join(Candidate.proposal).join(Proposal.current)
    found = found.options(contains_eager(Candidate.proposal).contains_eager(Proposal.current))
    rows = db.session.execute(
        found.where(Candidate.cycle_id == cycle.id, SelectionOutcome.is_selected.is_(False)).order_by(Candidate.id)
    )
    return [
        {
            "number": one.proposal.number,
            "title": one.proposal.current.title,
            "state": one.state.value,
            "reason": reason.get("ko", ""),
        }
        for one, reason in rows
    ]


def _dropped(cycle: Cycle) -> list[dict[str, Any]]:
    """How many were left out before the vote, and where."""
    out = (CandidateState.INELIGIBLE, CandidateState.FIRST_REJECTED, CandidateState.SECOND_REJECTED, CandidateState.MERGED)
    found = select(Candidate.state, func.count()).where(Candidate.cycle_id == cycle.id, Candidate.state.in_(out))
    counted = {row[0]: row[1] for row in db.session.execute(found.group_by(Candidate.state))}
    return [{"state": state.value, "count": counted[state]} for state in out if counted.get(state)]
