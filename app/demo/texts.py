"""The demo's words, kept as data in content/: proposals and pipelines as TOML, conversations as an indented list. Refuses to make any up."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.comments.states import Stance

CONTENT = Path(__file__).resolve().parent / "content"
_LINE = re.compile(
    r"^(?P<depth>-+) (?P<late>…)?(?P<who>[^:(]+)(?:\((?P<stance>찬성|반대|질문)\))?: (?P<body>.+?)(?: \|\| (?P<end>.+))?$"
)


STANCES = {"찬성": Stance.PRO, "반대": Stance.CON, "질문": Stance.QUESTION}


@dataclass(frozen=True)
class Line:
    """One comment of a conversation: depth 0 opens a thread, `is_late` came after the deliberation began."""

    depth: int
    who: str
    body: str
    is_late: bool
    stance: Stance
    removal: str
    edited: str
    is_taken_back: bool


@cache
def document(name: str) -> dict[str, Any]:
    """One TOML file of content/, as it stands there."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def proposals(name: str) -> list[dict[str, Any]]:
    return [_tidy(entry) for entry in document(name)["proposal"]]


def pipeline(name: str) -> dict[str, Any]:
    return document(f"{name}.pipeline")


def words() -> dict[str, Any]:
    return document("words")


def opinions() -> list[dict[str, Any]]:
    topics: list[dict[str, Any]] = document("opinions")["topic"]
    return [_tidy(topic) for topic in topics]


def forums() -> dict[str, Any]:
    return {name: _tidy(one) for name, one in document("forums").items()}


def sealed() -> list[dict[str, Any]]:
    votes: list[dict[str, Any]] = document("sealed")["vote"]
    return [_tidy(vote) for vote in votes]


def _tidy(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in entry.items()}


@cache
def conversations(name: str) -> dict[str, list[Line]]:
    """Key of a proposal -> its comments in the order of reading; empty when nobody has written yet."""
    path = CONTENT / f"{name}.threads.txt"
    found: dict[str, list[Line]] = {}
    lines: list[Line] = []
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if text.startswith("# "):
            lines = found.setdefault(text[2:].strip(), [])
        elif match := _LINE.match(text):
            lines.append(_line(match))
        elif text.strip() and not text.startswith("//"):
            raise ValueError(f"{path.name}: {text}")
    return found


def _line(match: "re.Match[str]") -> Line:
    end = match["end"] or ""
    return Line(
        depth=len(match["depth"]) - 1, who=match["who"], body=match["body"], is_late=bool(match["late"]),
        stance=STANCES.get(match["stance"], Stance.OPINION), is_taken_back=end == "거둠",
        removal=_said(end, "삭제: "), edited=_said(end, "고침: "),
    )  # fmt: skip


def _said(end: str, mark: str) -> str:
    return end.removeprefix(mark) if end.startswith(mark) else ""
