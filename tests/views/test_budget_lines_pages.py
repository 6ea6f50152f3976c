"""Lines of the bill's items over HTTP: written, refused by row, shown in any unit, downloaded and brought in again."""

import io

import pytest

from app.budget import queries
from app.budget.services import lines
from app.budget.states import Stage
from app.districts.states import Role
from tests.make import budget as make
from tests.make import people
from tests.services.test_budget_lines import drafts, whole


@pytest.fixture
def made(db):
    return make.at(Stage.BUDGETING)


@pytest.fixture
def item(made):
    return queries.item(made.district, made.cycle.id, queries.items(made.cycle)[0].id)


@pytest.fixture
def items_path(made):
    return f"/{made.district.slug}/budget/{made.cycle.id}/items"


def test_the_department_writes_what_the_money_is_for(app, made, item, items_path):
    officer = people.visitor(app, made.officer)
    path = f"{items_path}/{item.id}/lines"
    assert "세부항목" in officer.page(path).html
    half = whole(item) * 1_000 // 2
    page = officer.send(path, unit="thousand", rows=f"세부항목\t산출근거\t금액\n공사비\t2곳\t{half:,}\n설계비\t\t{half:,}")
    assert "공사비" in page.text and "세부 내역 고치기" in page.text
    eok = f"{item.amount_won / 2 / 100_000_000:g}"
    assert eok in people.visitor(app).page(f"{items_path}?unit=eok").text
    people.visitor(app).page(f"/en{items_path}?unit=furlong")


def test_a_wrong_sum_is_told_by_row_and_the_table_comes_back(app, made, item, items_path):
    desk = people.visitor(app, made.coordinator)
    page = desk.send(f"{items_path}/{item.id}/lines", 422, unit="won", rows="항목\t금액\n공사비\t1")
    assert "2행" in page.text and "공사비" in page.html


def test_the_file_of_all_lines_can_be_brought_in_again(app, made, item, items_path):
    desk = people.visitor(app, made.coordinator)
    lines.write(item, by=made.coordinator, role=Role.COORDINATOR, drafts=drafts(whole(item) - 20, 20))
    base = f"/{made.district.slug}/budget/{made.cycle.id}"
    for kind in ("csv", "xlsx"):
        answer = people.visitor(app).get(f"{base}/files/item-lines.{kind}")
        assert answer.status_code == 200
        desk.send(f"{items_path}/lines", unit="won", rows="", file=(io.BytesIO(answer.data), f"lines.{kind}"))
    shown = queries.item(made.district, made.cycle.id, item.id)
    assert [one.amount_won for one in shown.lines] == [one.amount_won for one in drafts(whole(item) - 20, 20)]
    assert "예산안의 세부 내역" in desk.page(f"{base}/files").text
    assert "1행" in desk.send(f"{items_path}/lines", 422, unit="won", rows="제안번호\t항목\t금액").text


def test_the_council_cut_is_named_by_line_on_the_page_and_in_the_disclosure(app, made, item, items_path):
    desk = people.visitor(app, made.coordinator)
    lines.write(item, by=made.coordinator, role=Role.COORDINATOR, drafts=drafts(whole(item) - 20, 20))
    second = queries.item(made.district, made.cycle.id, item.id).lines[1]
    assert "세부 항목마다" in desk.page(f"{items_path}/{item.id}").text
    sent = {"decision": "amended", f"line_{second.id}": "500만", "decided_on": "2017-01-01", "reason": make.REASON}
    desk.send(f"{items_path}/{item.id}", 422, **sent | {f"line_{second.id}": "많이"})
    page = desk.send(f"{items_path}/{item.id}", **sent)
    assert "(△15,000,000)" in page.text
    visitor = people.visitor(app)
    disclosed = f"/{made.district.slug}/budget/disclosure"
    assert "세부 내역 2줄" in visitor.page(disclosed).text
    assert "항목 2" in visitor.get(f"{disclosed}-lines.csv").data.decode("utf-8-sig")
    assert visitor.get(f"{disclosed}-lines.pdf").status_code == 404


def test_nobody_else_writes_lines(app, made, item, items_path):
    people.visitor(app, made.panelist).page(f"{items_path}/{item.id}/lines", 403)
    people.visitor(app, made.officer).page(f"{items_path}/lines", 403)
