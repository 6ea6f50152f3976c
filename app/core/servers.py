"""One Socket.IO server for each application of a process. Refuses to let a later application take over an earlier one's connections.

Flask-SocketIO keeps one server, that of the application set up last: connections to an earlier one then find no record of
themselves, and are refused. A process serves one application; the tests, and whoever seeds a database beside one that runs, have more.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from flask import Flask, current_app, has_app_context
from flask_socketio import SocketIO

KEY = "decide.sockets"
_handling: ContextVar[Any] = ContextVar("the server whose event is being handled", default=None)


class SocketServers(SocketIO):  # type: ignore[misc]
    """`server` is that of the event being handled, else of the application at hand, else the one made last."""

    _made: Any = None
    _is_making = False

    @property
    def server(self) -> Any:
        if self._is_making:
            return self._made
        here = _handling.get()
        if here is None and has_app_context():
            here = current_app.extensions.get(KEY)
        return here or self._made

    @server.setter
    def server(self, made: Any) -> None:
        self._made = made

    def init_app(self, app: Flask, **options: Any) -> None:
        self.server_options: dict[str, Any] = {}  # nothing of an earlier application's
        self._is_making = True
        try:
            super().init_app(app, **options)
        finally:
            self._is_making = False
        app.extensions[KEY] = self._made
        for events in self._made.handlers.values():
            for name, handler in events.items():
                events[name] = _within(self._made, handler)


def _within(server: Any, handler: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(handler)
    def run(*given: Any) -> Any:
        token = _handling.set(server)
        try:
            return handler(*given)
        finally:
            _handling.reset(token)

    return run
