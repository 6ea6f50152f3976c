"""The stand-alone verifier, loaded from its one file as an observer would run it."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[1] / "verifier" / "verify.py"


def load() -> Any:
    if "verify" not in sys.modules:
        spec = importlib.util.spec_from_file_location("verify", PATH)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["verify"] = module
        spec.loader.exec_module(module)
    return sys.modules["verify"]


verifier = load()
