"""Polls of the room: prepared or on the spot, one vote per person, nothing to be seen until it is published.

A secret poll adds to a count and to a roll, two rows that nothing connects. It is no election: what binds is a paper of the voting room.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.core.states import advance
from app.core.text import stored
from app.extensions import db
from app.forums import queries, rules, wire
from app.forums.models import Forum, Member, Poll, PollChoice, PollOption, PollRoll
from app.forums.services import agenda, minutes, outcome
from app.forums.services.log import Answer, Room, act
from app.forums.states import POLL_STATES, Channel, PollState
from app.voting import queries as voters
from app.voting import services as voting
from app.voting.ballot import ApprovalFormat
from app.voting.models import Paper
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import Result
from app.voting.tally.rules import PollMethod, PollRule


@act
def prepare(room: Room, q: str, options: Sequence[str], most: int = 1, secret: bool = True) -> Answer:
    """A poll that only those who run the forum know of."""
    room.check("prepare")
    q, texts = stored(q), [stored(one) for one in options]
    rules.check_words(q, rules.POLL_QUESTION_MAXIMUM_LENGTH)
    rules.check_options(texts)
    rules.check_number("most", most, 1, len(texts))
    if (db.session.scalar(select(func.count(Poll.id)).where(Poll.forum_id == room.forum.id)) or 0) >= rules.POLLS_MAXIMUM:
        raise rules.TooMany(most=rules.POLLS_MAXIMUM)
    poll = add(room.forum, q=q, options=texts, most=most, secret=secret, at=room.now)
    room.tell("poll.created", wire.poll(poll), Channel.STAFF)
    return {"poll": poll.id}


def add(forum: Forum, *, q: str, options: Sequence[str], most: int, secret: bool, at: Any) -> Poll:
    """The rows of a poll, within the running service."""
    poll = Poll(
        forum_id=forum.id, district_id=forum.district_id, question=q, most=most, is_secret=secret, created_at=at, n_cast=0, n_present=0,
        state=PollState.PREPARED,
    )  # fmt: skip
    db.session.add(poll)
    db.session.flush()
    for place, text in enumerate(options, start=1):
        row = PollOption(poll_id=poll.id, forum_id=forum.id, district_id=forum.district_id, position=place, text=text, n_votes=0)
        db.session.add(row)
    db.session.flush()
    return poll


def _move(room: Room, number: int, action: str) -> Poll:
    poll: Poll = room.row(Poll, number)
    if poll.paper_id is not None:
        raise rules.IsBinding
    poll.state = advance(POLL_STATES, poll.state, action)
    return poll


@act
def open_poll(room: Room, poll: int) -> None:
    room.check("poll")
    row = _move(room, poll, "open")
    item = agenda.running(room.forum.id)
    row.opened_at, row.item_id = room.now, item.id if item else None
    room.tell("poll.opened", wire.poll(row))


@act
def bind(room: Room, poll: int, hours: int) -> Answer:
    """A prepared poll becomes a paper of the voting room: its roll, its box and its count, open for so many hours."""
    room.check("poll")
    if room.forum.is_rehearsal:
        raise rules.RehearsalBindsNobody
    rules.check_number("hours", hours, 1, rules.BINDING_HOURS_MAXIMUM)
    row: Poll = room.row(Poll, poll)
    if row.paper_id is not None or row.state is not PollState.PREPARED:
        raise rules.NotInForum
    options = [OptionDraft(code=str(one.position), title=one.text) for one in _fresh(row)]
    method = PollMethod.PLURALITY if row.most == 1 else PollMethod.APPROVAL
    paper = voting.open_paper(
        room.forum.district, title=row.question, introduction=room.forum.title, options=options,
        format=ApprovalFormat(min_choices=1, max_choices=row.most), rule=PollRule(method=method),
        electorates=[ElectorateDraft("residents", "주민", "Residents")], budget=0, closes_at=room.now + timedelta(hours=hours), by=room.by,
        role="moderator",
    )  # fmt: skip
    db.session.flush()
    item = agenda.running(room.forum.id)
    row.paper_id, row.item_id, row.opened_at = paper.id, item.id if item else None, room.now
    row.state = advance(POLL_STATES, row.state, "open")
    room.tell("poll.opened", wire.poll(row))
    return {"paper": paper.id}


@act
def drop(room: Room, poll: int) -> None:
    """A poll that was prepared and never opened goes away."""
    room.check("prepare")
    row = room.row(Poll, poll)
    if row.state is not PollState.PREPARED:
        raise rules.NotInForum
    db.session.execute(delete(PollOption).where(PollOption.poll_id == row.id))
    db.session.delete(row)
    room.tell("poll.dropped", {"id": poll}, Channel.STAFF)


@act
def vote(room: Room, poll: int, options: Sequence[int]) -> Answer:
    """One vote of one person. In an open poll (거수) it may be given anew while it lasts; a secret one is in the box."""
    room.check("poll")
    room.check_voice()
    row: Poll = room.row(Poll, poll)
    if row.paper_id is not None:
        raise rules.IsBinding
    if row.state is not PollState.OPEN:
        raise rules.ForumNotOpen
    offered = {one.id: one for one in _fresh(row)}
    rules.check_choice(options, list(offered), row.most)
    person = room.member.resident_id
    if db.session.get(PollRoll, (row.id, person)) is None:
        db.session.add(PollRoll(poll_id=row.id, resident_id=person, forum_id=row.forum_id, district_id=row.district_id))
        row.n_cast += 1
    elif row.is_secret:
        raise rules.VotedAlready
    if row.is_secret:
        for number in options:
            offered[number].n_votes += 1
    else:
        _raise_hand(row, person, options, offered)
    db.session.flush()
    room.pass_by("tally", {"polls": {str(row.id): row.n_cast}})
    return {"cast": row.n_cast}


def _fresh(poll: Poll) -> list[PollOption]:
    wanted = select(PollOption).where(PollOption.poll_id == poll.id).order_by(PollOption.position)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def _raise_hand(poll: Poll, person: int, chosen: Sequence[int], offered: dict[int, PollOption]) -> None:
    mine = (PollChoice.poll_id == poll.id) & (PollChoice.resident_id == person)
    for former in db.session.scalars(select(PollChoice.option_id).where(mine)).all():
        offered[former].n_votes -= 1
    db.session.execute(delete(PollChoice).where(mine))
    for number in chosen:
        offered[number].n_votes += 1
        keys = {"forum_id": poll.forum_id, "district_id": poll.district_id}
        db.session.add(PollChoice(poll_id=poll.id, resident_id=person, option_id=number, **keys))


@act
def close_poll(room: Room, poll: int) -> None:
    _close(room, _move(room, poll, "close"))


def _close(room: Room, row: Poll) -> None:
    came = (Member.forum_id == room.forum.id) & Member.came_at.is_not(None)
    row.closed_at, row.n_present = room.now, db.session.scalar(select(func.count(Member.id)).where(came)) or 0
    room.tell("poll.closed", wire.poll(row))


def close_running(room: Room) -> None:
    """Within the running service: the forum ends, and every open poll with it."""
    is_open = (Poll.forum_id == room.forum.id) & (Poll.state == PollState.OPEN) & Poll.paper_id.is_(None)
    for row in db.session.scalars(select(Poll).where(is_open)):
        row.state = advance(POLL_STATES, row.state, "close")
        _close(room, row)


@act
def reopen_poll(room: Room, poll: int) -> None:
    """It was closed too early; nothing has been seen of it."""
    room.check("poll")
    row = _move(room, poll, "reopen")
    row.closed_at = None
    room.tell("poll.opened", wire.poll(row))


@act
def publish_poll(room: Room, poll: int) -> None:
    """Now everybody sees what came out."""
    row = _move(room, poll, "publish")
    _fresh(row)
    room.tell("poll.published", wire.poll(row))


def counted(paper: Paper, result: Result) -> None:
    """What came of a poll that binds, inside the transaction that counts its paper: the forum hears of it, however long it has been over."""
    poll = queries.poll_of_paper(paper)
    if poll is not None and poll.state is PollState.OPEN:
        votes = {code: outcome.votes for code, outcome in result.outcomes.items()}
        cast = sum(counts["valid"] for counts in result.ballots_cast.values())
        settle(poll.forum, by=None, poll=poll.id, votes=votes, cast=cast, roll=voters.roll_size(paper))


@act
def settle(room: Room, poll: int, votes: Mapping[str, int], cast: int, roll: int) -> None:
    """The count of the voting room becomes the result of the poll: in the log, in minutes not yet published, on proposals' timelines."""
    row: Poll = room.row(Poll, poll)
    for option in _fresh(row):
        option.n_votes = votes.get(str(option.position), 0)
    row.state = advance(POLL_STATES, advance(POLL_STATES, row.state, "close"), "publish")
    row.closed_at, row.n_cast, row.n_present = room.now, cast, roll
    db.session.flush()
    told = wire.poll(row)
    room.tell("poll.published", told)
    minutes.add_result(room, told)
    outcome.tell_result(room, row)


if counted not in voting.on_counted:
    voting.on_counted.append(counted)
