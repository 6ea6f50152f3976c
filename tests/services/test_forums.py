"""What happens in a forum, through its services: every act is one numbered event, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.errors import Blocked, Forbidden, IllegalTransition
from app.core.history import entries
from app.extensions import db
from app.forums import commands, jobs, queries, rules, services
from app.forums.models import Command, ForumEvent, PollChoice, PollRoll, Turn
from app.forums.services import event_hash, payload_hash
from app.forums.states import Channel, ForumState, QuestionState, Side, TurnState
from app.notices.models import Notice
from tests.make import forums, people


def kinds(forum, channel=Channel.PUB):
    return [one.kind for one in queries.events(forum, channel)]


def only(forum, kind, channel=Channel.PUB):
    (one,) = queries.events(forum, channel, kind)
    return one


def test_every_event_has_the_next_number_of_its_channel_and_a_link_to_the_one_before(app):
    forum = forums.live()
    person = people.resident()
    services.send(forum, by=person, text="안녕하세요")
    services.ask(forum, by=person, text="조명은 언제 설치되나요?")
    for channel in Channel:
        written = queries.events(forum, channel)
        assert [one.seq for one in written] == list(range(1, len(written) + 1))
        before = ""
        for one in written:
            assert one.prev_hash == before and one.payload_hash == payload_hash(one) and one.hash == event_hash(one)
            before = one.hash
        assert queries.head_hash(forum, channel) == before
    assert kinds(forum) == ["session.lobby", "session.opened", "chat.message"]
    assert kinds(forum, Channel.STAFF) == ["question.pending"]


def test_a_command_sent_again_gets_its_first_answer_and_does_nothing(app):
    forum, person = forums.live(), people.resident()
    first = services.send(forum, by=person, text="한 번만", command_id="a-1")
    again = services.send(forum, by=person, text="한 번만", command_id="a-1")
    assert again == first | {"is_repeated": True}
    assert kinds(forum).count("chat.message") == 1
    services.send(forum, by=people.resident(), text="다른 사람의 같은 번호", command_id="a-1")
    assert kinds(forum).count("chat.message") == 2
    assert len(list(db.session.scalars(select(Command)))) == 2


def test_a_refused_command_leaves_nothing(app):
    forum, person = forums.live(), people.resident()
    with pytest.raises(rules.NamesPerson):
        services.send(forum, by=person, text="전화 010-1234-5678", command_id="x")
    assert "chat.message" not in kinds(forum) and not list(db.session.scalars(select(Command)))


@pytest.mark.parametrize("change", ["UPDATE forum_event SET kind = 'x'", "DELETE FROM forum_event"])
def test_the_database_itself_refuses_to_change_the_log(app, change):
    forums.lobby()
    with pytest.raises(DBAPIError):
        db.session.execute(text(change))
    db.session.rollback()


def test_what_is_taken_out_loses_its_words_in_the_log_and_keeps_its_hash(app):
    forum, person = forums.live(), people.resident()
    number = services.send(forum, by=person, text="지울 말")["message"]
    before = only(forum, "chat.message").hash
    services.remove(forum, by=forums.leader(forum), message=number, reason="규칙 위반")
    db.session.expire_all()
    one = only(forum, "chat.message")
    assert one.payload == {"id": number, "blank": True} and one.by is None and one.hash == before == event_hash(one)
    services.restore(forum, by=forums.leader(forum), message=number)
    assert only(forum, "chat.restored").payload["text"] == "지울 말"


def test_a_forum_starts_only_with_an_agenda_and_somebody_who_leads_it(app):
    with pytest.raises(Blocked) as refusal:
        forums.live(items=())
    assert [one.code for one in refusal.value.blockers] == ["NO_AGENDA"]


def test_events_since_a_number_are_those_after_it(app):
    forum = forums.live()
    person = people.resident()
    for number in range(3):
        services.react(forum, by=person, reaction="agree")
        services.change_settings(forum, by=forums.leader(forum), turn_seconds=60 + number)
    told = queries.events_since(forum, Channel.PUB, 2, 2)
    assert [one["seq"] for one in told] == [3, 4] and told[0]["k"] == "session.settings"


# The floor


def test_the_first_in_the_fair_order_speaks_and_the_running_speech_ends(app):
    forum = forums.live()
    lead, first, second = forums.leader(forum), people.resident(), people.resident()
    services.join_queue(forum, by=first)
    services.start_speech(forum, by=lead)
    services.end_speech(forum, by=lead)
    services.join_queue(forum, by=first)
    late = services.join_queue(forum, by=second)["entry"]
    assert queries.floor_order(forum)[0].id == late
    services.start_speech(forum, by=lead)
    services.start_speech(forum, by=lead)
    states = [one.state for one in queries.turns(forum)]
    assert states == [TurnState.DONE, TurnState.SPEAKING, TurnState.DONE]


def test_the_database_knows_one_speaker_at_a_time(app):
    forum = forums.live()
    entries = [services.join_queue(forum, by=people.resident())["entry"] for _ in range(2)]
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE forum_turn SET state = 'speaking'"))
    db.session.rollback()
    assert len(entries) == 2


def test_a_closed_list_still_takes_a_point_of_order(app):
    forum, person = forums.live(), people.resident()
    services.change_settings(forum, by=forums.leader(forum), queue="closed")
    with pytest.raises(rules.QueueClosed):
        services.join_queue(forum, by=person)
    services.join_queue(forum, by=person, speech_class="point_of_order")
    with pytest.raises(rules.AlreadyWaiting):
        services.join_queue(forum, by=person, speech_class="point_of_order")


def test_a_pause_stops_the_clock_of_the_speech_and_what_was_left_is_left(app):
    from datetime import timedelta

    from app.core import clock

    forum = forums.live()
    lead, now = forums.leader(forum), clock.now()
    services.join_queue(forum, by=people.resident())
    with clock.travel(now):
        services.start_speech(forum, by=lead, seconds=100)
    with clock.travel(now + timedelta(seconds=40)):
        services.pause(forum, by=lead, reason="마이크 고장")
    with clock.travel(now + timedelta(seconds=100)):
        services.resume(forum, by=lead)
    (turn,) = queries.turns(forum)
    assert turn.ends_at == now + timedelta(seconds=160)
    with clock.travel(now + timedelta(seconds=130)):
        services.end_speech(forum, by=lead)
    assert people.again(turn).spent_seconds == 70


def test_what_was_said_is_counted_by_stance_and_by_home_and_stands_in_the_minutes(app):
    forum = forums.live()
    place = forum.district
    lead = forums.leader(forum)
    for number in range(rules.SMALL_GROUP + 1):
        person = people.resident(home=place if number else None)
        services.join_queue(forum, by=person, side="pro" if number % 2 else "con")
    for _ in range(rules.SMALL_GROUP + 1):
        services.start_speech(forum, by=lead)
    services.end_speech(forum, by=lead)
    assert [(side, n) for side, n, _ in queries.time_by_side(forum)] == [(Side.PRO, 3), (Side.CON, 3)]
    assert [(one.ko, one.turns) for one in queries.time_by_district(forum)] == [(place.name_ko, 5), ("", 1)]
    services.close(forum, by=lead)
    told = next(one["text"] for one in queries.minutes(forum)[0].sections if one["anchor"] == "speaking-time")
    assert f"{place.name_ko}: 5회" in told and "그 밖의 지역: 1회" in told and "찬성: 3회" in told


def test_a_slip_is_undone(app):
    forum = forums.live()
    entry = services.join_queue(forum, by=people.resident())["entry"]
    services.start_speech(forum, by=forums.leader(forum))
    services.end_speech(forum, by=forums.leader(forum))
    services.restore_to_queue(forum, by=forums.leader(forum), entry=entry)
    turn = db.session.get(Turn, entry)
    assert turn.state is TurnState.WAITING and turn.spent_seconds == 0


# Questions


def test_the_room_never_learns_who_asked_an_anonymous_question(app):
    forum, person = forums.live(), people.resident("숨은 사람")
    services.change_settings(forum, by=forums.leader(forum), questions="open")
    services.ask(forum, by=person, text="예산은 얼마나 드나요?", anonymous=True)
    told = (
        str(queries.events_since(forum, Channel.PUB, 0))
        + str(queries.snapshot(forum))
        + str(queries.snapshot(forum, "projector"))
    )
    assert "예산은 얼마나" in told and "숨은 사람" not in told
    assert "숨은 사람" in str(queries.snapshot(forum, "moderator"))


def test_like_questions_become_one_and_whoever_voted_for_both_counts_once(app):
    forum, lead = forums.live(), None
    lead = forums.leader(forum)
    services.change_settings(forum, by=lead, questions="open")
    first, second = (services.ask(forum, by=people.resident(), text=f"조명은 언제 설치되나요 {n}?")["question"] for n in range(2))
    both, one = people.resident(), people.resident()
    for number in (first, second):
        services.upvote(forum, by=both, question=number)
    services.upvote(forum, by=one, question=second)
    services.merge(forum, by=lead, question=second, into=first)
    votes = {one.id: one.n_votes for one in queries.questions(forum)}
    assert votes[first] == 2
    services.part(forum, by=lead, question=second)
    votes = {one.id: one.n_votes for one in queries.questions(forum)}
    assert votes == {first: 1, second: 2}


def test_one_question_is_on_the_screen_at_a_time(app):
    forum, lead = forums.live(), None
    lead = forums.leader(forum)
    numbers = [services.ask(forum, by=people.resident(), text=f"질문입니다 {n}?")["question"] for n in range(2)]
    for number in numbers:
        services.show(forum, by=lead, question=number)
    assert [one.state for one in sorted(queries.questions(forum), key=lambda q: q.id)] == [
        QuestionState.SHOWN,
        QuestionState.ON_SCREEN,
    ]


def test_a_held_question_is_gone_from_the_public_log(app):
    forum = forums.live()
    number = services.ask(forum, by=people.resident(), text="보류될 질문입니다")["question"]
    services.approve(forum, by=forums.leader(forum), question=number)
    services.hold(forum, by=forums.leader(forum), question=number)
    db.session.expire_all()
    assert "보류될" not in str(queries.events_since(forum, Channel.PUB, 0)) + str(queries.snapshot(forum))


# Polls


def a_poll(forum, **given):
    lead = forums.leader(forum)
    number = services.prepare(forum, by=lead, q="찬성하십니까?", options=["찬성", "반대"], **given)["poll"]
    services.open_poll(forum, by=lead, poll=number)
    return next(one for one in queries.polls(forum) if one.id == number)


def test_a_secret_poll_keeps_no_row_of_who_chose_what(app):
    forum = forums.live()
    poll = a_poll(forum)
    person = people.resident()
    services.vote(forum, by=person, poll=poll.id, options=[poll.options[0].id])
    with pytest.raises(rules.VotedAlready):
        services.vote(forum, by=person, poll=poll.id, options=[poll.options[1].id])
    assert len(list(db.session.scalars(select(PollRoll)))) == 1 and not list(db.session.scalars(select(PollChoice)))
    assert "poll.vote" not in kinds(forum)


def test_a_hand_can_be_raised_for_something_else_while_it_lasts(app):
    forum = forums.live()
    poll = a_poll(forum, secret=False)
    person = people.resident()
    for option in poll.options:
        services.vote(forum, by=person, poll=poll.id, options=[option.id])
    (poll,) = queries.polls(forum)
    assert [one.n_votes for one in poll.options] == [0, 1] and poll.n_cast == 1


def test_what_came_out_is_hidden_until_it_is_published(app):
    forum, lead = forums.live(), None
    lead = forums.leader(forum)
    poll = a_poll(forum)
    services.vote(forum, by=people.resident(), poll=poll.id, options=[poll.options[0].id])
    services.close_poll(forum, by=lead, poll=poll.id)
    for lens in queries.LENSES:
        assert "n" not in queries.snapshot(forum, lens)["polls"][0]["options"][0]
    services.publish_poll(forum, by=lead, poll=poll.id)
    assert only(forum, "poll.published").payload["options"][0]["n"] == 1


def test_the_end_of_the_forum_ends_whatever_runs(app):
    forum, lead = forums.live(), None
    lead = forums.leader(forum)
    a_poll(forum)
    services.start_item(forum, by=lead, item=queries.items(forum)[0].id)
    services.join_queue(forum, by=people.resident())
    services.start_speech(forum, by=lead)
    services.close(forum, by=lead)
    assert kinds(forum)[-4:] == ["speech.ended", "agenda.finished", "poll.closed", "session.closed"]


def test_a_poll_that_binds_is_a_paper_of_the_voting_room(app):
    forum, lead = forums.live(), None
    lead = forums.leader(forum)
    number = services.prepare(forum, by=lead, q="어디부터 고칠까요?", options=["골목", "공원"])["poll"]
    paper = services.bind(forum, by=lead, poll=number, hours=24)["paper"]
    (poll,) = queries.polls(forum)
    assert poll.paper_id == paper and [one.title for one in poll.paper.options] == ["골목", "공원"]
    with pytest.raises(rules.IsBinding):
        services.close_poll(forum, by=lead, poll=number)
    with pytest.raises(rules.IsBinding):
        services.vote(forum, by=people.resident(), poll=number, options=[poll.options[0].id])
    services.close(forum, by=lead)
    assert f"투표 {paper}번" in queries.minutes(forum)[0].sections[1]["text"]


# Order


def test_somebody_muted_reads_on_and_is_told_why(app):
    forum, person = forums.live(), people.resident()
    number = services.attend(forum, by=person)["member"]
    services.mute(forum, by=forums.leader(forum), member=number, minutes=10, reason="인신공격")
    for act in (lambda: services.send(forum, by=person, text="말"), lambda: services.join_queue(forum, by=person)):
        with pytest.raises(rules.Muted):
            act()
    assert queries.own(forum, person.id)["muted"]["reason"] == "인신공격"
    services.unmute(forum, by=forums.leader(forum), member=number)
    services.send(forum, by=person, text="말")


def test_slow_mode_asks_for_patience(app):
    forum, person = forums.live(), people.resident()
    services.change_settings(forum, by=forums.leader(forum), chat="slow")
    services.send(forum, by=person, text="하나")
    with pytest.raises(rules.TooFast):
        services.send(forum, by=person, text="둘")


def test_nothing_reaches_the_screen_that_was_not_in_the_preview(app):
    forum, lead = forums.live(), None
    lead = forums.leader(forum)
    with pytest.raises(rules.NothingToShow):
        services.show_preview(forum, by=lead)
    services.preview(forum, by=lead, scene="agenda")
    assert "screen.preview" in kinds(forum, Channel.STAFF) and "screen.preview" not in kinds(forum)
    services.freeze(forum, by=lead)
    with pytest.raises(rules.ScreenFrozen):
        services.show_preview(forum, by=lead)
    services.freeze(forum, by=lead, on=False)
    services.show_preview(forum, by=lead)
    assert queries.snapshot(forum, "projector")["screen"]["scene"] == "agenda"


def test_a_seat_given_back_goes_to_whoever_waits_longest(app):
    forum = forums.scheduled(capacity=1)
    first, second, third = (people.resident() for _ in range(3))
    assert services.register(forum, by=first)["place"] == "registered"
    assert [services.register(forum, by=one)["place"] for one in (second, third)] == ["waiting", "waiting"]
    assert queries.place_in_line(queries.member(forum, third.id)) == 2
    services.unregister(forum, by=first)
    assert queries.people(forum) == {"registered": 1, "waiting": 1, "came": 0}
    assert queries.member(forum, second.id).place.value == "registered"


# Commands by name


def perform(forum, kind, payload, person, **given):
    from app.districts.queries import who_in

    who = who_in(forum.district, person.id, person.assurance)
    return commands.perform(queries.seat(forum, person.id), kind, payload, who=who, by=person, **given)


def test_a_command_by_name_runs_the_service_and_asks_the_same_permission(app):
    forum, person = forums.live(), people.resident()
    assert perform(forum, "chat.send", {"text": "안녕하세요"}, person)["seq"] == 3
    with pytest.raises(Forbidden):
        perform(forum, "session.close", {}, person)
    perform(forum, "session.close", {}, forums.leader(forum))
    with pytest.raises(rules.ForumNotOpen):
        perform(people.again(forum), "chat.send", {"text": "늦었다"}, person)


def test_an_acknowledged_command_is_acknowledged_again_even_after_the_close(app):
    forum, person = forums.live(), people.resident()
    first = perform(forum, "chat.send", {"text": "안녕하세요"}, person, command_id="c1")
    services.close(forum, by=forums.leader(forum))
    assert perform(people.again(forum), "chat.send", {"text": "안녕하세요"}, person, command_id="c1")["seq"] == first["seq"]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("no.such", {}), ("chat.send", {}), ("chat.send", {"text": 3}), ("chat.send", {"text": "a", "more": 1}), ("chat.send", []),
     ("reaction.send", {"reaction": "x"}), ("question.upvote", {"question": 2**40}), ("question.upvote", {"question": True})],
)  # fmt: skip
def test_a_command_of_the_wrong_shape_is_refused_by_name(app, kind, payload):
    with pytest.raises(commands.WrongShape):
        perform(forums.live(), kind, payload, people.resident())


def test_a_row_of_another_forum_is_none_of_ours(app):
    forum, other = forums.live(), forums.live()
    number = services.ask(other, by=people.resident(), text="다른 곳의 질문입니다")["question"]
    with pytest.raises(rules.NotInForum):
        services.approve(forum, by=forums.leader(forum), question=number)


def test_a_published_forum_is_not_started_again(app):
    with pytest.raises(IllegalTransition):
        services.start(forums.cancelled(), by=people.resident())


def test_a_rehearsal_takes_over_agenda_polls_and_crew(app):
    forum, lead = forums.scheduled(), None
    lead = forums.leader(forum)
    services.prepare(forum, by=lead, q="어느 쪽입니까?", options=["가", "나"])
    services.give_role(forum, by=lead, resident=people.resident(), role="speaker")
    copy = services.rehearse(forum, by=lead, role="moderator")
    assert copy.is_rehearsal and copy.join_code != forum.join_code and copy.state is ForumState.SCHEDULED
    assert len(queries.items(copy)) == 2 and len(queries.polls(copy)) == 1 and len(queries.crew(copy)) == 2


def test_a_forum_is_never_without_a_moderator(app):
    forum = forums.scheduled()
    with pytest.raises(rules.LastModerator):
        services.give_role(forum, by=forums.leader(forum), resident=forums.leader(forum), role="participant")


def test_the_log_says_of_every_event_when_it_was(app):
    forum = forums.live()
    assert all(one.at for one in db.session.scalars(select(ForumEvent).where(ForumEvent.forum_id == forum.id)))


# What nobody has ended


def late(forum, hours):
    """The forum should have ended so many hours ago, and nothing has happened in it since."""
    forum.ends_at = clock.now() - timedelta(hours=hours)
    forum.starts_at = forum.ends_at - timedelta(hours=1)
    db.session.commit()


@pytest.fixture
def quiet(monkeypatch):
    """Nothing has happened for hours."""
    long_ago = clock.now() - timedelta(hours=rules.FORGOTTEN_QUIET_HOURS)
    monkeypatch.setattr(queries, "last_event_at", lambda forum: long_ago)


@pytest.mark.parametrize(
    ("made", "ends"),
    [(forums.live, ForumState.CLOSED), (forums.paused, ForumState.CLOSED), (forums.lobby, ForumState.CANCELLED)],
)
def test_a_forum_that_nobody_ended_is_ended_and_its_moderator_told(app, quiet, made, ends):
    forum = made()
    late(forum, rules.FORGOTTEN_HOURS)
    jobs.end_overdue.call_local()
    jobs.end_overdue.call_local()
    db.session.refresh(forum)
    assert forum.state is ends
    (notice,) = db.session.scalars(select(Notice).where(Notice.resident_id == forum.author_id))
    assert notice.code == "forum.forgotten" and notice.times == 1
    assert bool(queries.minutes(forum)) is (ends is ForumState.CLOSED)


def test_a_forum_that_runs_late_and_is_still_talking_goes_on(app):
    talking, shortly = forums.live(), forums.live()
    late(talking, rules.FORGOTTEN_HOURS + 1)
    late(shortly, rules.FORGOTTEN_HOURS - 1)
    jobs.end_overdue.call_local()
    for forum in (talking, shortly):
        db.session.refresh(forum)
        assert forum.state is ForumState.LIVE
    assert not list(db.session.scalars(select(Notice).where(Notice.code == "forum.forgotten")))


# What never took place


def told_of(code):
    return sorted(db.session.scalars(select(Notice.resident_id).where(Notice.code == code)))


def unopened(**given):
    """A forum to come with somebody who has a seat, and that person."""
    forum, guest = forums.scheduled(capacity=1, **given), people.resident()
    services.register(forum, by=guest)
    return people.again(forum), guest


def test_a_forum_that_nobody_opened_did_not_take_place_and_that_is_told_once(app):
    forum, guest = unopened()
    late(forum, rules.MISSED_HOURS)
    jobs.miss_unopened.call_local()
    jobs.miss_unopened.call_local()
    db.session.refresh(forum)
    assert forum.state is ForumState.MISSED
    assert forum not in queries.coming(forum.district) and forum not in queries.next_up(forum.district, 5)
    assert told_of("forum.missed") == [forum.author_id] and told_of("forum.not_held") == [guest.id]
    assert entries(forum)[-1].action == "forum.miss"


def test_a_forum_whose_day_is_hardly_over_may_still_be_opened_and_a_rehearsal_has_no_day_to_miss(app):
    shortly, rehearsal = forums.scheduled(), forums.scheduled(is_rehearsal=True)
    late(shortly, rules.MISSED_HOURS - 1)
    late(rehearsal, rules.MISSED_HOURS + 1)
    jobs.miss_unopened.call_local()
    assert services.miss(shortly, by=None)["missed"] is False
    for forum in (shortly, rehearsal):
        db.session.refresh(forum)
        assert forum.state is ForumState.SCHEDULED


def test_a_forum_that_did_not_take_place_gets_a_day_to_come_and_keeps_its_seats(app):
    forum, guest = unopened()
    late(forum, rules.MISSED_HOURS)
    services.miss(forum, by=None)
    by, gone = forums.leader(forum), forums.draft(starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now())
    with pytest.raises(rules.StartsInPast):
        services.change_forum(forum, by=by, draft=gone._replace(capacity=1), role="moderator")
    services.change_forum(forum, by=by, draft=forums.draft(capacity=1), role="moderator")
    db.session.refresh(forum)
    assert forum.state is ForumState.SCHEDULED and forum in queries.coming(forum.district)
    assert told_of("forum.rescheduled") == [guest.id]
    assert [one.resident_id for one in queries.registrations(forum)] == [guest.id]
    assert {"forum.reschedule", "forum.changed"} <= {one.action for one in entries(forum)}


def test_who_has_a_seat_is_told_that_there_will_be_no_forum(app):
    forum, guest = unopened()
    late(forum, rules.MISSED_HOURS)
    services.miss(forum, by=None)
    with pytest.raises(rules.ReasonMissing):
        services.cancel(forum, by=forums.leader(forum), reason="")
    services.cancel(forum, by=forums.leader(forum), reason="진행할 사람을 찾지 못했습니다.")
    assert people.again(forum).state is ForumState.CANCELLED
    assert told_of("forum.cancelled") == [guest.id]
