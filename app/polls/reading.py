"""Options and rosters as people bring them: typed lines, CSV or XLSX. Names every row that cannot be read; refuses to mend one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import N_
from app.core.forms import parse_won
from app.core.text import stored
from app.polls.rules import ROSTER_MAXIMUM
from app.polls.states import Contact
from app.voting.rules import OptionDraft

COLUMNS = {"이름": "title", "제목": "title", "title": "title", "비용": "cost", "cost": "cost", "분야": "category", "category": "category",
           "설명": "summary", "summary": "summary", "구": "area", "지역": "area", "area": "area"}  # fmt: skip
USUAL = ("title", "cost", "category", "summary", "area")
TITLE_MAXIMUM, SUMMARY_MAXIMUM = 200, 2_000
_EMAIL = re.compile(r"[^@\s,;]{1,64}@[^@\s,;]+\.[^@\s,;.]{2,}")
_HEADS = {"이메일", "email", "e-mail", "연락처", "전화", "전화번호", "휴대전화", "phone"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, by the number its writer sees."""

    row: int
    sentence: str
    value: str = ""


def typed(text: str) -> list[list[str]]:
    """One option a line: name | cost | field | explanation | district."""
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]


def options(rows: Sequence[Sequence[str]], places: Mapping[str, str] | None = None) -> tuple[list[OptionDraft], list[Fault]]:
    """Options and the rows that are none. `places`: what a district may be called, in small letters, and what options call it."""
    names, first = list(USUAL), 0
    if rows and stored(rows[0][0] if rows[0] else "").lower() in COLUMNS:
        names, first = [COLUMNS.get(stored(cell).lower(), "") for cell in rows[0]], 1
    drafts: list[OptionDraft] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows[first:], start=first + 1):
        cells = {name: stored(cell) for name, cell in zip(names, row, strict=False) if name}
        if not any(cells.values()):
            continue
        title, cost = cells.get("title", ""), cells.get("cost", "")
        won = parse_won(cost) if cost else 0
        summary = cells.get("summary", "")
        place = cells.get("area", "")
        area = (places or {}).get(place.lower(), "")
        if wrong := _wrong(title, summary, won, (title, area) in seen):
            faults.append(Fault(number, wrong, cost[:30] if won is None else title[:30]))
            continue
        if place and not area:
            faults.append(Fault(number, NO_SUCH_PLACE if places else NO_PLACES, place[:30]))
            continue
        seen.add((title, area))
        draft = OptionDraft(str(len(drafts) + 1), title, summary, won or 0, cells.get("category", "")[:60], area=area)
        drafts.append(draft)
    return drafts, faults


def places(districts: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What each district (its slug, its Korean and its English name) may be called in small letters, and what options call it."""
    found: dict[str, str] = {}
    for slug, korean, english in districts:
        short = korean.removesuffix("구")
        found |= dict.fromkeys({slug, korean, short if len(short) > 1 else korean, english.lower()}, korean)
    return found


NO_SUCH_PLACE = N_("문을 연 구의 이름이 아닙니다: '%(value)s'")
NO_PLACES = N_("구는 서울시 투표의 선택지에만 적을 수 있습니다: '%(value)s'")


def _wrong(title: str, summary: str, won: int | None, is_known: bool) -> str | None:
    """What is wrong with an option, None where nothing is."""
    if not title:
        return N_("이름이 없습니다.")
    if len(title) > TITLE_MAXIMUM or len(summary) > SUMMARY_MAXIMUM:
        return N_("이름이나 설명이 너무 깁니다.")
    if won is None:
        return N_("비용을 숫자로 읽을 수 없습니다: '%(value)s'")
    return N_("앞에 같은 이름이 있습니다: '%(value)s'") if is_known else None


def contacts(rows: Iterable[Sequence[str]]) -> tuple[list[tuple[Contact, str]], list[Fault]]:
    """E-mail addresses and mobile numbers from the first column."""
    found: list[tuple[Contact, str]] = []
    seen: set[tuple[Contact, str]] = set()
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        cell = stored(row[0] if row else "")
        if not cell or (number == 1 and cell.lower() in _HEADS):
            continue
        one = contact(cell)
        if one is None:
            faults.append(Fault(number, N_("이메일도 휴대전화 번호도 아닙니다: '%(value)s'"), cell[:30]))
        elif one in seen:
            faults.append(Fault(number, N_("앞에 같은 연락처가 있습니다: '%(value)s'"), cell[:30]))
        elif len(found) >= ROSTER_MAXIMUM:
            faults.append(Fault(number, N_("명부에 올릴 수 있는 수를 넘었습니다.")))
            break
        else:
            found.append(one)
            seen.add(one)
    return found, faults


def contact(cell: str) -> tuple[Contact, str] | None:
    """An address in small letters, or the digits of a Korean mobile number, also where a spreadsheet has eaten its first nought."""
    if _EMAIL.fullmatch(cell) and len(cell) <= 254:
        return Contact.EMAIL, cell.lower()
    digits = re.sub(r"[\s().-]", "", cell).removeprefix("+82")
    digits = digits if digits.startswith("0") else f"0{digits}"
    return (Contact.PHONE, digits) if re.fullmatch(r"01[016789]\d{7,8}", digits) else None
