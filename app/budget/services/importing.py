"""A Pabulib file as a cycle that has come as far as the vote: proposals, candidates, paper and box, all or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from app.budget import queries
from app.budget.models import Candidate, Cycle
from app.budget.rules import SMALL_PILOT, YEAR_MAXIMUM, YEAR_MINIMUM, BudgetPolicy
from app.budget.services import cycles
from app.budget.states import CandidateState, Stage
from app.core import clock
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.proposals import services as proposals
from app.proposals.models import Proposal
from app.proposals.states import BudgetTrack, Channel, Field
from app.voting import services as voting
from app.voting.pb import PbError, PbFile, election_of, official_selected, rule_of
from app.voting.rules import OPTIONS_MAXIMUM, ElectorateDraft, OptionDraft
from app.voting.tally import Election, Option

FIELDS = {
    "public transit and roads": Field.TRANSPORT,
    "public space": Field.HOUSING,
    "urban greenery": Field.ENVIRONMENT,
    "environmental protection": Field.ENVIRONMENT,
    "education": Field.EDUCATION,
    "culture": Field.CULTURE,
    "sport": Field.CULTURE,
    "health": Field.WELFARE,
    "welfare": Field.WELFARE,
    "safety": Field.SAFETY,
}


@dataclass(frozen=True)
class Imported:
    """What an import brought in."""

    cycle: Cycle
    proposals: int
    ballots: int


@transaction
def bring_in(district: District, file: PbFile, *, name: str, source: str) -> Imported:
    """Make the file a cycle at FINAL_SELECTION with its ballots in the box; the coordinator closes and counts.

    Raises PbError where the file holds something this house cannot show, before anything is written.
    """
    election = _checked(file)
    rule, official = rule_of(file), official_selected(file)
    policy = _policy(election)
    cycle = cycles.open_cycle(
        district, name=name, year=_year(file), policy=policy, calendar={}, by=None, currency=_currency(file), source=source,
        stage=Stage.FINAL_SELECTION,
    )  # fmt: skip
    cycle.official = list(official) if official is not None else None
    details = _details(file)
    made = {option.id: _candidate(district, cycle, option, details.get(option.id, "")) for option in election.options}
    options = [_option(option, made[option.id], details.get(option.id, "")) for option in election.options]
    voters = [ElectorateDraft("voters", "투표자", "Voters", rank=1)]
    paper = voting.open_paper(
        district, title=name, introduction=file.value("description"), options=options, format=election.format, rule=rule,
        electorates=voters, budget=election.budget, currency=cycle.currency, language=_language(file), closes_at=_closed_at(file), imported=True,
        by=None, role="",
    )  # fmt: skip
    db.session.flush()
    cycle.paper_id = paper.id
    ballots = voting.fill_box(
        paper, ((body.code, choice) for body in election.electorates for choice, n in body.ballots.items() for _ in range(n))
    )
    record(cycle, "budget.imported", source=source, proposals=len(made), ballots=ballots)
    return Imported(cycle, len(made), ballots)


def _checked(file: PbFile) -> Election:
    election = election_of(file)
    if election.money_scale != 1:
        raise PbError(_line_of_decimals(file), "an amount with decimals; only whole amounts can be shown")
    if len(election.options) > OPTIONS_MAXIMUM:
        raise PbError(1, f"{len(election.options)} projects; a paper holds at most {OPTIONS_MAXIMUM}")
    try:
        rule_of(file)
    except ValueError as fault:
        raise PbError(_line_of(file, "rule"), str(fault)) from None
    return election


def _line_of(file: PbFile, key: str) -> int:
    """The line of a META key: the section's name and its header stand above the first."""
    return next((line for line, (name, _) in enumerate(file.meta, start=3) if name == key), 1)


def _line_of_decimals(file: PbFile) -> int:
    """The first line with an amount that is not whole; PROJECTS and its header stand between META and the projects."""
    first_project = len(file.meta) + 5
    amounts = [(_line_of(file, key), file.value(key, "0")) for key in ("budget", "max_sum_cost")]
    amounts += list(enumerate(file.project_column("cost") or (), start=first_project))
    return next((line for line, text in amounts if Fraction(text.replace(",", ".")).denominator != 1), 1)


def _policy(election: Election) -> BudgetPolicy:
    """The frozen policy of an imported cycle: the rule that counts stands on its paper."""
    return replace(SMALL_PILOT, preset="imported", envelope_won=election.budget, deliberation_steps=())


def _currency(file: PbFile) -> str:
    code = file.value("currency").strip().upper()
    return code if len(code) == 3 and code.isalpha() else "XXX"


def _language(file: PbFile) -> str:
    """An ISO 639 code, or `und`: a reader's screen must not read Polish titles out as Korean."""
    code = file.value("language").strip().lower()
    return code if len(code) in (2, 3) and code.isascii() and code.isalpha() else "und"


def _year(file: PbFile) -> int:
    digits = "".join(
        c if c.isdecimal() else " " for c in f"{file.value('instance')} {file.value('date_end')} {file.value('date_begin')}"
    )
    return next(
        (int(part) for part in digits.split() if len(part) == 4 and YEAR_MINIMUM <= int(part) <= YEAR_MAXIMUM), clock.today().year
    )


def _closed_at(file: PbFile) -> datetime:
    """The end of the file's last day, or now where it names none; it is never in the future."""
    for key in ("date_end", "date_begin"):
        try:
            end = datetime.strptime(file.value(key), "%d.%m.%Y").replace(tzinfo=clock.SEOUL) + timedelta(days=1)
        except ValueError:
            continue
        return min(end, clock.now())
    return clock.now()


def _details(file: PbFile) -> dict[str, str]:
    ids, texts = file.project_column("project_id") or (), file.project_column("description") or ()
    return dict(zip(ids, texts, strict=False))


def _candidate(district: District, cycle: Cycle, option: Option, text: str) -> Proposal:
    category = option.category.split(",")[0].strip().lower()
    proposal = proposals.receive(
        district, by=None, channel=Channel.IMPORT, title=option.name or option.id, problem="", idea=text, place=option.district,
        cost_won=option.cost, track=BudgetTrack.GENERAL, field=FIELDS.get(category, Field.OTHER), currency=cycle.currency,
    )  # fmt: skip
    candidate = Candidate(
        district_id=district.id, cycle_id=cycle.id, proposal_id=proposal.id, track=proposal.track.value,
        state=CandidateState.SECOND_PASSED, final_version_id=proposal.current.id, cost_won=option.cost, option_code=option.id,
    )  # fmt: skip
    db.session.add(candidate)
    record(proposal, "budget.imported", cycle_id=cycle.id, source=cycle.source)
    return proposal


def _option(option: Option, proposal: Proposal, text: str) -> OptionDraft:
    return OptionDraft(
        code=option.id,
        title=option.name or option.id,
        summary=text,
        cost=option.cost,
        category=option.category,
        area=option.district,
        ref=proposal.number,
    )


def agrees(cycle: Cycle) -> bool | None:
    """Whether the count selected what the file says its organiser selected; None where the file does not say, or before the count."""
    if cycle.official is None:
        return None
    chosen = {one.option_code for one in queries.in_state(cycle, *_CHOSEN)}
    return chosen == set(cycle.official)


_CHOSEN = (CandidateState.SELECTED, CandidateState.ADOPTED, CandidateState.AMENDED, CandidateState.CUT)


def default_name(file: PbFile) -> str:
    """A name for the cycle from the file's own words."""
    place = " ".join(part for part in (file.value("country"), file.value("unit"), file.value("instance")) if part)
    return (file.value("description") or place or "Imported")[:80]
