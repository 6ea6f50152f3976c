"""What readers who are there hear: topics they joined, events after commit. Refuses anything that is not public."""

from collections.abc import Callable
from typing import Any

from flask_socketio import join_room

from app.core.transaction import after_commit
from app.extensions import socketio

NAMESPACE = "/live"
_may_join: dict[str, Callable[[int], bool]] = {}


def topic(kind: str) -> Callable[[Callable[[int], bool]], Callable[[int], bool]]:
    """Register who may listen to topics `kind:<id>`: the function says whether that id is public."""

    def register(is_public: Callable[[int], bool]) -> Callable[[int], bool]:
        _may_join[kind] = is_public
        return is_public

    return register


def announce(name: str, event: str, payload: dict[str, Any]) -> None:
    """Tell everybody on the topic, once the running service has been committed."""
    after_commit(lambda: socketio.emit(event, payload, to=name, namespace=NAMESPACE))


@socketio.on("join", namespace=NAMESPACE)
def join(message: Any) -> dict[str, Any]:
    """Join a public topic; the acknowledgement says whether it worked."""
    name = message.get("topic") if isinstance(message, dict) else None
    kind, _, number = str(name).partition(":")
    if kind not in _may_join or not number.isdecimal() or len(number) > 18 or not _may_join[kind](int(number)):
        return {"ok": False, "code": "FORBIDDEN"}
    join_room(f"{kind}:{int(number)}")  # one topic, one name: not a room for each way to write its number
    return {"ok": True}


join.permission = "live.join"  # type: ignore[attr-defined]
