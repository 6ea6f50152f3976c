"""The only place that commits. A service is one transaction; what must be told to the world is told after it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core.errors import ChangedMeanwhile, DomainError
from app.extensions import db

P = ParamSpec("P")
R = TypeVar("R")


def transaction(service: Callable[P, R] | None = None, *, conflict: type[DomainError] = ChangedMeanwhile) -> Any:
    """Run a service in one write transaction; `conflict` names the refusal when a constraint of the database said no.

    The session is rolled back first, so that what the service reads is read inside its own transaction (on SQLite under the write
    lock, see `begin_write`) and a decision can never rest on a row that somebody else has changed since the page was loaded.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if db.session.info.get("in_service"):
                return function(*args, **kwargs)
            return _run(function, conflict, args, kwargs)

        return wrapper

    return decorate(service) if service else decorate


def _run(function: Callable[..., R], conflict: type[DomainError], args: Any, kwargs: Any) -> R:
    session = db.session
    session.rollback()
    session.info["in_service"] = True
    session.info["announcements"] = []
    try:
        session.connection(execution_options={"write": True})
        result = function(*args, **kwargs)
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise ChangedMeanwhile from error
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


def after_commit(tell: Callable[[], object]) -> None:
    """Say something to the world once the running service has been committed; never if it is rolled back."""
    db.session.info["announcements"].append(tell)
