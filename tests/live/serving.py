"""Real gunicorn workers for tests, on free ports of loopback, ended by whoever started them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from app.config import ROOT

SECONDS = 90  # a busy machine takes its time to start two


class Served:
    """One gunicorn: its address and its processes."""

    def __init__(self, target: str, env: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        given = os.environ | {"PORT": str(self.port), "NO_DEMO": "1", "JOBS": "immediate"} | env
        self.process = subprocess.Popen([sys.executable, "-m", "gunicorn", target], env=given, cwd=ROOT)

    def worker(self) -> int:
        """The process that answers."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[0])

    def ready(self) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2)
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            else:
                return
        raise AssertionError("gunicorn did not come up")

    def kill_worker(self) -> None:
        """As the kernel would when memory runs out: nothing is said to anybody. Gunicorn starts another."""
        os.kill(self.worker(), signal.SIGKILL)

    def quit(self) -> None:
        """At once, without waiting for anybody who is still connected."""
        self.process.send_signal(signal.SIGQUIT)

    def wait(self) -> None:
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def served(target: str, *envs: dict[str, str]) -> Iterator[list[Served]]:
    """One gunicorn of one worker for each of these environments, started side by side."""
    houses = [Served(target, env) for env in envs]
    try:
        for house in houses:
            house.ready()
        yield houses
    finally:
        for house in houses:
            house.quit()
        for house in houses:
            house.wait()
