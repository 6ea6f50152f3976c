"""Elections from .pb files become counted papers, and hostile or odd files are refused whole."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.history import entries
from app.extensions import db as database
from app.voting import imports, queries, rules
from app.voting.models import Ballot, Paper
from app.voting.states import PaperState
from tests.make import people

FILES = Path(__file__).parents[1] / "fixtures" / "pb"
VILLAGE = (FILES / "hwahap-dong_2026.pb").read_bytes()


def test_a_file_becomes_a_counted_paper_with_its_announced_selection(app):
    paper = imports.import_pb(people.district(), VILLAGE)
    assert paper.state is PaperState.COUNTED
    assert paper.imported
    row = queries.tally_row(paper)
    assert set(row.official) == set(row.result["selected"]) == {"p1", "p3", "p4"}
    assert queries.turnout(paper) == {"voters": 8}
    assert [entry.action for entry in entries(paper)] == ["paper.opened", "paper.filled", "paper.closed", "paper.counted"]


def test_its_page_says_that_the_announced_selection_came_out(app, page):
    paper = imports.import_pb(people.district(), VILLAGE, title="옮겨 온 시험 투표")
    shown = page(f"/mapo/results/{paper.id}")
    assert "발표된 선정 결과와 같습니다" in shown.text
    assert "골목길 가로등 교체" in shown.text
    assert "옮겨 온 시험 투표" in page("/mapo/votes").text


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", rules.FileNotImported),
        (b"META\nkey;value\n", rules.FileNotImported),
        (VILLAGE.replace(b"rule;greedy", b"rule;invented"), rules.FileNotImported),
        (VILLAGE.replace(b"budget;100000000", b"budget;100000000.5"), rules.DecimalsNotImported),
    ],
)
def test_a_file_that_cannot_be_counted_leaves_nothing_behind(app, content, error):
    with pytest.raises(error):
        imports.import_pb(people.district(), content)
    for table in (Paper, Ballot):
        assert database.session.scalar(select(func.count()).select_from(table)) == 0


def test_amounts_keep_their_currency(app, page):
    paper = imports.import_pb(people.district(), VILLAGE.replace(b"currency;KRW", b"currency;PLN"))
    shown = page(f"/mapo/results/{paper.id}")
    assert "100,000,000 PLN을 정했습니다" in shown.text
    assert not re.search(r"\d원", shown.text)


def test_a_withdrawn_option_stays_on_the_paper_and_loses(app):
    paper = imports.import_pb(people.district(), VILLAGE.replace(b"p1;60000000", b"p1;999999999"))
    outcome = queries.result(paper).outcomes["p1"]
    assert not outcome.selected


def test_the_command_imports_and_says_whether_it_came_out(app):
    people.district()
    runner = app.test_cli_runner()
    said = runner.invoke(args=["voting", "import", "mapo", str(FILES / "hwahap-dong_2026.pb")])
    assert said.exit_code == 0, said.output
    assert "3 selected, as announced: true" in said.output
    assert runner.invoke(args=["voting", "import", "nowhere", str(FILES / "hwahap-dong_2026.pb")]).exit_code == 2
    assert runner.invoke(args=["voting", "import", "mapo", str(FILES / "points_with_decimals.pb")]).exit_code == 2
