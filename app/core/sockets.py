"""How websockets run: one process by default, any number with Redis. Refuses other origins and large frames."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import gevent
from engineio.exceptions import EngineIOError
from flask import Flask
from gevent import monkey

from app.core import fanout
from app.core.servers import KEY
from app.extensions import socketio

FRAME_BYTES = 16_384
BACK_PER_SECOND = 200  # clients who reconnect after a restart, spread out so that the new worker is not run over
BACK_MS = (2_000, 30_000)


class WithoutDeflate:
    """WSGI: no per-message compression, which would triple the memory of every connection."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self.application(environ, start_response)


class Json:
    """JSON with Korean as it is, half as long as when it is escaped. Half a character, which no line could carry, is escaped."""

    loads = staticmethod(json.loads)

    @staticmethod
    def dumps(value: Any, **options: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, **options)
        try:
            text.encode()
        except UnicodeEncodeError:
            return json.dumps(value, **options)
        return text


def init_app(app: Flask) -> None:
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        async_handlers=False,
        json=Json,
        message_queue=app.config["REDIS_URL"],
        channel="decide.live",
        max_http_buffer_size=FRAME_BYTES,
        ping_interval=15,
        ping_timeout=10,
    )
    fanout.init_app(app, app.extensions[KEY], FRAME_BYTES)
    app.wsgi_app = WithoutDeflate(app.wsgi_app)  # type: ignore[method-assign]


def farewell() -> int:
    """This worker ends: tell everybody it serves to come back, each at a time of their own choosing within some seconds. How many."""
    assert socketio.server is not None
    engine, manager = socketio.server.eio, socketio.server.manager
    clients = list(engine.sockets.values())
    within = min(max(len(clients) * 1000 // BACK_PER_SECOND, BACK_MS[0]), BACK_MS[1])
    for namespace in list(manager.get_namespaces()):
        manager.emit("restart", {"within_ms": within}, namespace=namespace, ignore_queue=True)
    for client in clients:
        with suppress(EngineIOError, OSError):
            client.close(wait=False)
    return len(clients)


def watch(worker: Any) -> None:
    """Say farewell as soon as gunicorn asks this worker to end, and not when its patience does."""

    def wait() -> None:
        while worker.alive:
            gevent.sleep(0.1)
        farewell()

    gevent.spawn(wait)
