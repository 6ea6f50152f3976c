"""A cycle's files: the page that lists them, and each as CSV or XLSX."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from app.budget import files, queries
from app.budget.models import Cycle
from app.budget.queries import statements
from app.budget.states import ScreeningKind
from app.budget.views import CYCLE, bp
from app.core.errors import NotFound
from app.core.sheets import KINDS, sheet_bytes
from app.core.web import edge
from app.districts.models import District

HISTORY_MOST = 5_000


def _round(kind: ScreeningKind) -> Callable[[Cycle], Iterable[Any]]:
    def rows(cycle: Cycle) -> Iterable[Any]:
        table = queries.outcome_table(cycle, kind)
        return table[1] if table else []

    return rows


_ROWS: dict[str, Callable[[Cycle], Iterable[Any]]] = {
    "candidates": queries.everything,
    "first-screening": _round(ScreeningKind.PAPER),
    "second-screening": _round(ScreeningKind.IN_DEPTH),
    "items": queries.items,
    "item-lines": queries.items,
    "history": lambda cycle: reversed(queries.history_of(cycle, HISTORY_MOST)),
}


def _load(district: District, cycle_id: int, name: str, kind: str) -> tuple[Cycle, str, str] | None:
    found = queries.cycle(district, cycle_id) if name in files.FILES and kind in KINDS else None
    return (found, name, kind) if found else None


@bp.get(f"{CYCLE}/files/<name>.<kind>")
@edge("budget.read", load=_load)
def file(shown: tuple[Cycle, str, str]) -> Response:
    cycle, name, kind = shown
    head, make = files.FILES[name]
    rows = make(cycle, _ROWS[name](cycle))
    if not rows:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{name}-{cycle.id}.{kind}"'}
    return Response(sheet_bytes(kind, head, rows, name=f"{cycle.year} {name}"), content_type=KINDS[kind], headers=headers)


@bp.get(f"{CYCLE}/files")
@edge("budget.read", load=queries.cycle)
def downloads(cycle: Cycle) -> Any:
    return render_template("budget/downloads.html", cycle=cycle, files=list(_listed(cycle)))


def _listed(cycle: Cycle) -> Iterable[tuple[str, str, list[tuple[str, str]]]]:
    """What there is by now; a file that would be empty is not offered."""
    numbers = queries.funnels([cycle])[cycle.id]
    closed = {one.kind for one in queries.closed_rounds(cycle)}
    if numbers["proposed"]:
        yield _("심사 대상 제안"), _("제안마다 유형, 분야, 부서, 사업비와 지금 상태"), _both(cycle, "candidates")
    if ScreeningKind.PAPER in closed:
        yield _("1차 심사 결과"), _("순위, 평균, 심사표 수, 통과 여부와 이유"), _both(cycle, "first-screening")
    if ScreeningKind.IN_DEPTH in closed:
        yield _("2차 심사 결과"), _("순위, 평균, 심사표 수, 통과 여부와 이유"), _both(cycle, "second-screening")
    paper = queries.paper(cycle)
    if paper is not None and paper.is_counted:
        links = [
            ("CSV", url_for("voting.result_csv", paper_id=paper.id)),
            (".pb", url_for("voting.ballots_pb", paper_id=paper.id)),
        ]
        yield _("투표 결과"), _("집계 결과와, 표 하나하나를 누구의 것인지 없이 담은 Pabulib 파일"), links
    if numbers["selected"]:
        yield _("예산안과 의회 의결"), _("사업마다 편성액, 의결액, 의결일과 이유"), _both(cycle, "items")
        if queries.has_lines(cycle):
            yield _("예산안의 세부 내역"), _("사업마다 세부항목, 산출근거, 편성액과 의결액"), _both(cycle, "item-lines")
    if statements.latest(cycle) is not None:
        yield _("주민의견서"), _("예산안에 붙인 그대로의 문서"), [("PDF", url_for("budget.statement_pdf", cycle_id=cycle.id))]
    if numbers["budgeted"] and not cycle.source:
        links = [(kind.upper(), url_for("delivery.cycle_file", cycle_id=cycle.id, kind=kind)) for kind in KINDS]
        yield _("사업 집행"), _("사업마다 예산, 집행액, 추진 단계와 지연"), links
    yield _("기록"), _("이 주기에 대해 결정한 모든 것과 이유"), _both(cycle, "history")


def _both(cycle: Cycle, name: str) -> list[tuple[str, str]]:
    return [(kind.upper(), url_for("budget.file", cycle_id=cycle.id, name=name, kind=kind)) for kind in KINDS]
