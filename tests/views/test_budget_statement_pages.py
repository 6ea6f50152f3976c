"""The opinion statement on the web: everybody reads it as page and file, the coordinator issues it."""

from app.budget.states import Stage
from tests.make import budget as make


def test_before_the_first_edition_the_page_says_when_it_will_come(app, page, client):
    made = make.at(Stage.INTAKE)
    assert "아직 주민의견서가 없습니다" in page(f"/mapo/budget/{made.cycle.id}/statement").text
    assert client.get(f"/mapo/budget/{made.cycle.id}/statement.pdf").status_code == 404
    page(f"/mapo/budget/{made.cycle.id}/statement/new", 403, as_=made.coordinator)


def test_the_coordinator_issues_it_and_everybody_reads_page_and_file(app, page, client):
    made = make.at(Stage.BUDGETING)
    path = f"/mapo/budget/{made.cycle.id}/statement"
    shown = page(f"{path}/new", as_=made.coordinator)
    assert "주민이 선정한 사업" in shown.text
    refused = page(f"{path}/new", 422, data={"opinion": "짧은 의견"})
    assert "짧은 의견" in refused.text
    issued = page(f"{path}/new", data={"opinion": make.OPINION})
    assert "1판" in issued.text
    assert "고쳐 내기" in issued.text
    page(f"{path}/new", data={"opinion": make.OPINION, "reason": make.REASON})
    client.get("/sign-out")
    told = page(path, as_=made.proposers[0])
    assert make.REASON in told.text
    assert "고쳐 내기" not in told.text
    file = client.get(f"{path}.pdf")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")
    assert "Residents" in page(f"/en{path}").text
