"""What may be written and asked, which statements say the same, who is asked what next."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import IllegalTransition
from app.core.states import advance
from app.opinions import routing, rules, similar
from app.opinions.routing import Standing
from app.opinions.states import OPEN, TOPIC_STATES, TopicState

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_every_state_knows_every_act_or_refuses_it():
    table = TOPIC_STATES
    acts = {act for row in table.values() for act in row}
    for state in table:
        for act in acts:
            if act in table[state]:
                assert advance(table, state, act) is table[state][act]
            else:
                with pytest.raises(IllegalTransition):
                    advance(table, state, act)


def test_what_a_phase_takes():
    assert {state: sorted(acts) for state, acts in OPEN.items()} == {
        TopicState.GATHERING: ["edit", "write"],
        TopicState.ANSWERING: ["answer", "write"],
        TopicState.CLOSED: [],
    }
    assert TOPIC_STATES.keys() == set(TopicState)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("짧다", rules.StatementLength),
        ("가" * 141, rules.StatementLength),
        ("밤에도 공원을 열어 두는 것이 좋지 않을까요?", rules.StatementIsQuestion),
        ("밤에도 공원을 열까요? .", rules.StatementIsQuestion),
        ("이 사람 번호는 010-1234-5678 입니다", rules.StatementNamesPerson),
        ("주민번호 900214-1234567 인 사람이 그랬다", rules.StatementNamesPerson),
    ],
)
def test_a_statement_that_cannot_be_answered_is_refused(text, refusal):
    with pytest.raises(refusal):
        rules.check_statement(text)


def test_a_plain_sentence_is_taken_at_both_limits():
    for text in ("가나다라마", "가" * 140, "밤 10시 뒤에는 조용해야 한다."):
        rules.check_statement(text)


def test_dates_must_follow_each_other_and_lie_ahead():
    day = timedelta(days=1)
    rules.check_dates(NOW, NOW + day, NOW)
    for start, end, now in [(NOW, NOW, NOW - day), (NOW + day, NOW, NOW - day), (NOW, NOW + day, NOW + day)]:
        with pytest.raises(rules.DatesOutOfOrder):
            rules.check_dates(start, end, now)


def test_answering_waits_for_three_statements():
    assert [bool(rules.blockers(n)) for n in range(5)] == [True, True, True, False, False]


def test_the_same_thought_in_other_words_is_near_and_another_is_not():
    one = "밤 10시 이후에는 음악을 틀지 못하게 해야 한다."
    assert similar.percent(one, "밤 10시 이후에는 음악을 못 틀게 해야 한다") >= rules.SIMILAR_PERCENT
    assert similar.percent(one, "자전거길과 걷는 길을 나누어야 한다.") < rules.SIMILAR_PERCENT
    assert similar.nearest(one, [(1, "자전거길을 나누어야 한다."), (2, one), (3, one + "!")], 60, 2) == [2, 3]


@given(st.text(max_size=40), st.text(max_size=40))
@settings(deadline=None)
def test_nearness_is_the_same_both_ways_and_between_0_and_100(one, other):
    assert similar.percent(one, other) == similar.percent(other, one)
    assert 0 <= similar.percent(one, other) <= 100
    assert similar.percent(one, one) == 100


def test_the_priority_is_the_published_formula():
    one = Standing(1, agrees=6, disagrees=2, passes=2, extremity=0.5)
    p_pass, p_agree = 3 / 12, 7 / 12
    assert routing.priority(one) == pytest.approx(((1 - p_pass) * 1.5 * p_agree * (1 + 8 * 2**-2)) ** 2)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.floats(0, 5))
@settings(deadline=None)
def test_a_statement_nobody_has_seen_weighs_more_than_the_same_seen_often(a, d, p, extremity):
    seen = Standing(1, a, d, p, extremity)
    often = Standing(1, a * 100, d * 100, p * 100, extremity)
    if a and a + d + p >= 10 and d + p:
        assert routing.priority(seen) > routing.priority(often) * 0.5
    assert routing.priority(seen) > 0


def test_new_statements_are_asked_first_but_never_alone():
    every = [Standing(n, 40, 40, 20) for n in range(20)] + [Standing(99, 0, 0, 0)]
    drawn = Counter(routing.choose(every, seed, 3) for seed in range(2000))
    assert drawn[99] > 10 * max(count for number, count in drawn.items() if number != 99)
    assert len(drawn) == 21


def test_the_same_person_at_the_same_place_is_asked_the_same_whatever_the_order():
    every = [Standing(n, n, 3, 1) for n in range(30)]
    assert routing.choose(every, 7, 4) == routing.choose(every[::-1], 7, 4)
    assert len({routing.choose(every, 7, n) for n in range(30)}) > 5
    assert routing.choose([], 7, 4) is None
