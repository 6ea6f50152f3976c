"""Panels over HTTP: who sits on one, how a running round stands, recusals put on record, meetings and their minutes."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries
from app.budget.forms import ReasonForm
from app.budget.models import Candidate, Cycle
from app.budget.panel_forms import MeetingForm, RecusalForm, SeatForm
from app.budget.panel_models import PanelMeeting, PanelSeat
from app.budget.queries import panels as panel_queries
from app.budget.rules import PAGE_SIZE
from app.budget.services import panels, screening
from app.budget.services.screening import kind_of
from app.budget.states import SCREENING_STAGE, Post, Stage
from app.budget.views import CANDIDATE, CYCLE, bp
from app.core import clock
from app.core.forms import refusals
from app.core.money import cap_won
from app.core.web import can, edge, who
from app.districts.models import District
from app.districts.states import Role


def _panel_page(cycle: Cycle) -> Any:
    return redirect(url_for("budget.panel", cycle_id=cycle.id))


def _shown(cycle: Cycle, form: SeatForm) -> Any:
    facts = {
        "seats": panel_queries.seats(cycle),
        "meetings": panel_queries.meetings(cycle),
        "recusals": panel_queries.recusals(cycle),
    }
    may = can("cycle.seat", cycle)
    return render_template("budget/panel.html", cycle=cycle, form=form, today=clock.today(), may_seat=may, **facts), form.status


@bp.get(f"{CYCLE}/panel")
@edge("budget.read", load=queries.cycle)
def panel(cycle: Cycle) -> Any:
    """The members and the meetings; coordinators find the form to appoint."""
    people = panel_queries.eligible_for_a_seat(g.district) if can("cycle.seat", cycle) else []
    return _shown(cycle, SeatForm(formdata=None).offer(people))


@bp.post(f"{CYCLE}/panel")
@edge("cycle.seat", load=queries.cycle)
def seat(cycle: Cycle) -> Any:
    people = panel_queries.eligible_for_a_seat(g.district)
    form = SeatForm().offer(people)
    if form.accepts():
        with refusals(form):
            chosen = next((one for one in people if one.id == form.resident_id.data), None)
            term = {"since_on": form.since_on.data, "until_on": form.until_on.data}
            panels.seat(cycle, by=current_user, resident=chosen, post=Post(form.post.data), **term)
            flash(_("심사위원을 위촉했습니다."), "success")
            return _panel_page(cycle)
    return _shown(cycle, form)


def load_seat(district: District, cycle_id: int, seat_id: int) -> Any:
    found, cycle = panel_queries.seat(district, cycle_id, seat_id), queries.cycle(district, cycle_id)
    return Seated(found, cycle) if found and cycle else None


class Seated:
    """A seat with the cycle it belongs to, as permissions ask for it."""

    def __init__(self, seat: PanelSeat, cycle: Cycle) -> None:
        self.seat, self.cycle = seat, cycle


@bp.route(f"{CYCLE}/panel/<int:seat_id>/end", methods=["GET", "POST"])
@edge("cycle.seat", load=load_seat)
def end_seat(seated: Seated) -> Any:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            panels.end_term(seated.seat, by=current_user, reason=form.reason.data)
            flash(_("임기를 끝냈습니다."), "success")
            return _panel_page(seated.cycle)
    return render_template("budget/end_seat.html", cycle=seated.cycle, seat=seated.seat, form=form), form.status


def load_running(district: District, cycle_id: int) -> Cycle | None:
    """A cycle whose round is being scored."""
    found = queries.cycle(district, cycle_id)
    return found if found is not None and found.stage in (Stage.FIRST_SCREENING, Stage.SECOND_SCREENING) else None


@bp.get(f"{CYCLE}/standing")
@edge("cycle.follow_round", load=load_running)
def standing(cycle: Cycle) -> Any:
    """The provisional ranking with its cut line. A panelist who still has sheets to hand in sees how many are in, and no more."""
    kind = kind_of(cycle)
    round_ = queries.round_of(cycle, kind)
    left = panel_queries.remaining(round_, cycle, current_user.id) if Role.PANELIST in who().roles else 0
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    facts: dict[str, Any] = {"left": left, "page": page, "pages": 1, "shown": []}
    if left:
        sums = panel_queries.sums(round_)
        facts |= {
            "handed_in": sum(one.sheets for one in sums.values()),
            "scored": len(sums),
            "number": len(panel_queries.screened_ids(cycle, kind)),
        }
    else:
        every = screening.provisional(cycle, kind)
        passed = [one for one, _row, _sum in every if one.is_passed]
        facts |= {
            "shown": every[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], "pages": max(1, -(-len(every) // PAGE_SIZE)), "number": len(every),
            "passed": len(passed), "passed_won": sum(one.cost_won for one in passed),
            "last_passed": max((one.rank for one in passed), default=0),
        }  # fmt: skip
    percent = cycle.policy.cap_percent(SCREENING_STAGE[kind])
    cap = cap_won(percent, cycle.envelope_won)
    return render_template("budget/standing.html", cycle=cycle, round=round_, percent=percent, cap=cap, **facts)


@bp.route(f"{CANDIDATE}/recusal", methods=["GET", "POST"])
@edge("candidate.record_recusal", load=queries.candidate)
def recusal(candidate: Candidate) -> Any:
    people = panel_queries.eligible_for_a_seat(g.district)
    form = RecusalForm().offer(people)
    if form.accepts():
        with refusals(form):
            chosen = next(one for one in people if one.id == form.panelist_id.data)
            panels.put_on_record(candidate, by=current_user, panelist=chosen, reason=form.reason.data)
            flash(_("심사 회피를 기록했습니다."), "success")
            return redirect(url_for("budget.standing", cycle_id=candidate.cycle_id))
    return render_template("budget/recusal.html", candidate=candidate, form=form), form.status


@bp.route(f"{CYCLE}/meetings/new", methods=["GET", "POST"])
@edge("cycle.minute", load=queries.cycle)
def new_meeting(cycle: Cycle) -> Any:
    form = MeetingForm().offer(panel_queries.seats(cycle), clock.today())
    if form.accepts():
        with refusals(form):
            made = panels.minute(
                cycle, by=current_user, held_on=form.held_on.data, place=form.place.data or "", attended=form.attended.data or [],
                minutes=form.minutes.data, once=form.once.data,
            )  # fmt: skip
            flash(_("회의록을 공개했습니다."), "success")
            return redirect(url_for("budget.meeting", cycle_id=cycle.id, meeting_id=made.id))
    return render_template("budget/new_meeting.html", cycle=cycle, form=form), form.status


@bp.get(f"{CYCLE}/meetings/<int:meeting_id>")
@edge("budget.read", load=panel_queries.meeting)
def meeting(shown: PanelMeeting) -> Any:
    cycle = queries.cycle(g.district, shown.cycle_id)
    return render_template("budget/meeting.html", cycle=cycle, meeting=shown, attended=panel_queries.attended(shown))
