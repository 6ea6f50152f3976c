"""Every page of the demo, for a stranger and for somebody with every hat: whole, light, and cheap for the database."""

import gzip
import re

import pytest

from app.districts import queries as districts
from tests.conftest import sign_in
from tests.html import checked
from tests.site import walk
from tests.statements import counted

STATEMENTS = 12
FIRST_VIEW_BYTES = 40_000
PLACES = ("seoul", "mapo", "eunpyeong")
ALONE = {
    "polls.asked": "only its author",
    "polls.join": "leads on to the booth: tests/views/test_polls_pages.py",
    "budget.final": "only the proposer sees it: tests/journeys/test_whole_chain.py",
    "voting.begin_again": "sends back to the booth",
    "notices.open_one": "sends on to what happened",
    "proposals.revise": "only the author, before the pipeline begins: tests/views/test_proposals_pages.py",
    "proposals.withdraw": "only the author",
    "proposals.ask": "only whoever writes: tests/views/test_proposals_writing.py",
    "proposals.check": "only whoever writes",
    "proposals.attach_files": "only the author: tests/views/test_proposals_files.py",
    "proposals.remove_file": "only the author",
    "proposals.proposers": "only those who propose",
    "proposals.unarchive": "only for an archived one: tests/views/test_proposals_merging.py",
    "proposals.file": "a picture or a document, no page",
    "moderation.appeal": "only the author: tests/views/test_moderation_pages.py",
    "proposals.receipt": "only the author",
    "budget.review": "only while the department reviews, by its officer: tests/views/test_budget_pages.py",
    "accounts.email": "asks for a fresh code first: tests/views/test_accounts_sessions.py",
    "accounts.new_email": "only after asking to move",
    "accounts.password": "asks for a fresh code first: tests/views/test_accounts_sessions.py",
    "voting.receipt": "only right after casting: tests/journeys/test_voting_journey.py",
    "verifiable.begin_again": "leads back to the booth",
    "verifiable.receipt": "only right after casting: tests/views/test_verifiable_pages.py",
    "verifiable.known": "for the program in the browser, no page",
    "verifiable.proof": "a file to keep",
    "verifiable.program": "the verifier itself",
    "verifiable.program_page": "the other verifier, a zip file",
    "verifiable.export": "a zip file",
    "accounts.verify": "only for an address not yet confirmed",
    "accounts.enter_code": "only after asking for a code",
    "accounts.sign_in": "signed-out only",
    "accounts.sign_up": "signed-out only",
    "accounts.request_code": "signed-out only",
    "budget.vote": "only once the second screening is closed and before the vote opens",
    "budget.deliberation": "only in the stage of deliberation",
    "proposals.similar": "asked for by a page that is open: tests/views/test_proposals_finding.py",
    "comments.news": "asked for by a page that is open: tests/views/test_comments_pages.py",
    "comments.subject": "leads on to the versions of a proposal",
    "comments.edit": "only the author",
    "comments.remove": "only the author",
    "forums.events": "the log as JSON: tests/views/test_forums_pages.py",
    "forums.state": "JSON",
    "forums.calendar_file": "a calendar file",
    "delivery.plan": "only until a granted project is planned: tests/views/test_delivery_pages.py",
    "budget.issue_statement": "only while the council decides: tests/views/test_budget_statement_pages.py",
    "budget.opinion": "only officers of a department that takes part: tests/services/test_budget_stages.py",
    "budget.appeal": "only a proposer who may still object: tests/services/test_budget_stages.py",
    "budget.complaint": "only the proposer who is asked: tests/services/test_budget_stages.py",
    "budget.override": "only between the count and the bill: tests/services/test_budget_stages.py",
    "budget.item": "only while the council decides",
}
FILES = re.compile(r"\.(csv|json|pb|pdf|<kind>)$|healthz")


def places():
    return [districts.by_slug(slug) for slug in PLACES]


def clients(demo):
    """(name, client): a stranger, and somebody who wears every hat everywhere."""
    stranger, everybody = demo.test_client(), demo.test_client()
    person = None
    for place in places():
        person = walk.everybody(place, person)
    sign_in(everybody, person)
    return {"a stranger": stranger, "everybody": everybody}


def test_every_page_is_shown_to_somebody_in_both_languages(demo):
    seen, everywhere = (
        {},
        {r.endpoint for r in demo.url_map.iter_rules() if "GET" in r.methods and not FILES.search(r.rule)} - {"static"},
    )
    for client in clients(demo).values():
        found = walk.pages(demo, client, places())
        for path in found.values():
            for address in (path, f"/en{path}"):
                checked(client.get(address), 200)
        seen |= found
    assert everywhere - seen.keys() - ALONE.keys() == set()


def test_no_public_page_sends_more_than_twelve_statements(demo):
    client = clients(demo)["a stranger"]
    costs = {}
    for endpoint, path in walk.pages(demo, client, places()).items():
        with counted() as sent:
            client.get(path)
        costs[endpoint] = len(sent)
    assert {endpoint: cost for endpoint, cost in costs.items() if cost > STATEMENTS} == {}


def modules(client, html):
    """The scripts that app.js asks for on this page, with what they import, as a browser would."""
    behaviours = re.findall(r"^  '([^']+)': '\./([^']+)'", client.get("/static/js/app.js").text, re.MULTILINE)
    todo = {
        f"/static/js/{file}"
        for selector, file in behaviours
        if any(name in html for name in re.findall(r"data-[a-z-]+", selector))
    }
    found = set()
    while todo:
        found.add(url := todo.pop())
        answer = client.get(url)
        assert answer.status_code == 200, url
        imported = re.findall(r"""(?:from|import\()\s*['"]\.(\.?/[^'"]+)['"]""", answer.text)
        todo |= {("/static" if one.startswith("./") else "/static/js") + one.removeprefix(".") for one in imported} - found
    return found


@pytest.mark.parametrize("path", ["/", "/seoul/proposals", "/seoul/proposals/{number}"])
def test_the_first_view_is_light_and_asks_nobody_else(demo, path):
    from app.proposals import queries as proposals

    number = proposals.listing(districts.by_slug("seoul"), sort="discussed")[0].number
    client = demo.test_client()
    page = client.get(path.format(number=number))
    html = page.get_data(as_text=True)
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html))
    scripts = modules(client, html)
    weight = len(gzip.compress(page.data)) + sum(len(gzip.compress(client.get(url).data)) for url in wanted | scripts)
    assert weight <= FIRST_VIEW_BYTES, weight
    assert not re.findall(r'(?:src|srcset)="(?:https?:)?//', html)
    assert not re.findall(r'<link[^>]+href="(?:https?:)?//', html)


def test_everything_on_record_is_told_whole_in_the_log(demo):
    """No action without words, no amount or date left out: a dash stands only for what an older entry lacks."""
    client = clients(demo)["everybody"]
    for place in places():
        for page in range(1, 100):
            answer = client.get(f"/{place.slug}/log?page={page}")
            told = re.findall(r"<p><b>([^<]*)</b>", answer.text)
            assert [line for line in told if "–" in line or re.fullmatch(r"\w+\.\w+", line)] == []
            if not told:
                break
        assert page > 1


def test_a_list_of_proposals_tells_how_far_each_has_come_in_one_statement_of_each_room(demo):
    from app.core.slots import gather
    from app.proposals import queries as proposals

    seoul = districts.by_slug("seoul")
    listed = proposals.published(seoul)
    with counted() as sent:
        told = gather("proposal.badges", listed)
    assert len(sent) == 2  # what the pipeline knows, and what is owed as a reply
    assert {words for words, _ in told.values()} >= {"투표 대상", "부적격", "1차 심사 미통과"}
    assert gather("proposal.badges", []) == {} == gather("no such place", listed)
    client = demo.test_client()
    shown = checked(client.get("/seoul/proposals"), 200)
    assert "투표 대상" in shown.text
    assert "접수" not in checked(client.get(f"/seoul/proposals/{last_year(seoul)}"), 200).text.split("무엇이 문제인가요?")[0]


def last_year(place):
    from app.proposals import queries as proposals

    return min(one.number for one in proposals.listing(place, page=2))


def test_the_front_page_gives_no_figure_that_nobody_has_decided_yet(demo):
    shown = checked(demo.test_client().get("/"), 200).text
    assert "2차 통과 13건" in shown
    assert "선정 0건" not in shown
