"""A real server and a real headless Chromium, for every test that asks for `browser`. Without Chromium they are skipped, and say so."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app.extensions import db, socketio

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
PHONE, DESKTOP, NARROW = {"width": 390, "height": 844}, {"width": 1280, "height": 900}, {"width": 320, "height": 700}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOTS = os.environ.get("SCREENSHOTS")
PATIENCE_MS = 30_000  # two workers on two busy cores: a wait ends when the page says so, the limit only when it never will
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install chromium-headless-shell or set CHROMIUM"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application on a free port, threaded, with CSRF protection as in real life."""
    for name in (
        "_send_packet",
        "_send_eio_packet",
    ):  # a test client of sockets, once made, keeps its server from sending for good
        vars(socketio.server).pop(name, None)
    http = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
    thread.join(5)
    db.session.remove()


@pytest.fixture
def server(app: Any) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """visit(path, size, js=True): a person with a browser of their own. Any error on the console fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str = "/", size: dict[str, int] = PHONE, js: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport=size,
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            reduced_motion="reduce",
            java_script_enabled=js,
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: errors.append(f"{page.url}: {message.text}") if _is_fault(message) else None)
        if js:
            _wait_for_behaviours(page)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def _wait_for_behaviours(page: Page) -> None:
    """A person types long after a page has come; a test types at once. Each `goto` of this page returns when its behaviours have begun."""
    goto = page.goto

    def patient(url: str, **options: Any) -> Any:
        answer = goto(url, **options)
        if page.locator("script[src*='/js/app.js']").count():
            page.locator("html.ready").wait_for(state="attached")
        return answer

    page.goto = patient  # type: ignore[method-assign]


def _is_fault(message: Any) -> bool:
    """A refused form answers 4xx and a test may cut the line, which the console reports too: that is no fault of the page."""
    excused = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    return message.type == "error" and not any(words in message.text for words in excused)


AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()


def accessible(page: Page, colours: bool = True) -> None:
    """No violation of WCAG 2.2 AA that axe can see; without `colours` it leaves out the contrast, which takes most of its time."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {
        "runOnly": WCAG,
        "rules": {"color-contrast": {"enabled": colours}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    problems = [
        (v["id"], [n["target"] for n in v["nodes"][:3]], v["nodes"][0].get("failureSummary", "")[:200])
        for v in found["violations"]
    ]
    assert not problems, f"{page.url}: {problems}"


def reflows(page: Page) -> None:
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], f"{page.url}: {wide} px wide at 320"


def shot(page: Page, name: str) -> None:
    """Keep a picture where SCREENSHOTS says, for people to look at."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True, animations="disabled")


def mailed_code(instance: str, address: str) -> str:
    """The newest code mailed to an address, read from the outbox as its owner would read the mail."""
    kept = sorted(Path(instance, "outbox").glob("*.eml"), key=os.path.getmtime)
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in kept]
    mine = [letter for letter in letters if address in str(letter["To"])]
    text = mine[-1].get_body().get_content()
    return next(word for word in text.replace(".", " ").split() if word.isdigit() and len(word) == 6)
