"""One gunicorn worker on gevent, as `make run` starts it: what one person says, another who is there hears of at once."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from app.config import ROOT
from tests.make import people, proposals

SECONDS = 20


@pytest.fixture
def server(app: Any, tmp_path: Path) -> Iterator[str]:
    """The application as it runs for everybody, on the database of this test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "PORT": str(port), "DATABASE_URL": f"sqlite:///{tmp_path / 'test.sqlite3'}", "INSTANCE_PATH": str(tmp_path / "instance"),
        "SECRET_KEY": app.config["SECRET_KEY"], "NO_DEMO": "1",
    }  # fmt: skip
    gunicorn = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], env=env, cwd=ROOT)
    try:
        _wait_for(f"{url}/healthz", gunicorn)
        yield url
    finally:
        gunicorn.terminate()
        gunicorn.wait(SECONDS)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn did not come up")


def test_a_comment_reaches_a_reader_who_is_there_over_a_websocket(app: Any, visit: Callable[..., Page]) -> None:
    place = people.district()
    proposal = proposals.proposal(place, by=people.resident("제안한 이웃"))
    writer = people.resident("말하는 이웃", password=people.PASSWORD)
    here = f"/mapo/proposals/{proposal.number}"

    reader, frames = visit(), []

    def listen(channel: WebSocket) -> None:
        for direction in ("framesent", "framereceived"):
            channel.on(direction, lambda frame: frames.append(str(frame)))

    reader.on("websocket", listen)
    with reader.expect_websocket() as channel:
        reader.goto(here)
    assert "transport=websocket" in channel.value.url
    until = time.monotonic() + SECONDS
    while not any('"join"' in frame for frame in frames) and time.monotonic() < until:
        reader.wait_for_timeout(50)

    phone = visit(f"/sign-in?next={here}", js=False)  # a plain form, without a line of JavaScript
    phone.get_by_label("이메일").fill(writer.email)
    phone.get_by_label("비밀번호").fill(people.PASSWORD)
    phone.get_by_role("main").get_by_role("button", name="로그인").click()
    phone.get_by_role("textbox", name="의견").fill("이 길은 밤에 정말 어둡습니다.")
    phone.get_by_role("button", name="의견 올리기").click()
    expect(phone.get_by_text("이 길은 밤에 정말 어둡습니다.")).to_be_visible()

    told = reader.get_by_role("link", name="새 의견 1")
    expect(told).to_be_visible()
    assert "어둡습니다" not in "".join(frames)  # the words are read from the page, where what is removed is gone
    told.click()
    expect(reader.get_by_text("이 길은 밤에 정말 어둡습니다.")).to_be_visible()
