"""The big screen: what is shown, and what is about to be. Refuses to show anything that has not been seen in the preview first."""

from typing import Any

from app.core.text import stored
from app.forums import rules
from app.forums.models import Poll, Question
from app.forums.services.log import Room, act
from app.forums.states import Channel, PollState, Scene


@act
def preview(room: Room, scene: str, target: int | None = None, text: str = "") -> None:
    """Choose a scene; nobody but those who run the forum sees it yet."""
    room.check("screen")
    room.forum.preview = _scene(room, Scene(scene), target, stored(text))
    room.tell("screen.preview", room.forum.preview, Channel.STAFF)


def _scene(room: Room, scene: Scene, target: int | None, text: str) -> dict[str, Any]:
    if scene is Scene.QUESTION:
        question: Question = room.row(Question, target)
        if not question.is_public:
            raise rules.NotInForum
    if scene is Scene.POLL and room.row(Poll, target).state is PollState.PREPARED:
        raise rules.NotInForum
    rules.check_words(text, rules.SCREEN_MESSAGE_MAXIMUM_LENGTH, 1 if scene is Scene.MESSAGE else 0)
    return {"scene": scene.value, "target": target, "text": text}


@act
def show_preview(room: Room) -> None:
    """What was in the preview is on the screen."""
    room.check("screen")
    if room.forum.is_frozen:
        raise rules.ScreenFrozen
    if not room.forum.preview:
        raise rules.NothingToShow
    room.forum.scene, room.forum.preview = room.forum.preview, {}
    room.tell("screen.show", room.forum.scene)


@act
def clear(room: Room) -> None:
    """The screen goes blank at once: always possible, frozen or not."""
    room.check("screen")
    room.forum.scene, room.forum.is_frozen = {"scene": Scene.BLANK.value, "target": None, "text": ""}, False
    room.tell("screen.clear", {})


@act
def freeze(room: Room, on: bool = True) -> None:
    """Nothing new reaches the screen until it is let go."""
    room.check("screen")
    room.forum.is_frozen = bool(on)
    room.tell("screen.frozen", {"on": room.forum.is_frozen})
