"""Moderation on pages: who sees what, the whole way from a report to the log without JavaScript, and no name where none belongs."""

import csv
import io

import pytest

from app.core.permits import Who, permits
from app.districts.states import Role
from app.moderation import queries, services
from app.moderation.permissions import TABLE
from app.moderation.states import Standing, Verdict, WordKind
from tests.make import comments, moderation, people, proposals
from tests.make.people import visitor
from tests.statements import counted


@pytest.fixture
def comment(app):
    return comments.comment(proposals.proposal().thread, "정책보다 사람을 욕하는 글", by=people.resident("글쓴이"))


def author_of(comment):
    from app.accounts import queries as accounts

    return accounts.by_id(comment.author_id)


def case_of(comment):
    return queries.of_subject("comment", comment.id)


def test_a_report_is_sent_and_thanked_for_with_and_without_an_account(app, comment):
    path = f"/mapo/moderation/report/comment/{comment.id}"
    for reader, words in ((people.resident(), "알림으로"), (None, "따로 알려 드릴 수 없습니다")):
        browser = visitor(app, reader)
        assert "욕하는 글" in browser.page(path).text
        assert browser.send(path, 422).all("div", class_="summary")
        assert words in browser.send(path, article="1", words="무례합니다").text
    assert len(queries.open_reports(case_of(comment))) == 2


def test_authors_cannot_report_themselves_and_what_is_gone_is_not_found(app, comment):
    visitor(app, author_of(comment)).page(f"/mapo/moderation/report/comment/{comment.id}", 403)
    visitor(app).page("/mapo/moderation/report/comment/999999", 404)
    visitor(app).page(f"/mapo/moderation/report/nonsense/{comment.id}", 404)
    people.district("jongno")
    visitor(app).page(f"/jongno/moderation/report/comment/{comment.id}", 404)


def test_the_whole_way_from_a_report_to_the_log(app, comment):
    """Report, claim, hide, notice, appeal, answered by a different moderator, restored, in the log."""
    first, second, author = (
        visitor(app, moderation.moderator()),
        visitor(app, moderation.moderator()),
        visitor(app, author_of(comment)),
    )
    visitor(app, people.resident()).send(f"/mapo/moderation/report/comment/{comment.id}", article="1")
    case = first.send("/mapo/moderation/next")
    assert "욕하는 글" in case.text and case.path.startswith("/mapo/moderation/cases/")
    assert "보고 있습니다" in second.page("/mapo/moderation").text
    number = case_of(comment).id
    refused = second.send(f"/mapo/moderation/cases/{number}/decide", 422, verdict="keep", seen="0")
    assert "다른 진행자가 보고 있습니다" in refused.text
    assert "규칙을 골라" in first.send(f"/mapo/moderation/cases/{number}/decide", 422, verdict="hide", seen="0").text
    done = first.send(f"/mapo/moderation/cases/{number}/decide", verdict="hide", article="1", seen="0", onward="y")
    assert "되돌리기" in done.text
    about = author.page(f"/mapo/moderation/posts/{number}")
    assert "욕하는 글" in about.text and "서로 존중하기" in about.text
    assert "욕하는 글" not in visitor(app).page(f"/mapo/moderation/posts/{number}").text
    decision = queries.decisions(case_of(comment))[0]
    author.send(f"/mapo/moderation/decisions/{decision.id}/appeal", 422, words="짧음")
    assert (
        "이의 신청 중"
        in author.send(f"/mapo/moderation/decisions/{decision.id}/appeal", words="사람이 아니라 글을 말했습니다.").text
    )
    appeal = queries.open_appeals(people.district())[0]
    first.page(f"/mapo/moderation/appeals/{appeal.id}", 403)
    assert "사람이 아니라 글을" in second.page(f"/mapo/moderation/appeals/{appeal.id}").text
    second.send(f"/mapo/moderation/appeals/{appeal.id}", outcome="granted", reason="다시 읽으니 글에 대한 비판입니다.")
    assert case_of(comment).standing is Standing.SHOWN
    log = visitor(app).page("/mapo/moderation/log").text
    assert (
        "이의 받아들임" in log and "다시 읽으니" in log and "글쓴이 " not in log.split("운영 기록", 2)[-1].split("결정 가림")[-1]
    )


def test_the_log_and_its_file_hold_no_name(app, comment):
    reporter, moderator = people.resident("신고한이"), moderation.moderator()
    moderation.decided(moderation.reported(comment, by=reporter, words="비밀 설명"), by=moderator)
    browser = visitor(app)
    page, file = browser.page("/mapo/moderation/log").html, browser.get("/mapo/moderation/log.csv")
    assert file.status_code == 200
    text = file.get_data().decode("utf-8-sig")
    for secret in (reporter.display_name, moderator.display_name, author_of(comment).display_name, "비밀 설명", "욕하는 글"):
        assert secret not in page and secret not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["decision"], row["article"], row["appealed"]) for row in rows] == [("hide", "1", "no")]
    assert rows[0]["address"].endswith(f"/mapo/moderation/posts/{case_of(comment).id}")


def test_undo_is_one_button_on_the_next_page(app, comment):
    person = moderation.moderator()
    browser, case = visitor(app, person), moderation.reported(comment)
    browser.send(f"/mapo/moderation/cases/{case.id}/decide", verdict="hold", article="2", seen="0")
    decision = queries.decisions(case_of(comment))[0]
    visitor(app, moderation.moderator()).page(f"/mapo/moderation/decisions/{decision.id}/undo", 405)
    visitor(app, moderation.moderator()).send(f"/mapo/moderation/decisions/{decision.id}/undo", 403)
    assert browser.send(f"/mapo/moderation/decisions/{decision.id}/undo").path == f"/mapo/moderation/cases/{case.id}"
    assert case_of(comment).standing is Standing.SHOWN and case_of(comment).is_open


def test_restoring_needs_a_reason(app, comment):
    browser, case = visitor(app, moderation.moderator()), moderation.decided(moderation.reported(comment)).case
    assert browser.page(f"/mapo/moderation/cases/{case.id}").all("textarea", name="reason")
    browser.send(f"/mapo/moderation/cases/{case.id}/restore", 422, reason="음")
    browser.send(f"/mapo/moderation/cases/{case.id}/restore", reason="다시 보니 규칙에 어긋나지 않습니다.")
    assert case_of(comment).standing is Standing.SHOWN


def test_a_case_nobody_may_know_of_is_not_shown(app, comment):
    case = moderation.reported(comment)
    visitor(app).page(f"/mapo/moderation/posts/{case.id}", 200, follow=True)  # asked to sign in
    assert visitor(app).get(f"/mapo/moderation/posts/{case.id}").status_code == 302
    visitor(app, people.resident()).page(f"/mapo/moderation/posts/{case.id}", 403)
    text = visitor(app, author_of(comment)).page(f"/mapo/moderation/posts/{case.id}").text
    assert "신고" not in text.split("내가 쓴 글")[1].split("이용 규칙")[0]


def test_the_word_list_is_kept_by_moderators_and_coordinators(app):
    for role in (Role.MODERATOR, Role.COORDINATOR):
        browser = visitor(app, people.official(people.district(), role))
        page = browser.send("/mapo/moderation/words", word=f"나쁜말{role.value}", kind="hold", note="시험")
        assert f"나쁜말{role.value}" in page.text and "바뀐 내용" in page.text
    browser.send("/mapo/moderation/words", 422, word="나쁜말moderator", kind="hold")
    word = queries.listed(people.district())[0]
    assert "뺐습니다" in browser.send(f"/mapo/moderation/words/{word.id}/unlist").text
    visitor(app, people.official(people.district(), Role.AUDITOR)).page("/mapo/moderation/words")
    visitor(app, people.resident()).page("/mapo/moderation/words", 403)


def test_a_post_that_waits_says_to_its_author_that_nothing_is_decided(app, comment):
    services.list_word(people.district(), "욕하는", kind=WordKind.HOLD, by=moderation.moderator(), role="moderator")
    services.screen("comment", comment, comment.body, by=author_of(comment))
    case = case_of(comment)
    text = visitor(app, author_of(comment)).page(f"/mapo/moderation/posts/{case.id}").text
    assert "아직 아무 결정도 하지 않았습니다" in text and "욕하는 글" in text
    assert "지금 가려져 있는 내 글" in visitor(app, author_of(comment)).page("/me").text
    moderators = visitor(app, moderation.moderator()).page(f"/mapo/moderation/cases/{case.id}").text
    assert "목록의 낱말: 욕하는" in moderators


def test_pages_cost_few_statements_whatever_waits(app):
    for _ in range(8):
        moderation.decided(moderation.reported(), Verdict.HIDE)
    case = moderation.reported()
    browser = visitor(app, moderation.moderator())
    for path in ("", f"/cases/{case.id}", "/log", "/appeals", "/words", "/rules"):
        with counted() as sent:
            browser.page(f"/mapo/moderation{path}")
        assert len(sent) <= 12, (path, len(sent))


def test_everything_is_in_english_too(app, comment):
    case = moderation.decided(moderation.reported(comment)).case
    for path in ("/rules", "/log", f"/posts/{case.id}"):
        assert "Article 1: Respect each other" in visitor(app).page(f"/en/mapo/moderation{path}").text


HATS = {
    "visitor": Who(),
    "resident": Who(resident_id=1),
    "author": Who(resident_id=7),
    "moderator": Who(resident_id=2, roles=frozenset({"moderator"})),
    "other moderator": Who(resident_id=3, roles=frozenset({"moderator"})),
    "author who moderates": Who(resident_id=7, roles=frozenset({"moderator"})),
    "coordinator": Who(resident_id=4, roles=frozenset({"coordinator"})),
    "auditor": Who(resident_id=5, roles=frozenset({"auditor"})),
    "officer": Who(resident_id=6, roles=frozenset({"officer"})),
}


class About:
    """Something by resident 7, decided by resident 2."""

    owner_ids, moderator_id, first_moderator_id = frozenset({7}), 2, 2
    is_told, is_against, stands = False, True, True


EVERYBODY = set(HATS)
MAY = {
    "report.make": EVERYBODY - {"author", "author who moderates"},
    "case.list": {"moderator", "other moderator", "author who moderates"},
    "case.see": {"moderator", "other moderator"},
    "case.decide": {"moderator", "other moderator"},
    "case.read": {"author", "moderator", "other moderator", "author who moderates"},
    "decision.undo": {"moderator"},
    "appeal.make": {"author", "author who moderates"},
    "appeal.list": {"moderator", "other moderator", "author who moderates", "coordinator"},
    "appeal.answer": {"other moderator"},
    "moderation.log": EVERYBODY,
    "word.list": {"moderator", "other moderator", "author who moderates", "coordinator", "auditor"},
    "word.edit": {"moderator", "other moderator", "author who moderates", "coordinator"},
}


def test_the_truth_table_is_whole():
    assert set(MAY) == set(TABLE)


@pytest.mark.parametrize("permission", MAY)
@pytest.mark.parametrize("hat", HATS)
def test_who_may_do_what(permission, hat):
    assert permits(TABLE, permission, HATS[hat], About) is (hat in MAY[permission])


def test_what_is_public_may_be_read_by_everybody():
    class Told(About):
        is_told = True

    assert all(permits(TABLE, "case.read", who, Told) for who in HATS.values())


@pytest.mark.parametrize(("is_against", "stands"), [(False, True), (True, False)])
def test_only_what_stands_against_somebody_is_appealed(is_against, stands):
    about = type("Other", (About,), {"is_against": is_against, "stands": stands})
    assert not any(permits(TABLE, "appeal.make", who, about) for who in HATS.values())


def test_who_writes_too_fast_is_told_until_when_and_loses_nothing(app, monkeypatch):
    from app.moderation import rules

    monkeypatch.setattr(rules, "PACES", {**rules.PACES, "comment": rules.Pace(60, 3, 2)})
    talk, browser = proposals.proposal().thread, visitor(app, people.resident())
    for at in range(2):
        browser.send(f"/mapo/threads/{talk.id}/comments", body=f"의견 {at}")
    refused = browser.send(f"/mapo/threads/{talk.id}/comments", 422, body="세 번째 의견")
    assert "가입한 첫날에는 2건까지" in refused.text and "부터 다시 할 수 있습니다" in refused.text
    assert "세 번째 의견" in refused.html


def test_one_address_cannot_flood(app, comment):
    path, browser = f"/mapo/moderation/report/comment/{comment.id}", visitor(app)
    answers = [browser.post(path, data={"article": "1"}).status_code for _ in range(21)]
    assert answers[:20] == [302] * 20 and answers[20] == 429
    assert "모두를 지키려고" in browser.post(path, data={"article": "1"}).get_data(as_text=True)
    assert browser.get(path).status_code == 200
