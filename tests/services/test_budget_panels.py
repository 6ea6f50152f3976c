"""Panels: seats and terms, marks by criterion, recusals the database itself keeps to, quorum, and a running round's cut line."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.budget import queries
from app.budget.blockers import blockers
from app.budget.models import Recusal, ScoreSheet, ScreeningOutcome
from app.budget.queries import panels as panel_queries
from app.budget.rules import MarkOutOfRange, MarksIncomplete, NamedCriterion, is_quorate, total_of
from app.budget.services import panels, screening
from app.budget.states import Post, ScreeningKind, Stage
from app.core import clock
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from tests.make import budget, people
from tests.make.budget import MILLION, REASON
from tests.statements import counted

SHEET = (NamedCriterion("need", "필요성", "Need", 60), NamedCriterion("effect", "효과", "Effect", 40))


def screened(**given):
    return budget.at(Stage.FIRST_SCREENING, **given)


def another(made):
    return people.official(made.district, Role.PANELIST)


def seated(made, *who, days=30):
    today = clock.today()
    return [
        panels.seat(
            made.cycle, by=made.coordinator, resident=one, post=Post.MEMBER, since_on=today - timedelta(days=3),
            until_on=today + timedelta(days=days),
        )
        for one in who
    ]  # fmt: skip


def sheet(made, index, by, points=50, **given):
    return screening.score(made.of(index), by=by, points=points, **given)


def raw(table, made, round_, who, **more):
    """A row put past every service."""
    values = {
        "district_id": made.district.id, "round_id": round_.id, "candidate_id": made.of(0).id, "panelist_id": who.id,
        "at": clock.now(), **more,
    }  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.execute(table.__table__.insert(), [values])
    db.session.rollback()


def test_a_sheet_adds_up_its_marks_and_no_mark_goes_beyond_its_full_points(app):
    made = screened(sheet_criteria=SHEET)
    with pytest.raises(MarksIncomplete):
        sheet(made, 0, made.panelist, marks={"need": 10})
    with pytest.raises(MarkOutOfRange):
        sheet(made, 0, made.panelist, marks={"need": 61, "effect": 0})
    done = sheet(made, 0, made.panelist, marks={"need": 55, "effect": 40})
    assert done.points == 95
    assert panel_queries.marks([done.id]) == {done.id: {"need": 55, "effect": 40}}
    assert total_of({"need": 0, "effect": 0}, SHEET) == 0


def test_the_recused_cannot_score_whatever_goes_past_the_services(app):
    made = screened()
    round_ = queries.round_of(made.cycle, ScreeningKind.PAPER)
    screening.recuse(made.of(0), by=made.panelist, reason=REASON)
    with pytest.raises(screening.RecusedPanelist):
        sheet(made, 0, made.panelist)
    raw(ScoreSheet, made, round_, made.panelist, points=1, note="")
    two = another(made)
    sheet(made, 0, two)
    raw(Recusal, made, round_, two, reason=REASON)


def test_a_recusal_put_on_record_voids_the_sheet_and_names_nobody_in_public(app):
    made = screened()
    sheet(made, 0, made.panelist, 100)
    panels.put_on_record(made.of(0), by=made.coordinator, panelist=made.panelist, reason=REASON)
    round_ = queries.round_of(made.cycle, ScreeningKind.PAPER)
    assert panel_queries.sums(round_) == {}
    assert db.session.scalars(select(ScoreSheet.points)).one() == 100  # kept, void
    with pytest.raises(panels.AlreadyRecused):
        panels.put_on_record(made.of(0), by=made.coordinator, panelist=made.panelist, reason=REASON)
    last = entries(made.proposals[0])[-1]
    assert (last.action, last.details["voided"], last.actor_id) == ("budget.recusal_recorded", 1, made.coordinator.id)
    assert str(made.panelist.id) not in str({key: value for key, value in last.details.items() if key != "cycle_id"})


def test_only_the_seated_score_and_only_within_their_term(app):
    made = screened()
    two = another(made)
    (place,) = seated(made, two, days=5)
    with pytest.raises(screening.NotOnThePanel):
        sheet(made, 0, made.panelist)
    with clock.travel(clock.now() + timedelta(days=6)), pytest.raises(screening.NotOnThePanel):
        sheet(made, 0, two)
    sheet(made, 0, two)
    panels.end_term(place, by=made.coordinator, reason=REASON)
    with pytest.raises(screening.NotOnThePanel):
        sheet(made, 1, two)
    assert panel_queries.sums(queries.round_of(made.cycle, ScreeningKind.PAPER))[made.of(0).id].sheets == 1


def test_a_seat_needs_the_hat_a_term_and_is_taken_once(app):
    made = screened()
    today = clock.today()
    given = {"by": made.coordinator, "post": Post.CHAIR, "since_on": today, "until_on": today}
    with pytest.raises(panels.NotAPanelist):
        panels.seat(made.cycle, resident=made.officer, **given)
    with pytest.raises(panels.TermReversed):
        panels.seat(made.cycle, resident=made.panelist, **{**given, "until_on": today - timedelta(days=1)})
    panels.seat(made.cycle, resident=made.panelist, **given)
    with pytest.raises(panels.AlreadySeated):
        panels.seat(made.cycle, resident=made.panelist, **given)


@pytest.mark.parametrize(
    ("present", "seats", "percent", "enough"),
    [(0, 0, 0, False), (1, 2, 50, True), (1, 3, 50, False), (2, 3, 67, False), (2, 3, 66, True), (3, 3, 100, True)],
)
def test_a_quorum_is_counted_in_whole_numbers(present, seats, percent, enough):
    assert is_quorate(present, seats, percent) is enough


def test_a_seated_panel_closes_its_round_only_after_a_quorate_meeting(app):
    made = screened()
    two, three = another(made), another(made)
    places = seated(made, made.panelist, two, three)
    budget.finish(made)
    assert [one.code for one in blockers(made.cycle)] == ["NO_QUORATE_MEETING"]
    given = {"by": made.coordinator, "held_on": clock.today(), "place": "구청 3층", "minutes": REASON}
    with pytest.raises(panels.NobodyCame):
        panels.minute(made.cycle, attended=[], **given)
    few = panels.minute(made.cycle, attended=[places[0].id], **given)
    assert (few.seats, few.present, few.is_quorate) == (3, 1, False)
    assert [one.code for one in blockers(made.cycle)] == ["NO_QUORATE_MEETING"]
    enough = panels.minute(made.cycle, attended=[one.id for one in places[:2]], once="k", **given)
    assert panels.minute(made.cycle, attended=[], once="k", **given).id == enough.id
    assert len(panel_queries.attended(enough)) == 2
    assert blockers(made.cycle) == []


def test_the_provisional_ranking_is_the_one_the_close_announces(app):
    made = screened(costs=(200 * MILLION, 200 * MILLION, 200 * MILLION, 100 * MILLION))
    for index, points in enumerate((70, 90, 80, 10)):
        sheet(made, index, made.panelist, points)
    before = [
        (one.id, one.rank, one.is_passed, one.code) for one, _row, _sum in screening.provisional(made.cycle, ScreeningKind.PAPER)
    ]
    assert [code for *_, code in before] == ["WITHIN_CAP", "WITHIN_CAP", "OVER_CAP", "WITHIN_CAP"]
    made.advance()
    rows = db.session.scalars(select(ScreeningOutcome).order_by(ScreeningOutcome.rank))
    assert [(one.candidate_id, one.rank, one.is_passed, one.reason_code) for one in rows] == before


def test_a_spread_is_exact():
    assert panel_queries.spread([]) is None
    found = panel_queries.spread([90, 40, 75, 76])
    assert (found.lowest, found.median, found.highest, found.points_sum) == (40, Fraction(151, 2), 90, 281)


def test_a_panelist_sees_no_ranking_before_handing_in_every_sheet(app, page):
    made = screened()
    two = another(made)
    for index in range(3):
        sheet(made, index, two, 97 - index)
    path = f"/{made.district.slug}/budget/{made.cycle.id}/standing"
    assert "97" not in page(path, as_=made.panelist).text
    assert "97.0" in page(path, as_=made.coordinator).text
    sheet(made, 0, made.panelist, 97)
    assert "97.0" not in page(path, as_=made.panelist).text
    sheet(made, 1, made.panelist)
    screening.recuse(made.of(2), by=made.panelist, reason=REASON)
    assert "97.0" in page(path, as_=made.panelist).text


def test_statements_do_not_grow_with_the_sheets(app, client):
    from tests.conftest import sign_in

    made = screened(costs=(MILLION,) * 12)
    for _ in range(4):
        one = another(made)
        for index in range(12):
            sheet(made, index, one, 50 + index)
    db.session.execute(text("SELECT 1"))
    sign_in(client, made.coordinator)
    with counted() as statements:
        assert client.get(f"/{made.district.slug}/budget/{made.cycle.id}/standing").status_code == 200
    assert len(statements) <= 12
    with counted() as statements:
        assert client.get(f"/{made.district.slug}/budget/{made.cycle.id}").status_code == 200
