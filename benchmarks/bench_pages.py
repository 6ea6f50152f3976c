"""Pages per second of a proposal list and a proposal with 1,000 comments, beside a bare Flask page of the same size, in one run.

Prints requests per second (one process, one thread, no network), the ratio to the bare page, bytes, and SQL statements.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
_folder = tempfile.TemporaryDirectory(prefix="decide-bench-")
os.environ.update(INSTANCE_PATH=_folder.name, JOBS="immediate", DATABASE_URL="")

from flask import Flask, render_template_string  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import event  # noqa: E402

from app import create_app  # noqa: E402
from app.comments import services as comments  # noqa: E402
from app.core import clock  # noqa: E402
from app.districts import services as districts  # noqa: E402
from app.extensions import db  # noqa: E402
from tests.make import people, proposals  # noqa: E402

COMMENTS, PROPOSALS, SECONDS, ROUNDS = 1_000, 200, 1.0, 5


def build() -> str:
    """200 proposals, one of them with a thread of 1,000 comments; its number."""
    db.create_all()
    districts.lay_out()
    place = people.district("mapo")
    writer, others = people.resident("시험 제안자"), [people.resident("시험 이웃") for _ in range(20)]
    made = [proposals.proposal(place, by=writer, title=f"시험 제안 {n}") for n in range(PROPOSALS)]
    chance, written = random.Random(1), []
    start = clock.now() - clock.days(30)
    for n in range(COMMENTS):
        parent = chance.choice(written) if written and chance.random() < 0.8 else None
        with clock.travel(start + n * clock.days(1) / 300):  # slower than the flood limit
            written.append(
                comments.post(
                    made[0].thread, by=others[n % 20], body=f"시험 의견 {n}입니다. 조금 더 이야기해 봅시다.", parent=parent
                )
            )
    return made[0].number


def bare(size: int) -> FlaskClient:
    """The least that Flask can do for a page of this size: one template, one value, no database."""
    app = Flask("bare")
    body = "<!doctype html><title>{{ title }}</title><p>" + "가" * (size // 3)

    @app.get("/")
    def page() -> str:
        return render_template_string(body, title="bare")

    return app.test_client()


def per_second(client: FlaskClient, path: str) -> float:
    until, count = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < until:
        assert client.get(path).status_code == 200
        count += 1
    return count / SECONDS


def statements(client: FlaskClient, path: str) -> int:
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    client.get(path)
    event.remove(db.engine, "before_cursor_execute", listener)
    return sum(1 for sql in seen if not sql.startswith(("BEGIN", "PRAGMA")))


def main() -> None:
    app = create_app({"PROPAGATE_EXCEPTIONS": True})
    with app.app_context():
        number = build()
        client = app.test_client()
        for name, path in {"list": "/mapo/proposals", f"detail, {COMMENTS} comments": f"/mapo/proposals/{number}"}.items():
            size = len(client.get(path).data)
            plain = bare(size)
            rounds = [(per_second(client, path), per_second(plain, "/")) for _ in range(ROUNDS)]
            ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
            ratio = statistics.median(a / b for a, b in rounds)
            print(
                f"{name}: {ours:.0f}/s, bare {theirs:.0f}/s, ratio {ratio:.3f}, {size / 1000:.1f} kB, {statements(client, path)} statements"
            )


if __name__ == "__main__":
    main()
