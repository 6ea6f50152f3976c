"""Cases as a file: with these rows anybody can count the figures of accountability again."""

from collections.abc import Iterable

from flask import Response

from app.core.sheets import csv_bytes
from app.replies import labels
from app.replies.models import ReplyCase

COLUMNS = (
    "제안번호", "제목", "단계", "상태", "총괄 부서", "기준 인원", "기준 도달일", "담당 지정 기한", "담당 지정일", "처음 기한", "기한", "답변일",
    "답변까지 걸린 날", "기한을 넘긴 날", "연장 횟수", "다시 받은 횟수",
)  # fmt: skip


def cases_csv(cases: Iterable[ReplyCase]) -> bytes:
    return csv_bytes(COLUMNS, (_row(one) for one in cases))


def _row(case: ReplyCase) -> tuple[object, ...]:
    took = (case.answered_on - case.reached_on).days if case.answered_on and case.reached_on else None
    return (
        case.proposal.number, case.proposal.current.title, labels.word(case.level), labels.badge_of(case)[0],
        case.lead.name if case.lead else "", case.threshold, case.reached_on, case.assign_by, case.assigned_on, case.first_due_on,
        case.due_on, case.answered_on, took, _late(case), case.extensions, case.reopenings,
    )  # fmt: skip


def _late(case: ReplyCase) -> int:
    """Days past the date that counts, of an answered and of an open case alike."""
    if case.answered_on and case.due_on:
        return max(0, (case.answered_on - case.due_on).days)
    return max(0, -case.days_left) if case.is_late and case.days_left is not None else 0


def file(cases: Iterable[ReplyCase], name: str) -> Response:
    answer = Response(cases_csv(cases), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
