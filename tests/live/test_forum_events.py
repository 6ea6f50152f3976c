"""A forum over a socket: joining, being told, what was missed, refusals in words, and who is let go of. Transport apart: see test_faults."""

import pytest

from app.accounts import identity
from app.districts import services as districts
from app.districts.queries import grants_of
from app.districts.states import Role
from app.extensions import db, socketio
from app.forums import announce, events, queries, rules, services
from app.forums.models import Poll
from app.forums.states import Channel, ForumRole
from tests.conftest import sign_in
from tests.make import forums, people


@pytest.fixture
def enter(app):
    """enter(forum, as_, lens): a socket that has tried to join, and the answer it got."""
    app.config["WTF_CSRF_ENABLED"] = False
    opened = []

    def join(forum, as_=None, lens="participant", since=None, query=None):
        browser = app.test_client()
        if as_ is not None:
            sign_in(browser, as_)
        socket = socketio.test_client(app, namespace="/forums", flask_test_client=browser, query_string=query)
        opened.append(socket)
        socket.answer = say(socket, "join", forum=forum.id, lens=lens, since=since)
        return socket

    yield join
    for socket in opened:
        if socket.is_connected("/forums"):
            socket.disconnect("/forums")


def say(socket, event, **message):
    return socket.emit(event, message, namespace="/forums", callback=True)


def do(socket, kind, id=None, **payload):
    return say(socket, "cmd", id=id, k=kind, p=payload)


def give(forum, resident, role):
    services.give_role(forum, by=forums.leader(forum), resident=resident, role=role.value)


def heard(socket, name="ev"):
    """What has come since the last look."""
    return [one["args"][0] for one in socket.get_received("/forums") if one["name"] == name]


def test_who_joins_hears_of_everything_after_it_in_order(app, enter):
    forum, person = forums.live(), people.resident()
    socket = enter(forum, person)
    assert socket.answer["ok"] and socket.answer["state"]["forum"]["state"] == "live"
    head = socket.answer["head"]["pub"]
    services.send(forum, by=people.resident(), text="안녕하세요")  # as a plain form does it
    assert do(socket, "chat.send", "c-1", text="반갑습니다")["ok"]
    told = [one for one in heard(socket) if one["ch"] == "pub"]
    assert [one["seq"] for one in told] == [head + 1, head + 2]
    assert [one["p"]["text"] for one in told] == ["안녕하세요", "반갑습니다"]
    assert told[1]["ref"] == "c-1"


def test_who_comes_back_gets_what_was_missed_and_not_the_state_again(app, enter):
    forum = forums.live()
    since = enter(forum).answer["head"]
    for number in range(3):
        services.send(forum, by=people.resident(), text=f"굴속에서 {number}")
    back = enter(forum, since=since)
    assert back.answer["state"] is None
    assert [one["p"]["text"] for one in back.answer["events"]] == ["굴속에서 0", "굴속에서 1", "굴속에서 2"]
    assert [one["seq"] for one in back.answer["events"]] == list(range(since["pub"] + 1, since["pub"] + 4))


@pytest.mark.parametrize("since", [{"pub": -1}, {"pub": 10_000}, {"pub": "1"}, {}, [], 7])
def test_numbers_that_cannot_be_answered_get_the_whole_state(app, enter, since):
    assert enter(forums.live(), since=since).answer["state"]


def test_who_is_too_far_behind_gets_the_whole_state(app, enter, monkeypatch):
    forum = forums.live()
    monkeypatch.setattr(rules, "REPLAY_MAXIMUM", 1)
    assert enter(forum, since={"pub": queries.heads(forum)["pub"] - 1}).answer["state"] is None
    assert enter(forum, since={"pub": queries.heads(forum)["pub"] - 2}).answer["state"]


def test_a_gap_is_filled_on_demand(app, enter):
    forum = forums.live()
    socket = enter(forum)
    services.send(forum, by=people.resident(), text="빠진 말")
    answer = say(socket, "sync", ch="pub", since=socket.answer["head"]["pub"])
    assert [one["p"]["text"] for one in answer["events"]] == ["빠진 말"]
    assert say(socket, "sync", ch="staff", since=0)["code"] == "FORBIDDEN"
    assert say(socket, "sync", ch="elsewhere", since=0)["code"] == "WRONG_SHAPE"


def test_a_command_sent_again_after_a_lost_answer_is_done_once(app, enter):
    forum, person = forums.live(), people.resident()
    first = do(enter(forum, person), "question.create", "same", text="조명은 언제 설치되나요?")
    again = do(enter(forum, person), "question.create", "same", text="조명은 언제 설치되나요?")
    assert again["question"] == first["question"] and again["is_repeated"]
    assert len(queries.questions(forum)) == 1


@pytest.mark.parametrize(
    ("query", "words"), [(None, "자까지 쓸 수 있습니다"), ("lang=en", "characters"), ("lang=xx", "자까지 쓸 수 있습니다")]
)
def test_a_refusal_says_why_in_the_language_of_the_page(app, enter, query, words):
    forum, person = forums.live(), people.resident()
    answer = do(enter(forum, person, query=query), "chat.send", text="가" * 400)
    assert not answer["ok"] and answer["code"] == "TOO_LONG" and words in answer["msg"] and answer["field"] == "text"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"k": "chat.send", "p": {"text": 7}}, "WRONG_SHAPE"), ({"k": "no.such", "p": {}}, "WRONG_SHAPE"), ({}, "WRONG_SHAPE"),
        ({"k": "chat.send", "p": {"text": "a"}, "id": "x" * 200}, "WRONG_SHAPE"), ("text", "WRONG_SHAPE"), (None, "WRONG_SHAPE"),
        ({"k": "session.close", "p": {}}, "FORBIDDEN"), ({"k": "chat.send", "p": {"text": "half \ud800"}}, None),
    ],
)  # fmt: skip
def test_whatever_is_sent_gets_an_answer(app, enter, message, code):
    socket = enter(forums.live(), people.resident())
    answer = socket.emit("cmd", message, namespace="/forums", callback=True)
    assert answer["ok"] is (code is None) or answer["code"]
    if code:
        assert answer["code"] == code


def test_nothing_is_done_before_joining_or_without_signing_in(app, enter):
    forum = forums.live()
    guest = enter(forum)
    assert guest.answer["you"]["signed_in"] is False and guest.answer["you"]["caps"] == []
    assert do(guest, "chat.send", text="손님")["code"] == "FORBIDDEN"
    stranger = socketio.test_client(app, namespace="/forums", flask_test_client=app.test_client())
    assert do(stranger, "chat.send", text="누구")["code"] == "FORBIDDEN"
    stranger.disconnect("/forums")


def test_only_those_who_run_a_forum_look_through_the_moderators_lens(app, enter):
    forum, person = forums.live(), people.resident()
    for who, lens in ((person, "moderator"), (None, "moderator"), (person, "god")):
        assert not enter(forum, who, lens=lens).answer["ok"]
    staff = enter(forum, forums.leader(forum), lens="moderator")
    assert staff.answer["state"]["preview"] == {} and set(staff.answer["head"]) == {"pub", "staff"}


def test_what_is_not_for_everybody_goes_to_those_who_may_hear_it_now(app, enter):
    forum, helper = forums.live(), people.resident()
    give(forum, helper, ForumRole.CO_MODERATOR)
    staff, other = enter(forum, helper, lens="moderator"), enter(forum, people.resident())
    services.ask(forum, by=people.resident(), text="무대 뒤의 질문입니다", command_id="one")
    assert [one["k"] for one in heard(staff) if one["ch"] == "staff"] == ["question.pending"]
    assert heard(other) == []
    give(forum, helper, ForumRole.PARTICIPANT)
    staff.get_received("/forums")
    services.ask(forum, by=people.resident(), text="이제는 못 듣는 질문", command_id="two")
    assert [one for one in heard(staff) if one["ch"] == "staff"] == []
    assert do(staff, "session.pause", reason="이제는 못 합니다")["code"] == "FORBIDDEN"
    events.beat()
    assert not staff.is_connected("/forums")


def test_a_lost_hat_of_the_district_ends_it_too(app, enter):
    place = people.district()
    forum, boss = forums.live(place), people.official(place, Role.COORDINATOR)
    staff = enter(forum, boss, lens="moderator")
    assert staff.answer["ok"]
    (grant,) = grants_of(place, boss.id)
    districts.dismiss(grant)
    services.ask(forum, by=people.resident(), text="모자를 벗은 뒤의 질문")
    assert [one for one in heard(staff) if one["ch"] == "staff"] == []


def test_a_rehearsal_is_heard_by_its_crew_alone(app, enter):
    forum = forums.lobby(is_rehearsal=True)
    assert not enter(forum, people.resident()).answer["ok"]
    crew = enter(forum, forums.leader(forum), lens="moderator")
    services.start(forum, by=forums.leader(forum))
    assert "session.opened" in [one["k"] for one in heard(crew)]


def test_signing_out_lets_go_of_every_connection(app, enter, monkeypatch):
    forum, person = forums.live(), people.resident()
    socket, neighbour = enter(forum, person), enter(forum, people.resident())
    with app.test_request_context():
        identity.begin(person)
        identity.end()
    assert not socket.is_connected("/forums") and neighbour.is_connected("/forums")


def test_a_session_that_was_ended_elsewhere_can_do_nothing_and_is_let_go_of(app, enter):
    forum, person = forums.live(), people.resident()
    one, two = enter(forum, person), enter(forum, person)
    person.session_epoch += 1
    db.session.commit()
    assert do(one, "chat.send", text="아직 있나요")["code"] == "FORBIDDEN"
    assert not one.is_connected("/forums")
    events.beat()
    assert not two.is_connected("/forums")


def test_who_is_muted_is_told_at_once_and_can_write_no_more(app, enter):
    forum, person = forums.live(), people.resident()
    socket = enter(forum, person)
    do(socket, "chat.send", text="시끄럽습니다")
    member = queries.member(forum, person.id)
    socket.get_received("/forums")
    services.mute(forum, by=forums.leader(forum), member=member.id, minutes=5, reason="도배")
    assert [one["name"] for one in socket.get_received("/forums")] == ["you"]
    assert say(socket, "me")["you"]["muted"]["reason"] == "도배"
    assert do(socket, "chat.send", text="또")["code"] == "MUTED"


def test_one_person_has_one_purse_however_many_windows(app, enter, monkeypatch):
    forum, person = forums.live(), people.resident()
    monkeypatch.setattr(events, "BURST", 6)
    monkeypatch.setattr(events, "PER_SECOND", 0.001)
    one, two = enter(forum, person), enter(forum, person)
    answers = [say(socket, "me")["ok"] for socket in (one, two) * 3]
    assert answers == [True] * 4 + [False] * 2
    refused = say(one, "me")
    assert refused["code"] == "TOO_FAST" and refused["retry_ms"] == 1000
    assert enter(forum, people.resident()).answer["ok"]


def test_counts_pass_by_without_a_number_and_the_latest_wins(app, enter):
    forum = forums.live()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(announce, "flush", lambda: None)
        socket = enter(forum)
        for number in (1, 2, 3):
            announce.pass_by(forum.id, "tally", {"questions": {"7": number}})
        announce.pass_by(forum.id, "tally", {"polls": {"2": 9}})
    heard(socket)
    announce.flush()
    assert heard(socket, "eph") == [{"k": "tally", "p": {"questions": {"7": 3}, "polls": {"2": 9}}}]
    announce.flush()
    assert heard(socket, "eph") == []


def test_the_order_of_the_floor_is_told_after_every_change_of_it(app, enter):
    forum, first, second = forums.live(), people.resident(), people.resident()
    socket = enter(forum)
    entries = [services.join_queue(forum, by=one)["entry"] for one in (first, second)]
    services.raise_in_queue(forum, by=forums.leader(forum), entry=entries[1], reason="먼저 답합니다")
    orders = [one["p"]["order"] for one in heard(socket, "eph") if one["k"] == "queue"]
    assert orders == [entries[:1], entries, entries[::-1]]


def test_the_head_lets_an_idle_listener_notice_a_loss(app, enter):
    forum = forums.live()
    person, staff = enter(forum), enter(forum, forums.leader(forum), lens="moderator")
    heard(person)
    events.beat()
    (told,) = heard(person, "head")
    assert told["head"] == {"pub": queries.heads(forum)["pub"]} and told["now"]
    assert {"staff": queries.heads(forum)["staff"]} in [one["head"] for one in heard(staff, "head")]


def test_presence_counts_people_and_not_screens(app, enter):
    forum = forums.live()
    first = enter(forum)
    enter(forum, people.resident())
    enter(forum, lens="projector")
    events.presence()
    assert [one["p"]["n"] for one in heard(first, "eph") if one["k"] == "presence"][-1] == 2


def test_two_moderators_pressing_the_same_button_act_once_and_one_is_told_it_was_done(app, enter):
    forum, helper = forums.live(), people.resident()
    give(forum, helper, ForumRole.CO_MODERATOR)
    number = services.prepare(forum, by=helper, q="야간 조명을 늘릴까요?", options=["예", "아니요"])["poll"]
    one, two = enter(forum, forums.leader(forum), lens="moderator"), enter(forum, helper, lens="moderator")
    assert do(one, "poll.open", poll=number)["ok"]
    refused = do(two, "poll.open", poll=number)
    assert not refused["ok"] and refused["code"] in ("ILLEGAL_TRANSITION", "STALE")
    assert len(queries.events(forum, Channel.PUB, "poll.opened")) == 1
    assert db.session.get(Poll, number).state.value == "open"
