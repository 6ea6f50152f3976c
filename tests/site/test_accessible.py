"""Every page of the demo in a real browser: WCAG 2.2 AA by axe on a phone and on a desk, no sideways scrolling at 320 px, a silent console."""

import pytest

from app.accounts import queries as accounts
from app.core.filters import Display
from app.districts import queries as districts
from tests.browser import DESKTOP, PHONE, accessible, reflows, serving
from tests.conftest import sign_in
from tests.site import walk
from tests.site.test_pages import ALONE

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PLACES = ("seoul", "mapo", "eunpyeong")
SESSION = "decide_session"
# What only one of the demo's people is shown, or is shown with something to do.
THEIRS = {
    "citizen": ("voting.booth", "accounts.me"),
    "proposer": (
        "proposals.revise",
        "proposals.withdraw",
        "proposals.receipt",
        "proposals.show",
        "proposals.propose",
        "proposals.ask",
        "proposals.proposers",
        "proposals.attach_files",
        "proposals.merge",
        "proposals.check",
        "accounts.me",
        "polls.asked",
    ),
    "officer": ("budget.review", "budget.desk"),
    "committee": ("voting.booth",),
}
# For somebody with every hat: what a stranger has not been shown alike already, and what the demo has a row for.
SAME_FOR_ALL = {
    "pages.help",
    "pages.privacy",
    "pages.accessibility",
    "pages.open_data",
    "pages.source",
    "pages.styleguide",
    "pages.home",
}
CONTRAST = ("/", "/seoul/votes", "/seoul/propose")


@pytest.fixture
def server(demo):
    """The demo instead of the empty instance, for `visit`."""
    with serving(demo) as address:
        yield address


def signed_in(demo, person):
    client = demo.test_client()
    if person is not None:
        sign_in(client, person)
    return client


def everybody():
    person = None
    for slug in PLACES:
        person = walk.everybody(districts.by_slug(slug), person)
    return person


def theirs(demo, name):
    """The pages of THEIRS of one account of the demo."""
    client = signed_in(demo, accounts.by_email(f"{name}@example.test"))
    found = walk.pages(demo, client, [districts.by_slug(slug) for slug in PLACES], only=THEIRS[name])
    assert set(found) == set(THEIRS[name])
    return client, found.values()


def look(page, path):
    """One visit, seen at three widths without loading again."""
    page.set_viewport_size(PHONE)
    assert page.goto(path).status == 200 and page.url.endswith(path), f"{path}: {page.url}"
    accessible(page)
    reflows(page)
    page.set_viewport_size(DESKTOP)
    accessible(page)


def walk_through(visit, client, paths):
    page = visit("/healthz")
    kept = client.get_cookie(SESSION)
    if kept:
        page.context.add_cookies([{"name": SESSION, "value": kept.value, "url": page.url}])
    for path in paths:
        look(page, path)


@pytest.mark.parametrize("part", range(4))
def test_every_page_is_accessible_and_reflows(demo, visit, part):
    places = [districts.by_slug(slug) for slug in PLACES]
    if part == 0:
        client = signed_in(demo, None)
        walk_through(visit, client, walk.pages(demo, client, places).values())
        return
    client = signed_in(demo, everybody())
    wanted = sorted({rule.endpoint for rule in demo.url_map.iter_rules()} - ALONE.keys() - SAME_FOR_ALL)[part - 1 :: 3]
    walk_through(visit, client, walk.pages(demo, client, places, only=wanted).values())
    for name in list(THEIRS)[part - 1 : 4 : 2] if part < 3 else ():
        walk_through(visit, *theirs(demo, name))


@pytest.mark.parametrize("path", CONTRAST)
def test_high_contrast_and_larger_text_are_accessible_too(demo, visit, path):
    client = signed_in(demo, everybody())
    page = visit("/healthz")
    page.context.add_cookies(
        [
            {"name": "display", "value": str(Display("high.larger")), "url": page.url},
            {"name": SESSION, "value": client.get_cookie(SESSION).value, "url": page.url},
        ]
    )
    look(page, path)
    assert page.locator("html").get_attribute("data-contrast") == "high"
