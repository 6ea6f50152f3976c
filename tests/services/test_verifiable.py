"""A vote at level L2 through the database: one token each, the last ballot counts, nothing after the close, and an observer agrees."""

import io
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import config
from app.core import clock
from app.districts.states import Role
from app.extensions import db as database
from app.verifiable import queries, report, rules, services, vault
from app.verifiable.models import Envelope, IssuedToken, LogLeaf
from app.voting import queries as voting_queries
from app.voting import services as voting_services
from app.voting.booth import ChoiceRefused
from app.voting.models import Paper, RollEntry
from app.voting.protocol import codes
from app.voting.protocol.blind import BlindingRefused
from app.voting.protocol.canonical import b64, read, unb64
from app.voting.protocol.log import leaf_hash
from app.voting.rules import NotInAnyElectorate, NotYetOpen, OtherBooth, VotingClosed
from tests.make import people, sealed, voting
from tests.parallel import at_once
from tests.verifier import verifier


def verified(paper, **given):
    return verifier.verify(io.BytesIO(services.exported(paper)), **given)


def closed(paper):
    """Close and count; read again."""
    voting_services.close(paper, by=None, role="")
    voting_services.count_paper(paper.id)
    return database.session.get_one(Paper, paper.id)


@pytest.fixture
def paper(app):
    return sealed.paper()


def test_a_whole_vote_is_counted_and_an_observer_agrees(paper):
    tickets = [sealed.vote(paper, chosen) for chosen in (["p1"], ["p1", "p2"], ["p3"])]
    tickets[2].change(paper, ["p2"])
    paper = closed(paper)
    result = voting_queries.result(paper)
    assert {code: result.outcomes[code].votes for code in ("p1", "p2", "p3")} == {"p1": 2, "p2": 2, "p3": 0}
    report = verified(paper, receipts=[ticket.receipt for ticket in tickets])
    assert report.exit_code == 3, list(report.lines("en"))
    assert [check for check, level, *_ in report.findings if level == "warning"] == ["V6"]


def test_weighted_electorates_vote_with_tokens_of_their_own(app):
    paper = sealed.paper(electorates=voting.COMMITTEE_AND_CITIZENS)
    member = people.official(people.district(), Role.COMMITTEE)
    sealed.vote(paper, ["p1"], by=member, style="committee")
    sealed.vote(paper, ["p2"])
    with pytest.raises((BlindingRefused, rules.EnvelopeNotTaken)):  # the other issuer's modulus may be too small for the question
        sealed.vote(paper, ["p2"], style="committee")
    assert verified(closed(paper)).exit_code == 3


def test_a_token_is_given_once_and_the_same_question_gets_the_same_answer(paper):
    person, mine = people.resident(), sealed.voter(paper)
    asked = mine.blinded()
    assert services.issue(paper, by=person, blinded=asked) == services.issue(paper, by=person, blinded=asked)
    with pytest.raises(rules.AlreadyIssued):
        services.issue(paper, by=person, blinded=sealed.voter(paper).blinded())
    assert database.session.scalar(select(func.count()).select_from(IssuedToken)) == 1
    assert voting_queries.has_voted(paper, person.id)


def test_many_questions_at_once_give_one_token(app, paper):
    """T12: sixteen requests of one person at the same moment, every one with a key of its own."""
    person_id, paper_id = people.resident().id, paper.id
    asked = [sealed.voter(paper).blinded() for _ in range(16)]

    def ask(number):
        from app.accounts.models import Resident

        return services.issue(
            database.session.get_one(Paper, paper_id), by=database.session.get_one(Resident, person_id), blinded=asked[number]
        )

    answers = at_once(app, [partial(ask, number) for number in range(16)])
    assert sum(isinstance(answer, bytes) for answer in answers) == 1
    database.session.rollback()
    assert database.session.scalar(select(func.count()).select_from(IssuedToken)) == 1
    assert database.session.scalar(select(func.count()).select_from(RollEntry)) == 1


@pytest.mark.parametrize("blinded", [b"", bytes(127), b"\xff" * 128, bytes(129)])
def test_a_question_that_is_none_costs_no_token(paper, blinded):
    person = people.resident()
    with pytest.raises(rules.EnvelopeNotTaken):
        services.issue(paper, by=person, blinded=blinded)
    assert not voting_queries.has_voted(paper, person.id)


def test_who_may_not_vote_gets_no_token(app):
    paper = sealed.paper(electorates=[voting.ElectorateDraft("committee", "위원", "Committee", eligible_role=Role.COMMITTEE)])
    with pytest.raises(NotInAnyElectorate):
        services.issue(paper, by=people.resident(), blinded=sealed.voter(paper, "committee").blinded())


def test_the_same_ballot_twice_is_one_ballot_with_one_receipt(paper):
    """T49: the answer was lost on the way; sending the same again is harmless."""
    person, mine = people.resident(), sealed.voter(paper)
    content = mine.envelope(sealed.token(paper, person, mine), {"names": ["p1"]}, 1)
    assert services.put(paper, content) == services.put(paper, content)
    assert database.session.scalar(select(func.count()).select_from(Envelope)) == 1


def test_an_older_or_equal_ballot_is_refused(paper):
    ticket = sealed.vote(paper)
    ticket.change(paper, ["p2"], 5)
    for counter in (2, 5):
        with pytest.raises(rules.EnvelopeNotTaken):
            ticket.change(paper, ["p3"], counter)


def test_the_last_of_many_ballots_cast_at_once_counts(app, paper):
    ticket, paper_id = sealed.vote(paper), paper.id
    contents = [ticket.voter.envelope(ticket.token, {"names": ["p2"]}, counter) for counter in range(2, 12)]
    acts = [partial(lambda content: services.put(database.session.get_one(Paper, paper_id), content), one) for one in contents]
    answers = at_once(app, acts)
    assert any(isinstance(answer, bytes) for answer in answers)
    report = verified(closed(database.session.get_one(Paper, paper_id)))
    assert report.exit_code == 3, list(report.lines("en"))


def test_nothing_enters_before_the_opening_or_after_the_close(app, monkeypatch):
    early = sealed.paper(opens_at=clock.now() + timedelta(days=1))
    ticket_paper = sealed.paper()
    ticket = sealed.vote(ticket_paper)
    mine = sealed.voter(early)
    with pytest.raises(NotYetOpen):
        services.issue(early, by=people.resident(), blinded=mine.blinded())
    moment = ticket_paper.closes_at
    monkeypatch.setattr(clock, "now", lambda: moment)
    with pytest.raises(VotingClosed):
        ticket.change(ticket_paper, ["p2"])


def test_new_tokens_end_before_the_close_and_ballots_do_not(app, monkeypatch):
    paper, known = sealed.paper(), people.resident()
    mine = sealed.voter(paper)
    given = sealed.token(paper, known, mine)
    late = paper.closes_at - timedelta(minutes=rules.ISSUING_ENDS_MINUTES_BEFORE)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(rules.IssuingEnded):
        services.issue(paper, by=people.resident(), blinded=sealed.voter(paper).blinded())
    assert services.put(paper, mine.envelope(given, {"names": ["p1"]}, 1))


def test_a_plain_ballot_is_refused_by_a_sealed_box(paper):
    with pytest.raises(OtherBooth):
        voting.vote(paper, ["p1"])


def test_a_plain_paper_has_no_log_and_takes_no_envelope(app):
    plain, other = voting.paper(), sealed.paper()
    ticket = sealed.vote(other)
    with pytest.raises(rules.NotVerifiable):
        services.put(plain, ticket.voter.envelope(ticket.token, {"names": ["p1"]}, 2))
    assert queries.sealed(plain) is None


def test_the_tables_tell_nobody_whose_ballot_is_whose(paper):
    """T15: nothing the registrar keeps is in anything the box keeps, and no choice is readable before the close."""
    ticket = sealed.vote(paper, ["p4"])
    issued = database.session.scalars(select(IssuedToken)).one()
    box = database.session.scalars(select(Envelope)).one()
    assert issued.answer not in box.content
    assert issued.blinded_sha256 not in box.content
    assert b64(ticket.voter.public) not in f"{issued.nym} {issued.answer} {issued.blinded_sha256}"
    kept = sealed.stored()
    assert '{"names"' not in kept
    assert ticket.voter.seed.hex() not in kept
    assert b64(ticket.voter.seed) not in kept
    for column in Envelope.__table__.c:
        assert not column.name.endswith("_at")
        assert column.name not in ("id", "resident_id", "electorate_id")


def test_the_order_of_casting_is_not_in_the_order_of_rows(app):
    """T27: rows lie in the order of their hashes, in the table as in the log."""
    paper = sealed.paper(expected_voters=5000)
    for _ in range(12):
        sealed.vote(paper)
    rows = list(database.session.scalars(select(Envelope.leaf_hash).where(Envelope.paper_id == paper.id)))
    if database.engine.dialect.name == "sqlite":
        assert rows == sorted(rows)
    closed(paper)
    logged = [leaf_hash(leaf).hex() for leaf in queries.leaves(paper.id) if b'"t":"ballot"' in leaf]
    assert logged == sorted(logged) == sorted(rows)


def test_batches_wait_for_time_and_number(app, monkeypatch):
    """T31."""
    monkeypatch.setattr(rules, "EPOCH_LEAST_BALLOTS", 3)
    paper = sealed.paper(expected_voters=5000)
    sealed.vote(paper)
    sealed.vote(paper)
    later = clock.now() + timedelta(minutes=90)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not services.run_epoch(paper.id)
    sealed.vote(paper)
    assert services.run_epoch(paper.id)
    assert not services.run_epoch(paper.id)
    assert queries.waiting(paper.id) == 0
    sealed.vote(paper)
    old = io.BytesIO(services.exported(paper))
    assert verifier.verify(old).exit_code == 3
    assert verified(closed(paper), previous=old).exit_code == 0


def test_a_small_vote_is_one_batch_at_the_close(app, monkeypatch):
    monkeypatch.setattr(rules, "EPOCH_LEAST_BALLOTS", 1)
    paper = sealed.paper()
    sealed.vote(paper)
    later = clock.now() + timedelta(hours=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert paper.id not in queries.open_ids()
    assert not services.run_epoch(paper.id)


def test_an_export_before_the_close_holds_no_ballot(paper):
    sealed.vote(paper, ["p4"])
    held = services.exported(paper)
    files = verifier.read_export(io.BytesIO(held))
    assert sorted(files) == ["checkpoints.txt", "log.jsonl", "manifest.json"]
    assert b'"ballot"' not in files["log.jsonl"]


def test_nothing_is_counted_before_the_close(paper):
    sealed.vote(paper)
    assert voting_queries.box_size(paper) == 0
    closed(paper)
    assert voting_queries.box_size(paper) == 1


def test_a_lost_device_is_replaced_by_the_recovery_code(paper):
    ticket = sealed.vote(paper)
    seed = codes.read_recovery(codes.recovery(ticket.voter.seed))
    again = type(ticket.voter)(ticket.voter.manifest, "citizens", seed)
    known = report.known(people.district(), paper.id, b64(again.public))
    services.put(paper, again.envelope(unb64(known["tok"]), {"names": ["p5"]}, known["ctr"] + 1))
    assert voting_queries.result(closed(paper)).outcomes["p5"].votes == 1
    assert report.known(people.district(), paper.id, "A" * 43) is None


def test_the_assisted_form_votes_changes_and_forgets(paper):
    """The same log, the same verifier; the seed is nowhere afterwards."""
    person, seed = people.resident(), b"s" * 16
    receipt = services.assist(paper, by=person, raw_choice=["p1"], seed=seed)
    assert services.assist(paper, by=person, raw_choice=["p1"], seed=seed) == receipt, "a second click casts nothing more"
    changed = services.assist(paper, by=person, raw_choice=["p2", "p3"], seed=seed, is_change=True)
    with pytest.raises(rules.AlreadyIssued):
        services.assist(paper, by=person, raw_choice=["p1"], seed=b"t" * 16)
    with pytest.raises(rules.RecoveryCodeWrong):
        services.assist(paper, by=person, raw_choice=["p1"], seed=b"u" * 16, is_change=True)
    assert b64(seed) not in sealed.stored()
    paper = closed(paper)
    assert voting_queries.result(paper).outcomes["p3"].votes == 1
    assert voting_queries.result(paper).outcomes["p1"].votes == 0
    assert verified(paper, receipts=[receipt, changed]).exit_code == 3


def test_an_assisted_ballot_that_is_refused_costs_no_token(paper):
    person = people.resident()
    with pytest.raises(ChoiceRefused) as caught:
        services.assist(paper, by=person, raw_choice=["p1", "p2", "p3", "p4"], seed=b"s" * 16)
    assert caught.value.code == "TOO_MANY_CHOICES"
    assert not voting_queries.has_voted(paper, person.id)


def test_keys_lie_in_locked_files_for_their_owner_alone(paper):
    side = sealed.side(paper)
    folder = config.instance_path() / "votes" / side.vault
    files = sorted(Path(folder).iterdir())
    assert [path.name for path in files] == ["head", "issuer-0.key", "log.key", "nym.key", "opening-public.key", "opening.key"]
    assert {path.stat().st_mode & 0o777 for path in files if path.suffix} == {0o600}
    keys = vault.keys_of(side.vault)
    vault.keys_of.cache_clear()
    again = vault.keys_of(side.vault)
    opening = vault.opening_of(side.vault).private_bytes_raw()
    assert again.opening == keys.opening == side.frozen.opening_key
    assert again.issuers == keys.issuers
    assert again.log.key == side.frozen.log
    kept = sealed.stored() + "".join(path.read_text() for path in files)
    for secret in (opening, keys.nym, keys.log.private.private_bytes_raw()):
        assert b64(secret) not in kept
        assert secret.hex() not in kept


def test_a_ballot_too_long_to_seal_is_refused_before_anybody_votes(app):
    many = [voting.OptionDraft(f"option-{n:070}", f"시험 {n}") for n in range(60)]
    with pytest.raises(rules.BallotTooLong):
        sealed.paper(options=many, format=voting.ApprovalFormat())


def test_the_manifest_is_the_frozen_paper(paper):
    frozen = sealed.side(paper).frozen
    assert frozen.paper == voting_services.manifest(people.district(), paper)
    assert read(frozen.data, 10**6)["styles"].keys() == {"citizens"}
    assert database.session.scalar(select(func.count()).select_from(LogLeaf)) == 2
