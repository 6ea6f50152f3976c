"""No route and no socket event without a declared permission."""

from inspect import isfunction

from app.core import live
from app.extensions import socketio
from app.forums import events as forums


def test_every_endpoint_declares_a_permission_that_exists(app):
    table = app.extensions["decide.permissions"]
    for name, view in app.view_functions.items():
        if name != "static":
            assert getattr(view, "permission", None) in table, name


def test_every_socket_event_declares_a_permission_that_exists(app):
    table = app.extensions["decide.permissions"]
    declared = {(event, space): handler for module in (live, forums) for event, handler, space in _registered(module)}
    handled = [(event, space) for space, events in socketio.server.handlers.items() for event in events]
    assert {space for _, space in handled} == {live.NAMESPACE, forums.NAMESPACE}
    for event, space in handled:
        assert declared[event, space].permission in table, event


def _registered(module):
    """The handlers of a module, under the names they answer to."""
    names = {"tell_me": "me", "command": "cmd", "leave": "disconnect"}
    for name, handler in vars(module).items():
        if isfunction(handler) and hasattr(handler, "permission"):
            yield names.get(name, name), handler, module.NAMESPACE


def test_every_permission_is_asked_for_somewhere(app):
    """A row nobody asks is a rule nobody keeps."""
    from tests.house.source import ROOT

    said = "\n".join(
        p.read_text() for p in [*ROOT.glob("app/**/*.py"), *ROOT.glob("app/templates/**/*.html")] if p.name != "permissions.py"
    )
    unused = [name for name in app.extensions["decide.permissions"] if f'"{name}"' not in said and f"'{name}'" not in said]
    assert not unused
