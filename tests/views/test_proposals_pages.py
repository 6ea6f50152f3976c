"""The proposals' pages: what they show, what they refuse, and that a refused form comes back filled."""

import pytest

from app.core.errors import RuleBroken
from app.core.permits import Who, permits
from app.extensions import db
from app.proposals import rules, services
from app.proposals.permissions import TABLE
from app.proposals.states import Channel
from tests.make import comments, people, proposals
from tests.statements import counted


def typed(**given):
    """The form as a browser sends it."""
    words = proposals.document()
    sent = {name: words[name] for name in ("title", "problem", "idea", "place")}
    return sent | {"cost_won": "3,000만원"} | given


@pytest.fixture
def page(app, page):
    """Every request in a context of its own, as on a real server: otherwise the first reader would stay the reader.

    What the test itself has read is forgotten, so that it sees what the request has written.
    """

    def fetch(*args, **given):
        with app.app_context():
            shown = page(*args, **given)
        db.session.rollback()
        return shown

    return fetch


@pytest.fixture
def writer(app):
    people.district()
    return people.resident("글쓴이")


def test_a_receipt_is_for_its_writer(page, writer):
    proposal = proposals.proposal(by=writer)
    page(f"/mapo/proposals/{proposal.number}/receipt", as_=writer)
    page(f"/mapo/proposals/{proposal.number}/receipt", status=403, as_=people.resident())


def test_the_page_shows_everything_and_the_number_in_small_letters_works(page):
    proposal = proposals.proposal(title="모두를 위한 제목", place="시험동 12")
    shown = page(f"/mapo/proposals/{proposal.number.lower()}")
    for word in (
        "모두를 위한 제목",
        proposal.number,
        "시험동 12",
        "3,000만원",
        "일반형",
        "안전",
        "제안이 접수되어 공개되었습니다",
        "시험 주민",
    ):
        assert word in shown.text
    assert shown.all("div", data_live_topic=f"thread:{proposal.thread_id}")


def test_a_proposal_of_another_district_is_not_found(page):
    people.district("jongno")
    proposal = proposals.proposal()
    for tail in ("", "/versions", "/receipt"):
        page(f"/jongno/proposals/{proposal.number}{tail}", status=404)
    page("/mapo/proposals/MAPO-2026-9999", status=404)


def test_paper_and_unknown_costs_are_said_in_words(page):
    proposal = proposals.received(cost_won=None, place="")
    shown = page(f"/mapo/proposals/{proposal.number}")
    assert "우편 접수" in shown.text
    assert "아직 모름" in shown.text
    page(f"/mapo/proposals/{proposal.number}/versions")
    assert "비용 아직 모름" in page("/mapo/proposals").text


def test_foreign_amounts_keep_their_currency(page):
    proposal = proposals.received(channel=Channel.IMPORT, currency="PLN", cost_won=1_234)
    assert "1,234 PLN" in page(f"/mapo/proposals/{proposal.number}").text
    assert "1,234 PLN" in page("/mapo/proposals").text


def test_endorsing_and_taking_it_back_by_buttons(page):
    proposal, reader = proposals.proposal(), people.resident()
    path = f"/mapo/proposals/{proposal.number}"
    assert "공감하기" in page(path, as_=reader).text
    assert "공감 취소" in page(f"{path}/endorse", data={}).text
    page(f"{path}/endorse", data={})
    assert proposal.endorsement_count == 1
    page(f"{path}/unendorse", data={})
    assert proposal.endorsement_count == 0


def test_the_author_sees_no_button_to_endorse_and_may_not(page, writer):
    proposal = proposals.proposal(by=writer)
    shown = page(f"/mapo/proposals/{proposal.number}", as_=writer)
    assert "공감하기" not in shown.text
    page(f"/mapo/proposals/{proposal.number}/endorse", status=403, data={})


def test_an_unconfirmed_address_is_led_to_confirming_it(client):
    from tests.conftest import sign_in

    proposal = proposals.proposal()
    sign_in(client, people.resident(verified=False))
    answer = client.post(f"/mapo/proposals/{proposal.number}/endorse")
    assert "/verify" in answer.location


def test_revising_shows_what_changed_and_why(page, writer):
    proposal = proposals.proposal(by=writer, title="처음 지은 제목", idea="빨간 신호등을 하나 설치합니다.")
    path = f"/mapo/proposals/{proposal.number}"
    form = page(f"{path}/revise", as_=writer)
    assert form.all("input", name="title")[0]["value"] == "처음 지은 제목"
    assert form.all("input", name="based_on")[0]["value"] == "1"
    sent = typed(title="처음 지은 제목", idea="노란 신호등을 하나 설치합니다.", reason="주민 의견을 반영함", based_on="1")
    page(f"{path}/revise", data=sent)
    versions = page(f"{path}/versions")
    assert "주민 의견을 반영함" in versions.text
    assert ("ins" in [tag for tag, _ in versions.elements]) and ("del" in [tag for tag, _ in versions.elements])
    assert "(그대로)" in versions.text
    stale = page(f"{path}/revise", status=422, data=sent | {"title": "늦게 보낸 제목입니다"})
    assert "그 사이 다른 사람이" in stale.text
    assert stale.all("input", name="title")[0]["value"] == "늦게 보낸 제목입니다"
    for query in ("?old=1&new=1", "?old=9&new=x", "?new=1", "?old=2&new=1"):
        page(f"{path}/versions{query}")


def test_nobody_else_revises_or_withdraws(page, writer):
    proposal = proposals.proposal()
    for tail in ("revise", "withdraw"):
        page(f"/mapo/proposals/{proposal.number}/{tail}", status=403, as_=writer)
        page(f"/mapo/proposals/{proposal.number}/{tail}", status=403, data={"reason": "남의 제안입니다"})


def test_withdrawing_asks_for_a_reason_and_shows_it(page, writer):
    proposal = proposals.proposal(by=writer)
    path = f"/mapo/proposals/{proposal.number}"
    page(f"{path}/withdraw", as_=writer)
    page(f"{path}/withdraw", status=422, data={"reason": "음"})
    shown = page(f"{path}/withdraw", data={"reason": "같은 제안이 이미 있습니다"})
    assert "제안자가 철회한 제안입니다" in shown.text
    assert "같은 제안이 이미 있습니다" in shown.text
    assert "공감하기" not in shown.text
    assert "이 대화는 닫혔습니다" in shown.text


class Reviewing(RuleBroken):
    code = "REVIEWING_FOR_TEST"
    sentence = "부서가 검토하고 있습니다."


def test_a_locked_proposal_says_why_in_place_of_the_buttons(page, writer, monkeypatch):
    proposal = proposals.proposal(by=writer)
    monkeypatch.setattr(rules, "locks", [lambda subject: Reviewing()])
    path = f"/mapo/proposals/{proposal.number}"
    for tail in ("", "/revise", "/withdraw"):
        shown = page(path + tail, as_=writer)
        assert "부서가 검토하고 있습니다." in shown.text
        assert not shown.all("textarea", name="reason")
    page(f"{path}/withdraw", status=422, data={"reason": "그래도 철회합니다"})


def test_a_slot_takes_the_place_of_the_history(page, monkeypatch):
    from markupsafe import Markup

    from app.core import slots

    proposal = proposals.proposal()
    monkeypatch.setitem(slots._slots, "proposal.status", [lambda subject: Markup("<p>검토 3일째</p>")])
    shown = page(f"/mapo/proposals/{proposal.number}")
    assert "검토 3일째" in shown.text
    assert "제안이 접수되어 공개되었습니다" not in shown.text


def test_an_empty_list_says_so_and_leads_on(page):
    people.district()
    empty = page("/mapo/proposals")
    assert "아직 제안이 없습니다" in empty.text
    assert "/mapo/propose" in empty.links()


def test_filters_that_find_nothing_lead_back_to_everything(page):
    proposals.proposal()
    nothing = page("/mapo/proposals?q=없는말&field=culture")
    assert "조건에 맞는 제안이 없습니다" in nothing.text
    assert "/mapo/proposals" in nothing.links()
    assert nothing.all("input", name="q")[0]["value"] == "없는말"


def test_a_list_of_withdrawn_ones_only_says_where_they_are(page, writer):
    proposal = proposals.proposal(by=writer)
    services.withdraw(proposal, by=writer, reason="그만두겠습니다")
    nothing = page("/mapo/proposals")
    assert "진행 중인 제안이 없습니다" in nothing.text
    assert proposal.number in page("/mapo/proposals?state=all").text
    assert proposal.number in page("/mapo/proposals?state=withdrawn").text


def test_pages_of_the_list_keep_its_filters_and_drop_nonsense(page):
    for _ in range(21):
        proposals.proposal(title="같은 말이 든 제목")
    first = page("/mapo/proposals?q=같은 말&sort=endorsed&field=zzz&page=-3")
    following = [link for link in first.links() if "page=2" in link]
    assert following
    assert all("sort=endorsed" in link and "q=" in link and "zzz" not in link for link in following)
    assert "제안 21건" in page("/mapo/proposals?q=같은 말&page=999999999999999999999").text


@pytest.mark.parametrize("number", [3, 60])
def test_the_list_takes_at_most_twelve_statements(page, writer, number):
    for _ in range(number):
        proposals.proposal()
    page("/help", as_=writer)
    with counted() as sent:
        page("/mapo/proposals")
    assert len(sent) <= 12, "\n".join(one[:1500].replace("\n", " ")[-260:] for one in sent)


@pytest.mark.parametrize("number", [3, 45])
def test_the_page_takes_at_most_twelve_statements(page, writer, number):
    proposal = proposals.endorsed(proposals.proposal(by=writer), 3)
    first = None
    for at, person in enumerate(comments.crowd(number) * 5):
        if at < number:
            first = comments.comment(proposal.thread, f"{at}", parent=first if at % 3 else None, by=person)
    path = f"/mapo/proposals/{proposal.number}"
    page("/help", as_=writer)
    with counted() as sent:
        page(path)
    assert len(sent) <= 12, "\n".join(one[:1500].replace("\n", " ")[-260:] for one in sent)


def test_what_i_proposed_and_endorsed_stands_on_my_page(app, client):
    from app.core.slots import slot

    mine, other, reader = proposals.proposal(), proposals.proposal(people.district("jongno")), people.resident()
    services.endorse(other, by=mine.author)
    with app.test_request_context("/me"):
        html = slot("me.activity", mine.author)
        assert mine.number in html
        assert f"/jongno/proposals/{other.number}" in html
        assert "아직 제안하지 않았습니다" in slot("me.activity", reader)


WHO = {
    "stranger": Who(),
    "unconfirmed": Who(resident_id=2, assurance=0),
    "resident": Who(resident_id=2, assurance=1),
    "author": Who(resident_id=1, assurance=1),
    "co-proposer": Who(resident_id=9, assurance=1),
    "coordinator": Who(resident_id=3, assurance=1, roles=frozenset({"coordinator", "moderator", "officer"})),
}
PROPOSERS = {"author", "co-proposer"}
READ = {"stranger", "unconfirmed", "resident", "coordinator"} | PROPOSERS
SIGNED_IN = READ - {"stranger"}
STATES = ("published", "withdrawn", "held", "hidden", "merged", "archived")
STAFF = {"coordinator"}
NOBODY: set[str] = set()
ALLOWED = {
    "proposal.read": (READ,) * 6,
    "proposal.see": (READ, READ, PROPOSERS | STAFF, PROPOSERS | STAFF, READ, READ),
    "proposal.receipt": (PROPOSERS,) * 6,
    "proposal.revise": (PROPOSERS, NOBODY, PROPOSERS, NOBODY, NOBODY, NOBODY),
    "proposal.withdraw": (PROPOSERS, *(NOBODY,) * 5),
    "proposal.endorse": ({"resident", "coordinator"}, *(NOBODY,) * 5),
    "proposal.unendorse": (SIGNED_IN,) * 6,
    "proposal.invite": (PROPOSERS, *(NOBODY,) * 5),
    "proposal.leave": (PROPOSERS,) * 6,
    "proposal.answer": (SIGNED_IN - {"unconfirmed"},) * 6,
    "proposal.merge": (PROPOSERS | STAFF, *(NOBODY,) * 5),
    "proposal.sort_out": (STAFF,) * 6,
    "proposal.archive": (STAFF, *(NOBODY,) * 5),
    "proposal.unarchive": (*(NOBODY,) * 5, STAFF),
}


class Subject:
    def __init__(self, author_id, state="published"):
        self.proposer_ids, self.is_published, self.is_held = {author_id, 9}, state == "published", state == "held"
        self.is_in_sight, self.is_archived = state not in ("held", "hidden"), state == "archived"


def test_who_may_do_what(app):
    assert set(ALLOWED) == {name for name in TABLE if name.startswith("proposal.")}
    for permission, row in ALLOWED.items():
        for state, people_allowed in zip(STATES, row, strict=True):
            subject = Subject(author_id=1, state=state)
            found = {name for name, who in WHO.items() if permits(TABLE, permission, who, subject)}
            assert found == people_allowed, (permission, state)


def test_a_proposal_without_an_author_is_nobodys_own(app):
    subject = Subject(author_id=None)
    subject.proposer_ids = set()
    for permission in ("proposal.revise", "proposal.withdraw", "proposal.receipt"):
        assert not any(permits(TABLE, permission, who, subject) for who in WHO.values())


def test_without_consent_to_speak_in_public_every_page_leads_to_giving_it(page):
    proposal, person = proposals.proposal(), people.resident(opinion=False)
    shown = page(f"/mapo/proposals/{proposal.number}", as_=person)
    assert sum("/me/consents?next=" in link for link in shown.links()) == 2
    assert not shown.all("textarea")
    page(f"/mapo/proposals/{proposal.number}/endorse", status=409, data={})
    assert proposal.endorsement_count == 0


def test_a_residents_export_holds_their_words_and_endorsements(app, writer):
    from app.accounts import export

    mine, other = proposals.proposal(by=writer, title="내려받을 제목"), proposals.proposal()
    comments.comment(other.thread, "내려받을 의견", by=writer)
    services.endorse(other, by=writer)
    sections = export.of(writer)["sections"]
    assert [(one["number"], one["title"]) for one in sections["proposals"]] == [(mine.number, "내려받을 제목")]
    assert [one["body"] for one in sections["comments"]] == ["내려받을 의견"]
    assert [one["number"] for one in sections["endorsements"]] == [other.number]
