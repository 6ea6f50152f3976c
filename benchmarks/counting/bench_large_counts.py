"""Claim: 100,000 voters are counted greedily in under 1 s with loading, by completed Equal Shares in under 15 s and 300 MB."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from city import city_text, peak_megabytes, say, timed

from app.voting import pb
from app.voting.tally import count, presets


def main(voters: int = 100_000) -> int:
    content = city_text(voters).encode()
    before = peak_megabytes()
    election, loading = timed(lambda: pb.election_of(pb.parse(content)))
    greedy, counting = timed(lambda: count(election, presets.named("greedy")))
    small = voters <= 100_000
    ok = say(
        f"greedy, {voters:,} voters, with load, under {1 if small else 30} s",
        loading + counting < (1 if small else 30),
        f"load {loading:.2f} + count {counting:.2f} s, {len(greedy.selected)} funded",
    )
    shares, seconds = timed(lambda: count(election, presets.named("mes")))
    limit = 15 if small else 120
    ok &= say(
        f"completed Equal Shares, {voters:,} voters, under {limit} s",
        seconds < limit,
        f"{seconds:.2f} s, {shares.notes['steps']} steps, {len(shares.selected)} funded, "
        f"{len(election.electorates[0].ballots):,} distinct ballots",
    )
    peak = peak_megabytes()
    if small:
        ok &= say("all of it under 300 MB", peak < 300, f"peak {peak:.0f} MB ({before:.0f} MB before reading)")
    else:
        print(f"       peak {peak:.0f} MB ({before:.0f} MB before reading)")
    return 0 if ok else 1


if __name__ == "__main__":
    status = main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    if status:
        raise SystemExit(status)
