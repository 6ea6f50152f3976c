"""Votes, sides and scores as the database keeps them: exact after any sequence of acts, and when many act at once."""

import random

import pytest

from app.accounts.models import Resident
from app.accounts.services.consents import OpinionConsentMissing
from app.comments import orders, queries, rules, services
from app.comments.models import Comment, CommentVote, Thread, ThreadSide
from app.comments.orders import Order
from app.comments.states import Stance
from app.extensions import db
from tests.make import comments, people
from tests.parallel import at_once


def recounted(talk_id):
    """Every count and score of a conversation from the votes themselves, by other code than the services'."""
    db.session.rollback()
    written = {one.id: one for one in db.session.query(Comment).filter_by(thread_id=talk_id)}
    given = db.session.query(CommentVote).filter_by(thread_id=talk_id).all()
    sides = {}
    for resident_id in {vote.resident_id for vote in given} | {one.author_id for one in written.values()}:
        own = [c for c in written.values() if c.author_id == resident_id and c.stance in ("pro", "con") and not c.is_removed]
        lean = sum(
            {"pro": 1, "con": -1}.get(written[v.comment_id].stance, 0)
            for v in given
            if v.resident_id == resident_id and v.value == 1
        )
        sides[resident_id] = (
            max(own, key=lambda c: c.id).stance.value if own else "pro" if lean > 0 else "con" if lean < 0 else ""
        )
    counts = {}
    for comment in written.values():
        mine = [(vote.value, sides[vote.resident_id]) for vote in given if vote.comment_id == comment.id]
        figures = [sum(v == value and (not of or s == of) for v, s in mine) for of in ("", "pro", "con") for value in (1, -1)]
        scores = (-1.0, -1.0) if comment.is_removed else (orders.wilson(*figures[:2]), orders.bridging(*figures[2:]))
        counts[comment.id] = (*figures, *scores)
    return counts


def kept(talk_id):
    db.session.rollback()
    return {
        c.id: (c.n_up, c.n_down, c.up_pro, c.down_pro, c.up_con, c.down_con, c.wilson, c.bridging)
        for c in db.session.query(Comment).filter_by(thread_id=talk_id)
    }


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_every_count_and_score_follows_from_the_votes(app, seed):
    draw, talk, crowd = random.Random(seed), comments.thread(), [people.resident() for _ in range(6)]
    boss = people.resident()
    written = [comments.comment(talk, by=one, stance=stance) for one, stance in zip(crowd, [*Stance, "pro", "con"], strict=True)]
    written += [comments.comment(talk, by=one, parent=draw.choice(written)) for one in crowd]
    for _ in range(90):
        act, person, comment = draw.random(), draw.choice(crowd), draw.choice(written)
        try:
            if act < 0.8:
                services.vote(comment, by=person, value=draw.choice([1, 1, -1, 0]))
            elif act < 0.86:
                services.remove(comment, by=boss, reason="규칙에 어긋납니다", role="moderator")
            else:
                services.restore(comment, by=boss, reason="", role="moderator")
        except (rules.OwnComment, rules.CommentGone, rules.AlreadyRemoved, rules.NotRestorable):
            pass
    talk_id = talk.id
    assert any(sum(figures[2:6]) for figures in kept(talk_id).values())
    assert kept(talk_id) == recounted(talk_id)


def test_a_vote_can_be_changed_and_taken_back_and_is_one(app):
    person, comment = people.resident(), comments.comment(comments.thread())
    for value, expected in ((1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0)), (0, (0, 0)), (-1, (0, 1))):
        services.vote(comment, by=person, value=value)
        assert (comment.n_up, comment.n_down) == expected
    assert db.session.query(CommentVote).count() == 1


def test_who_changes_sides_takes_all_their_votes_along(app):
    talk, person = comments.thread(), people.resident()
    pro, con, other = (comments.comment(talk, stance=stance) for stance in ("pro", "con", "opinion"))
    services.vote(other, by=person, value=1)
    assert (other.up_pro, other.up_con) == (0, 0)
    services.vote(pro, by=person, value=1)
    assert (other.up_pro, other.up_con, pro.up_pro) == (1, 0, 1)
    mine = comments.comment(talk, "생각해 보니 반대합니다.", by=person, stance="con")
    for comment in (other, pro):
        assert (people.again(comment).up_pro, comment.up_con) == (0, 1)
    services.remove(mine, by=person, reason="", role="author")
    assert (people.again(other).up_pro, other.up_con) == (1, 0)
    services.vote(con, by=person, value=1)
    assert (people.again(other).up_pro, other.up_con) == (0, 0)


def test_the_first_page_keeps_places_for_either_side_whatever_the_votes(app):
    talk, readers = comments.thread(), [people.resident() for _ in range(2)]
    writers = comments.crowd(40)
    few = [comments.comment(talk, "소수 의견", by=writers[n % 8], stance="con") for n in range(3)]
    many = [comments.comment(talk, "다수 의견", by=writers[n % 8], stance="pro") for n in range(30)]
    for comment in many:
        for reader in readers:
            services.vote(comment, by=reader, value=1)
    for comment in few:
        services.vote(comment, by=readers[0], value=-1)
    page = queries.page(people.district(), talk, order=Order.BRIDGING)
    at = [number for number, row in enumerate(page, 1) if row.stance is Stance.CON]
    assert len(page) == rules.ROOTS_PER_PAGE
    assert at == [7, 14, 20]
    second = queries.page(people.district(), talk, order=Order.BRIDGING, page=2)
    assert len({row.id for row in page} | {row.id for row in second}) == 33
    assert {row.stance for row in queries.page(people.district(), talk, order=Order.SUPPORTED)} == {Stance.PRO}


def test_each_order_does_what_its_sentence_says(app):
    talk, crowd = comments.thread(), [people.resident() for _ in range(9)]
    one, two, three = (comments.comment(talk, f"의견 {n}") for n in range(3))
    for _ in range(2):
        comments.comment(talk, parent=one)
    comments.comment(talk, parent=two)
    for person in crowd[:6]:
        services.vote(two, by=person, value=1)
    services.vote(three, by=crowd[7], value=1)
    for person in crowd[6:9]:
        services.vote(two, by=person, value=-1)

    def first(order):
        return [row.id for row in queries.page(people.district(), talk, order=order) if not row.depth]

    assert first(Order.NEWEST) == [three.id, two.id, one.id]
    assert first(Order.OLDEST) == [one.id, two.id, three.id]
    assert first(Order.DISCUSSED) == [one.id, two.id, three.id]
    assert two.wilson > three.wilson > 0
    assert first(Order.SUPPORTED) == [two.id, three.id, one.id]
    services.remove(two, by=people.resident(), reason="규칙에 어긋납니다", role="moderator")
    assert first(Order.SUPPORTED) == [three.id, one.id, two.id]


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ("own", rules.OwnComment),
        ("removed", rules.CommentGone),
        ("closed", rules.ThreadClosed),
        ("no consent", OpinionConsentMissing),
    ],
)
def test_votes_that_do_not_count(app, how, refusal):
    talk, person = comments.thread(), people.resident(opinion=how != "no consent")
    comment = comments.comment(talk, by=person if how == "own" else None)
    if how == "removed":
        services.remove(comment, by=people.resident(), reason="규칙에 어긋납니다", role="moderator")
    if how == "closed":
        services.close_thread(talk)
    with pytest.raises(refusal):
        services.vote(comment, by=person, value=1)
    assert db.session.query(CommentVote).count() == 0


def test_only_a_comment_of_its_own_takes_a_stance(app):
    talk = comments.thread()
    first = comments.comment(talk)
    with pytest.raises(rules.StanceOnReply):
        comments.comment(talk, parent=first, stance="pro")


def _row(model, key):
    return db.session.get(model, key)


def test_a_hurried_double_click_is_one_vote(app):
    comment_id, talk_id = (one := comments.comment(comments.thread())).id, one.thread_id
    person_id = people.resident().id

    def vote():
        return services.vote(_row(Comment, comment_id), by=_row(Resident, person_id), value=1).id

    assert at_once(app, [vote] * 5) == [comment_id] * 5
    db.session.rollback()
    assert db.session.query(CommentVote).count() == 1
    assert kept(talk_id) == recounted(talk_id)


def test_many_votes_at_the_same_moment_are_all_counted(app):
    talk = comments.thread()
    written = [comments.comment(talk, stance=stance).id for stance in ("pro", "con", "opinion")]
    talk_id, voters = talk.id, [people.resident().id for _ in range(6)]

    def vote(voter_id):
        draw = random.Random(voter_id)
        for _ in range(4):
            services.vote(_row(Comment, draw.choice(written)), by=_row(Resident, voter_id), value=draw.choice([1, -1, 0]))

    def declare(voter_id):
        services.post(_row(Thread, talk_id), by=_row(Resident, voter_id), body="저는 반대합니다.", stance=Stance.CON)

    acts = [lambda one=one: vote(one) for one in voters] + [lambda one=one: declare(one) for one in voters[:3]]
    assert at_once(app, acts) == [None] * 9
    assert kept(talk_id) == recounted(talk_id)
    assert db.session.query(ThreadSide).filter_by(declared="con").count() == 3 + 1
    assert _row(Thread, talk_id).n_comments == 6


def test_a_vote_and_a_removal_at_the_same_moment_leave_a_true_state(app):
    comment_id, talk_id = (one := comments.comment(comments.thread())).id, one.thread_id
    voter, boss = people.resident().id, people.resident().id

    def vote():
        services.vote(_row(Comment, comment_id), by=_row(Resident, voter), value=1)

    def remove():
        services.remove(_row(Comment, comment_id), by=_row(Resident, boss), reason="규칙에 어긋납니다", role="moderator")

    answers = at_once(app, [vote, remove])
    assert answers[1] is None
    assert answers[0] is None or isinstance(answers[0], rules.CommentGone)
    assert kept(talk_id) == recounted(talk_id)
    assert people.again(_row(Comment, comment_id)).wilson == orders.OUT_OF_SIGHT
