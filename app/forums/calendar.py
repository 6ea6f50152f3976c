"""A forum as a calendar file (RFC 5545). Pure but for the row it reads."""

from datetime import UTC, datetime

from app.core import clock
from app.forums.models import Forum

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
LINE_OCTETS = 75


def ics(forum: Forum, url: str) -> str:
    """One event, with lines folded at 75 octets as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Decide Seoul//Forums//KO",
        "BEGIN:VEVENT",
        f"UID:forum-{forum.id}@{forum.district.slug}.decide-seoul",
        f"DTSTAMP:{_stamp(clock.now())}",
        f"DTSTART:{_stamp(forum.starts_at)}",
        f"DTEND:{_stamp(forum.ends_at)}",
        f"SUMMARY:{forum.title.translate(_ESCAPED)}",
        f"LOCATION:{forum.place.translate(_ESCAPED)}",
        f"DESCRIPTION:{(forum.topic or forum.title).translate(_ESCAPED)}",
        f"URL:{url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def folded(line: str) -> str:
    """Continuation lines begin with a space; no character is cut in two."""
    parts, room = [""], LINE_OCTETS
    for mark in line:
        size = len(mark.encode())
        if size > room:
            parts.append(" ")
            room = LINE_OCTETS - 1
        parts[-1] += mark
        room -= size
    return "\r\n".join(parts)
