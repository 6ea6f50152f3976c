"""Budget tables over HTTP: read in any unit, downloaded and read again, refused by row with nothing lost."""

import io

import pytest

from app.budget import outline
from app.budget.queries import tables as queries
from app.core import sheets
from app.districts.states import Role
from tests.make import people
from tests.rules.test_budget_outline import PLAN
from tests.services.test_budget_tables import WHY, publish
from tests.statements import counted

PASTED = "\n".join("\t".join(row) for row in PLAN)


@pytest.fixture
def mapo(db):
    return people.district("mapo")


@pytest.fixture
def coordinator(mapo):
    return people.official(mapo, Role.COORDINATOR)


@pytest.fixture
def desk(app, coordinator):
    return people.visitor(app, coordinator)


def fields(**given):
    return {"name": "협치사업예산", "year": "2017", "unit": "thousand", "source": "", "rows": PASTED} | given


def test_a_pasted_table_is_published_and_read_by_everybody(app, desk):
    page = desk.send("/mapo/budget/tables/new", **fields())
    assert "46억 1,193만 5,000원" in page.text or "4,611,935,000원" in page.text
    visitor = people.visitor(app)
    assert "협치사업예산" in visitor.page("/mapo/budget/tables").text
    assert "461,665" in visitor.page(page.path).text
    assert "4.61665" in visitor.page(f"{page.path}?unit=eok").text
    assert "461,665" in visitor.page(f"{page.path}?unit=furlong").text
    assert "예산표 내리기" not in visitor.page(page.path).text
    visitor.page(f"/en{page.path}")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_downloaded_can_be_published_again(app, mapo, coordinator, desk, kind):
    table = publish(mapo, coordinator)
    answer = people.visitor(app).get(f"/mapo/budget/tables/{table.id}.{kind}")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert outline.read(sheets.read(answer.data), 1_000) == outline.read(PLAN, 1_000)
    file = (io.BytesIO(answer.data), f"table.{kind}")
    desk.send("/mapo/budget/tables/new", **fields(rows="", name="다시 올린 표", file=file))
    assert [one.total_won for one in queries.tables(mapo)] == [4_611_935_000] * 2


def test_a_wrong_sum_is_told_by_row_and_the_table_comes_back(desk):
    wrong = PASTED.replace("221,665", "221,664")
    page = desk.send("/mapo/budget/tables/new", 422, **fields(rows=wrong))
    assert "3행" in page.text and "461,664" in page.text and "221,664" in page.html


def test_a_file_that_is_none_is_refused_at_its_field(desk):
    page = desk.send("/mapo/budget/tables/new", 422, **fields(rows="", file=(io.BytesIO(b"PK\x03\x04"), "table.xlsx")))
    assert "표 파일로 읽을 수 없습니다" in page.text


def test_a_faulty_file_is_put_into_the_box_to_be_mended(desk):
    file = (io.BytesIO(PASTED.replace("221,665", "x").encode("cp949")), "table.csv")
    page = desk.send("/mapo/budget/tables/new", 422, **fields(rows="", file=file))
    assert "4행" in page.text and "시민협력플랫폼 구축·운영 지원" in page.html


def test_a_table_is_withdrawn_with_a_reason_and_brought_back(app, mapo, coordinator, desk):
    path = f"/mapo/budget/tables/{publish(mapo, coordinator).id}"
    assert "내린 표입니다" in desk.send(f"{path}/withdraw", reason=WHY).text
    assert WHY in people.visitor(app).page(path).text
    assert "협치사업예산" not in people.visitor(app).page("/mapo/budget/tables").text
    assert "내린 표입니다" not in desk.send(f"{path}/restore").text


@pytest.mark.parametrize("role", [None, *Role])
def test_only_coordinators_publish_and_withdraw(app, mapo, coordinator, role):
    browser = people.visitor(app, people.official(mapo, role) if role else people.resident())
    table = publish(mapo, coordinator)
    may = role is Role.COORDINATOR
    assert browser.get("/mapo/budget/tables/new").status_code == (200 if may else 403)
    assert browser.post(f"/mapo/budget/tables/{table.id}/withdraw", data={"reason": WHY}).status_code == (302 if may else 403)


def test_a_long_table_costs_no_more_statements(app, mapo, coordinator):
    table = publish(mapo, coordinator, rows=[["구분", "금액"], *[["가", "1"]] * 1_500])
    with counted() as sent:
        people.visitor(app).page(f"/mapo/budget/tables/{table.id}")
    assert len(sent) <= 12


def test_another_districts_table_is_not_here(app, mapo, coordinator):
    people.district("eunpyeong")
    table = publish(mapo, coordinator)
    for ending in ("", ".csv", ".xlsx"):
        assert people.visitor(app).get(f"/eunpyeong/budget/tables/{table.id}{ending}").status_code == 404
    assert people.visitor(app).get(f"/mapo/budget/tables/{table.id}.exe").status_code == 404
