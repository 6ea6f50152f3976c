"""Every attack of the list, planted in an otherwise honest export: the verifier must name the check that found it."""

import hashlib
import io
import json
import random
import zipfile

import pytest

from app.voting.ballot import names
from app.voting.protocol import export, leaves, notes
from app.voting.protocol.canonical import b64, canonical, read, unb64
from app.voting.protocol.domain import tagged
from app.voting.protocol.envelope import Envelope, checked
from app.voting.protocol.log import Tree, leaf_hash
from app.voting.protocol.voter import Voter
from tests.make import verifiable
from tests.verifier import verifier


def found(files, **given):
    """The checks that failed."""
    return verifier.verify(io.BytesIO(export.zipped(files)), **given).failures()


@pytest.fixture(scope="module")
def honest():
    vote, cast = verifiable.usual(witnessed=True)
    vote.finish()
    return vote, cast


@pytest.fixture
def files(honest):
    return dict(honest[0].files())


def test_an_honest_vote_passes_every_check(honest, files):
    vote, cast = honest
    report = verifier.verify(vote.zip(), receipts=[one.receipt for one in cast], election=vote.election.hex())
    assert report.exit_code == 0, list(report.lines("en"))
    checks = {check for check, level, *_ in report.findings if level == "ok"}
    assert checks == {f"V{n}" for n in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17)}


def test_every_finding_is_told_in_both_languages(honest):
    report = verifier.verify(honest[0].zip())
    assert len(list(report.lines("ko"))) == len(list(report.lines("en"))) == len(report.findings) + 1
    assert all(korean and english and korean != english for _, _, korean, english in report.findings)


def lines(files, name="log.jsonl"):
    return files[name][:-1].split(b"\n")


def put(files, kept, name="log.jsonl"):
    files[name] = b"".join(line + b"\n" for line in kept)


# --- somebody bends the files, without the log's key (T21, T22, T36) ---


def ballots_of(log):
    return [place for place, line in enumerate(log) if b'"t":"ballot"' in line]


def drop_leaf(files, vote):
    log = lines(files)
    del log[ballots_of(log)[0]]
    put(files, log)


def change_leaf(files, vote):
    log = lines(files)
    place = ballots_of(log)[0]
    log[place] = log[place].replace(b'"ctr":', b'"ctr":1')
    put(files, log)


def swap_leaves(files, vote):
    log = lines(files)
    one, two = ballots_of(log)[:2]
    log[one], log[two] = log[two], log[one]
    put(files, log)


def insert_leaf(files, vote):
    log = lines(files)
    log.insert(ballots_of(log)[0], log[ballots_of(log)[0]])
    put(files, log)


def loose_spelling(files, vote):
    log = lines(files)
    log[3] = log[3].replace(b'","', b'", "', 1)
    put(files, log)


def cut_off(files, vote):
    put(files, lines(files)[:-1])


def drop_envelope(files, vote):
    put(files, lines(files, "ballots/0001.jsonl")[1:], "ballots/0001.jsonl")


def double_envelope(files, vote):
    kept = lines(files, "ballots/0001.jsonl")
    put(files, [kept[0], *kept], "ballots/0001.jsonl")


def change_envelope(files, vote):
    kept = lines(files, "ballots/0001.jsonl")
    raw = read(kept[0])
    kept[0] = canonical({**raw, "ct": b64(bytes(560))})
    put(files, kept, "ballots/0001.jsonl")


def superseded_too(files, vote):
    last = {one.data for one in vote.last.values()}
    old = next(data for data in vote.envelopes.values() if data not in last)
    put(files, [*lines(files, "ballots/0001.jsonl"), old], "ballots/0001.jsonl")


def change_result(files, vote):
    files["result.json"] = files["result.json"].replace(b'"spent":"60"', b'"spent":"50"')


def change_manifest(files, vote):
    files["manifest.json"] = files["manifest.json"].replace("시험 투표".encode(), "시험 투포".encode())


def unsigned_head(files, vote):
    files["checkpoints.txt"] = files["checkpoints.txt"].replace(b"vote.example/mapo/7 ", b"vote.example/mapo/8 ")


def foreign_head(files, vote):
    stranger = notes.NoteSigner(verifiable.LOG_NAME, verifiable.OFFICERS["officer-a"])
    files["checkpoints.txt"] += (notes.sign(notes.Checkpoint(verifiable.LOG_NAME, 99, bytes(32)).text, stranger) + "\n").encode()


def no_heads(files, vote):
    files["checkpoints.txt"] = b""


def no_witness(files, vote):
    text = files["checkpoints.txt"].decode()
    files["checkpoints.txt"] = "".join(line + "\n" for line in text.split("\n")[:-1] if "witness" not in line).encode()


@pytest.mark.parametrize(
    ("attack", "check"),
    [
        (drop_leaf, "V3"), (change_leaf, "V3"), (swap_leaves, "V4"), (insert_leaf, "V9"), (loose_spelling, "V2"), (cut_off, "V3"),
        (drop_envelope, "V10"), (double_envelope, "V10"), (change_envelope, "V10"), (superseded_too, "V10"), (change_result, "V15"),
        (change_manifest, "V2"), (unsigned_head, "V4"), (foreign_head, "V4"), (no_heads, "V3"), (no_witness, "V5"),
    ],
)  # fmt: skip
def test_a_bent_export_is_named(honest, files, attack, check):
    attack(files, honest[0])
    assert files != honest[0].files(), "the attack did nothing"
    assert check in found(files)


def test_one_flipped_bit_anywhere_fails(honest, files):
    """T21: any bit of any file."""
    chance = random.Random(20260301)
    for name, content in sorted(files.items()):
        for place in [0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(25))]:
            flipped = bytearray(content)
            flipped[place] ^= 1 << chance.randrange(8)
            assert found({**files, name: bytes(flipped)}), (name, place)


@pytest.mark.parametrize("name", ["manifest.json", "log.jsonl", "checkpoints.txt", "result.json", "ballots/0001.jsonl"])
def test_a_missing_or_empty_file_fails(files, name):
    assert found({other: content for other, content in files.items() if other != name})
    assert found({**files, name: b""})


@pytest.mark.parametrize("name", ["extra.txt", "../manifest.json", "ballots/0001.json", "paper/a b.json"])
def test_a_file_that_does_not_belong_fails(files, name):
    assert found({**files, name: b"{}"})


def test_what_is_no_zip_fails_and_does_not_break_down(tmp_path):
    for content in (b"", b"PK\3\4", b"not a zip at all"):
        assert verifier.verify(io.BytesIO(content)).exit_code == 2
    assert verifier.verify(str(tmp_path / "missing.zip")).exit_code == 2


def test_a_doubled_file_fails(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in files:
            archive.writestr(name, files[name])
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("result.json", files["result.json"])
    assert verifier.verify(stream).exit_code == 2


# --- a dishonest operator, who holds every key of the server and signs his lies ---


def rewritten(vote):
    """New heads over the operator's own leaves; nothing in the signatures is wrong any more."""
    vote.heads = []
    for size in (2, len(vote.leaves)):
        note = notes.sign(notes.Checkpoint(verifiable.LOG_NAME, size, Tree(vote.leaves[:size]).root()).text, vote.signer)
        vote.heads.append(note)
    return vote.files()


@pytest.fixture
def open_vote():
    return verifiable.usual()


def test_a_ballot_of_the_operators_own_has_no_token(open_vote):
    """V7: the box cannot make ballots, only the registrar can give tokens."""
    vote, _ = open_vote
    voter = Voter.fresh(vote.manifest, "citizens")
    data = voter.envelope(bytes(128), {"names": ["p4"]}, 1)
    vote.force(Envelope(data, vote.election, "citizens", voter.public, 1, unb64(read(data)["ct"])))
    vote.finish()
    assert found(vote.files()) == {"V7", "V11", "V15"}


def test_a_changed_ballot_of_a_voter_is_not_signed_by_him(open_vote):
    """V8: the box re-seals another choice under a voter's key."""
    vote, cast = open_vote
    raw = read(cast[1].envelope)
    other = Voter(vote.manifest, "citizens", b"x" * 16).envelope(cast[1].token, {"names": ["p4"]}, 1)
    data = canonical({**raw, "ct": read(other)["ct"], "ctr": 2})
    vote.force(Envelope(data, vote.election, "citizens", cast[1].voter.public, 2, unb64(raw["ct"])))
    vote.finish()
    assert found(vote.files()) == {"V8", "V15"}


def test_a_dropped_ballot_leaves_its_promise_behind(open_vote):
    """V17: the operator never logs a ballot. Nothing in the export is wrong, but its voter's receipt is."""
    vote, _ = open_vote
    victim = vote.cast("victim", names(["p4"]))
    vote.staged.remove(checked(vote.manifest, victim.envelope).leaf)
    del vote.last[victim.voter.public]
    vote.finish()
    assert found(vote.files()) == set()
    assert found(vote.files(), receipts=[victim.receipt]) == {"V17"}


def test_before_the_close_a_promise_may_still_be_kept(open_vote):
    vote, _ = open_vote
    waiting = vote.cast("late", names(["p4"]))
    report = verifier.verify(vote.zip(), receipts=[waiting.receipt])
    assert report.exit_code == 3
    assert ("V17", "warning") in {(check, level) for check, level, *_ in report.findings}


def test_a_ballot_removed_from_a_published_log_breaks_the_previous_export(open_vote):
    """V6: the operator rewrites and signs anew; whoever kept an older export or head sees it."""
    vote, cast = open_vote
    old, noted = vote.zip(), vote.heads[-1]
    gone = checked(vote.manifest, cast[1].envelope).leaf
    vote.leaves.remove(gone)
    del vote.last[cast[1].voter.public]
    vote.finish()
    files = rewritten(vote)
    assert found(files) == set()
    assert found(files, previous=old) == {"V6"}
    assert found(files, head=noted) == {"V6"}
    assert found(files, receipts=[cast[1].receipt]) == {"V17"}


def test_an_honest_log_continues_what_was_published(open_vote):
    vote, _ = open_vote
    old, noted = vote.zip(), vote.heads[-1]
    vote.finish()
    assert verifier.verify(vote.zip(), previous=old).exit_code == 0
    assert verifier.verify(vote.zip(), head=noted).exit_code == 0
    assert verifier.verify(vote.zip()).exit_code == 3, "without any witness the verifier must not say that all is well"


def test_a_forked_log_shows_in_its_proofs(open_vote):
    """T22: another voter was shown another log. His proof is signed, and not of this log."""
    vote, cast = open_vote
    proof = vote.proof(checked(vote.manifest, cast[2].envelope).leaf)
    vote.leaves.remove(checked(vote.manifest, cast[2].envelope).leaf)
    del vote.last[cast[2].voter.public]
    vote.finish()
    assert found(rewritten(vote), receipts=[proof.encode()]) == {"V17"}


def test_two_heads_of_one_size_are_a_fork(open_vote):
    vote, _ = open_vote
    vote.finish()
    other = notes.Checkpoint(verifiable.LOG_NAME, len(vote.leaves), bytes(32))
    vote.heads.append(notes.sign(other.text, vote.signer))
    assert "V4" in found(vote.files())


def test_a_ballot_after_the_close_is_named(open_vote):
    """T17, V12."""
    vote, _ = open_vote
    vote.close()
    vote.cast("latecomer", names(["p1"]))
    vote.epoch()
    vote.open_and_count()
    assert "V12" in found(vote.files())


def test_a_second_close_is_named(open_vote):
    vote, _ = open_vote
    vote.close()
    vote.close()
    vote.open_and_count()
    assert "V12" in found(vote.files())


def test_opening_before_the_close_is_named(open_vote):
    """The operator counts early and goes on taking ballots."""
    vote, _ = open_vote
    vote.open_and_count()
    vote.close()
    assert "V12" in found(vote.files())


def test_another_opening_key_is_named(open_vote):
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    vote, _ = open_vote
    vote.close()
    vote.opening = X25519PrivateKey.generate()
    vote.open_and_count()
    assert found(vote.files()) == {"V13"}


def test_another_lot_than_the_one_committed_to_is_named(open_vote):
    vote, _ = open_vote
    vote.close()
    vote.lot = "m" * 64
    vote.open_and_count()
    assert found(vote.files()) == {"V13"}


def test_a_result_nobody_voted_for_is_named(open_vote):
    vote, _ = open_vote
    vote.close()
    result = verifiable.counted(vote.manifest.paper, {"citizens": {names(["p4"]): 7}})
    vote.publish(canonical(result.to_json()))
    assert found(vote.files()) == {"V15"}


def test_a_result_that_only_moves_one_vote_is_named(open_vote):
    vote, _ = open_vote
    vote.close()
    raw = vote_result(vote)
    raw["outcomes"]["p1"]["votes"] += 1
    republish(vote, raw)
    assert found(vote.files()) == {"V15"}


def vote_result(vote):
    other = verifiable.Vote.__new__(verifiable.Vote)
    other.__dict__.update(vote.__dict__)
    other.leaves, other.heads = list(vote.leaves), list(vote.heads)
    return json.loads(json.dumps(other.open_and_count().to_json()))


def republish(vote, raw):
    raw.pop("sha256")
    raw["sha256"] = hashlib.sha256(canonical(raw)).hexdigest()
    vote.publish(canonical(raw))


def test_another_rule_than_the_frozen_one_is_named(open_vote):
    """CONSUL #5321: the rule was switched while people voted, and the result with it."""
    vote, _ = open_vote
    vote.close()
    raw = vote_result(vote)
    raw["rule"]["threshold"] = 4
    republish(vote, raw)
    assert found(vote.files()) == {"V15"}


@pytest.mark.parametrize("counter", [1, 2])
def test_a_replayed_ballot_is_named(open_vote, counter):
    """T19, V9: the box sends an accepted ballot, or an older one, once more."""
    vote, _ = open_vote
    leaf = next(line for line in vote.leaves if b'"ballot"' in line and read(line)["ctr"] == counter)
    vote._append([leaf])
    vote.head()
    vote.finish()
    assert "V9" in found(vote.files())


def test_a_superseded_ballot_that_is_counted_is_named(open_vote):
    """The box forgets the change of a ballot: the last leaf of the key has no envelope, an older one has."""
    vote, cast = open_vote
    vote.close()
    vote.last[cast[0].voter.public] = checked(vote.manifest, cast[0].envelope)
    vote.open_and_count()
    assert found(vote.files()) == {"V10", "V15"}


def test_one_key_in_two_electorates_is_named():
    from fractions import Fraction

    vote = verifiable.Vote(verifiable.paper(weights={"citizens": Fraction(3, 5), "committee": Fraction(2, 5)}))
    one = vote.cast("person", names(["p1"]), "citizens")
    vote.force(Envelope(one.envelope, vote.election, "committee", one.voter.public, 2, b""))
    vote.epoch()
    vote.finish()
    assert "V9" in found(vote.files())


def test_more_voters_than_tokens_are_named(open_vote):
    """V11: tokens given out beside the books show as more voters than issued tokens."""
    vote, _ = open_vote
    vote.numbers = lambda: {"citizens": 6}
    vote.finish()
    assert "V11" in found(vote.files())


def test_more_tokens_than_people_are_named(open_vote):
    vote, _ = open_vote
    vote.roll = {"citizens": 6}
    vote.finish()
    assert "V11" in found(vote.files())


def test_tokens_taken_back_are_named(open_vote):
    vote, _ = open_vote
    vote._append([vote.leaf("issued", n={"citizens": 3})])
    vote.head()
    vote.finish()
    assert "V11" in found(vote.files())


def test_a_close_that_tells_another_number_of_ballots_is_named(open_vote):
    vote, _ = open_vote
    vote._append([vote.leaf("close", issued=vote.numbers(), roll=vote.roll, ballots=99)])
    vote.head()
    vote.open_and_count()
    assert found(vote.files()) == {"V10"}


def test_a_receipt_of_another_vote_is_refused(honest):
    _, cast = verifiable.usual()
    assert found(honest[0].files(), receipts=[cast[0].receipt]) == {"V17"}


def test_a_forged_receipt_proves_nothing_against_the_operator(honest):
    """A voter must not be able to accuse an honest box."""
    vote, cast = honest
    raw = read(cast[1].receipt)
    leaf = read(unb64(raw["leaf"]))
    forged = canonical({**raw, "leaf": b64(canonical({**leaf, "ctr": 9}))})
    assert found(vote.files(), receipts=[forged]) == {"V17"}
    report = verifier.verify(vote.zip(), receipts=[forged])
    assert "signature does not hold" in "\n".join(report.lines("en"))


def test_another_vote_than_the_one_announced_is_named(honest):
    assert found(honest[0].files(), election="00" * 32) == {"V1"}


# --- voters who send nonsense: each is one spoiled ballot, counted once, and both counts agree ---


def strange_ballots(vote):
    def voter(person):
        made = Voter.fresh(vote.manifest, "citizens")
        return made, made.token(vote.issue(person, "citizens", made.blinded()))

    def resealed(person, plain_bytes):
        from app.voting.protocol import sealing

        made, token = voter(person)
        raw = read(made.envelope(token, {"none": True}, 1))
        raw.pop("sig")
        info = sealing.info(vote.election, "citizens", made.public)
        raw["ct"] = b64(sealing.seal(vote.manifest.opening_key, plain_bytes, info))
        return canonical({**raw, "sig": b64(made.key.sign(tagged("ballot", vote.election, canonical(raw))))})

    for number, said in enumerate(
        [
            {"names": ["p1", "nobody"]}, {"names": ["p1", "p1"]}, {"names": ["p1", "p2", "p3", "p4"]}, {"names": []}, {"ranking": ["p1"]},
            {"names": "p1"}, {"points": {"p1": True}}, {}, {"none": False}, {"unreadable": "<b>my own code</b>"}, {"none": True},
            {"names": ["p1"], "none": True}, {"names": [1]},
        ]
    ):  # fmt: skip
        vote.cast(f"strange {number}", said)
    from app.voting.protocol.sealing import padded

    good = canonical({"a": {"names": ["p1"]}, "n": b64(bytes(16)), "w": ""})
    vote.put(resealed("padding", padded(good, 512)[:-1] + b"\1"))
    vote.put(resealed("length", b"\xff\xff" + good.ljust(510, b"\0")))
    vote.put(resealed("spaces", padded(good.replace(b":", b": "), 512)))
    vote.put(resealed("word", padded(canonical({"a": {"names": ["p1"]}, "n": b64(bytes(16)), "w": "가" * 41}), 512)))
    vote.put(resealed("nonce", padded(canonical({"a": {"names": ["p1"]}, "n": "", "w": ""}), 512)))


def test_strange_ballots_are_spoiled_once_and_both_counts_agree():
    vote, _ = verifiable.usual(witnessed=True)
    strange_ballots(vote)
    vote.close()
    result = vote.open_and_count()
    assert result.spoiled["BAD_PADDING"] == 2
    assert result.spoiled["UNKNOWN_OPTION"] == 1
    assert "<b>my own code</b>" not in result.spoiled
    assert sum(result.spoiled.values()) == 17
    report = verifier.verify(vote.zip())
    assert report.exit_code == 0, list(report.lines("en"))


# --- ballots on paper ---


def with_paper(change=None, issued=5):
    vote, _ = verifiable.usual(witnessed=True)
    vote.close()
    vote.paper_batch("station-1", "citizens", [(names(["p4"]), 3), (names(["p1"]), 1)], issued)
    if change:
        vote.batches["station-1"] = change(vote.batches["station-1"])
        vote.leaves.pop()
        hashed = hashlib.sha256(vote.batches["station-1"]).digest()
        vote._append([vote.leaf("paper_batch", station="station-1", s="citizens", h=b64(hashed))])
    vote.head()
    vote.open_and_count()
    return vote.files()


def test_paper_ballots_are_counted_with_the_others():
    assert found(with_paper()) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'"n":3', b'"n":9'),
        lambda data: data.replace(b'"issued":5', b'"issued":50'),
        lambda data: canonical({**read(data), "signatures": {"officer-a": read(data)["signatures"]["officer-a"]}}),
        lambda data: canonical({**read(data), "station": "station-2"}),
    ],
)
def test_a_bent_paper_batch_is_named(change):
    assert "V16" in found(with_paper(change))


def test_more_paper_ballots_than_were_handed_out_are_named():
    assert "V16" in found(with_paper(issued=3))


def test_a_paper_batch_left_out_is_named():
    files = with_paper()
    del files["paper/station-1.json"]
    assert "V16" in found(files)


# --- the program itself ---


def test_the_command_answers_by_its_exit_code(honest, tmp_path, capsys):
    vote, cast = honest
    good, bad, receipt = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "receipt.json"
    good.write_bytes(vote.zip().getvalue())
    receipt.write_bytes(cast[0].receipt)
    broken = vote.files()
    change_result(broken, vote)
    bad.write_bytes(export.zipped(broken))
    assert verifier.main([str(good), "--receipt", str(receipt), "--lang", "en"]) == 0
    assert "Every check holds." in capsys.readouterr().out
    assert verifier.main([str(bad)]) == 2
    assert "믿지 마십시오" in capsys.readouterr().out


def test_leaves_lie_in_the_order_of_their_hashes(honest):
    """T27: within an epoch nothing tells which ballot came first."""
    vote, _ = honest
    batch = [line for line in vote.leaves[2:6] if b'"ballot"' in line]
    assert len(batch) == 4
    assert batch == sorted(batch, key=leaf_hash)
    assert leaves.read_leaf(batch[0], vote.election)["t"] == "ballot"
