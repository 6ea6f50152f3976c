"""Which language a page speaks: English pages live under /en/. Refuses guessing from headers, so that every URL is shareable."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from flask import Flask, has_request_context, request
from flask_babel import gettext, ngettext

from app.core import clock
from app.extensions import babel

LANGUAGES = ("ko", "en")
DEFAULT = "ko"


class LanguagePrefix:
    """WSGI: move a leading /en from the path to the script name, so that every url_for() keeps the language by itself."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            environ["decide.lang"] = "en"
        return self.application(environ, start_response)


def init_app(app: Flask) -> None:
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    babel.init_app(app, locale_selector=lang)


def lang() -> str:
    """ko or en: the language of the page being made."""
    return str(request.environ.get("decide.lang", DEFAULT)) if has_request_context() else DEFAULT


def switch_url() -> str:
    """This same page in the other language."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string and request.method == "GET" else ""
    root = request.script_root
    other = root.removesuffix("/en") if lang() == "en" else f"{root}/en"
    return f"{other}{request.path}{query}"


def localized(ko: str, en: str) -> str:
    """The Korean or the English of a name that has both."""
    return en if lang() == "en" and en else ko


def when(instant: datetime) -> str:
    """7월 31일(금) 오후 6:00, Seoul time; the year only when it is not this one."""
    local = clock.seoul(instant)
    this_year = local.year == clock.today().year
    if lang() == "ko":
        pattern = "M월 d일(EEE) aaaa h:mm" if this_year else "y년 M월 d일(EEE) aaaa h:mm"
        return format_datetime(local, pattern, tzinfo=clock.SEOUL, locale="ko")
    pattern = "EEE d MMM, h:mm a" if this_year else "EEE d MMM y, h:mm a"
    return format_datetime(local, pattern, tzinfo=clock.SEOUL, locale="en")


def day(value: date | datetime) -> str:
    """2026. 7. 31.(금) without a time."""
    local = clock.seoul(value).date() if isinstance(value, datetime) else value
    return format_date(local, "y. M. d.(EEE)" if lang() == "ko" else "EEE d MMM y", locale=lang())


def d_day(instant: datetime) -> str:
    """D-3, D-day, or how long it is overdue."""
    left = clock.days_until(instant)
    if left > 0:
        return f"D-{left}"
    return "D-day" if left == 0 else gettext("%(n)s일 지남", n=-left)


def ago(instant: datetime) -> str:
    """방금 전, 5분 전, 3시간 전, 2일 전; the date once it is a week old."""
    seconds = int((clock.now() - instant).total_seconds())
    if seconds < 60:
        return gettext("방금 전")
    if seconds < 3600:
        return ngettext("%(num)s분 전", "%(num)s분 전", seconds // 60)
    if seconds < 86_400:
        return ngettext("%(num)s시간 전", "%(num)s시간 전", seconds // 3600)
    if seconds < 7 * 86_400:
        return ngettext("%(num)s일 전", "%(num)s일 전", seconds // 86_400)
    return day(instant)
