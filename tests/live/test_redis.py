"""What REDIS_URL alone changes: the queue, the rate limits and live events are shared between processes."""

import os
import subprocess
import sys
import time

import pytest

from tests.live.serving import served
from tests.live.wire import Wire

REDIS_URL = os.environ.get("TEST_REDIS_URL")
pytestmark = pytest.mark.skipif(not REDIS_URL, reason="no Redis: set TEST_REDIS_URL")

TWO_PROCESSES = """
import sys
from app import create_app
from app.core.jobs import queue
from app.extensions import limiter, socketio
app = create_app()
with app.app_context():
    print(type(queue).__name__, type(limiter.storage).__name__, type(socketio.server.manager).__name__)
    if sys.argv[1] == "send":
        from app.core.mail import send
        send("someone@example.test", "제목", "본문")
    else:
        task = queue.dequeue()
        queue.execute(task)
        print("done", task.name)
"""


def test_a_job_enqueued_by_one_process_is_done_by_another(tmp_path):
    env = os.environ | {"REDIS_URL": REDIS_URL, "JOBS": "", "INSTANCE_PATH": str(tmp_path)}

    def process(word: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", TWO_PROCESSES, word], env=env, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    assert process("send").split() == ["RedisHuey", "RedisStorage", "RedisManager"]
    assert "done send" in process("work")
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1


def test_what_is_said_in_one_process_is_heard_in_another():
    """Websockets alone, so nothing has to bring the same client to the same process twice."""
    with served("tests.live.hall:app", {"REDIS_URL": REDIS_URL}, {"REDIS_URL": REDIS_URL}) as (here, there):
        speaker, listener = Wire(here.address), Wire(there.address)
        until = time.monotonic() + 20
        while not listener.events and time.monotonic() < until:  # each subscribes in its own time
            speaker.emit("say", {"warm": "up"})
            listener.quiet(0.1)
        for number in range(100):
            speaker.post("say", {"n": number})
        assert [listener.wait("said", lambda words: "n" in words)["n"] for _ in range(100)] == list(range(100))
        speaker.close()
        listener.close()
