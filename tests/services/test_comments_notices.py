"""Who hears of a new comment: whoever is answered and whoever follows, once, and never the writer."""

import pytest

from app.comments import services
from app.comments.states import Interest
from app.extensions import db
from app.notices import queries as notices
from app.notices import services as notice_services
from app.notices import wording
from tests.make import comments, people, proposals


def heard(person):
    """What stands unread with a resident: (code, how many times)."""
    db.session.rollback()
    return sorted((one.code, one.times) for one in notices.everything(person.id) if not one.is_read)


def test_an_answer_is_told_to_whoever_is_answered_and_nobody_else(app):
    talk, asker, other = comments.thread(), people.resident(), people.resident()
    question = comments.comment(talk, by=asker)
    answer = comments.comment(talk, by=other, parent=question)
    assert heard(asker) == [("comment.answered", 1)]
    comments.comment(talk, by=asker, parent=answer)
    assert heard(asker) == [("comment.answered", 1)]
    assert heard(other) == [("comment.answered", 1)]
    comments.comment(talk, by=asker, parent=question)
    assert heard(asker) == [("comment.answered", 1)]


def test_authors_follow_their_own_proposal_and_hear_of_it_once_while_it_is_unread(app):
    author = people.resident()
    proposal = proposals.proposal(by=author)
    for _ in range(3):
        comments.comment(proposal.thread)
    assert heard(author) == [("comment.followed", 3)]
    notice = notices.everything(author.id)[0]
    assert proposal.current.title in wording.sentence(notice)
    notice_services.read(notice)
    comments.comment(proposal.thread)
    assert heard(author) == [("comment.followed", 1)]
    comments.comment(proposal.thread, by=author)
    assert heard(author) == [("comment.followed", 1)]


def test_one_comment_is_told_once_even_to_whom_it_answers_and_who_follows(app):
    talk, person = comments.thread(), people.resident()
    services.listen(talk, by=person, interest=Interest.FOLLOWING)
    mine = comments.comment(talk, by=person)
    comments.comment(talk, parent=mine)
    assert heard(person) == [("comment.answered", 1)]


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        (Interest.FOLLOWING, [("comment.answered", 1), ("comment.followed", 1)]),
        (Interest.ORDINARY, [("comment.answered", 1)]),
        (Interest.MUTED, []),
    ],
)
def test_what_a_resident_chose_is_what_they_hear(app, interest, expected):
    talk, person = comments.thread(), people.resident()
    mine = comments.comment(talk, by=person)
    services.listen(talk, by=person, interest=Interest.FOLLOWING)
    services.listen(talk, by=person, interest=interest)
    comments.comment(talk)
    comments.comment(talk, parent=mine)
    assert heard(person) == expected


def test_following_on_somebodys_behalf_never_undoes_their_choice(app):
    talk, person = comments.thread(), people.resident()
    services.listen(talk, by=person, interest=Interest.MUTED)
    services.follow(talk, person)
    comments.comment(talk)
    assert heard(person) == []


def test_nobody_hears_of_a_comment_that_waits_until_it_can_be_read(app):
    from app.moderation import services as moderation
    from app.moderation.states import WordKind

    place, person, talk = people.district(), people.resident(), comments.thread()
    services.listen(talk, by=person, interest=Interest.FOLLOWING)
    moderation.list_word(place, "나쁜말", kind=WordKind.HOLD, by=people.resident(), role="moderator")
    held = comments.comment(talk, "나쁜말을 합니다")
    assert held.is_removed
    assert heard(person) == []
    services.bring_back(held, by=people.resident(), role="moderator", reason="괜찮습니다")
    assert heard(person) == [("comment.followed", 1)]


def test_a_closed_account_hears_nothing_more(app):
    from app.accounts import services as accounts

    talk, person = comments.thread(), people.resident()
    services.listen(talk, by=person, interest=Interest.FOLLOWING)
    accounts.close(person)
    comments.comment(talk)
    assert notices.everything(person.id) == []


def test_the_export_tells_what_a_resident_wrote_weighed_and_follows(app):
    from app.accounts import export

    talk, person = comments.thread(), people.resident()
    mine = comments.comment(talk, "처음 쓴 말", by=person, stance="pro")
    services.edit(mine, by=person, body="고친 말")
    theirs = comments.comment(talk)
    services.vote(theirs, by=person, value=-1)
    services.listen(talk, by=person, interest=Interest.MUTED)
    told = export.of(person)["sections"]
    assert [(one["body"], one["stance"], one["former_wordings"]) for one in told["comments"]] == [
        ("고친 말", "pro", ["처음 쓴 말"])
    ]
    assert [(one["comment"], one["helpful"]) for one in told["comment_votes"]] == [(theirs.id, False)]
    assert told["conversation_sides"] == [{"thread": talk.id, "declared": "pro", "lean": 0}]
    assert [one["is_muted"] for one in told["conversations_followed"]] == [True]
