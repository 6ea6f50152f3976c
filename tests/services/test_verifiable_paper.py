"""Ballots on paper: one person, one way of voting; two officers, one count; both verifiers see them."""

import io
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from app.accounts.models import Resident
from app.districts.states import Role
from app.extensions import db as database
from app.verifiable import queries, rules, services
from app.verifiable.models import IssuedToken, PaperBatch
from app.verifiable.services import paper as desk
from app.voting import queries as voting_queries
from app.voting import services as voting_services
from app.voting.models import Paper
from app.voting.protocol import keyfile
from app.voting.rules import AlreadyVoted, TooYoungToVote, VotingClosed
from tests.make import people, sealed
from tests.parallel import at_once
from tests.verifier import verifier

WORDS = "a long passphrase"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    locked = keyfile.locked
    monkeypatch.setattr(keyfile, "locked", lambda *given, **_: locked(*given, cost_bits=10))


@pytest.fixture
def officers(app):
    place = people.district()
    both = [people.official(place, Role.CLERK), people.official(place, Role.COORDINATOR)]
    for one in both:
        desk.make_key(place, by=one, passphrase=WORDS)
    return both


@pytest.fixture
def paper(officers):
    return sealed.paper(min_age=19)


def handed_out(paper, by, number=1, station="hapjeong-1"):
    given = [people.resident() for _ in range(number)]
    for person in given:
        desk.hand_out(paper, by=by, email=person.email, station=station)
    return given


def closed(paper):
    voting_services.close(paper, by=None, role="")
    return database.session.get_one(Paper, paper.id)


def entered(paper, by, rows, station="hapjeong-1"):
    return desk.enter(paper, by=by, station=station, style="citizens", rows=rows, passphrase=WORDS)


def test_paper_ballots_are_counted_with_the_others_and_verified(paper, officers):
    sealed.vote(paper, ["p1"])
    handed_out(paper, officers[0], 4)
    paper = closed(paper)
    assert paper.is_sealed, "the box stays shut until the papers are counted"
    batch = entered(paper, officers[0], "p1 p2 * 2\n무효\n")
    assert paper.is_sealed
    desk.confirm(paper, batch, by=officers[1], passphrase=WORDS)
    voting_services.count_paper(paper.id)
    paper = database.session.get_one(Paper, paper.id)
    result = voting_queries.result(paper)
    assert (result.outcomes["p1"].votes, result.outcomes["p2"].votes) == (3, 2)
    assert result.spoiled == {"SPOILED_PAPER": 1}
    report = verifier.verify(io.BytesIO(services.exported(paper)))
    assert report.exit_code == 3, list(report.lines("en"))
    assert [level for check, level, *_ in report.findings if check in ("V11", "V16")] == ["ok", "ok", "note"]


def test_whoever_has_a_paper_gets_no_token_and_the_other_way_round(paper, officers):
    (person,) = handed_out(paper, officers[0])
    with pytest.raises(rules.AlreadyIssued):
        sealed.vote(paper, ["p1"], by=person)
    online = people.resident()
    sealed.vote(paper, ["p1"], by=online)
    with pytest.raises(rules.AlreadyIssued):
        desk.hand_out(paper, by=officers[0], email=online.email, station="hapjeong-1")


def test_of_paper_and_token_at_the_same_instant_one_wins(app, paper, officers):
    """T18."""
    ids, paper_id = [people.resident().id for _ in range(6)], paper.id
    emails = [database.session.get_one(Resident, one).email for one in ids]
    clerk_id, asked = officers[0].id, [sealed.voter(paper).blinded() for _ in ids]

    def token(number):
        return services.issue(
            database.session.get_one(Paper, paper_id), by=database.session.get_one(Resident, ids[number]), blinded=asked[number]
        )

    def sheet(number):
        clerk = database.session.get_one(Resident, clerk_id)
        return desk.hand_out(database.session.get_one(Paper, paper_id), by=clerk, email=emails[number], station="hapjeong-1")

    answers = at_once(app, [partial(act, number) for number in range(6) for act in (token, sheet)])
    assert sum(isinstance(one, (rules.AlreadyIssued, AlreadyVoted)) for one in answers) == 6, answers
    database.session.rollback()
    assert database.session.scalar(select(func.count()).select_from(IssuedToken)) == 6


def test_a_booths_list_names_whose_paper_stays_in_its_envelope(paper, officers):
    new, voted, child = people.resident(), people.resident(), people.resident(birth_date=date(2010, 1, 1))
    sealed.vote(paper, ["p1"], by=voted)
    emails = [new.email, voted.email, child.email, "nobody@example.test", new.email]
    listed = desk.hand_in_list(paper, by=officers[0], emails=emails, station="booth-7")
    assert (listed.taken, listed.set_aside) == (1, [voted.email, child.email, "nobody@example.test"])
    assert queries.handed_out(paper.id) == {("booth-7", "citizens"): 1}


def test_papers_are_refused_to_whoever_may_not_vote_and_after_the_close(paper, officers):
    child = people.resident(birth_date=date(2010, 1, 1))
    with pytest.raises(TooYoungToVote):
        desk.hand_out(paper, by=officers[0], email=child.email, station="hapjeong-1")
    with pytest.raises(rules.NobodyByThatAddress):
        desk.hand_out(paper, by=officers[0], email="nobody@example.test", station="hapjeong-1")
    with pytest.raises(rules.NotOnesOwnPaper):
        desk.hand_out(paper, by=officers[0], email=officers[0].email, station="hapjeong-1")
    with pytest.raises(rules.StationMistyped):
        desk.hand_out(paper, by=officers[0], email=child.email, station="합정 1")
    late = people.resident()
    with pytest.raises(VotingClosed):
        desk.hand_out(closed(paper), by=officers[0], email=late.email, station="hapjeong-1")


def test_a_vote_opened_without_two_officers_keys_has_no_paper(app):
    clerk = people.official(people.district(), Role.CLERK)
    desk.make_key(people.district(), by=clerk, passphrase=WORDS)
    with pytest.raises(rules.NoPaperHere):
        desk.hand_out(sealed.paper(), by=clerk, email=people.resident().email, station="hapjeong-1")


def test_one_officer_alone_and_more_ballots_than_papers_are_refused(paper, officers):
    handed_out(paper, officers[0], 2)
    paper = closed(paper)
    with pytest.raises(rules.MoreThanHandedOut):
        entered(paper, officers[0], "p1 * 3")
    with pytest.raises(rules.PassphraseWrong):
        desk.enter(paper, by=officers[0], station="hapjeong-1", style="citizens", rows="p1", passphrase="another one")
    batch = entered(paper, officers[0], "p1")
    with pytest.raises(rules.SecondPersonNeeded):
        desk.confirm(paper, batch, by=officers[0], passphrase=WORDS)
    again = entered(paper, officers[1], "p1 * 2")
    assert again.id == batch.id, "entered again, it is corrected"
    desk.confirm(paper, again, by=officers[0], passphrase=WORDS)
    with pytest.raises(rules.NoPaperHere):
        entered(database.session.get_one(Paper, paper.id), officers[0], "p1")


def test_a_key_made_after_the_opening_signs_nothing_here(paper, officers):
    handed_out(paper, officers[0])
    desk.make_key(people.district(), by=officers[0], passphrase=WORDS)
    with pytest.raises(rules.PassphraseWrong):
        entered(closed(paper), officers[0], "p1")


def test_the_box_is_opened_only_when_every_station_is_counted(paper, officers):
    handed_out(paper, officers[0], 1, "hapjeong-1")
    handed_out(paper, officers[0], 1, "mangwon-2")
    paper = closed(paper)
    desk.confirm(paper, entered(paper, officers[0], "p1", "hapjeong-1"), by=officers[1], passphrase=WORDS)
    assert database.session.get_one(Paper, paper.id).is_sealed
    assert queries.paper_out(paper) == [("mangwon-2", "citizens")]
    desk.confirm(paper, entered(paper, officers[0], "", "mangwon-2"), by=officers[1], passphrase=WORDS)
    assert not database.session.get_one(Paper, paper.id).is_sealed
    assert database.session.scalar(select(func.count()).select_from(PaperBatch)) == 2


@pytest.mark.parametrize(
    ("typed", "kind", "rows"),
    [
        ("1 3 5 * 12", "names", [({"names": ["1", "3", "5"]}, 12)]),
        ("3,1\n1 3 * 2\n", "names", [({"names": ["1", "3"]}, 3)]),
        ("3 1", "ranking", [({"ranking": ["3", "1"]}, 1)]),
        ("1=3 2=0", "points", [({"points": {"1": 3, "2": 0}}, 1)]),
        ("기권 * 2\n무효", "names", [({"none": True}, 2), ({"unreadable": "SPOILED_PAPER"}, 1)]),
    ],
)
def test_counted_papers_are_read_as_officers_type_them(typed, kind, rows):
    assert rules.read_rows(typed, kind) == [{"a": answer, "n": number} for answer, number in rows]


@pytest.mark.parametrize(
    ("typed", "kind"), [("1 * 0", "names"), ("* 3", "names"), ("1 2", "points"), ("1=x", "points"), ("1 * 2 * 3", "names")]
)
def test_a_line_that_is_none_is_named(typed, kind):
    with pytest.raises(rules.RowsMistyped) as caught:
        rules.read_rows(f"\n{typed}", kind)
    assert caught.value.params == {"line": 2}
