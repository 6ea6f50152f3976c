"""Reads of papers, the roll and results. Refuses to show any result before the count, and any ballot with its key."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import SystemRandom
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import selectinload

from app.accounts.models import Resident
from app.accounts.rules import age_on
from app.core import clock
from app.districts.models import District
from app.extensions import db
from app.voting import bodies, rules
from app.voting.ballot import Choice
from app.voting.models import Ballot, BearerEntry, Electorate, Paper, RollEntry, TallyAnalysis, TallyResult, VotingPass, choice_of
from app.voting.rules import Bearer
from app.voting.states import Level, PaperState, Standing, Window
from app.voting.tally import Election, Option, Result, result_from_json
from app.voting.tally import Electorate as CountedElectorate
from app.voting.tally.analysis import ANALYSIS_VERSION

CLOSED_PER_PAGE = 20
_WHOLE = (selectinload(Paper.options), selectinload(Paper.electorates))


def paper_by_id(district: District, paper_id: int) -> Paper | None:
    """The paper with its options and electorates; a draft is nobody's business, nor what moderators have taken out of sight."""
    wanted = (
        (Paper.district_id == district.id)
        & (Paper.id == paper_id)
        & (Paper.state != PaperState.DRAFT)
        & Paper.hidden_at.is_(None)
    )
    return db.session.scalar(select(Paper).where(wanted).options(*_WHOLE))


def papers(district: District) -> list[Paper]:
    """Every paper of the district, the one that closes last first."""
    return list(db.session.scalars(_of(district).order_by(Paper.closes_at.desc(), Paper.id.desc())))


def current_papers(district: District) -> list[Paper]:
    """What can be voted on now or later: what closes first stands first."""
    ahead = _of(district).where(Paper.state == PaperState.OPEN, Paper.closes_at > clock.now(), Paper.imported.is_(False))
    return list(db.session.scalars(ahead.where(Paper.is_listed).order_by(Paper.closes_at, Paper.id)))


def past_papers(district: District, page: int = 1) -> tuple[list[Paper], int]:
    """One page of what has been closed, latest first, and the number of pages."""
    past = _of(district).where(
        Paper.is_listed, (Paper.state != PaperState.OPEN) | (Paper.closes_at <= clock.now()) | Paper.imported
    )
    total = db.session.scalar(select(func.count()).select_from(past.subquery())) or 0
    shown = past.order_by(Paper.closes_at.desc(), Paper.id.desc()).limit(CLOSED_PER_PAGE).offset((page - 1) * CLOSED_PER_PAGE)
    return list(db.session.scalars(shown)), max(1, -(-total // CLOSED_PER_PAGE))


def _of(district: District) -> Any:
    return select(Paper).where(Paper.district_id == district.id, Paper.state != PaperState.DRAFT, Paper.hidden_at.is_(None))


def due_ids(now: datetime) -> list[int]:
    """Papers of all districts whose time has come."""
    due = (Paper.state == PaperState.OPEN) & (Paper.closes_at <= now) & Paper.imported.is_(False)
    return list(db.session.scalars(select(Paper.id).where(due).order_by(Paper.id)))


def uncounted_ids() -> list[int]:
    """Closed papers that could be counted: not those whose ballots are still sealed."""
    able = (Paper.level != Level.SEALED) | Paper.ballots_sha256.is_not(None)
    return list(db.session.scalars(select(Paper.id).where(Paper.state == PaperState.CLOSED, able).order_by(Paper.id)))


def unanalysed_ids() -> list[int]:
    """Counted papers whose analysis has not been begun, not been finished, or was made in an older way."""
    done = (TallyAnalysis.finished_at.is_not(None)) & (TallyAnalysis.version == ANALYSIS_VERSION)
    finished = select(TallyAnalysis.paper_id).where(done)
    wanted = (Paper.state == PaperState.COUNTED) & Paper.id.not_in(finished)
    return list(db.session.scalars(select(Paper.id).where(wanted).order_by(Paper.id)))


def analysis(paper: Paper) -> TallyAnalysis | None:
    """What is known beyond the count so far, with its parts; None until the work has begun."""
    wanted = (TallyAnalysis.paper_id == paper.id) & (TallyAnalysis.district_id == paper.district_id)
    return db.session.scalar(select(TallyAnalysis).where(wanted).options(selectinload(TallyAnalysis.parts)))


def tally_row(paper: Paper) -> TallyResult | None:
    """The stored count, None until there is one."""
    if not paper.is_counted:
        return None
    return db.session.scalar(
        select(TallyResult).where(TallyResult.paper_id == paper.id, TallyResult.district_id == paper.district_id)
    )


def result(paper: Paper) -> Result | None:
    """The result, None until it is counted. Raises ValueError where the stored result was tampered with."""
    row = tally_row(paper)
    return result_from_json(row.result) if row else None


def turnout(paper: Paper) -> dict[str, int]:
    """Ballots cast by electorate code: in tens while voting is open, exact afterwards."""
    source = Ballot if paper.imported else RollEntry
    by_id: Counter[int] = Counter()
    for table in {source, Ballot if paper.imported else BearerEntry}:
        counted = select(table.electorate_id, func.count()).where(table.paper_id == paper.id).group_by(table.electorate_id)
        by_id.update({row[0]: row[1] for row in db.session.execute(counted)})
    exact = {body.code: by_id[body.id] for body in paper.electorates}
    if paper.state in (PaperState.CLOSED, PaperState.COUNTED):
        return exact
    return {code: rules.coarse(number) for code, number in exact.items()}


def has_voted(paper: Paper, resident_id: int) -> bool:
    on_roll = select(RollEntry.paper_id).where(RollEntry.paper_id == paper.id, RollEntry.resident_id == resident_id)
    return db.session.scalar(on_roll) is not None


def voted_ids(papers: Iterable[Paper], resident_id: int) -> set[int]:
    """Which of these papers the resident has voted on."""
    ids = [paper.id for paper in papers]
    return set(
        db.session.scalars(select(RollEntry.paper_id).where(RollEntry.resident_id == resident_id, RollEntry.paper_id.in_(ids)))
    )


def voted_on(resident_id: int) -> list[Paper]:
    """Every paper on whose roll this resident stands: for their own export."""
    mine = select(Paper).join(RollEntry, RollEntry.paper_id == Paper.id).where(RollEntry.resident_id == resident_id)
    return list(db.session.scalars(mine.order_by(Paper.id)))


def papers_voted_on(district: District | None, resident_id: int) -> list[Paper]:
    """That somebody voted, never what; of one district, or of all where none is at hand."""
    mine = select(Paper).join(RollEntry, RollEntry.paper_id == Paper.id).where(RollEntry.resident_id == resident_id)
    if district is not None:
        mine = mine.where(Paper.district_id == district.id)
    return list(db.session.scalars(mine.order_by(Paper.closes_at.desc()).limit(50)))


def bodies_of(paper: Paper, resident_id: int) -> set[int]:
    """The electorates of this paper that no role describes and this resident belongs to: one statement, however many there are."""
    asked = []
    for body in paper.electorates:
        if (members := bodies.members(paper, body)) is not None:
            mine = members.where(members.selected_columns[0] == resident_id)  # a search by its key, however many belong
            asked.append(select(literal(body.id)).where(mine.exists()))
    return set(db.session.scalars(union_all(*asked))) if asked else set()


def electorate_of(paper: Paper, by: Resident | Bearer, roles: Iterable[str]) -> Electorate | None:
    """The most specific electorate this person votes in; nobody without a confirmed address or a good code votes anywhere.

    Whoever stands on the roll stays where they stand there: somebody who moves house meanwhile changes the ballot they have cast.
    """
    if isinstance(by, Bearer):
        return next((body for body in paper.electorates if body.id == by.electorate_id), None) if is_good(paper, by) else None
    if len(paper.electorates) > 1 and (known := db.session.get(RollEntry, (paper.id, by.id))):
        return next(body for body in paper.electorates if body.id == known.electorate_id)
    return rules.electorate_for(paper.electorates, roles, bodies_of(paper, by.id)) if by.assurance >= 1 else None


def is_good(paper: Paper, bearer: Bearer) -> bool:
    """Whether the code this browser has shown still opens this paper: it may have been replaced since."""
    if bearer.paper_id != paper.id:
        return False
    if bearer.pass_id is None:
        return any(body.id == bearer.electorate_id and body.eligible_role == rules.BY_LINK for body in paper.electorates)
    held = db.session.get(VotingPass, bearer.pass_id)
    return held is not None and held.paper_id == paper.id and held.code_hash.startswith(bearer.stamp)


def pass_by_hash(paper: Paper, code_hash: str) -> VotingPass | None:
    return db.session.scalar(select(VotingPass).where(VotingPass.paper_id == paper.id, VotingPass.code_hash == code_hash))


def pass_ids(paper: Paper, electorate_id: int) -> set[int]:
    """The codes of one electorate, each of which is one voter."""
    wanted = (VotingPass.paper_id == paper.id) & (VotingPass.electorate_id == electorate_id)
    return set(db.session.scalars(select(VotingPass.id).where(wanted)))


def key_of(by: Resident | Bearer) -> str:
    """What stands for a person on the roll of a paper."""
    return by.key if isinstance(by, Bearer) else str(by.id)


def has_cast(paper: Paper, by: Resident | Bearer) -> bool:
    if isinstance(by, Bearer):
        return db.session.get(BearerEntry, (paper.id, by.key)) is not None
    return has_voted(paper, by.id)


def standing(paper: Paper, by: Resident | Bearer | None, roles: Iterable[str]) -> Standing:
    """How this person stands towards this paper at this moment; asked by the page and, inside its transaction, by the cast."""
    voter, at = None, paper.window
    resident = None if isinstance(by, Bearer) else by
    if isinstance(by, Bearer) and is_good(paper, by):
        voter = rules.Voter(is_confirmed=True, age=paper.min_age, has_electorate=True, has_voted=has_cast(paper, by))
    if resident is not None and not paper.imported and at is Window.OPEN:
        voter = rules.Voter(
            is_confirmed=resident.assurance >= 1,
            age=age_on(resident.birth_date, clock.today()),
            has_electorate=rules.electorate_for(paper.electorates, roles, bodies_of(paper, resident.id)) is not None,
            has_voted=has_voted(paper, resident.id),
        )
    return rules.standing(at, paper.imported, paper.min_age, voter)


def lies_in_box(paper: Paper, key: str) -> bool:
    """Whether a ballot with this key lies in the box of this paper."""
    return db.session.scalar(select(Ballot.paper_id).where(Ballot.key == key, Ballot.paper_id == paper.id)) is not None


def key_is_taken(key: str) -> bool:
    return db.session.scalar(select(Ballot.paper_id).where(Ballot.key == key)) is not None


def box_size(paper: Paper) -> int:
    return db.session.scalar(select(func.count()).where(Ballot.paper_id == paper.id)) or 0


def roll_size(paper: Paper) -> int:
    rolls = (select(func.count()).where(table.paper_id == paper.id) for table in (RollEntry, BearerEntry))
    return sum(db.session.scalar(roll) or 0 for roll in rolls)


def election_of(paper: Paper) -> Election:
    """The closed paper with its ballots, as the count takes it."""
    counted = select(Ballot.electorate_id, Ballot.choice, func.count()).where(Ballot.paper_id == paper.id)
    piles: dict[int, dict[Choice, int]] = {body.id: {} for body in paper.electorates}
    for electorate_id, text, number in db.session.execute(counted.group_by(Ballot.electorate_id, Ballot.choice)):
        choice = choice_of(text)
        piles[electorate_id][choice] = piles[electorate_id].get(choice, 0) + number
    return election(paper, piles)


def election(paper: Paper, piles: dict[int, dict[Choice, int]]) -> Election:
    """The paper as the counting engine sees it, with these ballots by electorate id."""
    return Election(
        digest=paper.digest,
        budget=paper.budget,
        options=ballot_options(paper),
        format=paper.ballot_format,
        electorates=tuple(
            CountedElectorate(body.code, body.weight, piles.get(body.id, {}), None if body.areas is None else tuple(body.areas))
            for body in paper.electorates
        ),
        seed=paper.seed,
    )


def ballot_options(paper: Paper) -> tuple[Option, ...]:
    """The options as the ballot check and the count see them: `id` is the option's code."""
    return tuple(Option(one.code, one.cost, one.title, one.category, one.area, one.withdrawn) for one in paper.options)


def published_ballots(paper: Paper) -> list[tuple[str, Choice]]:
    """(electorate code, choice) of every ballot of a counted paper, freshly shuffled; small electorates stay closed."""
    if not paper.is_counted:
        raise rules.NotCounted
    codes = {body.id: body.code for body in paper.electorates}
    shown = [body.id for body in published_electorates(paper, turnout(paper))]
    rows = db.session.execute(
        select(Ballot.electorate_id, Ballot.choice).where(Ballot.paper_id == paper.id, Ballot.electorate_id.in_(shown))
    )
    ballots = [(codes[electorate_id], choice_of(text)) for electorate_id, text in rows]
    SystemRandom().shuffle(ballots)
    return ballots


def published_electorates(paper: Paper, cast: dict[str, int]) -> list[Electorate]:
    """The electorates whose single ballots anybody may have, given the turnout by code."""
    return [body for body in paper.electorates if paper.imported or cast[body.code] >= rules.SMALL_ELECTORATE]


def published_election(paper: Paper, code: str) -> tuple[Electorate, Election]:
    """One electorate (the first published one where `code` is empty) and the election; small electorates stay closed."""
    if not paper.is_counted:
        raise rules.NotCounted
    shown = {body.code: body for body in published_electorates(paper, turnout(paper))}
    body = shown.get(code or next(iter(shown), ""))
    if body is None:
        raise rules.BallotsWithheld(least=rules.SMALL_ELECTORATE)
    return body, election_of(paper)


def unpublished_electorates(paper: Paper, cast: dict[str, int]) -> Sequence[Electorate]:
    """The electorates whose single ballots are withheld, given the turnout by code."""
    return [body for body in paper.electorates if not paper.imported and 0 < cast[body.code] < rules.SMALL_ELECTORATE]
