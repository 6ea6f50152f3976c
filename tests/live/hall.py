"""The smallest application with the house's sockets, for what is about sockets alone: gunicorn loads `tests.live.hall:app`."""

import os
import time

from flask import Flask
from flask_socketio import emit

from app.core import sockets
from app.extensions import socketio

app = Flask(__name__)
app.config.from_mapping(REDIS_URL=os.environ.get("REDIS_URL"), LIVE_FANOUT=os.environ.get("LIVE_FANOUT", "direct"))
sockets.init_app(app)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@socketio.on("say", namespace="/forums")
def say(words: dict[str, object]) -> dict[str, bool]:
    """Tell everybody; a word with a nap first gives later ones the chance to overtake it."""
    if words.get("nap"):
        time.sleep(0.01)
    emit("said", words, broadcast=True)
    return {"ok": True}


@socketio.on("connect", namespace="/forums")
def come(_auth: object = None) -> None:
    """Everybody may."""
