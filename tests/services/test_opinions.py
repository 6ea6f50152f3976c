"""Topics from opening to closing, statements and their fate, answers and their counters, on both databases."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import export
from app.accounts import services as accounts
from app.accounts.models import ConsentKind
from app.core import clock
from app.core.errors import Blocked
from app.core.history import entries
from app.districts.states import Role
from app.moderation import queries as moderation_queries
from app.moderation import services as moderation
from app.moderation.rules import OwnCase, TooFastWhenNew
from app.moderation.states import Cause, Verdict, WordKind
from app.notices.models import Notice
from app.opinions import jobs, queries, rules, services
from app.opinions.models import Answer, Participant, Statement, Topic
from app.opinions.states import Choice, Moderation, StatementState, TopicState
from tests.make import opinions, people
from tests.parallel import at_once


def true_counts(db, topic):
    """Statement id -> (agree, disagree, pass), counted from the answers themselves."""
    db.session.rollback()
    rows = db.session.execute(select(Answer.statement_id, Answer.value).where(Answer.topic_id == topic.id))
    found = Counter((number, value) for number, value in rows)
    every = db.session.scalars(select(Statement).where(Statement.topic_id == topic.id))
    return {one.id: tuple(found[one.id, value] for value in (1, -1, 0)) for one in every}


def kept_counts(db, topic):
    db.session.rollback()
    every = db.session.scalars(select(Statement).where(Statement.topic_id == topic.id))
    return {one.id: (one.n_agree, one.n_disagree, one.n_pass) for one in every}


# Topics


def test_a_topic_goes_from_gathering_to_answering_to_closed_and_says_so(db):
    topic = opinions.gathering()
    assert topic.state is TopicState.GATHERING
    services.start(topic, by=people.official(topic.district, Role.MODERATOR), role="moderator")
    services.close(topic, by=people.official(topic.district, Role.MODERATOR), role="moderator", reason="충분히 모였습니다.")
    until = clock.now() + timedelta(days=5)
    services.reopen(topic, by=people.resident(), role="coordinator", reason="더 듣기로 했습니다.", closes_at=until)
    assert topic.state is TopicState.ANSWERING and topic.closes_at == until and topic.closed_at is None
    assert [one.action for one in entries(topic)] == ["topic.opened", "topic.started", "topic.closed", "topic.reopened"]


def test_answering_waits_for_statements_and_the_refusal_names_them(db):
    topic = opinions.gathering(seeds=2)
    with pytest.raises(Blocked) as refused:
        services.start(topic)
    assert refused.value.blockers[0].params == {"least": 3, "count": 2}
    opinions.statement(topic)
    assert services.start(topic).state is TopicState.ANSWERING


def test_dates_move_topics_and_a_topic_with_too_few_statements_waits(db):
    ready, bare, old = opinions.gathering(), opinions.gathering(seeds=0), opinions.answering()
    with clock.travel(clock.now() + timedelta(days=4)):
        jobs.keep_dates.call_local()
        states = [people.again(one).state for one in (ready, bare, old)]
        assert states == [TopicState.ANSWERING, TopicState.GATHERING, TopicState.ANSWERING]
    with clock.travel(clock.now() + timedelta(days=30)):
        jobs.keep_dates.call_local()
        assert {people.again(one).state for one in (ready, bare, old)} == {TopicState.CLOSED}


def test_a_topic_sent_twice_is_opened_once(db):
    place, by = people.district(), people.resident()
    assert opinions.gathering(place, by=by, once="a1").id == opinions.gathering(place, by=by, once="a1").id


def test_once_answers_have_come_the_question_stays_and_corrections_need_a_reason(db):
    topic = opinions.answering()
    given = {"background": "고친 설명", "answers_from": topic.answers_from, "closes_at": topic.closes_at + timedelta(days=1)}
    given |= {
        "moderation": Moderation.AFTER,
        "by": people.resident(),
        "role": "coordinator",
        "question": "전혀 다른 것을 묻습니다",
    }
    with pytest.raises(rules.ReasonMissing):
        services.change_topic(topic, **given)
    services.change_topic(topic, **given, reason="사실을 바로잡습니다.")
    assert topic.question.startswith("한강공원") and topic.background == "고친 설명" and topic.moderation is Moderation.AFTER
    services.close(topic)
    with pytest.raises(rules.TopicNotOpen):
        services.change_topic(topic, **given, reason="사실을 바로잡습니다.")


# Statements


def test_a_citizens_statement_waits_is_approved_and_its_author_agrees_with_it(db):
    topic, author = opinions.answering(), people.resident()
    made = opinions.statement(topic, by=author, shown=False)
    assert made.state is StatementState.PENDING and made.id not in queries.texts(topic)
    case = moderation_queries.of_subject("statement", made.id)
    assert case.is_open and case.cause is Cause.AWAITS
    assert opinions.counts(made) == (1, 0, 0)
    opinions.decide(made, Verdict.KEEP)
    assert made.id in queries.texts(topic)
    assert queries.own_answers(queries.participant(topic, author.id)) == {made.id: Choice.AGREE}
    assert [one.resident_id for one in db.session.scalars(select(Notice))] == [author.id]


def test_a_statement_taken_out_of_sight_counts_no_longer_until_it_comes_back(db):
    topic, author = opinions.answering(), people.resident()
    made = opinions.statement(topic, by=author)
    opinions.answer(topic, made, Choice.DISAGREE)
    opinions.decide(made, Verdict.HIDE, reason="두 가지 생각이 섞여 있는 문장입니다.")
    assert made.id not in queries.texts(topic) and made.id not in {one.id for one in queries.standings(topic)}
    assert [one.refusal for one in queries.refused(topic)] == ["두 가지 생각이 섞여 있는 문장입니다."]
    assert queries.own_answers(queries.participant(topic, author.id)) == {}
    with pytest.raises(rules.UnknownStatement):
        opinions.answer(topic, made)
    case = moderation_queries.of_subject("statement", made.id)
    moderation.restore(case, by=people.resident(), reason="다시 보니 한 가지 생각입니다.")
    assert made.id in queries.texts(topic) and queries.refused(topic) == []
    assert true_counts(db, topic) == kept_counts(db, topic)


def test_nobody_decides_about_their_own_statement(db):
    topic = opinions.answering()
    moderator = people.official(topic.district, Role.MODERATOR)
    made = opinions.statement(topic, by=moderator, shown=False)
    for verdict in (Verdict.KEEP, Verdict.HIDE):
        with pytest.raises(OwnCase):
            opinions.decide(made, verdict, by=moderator)
    opinions.decide(made, Verdict.KEEP)
    assert made.id in queries.texts(topic)


def test_a_listed_word_lets_a_statement_wait_even_where_they_are_shown_at_once(db):
    topic = opinions.answering(moderation=Moderation.AFTER)
    moderation.list_word(
        topic.district, "막말", kind=WordKind.HOLD, by=people.official(topic.district, Role.MODERATOR), role="moderator"
    )
    assert opinions.statement(topic).id in queries.texts(topic)
    held = opinions.statement(topic, shown=False, text="막말을 하는 사람은 들이지 말아야 한다.")
    assert people.again(held).state is StatementState.PENDING
    opinions.decide(held, Verdict.KEEP)
    assert held.id in queries.texts(topic)


def test_where_the_topic_says_so_a_statement_is_shown_at_once(db):
    topic = opinions.answering(moderation=Moderation.AFTER)
    assert opinions.statement(topic).id in queries.texts(topic)


def test_the_same_sentence_is_refused_and_a_near_one_is_hinted(db):
    topic = opinions.answering(seeds=3)
    first = opinions.statement(topic, text="밤 10시 뒤에는 음악을 틀지 말아야 한다.")
    with pytest.raises(rules.StatementThere):
        opinions.statement(topic, text="밤  10시 뒤에는 음악을 틀지 말아야 한다")
    assert services.doubles(topic, "밤 10시 뒤에는 음악을 틀면 안 된다.") == [first.id]
    assert services.doubles(topic, "걷는 길과 나란한 나무를 심자.") == []


def test_a_statement_sent_twice_is_one_and_numbers_have_no_holes(db):
    topic, author = opinions.answering(seeds=3), people.resident()
    one, again = (services.write(topic, by=author, text="나무를 더 심어야 한다.", once="k1") for _ in range(2))
    assert one.id == again.id
    assert opinions.statement(topic).number == one.number + 1 == 5


def test_a_person_writes_so_many_and_needs_the_consent_and_an_open_topic(db):
    topic, author, new = opinions.gathering(), people.resident(), people.resident()
    for _ in range(5):
        opinions.statement(topic, by=new, shown=False)
    with pytest.raises(TooFastWhenNew):
        opinions.statement(topic, by=new)
    author.created_at = clock.now() - timedelta(days=3)
    db.session.commit()
    for _ in range(rules.STATEMENTS_PER_PERSON):
        opinions.statement(topic, by=author, shown=False)
    with pytest.raises(rules.TooManyStatements):
        opinions.statement(topic, by=author)
    with pytest.raises(accounts.OpinionConsentMissing):
        opinions.statement(topic, by=people.resident(opinion=False))
    with pytest.raises(rules.TopicNotOpen):
        opinions.statement(services.close(topic))


def test_whoever_runs_the_topic_may_add_what_is_missing_and_agrees_with_nothing(db):
    topic = opinions.answering(seeds=3)
    added = services.plant_more(topic, by=people.resident(), role="moderator", text="밤에는 불을 끄는 것도 방법이다.")
    assert added.is_seed and added.id in queries.texts(topic) and opinions.counts(added) == (0, 0, 0)


# Answers


def test_an_answer_counts_once_changes_and_is_taken_back(db):
    topic = opinions.answering()
    first, second, *_ = opinions.statements(topic)
    person = opinions.answer(topic, first)
    opinions.answer(topic, first, by=person)
    assert opinions.counts(first) == (1, 0, 0)
    opinions.answer(topic, first, Choice.DISAGREE, by=person)
    assert opinions.counts(first) == (0, 1, 0)
    opinions.answer(topic, second, Choice.PASS, by=person)
    opinions.answer(topic, first, Choice.PASS, by=person)
    assert services.undo(topic, by=person) == second.id  # a change of mind is not the latest answer
    assert opinions.counts(second) == (0, 0, 0) and opinions.counts(first) == (0, 0, 1)
    assert services.undo(topic, by=person) == first.id
    assert services.undo(topic, by=person) is None is services.undo(topic, by=people.resident())
    assert true_counts(db, topic) == kept_counts(db, topic)


@pytest.mark.parametrize("state", [TopicState.GATHERING, TopicState.CLOSED])
def test_only_an_answering_topic_takes_answers(db, state):
    topic = opinions.AT[state]()
    with pytest.raises(rules.TopicNotOpen):
        opinions.answer(topic, opinions.statements(topic)[0])
    with pytest.raises(rules.TopicNotOpen):
        services.undo(topic, by=people.resident())


def test_answers_need_the_consent_and_a_statement_of_this_very_topic(db):
    topic, other = opinions.answering(), opinions.answering()
    with pytest.raises(accounts.OpinionConsentMissing):
        opinions.answer(topic, opinions.statements(topic)[0], by=people.resident(opinion=False))
    with pytest.raises(rules.UnknownStatement):
        opinions.answer(topic, opinions.statements(other)[0])
    assert db.session.scalars(select(Participant)).all() == []


def test_striking_out_leaves_no_trace_of_the_person_in_any_phase(db):
    topic = opinions.answering()
    person, other = people.resident(), people.resident()
    for one in opinions.statements(topic):
        opinions.answer(topic, one, by=person)
        opinions.answer(topic, one, Choice.PASS, by=other)
    services.close(topic)
    assert services.forget(topic, by=person) == 4
    assert services.forget(topic, by=person) == 0
    assert queries.participant(topic, person.id) is None
    assert set(kept_counts(db, topic).values()) == {(0, 0, 1)} == set(true_counts(db, topic).values())


@pytest.mark.parametrize("leave", ["withdraw", "close"])
def test_the_consent_taken_back_or_the_account_closed_takes_every_answer_along(db, leave):
    topics, person = [opinions.answering(), opinions.answering(people.district("seoul"))], people.resident()
    for topic in topics:
        opinions.answer(topic, opinions.statements(topic)[0], by=person)
        opinions.answer(topic, opinions.statements(topic)[0])
    if leave == "withdraw":
        accounts.withdraw_consent(person, ConsentKind.OPINION)
    else:
        accounts.close(person)
    assert queries.taken_part_in(person.id) == [] and len(db.session.scalars(select(Participant)).all()) == 2
    for topic in topics:
        assert true_counts(db, topic) == kept_counts(db, topic)


def test_taking_back_another_consent_takes_no_answer_along(db):
    topic, person = opinions.answering(), people.resident()
    accounts.give_consent(person, ConsentKind.NEWS)
    opinions.answer(topic, opinions.statements(topic)[0], by=person)
    accounts.withdraw_consent(person, ConsentKind.NEWS)
    assert queries.taken_part_in(person.id) == [topic]


def test_a_persons_own_export_tells_their_answers_and_statements(db):
    topic, person = opinions.answering(), people.resident()
    opinions.answer(topic, opinions.statements(topic)[0], Choice.DISAGREE, by=person)
    made = opinions.statement(topic, by=person, shown=False)
    told = export.of(person)["sections"]["opinions"]
    assert [(one["answer"], one["topic"]) for one in told["answers"]] == [("disagree", topic.id), ("agree", topic.id)]
    assert [(one["text"], one["state"]) for one in told["statements"]] == [(made.text, "pending")]


def test_many_answers_at_once_count_like_single_ones(db):
    topic = opinions.answering()
    numbers = [one.id for one in opinions.statements(topic)]
    crowd = [people.resident() for _ in range(6)]
    given = {
        one.id: {number: Choice((place + at) % 3 - 1) for at, number in enumerate(numbers)} for place, one in enumerate(crowd)
    }
    assert services.enter_many(topic, given) == 24
    assert true_counts(db, topic) == kept_counts(db, topic)
    assert queries.own_answers(queries.participant(topic, crowd[1].id)) == given[crowd[1].id]
    opinions.answer(topic, opinions.statements(topic)[0], Choice.PASS, by=crowd[0])
    assert true_counts(db, topic) == kept_counts(db, topic)


def test_the_same_answer_from_two_windows_at_once_is_one(app, db):
    topic, person = opinions.answering(), people.resident()
    number, person_id, topic_id = opinions.statements(topic)[0].id, person.id, topic.id

    def press(value):
        from app.accounts.models import Resident

        one = db.session.get(Topic, topic_id)
        services.answer(one, db.session.get(Statement, number), by=db.session.get(Resident, person_id), value=value)

    done = at_once(
        app, [lambda value=value: press(value) for value in (Choice.AGREE, Choice.AGREE, Choice.DISAGREE, Choice.PASS) * 2]
    )
    assert [one for one in done if one is not None] == []
    assert sum(kept_counts(db, topic)[number]) == 1
    assert true_counts(db, topic) == kept_counts(db, topic)


def test_people_who_answer_at_once_and_leave_at_once_keep_the_counters_true(app, db):
    topic = opinions.answering()
    numbers, crowd = [one.id for one in opinions.statements(topic)], [people.resident() for _ in range(6)]
    services.enter_many(topic, {one.id: dict.fromkeys(numbers, Choice.AGREE) for one in crowd[:3]})
    ids, topic_id = [one.id for one in crowd], topic.id

    def act(place):
        from app.accounts.models import Resident

        one, person = db.session.get(Topic, topic_id), db.session.get(Resident, ids[place])
        if place < 3:
            return services.forget(one, by=person)
        for number in numbers[::-1]:
            services.answer(one, db.session.get(Statement, number), by=person, value=Choice.DISAGREE)
        return 4

    assert at_once(app, [lambda place=place: act(place) for place in range(6)]) == [4] * 6
    assert set(kept_counts(db, topic).values()) == {(0, 3, 0)} == set(true_counts(db, topic).values())


def test_an_answer_and_the_close_at_once_leave_nothing_after_the_end(app, db):
    topic = opinions.answering()
    numbers, crowd, topic_id = [one.id for one in opinions.statements(topic)], [people.resident().id for _ in range(5)], topic.id

    def press(place):
        from app.accounts.models import Resident

        one = db.session.get(Topic, topic_id)
        services.answer(one, db.session.get(Statement, numbers[0]), by=db.session.get(Resident, crowd[place]), value=Choice.AGREE)

    acts = [lambda place=place: press(place) for place in range(5)] + [lambda: services.close(db.session.get(Topic, topic_id)).id]
    done = at_once(app, acts)
    assert all(one is None or isinstance(one, rules.TopicNotOpen) for one in done[:5]), done
    told = next(one for one in entries(people.again(topic)) if one.action == "topic.closed").details["people"]
    assert told == queries.people(topic) == done[:5].count(None)
