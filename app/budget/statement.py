"""The residents' opinion statement in words: the same sections for the page and for the file. Refuses queries: it words what is frozen."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from app.budget import story
from app.budget.states import CandidateState, Stage
from app.core.errors import N_
from app.core.filters import money
from app.core.language import day
from app.core.pdf import Document, Section, Table

FIGURES = {
    "proposals": N_("심사 대상이 된 제안"),
    "eligible": N_("부서 검토에서 적격인 제안"),
    "deliberations": N_("민관 숙의 기록"),
    "attendance": N_("민관 숙의에 참석한 사람(연인원)"),
    "sheets": N_("심사표"),
    "on_ballot": N_("투표에 오른 사업"),
    "ballots": N_("투표한 사람"),
}


def digest(content: Mapping[str, Any], opinion: str) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of what is stated."""
    whole = json.dumps({"content": content, "opinion": opinion}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def title() -> str:
    return gettext("주민의견서")


def subtitle(content: Mapping[str, Any]) -> str:
    return gettext("%(district)s %(year)s년도 예산안 첨부", district=content["district"], year=content["year"])


def document(statement: Any) -> Document:
    """The statement as a document, in the language of the moment."""
    foot = gettext("%(n)s판 · 내용 지문 %(digest)s", n=statement.edition, digest=statement.digest[:16])
    return Document(
        title=title(), subtitle=subtitle(statement.content), sections=sections(statement.content, statement.opinion),
        made_at=statement.issued_at, foot=foot,
    )  # fmt: skip


def sections(content: Mapping[str, Any], opinion: str) -> list[Section]:
    """What was asked, how many took part, what they chose, what was left out and why, and what the committee says."""
    parts = [_about(content), _course(content), _figures(content), _chosen(content), _left_out(content)]
    parts.append(Section(gettext("종합 의견"), [one for one in opinion.split("\n") if one.strip()]))
    return [Section(f"{n}. {one.title}", one.paragraphs, one.tables) for n, one in enumerate(parts, start=1)]


def _about(content: Mapping[str, Any]) -> Section:
    lines = [
        gettext(
            "%(cycle)s에서 주민이 제안하고 심사하고 투표한 결과를 ‘지방재정법’ 제39조 제3항에 따라 예산안에 붙입니다.",
            cycle=content["cycle"],
        ),
        gettext("주민참여예산 총액은 %(won)s입니다.", won=_won(content, content["envelope_won"])),
        gettext("이 의견은 의회의 심의를 대신하지 않습니다. 예산은 의회의 의결로 확정됩니다."),
    ]
    return Section(gettext("개요"), lines)


def _course(content: Mapping[str, Any]) -> Section:
    rows = [
        (story.word(Stage(one["stage"])), day(date.fromisoformat(one["on"])) if one["on"] else "–") for one in content["stages"]
    ]
    table = Table(gettext("단계마다 마친 날"), [gettext("단계"), gettext("마친 날")], rows, [60, 40])
    return Section(gettext("추진 경과"), (), [table])


def _figures(content: Mapping[str, Any]) -> Section:
    rows = [(gettext(words), f"{content['figures'][name]:,}") for name, words in FIGURES.items()]
    rows += [(gettext("투표한 사람: %(name)s", name=one["name"]), f"{one['ballots']:,}") for one in content["turnout"]]
    return Section(
        gettext("주민 참여 현황"), (), [Table(gettext("참여한 수"), [gettext("무엇"), gettext("수")], rows, [70, 30], {1})]
    )


def _chosen(content: Mapping[str, Any]) -> Section:
    rows = [
        (str(one["rank"] or "–"), f"{one['title']} ({one['number']})", one["department"] or "–", _won(content, one["amount_won"]))
        for one in content["items"]
    ]
    head = [gettext("순위"), gettext("사업"), gettext("부서"), gettext("편성액")]
    total = _won(content, sum(one["amount_won"] for one in content["items"]))
    told = gettext("주민 투표로 선정된 사업 %(n)s건, 합계 %(won)s을(를) 예산안에 편성했습니다.", n=len(rows), won=total)
    tables = [Table(gettext("예산안에 편성한 사업"), head, rows, [10, 50, 20, 20], {3})] if rows else []
    return Section(gettext("주민이 선정한 사업"), [told], tables + _lines(content))


def _lines(content: Mapping[str, Any]) -> list[Table]:
    """What the money of each item is for, as far as it was worked out; an edition older than that has no lines."""
    rows = [
        (one["title"], line["name"], line["basis"] or "–", _won(content, line["amount_won"]))
        for one in content["items"]
        for line in one.get("lines", ())
    ]
    head = [gettext("사업"), gettext("세부항목"), gettext("산출근거"), gettext("편성액")]
    return [Table(gettext("사업별 세부 내역"), head, rows, [26, 24, 30, 20], {3})] if rows else []


def _left_out(content: Mapping[str, Any]) -> Section:
    rows = [(f"{one['title']} ({one['number']})", _state(one), one["reason"]) for one in content["left_out"]]
    head = [gettext("제안"), gettext("결과"), gettext("이유")]
    tables = [Table(gettext("투표에 올랐으나 편성하지 못한 사업"), head, rows, [40, 18, 42])] if rows else []
    return Section(gettext("반영하지 못한 의견과 이유"), _dropped(content), tables)


def _dropped(content: Mapping[str, Any]) -> list[str]:
    told = [gettext("%(state)s %(n)s건", state=_state(one), n=one["count"]) for one in content["dropped"]]
    if not told:
        return [gettext("투표 전에 빠진 제안은 없습니다.")]
    return [gettext("투표 전에 빠진 제안: %(list)s. 제안마다 이유가 누리집에 공개되어 있습니다.", list=", ".join(told))]


def _state(told: Mapping[str, Any]) -> str:
    return story.word(CandidateState(told["state"]))


def _won(content: Mapping[str, Any], amount: int) -> str:
    return money(amount, content["currency"])
