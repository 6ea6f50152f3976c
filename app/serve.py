"""`make run`: prepare the database, start gunicorn and the job worker, say where to look. Refuses to leave one without the other."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType
from typing import Any

PORT = os.environ.get("PORT", "8000")
HOST = os.environ.get("HOST", "127.0.0.1")
READY_SECONDS = 60


def main() -> int:
    """Run until Ctrl-C or until one of the two ends; the exit code of the one that ended first."""
    if _is_taken():
        say(f"Port {PORT} is in use. Stop what runs there, or choose another: PORT=8001 make run")
        return 1
    os.umask(0o077)  # what is written from here on is the operator's alone, even in an instance folder that others may enter
    env = os.environ | {"PYTHONUNBUFFERED": "1"}
    prepared = subprocess.run([sys.executable, "-m", "flask", "setup"], env=env, check=False)
    if prepared.returncode:
        return prepared.returncode
    children = [_start("gunicorn", "wsgi:app", env=env), _start("flask", "worker", env=env)]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _stop(children))
    if _ready(children[0]):
        say(f"Decide Seoul: http://{'localhost' if HOST in ('127.0.0.1', '0.0.0.0') else HOST}:{PORT}/")  # noqa: S104 - compared, not bound
        subprocess.run([sys.executable, "-m", "flask", "demo", "accounts"], env=env, check=False)
    return _wait(children)


def _is_taken() -> bool:
    """Asked before anything is prepared: the page of whoever holds the port would pass for ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            return True
    return False


def _start(module: str, *words: str, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", module, *words], env=env, start_new_session=True)


def _ready(web: "subprocess.Popen[bytes]") -> bool:
    """Whether the first page answers."""
    until = time.monotonic() + READY_SECONDS
    while web.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return True
    return False


def _wait(children: "list[subprocess.Popen[bytes]]") -> int:
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    _stop(children)
    codes = [child.wait() for child in children]
    return next((code for code in codes if code > 0), 0)


def _stop(children: "list[subprocess.Popen[bytes]]", *_: FrameType | Any) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the one line a newcomer waits for


if __name__ == "__main__":
    sys.exit(main())
