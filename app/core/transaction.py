"""The only place that commits. A service is one transaction; what must be told to the world is told after it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from app.core.errors import Busy, ChangedMeanwhile, DomainError
from app.extensions import db

P = ParamSpec("P")
R = TypeVar("R")


def transaction(
    service: Callable[P, R] | None = None, *, conflict: type[DomainError] = ChangedMeanwhile, again: bool = False
) -> Any:
    """Run a service in one write transaction; `conflict` names the refusal when a constraint of the database said no.

    With `again` it is then run once more, and finds what the other one has just written: for services that answer the same
    question in the same way however often it is put, two at one instant included.

    The session is rolled back first, so that what the service reads is read inside its own transaction (on SQLite under the write
    lock, see `begin_write`) and a decision can never rest on a row that somebody else has changed since the page was loaded.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if db.session.info.get("in_service"):
                return _within(function, conflict, args, kwargs)
            try:
                return _run(function, conflict, args, kwargs)
            except conflict as refusal:
                if not again or not isinstance(refusal.__cause__, IntegrityError):
                    raise
                return _run(function, conflict, args, kwargs)

        return wrapper

    return decorate(service) if service else decorate


def _within(function: Callable[..., R], conflict: type[DomainError], args: Any, kwargs: Any) -> R:
    """A service called by another: part of its transaction, but the refusal keeps the name it has when called alone."""
    try:
        result = function(*args, **kwargs)
        db.session.flush()
    except IntegrityError as error:
        raise conflict from error
    return result


def _run(function: Callable[..., R], conflict: type[DomainError], args: Any, kwargs: Any) -> R:
    session = db.session
    session.rollback()
    session.info["in_service"] = True
    session.info["announcements"] = []
    try:
        session.connection(execution_options={"write": True})
        result = function(*args, **kwargs)
        session.commit()
    except (StaleDataError, ObjectDeletedError) as error:
        session.rollback()
        raise ChangedMeanwhile from error
    except OperationalError as error:
        session.rollback()
        if _is_turn_lost(error):
            raise Busy from error
        raise
    except IntegrityError as error:
        session.rollback()
        raise conflict from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["in_service"] = False
        announcements = session.info.pop("announcements", [])
    for announce in announcements:
        announce()
    return result


_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6
_POSTGRES_TURNS = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


def _is_turn_lost(error: OperationalError) -> bool:
    """Whether the database gave the turn to somebody else. Not tried again here: the person may, and sees what they do."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (_SQLITE_BUSY, _SQLITE_LOCKED) or getattr(error.orig, "sqlstate", "") in _POSTGRES_TURNS


def in_service() -> bool:
    """Whether a service is running: what it decides on must be read inside its own transaction."""
    return bool(db.session.info.get("in_service"))


def after_commit(tell: Callable[[], object]) -> None:
    """Say something to the world once the running service has been committed; never if it is rolled back."""
    db.session.info["announcements"].append(tell)
