"""Between the city and its districts: money by type, regions, and nothing that a district has not published."""

from dataclasses import replace

import pytest

from app.budget import dashboard, funding
from app.budget.funding import PLAN_2017, DistrictFundingType
from app.budget.policy.amending import NotAmendableNow
from app.budget.policy.presets import SMALL_PILOT
from app.budget.queries import city as between
from app.budget.queries import plans
from app.budget.services import figures, regions
from app.budget.services import funding as services
from app.budget.states import Stage
from app.core.history import entries
from app.districts import queries as districts
from app.districts import services as district_services
from app.extensions import db
from tests.make import budget, people

EOK = 100_000_000
YEAR = 2026


def city():
    found = districts.city()
    return found if found.is_open else district_services.change_status(found, "open")


def scheme():
    return services.set_caps(city(), YEAR, caps=PLAN_2017, by=None, reason=budget.REASON)


def choose(made, kind=DistrictFundingType.INTEGRATED, dong_count=0):
    return services.choose(made.district, YEAR, kind=kind, dong_count=dong_count, by=made.coordinator, reason=budget.REASON)


# --- money ---


def test_the_amounts_are_data_and_each_change_is_a_line_of_history(app):
    assert scheme() == 9
    assert scheme() == 0
    assert between.scheme(YEAR) == dict(PLAN_2017)
    key = (DistrictFundingType.STANDARD, funding.FundingComponent.FIXED_AMOUNT)
    assert services.set_caps(city(), YEAR, caps={key: funding.Cap(6 * EOK)}, by=None, reason=budget.REASON) == 1
    row = next(one for one in between.caps(city(), YEAR) if (one.kind, one.component) == key)
    assert entries(row)[-1].details["won_from"] == 5 * EOK


def test_a_choice_is_kept_beside_the_ones_before(app):
    scheme()
    made = budget.world()
    choose(made)
    choose(made, DistrictFundingType.SEPARATED, 1)
    assert [(one.ordinal, one.total_won) for one in between.choices(made.district, YEAR)] == [(2, 850_000_000), (1, 10 * EOK)]
    with pytest.raises(funding.FundingUnchanged):
        choose(made, DistrictFundingType.SEPARATED, 1)


def test_without_amounts_of_the_city_there_is_nothing_to_choose(app):
    with pytest.raises(funding.NoFundingOfThisType):
        choose(budget.world())


def test_the_choice_moves_the_envelope_of_a_cycle_that_runs_on_it(app):
    scheme()
    made = budget.world(tracks=("district",))
    choose(made)
    assert made.cycle.policy.envelope_won == 10 * EOK
    choose(made, DistrictFundingType.STANDARD)
    assert made.cycle.policy.envelope_won == 5 * EOK
    assert [(one.setting, one.after) for one in plans.amendments(made.cycle)] == [
        ("envelope_won", 10 * EOK), ("envelope_won", 5 * EOK),
    ]  # fmt: skip


def test_where_tracks_have_envelopes_only_the_districts_part_moves(app):
    scheme()
    made = budget.world(
        tracks=("general", "district"), track_envelopes_won=(("general", EOK), ("district", 2 * EOK)), envelope_won=3 * EOK
    )
    choose(made, DistrictFundingType.STANDARD)
    assert dict(made.cycle.policy.track_envelopes_won) == {"general": EOK, "district": 5 * EOK}
    assert made.cycle.envelope_won == 6 * EOK


def test_a_cycle_of_other_tracks_is_left_alone(app):
    scheme()
    made = budget.world()
    choose(made)
    assert made.cycle.policy == SMALL_PILOT


def test_too_late_a_choice_is_refused_whole(app):
    scheme()
    made = budget.at(Stage.BUDGETING)
    made.cycle.frozen_policy = {**made.cycle.frozen_policy, "tracks": ["district"]}
    db.session.commit()
    with pytest.raises(NotAmendableNow):
        choose(made)
    assert between.choices(made.district, YEAR) == []


def test_a_cycle_cannot_plan_more_than_was_granted(app):
    scheme()
    made = budget.world()
    choose(made, DistrictFundingType.STANDARD)
    greedy = replace(SMALL_PILOT, tracks=("district",), envelope_won=5 * EOK + 1)
    with pytest.raises(funding.MoreThanGranted):
        budget.opened(made.district, made.coordinator, greedy, name="많은 주기")


# --- regions ---


def test_a_district_is_in_one_region_and_moves_with_a_reason(app):
    east = regions.name_region(city(), name_ko="동북권", by=None)
    west = regions.name_region(city(), name_ko="서북권", by=None)
    mapo = people.district()
    assert regions.place(city(), mapo, east, by=None, reason=budget.REASON)
    assert not regions.place(city(), mapo, east, by=None, reason=budget.REASON)
    assert regions.place(city(), mapo, west, by=None, reason=budget.REASON)
    assert between.membership(city(), mapo).region_id == west.id
    assert entries(west)[-1].details == {"member": "마포구", "region_from": "동북권", "region_to": "서북권"}
    assert regions.place(city(), mapo, None, by=None, reason=budget.REASON)
    assert between.membership(city(), mapo) is None
    with pytest.raises(regions.RegionExists):
        regions.name_region(city(), name_ko="서북권", by=None)


# --- figures ---


def shown(app, measure="proposed"):
    with app.test_request_context():
        return dashboard.of(city(), YEAR, measure)


def of_mapo(app):
    return next(figures for place, figures, _ in shown(app)["rows"] if place.slug == "mapo")


def test_the_city_sees_nothing_of_a_district_that_has_published_nothing(app):
    budget.at(Stage.CLOSED)
    assert set(of_mapo(app).values()) == {None}
    assert shown(app)["years"] == []


def test_the_city_sees_what_was_published_not_what_is(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    figures.publish(made.cycle, by=made.coordinator)
    assert of_mapo(app)["proposed"] == 3
    while made.cycle.stage is not Stage.CLOSED:
        budget.step(made)
    assert of_mapo(app)["selected"] is None
    figures.publish(made.cycle, by=made.coordinator)
    assert of_mapo(app)["selected"] == 2
    assert of_mapo(app)["selected_won"] == 250 * budget.MILLION


def test_what_is_still_judged_or_voted_on_is_not_in_the_figures(app):
    made = budget.at(Stage.FINAL_SELECTION)
    budget.finish(made)
    row = figures.publish(made.cycle, by=made.coordinator)
    assert row.figures["second"] == 2
    assert (row.figures["selected"], row.figures["selected_won"], row.figures["budgeted"]) == (None, None, None)
    assert "points" not in str(row.figures)


def test_an_open_vote_publishes_no_turnout(app):
    made = budget.at(Stage.FINAL_SELECTION)
    budget.open_vote(made)
    assert figures.publish(made.cycle, by=made.coordinator).figures["voters"] is None


def test_withdrawn_figures_do_not_give_way_to_older_ones(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    figures.publish(made.cycle, by=made.coordinator)
    budget.step(made)
    figures.publish(made.cycle, by=made.coordinator)
    figures.withdraw(made.cycle, by=made.coordinator)
    assert set(of_mapo(app).values()) == {None}
    with pytest.raises(figures.NothingPublished):
        figures.withdraw(made.cycle, by=made.coordinator)


def test_a_closed_districts_figures_are_not_shown(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    figures.publish(made.cycle, by=made.coordinator)
    district_services.change_status(made.district, "close", reason="시범 종료")
    assert set(of_mapo(app).values()) == {None}


def test_the_same_figures_are_published_once(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    figures.publish(made.cycle, by=made.coordinator)
    with pytest.raises(figures.FiguresUnchanged):
        figures.publish(made.cycle, by=made.coordinator)


def test_the_dashboard_reads_no_table_of_a_cycle(app):
    from sqlalchemy import event

    made = budget.at(Stage.DEPARTMENT_REVIEW)
    figures.publish(made.cycle, by=made.coordinator)
    said: list[str] = []

    def hear(*given):
        said.append(given[2])

    event.listen(db.engine, "before_cursor_execute", hear)
    shown(app, "turnout")
    event.remove(db.engine, "before_cursor_execute", hear)
    read = " ".join(said).lower()
    assert "published_figures" in read
    assert not any(
        f"from {table}" in read or f"join {table} " in read for table in ("cycle", "candidate", "paper", "budget_item")
    )


def test_regions_add_up_what_their_districts_published(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    region = regions.name_region(city(), name_ko="서북권", by=None)
    regions.place(city(), made.district, region, by=None, reason=budget.REASON)
    figures.publish(made.cycle, by=made.coordinator)
    ((found, reporting, together),) = shown(app)["regions"]
    assert (found.name_ko, reporting, together["proposed"]) == ("서북권", 1, 3)
