"""Forums by plain pages and forms: everything that can be done, without a script."""

import re
from datetime import timedelta

import pytest

from app.comments.models import Thread
from app.core import clock
from app.extensions import db
from app.forums import queries, rules, services
from app.forums.states import ForumState
from tests.make import comments, forums, people


@pytest.fixture
def forum(app):
    return forums.live()


@pytest.fixture
def lead(app, forum):
    return people.visitor(app, forums.leader(forum))


@pytest.fixture
def guest(app):
    return people.visitor(app, people.resident("참가자"))


def at(forum, rest=""):
    return f"/mapo/forums/{forum.id}{rest}"


def do(visitor, forum, kind, status=200, **fields):
    return visitor.send(at(forum, f"/do/{kind}"), status, **fields)


def test_a_phone_asks_votes_speaks_and_writes_by_forms_alone(app, forum, lead, guest):
    do(guest, forum, "attend")
    page = do(guest, forum, "question.create", text="조명은 언제 설치되나요?", back="room")
    assert "조명은 언제 설치되나요?" in page.text and "대기" in page.text
    number = queries.questions(forum)[0].id
    do(lead, forum, "question.approve", question=number, back="console")
    do(guest, forum, "question.upvote", question=number)
    assert people.again(queries.questions(forum)[0]).n_votes == 1
    do(guest, forum, "queue.join", speech_class="ordinary", side="pro")
    assert "내 차례까지 1번째" in guest.page(at(forum, "/room")).text
    do(lead, forum, "speech.start", back="console")
    assert "지금 발언하고 계십니다" in guest.page(at(forum, "/room")).text
    do(guest, forum, "chat.send", text="반갑습니다")
    assert "반갑습니다" in people.visitor(app).page(at(forum, "/room")).text
    do(lead, forum, "poll.create", q="찬성하십니까?", options="찬성\n반대", most="1", has_secret="1", secret="y", back="console")
    (poll,) = queries.polls(forum)
    assert poll.is_secret
    do(lead, forum, "poll.open", poll=poll.id, back="console")
    do(guest, forum, "poll.vote", poll=poll.id, options=poll.options[0].id)
    do(lead, forum, "poll.close", poll=poll.id, back="console")
    assert "1표" not in guest.page(at(forum, "/room")).text
    do(lead, forum, "poll.publish", poll=poll.id, back="console")
    assert "1표" in guest.page(at(forum, "/room")).text


def test_what_a_rule_refuses_comes_back_where_it_was_typed(forum, guest):
    page = do(guest, forum, "question.create", 422, text="전화 주세요 010-1234-5678", back="room")
    assert "전화 주세요 010-1234-5678</textarea>" in page.html and "전화번호로 보이는" in page.text


def test_a_form_sent_twice_acts_once(forum, guest):
    for _ in range(2):
        do(guest, forum, "chat.send", text="두 번 눌렀다", once="samekey")
    assert len(queries.messages(forum)) == 1


def test_a_stranger_reads_and_is_asked_to_sign_in_to_act(app, forum):
    stranger = people.visitor(app)
    assert "로그인" in stranger.page(at(forum, "/room")).text
    answer = stranger.post(at(forum, "/do/chat.send"), data={"text": "말"})
    assert answer.status_code == 302 and "/sign-in" in answer.location
    for page in ("/console", "/crew", "/registrations"):
        assert stranger.get(at(forum, page)).status_code == 302


def test_a_participant_cannot_press_what_the_moderator_presses(forum, guest):
    for kind, fields in [("session.close", {}), ("screen.clear", {}), ("speech.start", {})]:
        assert guest.post(at(forum, f"/do/{kind}"), data=fields).status_code == 403
    assert guest.get(at(forum, "/console")).status_code == 403


def test_nothing_is_shown_by_accident(forum, lead, guest):
    do(lead, forum, "screen.preview", scene="message", text="곧 설문을 엽니다", back="console")
    assert "곧 설문을 엽니다" not in guest.page(at(forum, "/screen")).text
    do(lead, forum, "screen.show", back="console")
    assert "곧 설문을 엽니다" in guest.page(at(forum, "/screen")).text


def test_the_way_in_is_always_on_the_screen(app, forum):
    page = people.visitor(app).page(at(forum, "/screen"))
    assert forum.join_code[:3] in page.text and 'class="qr"' in page.html


def test_six_digits_lead_into_the_room_however_they_are_typed(app, forum):
    visitor = people.visitor(app)
    page = visitor.send("/join", code=f"{forum.join_code[:3]} {forum.join_code[3:]}")
    assert forum.title in page.text
    assert "이 번호의 토론회가 없습니다" in visitor.send("/join", 422, code="000 00").text


def test_the_log_can_be_read_from_a_number_on_and_the_staffs_only_by_staff(app, forum, lead, guest):
    do(guest, forum, "question.create", text="공개 전의 질문입니다")
    told = guest.get(at(forum, "/events?since=1")).get_json()
    assert [one["seq"] for one in told["events"]] == [2] and told["head"] == 2
    assert guest.get(at(forum, "/events?ch=staff")).get_json()["ch"] == "pub"
    assert lead.get(at(forum, "/events?ch=staff")).get_json()["events"][0]["k"] == "question.pending"
    assert "preview" not in guest.get(at(forum, "/state?lens=moderator")).get_json()
    assert "preview" in lead.get(at(forum, "/state?lens=moderator")).get_json()


def test_a_rehearsal_is_seen_by_its_crew_alone(app, forum, lead, guest):
    lead.send(at(forum, "/rehearse"))
    copy = queries.rehearsals(forum.district)[0]
    assert lead.page(at(copy)).text.count("연습")
    assert guest.get(at(copy)).status_code == 403
    assert "연습" not in guest.page("/mapo/forums").text


def test_a_moderator_plans_a_forum_from_what_its_series_usually_looks_like(app):
    place = people.district()
    from app.districts.states import Role

    planner = people.visitor(app, people.official(place, Role.MODERATOR))
    form = planner.page("/mapo/forums/new?like=coaching")
    assert "제안 발표 20" in form.html
    day = clock.today().replace(year=clock.today().year + 1, day=1).isoformat()
    fields = {
        "title": "골목 조명 코칭 포럼",
        "series": "coaching",
        "day": day,
        "begins": "14:00",
        "ends": "16:00",
        "turn_seconds": "180",
    }
    wrong = planner.send("/mapo/forums/new", 422, **fields | {"ends": "13:00", "items": "여는 말 5"})
    assert "끝나는 때는" in wrong.text
    missing = planner.send("/mapo/forums/new", 422, **fields | {"proposals": "MAPO-2000-9999"})
    assert "번호의 제안이 없습니다" in missing.text
    page = planner.send("/mapo/forums/new", items="여는 말 5분\n토론", **fields)
    assert "골목 조명 코칭 포럼" in page.text
    (forum,) = queries.coming(place)
    assert [(one.title, one.planned_minutes) for one in queries.items(forum)] == [("여는 말", 5), ("토론", 10)]
    planner.send(at(forum, "/edit"), **fields | {"title": "골목 조명 코칭 포럼 2"})
    assert people.again(forum).title.endswith("2")


def test_seats_are_taken_waited_for_and_given_back(app):
    forum = forums.scheduled(capacity=1)
    first, second = (people.visitor(app, people.resident()) for _ in range(2))
    assert "참가 확정" in do(first, forum, "seat.take", back="show").text
    assert "대기 · 1번째" in do(second, forum, "seat.take", back="show").text
    do(first, forum, "seat.give_back", back="show")
    assert "참가 확정" in second.page(at(forum)).text
    assert "자리가 나서" in second.page("/notices").text


def test_a_forum_goes_into_a_calendar(app, forum, guest):
    answer = guest.get(at(forum, "/calendar.ics"))
    lines = answer.text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and all(len(line.encode()) <= 75 for line in lines)
    assert f"DTSTART:{forum.starts_at:%Y%m%dT%H%M%SZ}" in lines


def test_minutes_draft_themselves_are_edited_signed_and_published(app, forum, lead, guest):
    item = queries.items(forum)[1].id
    do(lead, forum, "agenda.start", item=item, back="console")
    do(guest, forum, "queue.join", side="con", note="비용")
    do(lead, forum, "speech.start", back="console")
    do(lead, forum, "speech.end", back="console")
    do(guest, forum, "question.create", text="비용은 얼마인가요?")
    number = queries.questions(forum)[0].id
    do(lead, forum, "question.show", question=number, back="console")
    do(lead, forum, "question.answer", question=number, text="칠백만 원입니다.", answered_by="담당 부서", back="console")
    do(lead, forum, "agenda.decide", item=item, text="골목 세 곳부터 시작한다.", back="console")
    do(lead, forum, "session.close", back="console")
    assert guest.get(at(forum, "/minutes")).status_code == 404
    draft = lead.page(at(forum, "/minutes")).html
    for words in ("(반대)", "【결정】 골목 세 곳부터", "칠백만 원입니다.", f'id="item-{item}"', f'id="question-{number}"'):
        assert words in draft
    edited = lead.send(at(forum, "/minutes/edit"), version=1, **{f"text-item-{item}": "다듬은 글입니다."}, note="다듬음").text
    assert "다듬은 글입니다." in edited
    lead.send(at(forum, "/minutes/sign"), version=2)
    short = lead.send(at(forum, "/minutes/publish"), 422, outcome="짧다")
    assert "20자 이상" in short.text
    lead.send(at(forum, "/minutes/publish"), outcome="골목 세 곳에 조명을 먼저 놓기로 뜻을 모았습니다.")
    assert people.again(forum).state is ForumState.PUBLISHED
    page = guest.page(at(forum, "/minutes"))
    assert "다듬은 글입니다." in page.text and 'id="talk"' in page.html
    assert queries.head_hash(forum) and queries.minutes(forum)[0].head_hash in page.text
    for kind, start in (("pdf", b"%PDF"), ("hwpx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        assert guest.get(at(forum, f"/minutes.{kind}")).data.startswith(start)
    said = comments.comment(db.session.get(Thread, people.again(forum).thread_id))
    assert at(forum, "/minutes#talk") in guest.page(f"/mapo/comments/{said.id}").links()


def test_a_version_somebody_else_has_changed_meanwhile_is_not_signed(app, forum, lead):
    do(lead, forum, "session.close", back="console")
    lead.send(at(forum, "/minutes/draft"))
    assert lead.post(at(forum, "/minutes/sign"), data={"version": 1}).status_code == 409


def test_a_muted_person_reads_why(app, forum, lead):
    person = people.resident()
    number = services.attend(forum, by=person)["member"]
    do(lead, forum, "mod.mute", member=number, minutes=10, reason="인신공격", back="console")
    assert "인신공격" in people.visitor(app, person).page(at(forum, "/room")).text


def test_the_console_keeps_what_was_typed_when_a_rule_refuses_it(forum, lead):
    page = do(lead, forum, "poll.create", 422, q="어느 쪽?", options="하나뿐", most="1", back="console")
    assert "하나뿐</textarea>" in page.html and re.search(r'name="q" value="어느 쪽\?"', page.html)


@pytest.mark.parametrize("state", [*forums.AT])
def test_every_page_stands_in_every_state(app, state):
    forum = forums.AT[state]()
    lead = people.visitor(app, forums.leader(forum))
    for rest in ("", "/room", "/console", "/screen", "/crew", "/registrations"):
        lead.page(at(forum, rest))
    people.visitor(app).page(at(forum))


def test_what_did_not_take_place_is_said_and_gets_another_day_on_the_page_that_corrects_it(app, page):
    forum = forums.missed()
    lead, path = people.visitor(app, forums.leader(forum)), at(forum, "/edit")
    assert "정한 날에 열리지 않았습니다" in page("/mapo/forums").text and "열리지 않음" in page(at(forum)).text
    assert "날짜 다시 정하기" in lead.page(at(forum)).text and "날짜 다시 정하기" not in page(at(forum)).text
    with clock.travel(forum.ends_at + timedelta(days=rules.MISSED_LISTED_DAYS + 1)):
        assert forum.title not in page("/mapo/forums").text
        assert forum.title in lead.page("/mapo/forums").text
        day = clock.today()
        given = {"title": forum.title, "series": "town_hall", "begins": "19:00", "ends": "21:00", "turn_seconds": 120}
        assert "이미 지난 때" in lead.send(path, 422, day=day - timedelta(days=1), **given).text
        lead.send(path, day=day + timedelta(days=1), **given)
        assert "예정" in page(at(forum)).text and "열리지 않음" not in page("/mapo/forums").text


def test_a_video_is_a_link_unless_the_operator_has_listed_its_origin_and_only_then_and_there_may_a_page_hold_a_frame(app, page):
    forum = forums.live(link="https://tv.example.test/embed/7")
    room = page(at(forum, "/room"))
    assert "<iframe" not in room.html and 'href="https://tv.example.test/embed/7"' in room.html
    app.config["VIDEO_ORIGINS"] = ("https://tv.example.test",)
    try:
        room = page(at(forum, "/room"))
        assert '<iframe src="https://tv.example.test/embed/7"' in room.html
        assert room.answer.headers["Content-Security-Policy"].endswith("; frame-src https://tv.example.test")
        for path in ("", "/console", "/screen"):
            answer = app.test_client().get(at(forum, path))
            assert "frame-src" not in answer.headers["Content-Security-Policy"]
    finally:
        app.config["VIDEO_ORIGINS"] = ()


def test_captions_have_their_place_in_the_room_and_on_the_screen_and_are_read_out(app, page):
    forum = forums.live()
    services.caption(forum, by=forums.leader(forum), text="안녕하십니까")
    for path in ("/room", "/screen"):
        assert re.search(
            r'role="log" aria-live="polite" aria-label="자막"[^>]*>\s*<p[^>]*>.*안녕하십니까', page(at(forum, path)).html
        )
