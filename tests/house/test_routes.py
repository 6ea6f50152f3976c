"""No route and no socket event without a declared permission."""

from app.core.live import NAMESPACE
from app.extensions import socketio


def test_every_endpoint_declares_a_permission_that_exists(app):
    table = app.extensions["decide.permissions"]
    for name, view in app.view_functions.items():
        if name != "static":
            assert getattr(view, "permission", None) in table, name


def test_every_socket_event_declares_a_permission_that_exists(app):
    table = app.extensions["decide.permissions"]
    handlers = socketio.server.handlers.get(NAMESPACE, {}) if socketio.server else {}
    assert handlers
    for event in handlers:
        declared = next(f for m, f, n in _registered() if m == event and n == NAMESPACE)
        assert declared.permission in table, event


def _registered():
    from app.core import live

    yield "join", live.join, NAMESPACE


def test_every_permission_is_asked_for_somewhere(app):
    """A row nobody asks is a rule nobody keeps."""
    from tests.house.source import ROOT

    said = "\n".join(
        p.read_text() for p in [*ROOT.glob("app/**/*.py"), *ROOT.glob("app/templates/**/*.html")] if p.name != "permissions.py"
    )
    unused = [name for name in app.extensions["decide.permissions"] if f'"{name}"' not in said and f"'{name}'" not in said]
    assert not unused
