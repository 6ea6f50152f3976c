"""Who is shown which page of the demo where: found once for all tests and worker processes of a run, for finding out takes longer than looking."""

import json
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.districts import queries as districts
from app.districts.models import District
from tests.conftest import made_once, sign_in
from tests.site import walk

STRANGER, EVERYBODY = "a stranger", "everybody"
PLACES = ("seoul", "mapo", "eunpyeong")
SIGNED_OUT = "signed-out only"
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
    "accounts.sign_in": SIGNED_OUT,
    "accounts.sign_up": SIGNED_OUT,
    "accounts.request_code": SIGNED_OUT,
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
    "budget.lines": "only between the result and the bill: tests/views/test_budget_lines_pages.py",
    "budget.item_lines": "only between the result and the bill: tests/views/test_budget_lines_pages.py",
}


def places() -> list[District]:
    return [place for slug in PLACES if (place := districts.by_slug(slug))]


def clients(demo: Flask) -> dict[str, FlaskClient]:
    """A stranger, and somebody who wears every hat everywhere."""
    stranger, everybody = demo.test_client(), demo.test_client()
    person = None
    for place in places():
        person = walk.everybody(place, person)
    sign_in(everybody, person)
    return {EVERYBODY: everybody, STRANGER: stranger}


def drawn(demo: Flask, file: Path) -> dict[str, dict[str, str]]:
    """Name -> endpoint -> address, from the file if another test has already gone everywhere."""

    def go() -> None:
        every = {rule.endpoint for rule in demo.url_map.iter_rules()} - ALONE.keys()
        entrance = {endpoint for endpoint, why in ALONE.items() if why == SIGNED_OUT}
        only = {EVERYBODY: every, STRANGER: every | entrance}
        found = {name: walk.pages(demo, client, places(), only[name]) for name, client in clients(demo).items()}
        file.with_suffix(".draft").write_text(json.dumps(found))
        file.with_suffix(".draft").rename(file)

    made_once(file, go)
    return json.loads(file.read_text())  # type: ignore[no-any-return]
