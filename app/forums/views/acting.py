"""One door for every press of a button in a forum: the form's fields become a command, the same as over a socket."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.accounts.identity import me
from app.core.errors import N_, DomainError, NotFound
from app.core.forms import sentence_of
from app.core.text import stored
from app.core.web import can, edge, refused, who
from app.districts.models import District
from app.forums import commands
from app.forums.commands import COMMANDS, Command
from app.forums.queries import Seat
from app.forums.views import FORUM, Answer, address, bp
from app.forums.views import seat as load_seat
from app.forums.views.reading import about
from app.forums.views.seeing import desk, phone

PAGES = {"room": phone, "console": desk, "show": about}
TOLD = {
    "question.create": N_("질문을 보냈습니다."), "queue.join": N_("발언을 신청했습니다."), "chat.send": N_("보냈습니다."),
    "poll.vote": N_("답을 보냈습니다."),
}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """A press that a rule refused: shown where it was pressed, with what was typed."""

    kind: str
    code: str
    sentence: str
    values: MultiDict[str, str]

    def value(self, kind: str, name: str) -> str:
        return self.values.get(name, "") if kind == self.kind else ""


def _with_command(district: District, forum_id: int, command: str) -> tuple[Seat, str] | None:
    seat = load_seat(district, forum_id) if command in COMMANDS else None
    return (seat, command) if seat else None


@bp.post(f"{FORUM}/do/<command>")
@edge("forum.act", load=_with_command)
def do(found: tuple[Seat, str]) -> Answer:
    seat, kind = found
    command = COMMANDS[kind]
    way_out = refused(command.permission, replace(seat, is_timeless=True))
    if way_out is not None:
        return way_out
    page = request.form.get("back", "room")
    if page not in PAGES:
        raise NotFound
    try:
        payload = fields(command, request.form)
        commands.perform(seat, kind, payload, who=who(), by=me(), command_id=_once(request.form.get("once")))
    except DomainError as refusal:
        if page == "console" and not can("forum.note", seat):
            raise
        return PAGES[page](seat, Refused(kind, refusal.code, _told(refusal), request.form)), refusal.status
    if kind in TOLD:
        flash(_(TOLD[kind]), "success")
    return redirect(address(page, seat, _anchor=_anchor()))


def _told(refusal: DomainError) -> str:
    blockers = [sentence_of(one) for one in getattr(refusal, "blockers", ())]
    return " ".join([sentence_of(refusal), *blockers])


def _once(sent: str | None) -> str | None:
    return sent if sent and len(sent) <= 64 and sent.isalnum() else None


def _anchor() -> str | None:
    anchor = request.form.get("anchor", "")
    return anchor if anchor.replace("-", "").isalnum() and anchor.isascii() else None


def fields(command: Command, form: MultiDict[str, str]) -> dict[str, Any]:
    """What a form says, in the types the command has; empty fields are left out where they may be."""
    given: dict[str, Any] = {}
    for name, kind in {**command.shape, **command.may}.items():
        if kind is bool:
            given[name] = form.get(name) in ("y", "1", "on", "true")
            continue
        texts = [stored(one) for one in form.getlist(name)]
        value = _of(kind, texts)
        if value is not None and (name in command.shape or value != ""):
            given[name] = value
    return {name: value for name, value in given.items() if name in command.shape or name in form or f"has_{name}" in form}


def _of(kind: type, texts: list[str]) -> Any:
    """Boxes ticked are numbers, lines of a text are words."""
    if kind is list:
        if all(one.isdecimal() and len(one) < 10 for one in texts):
            return [int(one) for one in texts]
        return [line.strip() for one in texts for line in one.splitlines() if line.strip()]
    text = texts[0] if texts else ""
    if kind is int:
        return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
    return text
