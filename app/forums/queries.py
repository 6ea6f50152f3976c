"""Reads of forums: lists, one person's part, the floor in its order, the log since a number, and the whole state for one lens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Resident
from app.core import clock
from app.districts.models import District
from app.districts.states import DistrictStatus
from app.extensions import db
from app.forums import rules, wire
from app.forums.models import (
    Command,
    Forum,
    ForumEvent,
    Head,
    Item,
    Link,
    Member,
    Message,
    Minutes,
    Poll,
    PollChoice,
    PollRoll,
    Question,
    ReactionCount,
    Turn,
    Upvote,
)
from app.forums.states import (
    TOGETHER,
    Channel,
    ForumRole,
    ForumState,
    ItemState,
    Place,
    PollState,
    QuestionState,
    Side,
    TurnState,
)
from app.voting.models import Paper

CREW = (ForumRole.MODERATOR, ForumRole.CO_MODERATOR, ForumRole.SPEAKER, ForumRole.NOTE_TAKER, ForumRole.OBSERVER)


# Forums and the parts people play


@dataclass(frozen=True)
class Seat:
    """A forum and the part somebody plays in it: what permissions are asked about."""

    forum: Forum
    member: Member | None = None
    is_timeless: bool = False

    def takes(self, act: str) -> bool:
        """Whether the forum takes this act now; a timeless seat asks only about the person."""
        return self.is_timeless or self.forum.is_open_for(act)

    @property
    def role(self) -> ForumRole:
        return self.member.role if self.member else ForumRole.PARTICIPANT

    @property
    def is_crew(self) -> bool:
        return self.role in CREW


def forum(district: District, forum_id: int) -> Forum | None:
    return db.session.scalar(select(Forum).where(Forum.district_id == district.id, Forum.id == forum_id))


def seat(forum: Forum, resident_id: int | None) -> Seat:
    return Seat(forum, member(forum, resident_id))


def member(forum: Forum, resident_id: int | None) -> Member | None:
    if resident_id is None:
        return None
    return db.session.scalar(select(Member).where(Member.forum_id == forum.id, Member.resident_id == resident_id))


def resident_of(forum_id: int, member_id: int) -> int | None:
    return db.session.scalar(select(Member.resident_id).where(Member.forum_id == forum_id, Member.id == member_id))


def anywhere(forum_id: int) -> Forum | None:
    """A forum of any district that is open: what a listener names."""
    wanted = select(Forum).join(District, District.id == Forum.district_id).options(joinedload(Forum.district))
    return db.session.scalar(wanted.where(Forum.id == forum_id, District.status != DistrictStatus.CLOSED))


def by_code(code: str) -> Forum | None:
    """Where six digits lead, whatever the district."""
    wanted = select(Forum).join(District, District.id == Forum.district_id).options(joinedload(Forum.district))
    return db.session.scalar(wanted.where(Forum.join_code == code, District.status != DistrictStatus.CLOSED))


def by_once(author_id: int, once: str | None) -> Forum | None:
    if once is None:
        return None
    return db.session.scalar(select(Forum).where(Forum.author_id == author_id, Forum.once == once))


def by_thread(thread_id: int) -> Forum | None:
    return db.session.scalar(select(Forum).where(Forum.thread_id == thread_id))


_in_sight = Forum.is_rehearsal.is_(False)


def now_on(district: District) -> list[Forum]:
    """Forums with people in the room, the first begun first."""
    there = and_(Forum.district_id == district.id, Forum.state.in_(TOGETHER), _in_sight)
    return list(db.session.scalars(select(Forum).where(there).order_by(Forum.starts_at, Forum.id)))


def coming(district: District) -> list[Forum]:
    there = and_(Forum.district_id == district.id, Forum.state == ForumState.SCHEDULED, _in_sight)
    return list(db.session.scalars(select(Forum).where(there).order_by(Forum.starts_at, Forum.id)))


def missed(district: District, since: datetime | None = None) -> list[Forum]:
    """What did not take place and has got no other day yet, the latest first; only what should have ended since then."""
    there = and_(Forum.district_id == district.id, Forum.state == ForumState.MISSED, _in_sight)
    if since is not None:
        there = and_(there, Forum.ends_at >= since)
    wanted = select(Forum).where(there).order_by(Forum.starts_at.desc(), Forum.id.desc())
    return list(db.session.scalars(wanted.limit(rules.FORUMS_PER_PAGE)))


def next_up(district: District, most: int) -> list[Forum]:
    """What is going on and what comes next, for a home page."""
    there = and_(Forum.district_id == district.id, Forum.state.in_([*TOGETHER, ForumState.SCHEDULED]), _in_sight)
    return list(db.session.scalars(select(Forum).where(there).order_by(Forum.starts_at, Forum.id).limit(most)))


def past(district: District, page: int) -> tuple[list[Forum], int]:
    """One page of what is over, newest first, and how many pages there are."""
    there = and_(Forum.district_id == district.id, Forum.state.in_([ForumState.CLOSED, ForumState.PUBLISHED]), _in_sight)
    total = db.session.scalar(select(func.count(Forum.id)).where(there)) or 0
    pages = max(1, -(-total // rules.FORUMS_PER_PAGE))
    wanted = select(Forum).where(there).order_by(Forum.starts_at.desc(), Forum.id.desc())
    rows = db.session.scalars(wanted.limit(rules.FORUMS_PER_PAGE).offset((min(page, pages) - 1) * rules.FORUMS_PER_PAGE))
    return list(rows), pages


def rehearsals(district: District) -> list[Forum]:
    there = and_(Forum.district_id == district.id, Forum.is_rehearsal.is_(True), Forum.state != ForumState.CANCELLED)
    return list(db.session.scalars(select(Forum).where(there).order_by(Forum.id.desc()).limit(rules.FORUMS_PER_PAGE)))


def last_event_at(forum: Forum) -> datetime:
    """When something was last written down of it."""
    return db.session.scalar(select(func.max(ForumEvent.at)).where(ForumEvent.forum_id == forum.id)) or forum.created_at


def overdue(now: datetime) -> list[Forum]:
    """Forums of open districts with people in the room, though they should have ended long ago."""
    late = Forum.ends_at <= now - timedelta(hours=rules.FORGOTTEN_HOURS)
    wanted = select(Forum).join(District, District.id == Forum.district_id).options(joinedload(Forum.district))
    return list(db.session.scalars(wanted.where(late, Forum.state.in_(TOGETHER), District.status != DistrictStatus.CLOSED)))


def unopened(now: datetime) -> list[Forum]:
    """Forums of open districts that were to have ended a day ago, with their doors still closed. A rehearsal has no day to miss."""
    late = Forum.ends_at <= now - timedelta(hours=rules.MISSED_HOURS)
    wanted = select(Forum).join(District, District.id == Forum.district_id).options(joinedload(Forum.district))
    there = and_(late, Forum.state == ForumState.SCHEDULED, _in_sight, District.status != DistrictStatus.CLOSED)
    return list(db.session.scalars(wanted.where(there)))


def live_anywhere(most: int) -> list[Forum]:
    """What is going on in any open district just now."""
    wanted = select(Forum).join(District, District.id == Forum.district_id).options(joinedload(Forum.district))
    there = and_(Forum.state.in_(TOGETHER), _in_sight, District.status != DistrictStatus.CLOSED)
    return list(db.session.scalars(wanted.where(there).order_by(Forum.starts_at, Forum.id).limit(most)))


def about(district: District, kind: str, number: int) -> list[Forum]:
    """The forums about one row of another room, newest first."""
    wanted = select(Forum).join(Link, Link.forum_id == Forum.id).where(Link.kind == kind, Link.target_id == number)
    return list(
        db.session.scalars(wanted.where(Forum.district_id == district.id, _in_sight).order_by(Forum.starts_at.desc(), Forum.id))
    )


def links(forum: Forum) -> list[tuple[str, int]]:
    wanted = select(Link.kind, Link.target_id).where(Link.forum_id == forum.id).order_by(Link.kind, Link.target_id)
    return [(kind, number) for kind, number in db.session.execute(wanted)]


def crew(forum: Forum) -> list[Member]:
    """Everybody with a part in it, moderators first."""
    wanted = select(Member).where(Member.forum_id == forum.id, Member.role.in_(CREW)).options(joinedload(Member.resident))
    return sorted(db.session.scalars(wanted), key=lambda one: (CREW.index(one.role), one.id))


def people(forum: Forum) -> dict[str, int]:
    """How many have a seat, wait for one, have come."""
    counted = select(
        func.count().filter(Member.place == Place.REGISTERED),
        func.count().filter(Member.place == Place.WAITING),
        func.count(Member.came_at),
    )
    registered, waiting, came = db.session.execute(counted.where(Member.forum_id == forum.id)).one()
    return {"registered": registered, "waiting": waiting, "came": came}


def came(forum_id: int) -> int:
    """How many have come in."""
    return db.session.scalar(select(func.count(Member.came_at)).where(Member.forum_id == forum_id)) or 0


def place_in_line(member: Member) -> int:
    """How many wait longer for a seat, oneself included."""
    earlier = or_(
        Member.registered_at < member.registered_at,
        and_(Member.registered_at == member.registered_at, Member.id <= member.id),
    )
    waits = and_(Member.forum_id == member.forum_id, Member.place == Place.WAITING, earlier)
    return db.session.scalar(select(func.count(Member.id)).where(waits)) or 0


def muted(forum: Forum) -> list[Member]:
    wanted = select(Member).where(Member.forum_id == forum.id, Member.muted_until > clock.now())
    return list(db.session.scalars(wanted.options(joinedload(Member.resident)).order_by(Member.id)))


def registrations(forum: Forum) -> list[Member]:
    """Who has a seat and who waits for one, in the order they asked: for those who run it."""
    wanted = select(Member).where(Member.forum_id == forum.id, Member.place != Place.NONE)
    return list(db.session.scalars(wanted.options(joinedload(Member.resident)).order_by(Member.registered_at, Member.id)))


# Agenda and floor


def items(forum: Forum) -> list[Item]:
    return list(db.session.scalars(select(Item).where(Item.forum_id == forum.id).order_by(Item.position, Item.id)))


def turns(forum: Forum) -> list[Turn]:
    """Every entry there has been, in the order they came."""
    wanted = select(Turn).where(Turn.forum_id == forum.id).order_by(Turn.asked_at, Turn.id)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def floor_order(forum: Forum, every: Sequence[Turn] | None = None) -> list[Turn]:
    """Who waits, in the order in which they will be called."""
    every = turns(forum) if every is None else every
    waiting = {one.id: one for one in every if one.state is TurnState.WAITING}
    asked = [
        rules.Waiting(one.id, person(one), one.asked_at, one.speech_class, one.side, one.raised_at) for one in waiting.values()
    ]
    ordered = rules.floor_order(asked, spoken(every), fair=forum.is_fair, balance=forum.is_balanced)
    return [waiting[one.entry] for one in ordered]


def order_of(forum_id: int) -> list[int]:
    """The entries of those who wait, in the order in which they will be called."""
    found = anywhere(forum_id)
    return [one.id for one in floor_order(found)] if found else []


def person(turn: Turn) -> tuple[str, int | str]:
    """Whose turn it is: a member, or somebody in the hall by name."""
    return ("member", turn.member_id) if turn.member_id is not None else ("name", turn.name)


def spoken(every: Sequence[Turn]) -> rules.Spoken:
    turns_of: dict[object, int] = {}
    seconds_of: dict[object, int] = {}
    sides: dict[Side, int] = {}
    for one in every:
        if one.state in (TurnState.DONE, TurnState.SPEAKING):
            turns_of[person(one)] = turns_of.get(person(one), 0) + 1
            seconds_of[person(one)] = seconds_of.get(person(one), 0) + one.spent_seconds
            sides[one.side] = sides.get(one.side, 0) + 1
    return rules.Spoken(turns_of, seconds_of, sides)


def time_by_side(forum: Forum) -> list[tuple[Side, int, int]]:
    """(side, turns, seconds) of what was said."""
    done = and_(Turn.forum_id == forum.id, Turn.state == TurnState.DONE)
    counted = select(Turn.side, func.count(Turn.id), func.coalesce(func.sum(Turn.spent_seconds), 0)).where(done)
    rows = db.session.execute(counted.group_by(Turn.side)).all()
    return sorted(((side, int(n), int(seconds)) for side, n, seconds in rows), key=lambda row: list(Side).index(row[0]))


def time_by_district(forum: Forum) -> list[rules.Said]:
    """What was said by the residents of each district; few of one district are not told apart, nor is whoever has none here."""
    home = (
        select(District.name_ko, District.name_en, func.count(Turn.id), func.coalesce(func.sum(Turn.spent_seconds), 0))
        .add_columns(func.count(Turn.member_id.distinct()))
        .select_from(Turn)
        .outerjoin(Member, Member.id == Turn.member_id)
        .outerjoin(Resident, Resident.id == Member.resident_id)
        .outerjoin(District, District.id == Resident.home_district_id)
        .where(Turn.forum_id == forum.id, Turn.state == TurnState.DONE)
        .group_by(District.name_ko, District.name_en)
    )
    rows = db.session.execute(home).all()
    return rules.told_apart(rules.Said(ko or "", en or "", int(n), int(span), heads) for ko, en, n, span, heads in rows)


# Questions, polls, chat


def questions(forum: Forum, *states: QuestionState) -> list[Question]:
    """Those in these states (or all), most wanted first, with who asked."""
    wanted = (
        select(Question).where(Question.forum_id == forum.id).options(joinedload(Question.member).joinedload(Member.resident))
    )
    if states:
        wanted = wanted.where(Question.state.in_(states))
    return list(db.session.scalars(wanted.order_by(Question.n_votes.desc(), Question.id)))


def question(district: District, question_id: int) -> Question | None:
    wanted = select(Question).where(Question.district_id == district.id, Question.id == question_id)
    return db.session.scalar(wanted.options(joinedload(Question.forum), joinedload(Question.member)))


def questions_by_ids(district: District, ids: Any) -> list[Question]:
    wanted = select(Question).where(Question.district_id == district.id, Question.id.in_(ids))
    return list(db.session.scalars(wanted.options(joinedload(Question.forum), joinedload(Question.member))))


def count_upvotes(row: Question) -> int:
    """How many people find this, or what was merged into it, worth asking."""
    family = select(Question.id).where(or_(Question.id == row.id, Question.merged_into_id == row.id))
    counted = select(func.count(Upvote.resident_id.distinct())).where(Upvote.question_id.in_(family))
    return db.session.scalar(counted) or 0


def polls(forum: Forum) -> list[Poll]:
    wanted = select(Poll).where(Poll.forum_id == forum.id).order_by(Poll.id)
    return list(db.session.scalars(wanted.options(selectinload(Poll.options)).execution_options(populate_existing=True)))


def poll_of_paper(paper: Paper) -> Poll | None:
    """The poll that this paper of the voting room was opened for."""
    wanted = select(Poll).where(Poll.district_id == paper.district_id, Poll.paper_id == paper.id)
    return db.session.scalar(wanted.options(joinedload(Poll.forum)))


def bound_polls(forum: Forum) -> list[Poll]:
    """Those that bind, with what came out where it has been counted."""
    wanted = select(Poll).where(Poll.forum_id == forum.id, Poll.paper_id.is_not(None)).order_by(Poll.id)
    return list(db.session.scalars(wanted.options(selectinload(Poll.options))))


def message(district: District, message_id: int) -> Message | None:
    wanted = select(Message).where(Message.district_id == district.id, Message.id == message_id)
    return db.session.scalar(wanted.options(joinedload(Message.forum), joinedload(Message.member).joinedload(Member.resident)))


def messages_by_ids(district: District, ids: Any) -> list[Message]:
    wanted = select(Message).where(Message.district_id == district.id, Message.id.in_(ids))
    return list(
        db.session.scalars(wanted.options(joinedload(Message.forum), joinedload(Message.member).joinedload(Member.resident)))
    )


def messages(forum: Forum, most: int = rules.MESSAGES_IN_SNAPSHOT) -> list[Message]:
    """The latest, oldest first."""
    wanted = select(Message).where(Message.forum_id == forum.id).order_by(Message.id.desc()).limit(most)
    found = db.session.scalars(wanted.options(joinedload(Message.member).joinedload(Member.resident)))
    return list(found)[::-1]


def written_lately(kind: type[Message] | type[Question], resident_id: int, since: datetime, most: int) -> list[datetime]:
    """When this resident wrote such rows, oldest first, the latest `most` times since then."""
    wanted = select(kind.created_at).join(Member, Member.id == kind.member_id)
    mine = wanted.where(Member.resident_id == resident_id, kind.created_at > since)
    return sorted(db.session.scalars(mine.order_by(kind.created_at.desc()).limit(most)))


def own(forum: Forum, resident_id: int | None) -> dict[str, Any]:
    """What only this person may know of themselves here: what they found worth asking, where they have voted, their place in line."""
    mine = member(forum, resident_id)
    if mine is None or resident_id is None:
        return {
            "member": None,
            "role": ForumRole.PARTICIPANT.value,
            "upvotes": [],
            "voted": [],
            "chosen": {},
            "questions": [],
            "muted": None,
        }
    upvotes = select(Upvote.question_id).where(Upvote.resident_id == resident_id, Upvote.forum_id == forum.id)
    voted = select(PollRoll.poll_id).where(PollRoll.resident_id == resident_id, PollRoll.forum_id == forum.id)
    chosen = select(PollChoice.poll_id, PollChoice.option_id).where(
        PollChoice.resident_id == resident_id, PollChoice.forum_id == forum.id
    )
    asked = select(Question).where(Question.member_id == mine.id).order_by(Question.id)
    hands: dict[str, list[int]] = {}
    for poll_id, option_id in db.session.execute(chosen):
        hands.setdefault(str(poll_id), []).append(option_id)
    is_muted = mine.muted_until is not None and mine.muted_until > clock.now()
    return {
        "member": mine.id,
        "role": mine.role.value,
        "upvotes": list(db.session.scalars(upvotes)),
        "voted": list(db.session.scalars(voted)),
        "chosen": hands,
        "questions": [{"id": one.id, "text": one.text, "state": one.state.value} for one in db.session.scalars(asked)],
        "muted": {"until": wire.ms(mine.muted_until), "reason": mine.mute_reason} if is_muted else None,
    }


# Minutes


def minutes(forum: Forum) -> list[Minutes]:
    """Every version, newest first."""
    wanted = select(Minutes).where(Minutes.forum_id == forum.id).order_by(Minutes.version.desc())
    return list(db.session.scalars(wanted.options(joinedload(Minutes.author), joinedload(Minutes.signed_by))))


def part_of(resident_id: int) -> list[dict[str, Any]]:
    """Everything this resident did in forums of any district: for their own export."""
    wanted = select(Member, Forum.title).join(Forum, Forum.id == Member.forum_id).where(Member.resident_id == resident_id)
    told = []
    for mine, title in db.session.execute(wanted.order_by(Member.forum_id)):
        asked = db.session.scalars(select(Question.text).where(Question.member_id == mine.id).order_by(Question.id))
        wrote = db.session.scalars(select(Message.text).where(Message.member_id == mine.id).order_by(Message.id))
        part = {"forum": title, "role": mine.role.value, "place": mine.place.value, "came": mine.came_at is not None}
        told.append(part | {"questions": list(asked), "messages": list(wrote)})
    return told


# The log


def answer_given(forum: Forum, resident_id: int, command_id: str) -> dict[str, Any] | None:
    """What this person's command has led to, if it came before."""
    mine = and_(Command.resident_id == resident_id, Command.command_id == command_id, Command.forum_id == forum.id)
    return db.session.scalar(select(Command.answer).where(mine))


def heads(forum: Forum) -> dict[str, int]:
    """The last number of each channel."""
    rows = db.session.execute(select(Head.channel, Head.seq).where(Head.forum_id == forum.id))
    return {channel.value: seq for channel, seq in rows}


def head_hash(forum: Forum, channel: Channel = Channel.PUB) -> str:
    wanted = select(Head.hash).where(Head.forum_id == forum.id, Head.channel == channel)
    return db.session.scalar(wanted) or ""


def events(forum: Forum, channel: Channel, *kinds: str) -> list[ForumEvent]:
    """Everything on a channel (of these kinds), in order."""
    wanted = select(ForumEvent).where(ForumEvent.forum_id == forum.id, ForumEvent.channel == channel)
    if kinds:
        wanted = wanted.where(ForumEvent.kind.in_(kinds))
    return list(db.session.scalars(wanted.order_by(ForumEvent.seq)))


def events_since(forum: Forum, channel: Channel, seq: int, limit: int = rules.EVENTS_AT_ONCE) -> list[dict[str, Any]]:
    """What came after number `seq`, as it was sent, at most `limit` of it."""
    mine = and_(ForumEvent.forum_id == forum.id, ForumEvent.channel == channel, ForumEvent.seq > seq)
    rows = db.session.scalars(select(ForumEvent).where(mine).order_by(ForumEvent.seq).limit(limit))
    return [wire.event(row) for row in rows]


LENSES = ("participant", "moderator", "projector")
CAPTIONS = 5


def snapshot(forum: Forum, lens: str = "participant") -> dict[str, Any]:
    """The whole state as one lens may see it, with the numbers it stands at: events after those numbers come on top.

    The numbers are read first, so that an event may be told twice but never be missed. What concerns one person alone is `own()`.
    """
    head, is_staff = heads(forum), lens == "moderator"
    every, asked, held = turns(forum), questions(forum), polls(forum)
    running = next((one for one in every if one.state is TurnState.SPEAKING), None)
    shown = [one for one in asked if one.is_public and one.merged_into_id is None]
    told = [wire.question(one, name=one.member.resident.display_name, staff=is_staff) for one in (asked if is_staff else shown)]
    order = floor_order(forum, every)
    state: dict[str, Any] = {
        "v": 1,
        "now": wire.ms(clock.now()),
        "head": head if is_staff else {Channel.PUB.value: head.get(Channel.PUB.value, 0)},
        "forum": {
            "id": forum.id,
            "title": forum.title,
            "state": forum.state.value,
            "starts_at": wire.ms(forum.starts_at),
            "ends_at": wire.ms(forum.ends_at),
            "paused_at": wire.ms(forum.paused_at),
            "join_code": forum.join_code,
            "rehearsal": forum.is_rehearsal,
        },
        "settings": wire.settings(forum),
        "agenda": [wire.item(one) for one in items(forum)],
        "speaking": wire.turn(running) if running else None,
        "queue": [wire.turn(one) for one in order],
        "questions": told if lens != "projector" else told[: rules.SCREEN_ITEMS],
        "polls": [wire.poll(one) for one in held if is_staff or one.state is not PollState.PREPARED],
        "screen": forum.scene | {"frozen": forum.is_frozen},
        "reactions": reactions(forum),
        "captions": captions(forum),
    }
    if lens != "projector":
        lines = messages(forum)
        state["chat"] = [wire.message(one, one.member.resident.display_name) for one in lines]
    if is_staff:
        state["preview"] = forum.preview
        state["people"] = people(forum)
        state["last_turns"] = [
            wire.turn(one) for one in every if one.state in (TurnState.DONE, TurnState.LEFT, TurnState.REMOVED)
        ][-3:]
        state["muted"] = [
            {"member": one.id, "name": one.resident.display_name, "until": wire.ms(one.muted_until)} for one in muted(forum)
        ]
    return state


def reactions(forum: Forum) -> dict[str, int]:
    rows = db.session.execute(select(ReactionCount.kind, ReactionCount.n).where(ReactionCount.forum_id == forum.id))
    return {kind.value: n for kind, n in rows}


def captions(forum: Forum, most: int = CAPTIONS) -> list[dict[str, Any]]:
    """The latest lines typed by whoever captions, oldest first."""
    mine = and_(ForumEvent.forum_id == forum.id, ForumEvent.channel == Channel.PUB, ForumEvent.kind == "caption.final")
    rows = db.session.scalars(select(ForumEvent).where(mine).order_by(ForumEvent.seq.desc()).limit(most))
    return [{"seq": row.seq, "ts": wire.ms(row.at), **row.payload} for row in rows][::-1]


def current_item(forum: Forum) -> Item | None:
    return db.session.scalar(select(Item).where(Item.forum_id == forum.id, Item.state == ItemState.OPEN))
