"""What the moderation of the district does to a question or a line of chat: out of sight and back, and the room is told."""

from collections.abc import Callable
from typing import Any

from app.core import clock
from app.core.transaction import transaction
from app.forums.models import Message, Question
from app.forums.services import chat, questions
from app.forums.services.log import Room, locked
from app.forums.states import Questions, QuestionState


def _room(row: Message | Question, by: Any) -> Room:
    return Room(locked(row.forum), by, clock.now())


@transaction
def hide(row: Message | Question, *, by: Any, role: str, reason: str) -> None:
    """Out of sight: by nobody while somebody has yet to look, by a moderator with a reason."""
    _HIDE[type(row)](_room(row, by), row, reason)


@transaction
def let_be_seen(row: Message | Question, *, by: Any, role: str, reason: str) -> None:
    """Shown to the room, for the first time or again."""
    _SHOW[type(row)](_room(row, by), row)


def _hide_message(room: Room, row: Message, reason: str) -> None:
    chat.hide_message(room, room.row(Message, row.id), reason)


def _show_message(room: Room, row: Message) -> None:
    chat.restore_message(room, room.row(Message, row.id))


def _hide_question(room: Room, row: Question, reason: str) -> None:
    row = room.row(Question, row.id)
    if not row.is_hidden:
        row.is_hidden = True
        questions.forget(room, row)
        room.tell("question.removed", {"id": row.id, "reason": reason}, nameless=True)


def _show_question(room: Room, row: Question) -> None:
    row = room.row(Question, row.id)
    if row.is_hidden:
        row.is_hidden = False
        if row.state is QuestionState.WAITING and room.forum.questions is Questions.OPEN:
            row.state = QuestionState.SHOWN
        if row.is_public:
            questions.announce(room, row, "question.approved")


_HIDE: dict[type, Callable[..., None]] = {Message: _hide_message, Question: _hide_question}
_SHOW: dict[type, Callable[..., None]] = {Message: _show_message, Question: _show_question}
