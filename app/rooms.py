"""The rooms of the house in the order they may import each other, and how each is hung into the application."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from flask import Flask

from app.core import cli, history, permissions, telling
from app.notices import wording

ROOMS = (
    "districts", "accounts", "notices", "moderation", "comments", "proposals", "voting", "opinions", "verifiable", "polls", "replies", "budget",
    "forums",
    "delivery", "pages", "demo",
)  # fmt: skip
SHARED_MODELS = (history.HistoryEntry,)


def init_app(app: Flask) -> None:
    """Register every room's tables, views, socket events, slot fillers, commands, permissions and the words of its history and notices."""
    table: dict[str, Any] = dict(permissions.TABLE)
    for command in cli.COMMANDS:
        app.cli.add_command(command)
    for room in ROOMS:
        names = ("models", "moderated", "views", "events", "slots", "desk", "jobs")
        for module in filter(None, (_module(room, name) for name in names)):
            if blueprint := getattr(module, "bp", None):
                app.register_blueprint(blueprint)
        for command in getattr(_module(room, "cli"), "COMMANDS", ()):
            app.cli.add_command(command)
        labels = _module(room, "labels")
        telling.learn(getattr(labels, "HISTORY", {}), getattr(labels, "SUBJECTS", {}))
        wording.learn(getattr(labels, "NOTICES", {}))
        rows = getattr(_module(room, "permissions"), "TABLE", {})
        if doubled := table.keys() & rows.keys():
            raise RuntimeError(f"permissions declared twice: {sorted(doubled)}")
        table.update(rows)
    app.extensions["decide.permissions"] = table


def _module(room: str, name: str) -> ModuleType | None:
    path = f"app.{room}.{name}"
    return import_module(path) if find_spec(f"app.{room}") and find_spec(path) else None
