"""Claims: a verifiable ballot costs the server a few signatures, and an observer checks 100,000 of them in minutes on one core.

One run, one process, RSA-2048: server cost of a token and of a cast, each as a multiple of one Ed25519 verification; the voter's own work in
Python (a browser is slower); the verifier on 1,000 and 10,000 ballots, with its whole recount. Times are CPU seconds.
"""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.voting.ballot import names
from app.voting.protocol import blind, export
from app.voting.protocol.envelope import checked, promise
from app.voting.protocol.log import Tree
from app.voting.protocol.voter import Voter
from tests.make import verifiable
from tests.verifier import verifier

SIZES = (1_000, 10_000)


def cpu(work: Callable[[], Any], times: int = 1) -> tuple[Any, float]:
    """The last answer and the CPU seconds of one call."""
    start = time.process_time()
    for _ in range(times):
        answer = work()
    return answer, (time.process_time() - start) / times


def main() -> None:
    issuers = {"citizens": blind.new_issuer()}
    verifiable.issuer = lambda style: issuers[style]  # type: ignore[assignment]
    vote = verifiable.Vote(verifiable.paper(20), roll=10**6)
    voter = Voter.fresh(vote.manifest, "citizens")
    blinded, blinding = cpu(voter.blinded, 50)
    signed, signing = cpu(lambda: issuers["citizens"].sign(blinded), 50)
    token, finishing = cpu(lambda: voter.token(signed), 50)
    data, sealing = cpu(lambda: voter.envelope(token, {"names": ["p1", "p2"]}, 1), 50)
    envelope, checking = cpu(lambda: checked(vote.manifest, data), 50)
    _, promising = cpu(lambda: promise(envelope.leaf, vote.election, vote.signer.private), 50)
    signature, public = voter.key.sign(b"x"), voter.key.public_key()
    _, unit = cpu(lambda: public.verify(signature, b"x"), 200)
    _say("one Ed25519 verification", unit, unit)
    _say("server: a token (blind signature)", signing, unit)
    _say("server: a cast (form, token, signature, promise)", checking + promising, unit)
    _say("voter: blind, finish, seal, sign", blinding + finishing + sealing, unit)
    print(f"server: {1 / (signing + checking + promising):,.0f} voters a second and core, without the database")
    _observers(vote, unit)


def _observers(vote: verifiable.Vote, unit: float) -> None:
    """Votes of growing size, checked whole."""
    done = 0
    each = {}
    for size in SIZES:
        for number in range(done, size):
            vote.cast(f"person {number}", names([f"p{number % 20 + 1}", f"p{number * 7 % 20 + 1}"]))
        done = size
        snapshot = _finished(vote)
        report, seconds = cpu(lambda files=snapshot: verifier.verify(io.BytesIO(files)))
        each[size] = seconds / size
        assert report.exit_code == 3, list(report.lines("en"))
        print(f"verifier, {size:,} ballots: {seconds:.2f} s, export {len(snapshot) / size:,.0f} bytes a ballot")
    _say("verifier, a ballot", each[SIZES[-1]], unit)
    print(f"growth: a ballot of {SIZES[-1]:,} costs {each[SIZES[-1]] / each[SIZES[0]]:.2f} times a ballot of {SIZES[0]:,}")
    print(f"100,000 ballots: {each[SIZES[-1]] * 100_000:.0f} s of one core, by this rate")
    leaves = [f"leaf {n}".encode() for n in range(50_000)]
    _, seconds = cpu(lambda: Tree(leaves))
    print(f"log: {seconds / len(leaves) * 1e6:.1f} us a leaf")


def _finished(vote: verifiable.Vote) -> bytes:
    """The export of the vote if it ended now; the vote itself goes on."""
    copy = verifiable.Vote.__new__(verifiable.Vote)
    copy.__dict__.update(vote.__dict__)
    copy.leaves, copy.heads, copy.staged = list(vote.leaves), list(vote.heads), list(vote.staged)
    return export.zipped(copy.finish().files())


def _say(what: str, seconds: float, unit: float) -> None:
    print(f"{what}: {seconds * 1000:.2f} ms, {seconds / unit:.1f} x")


if __name__ == "__main__":
    main()
