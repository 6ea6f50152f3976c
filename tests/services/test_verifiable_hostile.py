"""What hostile people, broken machines and bad luck do to a vote at level L2 (docs/attack-list.md)."""

import hashlib
import io
import logging
import subprocess
import sys
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from app.core import clock
from app.core.database import lay_anew
from app.extensions import db as database
from app.verifiable import queries, rules, services
from app.verifiable.models import Envelope, IssuedToken
from app.voting import queries as voting_queries
from app.voting import services as voting_services
from app.voting.models import Paper
from app.voting.protocol.canonical import b64, read, unb64
from app.voting.protocol.log import leaf_hash
from app.voting.rules import OptionDraft, VotingClosed
from app.voting.states import Standing
from tests.conftest import sign_in
from tests.house.source import ROOT
from tests.make import people, sealed
from tests.parallel import at_once
from tests.verifier import verifier


@pytest.fixture
def paper(app):
    return sealed.paper()


def process(*words):
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.other_process", url, *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def go(*started):
    """Let them act at the same moment; what each printed."""
    for one in started:
        assert one.stdout.readline() == "ready\n"
    for one in started:
        one.stdin.write("go\n")
        one.stdin.flush()
    return [one.communicate(timeout=120)[0] for one in started]


def stored(table):
    database.session.rollback()
    return database.session.scalar(select(func.count()).select_from(table))


def test_processes_that_race_for_the_same_voters_take_each_ballot_once(paper):
    """T16: no lock is shared but the database's."""
    ids = [people.resident().id for _ in range(12)]
    answers = go(*(process(paper.id, "race", *ids) for _ in range(3)))
    assert sum(map(int, answers)) == 12
    assert stored(Envelope) == stored(IssuedToken) == 12


def test_a_ballot_that_two_processes_bring_at_the_same_instant_is_there_once_and_both_have_the_receipt(paper, tmp_path):
    """An impatient phone sends again before it was answered: neither sender is told that the ballot was not taken."""
    lines = []
    for _ in range(12):
        mine = sealed.voter(paper)
        token = mine.token(services.issue(paper, by=people.resident(), blinded=mine.blinded()))
        lines.append(mine.envelope(token, {"names": ["p1"]}, 1).hex())
    file = tmp_path / "ballots"
    file.write_text("\n".join(lines))
    assert go(*(process(paper.id, "rush", file) for _ in range(3))) == ["12 0\n"] * 3
    assert stored(Envelope) == 12


def test_a_question_that_meets_itself_is_answered_twice_in_the_same_way(paper, monkeypatch):
    """The first look finds no token yet; when the row is refused, the other question's answer is there."""
    person, mine = people.resident(), sealed.voter(paper)
    asked = mine.blinded()
    answer = services.issue(paper, by=person, blinded=asked)
    looks = iter([None])
    real = queries.issued
    monkeypatch.setattr(queries, "issued", lambda *given: next(looks, real(*given)))
    monkeypatch.setattr(voting_queries, "standing", lambda *_: Standing.MAY_VOTE)
    assert services.issue(paper, by=person, blinded=asked) == answer
    looks = iter([None])
    with pytest.raises(rules.AlreadyIssued):
        services.issue(paper, by=person, blinded=sealed.voter(paper).blinded())


def test_a_second_click_of_the_assisted_form_that_meets_the_first_has_its_receipt(paper, monkeypatch):
    """It saw no ballot yet, and asks for a token when the first one has just been given: its ballot is there to be found."""
    person, seed = people.resident(), bytes(16)
    receipt = services.assist(paper, by=person, raw_choice=["p1"], seed=seed)
    looks, real = [None], queries.last_of
    monkeypatch.setattr(queries, "last_of", lambda *given: looks.pop() if looks else real(*given))
    assert services.assist(paper, by=person, raw_choice=["p1"], seed=seed) == receipt
    assert not looks and stored(Envelope) == 1
    looks.append(None)
    with pytest.raises(rules.AlreadyIssued):
        services.assist(paper, by=person, raw_choice=["p1"], seed=bytes(15) + b"1")


@pytest.mark.parametrize("moment", ["", "early-"])
def test_a_server_killed_before_it_answered_costs_no_vote_and_gives_no_second_one(paper, moment):
    """T49: kill -9 just after, or just before, the commit; the voter asks again with the same bytes."""
    person, mine = people.resident(), sealed.voter(paper)
    asked = mine.blinded()
    go(process(paper.id, f"{moment}crash-issue", person.id, asked.hex()))
    assert stored(IssuedToken) == (0 if moment else 1)
    token = mine.token(services.issue(paper, by=person, blinded=asked))
    content = mine.envelope(token, {"names": ["p1"]}, 1)
    go(process(paper.id, f"{moment}crash-cast", content.hex()))
    assert stored(Envelope) == (0 if moment else 1)
    assert services.put(paper, content) == services.put(paper, content)
    assert stored(Envelope) == stored(IssuedToken) == 1


def test_every_ballot_with_a_receipt_is_in_the_log_whatever_the_close_did(app, paper):
    """T17: casts and the close at the same moment. A ballot is either refused, or promised and kept."""
    voters = [(sealed.voter(paper), people.resident()) for _ in range(6)]
    contents = [mine.envelope(sealed.token(paper, person, mine), {"names": ["p1"]}, 1) for mine, person in voters]
    paper_id = paper.id
    acts = [partial(lambda one: services.put(database.session.get_one(Paper, paper_id), one), content) for content in contents]
    acts.insert(3, lambda: voting_services.close(database.session.get_one(Paper, paper_id), by=None, role=""))
    answers = at_once(app, acts)
    receipts = [one for one in answers if isinstance(one, bytes)]
    assert sum(isinstance(one, VotingClosed) for one in answers) == 6 - len(receipts), answers
    database.session.rollback()
    voting_services.count_paper(paper_id)
    report = verifier.verify(io.BytesIO(services.exported(database.session.get_one(Paper, paper_id))), receipts=receipts)
    assert report.exit_code == 3, list(report.lines("en"))


def test_a_token_of_another_poll_or_electorate_is_refused_by_the_box(paper):
    """T11."""
    other = sealed.paper()
    ticket = sealed.vote(other)
    alien = sealed.voter(paper)
    for content in (
        ticket.voter.envelope(ticket.token, {"names": ["p1"]}, 2),
        alien.envelope(ticket.token, {"names": ["p1"]}, 1),
        alien.envelope(bytes(len(ticket.token)), {"names": ["p1"]}, 1),
    ):
        with pytest.raises(rules.EnvelopeNotTaken):
            services.put(paper, content)
    assert queries.waiting(paper.id) == 0


def test_the_cast_route_sets_no_cookie_and_leaves_no_line_in_any_log(client, paper, caplog):
    """T29, T30."""
    caplog.set_level(logging.DEBUG)
    mine = sealed.voter(paper)
    content = mine.envelope(sealed.token(paper, people.resident(), mine), {"names": ["p4"]}, 1)
    caplog.clear()
    answer = client.application.test_client().post(f"/mapo/votes/{paper.id}/box", data=content)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert b64(mine.public) not in caplog.text
    assert not [one for one in caplog.records if "box" in one.getMessage()]
    assert "accesslog = None" in (ROOT / "gunicorn.conf.py").read_text()


def test_a_second_issue_is_a_409_with_a_clear_sentence(client, paper):
    """T12."""
    person = people.resident()
    sign_in(client, person)
    asked = [b64(sealed.voter(paper).blinded()) for _ in range(2)]
    first, second = (client.post(f"/mapo/votes/{paper.id}/token", data={"blinded": one}) for one in asked)
    assert (first.status_code, second.status_code) == (200, 409)
    assert "이미 받으셨습니다" in second.json["error"]


def test_answers_of_the_box_have_one_length_whatever_was_chosen(client, paper):
    """T28: the requests' length is tests/rules/protocol/test_protocol_envelope.py."""
    lengths = set()
    for chosen in (["p1"], ["p1", "p2", "p3"], []):
        mine = sealed.voter(paper)
        said = {"names": chosen} if chosen else {"none": True}
        content = mine.envelope(sealed.token(paper, people.resident(), mine), said, 1)
        answer = client.application.test_client().post(f"/mapo/votes/{paper.id}/box", data=content)
        lengths.add((len(content), len(answer.data)))
    assert len(lengths) == 1


def test_titles_full_of_markup_are_text_on_every_page(page, app):
    """T39."""
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'</title>\u202e{{ 7*7 }}"
    paper = sealed.paper(
        title=f"투표 {nasty}", options=[OptionDraft("p1", f"하나 {nasty}", summary=nasty), OptionDraft("p2", "둘")]
    )
    person = people.resident()
    shown = [page(f"/mapo/votes/{paper.id}/ballot", as_=person), page(f"/mapo/results/{paper.id}/audit")]
    sealed.vote(paper, ["p1"])
    voting_services.close(paper, by=None, role="")
    voting_services.count_paper(paper.id)
    shown += [page(f"/mapo/results/{paper.id}"), page(f"/mapo/votes/{paper.id}/track")]
    for one in shown:
        assert "<img src=x" not in one.html
        assert "<script>alert" not in one.html
        assert "49" not in one.html or "{{ 7*7 }}" in one.text


def assert_a_new_file(name):
    """On PostgreSQL: no place between the rows is left for an older copy."""
    places = list(database.session.scalars(database.text(f"SELECT ctid::text FROM {name} ORDER BY ctid")))
    pages = [int(place[1:].split(",")[0]) for place in places]
    assert places == [f"({page},{n})" for page in sorted(set(pages)) for n in range(1, pages.count(page) + 1)]


def test_older_copies_are_gone_although_somebody_was_reading_when_the_box_was_written_anew(app, monkeypatch):
    """For an older reader PostgreSQL would carry them over into the new file: it is waited for."""
    paper = sealed.paper(expected_voters=5000)
    for _ in range(8):
        sealed.vote(paper)
    if database.engine.dialect.name != "postgresql":
        assert not lay_anew(Envelope), "on SQLite rows lie in order by themselves"
        return
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        reader.execute(select(func.count()).select_from(IssuedToken))
        waited = []
        monkeypatch.setattr("app.core.database.sleep", lambda _: waited.append(reader.rollback()))
        voting_services.close(paper, by=None, role="")
        assert waited
    assert_a_new_file("envelope")


def test_a_dump_of_the_box_tells_neither_time_nor_order(app):
    """T27, T35: columns that could tell are not there, and the rows of a written batch lie in the order of their hashes."""
    paper = sealed.paper(expected_voters=5000)
    for _ in range(8):
        sealed.vote(paper)
    voting_services.close(paper, by=None, role="")
    is_postgres = database.engine.dialect.name == "postgresql"
    for name, key in (("envelope", "leaf_hash"), ("ballot", "key")):
        order = " ORDER BY ctid" if is_postgres else ""
        rows = list(database.session.scalars(database.text(f"SELECT {key} FROM {name}{order}")))
        assert len(rows) == 8
        assert rows == sorted(rows), name
        if is_postgres:
            assert database.session.scalar(database.text(f"SELECT count(DISTINCT xmin::text) FROM {name}")) == 1
            assert_a_new_file(name)
    for table in (Envelope, IssuedToken):
        assert not {column.name for column in table.__table__.c} & {"id", "created_at", "at", "ip", "resident_id"}
    if database.engine.dialect.name == "sqlite":
        for name in ("envelope", "issued_token", "ballot", "roll_entry"):
            made = database.session.scalar(database.text(f"SELECT sql FROM sqlite_master WHERE name = '{name}'"))
            assert "WITHOUT ROWID" in made, name
    exported = services.exported(database.session.get_one(Paper, paper.id))
    text = b"".join(verifier.read_export(io.BytesIO(exported)).values()).decode()
    for row in database.session.scalars(select(IssuedToken)):
        assert row.nym not in text
        assert row.answer not in text


def test_the_close_is_to_the_second_in_seoul_whatever_the_server_thinks_its_zone_is(app, monkeypatch):
    """T48."""
    paper = sealed.paper()
    ticket = sealed.vote(paper)
    monkeypatch.setenv("TZ", "America/New_York")
    with clock.travel(paper.closes_at.astimezone(clock.SEOUL)), pytest.raises(VotingClosed):
        ticket.change(paper, ["p2"])
    assert sealed.side(paper).frozen.closes_at == paper.closes_at


def test_too_many_questions_in_a_minute_are_slowed_down(client, paper):
    sign_in(client, people.resident())
    answers = [client.post(f"/mapo/votes/{paper.id}/token", data={"blinded": "AAAA"}).status_code for _ in range(22)]
    assert answers[-1] == 429


def test_two_voters_never_share_a_tracker(paper):
    """T26: the ballot key is the voter's own, and a receipt for another leaf is no receipt."""
    tickets = [sealed.vote(paper, ["p1"]) for _ in range(3)]
    assert len({leaf_hash(unb64(read(one.receipt)["leaf"])) for one in tickets}) == 3
    assert voting_queries.box_size(paper) == 0


@pytest.mark.parametrize(
    ("secret", "public", "message", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)  # fmt: skip
def test_the_vector_of_rfc_8032(secret, public, message, signature):
    """Both what signs here and what verifies there; one bit off is no signature."""
    key, said, signed = (
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)),
        bytes.fromhex(message),
        bytes.fromhex(signature),
    )
    assert key.public_key().public_bytes_raw().hex() == public
    assert key.sign(said) == signed
    assert verifier.is_signed(bytes.fromhex(public), signed, said)
    assert not verifier.is_signed(bytes.fromhex(public), signed[:-1] + b"\x01", said)


def test_the_manifest_names_the_program_that_is_served(client, paper):
    """T38: an observer can compare what a browser was given with what was frozen."""
    served = b"".join(client.get(f"/static/{name}").data for name in services.PROGRAM)
    assert sealed.side(paper).frozen.raw["client"] == hashlib.sha256(served).hexdigest()
