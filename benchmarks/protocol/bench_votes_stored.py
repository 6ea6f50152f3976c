"""Claim: on one core and with every commit on the disk, a vote at level L2 costs the server a small multiple of a plain one.

One run, one process, RSA-2048, the services as the doors of the site call them: a plain ballot (L0), a token and a sealed ballot (L2).
On SQLite in WAL mode with synchronous=NORMAL (the process may die, not the power) and FULL (nor the power), and on the PostgreSQL of
BENCH_POSTGRES_URL (an empty database; synchronous_commit as it is there). Then a race of processes for the same people, and the last
minute: BENCH_RUSH voters who have their tokens (1,000 where nothing is said) all cast at once; nothing is lost, nobody votes twice.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ.update(INSTANCE_PATH=tempfile.mkdtemp(prefix="votes-"), JOBS="immediate", DATABASE_URL="")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import func, select, text

from app import create_app
from app.accounts.models import Resident
from app.core import clock
from app.districts import queries as districts
from app.districts import services as district_services
from app.extensions import db
from app.verifiable import queries, services
from app.verifiable.models import Envelope, IssuedToken
from app.voting import services as voting
from app.voting.models import Paper
from app.voting.protocol.voter import Voter
from tests.make import voting as make

INSTANCE, ROOT = os.environ["INSTANCE_PATH"], Path(__file__).resolve().parents[2]
VOTERS = int(os.environ.get("BENCH_VOTERS", "150"))
RACE, RUSH, PROCESSES = 60, int(os.environ.get("BENCH_RUSH", "1000")), 2


def residents(number: int) -> list[int]:
    """So many people, written straight into the table; their ids."""
    from datetime import date

    first, now = (db.session.scalar(select(func.max(Resident.id))) or 0) + 1, clock.now()
    born = {
        "birth_date": date(1990, 1, 1),
        "display_name": "시험",
        "session_epoch": 0,
        "created_at": now,
        "email_verified_at": now,
    }
    rows = [born | {"id": first + n, "email": f"r{first + n}@example.test"} for n in range(number)]
    db.session.execute(db.insert(Resident), rows)
    db.session.commit()
    return [row["id"] for row in rows]


def each(acts: Iterable[Callable[[], Any]]) -> tuple[float, float]:
    """CPU and wall milliseconds of one act."""
    done, cpu, wall = 0, time.process_time(), time.perf_counter()
    for act in acts:
        act()
        done += 1
    return (time.process_time() - cpu) / done * 1000, (time.perf_counter() - wall) / done * 1000


def people_at(ids: list[int]) -> Iterator[Resident]:
    """One after the other, each in a session of its own, as every request has."""
    for one in ids:
        db.session.remove()
        yield db.session.get_one(Resident, one)


def measured(name: str) -> None:
    plain, secret = make.paper(), make.paper()
    services.freeze(secret, bits=2048)
    side = queries.sealed(secret)
    assert side is not None
    ids, frozen, l0_id, l2_id = residents(VOTERS), side.frozen, plain.id, secret.id
    voters = [Voter.fresh(frozen, "citizens") for _ in ids]
    asked = [one.blinded() for one in voters]
    signed: list[bytes] = []

    def at(paper_id: int) -> Paper:
        return db.session.get_one(Paper, paper_id)

    l0 = each(lambda p=person: voting.cast(at(l0_id), by=p, raw_choice=["p1"]) for person in people_at(ids))
    issue = each(
        lambda p=p, a=a: signed.append(services.issue(at(l2_id), by=p, blinded=a))
        for p, a in zip(people_at(ids), asked, strict=True)
    )
    ballots = [one.envelope(one.token(answer), {"names": ["p1"]}, 1) for one, answer in zip(voters, signed, strict=True)]
    cast = each(lambda b=b: (db.session.remove(), services.put(at(l2_id), b)) for b in ballots)
    both = (issue[0] + cast[0], issue[1] + cast[1])
    print(f"{name}")
    print(f"  plain ballot (L0):  {l0[0]:6.2f} ms CPU {l0[1]:6.2f} ms wall  {1000 / l0[1]:6.0f} a second")
    print(f"  token and cast (L2):{both[0]:6.2f} ms CPU {both[1]:6.2f} ms wall  {1000 / both[1]:6.0f} voters a second and core")
    print(f"  of it the token {issue[0]:.2f} and the cast {cast[0]:.2f} ms CPU")
    print(f"  L2 costs {both[0] / l0[0]:.1f} x the CPU and {both[1] / l0[1]:.1f} x the time of L0", flush=True)


def run(url: str, paper_id: int, words: list[list[str]]) -> tuple[list[str], float]:
    """What processes that know nothing of each other say of the same paper, begun at one instant, and the seconds they took."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.other_process", url, str(paper_id), *one],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for one in words
    ]  # fmt: skip
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    begin = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate()[0] for one in started]
    db.session.rollback()
    return said, time.perf_counter() - begin


def kept(paper_id: int, table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(table.paper_id == paper_id)) or 0


def race(url: str) -> None:
    """Two processes ask and cast for the same people."""
    paper = make.paper()
    services.freeze(paper, bits=2048)
    ids, paper_id = residents(RACE), paper.id
    said, seconds = run(url, paper_id, [["race", *map(str, ids)]] * PROCESSES)
    taken, found = sum(map(int, said)), (kept(paper_id, Envelope), kept(paper_id, IssuedToken))
    voting.close(db.session.get_one(Paper, paper_id), by=None, role="")
    assert taken == RACE == found[0] == found[1], (taken, found)
    print(
        f"  race: {PROCESSES} processes, the same {RACE} people each: {taken} ballots taken, none twice, {seconds:.1f} s",
        flush=True,
    )


def last_minute(url: str) -> None:
    """RUSH voters who have their tokens all cast in the last minute before the close; every fifth ballot is sent by two processes."""
    paper = make.paper()
    services.freeze(paper, bits=2048)
    side = queries.sealed(paper)
    assert side is not None
    ids, frozen, paper_id = residents(RUSH), side.frozen, paper.id
    lines = []
    for person in people_at(ids):
        voter = Voter.fresh(frozen, "citizens")
        signed = services.issue(db.session.get_one(Paper, paper_id), by=person, blinded=voter.blinded())
        lines.append(voter.envelope(voter.token(signed), {"names": ["p1"]}, 1).hex())
    files = [Path(INSTANCE) / f"rush-{n}" for n in range(PROCESSES)]
    for n, file in enumerate(files):
        file.write_text("\n".join(line for place, line in enumerate(lines) if place % PROCESSES == n or place % 5 == 0))
    sent = sum(len(file.read_text().split()) for file in files)
    said, seconds = run(url, paper_id, [["rush", str(file)] for file in files])
    taken = sum(int(one.split()[0]) for one in said)
    voting.close(db.session.get_one(Paper, paper_id), by=None, role="")
    in_log = sum(b'"ballot"' in leaf for leaf in queries.leaves(paper_id))
    assert taken == sent and kept(paper_id, Envelope) == RUSH == in_log, (taken, sent, kept(paper_id, Envelope), in_log)
    print(
        f"  last minute: {RUSH:,} voters, {PROCESSES} processes, {sent:,} ballots sent: each voter's ballot once in the log, none lost"
    )
    print(
        f"  {sent / seconds:.0f} a second, {seconds:.1f} s; ten thousand voters at this rate: {10_000 * sent / RUSH / (sent / seconds):.0f} s",
        flush=True,
    )


def on(url: str, name: str, pragma: str = "") -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "RATELIMIT_ENABLED": False})
    with app.app_context():
        if pragma:
            from sqlalchemy import event

            event.listen(db.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA synchronous={pragma}"))
        db.create_all()
        district_services.lay_out()
        district_services.change_status(districts.by_slug("mapo"), "start_pilot")
        if db.engine.dialect.name == "postgresql":
            name += f" (synchronous_commit={db.session.scalar(text('SHOW synchronous_commit'))}, fsync={db.session.scalar(text('SHOW fsync'))})"
        else:
            name += f" (WAL, synchronous={pragma or 'NORMAL'})"
        measured(name)
        if not pragma:
            race(url)
            last_minute(url)
        db.session.remove()


def main() -> None:
    on(f"sqlite:///{INSTANCE}/normal.sqlite3", "SQLite")
    on(f"sqlite:///{INSTANCE}/full.sqlite3", "SQLite", "FULL")
    if url := os.environ.get("BENCH_POSTGRES_URL"):
        on(url.replace("postgresql://", "postgresql+psycopg://", 1), "PostgreSQL")


if __name__ == "__main__":
    main()
