"""Budget tables through services: whole or not at all, withdrawn and brought back, once per key."""

import pytest

from app.budget import outline
from app.budget.queries import tables as queries
from app.budget.services import tables as services
from app.core.history import entries
from app.districts.states import Role
from tests.make import people
from tests.rules.test_budget_outline import PLAN

WHY = "합계가 바뀌어 새 표로 다시 올리려고 내립니다."


@pytest.fixture
def mapo(db):
    return people.district("mapo")


@pytest.fixture
def coordinator(mapo):
    return people.official(mapo, Role.COORDINATOR)


def publish(district, by, **given):
    return services.publish(
        district, by=by, **{"name": "2017년 협치사업예산", "year": 2017, "unit": "thousand", "rows": PLAN} | given
    )


def test_the_plans_table_is_published_line_by_line(mapo, coordinator):
    table = publish(mapo, coordinator)
    assert table.total_won == 4_611_935_000
    assert [line.name for line in queries.table(mapo, table.id).lines][:2] == ["계", "시정협치 체계구축 등"]
    assert [entry.action for entry in entries(table)] == ["table.published"]


def test_a_faulty_table_leaves_nothing_behind(mapo, coordinator):
    with pytest.raises(outline.BadTable):
        publish(mapo, coordinator, rows=[*PLAN[:-1], ["- 2", "1"]])
    assert list(queries.tables(mapo)) == []


@pytest.mark.parametrize(
    ("given", "refusal"), [({"name": " "}, services.TableNameMissing), ({"name": "가" * 81}, services.TableNameMissing)]
)
def test_a_table_has_a_name(mapo, coordinator, given, refusal):
    with pytest.raises(refusal):
        publish(mapo, coordinator, **given)


def test_the_same_form_sent_twice_publishes_once(mapo, coordinator):
    assert publish(mapo, coordinator, once="k1").id == publish(mapo, coordinator, once="k1").id


def test_a_withdrawn_table_keeps_its_address_and_can_come_back(mapo, coordinator):
    table = publish(mapo, coordinator)
    services.withdraw(table, by=coordinator, reason=WHY)
    assert list(queries.tables(mapo)) == [] and queries.table(mapo, table.id).is_withdrawn
    with pytest.raises(services.AlreadyWithdrawn):
        services.withdraw(table, by=coordinator, reason=WHY)
    services.restore(table, by=coordinator)
    assert len(queries.tables(mapo)) == 1
    with pytest.raises(services.NotWithdrawn):
        services.restore(table, by=coordinator)
    assert [entry.action for entry in entries(table)] == ["table.published", "table.withdrawn", "table.restored"]
