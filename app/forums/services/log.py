"""The numbered log of a forum and the one way to act in it: in one transaction, one at a time, once per command.

Refuses change: what is erased loses its words, never its place or its hash.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import select

from app.accounts.models import Resident
from app.core import clock
from app.core.transaction import after_commit, transaction
from app.extensions import db
from app.forums import announce, rules, wire
from app.forums.models import Command, Forum, ForumEvent, Head, Member
from app.forums.states import Channel

P = ParamSpec("P")
Answer = dict[str, Any]


@dataclass
class Room:
    """A forum that one person acts in, held against everybody else until the transaction ends. `by` is None when a date acts."""

    forum: Forum
    by: Resident | None
    now: datetime
    command_id: str | None = None
    last: int = 0

    @property
    def member(self) -> Member:
        """The part the acting person plays here; made when they act for the first time."""
        assert self.by is not None
        return seat_of(self.forum, self.by)

    def check(self, act: str) -> None:
        if not self.forum.is_open_for(act):
            raise rules.ForumNotOpen

    def check_voice(self) -> Member:
        """The member, unless a moderator has muted them."""
        member = self.member
        if member.muted_until is not None and member.muted_until > self.now:
            raise rules.Muted(reason=member.mute_reason)
        return member

    def row(self, model: type[Any], number: Any) -> Any:
        """A row of this forum as it is now; one of another forum is none."""
        if not isinstance(number, int):
            raise rules.NotInForum
        wanted = select(model).where(model.id == number, model.forum_id == self.forum.id)
        found = db.session.scalar(wanted.execution_options(populate_existing=True))
        if found is None:
            raise rules.NotInForum
        return found

    def tell(self, kind: str, payload: dict[str, Any], channel: Channel = Channel.PUB, *, nameless: bool = False) -> int:
        """Write one event and have it announced after commit; `nameless` keeps from listeners who it was."""
        self.last = record(
            self.forum, channel, kind, by=self.by, payload=payload, command_id=self.command_id, at=self.now, nameless=nameless
        )
        return self.last

    def pass_by(self, kind: str, payload: dict[str, Any]) -> None:
        """Tell listeners something that is not kept."""
        after_commit(partial(announce.pass_by, self.forum.id, kind, payload, is_hidden=self.forum.is_rehearsal))


def act(service: Callable[Concatenate[Room, P], Answer | None]) -> Callable[..., Answer]:
    """Make a use case of a forum: `service(room, …)` becomes `service(forum, by=, command_id=, …)`.

    A command that this person has sent before gets the answer it got then.
    """

    @wraps(service)
    def run(forum: Forum, *, by: Resident | None, command_id: str | None = None, **given: Any) -> Answer:
        return _once(forum, service, by, command_id, given)

    return run


@transaction
def _once(forum: Forum, service: Callable[..., Answer | None], by: Any, command_id: str | None, given: dict[str, Any]) -> Answer:
    room = Room(locked(forum), by, clock.now(), command_id)
    if by is not None and command_id and (sent := db.session.get(Command, (by.id, command_id))):
        return sent.answer | {"is_repeated": True}
    answer = service(room, **given) or {}
    answer["seq"] = room.last
    if by is not None and command_id:
        db.session.add(
            Command(
                resident_id=by.id, command_id=command_id, forum_id=forum.id, district_id=forum.district_id,
                kind=service.__name__, answer=answer, at=room.now,
            )
        )  # fmt: skip
    return answer


def locked(forum: Forum) -> Forum:
    """The forum as it is now, for one writer at a time: the heads of its log are the lock, so that its own row need not be rewritten."""
    db.session.execute(select(Head.seq).where(Head.forum_id == forum.id).order_by(Head.channel).with_for_update()).all()
    wanted = select(Forum).where(Forum.id == forum.id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def seat_of(forum: Forum, resident: Resident) -> Member:
    """Somebody's part in this forum, made if there is none yet. Only under the forum's lock."""
    wanted = select(Member).where(Member.forum_id == forum.id, Member.resident_id == resident.id)
    member = db.session.scalar(wanted.execution_options(populate_existing=True))
    if member is None:
        member = Member(forum_id=forum.id, district_id=forum.district_id, resident_id=resident.id)
        db.session.add(member)
        db.session.flush()
    return member


def record(
    forum: Forum, channel: Channel, kind: str, *, by: Resident | None, payload: dict[str, Any], command_id: str | None = None,
    at: datetime | None = None, nameless: bool = False,
) -> int:  # fmt: skip
    """Append one event within the running service and announce it after commit. Gives back its number."""
    wanted = select(Head).where(Head.forum_id == forum.id, Head.channel == channel).with_for_update()
    head = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    member = seat_of(forum, by) if by is not None and not nameless else None
    shown = {"id": member.id, "name": by.display_name, "role": member.role.value} if by and member else None
    written = ForumEvent(
        forum_id=forum.id, district_id=forum.district_id, channel=channel, seq=head.seq + 1, at=at or clock.now(), kind=kind,
        actor_id=by.id if by else None, by=shown, payload=payload, command_id=command_id, salt=secrets.token_hex(16),
        target_id=payload.get("id"), payload_hash="", prev_hash=head.hash, hash="",
    )  # fmt: skip
    written.payload_hash = payload_hash(written)
    written.hash = event_hash(written)
    head.seq, head.hash = written.seq, written.hash
    db.session.add(written)
    db.session.flush()
    after_commit(partial(announce.announce, forum.id, channel, wire.event(written), is_hidden=forum.is_rehearsal))
    return written.seq


def payload_hash(written: ForumEvent) -> str:
    """Of what can be blanked, with a salt that goes with it: short words cannot be guessed back from the hash."""
    return _sha256([written.salt, written.by, written.payload])


def event_hash(written: ForumEvent) -> str:
    """The link of the chain."""
    at = written.at.astimezone(UTC).isoformat(timespec="microseconds")
    place = [written.forum_id, written.channel, written.seq]
    return _sha256([written.prev_hash, *place, at, written.kind, written.payload_hash])


def blank(forum: Forum, channel: Channel, number: int, *kinds: str) -> None:
    """Let the log forget the words of what has this id: hash and place stay, and whoever reads it again sees that words are gone."""
    mine = (ForumEvent.forum_id == forum.id) & (ForumEvent.channel == channel) & (ForumEvent.target_id == number)
    for written in db.session.scalars(select(ForumEvent).where(mine, ForumEvent.kind.in_(kinds))):
        written.payload, written.by, written.salt = {"id": number, "blank": True}, None, ""


def _sha256(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
