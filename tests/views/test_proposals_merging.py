"""Merging and closing by pages."""

from datetime import timedelta

from app.core import clock
from app.districts.states import Role
from app.proposals import queries, rules
from app.proposals.states import ProposalState
from tests.make import people, proposals
from tests.statements import counted

WHY = "같은 골목의 문제라서 하나로 합칩니다"


def test_asking_agreeing_and_undoing_a_merger_by_buttons(browser_of, writer):
    other_writer = people.resident("이웃")
    mine, theirs = proposals.proposal(by=writer, title="우리 골목 계단 고치기"), proposals.proposal(by=other_writer)
    asks, answers = browser_of(writer), browser_of(other_writer)
    path = f"/mapo/proposals/{mine.number}/merge"
    asks.page(path)
    assert "찾을 수 없습니다" in asks.send(path, 422, others="MAPO-1999-0001", into="this", reason=WHY).text
    assert "하나 이상" in asks.send(path, 422, others=mine.number, into="this", reason=WHY).text
    waiting = asks.send(path, others=f"{theirs.number.lower()}", into="this", reason=WHY)
    assert "동의를 기다리는 중" in waiting.text
    assert browser_of(people.resident()).get(waiting.path).status_code == 403
    done = answers.send(f"{answers.page(waiting.path).path}/agree")
    assert "제안을 합쳤습니다" in done.text
    stranger = browser_of()
    merged = stranger.page(f"/mapo/proposals/{theirs.number}")
    assert "다른 제안에 합쳐진 제안입니다" in merged.text
    assert f"/mapo/proposals/{mine.number}" in merged.links()
    target = stranger.page(f"/mapo/proposals/{mine.number}")
    assert f"/mapo/proposals/{theirs.number}" in target.links()
    assert "이웃" in target.text
    assert "융합" in stranger.page("/mapo/proposals?state=all").text
    kept = mine.number
    with counted() as sent:
        answers.page(f"/mapo/proposals/{kept}")
    assert len(sent) <= 12, sent
    answers.send(f"{waiting.path}/undo", 422, reason="음")
    back = answers.send(f"{waiting.path}/undo", reason="서로 다른 골목이었습니다")
    assert "되돌렸습니다" in back.text
    assert "다른 제안에 합쳐진" not in stranger.page(f"/mapo/proposals/{theirs.number}").text


def test_a_new_proposal_takes_its_words_from_the_form_and_waits_for_the_others(browser_of, writer):
    mine, theirs = proposals.proposal(by=writer), proposals.proposal()
    asks = browser_of(writer)
    sent = {"others": theirs.number, "into": "new", "reason": WHY, "problem": proposals.PROBLEM, "idea": proposals.IDEA}
    path = f"/mapo/proposals/{mine.number}/merge"
    asks.send(path, 422, **sent, title="짧")
    page = asks.send(path, **sent, title="둘이 함께 새로 쓴 제안")
    assert "둘이 함께 새로 쓴 제안" in page.text
    cancelled = asks.send(f"{page.path}/decline")
    assert "거둠" in cancelled.text


def test_a_coordinator_merges_only_in_deliberation(browser_of, writer):
    mine, theirs = proposals.proposal(by=writer), proposals.proposal()
    clerk = browser_of(people.official(people.district(), Role.COORDINATOR))
    path = f"/mapo/proposals/{mine.number}/merge"
    assert "지금은 합칠 수 없습니다" in clerk.page(path).text
    refused = clerk.send(path, 422, others=theirs.number, into="this", reason=WHY)
    assert theirs.is_published, refused.text


def test_a_merger_of_another_district_is_not_there(browser_of, writer):
    from app.proposals import services

    people.district("jongno")
    one, other = proposals.proposal(by=writer), proposals.proposal(by=writer)
    merger = services.ask([one, other], into=one, by=writer, reason=WHY)
    browser = browser_of(writer)
    assert browser.get(f"/jongno/mergers/{merger.id}").status_code == 404
    for tail in ("agree", "decline", "undo"):
        assert browser.post(f"/jongno/mergers/{merger.id}/{tail}").status_code == 404


def test_staff_close_an_old_proposal_and_open_it_again(browser_of, writer):
    with clock.travel(clock.now() - timedelta(days=rules.ARCHIVE_AFTER_DAYS + 2)):
        old = proposals.proposal(by=writer)
    fresh = proposals.proposal()
    clerk = browser_of(people.official(people.district(), Role.COORDINATOR))
    listed = clerk.page("/mapo/proposals/old")
    assert old.number in listed.text
    assert fresh.number not in listed.text
    path = f"/mapo/proposals/{old.number}"
    clerk.page(f"{path}/archive")
    clerk.send(f"{path}/archive", 422, reason="음")
    shown = clerk.send(f"{path}/archive", reason="일 년 넘게 움직임이 없습니다")
    assert "보관한 제안입니다" in shown.text
    assert "일 년 넘게 움직임이 없습니다" in shown.text
    assert "365일" in clerk.send(f"/mapo/proposals/{fresh.number}/archive", 422, reason="너무 새것을 보관").text
    reader = browser_of(people.resident())
    assert reader.get("/mapo/proposals/old").status_code == 403
    assert reader.post(f"{path}/unarchive", data={"reason": "마음대로 열기"}).status_code == 403
    clerk.page(f"{path}/unarchive")
    clerk.send(f"{path}/unarchive", reason="제안자가 이어 갑니다")
    assert queries.by_number(people.district(), old.number).state is ProposalState.PUBLISHED
