"""What goes wrong in a real evening: a worker dies, Redis restarts, a hall comes back at once, a poll closes while people vote.

One gunicorn, real websockets. Whatever was acknowledged is in the database, once; whatever was missed comes by its number.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.forums import queries, services
from app.forums.models import Command, Poll, PollRoll
from app.forums.states import Channel
from tests.conftest import _empty, _on_copy
from tests.live.serving import Served, served
from tests.live.wire import Gone, Wire
from tests.make import forums, people

VOTERS, CROWD = 40, 120


@pytest.fixture(scope="module")
def place(
    request: pytest.FixtureRequest, _application: Flask, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One database for this whole file, of either kind: the servers keep it open."""
    with _application.app_context():
        if not request.config.getoption("--postgres"):
            yield from _on_copy(_application, _template, tmp_path_factory.mktemp("faults"))
            return
        db.session.remove()
        _empty()
        yield _application
        db.session.remove()


def settings(app: Flask, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "SECRET_KEY": app.config["SECRET_KEY"], "INSTANCE_PATH": str(folder), "REDIS_URL": "",
    }  # fmt: skip


@pytest.fixture(scope="module")
def house(place: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served("wsgi:app", settings(place, tmp_path_factory.mktemp("instance"))) as (one,):
        yield one


def cookie(app: Flask, resident: Any) -> str:
    """The session of somebody who has signed in."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    assert signer is not None
    return str(signer.dumps({"_user_id": resident.get_id(), "_fresh": True}))


class Visitor:
    """A client as the browser's is: applies each event once and in order, and asks for what it missed when it comes back."""

    def __init__(self, address: str, forum_id: int, session: str = "", lens: str = "participant") -> None:
        self.address, self.forum_id, self.session, self.lens = address, forum_id, session, lens
        self.last: dict[str, int] | None = None
        self.applied: list[int] = []
        self.come()

    def come(self) -> None:
        """Connect, as often as it takes, and join with the last numbers."""
        until = time.monotonic() + 30
        while True:
            try:
                self.wire = Wire(self.address, cookie=self.session)
                answer = self.wire.emit("join", {"forum": self.forum_id, "lens": self.lens, "since": self.last})
                break
            except (OSError, Gone):
                assert time.monotonic() < until, "the server did not come back"
                time.sleep(0.05)
        assert answer["ok"], answer
        if answer["state"]:
            self.last = answer["head"]
        for event in answer["events"]:
            self.take(event)

    def take(self, event: dict[str, Any]) -> None:
        if event["ch"] == "pub" and self.last is not None and event["seq"] > self.last["pub"]:
            assert event["seq"] == self.last["pub"] + 1, "a gap"
            self.last["pub"] = event["seq"]
            self.applied.append(event["seq"])

    def do(self, kind: str, number: str, **payload: Any) -> dict[str, Any]:
        """Send a command until it is answered, always under the same number."""
        while True:
            try:
                answer: dict[str, Any] = self.wire.emit("cmd", {"id": number, "k": kind, "p": payload})
            except (OSError, Gone):
                self.wire.close()
                self.come()
                continue
            if answer["ok"] or "retry_ms" not in answer:
                return answer
            time.sleep(answer["retry_ms"] / 1000)

    def catch_up(self, head: int) -> None:
        """Read until the event of this number has been applied."""
        while self.last is None or self.last["pub"] < head:
            try:
                while self.wire.events:
                    name, payload = self.wire.events.popleft()
                    if name == "ev":
                        self.take(payload)
                if self.last is None or self.last["pub"] < head:
                    self.wire._take(self.wire.packet())
            except (OSError, Gone):
                self.wire.close()
                self.come()


@pytest.fixture
def enter(place: Flask, house: Served) -> Iterator[Callable[..., Visitor]]:
    """enter(forum, resident): somebody who joins the forum on the running server."""
    came: list[Visitor] = []

    def come(forum: Any, resident: Any = None, **given: Any) -> Visitor:
        came.append(Visitor(house.address, forum.id, cookie(place, resident) if resident else "", **given))
        return came[-1]

    yield come
    for one in came:
        one.wire.close()


def fresh(query: Callable[[], Any]) -> Any:
    """What the database says now."""
    db.session.rollback()
    found = query()
    db.session.rollback()
    return found


def test_a_worker_that_dies_between_doing_and_answering_loses_nothing_and_repeats_nothing(
    place: Flask, house: Served, enter: Callable[..., Visitor]
) -> None:
    forum = forums.live()
    boss = forums.leader(forum)
    speaker = enter(forum, boss, lens="moderator")
    listeners = [enter(forum) for _ in range(5)]
    started = dict(listeners[0].last or {})["pub"]
    for number in range(14):
        if number == 7:
            _die_before_answering(house, speaker, boss.id, f"line-{number}", text=f"자막 {number}")
        answer = speaker.do("caption.send", f"line-{number}", text=f"자막 {number}")
        assert answer["ok"] and answer.get("is_repeated", False) is (number == 7)
    head = fresh(lambda: queries.heads(forum))["pub"]
    assert head == started + 14
    for one in listeners:
        one.catch_up(head)
        assert one.applied == list(range(started + 1, head + 1))
    written = fresh(lambda: queries.events(forum, Channel.PUB, "caption.final"))
    assert [one.payload["text"] for one in written] == [f"자막 {number}" for number in range(14)]


def _die_before_answering(house: Served, speaker: Visitor, resident_id: int, number: str, **payload: Any) -> None:
    """The command is committed, the worker is killed, and nobody has read its answer."""
    speaker.wire.post("cmd", {"id": number, "k": "caption.send", "p": payload})
    until = time.monotonic() + 20
    while fresh(lambda: db.session.get(Command, (resident_id, number))) is None:
        assert time.monotonic() < until
        time.sleep(0.005)
    house.kill_worker()
    speaker.wire.close()
    speaker.come()


def test_a_hall_that_comes_back_at_once_is_let_in_and_told_what_it_missed(
    place: Flask, house: Served, enter: Callable[..., Visitor]
) -> None:
    forum = forums.live()
    since = {"pub": fresh(lambda: queries.heads(forum))["pub"]}
    services.caption(forum, by=forums.leader(forum), text="모두가 놓친 말")
    wanted = {"forum": forum.id, "since": since}

    def come(_number: int) -> list[str]:
        wire = Wire(house.address)
        try:
            answer = wire.emit("join", wanted)
            return [one["p"]["text"] for one in answer["events"]]
        finally:
            wire.close()

    with ThreadPoolExecutor(24) as pool:
        assert list(pool.map(come, range(CROWD))) == [["모두가 놓친 말"]] * CROWD


def test_a_poll_that_closes_while_people_vote_counts_exactly_those_who_were_told_so(
    place: Flask, house: Served, enter: Callable[..., Visitor]
) -> None:
    forum = forums.live()
    boss = forums.leader(forum)
    number = services.prepare(forum, by=boss, q="야간 조명을 늘릴까요?", options=["예", "아니요"])["poll"]
    services.open_poll(forum, by=boss, poll=number)
    options = [one.id for one in fresh(lambda: queries.polls(forum))[0].options]
    staff = enter(forum, boss, lens="moderator")
    voters = [enter(forum, people.resident()) for _ in range(VOTERS)]
    gate = Barrier(VOTERS + 1)

    def vote(at: int) -> dict[str, Any]:
        gate.wait(20)
        time.sleep(at * 0.002)
        return voters[at].do("poll.vote", "mine", poll=number, options=[options[at % 2]])

    def close() -> dict[str, Any]:
        gate.wait(20)
        time.sleep(VOTERS * 0.001)
        return staff.do("poll.close", "shut", poll=number)

    with ThreadPoolExecutor(VOTERS + 1) as pool:
        shut = pool.submit(close)
        answers = list(pool.map(vote, range(VOTERS)))
    assert shut.result()["ok"]
    counted = sum(one["ok"] for one in answers)
    assert {one["code"] for one in answers if not one["ok"]} <= {"FORUM_NOT_OPEN"}
    poll = fresh(lambda: db.session.get(Poll, number))
    cast, by_option = fresh(lambda: (poll.n_cast, sum(one.n_votes for one in poll.options)))
    roll = fresh(lambda: db.session.query(PollRoll).filter_by(poll_id=number).count())
    assert counted == cast == by_option == roll
    told = [one.payload["cast"] for one in fresh(lambda: queries.events(forum, Channel.PUB, "poll.closed"))]
    assert told == [counted]


@pytest.mark.skipif(
    not os.environ.get("TEST_REDIS_URL") or not shutil.which("redis-server"),
    reason="no Redis: set TEST_REDIS_URL, and have redis-server",
)
def test_two_processes_survive_a_restart_of_redis(place: Flask, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def redis() -> "subprocess.Popen[bytes]":
        words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
        process = subprocess.Popen([*words, "--loglevel", "warning"], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return process
        raise AssertionError("Redis did not come up")

    forum, queue, numbers = forums.live(), redis(), count()
    boss = cookie(place, forums.leader(forum))
    env = settings(place, tmp_path) | {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    try:
        with served("wsgi:app", env, env) as (here, there):
            speaker = Visitor(here.address, forum.id, boss, "moderator")
            listener = Visitor(there.address, forum.id)

            def say(words: str) -> int:
                answer = speaker.do("caption.send", f"said-{next(numbers)}", text=words)
                assert answer["ok"], answer
                return int(answer["seq"])

            listener.catch_up(_until_heard(say, listener))
            queue.send_signal(signal.SIGKILL)
            queue.wait()
            lost = say("아무 다리도 없을 때 한 말")  # done and acknowledged: the database is the truth, not the queue
            queue = redis()
            answer = listener.wire.emit("sync", {"ch": "pub", "since": listener.last["pub"]})  # type: ignore[index]
            assert [one["seq"] for one in answer["events"]] == [lost]
            for event in answer["events"]:
                listener.take(event)
            listener.catch_up(_until_heard(say, listener))
            assert listener.applied == list(range(listener.applied[0], listener.applied[-1] + 1))
            speaker.wire.close()
            listener.wire.close()
    finally:
        queue.kill()
        queue.wait()


def _until_heard(say: Callable[[str], int], listener: Visitor) -> int:
    """Speak until the other process passes it on: its subscription comes in its own time. The number heard last."""
    until, n = time.monotonic() + 30, 0
    while time.monotonic() < until:
        n += 1
        seq = say(f"들리나요 {n}")
        listener.wire.quiet(0.4)
        if any(name == "ev" for name, _ in listener.wire.events):
            missed = listener.wire.emit("sync", {"ch": "pub", "since": listener.last["pub"]})  # type: ignore[index]
            for event in missed["events"]:
                listener.take(event)
            return seq
    raise AssertionError("nothing was heard in the other process")
