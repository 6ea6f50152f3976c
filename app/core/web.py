"""The edge between HTTP and the domain: load, permit, act, answer. Refuses domain decisions."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from werkzeug.wrappers import Response as AnyResponse

from app.core.errors import N_, Blocked, Busy, DomainError, Forbidden, NotFound
from app.core.forms import sentence_of
from app.core.permits import Who, permits
from app.extensions import csrf

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = Path(__file__).resolve().parent.parent / "static"


def who() -> Who:
    """The person asking, loaded once per request by the accounts room."""
    if "who" not in g:
        g.who = current_app.extensions["decide.who"]()
    asking: Who = g.who
    return asking


def show_frame_of(origin: str) -> None:
    """Let the page being answered, and no other, hold a frame of this origin: one that the operator has listed."""
    g.frame_origin = origin


def can(permission: str, subject: Any = None) -> bool:
    """Whether the person asking may do this: the same table the edge and the templates ask."""
    return permits(current_app.extensions["decide.permissions"], permission, who(), subject)


def edge(permission: str, load: Callable[..., Any] | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a view's permission; load its object within the district (404 if it is not there) and hand it over.

    `load` gets the district first (on district routes) and the rest of the path; the view gets what it returned.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapper(**path: Any) -> Any:
            if load is None:
                refusal = refused(permission, None)
                return refusal if refusal is not None else view(**path)
            district = g.get("district")
            subject = load(district, **path) if district is not None else load(**path)
            if subject is None:
                raise NotFound
            refusal = refused(permission, subject)
            return refusal if refusal is not None else view(subject)

        wrapper.permission = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


def refused(permission: str, subject: Any) -> AnyResponse | None:
    """None when permitted; else a way forward: sign in, confirm the address, or 403."""
    if can(permission, subject):
        return None
    table, asking = current_app.extensions["decide.permissions"], who()
    if asking.resident_id is None:
        return redirect(url_for("accounts.sign_in", next=here()))
    if permits(table, permission, replace(asking, assurance=1), subject):
        return redirect(url_for("accounts.verify", next=here()))
    raise Forbidden


def takes_files(most_bytes: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare that a view takes files: its requests, and no others, may be as large as this."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


def _allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the request: the check of the form's token does."""
    view = current_app.view_functions.get(endpoint or "")
    if most := getattr(view, "most_bytes", None):
        request.max_content_length = most


def is_stale() -> bool:
    """Whether this POST comes from a page of an ended session, for views exempt from the usual check that hand back what was typed.

    Such a view must change nothing when the answer is yes.
    """
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return False
    try:
        csrf.protect()
    except CSRFError:
        return True
    return False


def here() -> str:
    """The page to come back to: this one, or the one a form was sent from."""
    if request.method == "GET":
        return request.full_path.rstrip("?") if not request.script_root else request.script_root + request.full_path.rstrip("?")
    parts = _parts(request.referrer or "")
    is_ours = parts is not None and parts.netloc == request.host
    return f"{parts.path}?{parts.query}".rstrip("?") if parts and is_ours else url_for("pages.home")


def safe_next(default: str) -> str:
    """The `next` parameter if it leads to a page of ours, else the default: never a door to another site."""
    target = request.values.get("next", "")
    is_path = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    parts = _parts(target) if is_path else None
    return target if parts is not None and not parts.scheme and not parts.netloc else default


def _parts(url: str) -> SplitResult | None:
    """The parts of an address that came from outside, None where it is none: urlsplit() raises on some."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _fingerprint(path: str, modified: float) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def static_url(path: str) -> str:
    """The URL of a static file with the fingerprint of its content; cached by browsers for a year."""
    return f"/static/{path}?v={_fingerprint(path, (STATIC / path).stat().st_mtime)}"


def _cache_static(response: Response) -> Response:
    if request.endpoint == "static":
        forever = "v" in request.args and response.status_code in (200, 304)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "public, max-age=300"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _security_headers(response: Response) -> Response:
    if origin := g.pop("frame_origin", None):
        response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src {origin}"
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


TITLES = {
    400: N_("요청을 이해하지 못했습니다"),
    403: N_("이 페이지를 볼 권한이 없습니다"),
    404: N_("페이지를 찾을 수 없습니다"),
    405: N_("이 주소에서는 할 수 없는 일입니다"),
    409: N_("지금은 할 수 없습니다"),
    413: N_("보낸 내용이 너무 큽니다"),
    422: N_("입력한 내용을 확인해 주세요"),
    429: N_("잠시 뒤에 다시 해 주세요"),
    500: N_("문제가 생겼습니다"),
    503: N_("지금은 처리할 수 없습니다"),
}
SENTENCES = {
    400: N_("주소나 보낸 내용이 올바르지 않습니다. 이전 페이지로 돌아가 다시 해 주세요."),
    403: N_("다른 계정으로 로그인하거나 담당자에게 문의해 주세요."),
    404: N_("주소가 바뀌었거나 삭제된 페이지입니다."),
    405: N_("이전 페이지로 돌아가 다시 해 주세요."),
    413: N_("%(most)sMB보다 작은 내용만 보낼 수 있습니다. 이전 페이지로 돌아가 더 작은 파일을 골라 주세요."),
    429: N_("짧은 시간에 너무 많이 시도했습니다. 몇 분 뒤에 다시 해 주세요."),
    500: N_("저희 쪽 문제입니다. 입력한 내용은 이전 페이지에 남아 있을 수 있습니다. 잠시 뒤에 다시 해 주세요."),
    503: Busy.sentence,
}
BACK_IN_SECONDS = 30


Page = tuple[str, int, dict[str, str]]


def _page(status: int, code: str, message: str, detail: list[str] | None = None) -> Page:
    if status >= 500:
        _ask_nobody()
    title = gettext(TITLES.get(status, TITLES[400 if status < 500 else 500]))
    html = render_template("errors/error.html", status=status, code=code, title=title, message=message, detail=detail or [])
    return html, status, {"Retry-After": str(BACK_IN_SECONDS)} if status == 503 else {}


def _ask_nobody() -> None:
    """From 500 on the page must stand without a database: neither the reader nor the district is looked up for it."""
    g.who, g.district, g._login_user = Who(), None, AnonymousUserMixin()


def _domain_error(error: DomainError) -> Page:
    detail = [sentence_of(blocker) for blocker in error.blockers] if isinstance(error, Blocked) else []
    return _page(error.status, error.code, sentence_of(error), detail)


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, CSRFError):
        return _page(
            400, "CSRF", gettext("페이지를 연 지 오래되어 보낼 수 없었습니다. 이전 페이지를 새로 고친 뒤 다시 보내 주세요.")
        )
    sentence = gettext(SENTENCES.get(status, SENTENCES[400 if status < 500 else 500]))
    if status == 413:
        sentence %= {"most": (request.max_content_length or 0) // 2**20}
    return _page(status, f"HTTP_{status}", sentence)


def _database_error(error: OperationalError) -> Page:
    """Locked beyond patience, full or gone: nothing is wrong with what was asked."""
    current_app.logger.exception("the database did not answer")
    return _page(503, Busy.code, gettext(SENTENCES[503]))


def _crash(error: Exception) -> Page:
    current_app.logger.exception("unhandled error")
    return _page(500, "HTTP_500", gettext(SENTENCES[500]))


class RowId(IntegerConverter):
    """A row's number in an address: one beyond what both databases can hold is no address at all."""

    def __init__(self, url_map: Map, max: int = 2_147_483_647) -> None:
        super().__init__(url_map, max=max)


class Word(UnicodeConverter):
    """Text in an address without control characters: PostgreSQL refuses the NUL even in a question."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = r"[^/\x00-\x1f\x7f]+"


def init_app(app: Flask) -> None:
    """Headers, cache rules, error pages and the template names of the edge."""
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowId
    app.url_map.converters["default"] = Word
    app.url_value_preprocessor(_allow_files)
    app.after_request(_cache_static)
    app.after_request(_security_headers)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    if not app.config.get("PROPAGATE_EXCEPTIONS"):
        app.register_error_handler(Exception, _crash)
        app.register_error_handler(OperationalError, _database_error)
    app.jinja_env.globals.update(static_url=static_url, can=can)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
