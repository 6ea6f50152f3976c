"""Claim: a 200-byte event reaches 2,000 sockets of one process sooner at the 99th percentile than by Node's socket.io (the aim is
100 ms; docs/forums.md tells what was seen), for no more CPU, and none is lost; the stock engine takes several times as much; two
processes with Redis carry more.

Servers and crowd share one machine and its loopback, so milliseconds hold for that machine and that hour: read the ratios. Node's
socket.io takes part when `node` and `npm` are there (it is installed into a temporary folder), Redis when BENCH_REDIS_URL names one.
BENCH_SIZES=100,500 chooses sizes.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.live.serving import served  # noqa: E402

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "100,500,1000,2000").split(",")]
PACE, SECONDS = 5, 5
NODE_PACKAGE = "socket.io@4.8.4"
HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pids: list[int]) -> float:
    """Seconds of CPU these processes have used."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def memory(pids: list[int]) -> int:
    """Resident bytes."""
    found = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    return sum(int(one[1]) for one in found if one) * 1024


def run(size: int, ports: list[int], pids: list[int]) -> dict[str, float]:
    """One crowd against servers that are up."""
    before = memory(pids)
    words = [sys.executable, str(HERE / "crowd.py"), str(size), str(PACE), str(SECONDS), *map(str, ports)]
    crowd = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert crowd.stdin and crowd.stdout

    def ask() -> dict[str, float]:
        crowd.stdin.write("\n")
        crowd.stdin.flush()
        return json.loads(crowd.stdout.readline())

    json.loads(crowd.stdout.readline())
    held = (memory(pids) - before) / size / 1024
    used = cpu(pids)
    figures = ask()
    figures["us"] = (cpu(pids) - used) / (figures["heard"] or 1) * 1e6
    figures["kb"] = held
    used = cpu(pids)
    figures |= ask()
    figures["blast_us"] = (cpu(pids) - used) / (60 * size) * 1e6
    crowd.wait(60)
    return figures


@contextmanager
def halls(count: int = 1, **env: str) -> Iterator[tuple[list[int], list[int]]]:
    with served("tests.live.hall:app", *[env] * count) as houses:
        yield [house.port for house in houses], [house.worker() for house in houses]


@contextmanager
def node(folder: str) -> Iterator[tuple[list[int], list[int]]]:
    env = os.environ | {"NODE_PATH": f"{folder}/node_modules"}
    process = subprocess.Popen(["node", str(HERE / "peer.cjs")], env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield [int(process.stdout.readline())], [process.pid]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def install(folder: str) -> bool:
    """Node's socket.io, for this run alone."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("left out: Node's socket.io (no node or npm on this machine)")
        return False
    done = subprocess.run(
        ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, NODE_PACKAGE], check=False
    )
    if done.returncode:
        print("left out: Node's socket.io (npm could not install it)")
    return done.returncode == 0


def line(name: str, size: int, one: dict[str, float], peer: dict[str, float] | None) -> str:
    ratio = f"{one['p99'] / peer['p99']:.2f} / {one['us'] / peer['us']:.2f}" if peer else "–"
    return (
        f"| {name} | {size:,} | {one['p50']:.0f} | {one['p95']:.0f} | {one['p99']:.0f} | {one['lost']:.0f} | {one['us']:.0f} | {one['kb']:.0f} | "
        f"{one['blast']:,.0f} | {one['blast_us']:.0f} | {ratio} |"
    )


def main() -> None:
    print(
        "| server | sockets | p50 ms | p95 | p99 | lost | CPU µs/delivery | kB/socket | blast/s | blast µs | p99 / CPU against Node |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    redis = os.environ.get("BENCH_REDIS_URL")
    with tempfile.TemporaryDirectory(prefix="decide-peer-") as folder:
        has_peer = install(folder)
        for size in SIZES:
            peer = None
            if has_peer:
                with node(folder) as (ports, pids):
                    peer = run(size, ports, pids)
                print(line("Node socket.io", size, peer, peer), flush=True)
            for name, env in (("one process", {"LIVE_FANOUT": "direct"}), ("stock engine", {"LIVE_FANOUT": "stock"})):
                with halls(**env) as (ports, pids):
                    print(line(name, size, run(size, ports, pids), peer), flush=True)
            if redis:
                with halls(2, REDIS_URL=redis) as (ports, pids):
                    time.sleep(2)  # each subscribes
                    print(line("two processes, Redis", size, run(size, ports, pids), peer), flush=True)
    if not redis:
        print("left out: two processes (BENCH_REDIS_URL names no Redis)")


if __name__ == "__main__":
    main()
