"""Minutes as they draft themselves: events of the public log in, sections out. Refuses the database. The record is kept in Korean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from app.core.clock import seoul
from app.forums.rules import Said
from app.forums.states import Side

TITLE_LENGTH = 40
ENDS = ("open-questions", "speaking-time")
"""Anchors of what comes after everything that happened."""
SIDES = {Side.PRO: "찬성", Side.CON: "반대", Side.NEUTRAL: ""}


class Written(Protocol):
    """An event of the log."""

    kind: Any
    at: Any
    payload: Any


@dataclass
class Section:
    """One part of the minutes; `level` 2 for what the agenda names, 3 for questions and polls within it."""

    anchor: str
    title: str
    level: int = 2
    lines: list[str] = field(default_factory=list)

    def as_row(self) -> dict[str, Any]:
        return {"anchor": self.anchor, "title": self.title, "level": self.level, "text": "\n".join(self.lines)}


def draft(
    facts: Iterable[str], written: Iterable[Written], votes: Mapping[int, int], districts: Iterable[Said] = ()
) -> list[dict[str, Any]]:
    """Sections in the order of the forum. `facts`: what is known beforehand; `votes`: how many wanted each question, by its id;
    `districts`: how long the residents of which district spoke, which no event tells."""
    drafted = _Draft(list(facts), votes, list(districts))
    for one in written:
        if not one.payload.get("blank"):
            drafted.take(one)
    return [one.as_row() for one in drafted.sections()]


class _Draft:
    def __init__(self, facts: list[str], votes: Mapping[int, int], districts: list[Said]) -> None:
        self.votes, self.districts = votes, districts
        self.facts = Section("facts", "개요", lines=facts)
        self.parts: list[Section] = []
        self.current = Section("opening", "시작")
        self.questions: dict[int, dict[str, Any]] = {}
        self.answered: dict[int, Section] = {}
        self.seconds: dict[str, tuple[int, int]] = {}

    def take(self, one: Written) -> None:
        reader = getattr(self, "_" + one.kind.replace(".", "_"), None)
        if reader is not None:
            reader(one.payload, seoul(one.at))

    def sections(self) -> list[Section]:
        """Everything, empty parts left out; what nobody answered comes last, most wanted first."""
        if self.current.lines:
            self._leave()
        rest = [one for number, one in self.questions.items() if number not in self.answered and not one.get("into")]
        rest.sort(key=lambda one: -self.votes.get(one["id"], 0))
        told = [f"· {one['text']} ({_asker(one)}, 궁금한 사람 {self.votes.get(one['id'], 0)}명)" for one in rest]
        ends = [Section(ENDS[0], "답하지 못한 질문", lines=told)] if told else []
        if self.seconds:
            lines = [f"{side or '중립'}: {n}회, {_span(seconds)}" for side, (n, seconds) in sorted(self.seconds.items())]
            lines += [f"{one.ko or '그 밖의 지역'}: {one.turns}회, {_span(one.seconds)}" for one in self.districts]
            ends.append(Section(ENDS[1], "발언 시간", lines=lines))
        return [self.facts, *self.parts, *ends]

    def _put(self, section: Section) -> None:
        """A part within the item at hand: the item so far stands before it, and goes on after it."""
        self._leave()
        self.parts.append(section)

    def _line(self, at: datetime, words: str) -> None:
        self.current.lines.append(f"{at:%H:%M} {words}")

    def _session_opened(self, payload: Any, at: datetime) -> None:
        self._line(at, "토론회를 시작하다.")

    def _session_paused(self, payload: Any, at: datetime) -> None:
        self._line(at, f"쉬다. 이유: {payload['reason']}")

    def _session_resumed(self, payload: Any, at: datetime) -> None:
        self._line(at, f"이어 가다. 쉰 시간 {_span(payload['seconds'])}.")

    def _session_reopened(self, payload: Any, at: datetime) -> None:
        self._line(at, f"다시 열다. 이유: {payload['reason']}")

    def _session_closed(self, payload: Any, at: datetime) -> None:
        if self.current.anchor.startswith("item") or self.current in self.parts:
            self._leave()
            self.current = Section("closing", "맺음")
        self._line(at, f"토론회를 마치다. 참석 {payload['came']}명.")

    def _leave(self) -> None:
        """The part at hand stands where it is now, whatever comes into it later."""
        if not any(one is self.current for one in self.parts):
            self.parts.append(self.current)

    def _agenda_started(self, payload: Any, at: datetime) -> None:
        known = next((one for one in self.parts if one.anchor == f"item-{payload['id']}"), None)
        if self.current.lines or self.current.anchor.startswith("item"):
            self._leave()
        self.current = known or Section(f"item-{payload['id']}", payload["title"])
        self._line(at, f"시작. 예정 {payload['minutes']}분.")

    def _agenda_finished(self, payload: Any, at: datetime) -> None:
        self._line(at, f"마침. 사용 {_span(payload['spent'])}.")

    def _minutes_decision(self, payload: Any, at: datetime) -> None:
        home = next((one for one in [self.current, *self.parts] if one.anchor == f"item-{payload['id']}"), self.current)
        home.lines.append(f"【결정】 {payload['text']}")

    def _speech_ended(self, payload: Any, at: datetime) -> None:
        side = SIDES[Side(payload["side"])]
        note = f": {payload['note']}" if payload["note"] else ""
        self._line(at, f"발언 {payload['name']}{f' ({side})' if side else ''} {_span(payload['spent'])}{note}")
        n, seconds = self.seconds.get(side, (0, 0))
        self.seconds[side] = (n + 1, seconds + payload["spent"])

    def _caption_final(self, payload: Any, at: datetime) -> None:
        speaker = f"{payload['speaker']}: " if payload["speaker"] else ""
        self._line(at, f"― {speaker}{payload['text']}")

    def _question_created(self, payload: Any, at: datetime) -> None:
        self.questions[payload["id"]] = payload

    _question_approved = _question_shown = _question_merged = _question_parted = _question_created

    def _question_held(self, payload: Any, at: datetime) -> None:
        self.questions.pop(payload["id"], None)

    _question_removed = _question_held

    def _question_answered(self, payload: Any, at: datetime) -> None:
        self.questions[payload["id"]] = payload
        words = payload["answer"] or "자리에서 말로 답하다."
        lines = [f"물음 {_asker(payload)}: {payload['text']}", f"답 {payload['answered_by'] or '발제자'}: {words}"]
        if (known := self.answered.get(payload["id"])) is not None:
            known.lines = lines
            return
        self.answered[payload["id"]] = Section(f"question-{payload['id']}", f"질문: {_short(payload['text'])}", 3, lines)
        self._put(self.answered[payload["id"]])

    def _poll_opened(self, payload: Any, at: datetime) -> None:
        if payload["paper"]:
            self._line(at, f"구속력 있는 투표 ‘{payload['q']}’을 전자투표에서 열다. (투표 {payload['paper']}번)")

    def _poll_published(self, payload: Any, at: datetime) -> None:
        self._put(result(payload))


def result(poll: Mapping[str, Any]) -> Section:
    """What came of a poll, as it stands in the minutes: one of the room, or one that the voting room has counted."""
    lines = [f"{one['text']}: {one['n']}표" for one in poll["options"]]
    if poll["paper"]:
        told = f"전자투표(투표 {poll['paper']}번), 명부 {poll['present']}명 가운데 {poll['cast']}명의 표를 세다."
        return Section(f"poll-{poll['id']}", f"투표: {poll['q']}", 3, [told, *lines])
    way = "비밀 설문" if poll["secret"] else "거수"
    told = f"{way}, 참석 {poll['present']}명 가운데 {poll['cast']}명이 답하다."
    return Section(f"poll-{poll['id']}", f"설문: {poll['q']}", 3, [told, *lines])


def _asker(payload: Any) -> str:
    return "이름을 숨긴 참가자" if payload["anon"] else payload["name"] or "참가자"


def _span(seconds: int) -> str:
    return f"{seconds // 60}분 {seconds % 60}초" if seconds >= 60 else f"{seconds}초"


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1].rstrip() + "…"
