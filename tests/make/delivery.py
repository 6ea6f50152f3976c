"""Granted projects under execution, reached through services."""

from datetime import timedelta
from typing import Any

from app.budget import queries as budget
from app.budget.models import BudgetItem
from app.budget.states import Stage
from app.core import clock
from app.delivery import services
from app.delivery.models import Delivery
from app.delivery.rules import MilestoneDraft
from app.delivery.states import Outcome
from app.districts.states import Role
from tests.make import budget as make

REPORT = "골목 여섯 곳의 빗물받이를 넓히고 투수 블록을 깔았습니다. 장마 동안 물이 고인 곳이 없었고 주민들이 다시 모이는 길이 되었습니다."


def granted() -> tuple[make.World, BudgetItem]:
    """A closed cycle and its largest granted item."""
    made = make.at(Stage.CLOSED)
    return made, budget.items(made.cycle)[0]


def drafts(*days: int) -> list[MilestoneDraft]:
    return [MilestoneDraft(f"시험 단계 {n}", clock.today() + timedelta(days=day)) for n, day in enumerate(days, start=1)]


def planned(days: tuple[int, ...] = (10, 40)) -> tuple[make.World, Delivery]:
    made, item = granted()
    return made, plan(made, item, days)


def plan(made: make.World, item: BudgetItem, days: tuple[int, ...] = (10, 40), **given: Any) -> Delivery:
    today = clock.today()
    standard = {
        "by": made.officer, "role": Role.OFFICER, "department": made.department, "starts_on": today,
        "ends_on": today + timedelta(days=60), "milestones": drafts(*days),
    }  # fmt: skip
    return services.plan(item, **{**standard, **given})


def running(days: tuple[int, ...] = (10, 40)) -> tuple[make.World, Delivery]:
    made, delivery = planned(days)
    services.start(delivery, by=made.officer, role=Role.OFFICER)
    return made, delivery


def spend(made: make.World, delivery: Delivery, won: int, **given: Any) -> Any:
    standard = {"amount_won": won, "on": clock.today(), "purpose": "시험 자재 구입"}
    return services.spend(delivery, by=made.officer, role=Role.OFFICER, **{**standard, **given})


def close(made: make.World, delivery: Delivery, outcome: Outcome = Outcome.PARTLY) -> Any:
    return services.close(
        delivery, by=made.officer, role=Role.OFFICER, outcome=outcome, summary=REPORT, lessons="다음에는 더 넓게."
    )
