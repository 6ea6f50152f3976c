"""Elections held elsewhere, from .pb files: opened, filled, closed and counted in one transaction. Refuses amounts with decimals."""

from datetime import datetime, time
from fractions import Fraction
from typing import Any

from app.core import clock
from app.core.transaction import transaction
from app.districts.models import District
from app.voting import pb, rules, services
from app.voting.models import Paper
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import Election

VOTERS = "voters"


@transaction
def import_pb(district: District, content: bytes, *, title: str = "", by: Any = None, role: str = "") -> Paper:
    """The election of a .pb file as a counted paper, with the city's own selection beside ours."""
    try:
        file = pb.parse(content)
        election, rule = pb.election_of(file), pb.rule_of(file)
    except ValueError as fault:
        raise rules.FileNotImported(why=fault) from fault
    if election.money_scale != 1:
        raise rules.DecimalsNotImported
    paper = services.open_paper(
        district,
        title=title or file.value("description") or f"{file.value('unit')} {file.value('instance')}",
        introduction=_source(file),
        options=_options(election),
        format=election.format,
        rule=rule,
        electorates=[ElectorateDraft(VOTERS, "투표한 사람", "Voters", Fraction(1))],
        budget=election.budget,
        currency=(file.value("currency") or "KRW")[:3],
        closes_at=_ended(file),
        min_age=0,
        imported=True,
        by=by,
        role=role,
    )
    ballots = ((VOTERS, choice) for choice, times in election.electorates[0].ballots.items() for _ in range(times))
    services.fill_box(paper, ballots)
    services.close(paper, by=by, role=role)
    services.count_paper(paper.id, official=pb.official_selected(file))
    return paper


def _options(election: Election) -> list[OptionDraft]:
    return [
        OptionDraft(one.id, one.name or one.id, cost=one.cost, category=one.category, withdrawn=one.withdrawn)
        for one in election.options
    ]


def _source(file: pb.PbFile) -> str:
    place = ", ".join(part for part in (file.value("country"), file.value("unit"), file.value("instance")) if part)
    return f"Pabulib: {place}"


def _ended(file: pb.PbFile) -> datetime:
    """The last day of voting as the file has it (day.month.year or only the year), at its end in Seoul; never in the future."""
    numbers = [int(part) for part in (file.value("date_end") or file.value("instance")).split(".") if part.isdecimal()]
    try:
        day, month, year = numbers if len(numbers) == 3 else (31, 12, numbers[-1])
        ended = datetime.combine(datetime(year, month, day), time.max, clock.SEOUL)
    except (ValueError, IndexError):
        return clock.now()
    return min(ended, clock.now())
