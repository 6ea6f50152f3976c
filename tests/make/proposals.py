"""Proposals, reached through services."""

from itertools import count
from typing import Any
from uuid import uuid4

from app.proposals import services
from app.proposals.models import Proposal, ProposalDraft
from app.proposals.states import BudgetTrack, Channel, Field
from tests.make import people

_numbers = count(1)
PROBLEM = "학교 앞 횡단보도에 신호등이 없어 아이들이 길을 건널 때 위험합니다."
IDEA = "보행 신호등과 과속 단속 장비를 설치하고 노란 발자국을 그립니다."


def document(**given: Any) -> dict[str, Any]:
    """What a proposal says; each title is different."""
    usual = {
        "title": f"학교 앞 안전한 건널목 만들기 {next(_numbers)}", "problem": PROBLEM, "idea": IDEA, "place": "시험초등학교 앞",
        "cost_won": 30_000_000, "track": BudgetTrack.GENERAL, "field": Field.SAFETY,
    }  # fmt: skip
    return usual | given


def proposal(district: Any = None, *, by: Any = None, once: str | None = None, **given: Any) -> Proposal:
    """A published proposal of a resident."""
    return services.publish(district or people.district(), by=by or people.resident(), once=once, **document(**given))


def received(district: Any = None, *, by: Any = None, channel: Channel = Channel.POST, **given: Any) -> Proposal:
    """A proposal that came in on paper."""
    return services.receive(district or people.district(), by=by, channel=channel, **document(**given))


def endorsed(subject: Proposal, number: int) -> Proposal:
    """The same proposal with this many more endorsements."""
    for _ in range(number):
        services.endorse(subject, by=people.resident())
    return subject


def draft(by: Any, district: Any = None, *, key: str | None = None, question: str = "problem", **answers: str) -> ProposalDraft:
    """What a resident has begun to write."""
    typed = answers or {"title": "쓰던 제안", "problem": PROBLEM}
    hand = services.Hand(uuid4().hex)
    place = district or people.district()
    return services.keep(place, key or uuid4().hex, question, typed, by=by, visitor=None, seen="", hand=hand)
