"""How far the execution of a granted project has come, and how it ended. Tables only; refuses code."""

from enum import StrEnum


class DeliveryState(StrEnum):
    PREPARING = "preparing"
    RUNNING = "running"
    CLOSED = "closed"
    STOPPED = "stopped"


DELIVERIES = {
    DeliveryState.PREPARING: {"start": DeliveryState.RUNNING, "stop": DeliveryState.STOPPED},
    DeliveryState.RUNNING: {"close": DeliveryState.CLOSED, "stop": DeliveryState.STOPPED},
    DeliveryState.CLOSED: {},
    DeliveryState.STOPPED: {},
}


class Work(StrEnum):
    """What the executing department does."""

    START = "start"
    MARK = "mark"
    DELAY = "delay"
    SPEND = "spend"
    CLOSE = "close"
    STOP = "stop"


OPEN = {
    DeliveryState.PREPARING: frozenset({Work.START, Work.DELAY, Work.STOP}),
    DeliveryState.RUNNING: frozenset({Work.MARK, Work.DELAY, Work.SPEND, Work.CLOSE, Work.STOP}),
    DeliveryState.CLOSED: frozenset[Work](),
    DeliveryState.STOPPED: frozenset[Work](),
}


class Outcome(StrEnum):
    """What the closing report says was reached."""

    REACHED = "reached"
    PARTLY = "partly"
    MISSED = "missed"
