"""Claim: what a page of a conversation costs follows from what it shows: the same statements and about the same time at 1,000, 10,000
and 100,000 comments, in every order, on SQLite and (BENCH_POSTGRES_URL=postgresql://…) PostgreSQL.

A third of each conversation hangs on one root, so that a big branch is in every page that shows it. Prints milliseconds (the
quickest of ROUNDS) and, per line, the ratio of the largest to the smallest size.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
_folder = tempfile.TemporaryDirectory(prefix="decide-bench-")
os.environ.update(INSTANCE_PATH=_folder.name, JOBS="immediate", DATABASE_URL="")

from sqlalchemy import func, insert, select, text  # noqa: E402

from app import create_app  # noqa: E402
from app.comments import orders, queries, services, tree  # noqa: E402
from app.comments.models import Comment, Thread  # noqa: E402
from app.comments.orders import Order  # noqa: E402
from app.core import clock  # noqa: E402
from app.districts import services as districts  # noqa: E402
from app.extensions import db  # noqa: E402
from tests.make import people, proposals  # noqa: E402
from tests.statements import counted  # noqa: E402

SIZES, ROUNDS, WRITERS = (1_000, 10_000, 100_000), 15, 50
TURN = count(1)
BODY = "<p>이 길은 밤에 어두워서 아이들이 돌아서 다닙니다. 가로등을 먼저 놓고 나무는 그다음에 심으면 좋겠습니다.</p>"


def fill(thread: Thread, number: int, writers: list[int], chance: random.Random) -> None:
    """So many comments in one thread, straight into the table: a sixth of them roots, as deep as people go, and one big branch."""
    first = (db.session.scalar(select(func.max(Comment.id))) or 0) + 1
    rows: list[dict[str, Any]] = []
    n_roots = 0
    for at in range(number):
        parent = None
        if rows and chance.random() > 1 / 6:
            parent = _below(rows, chance)
        comment_id = first + at
        n_roots += parent is None
        up, down = chance.randint(0, 12), chance.randint(0, 6)
        sides = (up // 2, down // 3, up // 4, down // 2)
        rows.append({
            "id": comment_id, "district_id": thread.district_id, "thread_id": thread.id, "author_id": chance.choice(writers),
            "parent_id": parent["id"] if parent else None, "root_id": (parent["root_id"] or parent["id"]) if parent else None,
            "root_no": None if parent else n_roots, "depth": parent["depth"] + 1 if parent else 0,
            "path": tree.path_of(comment_id, parent["path"] if parent else ""), "stance": chance.choice(["pro", "con", "opinion"]),
            "edition": 1, "body": "", "body_html": BODY, "created_at": clock.now() - clock.days(30),
            "n_edits": 0, "n_children": 0, "n_descendants": 0,
            "n_up": up, "n_down": down, "up_pro": sides[0], "down_pro": sides[1], "up_con": sides[2], "down_con": sides[3],
            "wilson": orders.wilson(up, down), "bridging": orders.bridging(*sides), "removed_by_role": "", "removed_reason": "",
        })  # fmt: skip
        if parent:
            parent["n_children"] += 1
            for above in tree.ancestors(rows[-1]["path"]):
                rows[above - first]["n_descendants"] += 1
    for start in range(0, number, 5_000):
        db.session.execute(insert(Comment), rows[start : start + 5_000])
    thread.n_comments, thread.n_roots = number, n_roots
    db.session.commit()


def _below(rows: list[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    """A third of all replies go to the first root's branch, the others to whatever was written lately."""
    if chance.random() < 0.4:
        return rows[0]
    return chance.choice(rows[-300:])


def took(acts: list[Callable[[], Any]]) -> list[tuple[float, int]]:
    """Milliseconds (the quickest of ROUNDS, which other work disturbs least) and statements of the same at each size, turn by turn.

    On SQLite all the work is this process's own, so its processor time is taken; on PostgreSQL the clock's.
    """
    now = time.process_time if db.engine.dialect.name == "sqlite" else time.perf_counter
    times: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS):
        for act, found in zip(acts, times, strict=True):
            start = now()
            act()
            found.append((now() - start) * 1_000)
    answer = []
    for act, found in zip(acts, times, strict=True):
        act()
        with counted() as sent:
            act()
        answer.append((min(found), len(sent)))
    return answer


def reads(thread: Thread, place: Any, reader: int) -> dict[str, Callable[[], Any]]:
    """What readers ask for, by name."""
    roots = thread.n_roots
    big = (
        select(Comment.id)
        .where(Comment.thread_id == thread.id, Comment.depth == 0)
        .order_by(Comment.n_descendants.desc())
        .limit(1)
    )
    deep = select(Comment.id).where(Comment.thread_id == thread.id).order_by(Comment.depth.desc(), Comment.id).limit(1)
    branch, leaf = db.session.scalar(big), db.session.scalar(deep)
    far = db.session.scalar(
        select(Comment.id).where(Comment.root_id == branch).order_by(Comment.path).offset(thread.n_comments // 5).limit(1)
    )

    def page(**asked: Any) -> Callable[[], Any]:
        return lambda: queries.page(place, thread, reader=reader, **asked)

    named = {f"first page, {order.value}": page(order=order) for order in Order}
    return named | {
        "last page, oldest first": page(order=Order.OLDEST, page=-(-roots // 20)),
        "last page that bridging shows": page(order=Order.BRIDGING, page=50),
        "first page with the comment just written": page(at=leaf),
        "biggest branch, its beginning": page(focus=branch),
        "biggest branch, far inside": page(focus=branch, after=far),
        "deepest comment, with what it answers": page(focus=leaf),
    }


def writes(thread: Thread, voters: list[Any]) -> dict[str, Callable[[], Any]]:
    root = db.session.scalar(select(Comment).where(Comment.thread_id == thread.id, Comment.depth == 0).limit(1))
    target = db.session.scalars(select(Comment).where(Comment.thread_id == thread.id).limit(200)).all()

    def post() -> None:
        with clock.travel(clock.now() + clock.days(next(TURN))):
            services.post(thread, by=voters[0], body="한마디 보탭니다.", parent=root)

    def vote() -> None:
        number = next(TURN)
        services.vote(target[number % 200], by=voters[-1 - number % (WRITERS // 2)], value=1 if number % 3 else -1)

    return {"write a reply": post, "vote": vote}


def measure(url: str) -> None:
    app = create_app({"PROPAGATE_EXCEPTIONS": True, **({"SQLALCHEMY_DATABASE_URI": url} if url else {})})
    with app.app_context():
        db.create_all()
        districts.lay_out()
        place = people.district("mapo")
        voters = [people.resident("시험 이웃") for _ in range(WRITERS)]
        writers, chance = [one.id for one in voters[: WRITERS // 2]], random.Random(7)
        client, sizes = app.test_client(), []
        for size in SIZES:
            proposal = proposals.proposal(place)
            fill(proposal.thread, size, writers, chance)
            path = f"/mapo/proposals/{proposal.number}"
            sizes.append((proposal.thread, {"the whole page of the proposal, over HTTP": partial(client.get, path)}))
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SELECT setval('comment_id_seq', (SELECT max(id) FROM comment))"))
            db.session.execute(text("ANALYZE comment"))
            db.session.commit()
        acts = [reads(thread, place, writers[0]) | whole | writes(thread, voters) for thread, whole in sizes]
        _print(db.engine.dialect.name, {name: took([one[name] for one in acts]) for name in acts[0]})


def _print(dialect: str, table: dict[str, list[tuple[float, int]]]) -> None:
    print(
        f"\n{dialect}: milliseconds at {', '.join(f'{size:,}' for size in SIZES)} comments; ratio largest : smallest; statements"
    )
    for name, found in table.items():
        milliseconds = " ".join(f"{one:8.2f}" for one, _ in found)
        print(f"{name:<44}{milliseconds}  {found[-1][0] / found[0][0]:5.2f}  {max(number for _, number in found):>2}", flush=True)


def main() -> None:
    measure("")
    if url := os.environ.get("BENCH_POSTGRES_URL"):
        import psycopg
        from sqlalchemy import make_url

        name = "decide_bench_threads"
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        target = make_url(url.replace("postgresql://", "postgresql+psycopg://", 1)).set(database=name)
        measure(target.render_as_string(hide_password=False))
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    main()
