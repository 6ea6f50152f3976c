"""Elections held elsewhere: all of a file comes in or nothing, and counting it here selects what was selected there."""

import pytest

from app.budget import queries
from app.budget.models import Cycle
from app.budget.services import cycles, importing, selection
from app.budget.states import REACHED, Stage
from app.districts.states import Role
from app.extensions import db
from app.proposals.models import Proposal
from app.voting import pb
from app.voting import services as voting
from app.voting.models import Ballot, Paper
from app.voting.queries import tally_row
from tests.elections import samples
from tests.make import people

FILE = """META
key;value
description;시험 참여예산
country;Testland
unit;Testville
instance;2024
num_projects;4
num_votes;5
budget;100
vote_type;approval
rule;greedy
date_begin;01.04.2024
date_end;15.04.2024
currency;EUR
PROJECTS
project_id;cost;votes;name;category;selected
a;60;4;자전거 길;public transit and roads;1
b;50;3;나무 심기;urban greenery;0
c;40;2;작은 도서관;education,culture;1
d;30;1;없던 것;;0
VOTES
voter_id;vote
1;a,b
2;a,b
3;a,c
4;a,b,c
5;d
"""


def bring_in(place, text=FILE, name="시험 옮김"):
    return importing.bring_in(place, pb.parse(text), name=name, source="test.pb")


def test_a_file_becomes_a_cycle_at_the_vote_with_its_ballots_in_the_box(app):
    done = bring_in(people.district())
    cycle = done.cycle
    assert (done.proposals, done.ballots) == (4, 5)
    assert (cycle.stage, cycle.currency, cycle.year, cycle.envelope_won) == (Stage.FINAL_SELECTION, "EUR", 2024, 100)
    first = queries.in_state(cycle, *REACHED["second"])[0]
    assert (first.proposal.current.title, first.proposal.currency, first.proposal.channel.value) == ("자전거 길", "EUR", "import")
    assert first.proposal.field.value == "transport"


def test_closing_and_counting_selects_what_the_file_says(app):
    place = people.district()
    done = bring_in(place)
    coordinator = people.official(place, Role.COORDINATOR)
    assert importing.agrees(done.cycle) is False
    selection.close_vote(done.cycle, by=coordinator)
    chosen = [one.option_code for one in queries.in_state(done.cycle, *REACHED["selected"])]
    assert chosen == ["a", "c"]
    assert importing.agrees(done.cycle) is True
    assert tally_row(queries.paper(done.cycle)).official == ["a", "c"]
    cycles.advance(done.cycle, by=coordinator)
    assert len(queries.items(done.cycle)) == 2


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("num_votes;5", "num_votes;6"), 8),
        (("4;a,b,c", "4;a,b,z"), 26),
        (("rule;greedy", "rule;astrology"), 11),
        (("budget;100", "budget;100.50"), 9),
        (("c;40;2", "c;40.25;2"), 19),
        (("currency;EUR", "currency"), 14),
    ],
)
def test_a_file_with_a_fault_is_refused_at_its_line_and_nothing_is_left_behind(app, tmp_path, change, line):
    people.district()
    path = tmp_path / "broken.pb"
    path.write_text(FILE.replace(*change))
    answer = app.test_cli_runner().invoke(args=["pb", "import", str(path), "--district", "mapo"])
    assert answer.exit_code == 2, answer.output
    assert f"line {line}: " in answer.output
    for model in (Cycle, Proposal, Paper, Ballot):
        assert db.session.query(model).count() == 0


def test_a_late_failure_leaves_nothing_behind(app, monkeypatch):
    place = people.district()
    monkeypatch.setattr("app.voting.services.fill_box", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_in(place)
    for model in (Cycle, Proposal, Paper, Ballot):
        assert db.session.query(model).count() == 0


def test_the_command_says_what_it_brought_in_and_refuses_a_second_time(app, tmp_path):
    people.district()
    path = tmp_path / "fine.pb"
    path.write_text(FILE)
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["pb", "import", str(path), "--district", "mapo", "--name", "시험"])
    assert answer.exit_code == 0, answer.output
    assert "시험: 4 projects, 5 ballots, budget 100 EUR" in answer.output
    again = runner.invoke(args=["pb", "import", str(path), "--district", "mapo", "--name", "시험"])
    assert again.exit_code == 2
    assert "CYCLE_EXISTS" in again.output
    assert db.session.query(Proposal).count() == 4
    assert runner.invoke(args=["pb", "import", str(path), "--district", "atlantis"]).exit_code == 2


@pytest.mark.elections
@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem[:40])
def test_the_sample_files_come_out_as_announced(app, path, monkeypatch):
    monkeypatch.setattr(voting, "on_kept", [])  # what a loser would have needed is another question, and takes long
    place = people.district()
    file = pb.parse(path.read_bytes())
    done = importing.bring_in(place, file, name=path.stem[:80], source=path.name)
    assert done.ballots == int(file.value("num_votes"))
    selection.close_vote(done.cycle, by=people.official(place, Role.COORDINATOR))
    assert importing.agrees(done.cycle) is not False
