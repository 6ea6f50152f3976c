"""`make run`, as far as it can be tried without waiting for a demo."""

import os
import socket
import subprocess
import sys

from app.config import ROOT


def test_a_port_in_use_is_said_before_anything_is_prepared(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        env = os.environ | {"PORT": str(other.getsockname()[1]), "INSTANCE_PATH": str(tmp_path / "instance")}
        done = subprocess.run(
            [sys.executable, "-m", "app.serve"], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert f"Port {env['PORT']} is in use." in done.stdout
    assert not (tmp_path / "instance").exists()
