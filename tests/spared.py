"""On PostgreSQL a test runs if it sends a statement, or meets an error, that no other test does. The others, `spared.txt`, are left to SQLite.

A plugin. What SQL says and how a database answers differs between the two; the rest has been seen once. A test that is not on the
list, a new one say, runs. `pytest --postgres --whole` runs all of them, `--note-spared` does too and writes the list anew.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

LIST = Path(__file__).with_suffix(".txt")
ALWAYS = re.compile(r"_races\.py|_hostile\.py|/house/")
"""Processes of their own send what nobody hears here, and the order of things is their point."""
_VALUE = re.compile(r"%\(\w+\)s(?:::[A-Z ]+(?:\(\d+\))?(?:\[\])?)?")
_MANY, _ROWS, _NUMBER = re.compile(r"\?(?:, \?)+"), re.compile(r"\(\?\)(?:, \(\?\))+"), re.compile(r"\d+")
_heard: set[str] = set()
_found: dict[str, tuple[float, list[str]]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="with --postgres: spare no test")
    parser.addoption(
        "--note-spared",
        action="store_true",
        help="with --postgres: run all, and write the list of those to spare anew (docs/adr/0028)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--postgres") or config.getoption("--whole") or config.getoption("--note-spared"):
        return
    spared = set(read(LIST.read_text("utf-8")))
    left_out = [item for item in items if item.nodeid in spared]
    items[:] = [item for item in items if item.nodeid not in spared]
    config.hook.pytest_deselected(items=left_out)


def shape(statement: str) -> str:
    """A statement without its values and how many there are."""
    return _NUMBER.sub("0", _ROWS.sub("(?)", _MANY.sub("?", _VALUE.sub("?", statement))))


def _hear(text: str) -> None:
    _heard.add(sha256(text.encode()).hexdigest()[:16])


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--note-spared"):
        return

    @event.listens_for(Engine, "before_cursor_execute")
    def _(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        _hear(shape(statement))

    @event.listens_for(Engine, "handle_error")
    def _(context: Any) -> None:
        fault = context.original_exception
        _hear(f"{type(fault).__name__} {getattr(fault, 'sqlstate', '')} {shape(context.statement or '')}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _heard.clear()
    start = time.perf_counter()
    result = yield
    _found[item.nodeid] = (time.perf_counter() - start, sorted(_heard))
    return result


def pytest_testnodedown(node: Any) -> None:
    _found.update(getattr(node, "workeroutput", {}).get("heard", {}))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not session.config.getoption("--note-spared"):
        return
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["heard"] = _found
    elif exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        LIST.write_text(written(spare(_found)), "utf-8")


def spare(found: dict[str, tuple[float, list[str]]]) -> list[str]:
    """The tests (name -> seconds, what it was heard to send) that add nothing to the others; those that are kept, the quickest first, hear all."""
    left = {name: set(heard) for name, (_, heard) in found.items() if not ALWAYS.search(name)}
    known = {one for name, (_, heard) in found.items() if name not in left for one in heard}
    while left:
        worth = {name: len(heard - known) / (found[name][0] + 0.01) for name, heard in left.items()}
        best = max(worth, key=worth.__getitem__)
        if not worth[best]:
            break
        known |= left.pop(best)
    return sorted(left)


def written(names: Iterable[str]) -> str:
    """A line for each file, below it one for each test."""
    files: dict[str, list[str]] = defaultdict(list)
    for name in names:
        file, _, test = name.partition("::")
        files[file].append(test)
    return "".join("\n  ".join([file, *tests]) + "\n" for file, tests in sorted(files.items()))


def read(text: str) -> Iterator[str]:
    file = ""
    for line in text.splitlines():
        if line.startswith(" "):
            yield f"{file}::{line.strip()}"
        else:
            file = line
