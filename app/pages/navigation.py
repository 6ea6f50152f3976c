"""The main menu and the staff menu of every page. Refuses queries: it asks only the roles already loaded."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext

from app.core.web import who

STAFF = {"officer", "panelist", "committee", "moderator", "clerk", "coordinator", "auditor"}


@dataclass(frozen=True)
class Item:
    """One entry of a menu; `icon_name` is drawn by ui/icons.html."""

    endpoint_url: str
    label: str
    icon_name: str
    is_current: bool
    only_wide: bool = False


ONLY_WIDE = {"opinions.index", "forums.index"}
"""What the bottom bar of a phone has no room for: the home page leads there."""


def main_menu() -> list[Item]:
    """The same places on every page, five of them at the bottom of a phone."""
    home = "pages.home" if g.get("district") else "pages.front"
    return _items(
        (home, gettext("홈"), "home", ("pages.",)),
        ("proposals.index", gettext("제안"), "proposal", ("proposals.", "comments.", "replies.")),
        ("opinions.index", gettext("공론"), "comment", ("opinions.",)),
        ("forums.index", gettext("실시간 토론"), "people", ("forums.",)),
        ("budget.index", gettext("예산 과정"), "budget", ("budget.",)),
        ("voting.index", gettext("투표"), "vote", ("voting.",)),
        ("accounts.me", gettext("내 참여"), "person", ("accounts.", "notices.")),
    )


def staff_menu() -> list[Item]:
    """What people with a hat in this district need at hand."""
    roles = who().roles if g.get("district") else frozenset()
    if not roles & STAFF:
        return []
    wanted: list[tuple[str, str, str, tuple[str, ...]]] = [("budget.desk", gettext("업무"), "desk", ())]
    if "moderator" in roles:
        wanted.append(("moderation.queue", gettext("검토할 글"), "shield", ("moderation.",)))
    if roles & {"clerk", "coordinator"}:
        wanted.append(("proposals.intake", gettext("우편·방문 접수"), "document", ()))
    if "coordinator" in roles:
        wanted.append(("districts.people", gettext("사람과 역할"), "people", ()))
        wanted.append(("proposals.synonyms", gettext("같은 말"), "search", ("proposals.synonyms",)))
    if roles & {"coordinator", "auditor"}:
        wanted.append(("polls.plans", gettext("투표 준비"), "vote", ("polls.",)))
        wanted.append(("districts.log", gettext("기록"), "log", ()))
    return _items(*wanted)


def names() -> dict[str, Any]:
    return {"nav": main_menu(), "staff_nav": staff_menu()}


def _items(*wanted: tuple[str, str, str, tuple[str, ...]]) -> list[Item]:
    here, endpoint = request.script_root + request.path, request.endpoint or ""
    items = []
    for name, label, icon_name, prefixes in wanted:
        if name in current_app.view_functions:
            url = url_for(name)
            is_current = here == url or endpoint.startswith(prefixes or ("?",))
            items.append(Item(url, label, icon_name, is_current, name in ONLY_WIDE))
    return items
