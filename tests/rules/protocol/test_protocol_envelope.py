"""What the box takes and what it refuses, by name; what the registrar answers; what a receipt and an export do not say."""

import pytest

from app.voting.ballot import KnapsackFormat, names
from app.voting.protocol import blind, leaves, manifest
from app.voting.protocol.canonical import Malformed, b64, canonical, read
from app.voting.protocol.domain import nym, tagged
from app.voting.protocol.envelope import EnvelopeRefused, answer, check_newer, checked
from app.voting.protocol.voter import Voter
from tests.make import verifiable


@pytest.fixture(scope="module")
def voted():
    vote = verifiable.Vote()
    return vote, vote.cast("person", names(["p1", "p2"]))


def refused(vote, data, code):
    with pytest.raises(EnvelopeRefused) as caught:
        checked(vote.manifest, data)
    assert caught.value.code == code


def bent(data, **changes):
    return canonical({**read(data), **changes})


def signed_again(cast, **changes):
    """The voter's own device lies and signs the lie."""
    raw = {**read(cast.envelope), **changes}
    unsigned = canonical({name: value for name, value in raw.items() if name != "sig"})
    return canonical({**raw, "sig": b64(cast.voter.key.sign(tagged("ballot", cast.voter.manifest.election, unsigned)))})


def test_an_envelope_is_read_as_it_was_made(voted):
    vote, cast = voted
    envelope = checked(vote.manifest, cast.envelope)
    assert (envelope.style, envelope.counter, envelope.public) == ("citizens", 1, cast.voter.public)
    assert answer(vote.manifest, vote.opening, envelope) == {"names": ["p1", "p2"]}
    assert len(cast.envelope) <= 4096


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"E": b64(bytes(32))}, "OTHER_ELECTION"), ({"v": 2}, "OTHER_ELECTION"), ({"s": "committee"}, "UNKNOWN_STYLE"),
        ({"ctr": 0}, "BAD_COUNTER"), ({"ctr": -1}, "BAD_COUNTER"), ({"ctr": 10**7}, "BAD_COUNTER"), ({"ctr": "1"}, "WRONG_TYPE"),
        ({"ctr": True}, "WRONG_TYPE"), ({"pk": b64(bytes(32))}, "BAD_SIGNATURE"), ({"ct": b64(bytes(32))}, "WRONG_LENGTH"),
        ({"tok": b64(bytes(128))}, "BAD_TOKEN"), ({"mr": b64(bytes(32))}, "BAD_TOKEN"), ({"extra": 1}, "WRONG_FIELDS"),
        ({"tok": "YR"}, "NOT_BASE64URL"),
    ],
)  # fmt: skip
def test_a_bent_envelope_is_refused_even_when_its_own_key_signs_it(voted, changes, code):
    vote, cast = voted
    refused(vote, signed_again(cast, **changes), code)


def test_an_envelope_that_somebody_else_bent_is_refused(voted):
    vote, cast = voted
    for changes in ({"ctr": 2}, {"ct": b64(bytes(560))}):
        refused(vote, bent(cast.envelope, **changes), "BAD_SIGNATURE")
    refused(vote, cast.envelope + b" ", "NOT_CANONICAL")
    refused(vote, b"{}", "WRONG_FIELDS")
    refused(vote, cast.envelope.replace(b'{"E"', b'{"E":"","E"', 1), "DOUBLED_KEY")
    refused(vote, cast.envelope + b"x" * 4096, "TOO_LONG")


def test_every_choice_makes_an_envelope_of_the_same_length(voted):
    _, cast = voted
    answers = [{"none": True}, {"names": []}, {"names": ["p1", "p2", "p3", "p4", "p5"]}, {"points": {"p1": 10}}]
    lengths = {len(cast.voter.envelope(cast.token, said, 2, word=word)) for said in answers for word in ("", "복숭아")}
    assert lengths == {len(cast.envelope)}


def test_a_copied_or_older_ballot_is_not_newer(voted):
    vote, cast = voted
    envelope = checked(vote.manifest, cast.envelope)
    check_newer(envelope, None)
    check_newer(envelope, 0)
    for last in (1, 2):
        with pytest.raises(EnvelopeRefused, match="NOT_NEWER"):
            check_newer(envelope, last)


def test_a_token_serves_one_election_and_one_electorate():
    from fractions import Fraction

    weights = {"citizens": Fraction(3, 5), "committee": Fraction(2, 5)}
    vote, other = (
        verifiable.Vote(verifiable.paper(weights=weights)),
        verifiable.Vote(verifiable.paper(weights=weights, budget=70)),
    )
    voter = Voter.fresh(vote.manifest, "citizens")
    token = voter.token(vote.issue("person", "citizens", voter.blinded()))
    in_committee = Voter(vote.manifest, "committee", voter.seed)
    refused(vote, in_committee.envelope(token, {"none": True}, 1), "BAD_TOKEN")
    elsewhere = Voter(other.manifest, "citizens", voter.seed)
    refused(other, elsewhere.envelope(token, {"none": True}, 1), "BAD_TOKEN")
    refused(other, voter.envelope(token, {"none": True}, 1), "OTHER_ELECTION")


def test_the_client_asks_the_manifests_issuer_and_no_other(voted):
    """An operator who gave every voter a key of his own could tell them apart: his answer does not become a token."""
    vote, _ = voted
    voter = Voter.fresh(vote.manifest, "citizens")
    tagging = blind.new_issuer(1024)
    with pytest.raises(blind.BlindingRefused):
        voter.token(tagging.sign(voter.blinded()))
    with pytest.raises(Malformed, match="UNKNOWN_STYLE"):
        Voter.fresh(vote.manifest, "nobody")


def test_one_token_for_one_person_and_the_same_answer_to_the_same_question():
    vote = verifiable.Vote()
    voter = Voter.fresh(vote.manifest, "citizens")
    assert vote.issue("person", "citizens", voter.blinded()) == vote.issue("person", "citizens", voter.blinded())
    with pytest.raises(PermissionError):
        vote.issue("person", "citizens", Voter.fresh(vote.manifest, "citizens").blinded())


def test_the_recovery_code_alone_votes_again(voted):
    from app.voting.protocol import codes

    vote, cast = voted
    again = Voter(vote.manifest, "citizens", codes.read_recovery(codes.recovery(cast.voter.seed)))
    envelope = checked(vote.manifest, again.envelope(cast.token, {"names": ["p4"]}, 2))
    assert envelope.public == cast.voter.public


def test_a_token_fits_every_blinded_message():
    """Why no computer can link: for the token of one voter and the question of another there is always a blinding that joins them."""
    vote = verifiable.Vote()
    issuer = verifiable.issuer("citizens")
    one, other = Voter.fresh(vote.manifest, "citizens"), Voter.fresh(vote.manifest, "citizens")
    token = int.from_bytes(one.token(issuer.sign(one.blinded())), "big")
    answered = int.from_bytes(issuer.sign(other.blinded()), "big")
    factor = answered * pow(token, -1, issuer.key.n) % issuer.key.n
    question = pow(token * factor % issuer.key.n, blind.EXPONENT, issuer.key.n)
    assert question.to_bytes(issuer.key.length, "big") == other.blinded()


def test_unreadable_contents_come_back_as_spoiled(voted):
    vote, cast = voted
    wrong = {"unreadable": "a sentence of the voter's own"}
    assert answer(vote.manifest, vote.opening, checked(vote.manifest, cast.voter.envelope(cast.token, wrong, 3))) == {
        "unreadable": "MALFORMED"
    }
    sealed_for_nobody = signed_again(cast, ct=b64(bytes(560)), ctr=4)
    assert answer(vote.manifest, vote.opening, checked(vote.manifest, sealed_for_nobody)) == {"unreadable": "BAD_SEAL"}


def test_nyms_lead_to_nobody_without_their_key():
    election = bytes(32)
    assert nym(b"k" * 32, election, "person") == nym(b"k" * 32, election, "person")
    assert len({nym(key, e, p) for key in (b"k" * 32, b"q" * 32) for e in (election, b"e" * 32) for p in ("a", "b")}) == 8


def test_receipt_and_export_hold_no_choice_and_no_person():
    vote, cast = verifiable.usual()
    vote.close()
    files = vote.files()
    text = b"".join(files.values())
    assert b"person" not in text
    for said in (b"p1 p2", b'"names"', b'"a":'):
        assert said not in cast[0].receipt
        assert said not in b"".join(content for name, content in files.items() if name != "manifest.json")
    superseded = next(data for data in vote.envelopes.values() if data not in {one.data for one in vote.last.values()})
    assert superseded not in text


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: {**raw, "v": "evote/v2"}, lambda raw: {**raw, "level": "L0"}, lambda raw: {**raw, "bucket": 600},
        lambda raw: {**raw, "roll": "perhaps"}, lambda raw: {**raw, "styles": {}}, lambda raw: {**raw, "extra": 1},
        lambda raw: {**raw, "issuing_ends_at": "2026-03-07T23:50:00"}, lambda raw: {**raw, "opening_key": "AA"},
        lambda raw: {**raw, "log": "nobody"}, lambda raw: {**raw, "epoch": {"least": 50}},
    ],
)  # fmt: skip
def test_a_manifest_with_anything_loose_is_refused(voted, change):
    from tests.verifier import verifier

    data = canonical(change(read(voted[0].manifest.data, 100_000)))
    with pytest.raises((Malformed, ValueError)):
        manifest.read_manifest(data)
    if b'"epoch":{"least":50}' not in data and b'23:50:00"' not in data:
        with pytest.raises(ValueError, match=r"."):
            verifier.Manifest.read(data)


def test_a_leaf_says_what_it_is_and_of_which_election():
    election = bytes(32)
    leaf = leaves.leaf("close", election, issued={"a": 1}, roll={"a": 2}, ballots=1)
    assert leaves.read_leaf(leaf, election)["ballots"] == 1
    for bad in (leaf.replace(b'"a":1', b'"a":-1'), leaf.replace(b"close", b"clase"), leaf.replace(b'"ballots":1,', b"")):
        with pytest.raises(Malformed):
            leaves.read_leaf(bad, election)
    with pytest.raises(Malformed, match="OTHER_ELECTION"):
        leaves.read_leaf(leaf, b"e" * 32)
    with pytest.raises(Malformed):
        leaves.leaf("close", election, ballots=1)


def test_the_bucket_holds_the_longest_answer():
    assert manifest.bucket_for(300) == 512
    assert manifest.bucket_for(600) == 1024
    with pytest.raises(Malformed):
        manifest.bucket_for(2000)


def test_knapsack_papers_are_votes_too():
    vote = verifiable.Vote(verifiable.paper(format=KnapsackFormat(budget=60)))
    vote.cast("person", names(["p1", "p5"]))
    assert vote.finish().result is not None
