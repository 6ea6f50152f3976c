"""Conversations on pages: writing and answering without JavaScript, removal, addresses of single comments, and no foreign HTML."""

import pytest

from app.comments import services
from app.comments.models import Comment
from app.comments.permissions import TABLE
from app.core.permits import Who, permits
from app.districts.states import Role
from app.extensions import db
from tests.make import comments, people, proposals
from tests.statements import counted


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
def talk(app):
    return proposals.proposal().thread


def host(thread):
    from app.proposals import queries

    return f"/mapo/proposals/{queries.by_thread(people.district(), thread.id).number}"


def ids(page):
    return [a["id"] for a in page.all("li") if (a.get("id") or "").startswith("comment-")]


def test_writing_brings_the_writer_back_to_their_words(page, talk):
    path = host(talk)
    shown = page(path, as_=people.resident())
    once = shown.all("input", name="once")[-1]["value"]
    sent = {"body": "도로가 좁습니다", "once": once, "next": path}
    answer = page(f"/mapo/threads/{talk.id}/comments", data=sent)
    assert answer.path == path
    assert "도로가 좁습니다" in answer.text
    page(f"/mapo/threads/{talk.id}/comments", data=sent)
    assert talk.n_comments == 1


def test_answering_opens_a_form_below_the_comment(page, talk):
    first, path = comments.comment(talk), host(talk)
    shown = page(f"{path}?reply_to={first.id}", as_=people.resident())
    assert shown.all("li", id="reply")
    assert len(shown.all("textarea", name="body")) == 1
    assert shown.all("input", name="parent_id")[0]["value"] == str(first.id)
    answer = page(f"/mapo/threads/{talk.id}/comments", data={"body": "맞아요", "parent_id": str(first.id), "next": path})
    assert answer.path == path
    assert "depth-1" in answer.html


@pytest.mark.parametrize("nonsense", ["0", "zzz", "99999999999999999999"])
def test_a_reply_to_nothing_shows_the_page_as_it_is(page, talk, nonsense):
    comments.comment(talk)
    shown = page(f"{host(talk)}?reply_to={nonsense}", as_=people.resident())
    assert not shown.all("li", id="reply")


def test_a_reply_to_a_comment_that_is_not_here_is_not_found(page, talk):
    elsewhere = comments.comment(comments.thread(people.district("jongno")))
    page(
        f"/mapo/threads/{talk.id}/comments",
        status=404,
        data={"body": "네", "parent_id": str(elsewhere.id)},
        as_=people.resident(),
    )
    for nonsense in ("0", "-1", "99999999999999999999", "2147483648"):
        page(f"/mapo/threads/{talk.id}/comments", status=404, data={"body": "네", "parent_id": nonsense})
    assert talk.n_comments == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [("", "의견을 적어 주세요"), ("가" * 2_001, "2000자까지"), ("번호는 900101-1234567", "주민등록번호로 보이는")],
)
def test_a_refused_comment_comes_back_filled(page, talk, body, said):
    first = comments.comment(talk, "물어본 말")
    form = page(
        f"/mapo/threads/{talk.id}/comments", status=422,
        data={"body": body, "parent_id": str(first.id), "next": host(talk)}, as_=people.resident(),
    )  # fmt: skip
    assert said in form.text
    assert body in form.text
    assert "물어본 말" in form.text
    assert form.all("input", name="parent_id")[0]["value"] == str(first.id)
    assert form.all("input", name="next")[-1]["value"] == host(talk)


def test_the_sixth_comment_within_a_minute_comes_back_filled(page, talk):
    person = people.resident()
    for _ in range(5):
        comments.comment(talk, by=person)
    form = page(f"/mapo/threads/{talk.id}/comments", status=422, data={"body": "여섯 번째"}, as_=person)
    assert "1분에 5개" in form.text
    assert "여섯 번째" in form.text


def test_nfd_from_a_browser_is_stored_as_nfc(page, talk):
    page(f"/mapo/threads/{talk.id}/comments", data={"body": "\u1103\u1169\u1105\u1169"}, as_=people.resident())
    assert db.session.query(Comment).one().body == "도로"


def test_the_way_back_never_leads_to_another_site(page, talk):
    for evil in ("https://evil.test/", "//evil.test", "/\\evil.test"):
        answer = page(f"/mapo/threads/{talk.id}/comments", data={"body": "네", "next": evil}, as_=people.resident())
        assert "/mapo/comments/" in answer.path


def test_a_deep_answer_leads_to_its_own_branch(page, talk):
    comment = None
    for at in range(5):
        comment = comments.comment(talk, f"깊이 {at}", parent=comment)
    answer = page(
        f"/mapo/threads/{talk.id}/comments",
        data={"body": "더 깊이", "parent_id": str(comment.id), "next": host(talk)}, as_=people.resident(),
    )  # fmt: skip
    assert "/mapo/comments/" in answer.path
    assert "더 깊이" in answer.text
    shown = page(host(talk))
    assert "이 대화 이어 보기" in shown.text
    assert "깊이 2" in shown.text
    assert "깊이 3" not in shown.text


def test_a_branch_says_whom_a_deep_reply_answers(page, talk):
    first = comment = comments.comment(talk)
    for _ in range(5):
        comment = comments.comment(talk, parent=comment)
    shown = page(f"/mapo/comments/{first.id}")
    assert len(ids(shown)) == 6
    assert "에게" in shown.text
    assert host(talk) + "#talk" in shown.links()


def test_a_comment_of_another_district_is_not_found(page, talk):
    people.district("jongno")
    comment = comments.comment(talk)
    person = people.resident()
    page(f"/jongno/comments/{comment.id}", status=404)
    page(f"/jongno/comments/{comment.id}/remove", status=404, as_=person)
    page(f"/jongno/threads/{talk.id}/comments", status=404, data={"body": "네"}, as_=person)


def test_a_moderator_hides_by_a_rule_and_the_answers_stay(page, talk):
    comment = comments.comment(talk, "심한 말")
    comments.comment(talk, "그러지 마세요", parent=comment)
    boss = people.official(people.district(), Role.MODERATOR)
    page(f"/mapo/comments/{comment.id}/remove", status=403, as_=boss)
    assert "/take-up/comment/" in page(host(talk)).html
    case = page(f"/mapo/moderation/take-up/comment/{comment.id}", data={})
    number = case.path.rpartition("/")[2]
    decided = {"verdict": "hide", "article": "1", "reason": "욕설이 들어 있는 글입니다", "seen": "0"}
    page(f"/mapo/moderation/cases/{number}/decide", data=decided)
    for place in (page(f"/mapo/comments/{comment.id}", as_=people.resident()), page(host(talk))):
        assert "심한 말" not in place.html
        assert "이용 규칙에 따라 가린 글입니다. 제1조 서로 존중하기 · 욕설이 들어 있는 글입니다" in place.text
        assert f"/mapo/moderation/posts/{number}" in place.links()
        assert "그러지 마세요" in place.text


def test_a_comment_with_a_listed_word_waits_out_of_sight_until_a_moderator_has_looked(page, talk):
    from app.moderation import services as moderation
    from app.moderation.states import WordKind

    boss, writer = people.official(people.district(), Role.MODERATOR), people.resident()
    moderation.list_word(people.district(), "얼간이", kind=WordKind.HOLD, by=boss, role="moderator")
    page(f"/mapo/threads/{talk.id}/comments", data={"body": "얼.간.이 같은 생각", "next": host(talk)}, as_=writer)
    shown = page(host(talk), as_=people.resident())
    assert "간.이" not in shown.html and "진행자가 확인하고 있는 글입니다" in shown.text
    assert talk.n_comments == 0
    edited = {"body": "아쉬운 생각", "based_on": "0"}
    page(
        f"/mapo/comments/{shown.all('li', class_='comment depth-0')[0]['id'].removeprefix('comment-')}/edit",
        data=edited,
        as_=writer,
    )
    assert "아쉬운 생각" not in page(host(talk), as_=people.resident()).html
    case = page("/mapo/moderation/next", data={}, as_=boss)
    page(f"{case.path}/decide", data={"verdict": "keep", "seen": "0"})
    assert "아쉬운 생각" in page(host(talk), as_=people.resident()).text
    assert talk.n_comments == 1


def test_everybody_else_can_report_and_the_writer_cannot(page, talk):
    comment = comments.comment(talk)
    path = f"/mapo/moderation/report/comment/{comment.id}"
    assert path in page(host(talk)).links()
    assert path in page(host(talk), as_=people.resident()).links()
    from app.accounts import queries as accounts

    assert path not in page(host(talk), as_=accounts.by_id(comment.author_id)).links()


def test_an_author_takes_their_words_back_without_a_reason(page, talk):
    person = people.resident()
    comment = comments.comment(talk, "잘못 쓴 말", by=person)
    page(f"/mapo/comments/{comment.id}/remove", as_=person)
    assert "글쓴이가 지움" in page(f"/mapo/comments/{comment.id}/remove", data={"reason": ""}).text


def test_a_moderator_of_another_district_removes_nothing(page, talk):
    comment = comments.comment(talk)
    page(f"/mapo/comments/{comment.id}/remove", status=403, as_=people.official(people.district("jongno"), Role.MODERATOR))


CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[누르세요](javascript:alert(1))",
    "[누르세요](JaVaScRiPt:alert(1))",
    "[누르세요](data:text/html;base64,PHNjcmlwdD4=)",
    "![그림](https://evil.test/x.png)",
    "<a href='https://evil.test' onclick='x()'>링크</a>",
    '[a](https://a.test" onmouseover="alert(1))',
    "<svg/onload=alert(1)>",
    "<style>body{display:none}</style>",
    '<iframe src="https://evil.test"></iframe>',
    "<https://evil.test/><b onmouseover=alert(1)>굵게</b>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "<form action=https://evil.test><input name=password></form>",
]


def test_no_foreign_html_comes_through_a_comment(page, talk):
    """The page's own assertions refuse inline handlers, styles and scripts; here, what else an attacker might plant."""
    plain = page(host(talk))
    writers = comments.crowd(len(CORPUS))
    written = [comments.comment(talk, body, by=writers[at % len(writers)]).id for at, body in enumerate(CORPUS)]
    for path in (host(talk), *(f"/mapo/comments/{comment_id}" for comment_id in written)):
        shown = page(path)
        for tag in ("img", "iframe", "object", "embed"):
            assert len(shown.all(tag)) == len(plain.all(tag)), path
        links = [a for a in shown.all("a") if a.get("href")]
        assert not [a for a in links if a["href"].lower().startswith(("javascript", "data"))], path
        assert not shown.all("input", name="password"), path
        assert len(shown.all("script")) == len(plain.all("script")), path
        assert all("nofollow" in (a.get("rel") or "") for a in links if "evil.test" in a["href"]), path
    assert len(ids(page(host(talk)))) == len(CORPUS)


def test_names_are_text_everywhere(page):
    person = people.resident("<s>이름</s>")
    proposal = proposals.proposal(by=person)
    comment = comments.comment(proposal.thread, by=person)
    for path in (f"/mapo/proposals/{proposal.number}", f"/mapo/comments/{comment.id}?reply_to={comment.id}"):
        shown = page(path, as_=people.resident())
        assert "<s>이름" in shown.text
        assert not shown.all("s")


def test_a_comment_is_heard_by_those_who_listen_and_a_removal_is_not(live, talk):
    socket = live(f"thread:{talk.id}")
    comment = comments.comment(talk)
    heard = socket.get_received("/live")
    assert [(one["name"], one["args"]) for one in heard] == [
        ("comment", [{"thread": talk.id, "id": comment.id, "root": comment.id}])
    ]
    services.remove(comment, by=people.resident(), reason="광고성 내용입니다", role="moderator")
    assert socket.get_received("/live") == []


@pytest.mark.parametrize("topic", ["thread:999999", "thread:", "thread:x", "threads:1"])
def test_nobody_listens_to_a_thread_that_is_not_there(app, client, topic):
    from app.extensions import socketio

    socket = socketio.test_client(app, namespace="/live", flask_test_client=client)
    assert socket.emit("join", {"topic": topic}, namespace="/live", callback=True)["ok"] is False


def test_nobody_listens_to_a_closed_district(app, client, talk):
    from app.districts import services as districts
    from app.extensions import socketio

    districts.change_status(people.district(), "open")
    districts.change_status(people.district(), "close")
    socket = socketio.test_client(app, namespace="/live", flask_test_client=client)
    assert socket.emit("join", {"topic": f"thread:{talk.id}"}, namespace="/live", callback=True)["ok"] is False


@pytest.mark.parametrize("number", [3, 45])
def test_a_branch_page_takes_at_most_twelve_statements(page, talk, number):
    first = last = comments.comment(talk)
    for person in comments.crowd(number) * 4:
        last = comments.comment(talk, parent=last if last.depth < 8 else first, by=person)
    path, reader = f"/mapo/comments/{first.id}", people.resident()
    with counted() as sent:
        page(path, as_=reader)
    assert len(sent) <= 12, sent


WHO = {
    "visitor": Who(),
    "unconfirmed": Who(resident_id=2),
    "author": Who(resident_id=1, assurance=1),
    "other": Who(resident_id=5, assurance=1),
    "moderator": Who(resident_id=3, assurance=1, roles=frozenset({"moderator"})),
    "coordinator": Who(resident_id=4, assurance=1, roles=frozenset({"coordinator", "officer", "auditor"})),
}
EVERYBODY = set(WHO)
SIGNED_IN = EVERYBODY - {"visitor"}
CONFIRMED = SIGNED_IN - {"unconfirmed"}
NOBODY: set[str] = set()


class Subject:
    """A comment of resident 1, or its thread, in one of the phases it can be in."""

    author_id = 1

    def __init__(self, phase):
        self.is_open = self.thread_is_open = not phase.endswith("closed")
        self.removed_at = None if phase in ("open", "closed") else "now"
        self.removed_by_role = {
            "held": "held",
            "held, closed": "held",
            "waiting": "waiting",
            "hidden": "moderator",
            "taken back": "author",
        }.get(phase, "")


PHASES = ("open", "closed", "waiting", "held", "held, closed", "hidden", "taken back")
ALLOWED = {
    "comment.read": dict.fromkeys(PHASES, EVERYBODY),
    "comment.post": {"open": SIGNED_IN, "closed": NOBODY},
    "comment.vote": dict.fromkeys(PHASES, NOBODY) | {"open": CONFIRMED - {"author"}},
    "comment.edit": dict.fromkeys(PHASES, NOBODY) | {"open": {"author"}, "waiting": {"author"}, "held": {"author"}},
    "comment.wordings": dict.fromkeys(PHASES, NOBODY) | {"open": EVERYBODY, "closed": EVERYBODY},
    "comment.remove": dict.fromkeys(PHASES, NOBODY) | {"open": {"author"}, "closed": {"author"}},
    "thread.listen": {"open": SIGNED_IN, "closed": SIGNED_IN},
}


def test_the_table_of_permissions_is_held_against_all_of_it():
    assert set(ALLOWED) == set(TABLE)


@pytest.mark.parametrize(
    ("permission", "phase"), [(permission, phase) for permission, phases in ALLOWED.items() for phase in phases]
)
def test_who_may_do_what_in_which_phase(permission, phase):
    found = {name for name, who in WHO.items() if permits(TABLE, permission, who, Subject(phase))}
    assert found == ALLOWED[permission][phase]


def test_a_stance_is_shown_and_asked_for_only_where_it_belongs(page, talk):
    path = host(talk)
    page(f"/mapo/threads/{talk.id}/comments", data={"body": "꼭 필요해요", "stance": "pro", "next": path}, as_=people.resident())
    first = db.session.query(Comment).one()
    shown = page(path)
    assert "찬성" in shown.text
    assert len(shown.all("input", name="stance")) == 4
    assert not page(f"{path}?reply_to={first.id}").all("input", name="stance")
    refused = page(
        f"/mapo/threads/{talk.id}/comments", status=422, data={"body": "네", "stance": "pro", "parent_id": str(first.id)}
    )
    assert "답글이 아닌 의견에만" in refused.text
    page(f"/mapo/threads/{talk.id}/comments", status=422, data={"body": "네", "stance": "loud"})
    assert talk.n_comments == 1


def test_votes_by_plain_forms_and_for_scripts(page, client, talk):
    comment, path = comments.comment(talk), host(talk)
    answer = page(f"/mapo/comments/{comment.id}/vote", data={"value": "1", "next": f"{path}?order=oldest"}, as_=people.resident())
    assert answer.path == path
    pressed = [a["value"] for a in answer.all("button", name="value") if a["aria-pressed"] == "true"]
    assert pressed == ["0"]
    part = client.post(f"/mapo/comments/{comment.id}/vote", data={"value": "-1"}, headers={"X-Partial": "votes"})
    assert part.headers["X-Partial"] == "1"
    assert "<html" not in part.text
    assert part.text.count("aria-pressed") == 2
    for nonsense in ("", "2", "x"):
        page(f"/mapo/comments/{comment.id}/vote", status=422, data={"value": nonsense})


def test_a_visitor_who_votes_is_asked_to_sign_in_and_a_writer_has_no_button(page, talk):
    person = people.resident()
    comment = comments.comment(talk, by=person)
    assert "/sign-in" in page(f"/mapo/comments/{comment.id}/vote", data={"value": "1"}).answer.request.path
    assert page(host(talk)).all("button", name="value")
    assert not page(host(talk), as_=person).all("button", name="value")
    page(f"/mapo/comments/{comment.id}/vote", status=403, data={"value": "1"})


def test_an_edit_is_public_word_by_word_and_a_stale_one_is_refused(page, talk):
    person = people.resident()
    comment = comments.comment(talk, "이 길이 어둡다", by=person)
    form = page(f"/mapo/comments/{comment.id}/edit", as_=person)
    assert form.all("input", name="based_on")[0]["value"] == "0"
    page(f"/mapo/comments/{comment.id}/edit", data={"body": "이 길이 아주 어둡다", "based_on": "0"})
    stale = page(f"/mapo/comments/{comment.id}/edit", status=422, data={"body": "다른 말", "based_on": "0"})
    assert "먼저 고쳤습니다" in stale.text
    same = page(f"/mapo/comments/{comment.id}/edit", status=422, data={"body": "이 길이 아주 어둡다", "based_on": "1"})
    assert "고친 곳이 없습니다" in same.text
    told = page(f"/mapo/comments/{comment.id}/wordings", as_=people.resident())
    assert len(told.all("ins")) == 1
    assert "고침" in page(host(talk)).text
    services.remove(comment, by=person, reason="", role="author")
    page(f"/mapo/comments/{comment.id}/wordings", status=403)


def test_what_was_mended_out_of_sight_is_in_no_history(page, talk):
    person = people.resident()
    comment = comments.comment(talk, "심한 말", by=person)
    services.hold(comment, by=people.resident(), role="moderator", reason="말을 고쳐 주세요")
    page(f"/mapo/comments/{comment.id}/edit", data={"body": "고운 말"}, as_=person)
    services.bring_back(comment, by=people.resident(), role="moderator", reason="")
    for path in (f"/mapo/comments/{comment.id}/wordings", host(talk)):
        assert "고운 말" in page(path).text
        assert "심한 말" not in page(path).html


def test_a_comment_that_cannot_be_edited_any_more_says_so(page, talk):
    person = people.resident()
    comment = comments.comment(talk, "0", by=person)
    for number in range(1, 11):
        services.edit(comment, by=person, body=f"{number}")
    assert (
        "10번까지"
        in page(f"/mapo/comments/{comment.id}/edit", status=422, data={"body": "11", "based_on": "10"}, as_=person).text
    )


def test_following_and_muting_by_plain_buttons(page, talk):
    path = host(talk)
    page(path, as_=people.resident())
    for interest, said in (("following", "소식 받는 중"), ("muted", "알림 꺼짐"), ("ordinary", "소식 받기")):
        assert said in page(f"/mapo/threads/{talk.id}/listen", data={"interest": interest, "next": path}).text
    page(f"/mapo/threads/{talk.id}/listen", status=422, data={"interest": "x"})


def test_the_order_is_in_the_address_and_told_in_one_sentence(page, talk):
    first = comments.comment(talk, "처음 말")
    last = comments.comment(talk, "나중 말")
    for order, ids_ in (("oldest", [first.id, last.id]), ("newest", [last.id, first.id])):
        shown = page(f"{host(talk)}?order={order}")
        assert ids(shown) == [f"comment-{one}" for one in ids_]
        current = [a for a in shown.all("a", aria_current="page") if f"order={order}" in (a["href"] or "")]
        assert len(current) == 1
    assert "먼저 올라온 의견부터." in page(f"{host(talk)}?order=oldest").text
    assert "두루 도움순" in page(f"{host(talk)}?order=nonsense").text


def test_the_comment_just_written_is_shown_wherever_it_stands(page, talk):
    writers = comments.crowd(30)
    early = comments.comment(talk, "맨 처음")
    for number in range(29):
        comments.comment(talk, f"{number}", by=writers[number % 6])
    answer = page(
        f"/mapo/threads/{talk.id}/comments",
        data={"body": "맨 처음 말에 답합니다", "parent_id": str(early.id), "next": f"{host(talk)}?order=newest"}, as_=people.resident(),
    )  # fmt: skip
    assert answer.path == host(talk)
    assert "맨 처음 말에 답합니다" in answer.text
    assert len(ids(answer)) == 22


def test_a_page_that_is_open_gets_rows_and_only_those_that_can_be_read(page, client, talk):
    shown, gone = comments.comment(talk, "보이는 말"), comments.comment(talk, "지운 말")
    reply = comments.comment(talk, "보이는 답", parent=shown)
    services.remove(gone, by=people.resident(), reason="규칙에 어긋납니다", role="moderator")
    elsewhere = comments.comment(comments.thread())
    asked = f"/mapo/threads/{talk.id}/news?ids={shown.id},{gone.id},{reply.id},{elsewhere.id},x,99999999999"
    whole = page(asked)
    assert ids(whole) == [f"comment-{shown.id}", f"comment-{reply.id}"]
    assert "지운 말" not in whole.html
    part = client.get(asked, headers={"X-Partial": "rows"})
    assert part.headers["X-Partial"] == "1"
    assert "<html" not in part.text
    assert 'id="rows"' in part.text
    assert page(f"/mapo/threads/{talk.id}/news").path == host(talk)
    page(f"/mapo/threads/{comments.thread().id}/news", status=404)


def test_a_comment_on_an_older_wording_says_so_and_leads_to_what_changed(page, talk):
    from app.proposals import queries as proposal_queries
    from app.proposals import services as proposal_services

    person = people.resident()
    comment = comments.comment(talk, "숫자가 틀렸어요", by=person)
    proposal = proposal_queries.by_thread(people.district(), talk.id)
    assert "번째 글을 보고" not in page(host(talk)).text
    changed = {
        name: value
        for name, value in proposals.document(idea="가로등을 두 개 더 놓습니다.").items()
        if name not in ("track", "field")
    }
    proposal_services.revise(proposal, by=proposal.author, reason="숫자를 고쳤습니다", **changed)
    shown = page(host(talk))
    assert "1번째 글을 보고 쓴 의견" in shown.text
    assert page(f"/mapo/comments/{comment.id}/subject").path == f"{host(talk)}/versions"
    assert comments.comment(talk, by=person).edition == 2
    page(f"/mapo/comments/{comments.comment(comments.thread()).id}/subject", status=404)
