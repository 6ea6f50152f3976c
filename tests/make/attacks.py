"""Attacks on an honest export, and the lies of an operator who holds every key: what each is, and which check must name it.

Both verifiers are run over all of them. `BENT` bends the files without the log's key; `LIES` makes a whole dishonest vote.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.voting.ballot import names
from app.voting.protocol import notes, sealing
from app.voting.protocol.canonical import b64, canonical, read, unb64
from app.voting.protocol.domain import tagged
from app.voting.protocol.envelope import Envelope, checked
from app.voting.protocol.log import Tree
from app.voting.protocol.sealing import padded
from app.voting.protocol.voter import Voter
from app.voting.tally import GreedyRule
from tests.make import verifiable
from tests.make.verifiable import Cast, Vote

Files = dict[str, bytes]


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


def other_witness(files, vote):
    """A witness's signature moved to another head."""
    text = files["checkpoints.txt"].decode()
    mine = [line for line in text.split("\n") if line.startswith("\u2014 witness")]
    files["checkpoints.txt"] = text.replace(mine[-1], mine[0]).encode()


BENT: dict[Callable[[Files, Vote], None], str] = {
    drop_leaf: "V3", change_leaf: "V3", swap_leaves: "V4", insert_leaf: "V9", loose_spelling: "V2", cut_off: "V3", drop_envelope: "V10",
    double_envelope: "V10", change_envelope: "V10", superseded_too: "V10", change_result: "V15", change_manifest: "V2", unsigned_head: "V4",
    foreign_head: "V4", no_heads: "V3", other_witness: "V5",
}  # fmt: skip
"""Somebody bends the files; the check that must fail, among others."""


@dataclass
class Case:
    """An export, what is handed to the verifier beside it, and exactly what must fail."""

    files: Files
    fails: set[str]
    given: dict[str, Any] = field(default_factory=dict)


LIES: dict[str, Callable[[Vote, list[Cast]], Case]] = {}


def lie(*fails: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a dishonest vote; the function returns the files, or the files and what is given to the verifier."""

    def register(make: Callable[[Vote, list[Cast]], Any]) -> Callable[..., Any]:
        def case(vote: Vote, cast: list[Cast]) -> Case:
            made = make(vote, cast)
            files, given = made if isinstance(made, tuple) else (made, {})
            return Case(files, set(fails), given)

        LIES[make.__name__] = case
        return make

    return register


def rewritten(vote: Vote) -> Files:
    """New heads over the operator's own leaves; nothing in the signatures is wrong any more."""
    vote.heads = []
    for size in (2, len(vote.leaves)):
        note = notes.sign(notes.Checkpoint(verifiable.LOG_NAME, size, Tree(vote.leaves[:size]).root()).text, vote.signer)
        vote.heads.append(note)
    return vote.files()


def without(vote: Vote, one: Cast) -> None:
    """The operator forgets a ballot that is in the log."""
    vote.leaves.remove(checked(vote.manifest, one.envelope).leaf)
    del vote.last[one.voter.public]


@lie("V7", "V11", "V15")
def a_ballot_of_the_operators_own(vote, cast):
    """The box cannot make ballots: only the registrar can give tokens."""
    voter = Voter.fresh(vote.manifest, "citizens")
    data = voter.envelope(bytes(128), {"names": ["p4"]}, 1)
    vote.force(Envelope(data, vote.election, "citizens", voter.public, 1, unb64(read(data)["ct"])))
    return vote.finish().files()


@lie("V8", "V15")
def a_ballot_resealed_under_a_voters_key(vote, cast):
    raw = read(cast[1].envelope)
    other = Voter(vote.manifest, "citizens", b"x" * 16).envelope(cast[1].token, {"names": ["p4"]}, 1)
    data = canonical({**raw, "ct": read(other)["ct"], "ctr": 2})
    vote.force(Envelope(data, vote.election, "citizens", cast[1].voter.public, 2, unb64(raw["ct"])))
    return vote.finish().files()


def never_logged(vote):
    victim = vote.cast("victim", names(["p4"]))
    vote.staged.remove(checked(vote.manifest, victim.envelope).leaf)
    del vote.last[victim.voter.public]
    return vote.finish().files(), victim


@lie()
def a_ballot_never_logged(vote, cast):
    """Nothing in the export is wrong; only its voter's receipt can tell (below)."""
    return never_logged(vote)[0]


@lie("V17")
def a_promise_not_kept(vote, cast):
    files, victim = never_logged(vote)
    return files, {"receipts": [victim.receipt]}


def rewritten_log(vote, cast):
    old, noted = vote.zip(), vote.heads[-1]
    without(vote, cast[1])
    vote.finish()
    return rewritten(vote), old, noted


@lie()
def a_rewritten_log(vote, cast):
    """Signed anew, it is sound in itself; who kept anything of the old one can tell (below)."""
    return rewritten_log(vote, cast)[0]


@lie("V6")
def a_rewritten_log_against_an_older_export(vote, cast):
    files, old, _ = rewritten_log(vote, cast)
    return files, {"previous": old}


@lie("V6")
def a_rewritten_log_against_a_noted_head(vote, cast):
    files, _, noted = rewritten_log(vote, cast)
    return files, {"head": noted}


@lie("V17")
def a_rewritten_log_against_a_receipt(vote, cast):
    return rewritten_log(vote, cast)[0], {"receipts": [cast[1].receipt]}


@lie("V17")
def a_forked_log_against_a_proof(vote, cast):
    """T22: another voter was shown another log. His proof is signed, and not of this log."""
    proof = vote.proof(checked(vote.manifest, cast[2].envelope).leaf)
    without(vote, cast[2])
    vote.finish()
    return rewritten(vote), {"receipts": [proof.encode()]}


@lie("V3", "V4")
def two_heads_of_one_size(vote, cast):
    vote.finish()
    other = notes.Checkpoint(verifiable.LOG_NAME, len(vote.leaves), bytes(32))
    vote.heads.append(notes.sign(other.text, vote.signer))
    return vote.files()


@lie("V10", "V11", "V12")
def a_ballot_after_the_close(vote, cast):
    """T17."""
    vote.close()
    vote.cast("latecomer", names(["p1"]))
    vote.epoch()
    vote.open_and_count()
    return vote.files()


@lie("V12")
def a_second_close(vote, cast):
    vote.close()
    vote.close()
    vote.open_and_count()
    return vote.files()


@lie("V12")
def an_opening_before_the_close(vote, cast):
    """The operator counts early and goes on taking ballots."""
    vote.open_and_count()
    vote.close()
    return vote.files()


@lie("V13")
def another_opening_key(vote, cast):
    vote.close()
    vote.opening = X25519PrivateKey.generate()
    vote.open_and_count()
    return vote.files()


@lie("V13")
def another_lot_than_the_one_committed_to(vote, cast):
    vote.close()
    vote.lot = "m" * 64
    vote.open_and_count()
    return vote.files()


@lie("V15")
def a_result_nobody_voted_for(vote, cast):
    vote.close()
    result = verifiable.counted(vote.manifest.paper, {"citizens": {names(["p4"]): 7}})
    vote.publish(canonical(result.to_json()))
    return vote.files()


def vote_result(vote):
    other = Vote.__new__(Vote)
    other.__dict__.update(vote.__dict__)
    other.leaves, other.heads = list(vote.leaves), list(vote.heads)
    return json.loads(json.dumps(other.open_and_count().to_json()))


def republish(vote, raw):
    raw.pop("sha256")
    raw["sha256"] = hashlib.sha256(canonical(raw)).hexdigest()
    vote.publish(canonical(raw))
    return vote.files()


@lie("V15")
def a_result_that_moves_one_vote(vote, cast):
    vote.close()
    raw = vote_result(vote)
    raw["outcomes"]["p1"]["votes"] += 1
    return republish(vote, raw)


@lie("V15")
def another_rule_than_the_frozen_one(vote, cast):
    """CONSUL #5321: the rule was switched while people voted, and the result with it."""
    vote.close()
    raw = vote_result(vote)
    raw["rule"]["threshold"] = 4
    return republish(vote, raw)


@lie("V9")
def a_ballot_sent_again_by_the_box(vote, cast):
    """T19."""
    vote._append([next(line for line in vote.leaves if b'"ballot"' in line and read(line)["ctr"] == 2)])
    vote.head()
    return vote.finish().files()


@lie("V9")
def an_older_ballot_sent_again_by_the_box(vote, cast):
    vote._append([next(line for line in vote.leaves if b'"ballot"' in line and read(line)["ctr"] == 1)])
    vote.head()
    return vote.finish().files()


@lie("V10", "V15")
def a_superseded_ballot_counted(vote, cast):
    """The box forgets the change of a ballot: the last leaf of the key has no envelope, an older one has."""
    vote.close()
    vote.last[cast[0].voter.public] = checked(vote.manifest, cast[0].envelope)
    vote.open_and_count()
    return vote.files()


@lie("V9", "V10", "V11", "V15")
def one_key_in_two_electorates(_, __):
    vote = Vote(verifiable.paper(weights={"citizens": Fraction(3, 5), "committee": Fraction(2, 5)}))
    one = vote.cast("person", names(["p1"]), "citizens")
    vote.force(Envelope(one.envelope, vote.election, "committee", one.voter.public, 2, b""))
    vote.epoch()
    return vote.finish().files()


@lie("V11")
def more_voters_than_tokens(vote, cast):
    """Tokens given out beside the books show as more voters than issued tokens."""
    vote.numbers = lambda: {"citizens": 6}
    return vote.finish().files()


@lie("V11")
def more_tokens_than_people(vote, cast):
    vote.roll = {"citizens": 6}
    return vote.finish().files()


@lie("V11")
def tokens_taken_back(vote, cast):
    vote._append([vote.leaf("issued", n={"citizens": 30})])
    vote.head()
    return vote.finish().files()


@lie("V10")
def a_close_that_tells_another_number_of_ballots(vote, cast):
    vote._append([vote.leaf("close", issued=vote.numbers(), roll=vote.roll, ballots=99)])
    vote.head()
    vote.open_and_count()
    return vote.files()


@lie("V17")
def a_receipt_of_another_vote(vote, cast):
    _, others = verifiable.usual()
    return vote.finish().files(), {"receipts": [others[0].receipt]}


@lie("V17")
def a_forged_receipt(vote, cast):
    """A voter must not be able to accuse an honest box."""
    raw = read(cast[1].receipt)
    leaf = read(unb64(raw["leaf"]))
    return vote.finish().files(), {"receipts": [canonical({**raw, "leaf": b64(canonical({**leaf, "ctr": 9}))})]}


@lie("V1")
def another_vote_than_the_one_announced(vote, cast):
    return vote.finish().files(), {"election": "00" * 32}


# --- voters who send nonsense, ballots on paper ---


def strange_ballots(vote):
    def voter(person):
        made = Voter.fresh(vote.manifest, "citizens")
        return made, made.token(vote.issue(person, "citizens", made.blinded()))

    def resealed(person, plain_bytes):
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
    good = canonical({"a": {"names": ["p1"]}, "n": b64(bytes(16)), "w": ""})
    vote.put(resealed("padding", padded(good, 512)[:-1] + b"\1"))
    vote.put(resealed("length", b"\xff\xff" + good.ljust(510, b"\0")))
    vote.put(resealed("spaces", padded(good.replace(b":", b": "), 512)))
    vote.put(resealed("word", padded(canonical({"a": {"names": ["p1"]}, "n": b64(bytes(16)), "w": "가" * 41}), 512)))
    vote.put(resealed("nonce", padded(canonical({"a": {"names": ["p1"]}, "n": "", "w": ""}), 512)))


AREAS = {"mapo": ["마포구"], "eunpyeong": ["은평구", "종로구"]}


def styled(rule=None, **terms):
    """A paper with two ballots: p1 to p3 are for everybody, p4 for Mapo, p5 for Eunpyeong, p6 for Jongno."""
    question = verifiable.paper(6, weights=dict.fromkeys(AREAS, Fraction(1, 2)), rule=rule or GreedyRule(), **terms)
    for option, area in zip(question["options"][3:], ("마포구", "은평구", "종로구"), strict=True):
        option["area"] = area
    for body in question["electorates"]:
        body |= {"eligible_role": "home", "areas": AREAS[body["code"]]}
    return question


def with_styles(witnessed=True):
    """Each on the ballot of their own home, and two who name what stands on another one."""
    vote = Vote(styled(), witnessed=witnessed)
    for number, (style, codes) in enumerate(
        [("mapo", "p1 p4"), ("mapo", "p4"), ("eunpyeong", "p5 p6"), ("eunpyeong", "p1 p2"), ("mapo", "p1 p5"), ("eunpyeong", "p4")]
    ):  # fmt: skip
        vote.cast(f"person {number}", names(codes.split()), style)
    vote.close()
    return vote


@lie("V15")
def a_vote_counted_for_what_its_ballot_did_not_offer(_, __):
    """The operator counts the ballot of one district's people for another district's option."""
    vote = with_styles(witnessed=False)
    raw = vote_result(vote)
    raw["spoiled"] = {"NOT_ON_THIS_BALLOT": 1}
    raw["ballots_cast"]["eunpyeong"] |= {"valid": 3, "spoiled": 0}
    raw["outcomes"]["p4"]["votes"] += 1
    raw["outcomes"]["p4"]["score"] = "3"
    return republish(vote, raw)


@lie("V2")
def areas_changed_after_the_vote(_, __):
    """Whoever widens a ballot afterwards changes the manifest, and with it everything that was signed."""
    vote = with_styles(witnessed=False)
    vote.open_and_count()
    files = vote.files()
    files["manifest.json"] = files["manifest.json"].replace('["마포구"]'.encode(), '["은평구"]'.encode())
    return files


def with_paper(change=None, issued=5, tokens=5):
    vote, _ = verifiable.usual(witnessed=True)
    vote.paper_tokens = tokens
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


BENT_BATCHES: dict[str, Callable[[bytes], bytes]] = {
    "more_of_one_choice": lambda data: data.replace(b'"n":3', b'"n":9'),
    "more_handed_out": lambda data: data.replace(b'"issued":5', b'"issued":50'),
    "one_officer_alone": lambda data: canonical(
        {**read(data), "signatures": {"officer-a": read(data)["signatures"]["officer-a"]}}
    ),
    "another_station": lambda data: canonical({**read(data), "station": "station-2"}),
}


def _bent_batch(change):
    return lambda vote, cast: Case(with_paper(change), {"V16", "V15"})


LIES |= {f"a_batch_with_{name}": _bent_batch(change) for name, change in BENT_BATCHES.items()}


@lie("V16", "V15")
def more_paper_than_was_handed_out(vote, cast):
    return with_paper(issued=3)


@lie("V16", "V15")
def a_batch_left_out(vote, cast):
    files = with_paper()
    del files["paper/station-1.json"]
    return files


@lie("V11")
def more_paper_than_tokens(vote, cast):
    return with_paper(issued=50)
