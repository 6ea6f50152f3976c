"""Claim: a thousand people whose line breaks at the same moment are all back in the forum within half a minute, none of them misses an
event or hears one twice, and whoever leads it is answered meanwhile.

One gunicorn worker with the whole application, SQLite, real websockets; all come back at once, though the pages of the product spread
themselves over some seconds. The crowd shares the machine: read the milliseconds as those of this hour. BENCH_SIZES=200 chooses sizes.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "200,1000").split(",")]
ARMS = 32  # threads that connect, each one after the other
MISSED = 5


@contextmanager
def stage() -> Iterator[tuple[Any, Any, dict[str, str]]]:
    """An application with one forum that runs, in a folder of its own; what a server needs to serve it."""
    with tempfile.TemporaryDirectory(prefix="decide-storm-") as folder:
        env = {"INSTANCE_PATH": folder, "REDIS_URL": "", "NO_DEMO": "1", "JOBS": "immediate"}
        os.environ.update(env)
        from app import create_app
        from app.districts import services as districts
        from app.extensions import db
        from tests.make import forums

        app = create_app({"TESTING": True})
        with app.app_context():
            db.create_all()
            districts.lay_out()
            yield app, forums.live(), env | {"DATABASE_URL": str(db.engine.url), "SECRET_KEY": app.config["SECRET_KEY"]}
            db.session.remove()
            db.engine.dispose()


def rush(address: str, forum_id: int, count: int, since: Any) -> tuple[list[Any], list[float], list[int]]:
    """So many people come in at once: their lines, the seconds each waited for its answer, how many events each was told."""
    from tests.live.wire import Wire

    todo: SimpleQueue[int] = SimpleQueue()
    for number in range(count):
        todo.put(number)
    lines, waited, told = [], [], []

    def arm() -> None:
        while True:
            try:
                todo.get_nowait()
            except Empty:
                return
            began = time.monotonic()
            wire = Wire(address)
            answer = wire.emit("join", {"forum": forum_id, "since": since})
            waited.append(time.monotonic() - began)
            told.append(len(answer["events"]))
            lines.append(wire)

    arms = [threading.Thread(target=arm) for _ in range(ARMS)]
    for one in arms:
        one.start()
    for one in arms:
        one.join()
    return lines, waited, told


def storm(size: int) -> str:
    from tests.live.serving import served

    with stage() as (app, forum, env), served("wsgi:app", env) as (house,):
        from app.extensions import db
        from app.forums import queries, services
        from tests.live.test_faults import cookie
        from tests.live.wire import Wire
        from tests.make import forums

        boss = forums.leader(forum)
        speaker = Wire(house.address, cookie=cookie(app, boss))
        speaker.emit("join", {"forum": forum.id, "lens": "moderator"})
        lines, _, _ = rush(house.address, forum.id, size, None)
        since = {"pub": queries.heads(forum)["pub"]}
        for line in lines:
            line.close()
        for number in range(MISSED):
            services.caption(forum, by=boss, text=f"놓친 말 {number}")
        db.session.rollback()
        answered: list[float] = []
        is_over = threading.Event()

        def lead() -> None:
            number = 0
            while not is_over.wait(0.5):
                number += 1
                began = time.monotonic()
                assert speaker.emit("cmd", {"id": f"lead-{number}", "k": "screen.freeze", "p": {"on": bool(number % 2)}})["ok"]
                answered.append(time.monotonic() - began)

        leading = threading.Thread(target=lead)
        leading.start()
        began = time.monotonic()
        lines, waited, told = rush(house.address, forum.id, size, since)
        took = time.monotonic() - began
        is_over.set()
        leading.join()
        whole = sum(MISSED <= one <= MISSED + len(answered) for one in told)
        for line in [*lines, speaker]:
            line.close()
    middle, late = sorted(waited)[len(waited) // 2], sorted(waited)[int(len(waited) * 0.99)]
    return (
        f"| {size:,} | {took:.1f} | {middle * 1000:.0f} | {late * 1000:.0f} | {whole:,} of {size:,} | "
        f"{max(answered, default=0) * 1000:.0f} | {os.getloadavg()[0]:.1f} |"
    )


def main() -> None:
    print("| at once | all back after s | p50 ms | p99 | missed nothing | moderator's slowest answer ms | load |")
    print("|---|---|---|---|---|---|---|")
    for size in SIZES:
        print(storm(size), flush=True)


if __name__ == "__main__":
    main()
