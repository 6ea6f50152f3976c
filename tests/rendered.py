"""A pytest plugin: a full run fails when some template was loaded by no test. Partial runs are left alone."""

from pathlib import Path
from typing import Any

import jinja2
import pytest

TEMPLATES = Path(__file__).resolve().parents[1] / "app" / "templates"
_loaded: set[str] = set()
_load = jinja2.Environment._load_template


def _remember(environment: jinja2.Environment, name: str, *rest: Any) -> jinja2.Template:
    _loaded.add(name)
    return _load(environment, name, *rest)


jinja2.Environment._load_template = _remember  # type: ignore[method-assign]


def pytest_testnodedown(node: Any) -> None:
    """A worker process reports what it loaded."""
    _loaded.update(getattr(node, "workeroutput", {}).get("templates", []))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["templates"] = sorted(_loaded)
        return
    narrowed = (
        config.option.keyword or config.option.markexpr or config.option.collectonly or config.args != config.getini("testpaths")
    )
    if narrowed or session.shouldfail or session.shouldstop:
        return
    missing = sorted({str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")} - _loaded)
    if missing:
        config.get_terminal_writer().line(f"\nno test renders: {', '.join(missing)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
