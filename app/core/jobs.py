"""Work off the request path: one queue, in SQLite by default and in Redis when REDIS_URL is set. Refuses domain logic."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, has_app_context
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab

from app import config

_application: list[Flask] = []


__all__ = ["crontab", "every", "job", "queue"]


def make_queue() -> Huey:
    """The queue the environment asks for; JOBS=immediate runs every job at once, for tests."""
    if os.environ.get("JOBS") == "immediate":
        return MemoryHuey("decide", immediate=True)
    if url := os.environ.get("REDIS_URL"):
        return RedisHuey("decide", url=url)
    return SqliteHuey("decide", filename=str(config.instance_path() / "jobs.sqlite3"))


queue = make_queue()


def init_app(app: Flask) -> None:
    """Remember the application whose context a worker's jobs run in."""
    _application.append(app)


def _with_context(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            return current_app.ensure_sync(function)(*args, **kwargs)
        with _application[-1].app_context():
            return function(*args, **kwargs)

    return run


def job(retries: int = 2, retry_delay: int = 30) -> Callable[[Callable[..., Any]], Any]:
    """Make a function a job: calling it enqueues it. Arguments must be plain values, never rows."""
    return lambda function: queue.task(retries=retries, retry_delay=retry_delay)(_with_context(function))


def every(schedule: Any) -> Callable[[Callable[[], Any]], Any]:
    """Run a function on a schedule, e.g. every(crontab(minute='*'))."""
    return lambda function: queue.periodic_task(schedule)(_with_context(function))
