"""The fair order of the floor, the states of a forum, minutes that draft themselves: pure."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import IllegalTransition
from app.core.states import advance
from app.forums import commands, drafting, keys, rules
from app.forums.rules import Spoken, Waiting, floor_order
from app.forums.states import FORUM_STATES, OPEN, QUESTION_STATES, ForumState, QuestionState, Side, SpeechClass

NOW = datetime(2026, 11, 30, 5, tzinfo=UTC)
people = st.integers(0, 6)
entries = st.builds(
    lambda entry, person, seconds, kind, side, raised: Waiting(
        entry, person, NOW + timedelta(seconds=seconds), kind, side, NOW + timedelta(seconds=seconds) if raised else None
    ),
    st.integers(), people, st.integers(0, 50), st.sampled_from(SpeechClass), st.sampled_from(Side), st.booleans(),
)  # fmt: skip
lists = st.lists(entries, max_size=8, unique_by=lambda one: one.entry)
spoken = st.builds(
    Spoken,
    st.dictionaries(people, st.integers(0, 4)),
    st.dictionaries(people, st.integers(0, 500)),
    st.dictionaries(st.sampled_from(Side), st.integers(0, 5)),
)
CLASSES = list(SpeechClass)
unhurried = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine says nothing about the order


@unhurried
@given(lists, spoken, st.booleans(), st.booleans())
def test_nobody_is_lost_and_the_same_list_gives_the_same_order(waiting, said, fair, balance):
    order = floor_order(waiting, said, fair=fair, balance=balance)
    assert sorted(one.entry for one in order) == sorted(one.entry for one in waiting)
    assert floor_order(list(reversed(waiting)), said, fair=fair, balance=balance) == order


@unhurried
@given(lists, spoken, st.booleans(), st.booleans())
def test_whoever_is_raised_comes_first_then_points_of_order_then_replies(waiting, said, fair, balance):
    order = floor_order(waiting, said, fair=fair, balance=balance)
    ranks = [(one.raised_at is None, CLASSES.index(one.speech_class) if one.raised_at is None else 0) for one in order]
    assert ranks == sorted(ranks)


@unhurried
@given(lists, spoken)
def test_in_a_class_nobody_waits_for_somebody_who_has_spoken_more_often(waiting, said):
    order = [one for one in floor_order(waiting, said) if one.raised_at is None]
    for kind in SpeechClass:
        merits = [
            (said.turns.get(one.person, 0), said.seconds.get(one.person, 0), one.asked_at)
            for one in order
            if one.speech_class is kind
        ]
        assert merits == sorted(merits)


@unhurried
@given(lists, spoken)
def test_first_come_first_served_forgets_who_has_spoken(waiting, said):
    order = [one for one in floor_order(waiting, said, fair=False) if one.raised_at is None]
    for kind in SpeechClass:
        times = [one.asked_at for one in order if one.speech_class is kind]
        assert times == sorted(times)


@unhurried
@given(st.lists(st.sampled_from([Side.PRO, Side.CON]), max_size=10))
def test_balance_hears_both_sides_in_turn_as_long_as_both_wait(sides):
    waiting = [Waiting(number, number, NOW, side=side) for number, side in enumerate(sides)]
    heard = [one.side for one in floor_order(waiting, Spoken(), balance=True)]
    both = 2 * min(sides.count(Side.PRO), sides.count(Side.CON))
    for end in range(both + 1):
        assert abs(heard[:end].count(Side.PRO) - heard[:end].count(Side.CON)) <= 1


@pytest.mark.parametrize(("fair", "balance", "number"), [(True, False, 5), (False, False, 3), (True, True, 6)])
def test_each_rule_in_force_is_one_sentence(fair, balance, number):
    told = rules.floor_rules(fair=fair, balance=balance)
    assert len(told) == number and all(one.endswith(".") and one.count(".") == 1 for one in told)


def test_pauses_are_not_speaking_time():
    begun = NOW - timedelta(seconds=100)
    assert rules.spent_seconds(begun, 30, None, NOW) == 70
    assert rules.spent_seconds(begun, 0, NOW - timedelta(seconds=60), NOW) == 40
    assert rules.spent_seconds(None, 0, None, NOW) == 0


ACTIONS = {action for row in FORUM_STATES.values() for action in row}


@pytest.mark.parametrize("state", ForumState)
@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_forum_moves_as_its_table_says_and_not_otherwise(state, action):
    if action in FORUM_STATES[state]:
        assert advance(FORUM_STATES, state, action) is FORUM_STATES[state][action]
    else:
        with pytest.raises(IllegalTransition):
            advance(FORUM_STATES, state, action)


def test_every_state_says_what_it_takes_and_what_is_over_takes_no_talk():
    assert OPEN.keys() == set(ForumState) == FORUM_STATES.keys()
    for state in (ForumState.CLOSED, ForumState.PUBLISHED, ForumState.CANCELLED):
        assert not OPEN[state] & {"chat", "ask", "queue", "poll", "floor", "screen"}
    assert {state for state in ForumState if "poll" in OPEN[state]} == {ForumState.LIVE}


def test_a_held_question_comes_back_only_by_being_approved():
    assert QUESTION_STATES[QuestionState.HELD] == {"approve": QuestionState.SHOWN}


@pytest.mark.parametrize("text", ["가" * 4, "가" * 301])
def test_a_question_has_a_length(text):
    with pytest.raises((rules.TextTooLong, rules.TextTooShort)):
        rules.check_words(text, rules.QUESTION_MAXIMUM_LENGTH, rules.QUESTION_MINIMUM_LENGTH)


@pytest.mark.parametrize("link", ["http://a.example", "javascript:alert(1)", "https://a b", "https://" + "a" * 300])
def test_a_broadcast_is_at_an_address_of_the_web(link):
    with pytest.raises(rules.LinkNotWeb):
        rules.check_link(link)


# Minutes


def told(*events):
    written = [SimpleNamespace(kind=kind, at=NOW + timedelta(minutes=at), payload=payload) for at, kind, payload in events]
    return {one["anchor"]: one for one in drafting.draft(["때: 오늘"], written, {7: 3})}


def question(number=7, **given):
    return {
        "id": number,
        "text": "언제 되나요?",
        "anon": False,
        "name": "시험",
        "into": None,
        "answer": "",
        "answered_by": "",
    } | given


def test_what_was_taken_back_is_not_in_the_minutes():
    sections = told((0, "session.opened", {}), (1, "caption.final", {"id": 1, "blank": True}))
    assert sections["opening"]["text"] == "14:00 토론회를 시작하다."


def test_an_item_taken_up_again_goes_on_in_its_own_section():
    item = {"id": 1, "title": "하나", "minutes": 5, "spent": 60}
    other = {"id": 2, "title": "둘", "minutes": 5, "spent": 60}
    sections = told(
        (0, "agenda.started", item), (1, "agenda.finished", item), (2, "agenda.started", other), (3, "agenda.started", item),
        (4, "minutes.decision", {"id": 1, "text": "정함"}), (5, "session.closed", {"came": 3}),
    )  # fmt: skip
    assert list(sections) == ["facts", "item-1", "item-2", "closing"]
    assert sections["item-1"]["text"].endswith("【결정】 정함") and "참석 3명" in sections["closing"]["text"]


def test_a_question_has_an_address_and_hides_who_asked_without_a_name():
    sections = told(
        (0, "question.created", question(anon=True, name=None)),
        (1, "question.answered", question(anon=True, name=None, answer="곧")),
    )
    assert "이름을 숨긴 참가자" in sections["question-7"]["text"] and "open-questions" not in sections


def test_what_nobody_answered_is_told_with_how_many_wanted_it():
    sections = told((0, "question.created", question()), (1, "question.created", question(8, into=7)))
    assert sections["open-questions"]["text"] == "· 언제 되나요? (시험, 궁금한 사람 3명)"


@pytest.mark.parametrize(("left", "said"), [(61, None), (60, 60), (31, 60), (30, 30), (10, 10), (1, 10), (0, 0), (-5, 0)])
def test_a_speech_says_how_it_runs_out_at_sixty_thirty_ten_and_nothing(left, said):
    assert rules.mark(left) == said


def test_few_people_of_one_district_are_not_told_apart():
    said = [
        rules.Said("마포구", "Mapo-gu", 9, 600, 5), rules.Said("용산구", "Yongsan-gu", 1, 900, 1), rules.Said("", "", 2, 60, 0),
    ]  # fmt: skip
    assert [(one.ko, one.turns, one.seconds) for one in rules.told_apart(said)] == [("마포구", 9, 600), ("", 3, 960)]
    assert rules.told_apart([]) == []


BY_PARTICIPANTS = {
    "attend", "seat.take", "seat.give_back", "queue.join", "queue.leave", "question.create", "question.upvote", "question.unvote",
    "poll.vote", "chat.send", "reaction.send",
}  # fmt: skip
BEFORE_THE_CONSOLE = {"session.cancel"}


def test_every_command_of_the_console_has_a_key_and_the_list_says_which():
    pressed = {one.partition(":")[0] for table in (keys.PAGE, *keys.ROWS.values()) for one in table}
    assert pressed == commands.COMMANDS.keys() - BY_PARTICIPANTS - BEFORE_THE_CONSOLE
    told = {key for _, rows in keys.WORDS for line, _ in rows for key in line.split(" · ")}
    assert told == {key for table in (keys.PAGE, *keys.ROWS.values()) for key in table.values()}


def test_a_key_means_one_thing_in_one_place():
    by_turns = [
        {"session.open_doors", "session.start", "session.resume"}, {"speech.pause", "speech.resume"}, {"agenda.start", "agenda.finish"},
        {"poll.open", "poll.close"},
    ]  # fmt: skip
    for table in (keys.PAGE, *keys.ROWS.values()):
        for key in set(table.values()):
            meant = {one for one, name in table.items() if name == key}
            assert len(meant) == 1 or meant in by_turns  # never on the page at the same time
            assert table is keys.PAGE or key not in keys.PAGE.values()
