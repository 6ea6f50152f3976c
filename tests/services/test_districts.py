"""Districts open and close, hats are given and taken, and somebody always remains who can give them."""

import pytest
from sqlalchemy import func, select

from app.core.errors import ChangedMeanwhile, IllegalTransition
from app.core.history import HistoryEntry
from app.districts import queries, rules, services
from app.districts.models import District, RoleGrant
from app.districts.seed import DISTRICTS
from app.districts.states import STATUSES, DistrictStatus, Role
from app.extensions import db
from tests.make import people
from tests.parallel import at_once

REASON = "임기가 끝났습니다."
ACTIONS = sorted({action for moves in STATUSES.values() for action in moves})


def last_entry():
    return db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()


def test_the_city_and_its_districts_are_laid_out_once(app):
    assert services.lay_out() == 0
    assert db.session.scalar(select(func.count()).select_from(District)) == 26 == len(DISTRICTS)
    assert len({(col, row) for *_, col, row in DISTRICTS if col is not None}) == 25


@pytest.mark.parametrize("status", list(DistrictStatus))
@pytest.mark.parametrize("action", ACTIONS)
def test_a_district_moves_only_as_its_table_says(app, status, action):
    place = queries.by_slug("guro")
    place.status = status
    db.session.commit()
    expected = STATUSES[status].get(action)
    if expected is None:
        with pytest.raises(IllegalTransition):
            services.change_status(place, action)
        assert people.again(place).status is status
    else:
        assert services.change_status(place, action, reason=REASON).status is expected
        assert (last_entry().action, last_entry().reason, last_entry().actor_role) == (f"district.{action}", REASON, "operator")


def test_the_day_of_opening_is_the_first_one(app):
    place = services.change_status(queries.by_slug("guro"), "start_pilot")
    first = place.opened_at
    services.change_status(place, "close")
    assert services.change_status(place, "open").opened_at == first


def test_an_officer_needs_a_department_and_nobody_else_has_one(app):
    place, person = people.district(), people.resident()
    unit = people.department(place)
    with pytest.raises(rules.OfficerNeedsDepartment):
        services.appoint(place, person, Role.OFFICER)
    assert services.appoint(place, person, Role.AUDITOR, department=unit).department_id is None
    assert services.appoint(place, person, Role.OFFICER, department=unit).department_id == unit.id


def test_the_database_refuses_an_officer_of_another_districts_department(app):
    person, elsewhere = people.resident(), people.department(people.district("guro"))
    with pytest.raises(ChangedMeanwhile):
        services.appoint(people.district(), person, Role.OFFICER, department=elsewhere)
    assert queries.grants_of(people.district(), person.id) == []


def test_the_same_hat_twice_is_one_hat_with_the_later_department(app):
    place, person = people.district(), people.resident()
    first = services.appoint(place, person, Role.OFFICER, department=people.department(place, "교통과"))
    again = services.appoint(place, person, Role.OFFICER, department=people.department(place, "도로과"))
    assert first.id == again.id
    assert again.department.name_ko == "도로과"


def test_a_department_has_a_name_of_its_own(app):
    place = people.district()
    services.add_department(place, name_ko=" 교통  과 ")
    with pytest.raises(rules.DepartmentExists):
        services.add_department(place, name_ko="교통 과")
    with pytest.raises(rules.DepartmentNameMissing):
        services.add_department(place, name_ko="  ")
    assert services.add_department(people.district("guro"), name_ko="교통 과")


def test_a_hat_is_taken_with_a_reason_that_stays_on_record(app):
    place = people.district()
    boss, person = people.official(place, Role.COORDINATOR), people.resident()
    grant = services.appoint(place, person, Role.MODERATOR, by=boss)
    assert last_entry().actor_role == "coordinator"
    with pytest.raises(rules.ReasonTooShort):
        services.dismiss(grant, by=boss, reason="음")
    services.dismiss(grant, by=boss, reason=REASON)
    entry = last_entry()
    assert (entry.action, entry.reason, entry.actor_id) == ("role.revoked", REASON, boss.id)
    assert entry.details == {"resident_id": person.id, "hat": "moderator"}
    assert queries.grants_of(place, person.id) == []


def test_the_last_coordinator_stays_unless_the_operator_says_otherwise(app):
    place = people.district()
    boss = people.official(place, Role.COORDINATOR)
    people.official(people.district("guro"), Role.COORDINATOR)  # somebody else's coordinator is no help
    (grant,) = queries.holders(place, Role.COORDINATOR)
    with pytest.raises(rules.LastCoordinator):
        services.dismiss(grant, by=boss, reason=REASON)
    services.dismiss(grant)
    assert queries.holders(place, Role.COORDINATOR) == []


def test_two_coordinators_who_remove_each_other_at_the_same_moment_leave_one(app):
    place = people.district()
    first, second = (people.official(place, Role.COORDINATOR) for _ in range(2))

    def remove(target, by):
        (grant,) = queries.grants_of(queries.by_slug("mapo"), target)
        return services.dismiss(grant, by=db.session.get(type(first), by), reason=REASON)

    a, b = first.id, second.id
    answers = at_once(app, [lambda: remove(a, b), lambda: remove(b, a)])
    assert sorted(type(answer).__name__ for answer in answers) == ["LastCoordinator", "NoneType"]
    db.session.rollback()
    assert len(queries.holders(place, Role.COORDINATOR)) == 1


def test_a_hat_taken_twice_at_the_same_moment_is_on_record_once(app):
    place = people.district()
    boss, person = people.official(place, Role.COORDINATOR), people.resident()
    grant_id, boss_id = services.appoint(place, person, Role.AUDITOR).id, boss.id

    def remove():
        return services.dismiss(db.session.get(RoleGrant, grant_id), by=db.session.get(type(boss), boss_id), reason=REASON)

    answers = at_once(app, [remove, remove])
    db.session.rollback()
    revoked = db.session.scalar(select(func.count()).where(HistoryEntry.action == "role.revoked"))
    assert revoked == 1
    assert [type(answer).__name__ for answer in answers].count("NoneType") == 1


def test_a_hat_given_twice_at_the_same_moment_is_one_hat_on_record_once(app):
    place, person = people.district(), people.resident()
    person_id = person.id

    def give():
        return services.appoint(queries.by_slug("mapo"), db.session.get(type(person), person_id), Role.AUDITOR).id

    answers = at_once(app, [give] * 4)
    db.session.rollback()
    assert {type(answer) for answer in answers} <= {int, ChangedMeanwhile}
    assert len(queries.holders(place, Role.AUDITOR)) == 1
    assert db.session.scalar(select(func.count()).where(HistoryEntry.action == "role.granted")) == 1


def test_a_district_opened_twice_at_the_same_moment_is_opened_once(app):
    def start():
        return services.change_status(queries.by_slug("guro"), "start_pilot").slug

    answers = at_once(app, [start] * 3)
    db.session.rollback()
    assert sorted(type(answer).__name__ for answer in answers) == ["IllegalTransition", "IllegalTransition", "str"]
    assert db.session.scalar(select(func.count()).where(HistoryEntry.action == "district.start_pilot")) == 1


def test_a_hat_counts_in_its_own_district_only(app):
    boss = people.official(people.district(), Role.COORDINATOR)
    assert queries.who_in(people.district(), boss.id, 1).roles == {"coordinator"}
    assert queries.who_in(people.district("guro"), boss.id, 1).roles == frozenset()
    assert queries.who_in(None, boss.id, 1).roles == frozenset()
