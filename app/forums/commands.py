"""Every command of a forum by its name: which permission it asks for, what it carries, which service it runs. Forms and sockets both come here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app

from app.core.errors import Forbidden, InvalidInput
from app.core.permits import Who, permits
from app.forums import queries, rules
from app.forums import services as do
from app.forums.queries import Seat

Service = Callable[..., dict[str, Any]]


class WrongShape(InvalidInput):
    """A command with a name, a field or a value that nobody knows."""

    code = "WRONG_SHAPE"


@dataclass(frozen=True)
class Command:
    """`shape` names the fields and their types; those in `may` can be left out."""

    permission: str
    run: Service
    shape: Mapping[str, type] = field(default_factory=dict)
    may: Mapping[str, type] = field(default_factory=dict)


_TURN = {"speech_class": str, "side": str, "note": str}
_SETTINGS = {
    "chat": str, "questions": str, "queue": str, "anonymous": bool, "fair": bool, "balance": bool, "turn_seconds": int,
}  # fmt: skip

COMMANDS: dict[str, Command] = {
    "session.open_doors": Command("forum.run", do.open_doors),
    "session.start": Command("forum.run", do.start),
    "session.pause": Command("forum.run", do.pause, {"reason": str}),
    "session.resume": Command("forum.run", do.resume),
    "session.close": Command("forum.run", do.close),
    "session.reopen": Command("forum.run", do.reopen, {"reason": str}),
    "session.cancel": Command("forum.run", do.cancel, {"reason": str}),
    "session.settings": Command("forum.settings", do.change_settings, may=_SETTINGS),
    "attend": Command("forum.attend", do.attend),
    "seat.take": Command("forum.register", do.register),
    "seat.give_back": Command("forum.register", do.unregister),
    "agenda.add": Command("forum.agenda", do.add_item, {"title": str, "minutes": int}, {"note": str}),
    "agenda.change": Command("forum.agenda", do.change_item, {"item": int, "title": str, "minutes": int}, {"note": str}),
    "agenda.move": Command("forum.agenda", do.move_item, {"item": int}, {"before": int}),
    "agenda.remove": Command("forum.agenda", do.remove_item, {"item": int}),
    "agenda.start": Command("forum.floor", do.start_item, {"item": int}),
    "agenda.finish": Command("forum.floor", do.finish_item, {"item": int}),
    "agenda.decide": Command("forum.note", do.decide, {"item": int, "text": str}),
    "queue.join": Command("forum.speak", do.join_queue, may=_TURN),
    "queue.leave": Command("forum.speak", do.leave_queue, {"entry": int}),
    "queue.enter": Command("forum.queue", do.enter_name, {"name": str}, _TURN),
    "queue.remove": Command("forum.queue", do.remove_from_queue, {"entry": int, "reason": str}),
    "queue.raise": Command("forum.queue", do.raise_in_queue, {"entry": int, "reason": str}),
    "queue.pass": Command("forum.queue", do.pass_turn, {"entry": int}),
    "queue.restore": Command("forum.queue", do.restore_to_queue, {"entry": int}),
    "speech.start": Command("forum.floor", do.start_speech, may={"entry": int, "seconds": int}),
    "speech.pause": Command("forum.floor", do.pause_speech),
    "speech.resume": Command("forum.floor", do.resume_speech),
    "speech.extend": Command("forum.floor", do.extend_speech, may={"seconds": int}),
    "speech.end": Command("forum.floor", do.end_speech),
    "question.create": Command("forum.ask", do.ask, {"text": str}, {"anonymous": bool}),
    "question.upvote": Command("forum.upvote", do.upvote, {"question": int}),
    "question.unvote": Command("forum.upvote", do.take_back, {"question": int}),
    "question.approve": Command("forum.run", do.approve, {"question": int}),
    "question.hold": Command("forum.run", do.hold, {"question": int}),
    "question.show": Command("forum.screen", do.show, {"question": int}),
    "question.answer": Command("forum.answer", do.answer, {"question": int}, {"text": str, "answered_by": str}),
    "question.merge": Command("forum.run", do.merge, {"question": int, "into": int}),
    "question.part": Command("forum.run", do.part, {"question": int}),
    "poll.create": Command("forum.prepare", do.prepare, {"q": str, "options": list}, {"most": int, "secret": bool}),
    "poll.drop": Command("forum.prepare", do.drop, {"poll": int}),
    "poll.open": Command("forum.poll", do.open_poll, {"poll": int}),
    "poll.bind": Command("forum.bind", do.bind, {"poll": int, "hours": int}),
    "poll.vote": Command("forum.vote", do.vote, {"poll": int, "options": list}),
    "poll.close": Command("forum.run", do.close_poll, {"poll": int}),
    "poll.reopen": Command("forum.poll", do.reopen_poll, {"poll": int}),
    "poll.publish": Command("forum.run", do.publish_poll, {"poll": int}),
    "chat.send": Command("forum.chat", do.send, {"text": str}, {"reply_to": int}),
    "chat.remove": Command("forum.run", do.remove, {"message": int, "reason": str}),
    "chat.restore": Command("forum.run", do.restore, {"message": int}),
    "reaction.send": Command("forum.react", do.react, {"reaction": str}),
    "mod.mute": Command("forum.mute", do.mute, {"member": int, "minutes": int, "reason": str}),
    "mod.unmute": Command("forum.mute", do.unmute, {"member": int}),
    "caption.send": Command("forum.caption", do.caption, {"text": str}, {"speaker": str}),
    "screen.preview": Command("forum.screen", do.preview, {"scene": str}, {"target": int, "text": str}),
    "screen.show": Command("forum.screen", do.show_preview),
    "screen.clear": Command("forum.screen", do.clear),
    "screen.freeze": Command("forum.screen", do.freeze, may={"on": bool}),
}


def perform(seat: Seat, kind: str, payload: Any, *, who: Who, by: Any, command_id: str | None = None) -> dict[str, Any]:
    """Run one command as this person; every refusal is a DomainError with a code."""
    command = COMMANDS.get(kind)
    if command is None or not _is_id(command_id):
        raise WrongShape
    if by is not None and command_id and (sent := queries.answer_given(seat.forum, by.id, command_id)) is not None:
        return sent | {"is_repeated": True}
    table = current_app.extensions["decide.permissions"]
    if not permits(table, command.permission, who, seat):
        may_otherwise = permits(table, command.permission, who, replace(seat, is_timeless=True))
        raise rules.ForumNotOpen if may_otherwise else Forbidden
    fields = checked(command, payload)
    try:
        return command.run(seat.forum, by=by, command_id=command_id or None, **fields)
    except ValueError as error:  # a word that none of our enumerations knows
        raise WrongShape from error


def _is_id(command_id: Any) -> bool:
    """None, or a short word of plain letters, as clients make them."""
    if command_id is None:
        return True
    return (
        isinstance(command_id, str)
        and command_id.isascii()
        and command_id.isprintable()
        and len(command_id) <= rules.COMMAND_ID_MAXIMUM_LENGTH
    )


def checked(command: Command, payload: Any) -> dict[str, Any]:
    """The payload, field by field of the type it must have; nothing left over."""
    known = {**command.shape, **command.may}
    if not isinstance(payload, dict) or not command.shape.keys() <= payload.keys() <= known.keys():
        raise WrongShape
    for name, value in payload.items():
        kind = known[name]
        if type(value) is not kind or (isinstance(value, int) and abs(value) > 2_147_483_647):
            raise WrongShape
        if isinstance(value, list) and not (_are(value, int) or _are(value, str)):
            raise WrongShape
    return payload


def _are(values: list[Any], kind: type) -> bool:
    """A short list of one kind of thing."""
    return len(values) <= rules.POLL_OPTIONS_MAXIMUM + 1 and all(type(one) is kind for one in values)
