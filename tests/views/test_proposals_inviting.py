"""Inviting, answering and leaving by pages; the answer to an invitation is the same whoever owns the address."""

from tests.make import people, proposals


def test_inviting_accepting_and_leaving_by_buttons(browser_of, writer):
    proposal, guest = proposals.proposal(by=writer), people.resident("손님")
    mine, theirs = browser_of(writer), browser_of(guest)
    path = f"/mapo/proposals/{proposal.number}"
    page = mine.page(f"{path}/proposers")
    said = [mine.send(f"{path}/proposers", email=email).text for email in (guest.email, "nobody@example.test")]
    assert all("초대장을 보냈습니다" in text for text in said)
    mine.send(f"{path}/proposers", 422, email="no address")
    asked = theirs.page(f"{path}/invitation")
    assert "이 제안을 함께할까요?" in asked.text
    shown = theirs.send(f"{path}/invitation/accept")
    assert "함께 제안합니다" in shown.text
    assert "손님" in shown.text.split("무엇이 문제인가요?")[0]
    assert "공감하기" not in shown.text
    assert theirs.page(f"{path}/revise")
    assert "이미 함께 제안하고" in theirs.page(f"{path}/invitation").text
    waiting = theirs.page(f"{path}/proposers")
    (take_back,) = [a["action"] for a in waiting.all("form") if "take-back" in (a.get("action") or "")]
    theirs.send(take_back)
    assert "빠졌습니다" in mine.send(f"{path}/leave").text
    assert mine.get(f"{path}/revise").status_code == 403
    assert page.status == 200


def test_an_invitation_is_for_the_account_of_its_address(browser_of, writer):
    proposal = proposals.proposal(by=writer)
    path = f"/mapo/proposals/{proposal.number}/invitation"
    assert "이 계정으로 온 초대가 없습니다" in browser_of(people.resident()).page(path).text
    assert "/sign-in?next=" in browser_of().get(path).location
    assert "/verify" in browser_of(people.resident(verified=False)).get(path).location
    assert browser_of(people.resident()).send(f"{path}/accept", 422).status == 422
    assert browser_of(people.resident()).send(f"{path}/decline", 422).status == 422


def test_only_those_who_propose_invite(browser_of, writer):
    proposal = proposals.proposal(by=writer)
    other = browser_of(people.resident())
    assert other.get(f"/mapo/proposals/{proposal.number}/proposers").status_code == 403
    assert other.post(f"/mapo/proposals/{proposal.number}/leave").status_code == 403
