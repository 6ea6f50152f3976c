"""Every page of the demo, for a stranger and for somebody with every hat: whole, light, and cheap for the database."""

import gzip
import re

import pytest

from app.districts import queries as districts
from tests.html import checked
from tests.site.atlas import ALONE, EVERYBODY, STRANGER, clients, places
from tests.statements import counted

STATEMENTS = 12
FIRST_VIEW_BYTES = 40_000
FILES = re.compile(r"\.(csv|json|pb|pdf|txt|<kind>)$|healthz")


def test_every_page_is_whole_in_both_languages_and_cheap_for_a_stranger(demo, atlas):
    everywhere = {r.endpoint for r in demo.url_map.iter_rules() if "GET" in r.methods and not FILES.search(r.rule)} - {"static"}
    costs = {}
    for name, client in clients(demo).items():
        for endpoint, path in atlas[name].items():
            with counted() as sent:
                answer = client.get(path)
            if name == STRANGER:
                costs[endpoint] = len(sent)
            for shown in (answer, client.get(f"/en{path}")):
                checked(shown, 200)
    assert {endpoint: cost for endpoint, cost in costs.items() if cost > STATEMENTS} == {}
    assert everywhere - atlas[STRANGER].keys() - atlas[EVERYBODY].keys() - ALONE.keys() == set()


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
    client = clients(demo)[EVERYBODY]
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
