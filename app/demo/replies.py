"""The demo's official replies: proposals in every state of the public clock, as content/replies.toml tells them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from app.accounts.models import Resident
from app.core import clock
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts.models import District
from app.extensions import db
from app.proposals import services as proposals
from app.proposals.models import Proposal
from app.proposals.states import BudgetTrack, Channel, Field
from app.replies import jobs, queries, services
from app.replies.models import ReplyCase
from app.replies.rules import IDEA_SEOUL_2023, SMALL_PILOT, ReplyPolicy
from app.replies.states import Level, Verdict

POLICIES: dict[str, tuple[float, ReplyPolicy, str]] = {
    "seoul": (
        100, replace(IDEA_SEOUL_2023, preset="", reply_at=20, debate_at=35),
        "시민이 모은 뜻에 언제까지 답하는지 미리 약속하고 지켰는지 누구나 보게 합니다.",
    ),
    "eunpyeong": (60, SMALL_PILOT, "시범 운영 동안 작은 기준으로 시작해 부서가 감당할 수 있는지 살핍니다."),
    "mapo": (
        6.9, replace(SMALL_PILOT, preset="", reply_at=8, reply_days=5, extension_days=7),
        "작은 제안에는 닷새 안에 답하기로 부서들과 약속했습니다.",
    ),
}  # fmt: skip
POSITIONS = {
    "transport": "교통시설과장", "safety": "안전총괄과장", "environment": "환경정책과장", "welfare": "복지정책과장", "culture": "문화정책과장",
    "education": "평생교육과장", "economy": "경제일자리과장", "housing": "주택공원과장",
}  # fmt: skip


class Told:
    """One proposal of the file in its district: who writes it, who endorses it, what officials do."""

    def __init__(self, cast: Cast, district: District, entry: dict[str, Any], people: list[Resident]) -> None:
        self.cast, self.district, self.entry = cast, district, entry
        self.author, *self.fans = people
        self.unit, self._id = entry["field"], 0

    def instant(self, days: float) -> datetime:
        return clock.now() - timedelta(days=days)

    @property
    def proposal(self) -> Proposal:
        return db.session.get_one(Proposal, self._id)

    @property
    def case(self) -> ReplyCase:
        found = queries.case_at(self.proposal, Level.DEPARTMENT)
        assert found is not None
        return found

    @property
    def officer(self) -> Resident:
        return self.cast.officers[self.district.slug, self.unit]

    def script(self, moments: list[tuple[datetime, Callable[[], object]]]) -> Script:
        for moment, act in moments:
            yield moment
            act()

    def acts(self) -> list[tuple[datetime, Callable[[], object]]]:
        """Everything that happens to it, each at its instant."""
        day, number = self.entry["fans"]
        found: list[tuple[datetime, Callable[[], object]]] = [(self.instant(self.entry["published"]), self.publish)]
        gap = (self.entry["published"] - day) / max(1, number)
        for place, fan in enumerate(self.fans[:number]):
            found.append((self.instant(day + gap * (number - 1 - place)), partial(self.endorse, fan)))
        for days, what, *given in self.entry.get("steps", ()):
            found.append((self.instant(days), partial(getattr(self, what), *given)))
        return found

    def endorse(self, fan: Resident) -> None:
        proposals.endorse(self.proposal, by=fan)

    def publish(self) -> None:
        words = {name: self.entry[name] for name in ("title", "problem", "idea", "place")}
        published = proposals.publish(
            self.district, by=self.author, cost_won=self.entry["cost"], track=BudgetTrack.GENERAL, field=Field(self.entry["field"]),
            **words,
        )  # fmt: skip
        self._id = published.id

    def assign(self, unit: str, *cooperating: str) -> None:
        units = self.cast.departments
        self.unit, slug = unit, self.district.slug
        services.assign(
            self.case,
            by=self.cast.accounts["coordinator"],
            lead=units[slug, unit],
            cooperating=[units[slug, one] for one in cooperating],
        )

    def reassign(self, unit: str, reason: str) -> None:
        self.unit = unit
        lead = self.cast.departments[self.district.slug, unit]
        services.assign(self.case, by=self.cast.accounts["coordinator"], lead=lead, reason=reason)

    def interim(self, _unit: str, body: str) -> None:
        services.interim(self.case, by=self.officer, body=body, position=POSITIONS[self.unit])

    def extend(self, days: int, reason: str) -> None:
        case = self.case
        assert case.due_on is not None
        services.extend(case, by=self.officer, due_on=case.due_on + timedelta(days=days), reason=reason)

    def answer(self, verdict: str, body: str, next_step: str) -> None:
        services.answer(
            self.case, by=self.officer, verdict=Verdict(verdict), body=body, next_step=next_step, position=POSITIONS[self.unit]
        )

    def debate(self, verdict: str, body: str, next_step: str) -> None:
        """The second level is given to the department that answered the first, which decides on the debate."""
        case = queries.case_at(self.proposal, Level.DEBATE)
        assert case is not None
        lead = self.cast.departments[self.district.slug, self.unit]
        services.assign(case, by=self.cast.accounts["coordinator"], lead=lead)
        services.answer(
            case, by=self.officer, verdict=Verdict(verdict), body=body, next_step=next_step, position=POSITIONS[self.unit]
        )

    def correct(self, verdict: str, body: str, next_step: str, reason: str) -> None:
        services.correct(
            self.case, by=self.officer, verdict=Verdict(verdict), body=body, next_step=next_step, position=POSITIONS[self.unit], reason=reason,
        )  # fmt: skip


def stories(cast: Cast, places: dict[str, District], rng: Random) -> Iterator[Script]:
    """Every district's policy and the proposals under it; at the end the night writes down what the calendar has decided."""
    for slug, place in places.items():
        yield _adopted(cast, place, *POLICIES[slug])
        for entry in texts.document("replies")[slug]:
            told = Told(cast, place, entry, rng.sample(cast.early + cast.late, min(40, len(cast.early + cast.late))))
            yield told.script(told.acts())
    yield papers(cast, places["seoul"])
    yield _nights()


def papers(cast: Cast, place: District) -> Script:
    """What came by post and by visit: one its writer has claimed with the receipt, the others still waiting for theirs."""
    now, clerk = clock.now(), cast.accounts["clerk"]
    for entry in texts.document("replies")["paper"]:
        yield now - timedelta(days=entry["days"])
        words = {name: entry[name] for name in ("title", "problem", "idea", "place", "paper_number")}
        slip, code = proposals.take_in(
            place, by=clerk, channel=Channel(entry["channel"]), received_on=clock.today() - timedelta(days=1), cost_won=None,
            track=BudgetTrack.GENERAL, field=Field(entry["field"]), **words,
        )  # fmt: skip
        if entry.get("claimed"):
            number = slip.proposal.number
            yield now - timedelta(days=entry["claimed"])
            assert code is not None
            proposals.claim(by=cast.accounts["citizen"], number=number, code=code)


def _adopted(cast: Cast, place: District, days: float, policy: ReplyPolicy, reason: str) -> Script:
    yield clock.now() - timedelta(days=days)
    services.adopt(place, policy, by=cast.accounts["coordinator"], reason=reason)


def _nights() -> Script:
    """A few nights are enough: what has lapsed before is written down by the first of them."""
    now = clock.now()
    for days in (60, 15, 5, 0.2):
        yield now - timedelta(days=days)
        jobs.lapse_all()
