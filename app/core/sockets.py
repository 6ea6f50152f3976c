"""How websockets run: one process by default, any number with Redis. Refuses other origins and large frames."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from gevent import monkey

from app.extensions import socketio

FRAME_BYTES = 16_384


class WithoutDeflate:
    """WSGI: no per-message compression, which would triple the memory of every connection."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self.application(environ, start_response)


def init_app(app: Flask) -> None:
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        async_handlers=False,
        message_queue=app.config["REDIS_URL"],
        channel="decide.live",
        max_http_buffer_size=FRAME_BYTES,
        ping_interval=15,
        ping_timeout=10,
    )
    app.wsgi_app = WithoutDeflate(app.wsgi_app)  # type: ignore[method-assign]
