"""Claim: an observer verifies, opens and counts 100,000 ballots in half a minute on one core.

One run, one process: an export of BENCH_BALLOTS ballots (10,000 where nothing is said) with RSA-2048 tokens is made, tokens signed outright and
not blindly, because a signature does not show which it was; then `verifier/verify.py` checks it whole, as its command line does. CPU
seconds, also as multiples of the Ed25519 verifications that the same ballots need at least.
"""

import io
import os
import sys
import time
from functools import cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.voting.ballot import choice_to_json, names
from app.voting.protocol import blind
from app.voting.protocol.canonical import read, unb64
from app.voting.protocol.envelope import Envelope
from app.voting.protocol.voter import Voter
from tests.make import verifiable
from tests.verifier import verifier

BALLOTS = int(os.environ.get("BENCH_BALLOTS", "10000"))
KEPT = os.environ.get("BENCH_EXPORT")
"""A file to keep the export in, and to take it from where it is there."""


class Quick(Voter):
    """A voter who works out the ballot key once."""

    key = cached_property(Voter.key.fget)  # type: ignore[assignment, attr-defined]
    public = cached_property(Voter.public.fget)  # type: ignore[assignment, attr-defined]


PSS = padding.PSS(padding.MGF1(hashes.SHA384()), 48)


def made(number: int) -> bytes:
    """The zip of a vote with so many ballots of two options out of twenty."""
    private = rsa.generate_private_key(65537, 2048)
    primes = private.private_numbers()
    verifiable.issuer = lambda style: blind.Issuer(primes.p, primes.q)  # type: ignore[assignment]
    vote = verifiable.Vote(verifiable.paper(20), roll=10**6)
    for n in range(number):
        voter = Quick.fresh(vote.manifest, "citizens")
        token = private.sign(voter.prepared, PSS, hashes.SHA384())
        answer = choice_to_json(names([f"p{n % 20 + 1}", f"p{n * 7 % 20 + 1}"]))
        data = voter.envelope(token, answer, 1)
        one = Envelope(data, vote.election, "citizens", voter.public, 1, unb64(read(data)["ct"]))
        vote.last[one.public] = one
        vote.staged.append(one.leaf)
        vote.issued["citizens"][str(n)] = b""
    return vote.finish().zip().getvalue()


def main() -> None:
    if KEPT and Path(KEPT).exists():
        data = Path(KEPT).read_bytes()
    else:
        data = made(BALLOTS)
        if KEPT:
            Path(KEPT).write_bytes(data)
    key = Ed25519PrivateKey.generate()
    signature, public = key.sign(b"x" * 900), key.public_key()
    start = time.process_time()
    for _ in range(1000):
        public.verify(signature, b"x" * 900)
    unit = (time.process_time() - start) / 1000
    start = time.process_time()
    report = verifier.verify(io.BytesIO(data))
    seconds = time.process_time() - start
    assert report.exit_code == 3, list(report.lines("en"))
    print(f"{BALLOTS:,} ballots: {seconds:.1f} s of one core, {len(data) / BALLOTS:,.0f} bytes a ballot in the export")
    print(
        f"a ballot: {seconds / BALLOTS * 1000:.3f} ms, {seconds / BALLOTS / unit:.1f} x one Ed25519 verification of {unit * 1000:.3f} ms"
    )
    print(f"100,000 ballots at this rate: {seconds / BALLOTS * 100_000:.0f} s")


if __name__ == "__main__":
    main()
