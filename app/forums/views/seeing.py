"""The three views of a running forum: phone, console, screen. Each works as a plain page; scripts only keep it fresh."""

from flask import current_app, render_template, url_for
from flask_babel import gettext

from app.core import qr
from app.core.web import can, edge, show_frame_of, who
from app.forums import keys, queries, rules
from app.forums.queries import Seat
from app.forums.views import FORUM, bp, seat


@bp.get(f"{FORUM}/room")
@edge("forum.read", load=seat)
def room(seat: Seat) -> str:
    return phone(seat)


def phone(seat: Seat, refused: object = None) -> str:
    """Where a participant is: what is going on, what they can say, what others have said."""
    state = queries.snapshot(seat.forum)
    own = queries.own(seat.forum, who().resident_id)
    if video := rules.origin_to_embed(seat.forum.link, current_app.config["VIDEO_ORIGINS"]):
        show_frame_of(video)
    place = next((at for at, one in enumerate(state["queue"], start=1) if own["member"] and one["member"] == own["member"]), 0)
    return render_template(
        "forums/room.html", seat=seat, forum=seat.forum, state=state, own=own, place=place, refused=refused, rules=rules, video=video,
        floor_rules=rules.floor_rules(fair=seat.forum.is_fair, balance=seat.forum.is_balanced),
    )  # fmt: skip


@bp.get(f"{FORUM}/console")
@edge("forum.note", load=seat)
def console(seat: Seat) -> str:
    return desk(seat)


def desk(seat: Seat, refused: object = None) -> str:
    """Where a forum is led: what waits, what is public, what is held; the floor, the screen, the polls."""
    state = queries.snapshot(seat.forum, "moderator")
    columns = {
        "waiting": [one for one in state["questions"] if one["state"] == "waiting"],
        "public": [one for one in state["questions"] if one["state"] in ("shown", "on_screen") and not one["into"]],
        "held": [one for one in state["questions"] if one["state"] in ("held", "answered")],
    }
    return render_template(
        "forums/console.html", seat=seat, forum=seat.forum, state=state, columns=columns, refused=refused, rules=rules, keys=keys,
        sides=queries.time_by_side(seat.forum), districts=queries.time_by_district(seat.forum), runs=can("forum.run", seat),
        floor_rules=rules.floor_rules(fair=seat.forum.is_fair, balance=seat.forum.is_balanced),
    )  # fmt: skip


@bp.get(f"{FORUM}/screen")
@edge("forum.read", load=seat)
def screen(seat: Seat) -> str:
    """The big screen: nothing to press, legible from the last row."""
    state = queries.snapshot(seat.forum, "projector")
    scene = state["screen"].get("scene") or ("agenda" if seat.forum.is_open_for("floor") else "join")
    target = state["screen"].get("target")
    way = url_for("forums.join", code=seat.forum.join_code, _external=True)
    return render_template(
        "forums/screen.html", seat=seat, forum=seat.forum, state=state, scene=scene, rules=rules, way_in=qr.qr(way, gettext("참여 주소 QR 코드")),
        question=next((one for one in state["questions"] if one["id"] == target), None),
        poll=next((one for one in state["polls"] if one["id"] == target), None),
        item=next((one for one in state["agenda"] if one["state"] == "open"), None),
        short=url_for("forums.join", _external=True).split("://", 1)[-1],
    )  # fmt: skip
