"""What REDIS_URL alone changes: the queue, the rate limits and live events are shared between processes."""

import os
import subprocess
import sys

import pytest

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
