"""Who plans and executes a granted project: the executing department, or the coordinator in its stead. Everybody reads."""

from typing import Any

from app.budget.states import Decision
from app.core.permits import Predicate, Table, Who, anyone
from app.delivery.states import OPEN, Work
from app.districts.permissions import coordinator, officer

GRANTED = {Decision.ADOPTED, Decision.AMENDED}


def granted(who: Who, item: Any) -> bool:
    return item.decision in GRANTED


def in_department(who: Who, subject: Any) -> bool:
    return subject.department_id is not None and subject.department_id in who.department_ids


def allows(work: Work) -> Predicate:
    """The predicate 'the project at hand is at a point where this is done'."""

    def is_open(who: Who, delivery: Any) -> bool:
        return work in OPEN[delivery.state]

    is_open.__name__ = f"{work.value}_is_open"
    return is_open


def over(who: Who, delivery: Any) -> bool:
    return bool(delivery.is_over)


TABLE: Table = {
    "delivery.read": ((anyone,),),
    "delivery.plan": ((officer, in_department, granted), (coordinator, granted)),
    **{
        f"delivery.{work.value}": ((officer, in_department, allows(work)), (coordinator, allows(work)))
        for work in (Work.START, Work.MARK, Work.DELAY, Work.SPEND, Work.CLOSE)
    },
    "delivery.stop": ((coordinator, allows(Work.STOP)),),
    "delivery.link": ((officer, in_department, over), (coordinator, over)),
}
