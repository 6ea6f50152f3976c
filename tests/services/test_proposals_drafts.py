"""What a draft promises: one row per key, no answer overwritten unseen, the writer's alone, and an end."""

from datetime import timedelta

import pytest

from app.accounts.models import Resident
from app.core import clock
from app.core.errors import NotFound
from app.districts.models import District
from app.extensions import db
from app.proposals import queries, rules, services
from app.proposals.models import Proposal, ProposalDraft
from app.proposals.states import BudgetTrack, Field
from tests.make import people, proposals
from tests.parallel import at_once

KEY = "a" * 32
WORDS = {"title": "미끄러운 계단 고치기", "problem": proposals.PROBLEM, "idea": proposals.IDEA, "place": ""}


def keep(title, *, by, seen="", editor="", turn=0, visitor=None):
    hand = services.Hand(editor or title, turn)
    return services.keep(people.district(), KEY, "problem", {"title": title}, by=by, visitor=visitor, seen=seen, hand=hand)


def test_two_pages_that_begin_the_same_draft_at_the_same_moment_make_one(app):
    place_id, person_id = people.district().id, people.resident().id

    def begin(number):
        place, person = db.session.get(District, place_id), db.session.get(Resident, person_id)
        hand = services.Hand(f"e{number}")
        return services.keep(place, KEY, "idea", {"idea": "같은 글"}, by=person, visitor=None, seen="", hand=hand).key

    assert at_once(app, [lambda n=n: begin(n) for n in range(4)]) == [KEY] * 4
    db.session.rollback()
    assert db.session.query(ProposalDraft).count() == 1


def test_of_two_devices_saving_at_the_same_moment_one_is_kept_and_the_other_is_told(app):
    person = people.resident()
    seen = rules.seal(keep("처음 글", by=person).answers)
    place_id, person_id = people.district().id, person.id

    def save(number):
        place, by = db.session.get(District, place_id), db.session.get(Resident, person_id)
        typed, hand = {"title": f"기기 {number}의 글"}, services.Hand(f"device {number}")
        services.keep(place, KEY, "problem", typed, by=by, visitor=None, seen=seen, hand=hand)
        return typed["title"]

    answers = at_once(app, [lambda n=n: save(n) for n in range(4)])
    db.session.rollback()
    kept = [one for one in answers if isinstance(one, str)]
    assert len(kept) == 1
    assert all(isinstance(one, rules.DraftChangedElsewhere) for one in answers if one not in kept)
    assert queries.draft(people.district(), KEY).title == kept[0]


def test_one_page_saving_faster_than_the_server_answers_ends_with_its_last_words(app):
    person = people.resident()
    keep("가", by=person, editor="page", turn=1)
    keep("가나다", by=person, editor="page", turn=3)
    assert keep("가나", by=person, editor="page", turn=2).title == "가나다"
    assert keep("", by=person, editor="page", turn=4).answers == {}


def test_the_same_words_from_two_devices_are_no_conflict_and_neither_is_an_empty_answer(app):
    person = people.resident()
    keep("같은 글", by=person, editor="one")
    assert keep("같은 글", by=person, editor="two", seen="old").title == "같은 글"
    keep("", by=person, editor="two", turn=1)
    assert keep("새 글", by=person, editor="three", seen="old").title == "새 글"


def test_what_a_visitor_began_becomes_the_residents_and_returns_into_its_draft(app):
    person, visitor = people.resident(), services.visitor_of("token")
    place = people.district()
    mine = proposals.draft(person, title="집에서 쓰던 글", problem=proposals.PROBLEM)
    hand = services.Hand("e")
    other = services.keep(place, "b" * 32, "idea", {"idea": "처음"}, by=None, visitor=visitor, seen="", hand=hand)
    services.keep(place, "c" * 32, "idea", {"idea": "끊긴 뒤"}, by=None, visitor=visitor, seen="", hand=hand, continues=mine.key)
    stranger = people.resident()
    assert services.adopt(services.visitor_of("another"), by=stranger) == 0
    assert services.adopt(visitor, by=person) == 2
    assert {one.key for one in queries.drafts(person.id)} == {mine.key, other.key}
    assert queries.draft(place, mine.key).answers["idea"] == "끊긴 뒤"
    assert queries.drafts(None, visitor) == []


def test_answers_given_after_somebody_elses_session_stay_with_whoever_signs_in(app):
    owner, other, visitor = people.resident(), people.resident(), services.visitor_of("token")
    mine = proposals.draft(owner)
    services.keep(
        people.district(), KEY, "idea", {"idea": "다른 사람의 글"}, by=None, visitor=visitor, seen="", hand=services.Hand("e"),
        continues=mine.key,
    )  # fmt: skip
    services.adopt(visitor, by=other)
    assert "idea" not in queries.draft(people.district(), mine.key).answers
    assert [one.key for one in queries.drafts(other.id)] == [KEY]


def published(draft_answers, by):
    return services.publish_draft(
        people.district(),
        KEY,
        by=by,
        seen=rules.seal(draft_answers),
        **WORDS,
        cost_won=None,
        track=BudgetTrack.GENERAL,
        field=Field.OTHER,
    )


def test_publishing_ends_the_draft_and_twice_at_the_same_moment_makes_one_proposal(app):
    person = people.resident()
    answers = dict(keep(WORDS["title"], by=person).answers)
    person_id = person.id

    def send():
        return published(answers, db.session.get(Resident, person_id)).number

    numbers = at_once(app, [send] * 4)
    db.session.rollback()
    assert set(numbers) == {numbers[0]}
    assert (db.session.query(Proposal).count(), db.session.query(ProposalDraft).count()) == (1, 0)


def test_what_was_not_checked_is_not_published(app):
    person = people.resident()
    keep(WORDS["title"], by=person)
    with pytest.raises(rules.DraftChangedElsewhere):
        published({"title": "다른 글"}, person)
    with pytest.raises(NotFound):
        services.publish_draft(
            people.district(), "f" * 32, by=person, seen="", **WORDS, cost_won=None, track=BudgetTrack.GENERAL, field=Field.OTHER
        )


def test_drafts_have_an_end(app):
    person, visitor = people.resident(), services.visitor_of("token")
    moments = {
        "old": (rules.DRAFT_DAYS + 1, None), "young": (rules.DRAFT_DAYS - 1, None), "deleted": (rules.DELETED_DRAFT_DAYS + 1, "gone"),
        "visitor": (rules.VISITOR_DRAFT_DAYS + 1, None), "guest": (rules.VISITOR_DRAFT_DAYS - 1, None),
    }  # fmt: skip
    for name, (days, gone) in moments.items():
        with clock.travel(clock.now() - timedelta(days=days)):
            given = {"by": None, "visitor": visitor} if name in ("visitor", "guest") else {"by": person, "visitor": None}
            draft = services.keep(
                people.district(), name.ljust(32, "0"), "problem", {"title": name}, seen="", hand=services.Hand(name), **given
            )
            if gone:
                services.delete_draft(draft)
    assert services.sweep_drafts() == 3
    assert {one.title for one in db.session.query(ProposalDraft)} == {"young", "guest"}


def test_a_closed_account_leaves_no_draft_and_its_export_held_them(app):
    from app.accounts import export
    from app.accounts import services as accounts

    person = people.resident()
    services.delete_draft(proposals.draft(person, title="지운 글"))
    proposals.draft(person, title="쓰던 글")
    assert [(one["title"], one["is_deleted"]) for one in export.of(person)["sections"]["drafts"]] == [
        ("쓰던 글", False), ("지운 글", True),
    ]  # fmt: skip
    accounts.close(person)
    assert db.session.query(ProposalDraft).count() == 0
