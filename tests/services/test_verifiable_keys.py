"""Opening keys held elsewhere, witnesses, and a log that will not go on from a backup."""

import io

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete

from app import config
from app.extensions import db as database
from app.verifiable import queries, report, rules, services, vault
from app.verifiable.models import LogHead, LogLeaf, Witness
from app.verifiable.services import opening, witnesses
from app.voting import jobs
from app.voting import queries as voting_queries
from app.voting import services as voting_services
from app.voting.models import Paper
from app.voting.protocol import keyfile, notes
from app.voting.protocol.canonical import b64
from app.voting.rules import StillSealed
from tests.make import people, sealed, verifiable
from tests.verifier import verifier

SECRET = b"o" * 32
PUBLIC = b64(X25519PrivateKey.from_private_bytes(SECRET).public_key().public_bytes_raw())


@pytest.fixture
def cheap(monkeypatch):
    """Key files that are quick to open."""
    locked = keyfile.locked
    monkeypatch.setattr(keyfile, "locked", lambda *given, **_: locked(*given, cost_bits=10))


@pytest.fixture
def command(app, cheap):
    """command('trustee keygen FILE', typed): `flask vote …` with what is typed at its questions."""

    def run(words: str, typed: str = "", code: int = 0) -> Result:
        result = app.test_cli_runner().invoke(args=["vote", *words.split()], input=typed)
        assert result.exit_code == code, result.output
        database.session.rollback()
        return result

    return run


TWICE, ONCE = "a long passphrase\na long passphrase\n", "a long passphrase\n"


def verified(paper, **given):
    return verifier.verify(io.BytesIO(services.exported(paper)), **given)


def again(paper_id):
    database.session.rollback()
    return database.session.get_one(Paper, paper_id)


def test_trustees_make_share_and_hand_in_the_key_of_a_vote(app, command, tmp_path):
    """T5, T42: two of three open; before the close nobody does, and the server has nothing to open it with."""
    key, folder, whole = tmp_path / "opening.key", tmp_path / "shares", tmp_path / "whole.key"
    public = command(f"trustee keygen {key}", TWICE).output.split("\n")[-2]
    command(f"trustee share {key} {folder} --number 3 --threshold 2", ONCE)
    command(f"trustee enrol mapo {public} --number 3 --threshold 2")
    paper = sealed.paper()
    side = sealed.side(paper)
    assert side.frozen.raw["trustees"] == {"number": 3, "threshold": 2}
    assert b64(side.frozen.opening_key) == public
    assert vault.opening_of(side.vault) is None
    sealed.vote(paper, ["p1"])
    one, three = folder / "share-1.json", folder / "share-3.json"
    assert "NOT_CLOSED_YET" in command(f"trustee open {paper.id} {one} {three}", code=2).output
    assert vault.opening_of(side.vault) is None, "a key handed in too early is not kept"
    paper = voting_services.close(again(paper.id), by=None, role="")
    assert paper.is_sealed
    assert voting_queries.box_size(paper) == 0
    assert "TOO_FEW_SHARES" in command(f"trustee open {paper.id} {one}", code=2).output
    command(f"trustee combine {whole} {one} {three}", TWICE)
    command(f"trustee open {paper.id} {one} {three}")
    paper = again(paper.id)
    voting_services.count_paper(paper.id)
    assert voting_queries.result(paper).outcomes["p1"].votes == 1
    assert verified(paper).exit_code == 3
    assert queries.waiting_key(people.district()) is None, "a key seals one vote"


def test_one_operator_keeps_a_file_under_a_passphrase_outside_the_server(app, command, tmp_path):
    key = tmp_path / "opening.key"
    public = command(f"trustee keygen {key}", TWICE).output.split("\n")[-2]
    assert key.stat().st_mode & 0o777 == 0o600
    command(f"trustee enrol mapo {public}")
    paper = sealed.paper()
    assert not report.audit(paper, sealed.side(paper)).is_with_operator
    voting_services.close(paper, by=None, role="")
    assert "does not open" in command(f"trustee open {paper.id} --key {key}", "a wrong passphrase\n", code=2).output
    command(f"trustee open {paper.id} --key {key}", ONCE)
    assert not again(paper.id).is_sealed


@pytest.mark.parametrize(
    "words", ["trustee open 1", "trustee enrol mapo nonsense", "trustee enrol nowhere AAAA", "witness enrol mapo x"]
)
def test_a_command_that_cannot_be_done_says_why(command, words):
    assert command(words, code=2).output.startswith("Error: ")


def test_while_the_key_is_waited_for_nothing_is_counted_and_the_page_says_so(app, page):
    opening.enrol_key(people.district(), public=PUBLIC)
    paper = sealed.paper()
    sealed.vote(paper)
    voting_services.close(paper, by=None, role="")
    paper = again(paper.id)
    with pytest.raises(StillSealed):
        voting_services.count_paper(paper.id)
    assert paper.id not in voting_queries.uncounted_ids()
    jobs.count_left_over()
    assert "여는 열쇠를 기다립니다" in page(f"/mapo/results/{paper.id}/audit").text
    assert verified(paper).exit_code == 3, "closed and not opened: nothing is wrong"
    with pytest.raises(rules.OtherOpeningKey):
        opening.open_box(paper, b"x" * 32)
    opening.open_box(paper, SECRET)
    voting_services.count_paper(paper.id)
    with pytest.raises(rules.NotClosedYet):
        opening.open_box(again(paper.id), SECRET)


def test_the_lot_is_drawn_from_the_ballots_as_they_were_opened(app):
    """The seed needs the fingerprint of the opened ballots; it is not there before."""
    opening.enrol_key(people.district(), public=PUBLIC)
    paper = sealed.paper()
    sealed.vote(paper)
    voting_services.close(paper, by=None, role="")
    assert again(paper.id).seed == ""
    opening.open_box(again(paper.id), SECRET)
    assert again(paper.id).seed


# --- witnesses ---


@pytest.fixture
def witnessed(app):
    """A district with a witness, and an open vote that asks for its signature."""
    witnesses.enrol(people.district(), key=str(verifiable.WITNESS.key))
    paper = sealed.paper()
    assert sealed.side(paper).frozen.raw["witnesses"]["least"] == 1
    return paper


def cosigned(paper, seconds=1_772_000_000, signer=verifiable.WITNESS):
    return notes.cosigned(queries.heads(paper.id)[-1], signer, seconds)


def test_a_vote_with_a_witness_is_verified_without_any_warning(witnessed):
    sealed.vote(witnessed)
    voting_services.close(witnessed, by=None, role="")
    voting_services.count_paper(witnessed.id)
    paper = again(witnessed.id)
    assert [check for check, level, *_ in verified(paper).findings if level == "warning"] == ["V5", "V6"]
    assert witnesses.add(paper, cosigned(paper)) == 1
    assert witnesses.add(paper, cosigned(paper, 1_772_000_009)) == 0, "once is enough"
    assert verified(paper).exit_code == 0
    audit = report.audit(paper, sealed.side(paper))
    assert audit.witnessed == audit.size


@pytest.mark.parametrize("bend", [
    lambda note: "nonsense",
    lambda note: note.replace("\n\n", "\nmore\n\n", 1),
    lambda note: note.rsplit("\u2014 ", 1)[0],
    lambda note: "\n\n" + note.split("\n\n", 1)[1],
])  # fmt: skip
def test_what_no_witness_signed_is_refused(witnessed, bend):
    with pytest.raises(rules.NotACosignature):
        witnesses.add(witnessed, bend(cosigned(witnessed)))


def test_a_stranger_is_no_witness(witnessed):
    stranger = notes.NoteSigner("stranger.example", verifiable.OFFICERS["officer-a"], notes.WITNESS_KEY)
    with pytest.raises(rules.NotACosignature):
        witnesses.add(witnessed, cosigned(witnessed, signer=stranger))


def test_a_witness_signs_what_continues_and_nothing_else(app, command, tmp_path):
    """T22: the witness's own state makes a fork visible to it."""
    file, state, export, out = (tmp_path / name for name in ("key", "state", "export.zip", "note"))
    key = command(f"witness keygen witness.example.org/seoul {file}").output.strip()
    command(f"witness enrol mapo {key}")
    paper = sealed.paper()
    export.write_bytes(services.exported(paper))
    command(f"witness sign {file} {export} {out} --state {state}")
    assert command(f"witness add {paper.id} {out}").output == "1 new\n"
    voting_services.close(again(paper.id), by=None, role="")
    export.write_bytes(services.exported(again(paper.id)))
    command(f"witness sign {file} {export} {out} --state {state}")
    forked = sealed.paper()
    export.write_bytes(services.exported(forked))
    assert "does not continue" in command(f"witness sign {file} {export} {out} --state {state}", code=2).output
    assert database.session.query(Witness).count() == 1


def test_witnesses_bring_their_signatures_to_an_address_without_signing_in(witnessed, client):
    url = f"/mapo/results/{witnessed.id}/cosignatures"
    assert client.post(url, data=cosigned(witnessed), content_type="text/plain").json == {"added": 1}
    assert client.post(url, data="x", content_type="text/plain").status_code == 422
    assert client.post(url, data="x" * 5000, content_type="text/plain").status_code == 422


# --- a restored backup (T50) ---


def put_back(paper, size):
    """The database as an older backup had it."""
    for table, column in ((LogLeaf, LogLeaf.place), (LogHead, LogHead.size)):
        database.session.execute(delete(table).where(table.paper_id == paper.id, column >= size + (table is LogHead)))
    database.session.commit()


def grown(monkeypatch):
    monkeypatch.setattr(rules, "EPOCH_LEAST_BALLOTS", 1)
    monkeypatch.setattr(rules, "EPOCH_MINUTES", 0)
    paper = sealed.paper(expected_voters=5000)
    before = len(queries.leaves(paper.id))
    ticket = sealed.vote(paper)
    assert services.run_epoch(paper.id)
    return paper, ticket, before


def test_a_restored_backup_does_not_fork_the_log(app, monkeypatch):
    paper, ticket, before = grown(monkeypatch)
    put_back(paper, before)
    mine = sealed.voter(paper)
    for act in (
        lambda: services.issue(paper, by=people.resident(), blinded=mine.blinded()), lambda: ticket.change(paper, ["p2"]),
        lambda: voting_services.close(paper, by=None, role=""),
    ):  # fmt: skip
        with pytest.raises(rules.LogWentBack):
            act()


def test_a_log_that_was_written_differently_stands_still_too(app, monkeypatch):
    """The backup went on for a while: the head of that size is another one."""
    paper, ticket, _ = grown(monkeypatch)
    row = database.session.scalars(
        database.select(LogHead).where(LogHead.paper_id == paper.id).order_by(LogHead.size.desc())
    ).first()
    signer = vault.keys_of(sealed.side(paper).vault).log
    row.note = notes.sign(notes.Checkpoint(signer.name, row.size, bytes(32)).text, signer)
    database.session.commit()
    with pytest.raises(rules.LogWentBack):
        ticket.change(paper, ["p2"])


def test_a_witness_that_has_seen_more_stops_a_log_restored_with_all_its_files(app, monkeypatch):
    """The whole machine was put back, notes and all; the witness's signature brings the truth in."""
    witnesses.enrol(people.district(), key=str(verifiable.WITNESS.key))
    paper, ticket, before = grown(monkeypatch)
    seen = cosigned(paper)
    put_back(paper, before)
    (config.instance_path() / "votes" / sealed.side(paper).vault / "head").unlink()
    ticket.change(paper, ["p2"])
    with pytest.raises(rules.LogWentBack):
        witnesses.add(paper, seen)
    with pytest.raises(rules.LogWentBack):
        ticket.change(paper, ["p3"], 3)


def test_a_crash_before_the_head_was_noted_does_no_harm(app, monkeypatch):
    paper, ticket, _ = grown(monkeypatch)
    side = sealed.side(paper)
    first = notes.read_note(queries.heads(paper.id)[0]).text
    (config.instance_path() / "votes" / side.vault / "head").write_text(first)
    assert ticket.change(paper, ["p2"])
    vault.note_head(side.vault, first)
    assert vault.noted_head(side.vault) == first
