"""The minutes of a forum as files: PDF, HWPX, CSV. The words come from the minutes; the formats know nothing of forums."""

from collections.abc import Callable, Iterable

from app.core import pdf
from app.core.clock import seoul
from app.core.sheets import csv_bytes
from app.forums.exports import hwpx
from app.forums.models import Forum, Minutes

Line = tuple[int, str]
"""(level, words): 1 title, 2 and 3 headings, 0 text."""


def lines(forum: Forum, minutes: Minutes) -> Iterable[Line]:
    """The minutes as one column of text, with who signed them and the hashes to check them by."""
    yield 1, forum.title
    for section in minutes.sections:
        if section["text"]:
            yield section["level"], section["title"]
            for line in section["text"].split("\n"):
                yield 0, line
    if forum.outcome:
        yield 2, "결과"
        yield 0, forum.outcome
    if minutes.signed_at is not None and minutes.signed_by is not None:
        yield 2, "서명"
        yield 0, f"{minutes.signed_by.display_name}, {seoul(minutes.signed_at):%Y년 %m월 %d일 %H:%M}"
    yield 0, f"회의록 {minutes.version}판 SHA-256 {minutes.content_hash}"
    if minutes.head_hash:
        yield 0, f"기록의 끝 SHA-256 {minutes.head_hash}"


def pdf_bytes(forum: Forum, minutes: Minutes) -> bytes:
    title, *rest = lines(forum, minutes)
    sections: list[tuple[str, list[str]]] = []
    for level, words in rest:
        if level:
            sections.append((words, []))
        elif sections:
            sections[-1][1].append(words)
    drawn = [pdf.Section(heading, paragraphs) for heading, paragraphs in sections]
    made_at = minutes.signed_at or minutes.created_at
    return pdf.rendered(
        pdf.Document(title[1], f"회의록 {minutes.version}판", drawn, made_at, foot=f"SHA-256 {minutes.content_hash[:16]}")
    )


def hwpx_bytes(forum: Forum, minutes: Minutes) -> bytes:
    return hwpx.document(forum.title, lines(forum, minutes))


def csv_of(forum: Forum, minutes: Minutes) -> bytes:
    """One row per line of each section."""
    rows = [
        (one["anchor"], one["title"], number, line)
        for one in minutes.sections
        for number, line in enumerate(one["text"].split("\n"), start=1)
        if line
    ]
    return csv_bytes(("항목", "제목", "줄", "내용"), rows)


MAKERS: dict[str, Callable[[Forum, Minutes], bytes]] = {"pdf": pdf_bytes, "hwpx": hwpx_bytes, "csv": csv_of}
