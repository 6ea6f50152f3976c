"""What became of last year's projects: one done and taken up again, one done in part, one on time, one late, one stopped."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from typing import Any

from app.accounts.models import Resident
from app.budget import queries as budget
from app.budget.models import Candidate
from app.core import clock
from app.delivery import queries, services
from app.delivery.models import Delivery
from app.delivery.rules import MilestoneDraft
from app.delivery.states import Outcome
from app.demo import texts
from app.demo.pipeline import Pipeline
from app.demo.play import Script
from app.demo.story import Story
from app.districts.states import Role


class Project:
    """One project of delivery.toml, with the officer who writes about it."""

    def __init__(self, run: Pipeline, key: str, told: dict[str, Any]) -> None:
        self.run, self.key, self.told = run, key, told

    @property
    def candidate(self) -> Candidate:
        found = budget.candidate_of(self.run.story.proposals[self.key])
        assert found is not None
        return found

    @property
    def delivery(self) -> Delivery:
        assert self.candidate.item is not None
        found = queries.of_item(self.candidate.item)
        assert found is not None
        return found

    @property
    def officer(self) -> Resident:
        story = self.run.story
        return story.cast.officers[story.district.slug, story.entries[self.key]["field"]]

    @property
    def hand(self) -> dict[str, Any]:
        return {"by": self.officer, "role": Role.OFFICER}

    def day(self, days: float) -> date:
        return clock.seoul(self.run.story.instant(days)).date()


def projects(run: Pipeline, later: dict[str, Any]) -> Iterator[Script]:
    """`later`: the proposals of the year after by their keys, filled while the demo is played."""
    for key, told in texts.document("delivery")["projects"].items():
        yield _project(Project(run, key, told), later)


def _project(one: Project, later: dict[str, Any]) -> Script:
    """Everything that happened to it, in the order of days."""
    story: Story = one.run.story
    for day, act in sorted(_acts(one, later), key=itemgetter(0), reverse=True):
        yield story.awake(story.instant(day))
        act()
        one.run.settle()


def _acts(one: Project, later: dict[str, Any]) -> Iterator[tuple[float, Any]]:
    told = one.told
    yield told["planned"], lambda: _plan(one)
    yield told["period"][0], lambda: services.start(one.delivery, **one.hand)
    for title, _, done in told["steps"]:
        if done:
            yield (
                done,
                lambda title=title: services.mark(one.delivery, **one.hand, milestone_id=_step(one, title), on=clock.today()),
            )
    for day, won, purpose in told["spent"]:
        yield day - 0.1, lambda won=won, purpose=purpose: _spend(one, won, purpose)
    for day, title, due, reason in told.get("delays", ()):
        yield (
            day,
            lambda title=title, due=due, reason=reason: services.postpone(
                one.delivery, **one.hand, milestone_id=_step(one, title), due_on=one.day(due), reason=reason
            ),
        )
    report = {"summary": told.get("summary", ""), "lessons": told.get("lessons", "")}
    if "closed" in told:
        yield told["closed"], lambda: services.close(one.delivery, **one.hand, outcome=Outcome(told["outcome"]), **report)
    if "stopped" in told:
        coordinator = one.run.coordinator
        yield told["stopped"], lambda: services.stop(one.delivery, by=coordinator, role=Role.COORDINATOR, **report)
    if "leads_to" in told:
        yield (
            told["link_day"],
            lambda: services.link(one.delivery, **one.hand, proposal=later[told["leads_to"]], note=told["link_note"]),
        )


def _plan(one: Project) -> None:
    item, told = one.candidate.item, one.told
    assert item is not None
    steps = [MilestoneDraft(title, one.day(due)) for title, due, _ in told["steps"]]
    starts, ends = told["period"]
    services.plan(
        item, **one.hand, department=item.department, starts_on=one.day(starts), ends_on=one.day(ends), milestones=steps
    )


def _step(one: Project, title: str) -> int:
    return next(step.id for step in queries.milestones(one.delivery) if step.title == title)


def _spend(one: Project, won: int, purpose: str) -> None:
    given = {"amount_won": abs(won), "on": clock.today(), "purpose": purpose, "is_refund": won < 0}
    services.spend(one.delivery, **one.hand, **given)
