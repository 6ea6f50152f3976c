"""Everything public of a cycle as files, the yearly disclosure, and the to-do home that counts what waits."""

import pytest

from app.budget import queries
from app.budget.files import FILES
from app.budget.states import Stage
from app.core.sheets import read
from tests.make import budget as make
from tests.make import delivery as made_delivery
from tests.make import people


def test_a_closed_cycle_offers_every_file_and_each_has_all_its_rows(app, page, client):
    made = make.at(Stage.CLOSED)
    here = f"/mapo/budget/{made.cycle.id}/files"
    shown = page(here)
    for words in ("1차 심사 결과", "투표 결과", ".pb", "주민의견서", "사업 집행"):
        assert words in shown.text
    links = [
        attributes["href"] for tag, attributes in shown.elements if tag == "a" and "/files/" in (attributes.get("href") or "")
    ]
    assert len(links) == 2 * (len(FILES) - 1)  # nobody has worked the items out line by line
    numbers = {one.number for one in made.proposals}
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        rows = read(answer.data)
        assert rows[0] == list(FILES[link.rpartition("/")[2].partition(".")[0]][0])
        if "candidates" in link:
            assert {row[0] for row in rows[1:]} == numbers
        if "items" in link:
            assert {row[0] for row in rows[1:]} == {one.candidate.proposal.number for one in queries.items(made.cycle)}
    assert client.get(f"{here}/candidates.exe").status_code == 404
    assert client.get(f"{here}/people.csv").status_code == 404


@pytest.mark.parametrize("stage", [Stage.INTAKE, Stage.FIRST_SCREENING])
def test_a_file_that_would_be_empty_is_not_offered(app, page, client, stage):
    made = make.at(stage)
    assert "2차 심사 결과" not in page(f"/mapo/budget/{made.cycle.id}/files").text
    assert client.get(f"/mapo/budget/{made.cycle.id}/files/items.csv").status_code == 404


def test_the_disclosure_of_a_year_tells_figures_and_every_project_with_its_spending(app, page, client):
    people.district()
    assert "아직 공시할 것이 없습니다" in page("/mapo/budget/disclosure").text
    assert client.get("/mapo/budget/disclosure.csv").status_code == 404
    made, delivery = made_delivery.running()
    made_delivery.spend(made, delivery, 5_000_000)
    shown = page("/mapo/budget/disclosure?year=1999")
    assert "500만원" in shown.text
    rows = read(client.get("/mapo/budget/disclosure.xlsx").data)
    assert len(rows) == 1 + len(queries.items(made.cycle))
    assert str(delivery.spent_won) in {row[8] for row in rows[1:]}
    assert "Yearly disclosure" in page("/en/mapo/budget/disclosure").text


def test_the_to_do_home_counts_what_waits_and_what_is_late(app, page):
    made = make.at(Stage.DEPARTMENT_REVIEW)
    make.candidates.assign(made.cycle, made.candidates, made.department, by=made.coordinator)
    shown = page("/mapo/desk", as_=made.officer)
    assert "기다리는 일 3건" in shown.text
    assert "늦은 일 0건" in shown.text
