"""What a conversation promises: its order, its counters, its limits, and that removed words are gone."""

import random
from datetime import timedelta

import pytest

from app.accounts.models import Resident
from app.comments import queries, rules, services
from app.comments.models import Comment, Thread
from app.comments.orders import Order
from app.core import clock
from app.core.history import entries
from app.extensions import db
from tests.make import comments, people
from tests.parallel import at_once
from tests.statements import counted


def grown(number: int, seed: int = 1, replies: float = 0.7) -> Thread:
    """A thread of `number` comments, each below a comment drawn by lot or a root."""
    draw, talk, writers = random.Random(seed), comments.thread(), comments.crowd(number)
    written: list[int] = []
    for at in range(number):
        parent = db.session.get(Comment, draw.choice(written)) if written and draw.random() < replies else None
        written.append(comments.comment(talk, f"의견 {at}", parent=parent, by=writers[at % len(writers)]).id)
    return talk


def test_the_order_of_paths_is_the_order_of_reading(app):
    talk = grown(60)
    rows = db.session.query(Comment).filter_by(thread_id=talk.id).all()
    children: dict[int | None, list[Comment]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        children.setdefault(row.parent_id, []).append(row)

    def walk(parent_id):
        for child in children.get(parent_id, ()):
            yield child.id
            yield from walk(child.id)

    assert [row.id for row in sorted(rows, key=lambda row: row.path)] == list(walk(None))


def test_counters_say_what_stands_below(app):
    talk = grown(60, seed=2)
    rows = db.session.query(Comment).filter_by(thread_id=talk.id).all()
    for row in rows:
        assert row.n_children == sum(other.parent_id == row.id for other in rows)
        assert row.n_descendants == sum(other.path.startswith(row.path) for other in rows) - 1
    assert queries.count(talk) == 60


def test_replies_go_two_hundred_levels_deep(app):
    talk, writers = comments.thread(), comments.crowd(201)
    comment = None
    for at in range(201):
        comment = comments.comment(talk, f"{at}", parent=comment, by=writers[at % len(writers)])
    assert comment.depth == 200
    deepest = queries.page(people.district(), talk, focus=comment.id)
    assert [row.id for row in deepest] == [comment.id]
    assert len(deepest.above) == 4
    first = queries.page(people.district(), talk)
    assert [row.depth for row in first] == [0, 1, 2]
    assert first.left_out == {first[-1].id: [(first[-1].id, 198)]}


def test_nobody_answers_into_another_thread(app):
    elsewhere = comments.comment(comments.thread())
    with pytest.raises(rules.ParentElsewhere):
        comments.comment(comments.thread(), parent=elsewhere)


def test_the_database_refuses_a_reply_across_threads_and_districts(app):
    from sqlalchemy.exc import IntegrityError

    here, there = comments.thread(), comments.thread(people.district("jongno"))
    parent, person = comments.comment(here), people.resident()
    for thread_id, district_id in ((there.id, there.district_id), (comments.thread().id, here.district_id)):
        astray = Comment(
            district_id=district_id, thread_id=thread_id, parent_id=parent.id, root_id=parent.id, depth=1, path="x",
            author_id=person.id, body="", body_html="", created_at=clock.now(),
        )  # fmt: skip
        db.session.add(astray)
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


def test_a_closed_thread_takes_nothing_more_until_it_opens_again(app):
    talk = services.close_thread(comments.thread())
    with pytest.raises(rules.ThreadClosed):
        comments.comment(talk)
    services.reopen_thread(talk)
    assert comments.comment(talk).depth == 0


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("", rules.CommentEmpty),
        (" \n\u200b ", rules.CommentEmpty),
        ("가" * 2_001, rules.CommentTooLong),
        ("제 번호는 900101-1234567 입니다", rules.RegistrationNumberFound),
    ],
)
def test_words_that_cannot_be_posted(app, body, refusal):
    talk = comments.thread()
    with pytest.raises(refusal):
        comments.comment(talk, body)
    assert queries.count(talk) == 0


def test_two_thousand_characters_are_allowed(app):
    assert len(comments.comment(comments.thread(), "가" * 2_000).body) == 2_000


def test_the_sixth_comment_within_a_minute_is_too_many(app):
    talk, person, start = comments.thread(), people.resident(), clock.now()
    with clock.travel(start):
        for _ in range(5):
            comments.comment(talk, by=person)
        with pytest.raises(rules.TooManyComments):
            comments.comment(comments.thread(), by=person)
    with clock.travel(start + timedelta(seconds=61)):
        comments.comment(talk, by=person)


def test_nfd_input_is_stored_as_nfc(app):
    assert comments.comment(comments.thread(), "\u1103\u1169\u1105\u1169").body == "도로"


def test_removed_words_and_names_leave_the_queries_but_answers_stay(app):
    talk = comments.thread()
    first = comments.comment(talk, "광고 광고")
    reply = comments.comment(talk, "그만하세요", parent=first)
    services.remove(first, by=people.resident(), reason="광고성 내용입니다", role="moderator")
    rows = queries.page(people.district(), talk)
    assert [row.id for row in rows] == [first.id, reply.id]
    assert (rows[0].body_html, rows[0].author_name, rows[1].parent_author_name) == ("", "", "")
    assert (rows[0].removed_by_role, rows[0].removed_reason) == ("moderator", "광고성 내용입니다")
    assert queries.count(talk) == 1
    assert [entry.action for entry in entries(first)] == ["comment.removed"]


def test_a_moderator_owes_a_reason_and_an_author_does_not(app):
    talk, person = comments.thread(), people.resident()
    mine = comments.comment(talk, by=person)
    with pytest.raises(rules.RemovalReasonMissing):
        services.remove(mine, by=people.resident(), reason="음", role="moderator")
    services.remove(mine, by=person, reason="", role="author")
    with pytest.raises(rules.AlreadyRemoved):
        services.remove(mine, by=person, reason="", role="author")
    with pytest.raises(rules.ParentRemoved):
        comments.comment(talk, parent=mine)


def test_the_same_key_twice_makes_one_comment_even_at_the_same_moment(app):
    talk_id, person_id = comments.thread().id, people.resident().id

    def send():
        talk, person = db.session.get(Thread, talk_id), db.session.get(Resident, person_id)
        return services.post(talk, by=person, body="한 번만", once="key").id

    answers = at_once(app, [send] * 4)
    db.session.rollback()
    assert len(set(answers)) == 1
    assert db.session.get(Thread, talk_id).n_comments == 1


def test_replies_at_the_same_moment_are_all_counted(app):
    talk = comments.thread()
    parent_id, talk_id = comments.comment(talk).id, talk.id
    people_ids = [people.resident().id for _ in range(6)]

    def reply(person_id):
        talk, parent, person = (db.session.get(*key) for key in ((Thread, talk_id), (Comment, parent_id), (Resident, person_id)))
        return services.post(talk, by=person, body="저도요", parent=parent).path

    paths = at_once(app, [lambda person_id=one: reply(person_id) for one in people_ids])
    db.session.rollback()
    assert len(set(paths)) == 6
    parent = db.session.get(Comment, parent_id)
    assert (parent.n_children, parent.n_descendants, db.session.get(Thread, talk_id).n_comments) == (6, 6, 7)


@pytest.mark.parametrize("number", [3, 45])
def test_a_page_of_a_thread_takes_at_most_six_statements(app, number):
    talk, place = grown(number, seed=3), people.district()
    talk_id = talk.id
    db.session.expunge_all()
    reader = people.resident().id
    place, talk = people.district(), db.session.get(Thread, talk_id)
    assert place.id == talk.district_id
    for order in Order:
        with counted() as sent:
            rows = queries.page(place, talk, order=order, reader=reader)
        assert len(sent) <= 2, sent
    with counted() as sent:
        queries.page(place, talk, at=rows[-1].id, reader=reader)
    assert len(sent) <= 3, sent
    with counted() as sent:
        queries.page(place, talk, focus=rows[-1].id, after=rows[-1].id, reader=reader)
    assert len(sent) <= 4, sent


@pytest.mark.parametrize("order", list(Order))
def test_pages_hold_twenty_roots_and_no_comment_is_lost(app, order):
    talk, place = grown(70, seed=4, replies=0.6), people.district()
    pages = [queries.page(place, talk, page=number, order=order) for number in range(1, queries.page(place, talk).pages + 1)]
    assert len(pages) > 1
    assert all(sum(row.depth == 0 for row in page) <= rules.ROOTS_PER_PAGE for page in pages)
    shown = [row.id for page in pages for row in page]
    assert len(shown) == len(set(shown))
    hidden = sum(number for page in pages for told in page.left_out.values() for _, number in told)
    assert len(shown) + hidden == 70


def test_a_branch_shows_all_below_it_and_the_way_to_it(app):
    talk, place = grown(120, seed=5, replies=0.97), people.district()
    for comment in db.session.query(Comment).filter_by(thread_id=talk.id).order_by(Comment.n_descendants.desc()).limit(10):
        rows = queries.page(place, talk, focus=comment.id)
        assert rows[0].id == comment.id
        assert len(rows) == min(comment.n_descendants + 1, rules.BRANCH_ROWS_SHOWN)
        assert rows == sorted(rows, key=lambda row: row.path)
        assert all(comment.path.startswith(row.path) for row in rows.above)


def test_another_district_sees_nothing_of_it(app):
    talk = comments.thread()
    comment = comments.comment(talk)
    other = people.district("jongno")
    assert queries.by_id(other, comment.id) is None
    assert queries.thread(other, talk.id) is None
    assert list(queries.page(other, talk)) == []


@pytest.mark.parametrize(("asked", "given"), [(-5, 1), (0, 1), (1, 1), (2, 2), (3, 2), (10**30, 2)])
def test_a_page_beyond_the_end_is_the_last_one(app, asked, given):
    talk, writers = comments.thread(), comments.crowd(21)
    for at in range(21):
        comments.comment(talk, by=writers[at % len(writers)])
    page = queries.page(people.district(), talk, page=asked)
    assert (page.page, page.pages, len(page)) == (given, 2, {1: 20, 2: 1}[given])
    assert queries.page(people.district(), comments.thread(), page=asked).pages == 1
