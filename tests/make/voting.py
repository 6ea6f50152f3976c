"""Papers, votes and counts, reached through services."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.accounts.models import Resident
from app.core import clock
from app.districts.models import District
from app.districts.states import Role
from app.voting import services
from app.voting.ballot import ApprovalFormat, BallotFormat, KnapsackFormat, names
from app.voting.models import Paper, TallyResult
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import CompositeRule, GreedyRule, Rule
from tests.make import people

MAN = 10_000
RESIDENTS = (ElectorateDraft("citizens", "시민", "Citizens"),)
COMMITTEE_AND_CITIZENS = (
    ElectorateDraft("committee", "위원", "Committee", Fraction(2, 5), Role.COMMITTEE, rank=1),
    ElectorateDraft("citizens", "시민", "Citizens", Fraction(3, 5), None, rank=9),
)


def options(number: int = 5) -> list[OptionDraft]:
    """p1 costs 1,000만, p2 2,000만 and so on; two fields by turns."""
    return [
        OptionDraft(f"p{n}", f"시험 사업 {n}", f"시험 사업 {n}의 설명", n * 1000 * MAN, ("교통", "환경")[n % 2], f"ref:{n}")
        for n in range(1, number + 1)
    ]


def paper(
    place: District | None = None, *, format: BallotFormat | None = None, rule: Rule | None = None,
    electorates: Sequence[ElectorateDraft] = RESIDENTS, budget: int = 6000 * MAN, days: int = 7, **given: Any,
) -> Paper:  # fmt: skip
    """An open paper: choose up to three of five, greedy within 6,000만."""
    place = place or people.district()
    weighted = CompositeRule() if len(electorates) > 1 else GreedyRule()
    given = {
        "options": options(),
        "closes_at": clock.now() + timedelta(days=days),
        "by": None,
        "role": "",
        "title": "시험 투표",
    } | given
    return services.open_paper(
        place,
        format=format or ApprovalFormat(max_choices=3),
        rule=rule or weighted,
        electorates=electorates,
        budget=budget,
        **given,
    )


def knapsack(place: District | None = None, budget: int = 6000 * MAN, **given: Any) -> Paper:
    """An open paper whose voters fill a budget."""
    return paper(place, format=KnapsackFormat(budget=budget), budget=budget, **given)


def imported(place: District | None = None, ballots: Iterable[Sequence[str]] = (("p1", "p2"), ("p2",)), **given: Any) -> Paper:
    """An election held elsewhere, its ballots in the box."""
    ended = clock.now() - timedelta(days=30)
    made = paper(place, imported=True, **({"closes_at": ended} | given))
    services.fill_box(made, [("citizens", names(codes)) for codes in ballots])
    return made


def vote(on: Paper, codes: Any = ("p1",), by: Resident | None = None) -> str:
    """One ballot; the receipt."""
    return services.cast(on, by=by or people.resident(), raw_choice=codes if isinstance(codes, str) else list(codes))


def young(birth: date) -> Resident:
    return people.resident(birth_date=birth)


def counted(on: Paper) -> TallyResult:
    """Close and count."""
    services.close(on, by=None, role="")
    return services.count_paper(on.id)
