"""Signed notes, heads, cosignatures and receipt files: the published example, and what is no head of this log."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.voting.protocol import notes
from app.voting.protocol.log import ProofRefused, Tree
from app.voting.protocol.proof_file import ProofFile, read_proof
from tests.verifier import verifier

EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = notes.NoteSigner("vote.example/1", Ed25519PrivateKey.from_private_bytes(b"l" * 32))
WITNESS = notes.NoteSigner("witness.example", Ed25519PrivateKey.from_private_bytes(b"w" * 32), notes.WITNESS_KEY)
TREE = Tree([b"one", b"two", b"three"])
NOTE = notes.sign(notes.Checkpoint(SIGNER.name, TREE.size, TREE.root()).text, SIGNER)


def test_the_published_signed_note_holds():
    assert notes.read_note(EXAMPLE).is_signed_by(notes.read_key(EXAMPLE_KEY))
    assert not notes.read_note(EXAMPLE.replace("answer", "question")).is_signed_by(notes.read_key(EXAMPLE_KEY))


def test_a_head_is_read_as_it_was_written_by_both_sides():
    head = notes.read_note(NOTE)
    assert head.checkpoint == notes.Checkpoint(SIGNER.name, 3, TREE.root())
    assert head.is_signed_by(SIGNER.key)
    theirs = verifier.Head.read(NOTE)
    assert (theirs.size, theirs.root) == (3, TREE.root())
    assert theirs.is_by(verifier.Key.read(str(SIGNER.key), 1))


def test_a_witness_signs_head_and_time():
    seen = notes.cosigned(NOTE, WITNESS, 1_772_000_000)
    assert notes.read_note(seen).cosigned_at(WITNESS.key) == 1_772_000_000
    assert notes.read_note(seen).is_signed_by(SIGNER.key)
    assert notes.read_note(NOTE).cosigned_at(WITNESS.key) is None
    theirs = verifier.Head.read(seen)
    assert theirs.is_seen_by(verifier.Key.read(str(WITNESS.key), 4))
    other = notes.sign(notes.Checkpoint(SIGNER.name, 4, TREE.root()).text, SIGNER) + seen.split("\n")[-2] + "\n"
    assert notes.read_note(other).cosigned_at(WITNESS.key) is None


@pytest.mark.parametrize(
    "bent",
    [
        NOTE.replace("\n3\n", "\n03\n"), NOTE.replace("\n3\n", "\n-3\n"), NOTE.replace("\n3\n", "\n\n"), NOTE.replace("\n\n", "\n"),
        NOTE.replace("=\n\n", "\n\n"), NOTE.replace("\u2014 ", "- "), NOTE[:-1], NOTE + "\n", NOTE.replace("\n3\n", "\n3\r\n"),
        NOTE.replace("=\n\n", "=\nmore\n\n"),
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused_by_both_sides(bent):
    with pytest.raises(notes.NoteRefused):
        _ = notes.read_note(bent).checkpoint
    with pytest.raises(ValueError, match=r"."):
        verifier.Head.read(bent)


def test_keys_say_who_they_are():
    assert notes.read_key(str(SIGNER.key)) == SIGNER.key
    for text in (str(SIGNER.key).replace("vote", "note"), "a+b", str(SIGNER.key) + "=", "a b" + str(SIGNER.key)[14:], ""):
        with pytest.raises(notes.NoteRefused):
            notes.read_key(text)


def test_a_file_of_heads_is_taken_apart():
    text = notes.written_notes([NOTE, notes.cosigned(NOTE, WITNESS, 5)])
    assert notes.read_notes(text) == [NOTE, notes.cosigned(NOTE, WITNESS, 5)]
    assert len(verifier.read_heads(text)) == 2
    assert notes.read_notes("") == []
    with pytest.raises(notes.NoteRefused):
        notes.read_notes("half a head\n")


def test_a_receipt_file_proves_its_leaf_offline():
    text = str(ProofFile(b"two", 1, tuple(TREE.inclusion(1)), NOTE))
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra dHdv\nindex 1\n")
    proof = read_proof(text)
    assert proof.check(SIGNER.key).size == 3
    with pytest.raises(ProofRefused):
        proof.check(WITNESS.key)
    for bent in (text.replace("dHdv", "dHdx"), text.replace("index 1", "index 2")):
        with pytest.raises(ProofRefused):
            read_proof(bent).check(SIGNER.key)
    for broken in ("", text.replace("@v1", "@v2"), text.replace("index 1", "index 01"), text.replace("\n\n", "\n")):
        with pytest.raises(ProofRefused):
            read_proof(broken)
