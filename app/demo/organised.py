"""Votes that officers prepare and polls among residents, in every state: begun, put to a second person, frozen with codes handed out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.core import clock
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import Role
from app.polls import queries, reading, services
from app.polls.models import Plan
from app.polls.rules import METHODS, Question
from app.polls.states import Audience, Contact, Kind
from app.voting import services as voting
from app.voting.rules import Bearer, OptionDraft


def plans(cast: Cast) -> list[Script]:
    """One script for each plan and each poll of content/polls.toml."""
    told = texts.document("polls")
    return [_plan(cast, one) for one in told["plan"]] + [_poll(cast, one) for one in told["poll"]]


def _plan(cast: Cast, told: dict[str, Any]) -> Script:
    yield clock.now() - timedelta(days=told["begun"])
    place, first, second = _place(told), cast.accounts["coordinator"], cast.accounts["auditor"]
    plan = services.begin(place, by=first, title=told["title"], kind=Kind(told["kind"]))
    if told["state"] == "draft":
        return
    services.write_question(plan, by=first, title=told["title"], introduction=told["introduction"], question=_question(told))
    services.write_options(plan, by=first, options=_options(told, place))
    services.write_audience(plan, by=first, audience=Audience(told["audience"]), slips=told.get("slips", 0))
    if members := told.get("members", 0):
        services.write_roster(
            plan, by=first, contacts=[(Contact.EMAIL, f"member{n:02d}@example.test") for n in range(1, members + 1)]
        )
    now = clock.now()
    window = {"opens_at": now + timedelta(days=told["opens"]), "closes_at": now + timedelta(days=told["closes"])}
    services.write_terms(plan, by=first, is_sealed=told["sealed"], min_age=14, **window)
    services.tried(plan, by=first)
    services.submit(plan, by=first)
    if told["state"] == "frozen":
        yield now + timedelta(hours=5)
        services.confirm(plan, by=second, role=Role.AUDITOR, seen=services.fingerprint(plan))
        if told.get("handed"):
            services.print_slips(plan, by=first)


def _poll(cast: Cast, told: dict[str, Any]) -> Script:
    """A resident asks others, and some answer."""
    now, place = clock.now(), _place(told)
    yield now - timedelta(days=told["begun"])
    author = cast.accounts[told["author"]]
    plan = services.ask(
        place, by=author, title=told["title"], introduction=told["introduction"], question=_question(told),
        options=_options(told, place), audience=Audience(told["audience"]), closes_at=clock.now() + timedelta(days=told["closes"]),
    )  # fmt: skip
    for number, chosen in enumerate(told["chosen"], start=1):
        yield now - timedelta(days=told["begun"]) + timedelta(hours=2 * number)
        _answer(cast, place, plan, number, chosen)


def _answer(cast: Cast, place: District, plan: Plan, number: int, chosen: str) -> None:
    assert plan.paper_id is not None
    found = queries.linked(place, plan.paper_id)
    assert found is not None
    paper = found[1]
    by = (
        Bearer(paper.id, f"link:{number:032x}", paper.electorates[0].id) if plan.audience is Audience.LINK else cast.early[number]
    )
    voting.cast(paper, by=by, raw_choice=[chosen])


def _place(told: dict[str, Any]) -> District:
    place = districts.by_slug(told["place"])
    assert place is not None
    return place


def _question(told: dict[str, Any]) -> Question:
    kind = Kind(told["kind"])
    return Question(kind, METHODS[kind][0], most=told.get("most"), budget_won=told.get("budget", 0))


def _options(told: dict[str, Any], place: District) -> Sequence[OptionDraft]:
    drafts, faults = reading.options(reading.typed("\n".join(told["options"])), queries.places(place))
    assert not faults
    return drafts
