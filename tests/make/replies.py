"""Official replies, reached through services: a district with a policy, proposals at their threshold, departments at work."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from app.accounts.models import Resident
from app.core import clock
from app.districts.models import Department, District
from app.districts.states import Role
from app.extensions import db
from app.proposals import services as proposals
from app.proposals.models import Proposal
from app.replies import queries, services
from app.replies.models import ReplyCase
from app.replies.rules import SMALL_PILOT, ReplyPolicy
from app.replies.states import Level, Verdict
from tests.make import people
from tests.make import proposals as writing

REASON = "시험을 위해 정한 이유이며 스무 자를 넘도록 적어 둡니다."
BODY = "제안해 주신 건널목을 현장에서 살펴보았습니다. 신호등을 먼저 달고 단속 장비는 경찰서와 협의해 이어서 답드리겠습니다."
QUICK = replace(SMALL_PILOT, reply_at=2, debate_at=4, mayor_at=6, preset="")


@dataclass
class World:
    """A district under a policy, with a coordinator, two departments and their officers."""

    district: District
    coordinator: Resident
    department: Department
    officer: Resident
    other: Department
    other_officer: Resident
    crowd: list[Resident] = field(default_factory=list)

    def endorse(self, proposal: Proposal, number: int) -> None:
        """By this many residents, the same ones for every proposal."""
        while len(self.crowd) < number:
            self.crowd.append(people.resident())
        for fan in self.crowd[:number]:
            proposals.endorse(proposal, by=fan)

    def waiting(self, number: int | None = None, **given: Any) -> ReplyCase:
        proposal = writing.proposal(self.district, **given)
        case = queries.case_at(proposal, Level.DEPARTMENT)
        assert case is not None
        self.endorse(proposal, number or case.threshold)
        return people.again(case)

    def assigned(self, **given: Any) -> ReplyCase:
        case = self.waiting(**given)
        return services.assign(case, by=self.coordinator, lead=self.department)

    def answered(self, **given: Any) -> ReplyCase:
        case = self.assigned(**given)
        services.answer(case, by=self.officer, **words())
        return case


def world(slug: str = "mapo", policy: ReplyPolicy = QUICK) -> World:
    place = people.district(slug)
    unit, other = people.department(place, "보행정책과"), people.department(place, "도로과")
    made = World(
        place, people.official(place, Role.COORDINATOR), unit, people.official(place, Role.OFFICER, unit=unit), other,
        people.official(place, Role.OFFICER, unit=other),
    )  # fmt: skip
    services.adopt(place, policy, by=made.coordinator, reason=REASON)
    return made


def words(**given: Any) -> dict[str, Any]:
    """A reply that says yes."""
    usual = {
        "verdict": Verdict.ACCEPTED,
        "body": BODY,
        "next_step": "내년 3월까지 신호등을 답니다.",
        "links": [],
        "position": "보행정책과장",
    }
    return usual | given


def later(days: int) -> datetime:
    """Noon in Seoul so many days from today."""
    return datetime.combine(clock.today() + timedelta(days=days), time(12), clock.SEOUL)


def case_of(proposal: Proposal, level: Level = Level.DEPARTMENT) -> ReplyCase | None:
    db.session.rollback()
    return queries.case_at(proposal, level)
