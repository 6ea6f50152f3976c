"""The stand-alone verifier, loaded from its one file as an observer would run it."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[1] / "verifier" / "evote_verify.py"


def load() -> Any:
    if "evote_verify" not in sys.modules:
        spec = importlib.util.spec_from_file_location("evote_verify", PATH)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["evote_verify"] = module
        spec.loader.exec_module(module)
    return sys.modules["evote_verify"]


verifier = load()
