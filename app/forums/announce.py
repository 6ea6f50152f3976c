"""What listeners of a forum are told, after commit. The one door: how it travels is decided here and nowhere else."""

from typing import Any

from app.extensions import socketio
from app.forums.states import Channel

NAMESPACE = "/forums"


def announce(forum_id: int, channel: Channel, event: dict[str, Any]) -> None:
    """An event of the log, committed."""
    socketio.emit("ev", event, to=f"forum:{forum_id}:{channel}", namespace=NAMESPACE)


def pass_by(forum_id: int, kind: str, payload: dict[str, Any]) -> None:
    """Something without a number that the next one makes old: counts, reactions. Whoever misses it misses nothing."""
    socketio.emit("eph", {"k": kind, "p": payload}, to=f"forum:{forum_id}:{Channel.PUB}", namespace=NAMESPACE)
