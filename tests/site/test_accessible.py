"""Every page of the demo in a real browser: WCAG 2.2 AA by axe on a phone and on a desk, no sideways scrolling at 320 px, a silent console."""

import pytest

from app.accounts import queries as accounts
from app.core.filters import Display
from app.districts import queries as districts
from tests.browser import DESKTOP, PHONE, accessible, reflows, serving
from tests.conftest import sign_in
from tests.site import walk
from tests.site.atlas import EVERYBODY, PLACES, STRANGER, clients

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PARTS = 4
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


def theirs(demo, name):
    """The pages of THEIRS of one account of the demo."""
    client = signed_in(demo, accounts.by_email(f"{name}@example.test"))
    found = walk.pages(demo, client, [districts.by_slug(slug) for slug in PLACES], only=THEIRS[name])
    assert set(found) == set(THEIRS[name])
    return client, found.values()


def look(page, path, again=False):
    """One visit, seen at three widths without loading again. A colour is the same at every width, and dear to measure.

    `again`: the page has been looked at with more on it; now a phone is enough, and its colours are known.
    """
    page.set_viewport_size(PHONE)
    assert page.goto(path).status == 200 and page.url.endswith(path), f"{path}: {page.url}"
    accessible(page, colours=not again)
    reflows(page)
    if not again:
        page.set_viewport_size(DESKTOP)
        accessible(page, colours=False)


def walk_through(visit, client, paths, again=False):
    page = visit("/healthz")
    kept = client.get_cookie(SESSION)
    if kept:
        page.context.add_cookies([{"name": SESSION, "value": kept.value, "url": page.url}])
    for path in paths:
        look(page, path, again)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_reflows(demo, visit, atlas, part):
    """What both are shown, a stranger is shown with fewer buttons."""
    everybody, stranger = ({name: pages[name] for name in sorted(pages)[part::PARTS]} for pages in atlas.values())
    client = clients(demo)
    walk_through(visit, client[EVERYBODY], everybody.values())
    walk_through(visit, client[STRANGER], [stranger[name] for name in stranger.keys() - atlas[EVERYBODY].keys()])
    walk_through(visit, client[STRANGER], [stranger[name] for name in stranger.keys() & atlas[EVERYBODY].keys()], again=True)
    walk_through(visit, *theirs(demo, list(THEIRS)[part]))


@pytest.mark.parametrize("path", CONTRAST)
def test_high_contrast_and_larger_text_are_accessible_too(demo, visit, path):
    client = clients(demo)[EVERYBODY]
    page = visit("/healthz")
    page.context.add_cookies(
        [
            {"name": "display", "value": str(Display("high.larger")), "url": page.url},
            {"name": SESSION, "value": client.get_cookie(SESSION).value, "url": page.url},
        ]
    )
    look(page, path)
    assert page.locator("html").get_attribute("data-contrast") == "high"
