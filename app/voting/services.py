"""Opening a paper, casting, closing, counting. Refuses a second ballot, a ballot after the close, and any trace of who cast what."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from time import monotonic
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Resident
from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.tables import id_of
from app.core.transaction import after_commit, transaction
from app.districts.models import District
from app.districts.queries import grants_of
from app.extensions import db
from app.voting import booth, passes, queries, receipts, rules
from app.voting.ballot import BallotFormat, Choice, choice_to_json, format_to_json
from app.voting.models import (
    Ballot,
    BearerEntry,
    Electorate,
    Paper,
    PaperOption,
    RollEntry,
    TallyAnalysis,
    TallyAnalysisPart,
    TallyResult,
    VotingPass,
)
from app.voting.rules import Bearer, ElectorateDraft, OptionDraft, Origin
from app.voting.states import PAPER_STATES, Level, PaperState, Standing
from app.voting.tally import ElectionRefused, Result, Rule, RuleRefused, ballots_sha256, count
from app.voting.tally.analysis import ANALYSIS_VERSION, Analysis
from app.voting.tally.exact import canonical_json, sha256_of, text_of
from app.voting.tally.fill import pot_of

BATCH = 5_000
on_counted: list[Callable[[Paper, Result], None]] = []
"""Called inside the counting transaction: how the room that opened a paper learns of its result."""
on_closing: list[Callable[[Paper], object]] = []
"""Called inside the closing transaction: a room that holds sealed ballots opens them into the box, or says that they stay sealed."""
on_closed: list[Callable[[int], object]] = []
"""Called with the paper's id once a close has been committed; the jobs of this room count from here."""
on_kept: list[Callable[[int], object]] = []
"""Called with the paper's id once a result has been committed; the jobs of this room analyse from here."""


@transaction
def open_paper(
    district: District,
    *,
    closes_at: datetime,
    opens_at: datetime | None = None,
    imported: bool = False,
    by: Any,
    role: str,
    **terms: Any,
) -> Paper:
    """Freeze a question and open it. Nothing of it can be edited afterwards; the digest says so to everybody."""
    opens_at = opens_at or (closes_at - clock.days(1) if imported else clock.now())
    rules.check_window(opens_at, closes_at, clock.now(), imported)
    paper = drawn_up(district, opens_at=opens_at, closes_at=closes_at, imported=imported, **terms)
    db.session.add(paper)
    record(paper, "paper.opened", by=by, role=role, digest=paper.digest)
    return paper


def drawn_up(
    district: District, *, title: str, introduction: str = "", options: Sequence[OptionDraft], format: BallotFormat, rule: Rule,
    electorates: Sequence[ElectorateDraft], budget: int, currency: str = "KRW", language: str = "ko", closes_at: datetime,
    opens_at: datetime, min_age: int = rules.MINIMUM_VOTING_AGE_YEARS, imported: bool = False, origin: Origin = Origin.OFFICIAL,
    is_listed: bool = True,
) -> Paper:  # fmt: skip
    """A paper whose parts fit each other, and which is in no database yet."""
    if not title.strip():
        raise rules.PaperWithoutTitle
    rules.check_options(options)
    rules.check_electorates(electorates)
    rules.check_styles(options, electorates, format)
    if not imported and not booth.has_booth(format):
        raise rules.NoBoothForFormat
    paper = Paper(
        district_id=district.id, title=title, introduction=introduction, format=format_to_json(format), rule=rule.to_json(),
        budget=budget, currency=currency, language=language, opens_at=opens_at, closes_at=closes_at, min_age=min_age,
        imported=imported, origin=origin, is_listed=is_listed, lot_secret=secrets.token_hex(32),
        state=advance(PAPER_STATES, PaperState.DRAFT, "open"), digest="",
    )  # fmt: skip
    paper.options = [
        PaperOption(district_id=district.id, position=place, **asdict(draft)) for place, draft in enumerate(options, start=1)
    ]
    paper.electorates = [_electorate(district, draft, rank) for rank, draft in enumerate(sorted(electorates, key=_rank), start=1)]
    paper.digest = sha256_of(manifest(district, paper))
    _check_countable(paper)
    return paper


def _rank(draft: ElectorateDraft) -> int:
    return draft.rank


def _electorate(district: District, draft: ElectorateDraft, rank: int) -> Electorate:
    return Electorate(
        district_id=district.id, code=draft.code, name_ko=draft.name_ko, name_en=draft.name_en, rank=rank,
        weight_numerator=draft.weight.numerator, weight_denominator=draft.weight.denominator, eligible_role=draft.eligible_role,
        areas=None if draft.areas is None else list(draft.areas),
    )  # fmt: skip


def _check_countable(paper: Paper) -> None:
    """Count the empty box once: a paper whose rule does not suit its ballots is refused before anybody votes on it."""
    election, pots = queries.election(paper, {}), getattr(paper.counting_rule, "pots", None)
    if pots is not None and not {pot_of(pots, option) for option in election.options} & dict(pots.amounts).keys():
        raise rules.RuleDoesNotFit(why="POTS_WITHOUT_OPTIONS")
    try:
        count(election, paper.counting_rule)
    except (RuleRefused, ElectionRefused) as refusal:
        raise rules.RuleDoesNotFit(why=refusal.code) from refusal


def manifest(district: District, paper: Paper) -> dict[str, Any]:
    """Everything that is frozen, as published: its canonical JSON is what the digest is taken of."""
    return {
        "district": district.code,
        "title": paper.title,
        "introduction": paper.introduction,
        "options": [
            {
                "code": one.code,
                "title": one.title,
                "summary": one.summary,
                "cost": one.cost,
                "category": one.category,
                "withdrawn": one.withdrawn,
            }
            | ({"area": one.area} if one.area else {})
            for one in paper.options
        ],
        "format": paper.format,
        "rule": paper.rule,
        "budget": paper.budget,
        "currency": paper.currency,
        "electorates": [
            {"code": body.code, "weight": text_of(body.weight), "eligible_role": body.eligible_role}
            | ({} if body.areas is None else {"areas": body.areas})
            for body in paper.electorates
        ],
        "opens_at": paper.opens_at.astimezone(UTC).isoformat(),
        "closes_at": paper.closes_at.astimezone(UTC).isoformat(),
        "min_age": paper.min_age,
    } | ({"lot_commitment": paper.lot_commitment} if paper.lot_secret else {})


@transaction(conflict=rules.AlreadyVoted)
def cast(paper: Paper, *, by: Resident | Bearer, raw_choice: Any, receipt: str | None = None) -> str:
    """Put one ballot into the box and mark its voter on the roll; the receipt is known to nobody but the voter after this.

    Neither history nor any log hears of it. State, clock, age and roll are asked inside the transaction that writes. The
    page may hand in the fresh receipt it made for its form, so that a second click can be shown the ballot of the first.
    """
    paper = _held(id_of(paper), share=True)
    roles = roles_of(paper, by)
    standing = queries.standing(paper, by, roles)
    if standing is not Standing.MAY_VOTE:
        raise rules.REFUSALS[standing](years=paper.min_age)
    if paper.level is not Level.PLAIN:
        raise rules.OtherBooth
    electorate = queries.electorate_of(paper, by, roles)
    assert electorate is not None
    choice = booth.checked(paper, raw_choice, electorate)
    receipt = receipt or receipts.new()
    key = receipts.key_of(receipt)
    if queries.key_is_taken(key):
        raise rules.ReceiptTaken
    with _unlogged():
        _put(*on_roll(paper, by, electorate.id))
        _put(Ballot, [_ballot(paper, electorate.id, key, choice)])
    return receipt


def roles_of(paper: Paper, by: Resident | Bearer) -> list[str]:
    """The roles a person holds in the paper's district; a code holds none."""
    if isinstance(by, Bearer):
        return []
    return [grant.role for grant in grants_of(db.session.get(District, paper.district_id), by.id)]


def on_roll(paper: Paper, by: Resident | Bearer, electorate_id: int) -> tuple[Any, list[dict[str, Any]]]:
    """The row that marks this person as having voted, and its table; a second one is refused by the primary key."""
    place = {"paper_id": paper.id, "electorate_id": electorate_id, "district_id": paper.district_id}
    if isinstance(by, Bearer):
        return BearerEntry, [place | {"bearer": by.key}]
    return RollEntry, [place | {"resident_id": by.id}]


@transaction
def hand_out(paper: Paper, electorate: Electorate, number: int) -> list[tuple[int, str]]:
    """Fresh codes for so many voters, numbered on; (id, code) of each. The codes are known to nobody after this."""
    taken = db.session.scalar(select(func.max(VotingPass.number)).where(VotingPass.paper_id == paper.id)) or 0
    made = []
    for n in range(taken + 1, taken + number + 1):
        code = passes.new_code()
        row = VotingPass(
            district_id=paper.district_id, paper_id=paper.id, electorate_id=electorate.id, number=n, code_hash=passes.hash_of(code, paper.id)
        )  # fmt: skip
        db.session.add(row)
        made.append((row, code))
    db.session.flush()
    return [(row.id, code) for row, code in made]


@transaction
def replace_code(held: VotingPass) -> str:
    """A new code for one voter; the one before it opens nothing any more. Whoever has voted with it has voted."""
    code = passes.new_code()
    held.code_hash = passes.hash_of(code, held.paper_id)
    return code


def admit(paper: Paper, *, code: str, here: str = "") -> Bearer:
    """The voter a code stands for; on the spot only with the number the screen there shows now."""
    held = queries.pass_by_hash(paper, passes.hash_of(code, paper.id))
    if held is None:
        raise rules.CodeUnknown
    body = next(body for body in paper.electorates if body.id == held.electorate_id)
    if body.eligible_role == rules.ON_SITE and not passes.is_here(paper.id, here, clock.now()):
        raise rules.NotOnSite
    return Bearer(paper.id, f"pass:{held.id}", held.electorate_id, held.code_hash[:16])


@contextmanager
def _unlogged() -> Iterator[None]:
    """A database error carries the values of its statement into the log; here it may not."""
    try:
        yield
    except DBAPIError as error:
        error.hide_parameters = True
        raise


def _put(table: Any, rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(table.__table__), rows)


def _ballot(paper: Paper, electorate_id: int, key: str, choice: Choice) -> dict[str, Any]:
    text = canonical_json(choice_to_json(choice)).decode()
    return {"key": key, "district_id": paper.district_id, "paper_id": paper.id, "electorate_id": electorate_id, "choice": text}


def _held(paper_id: int, *, share: bool = False) -> Paper:
    """The paper as it is now, held against change: casts share it, a close waits for them (on SQLite the write lock does this)."""
    wanted = select(Paper).where(Paper.id == paper_id).with_for_update(read=share).execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


@transaction
def fill_box(paper: Paper, ballots: Iterable[tuple[str, Choice]]) -> int:
    """Put the ballots of an election held elsewhere into its empty box, each under a random key; how many there were."""
    paper = _held(paper.id)
    if not paper.imported or paper.state is not PaperState.OPEN or queries.roll_size(paper) or queries.box_size(paper):
        raise rules.NotAnImport
    ids = {body.code: body.id for body in paper.electorates}
    rows = (_ballot(paper, ids[code], sha256(secrets.token_bytes(16)).hexdigest(), choice) for code, choice in ballots)
    number = 0
    while batch := list(islice(rows, BATCH)):
        _put(Ballot, batch)
        number += len(batch)
    record(paper, "paper.filled", ballots=number)
    return number


@transaction
def close(paper: Paper, *, by: Any, role: str, reason: str = "") -> Paper:
    """End voting for good, shuffle the box into the order of its keys, publish the fingerprint of its ballots, have it counted.

    Only that fingerprint makes the seed of the lot, which the count draws from in a transaction of its own, after this one.
    """
    paper = _held(paper.id)
    paper.state = advance(PAPER_STATES, paper.state, "close")
    ended = [end(paper) for end in on_closing]
    early = not paper.imported and clock.now() < paper.closes_at
    if any(ended):
        record(paper, "paper.closed_sealed", by=by, role=role, reason=reason, early=early, roll=queries.roll_size(paper))
        return paper
    counts = {"box": _shut(paper), "roll": queries.roll_size(paper), "ballots_sha256": paper.ballots_sha256}
    record(paper, "paper.closed", by=by, role=role, reason=reason, early=early, **counts)
    return paper


def unseal(paper: Paper) -> None:
    """Within the transaction of a room that has at last opened the ballots of a closed paper into the box: shut it, have it counted."""
    record(paper, "paper.unsealed", ballots=_shut(paper), ballots_sha256=paper.ballots_sha256)


def _shut(paper: Paper) -> int:
    """Shuffle the box, take its fingerprint, have it counted; how many ballots lie in it."""
    box = _rewrite_box(paper)
    paper.ballots_sha256 = ballots_sha256(queries.election_of(paper))
    paper_id = paper.id
    after_commit(lambda: [tell(paper_id) for tell in on_closed])
    return box


def _rewrite_box(paper: Paper) -> int:
    """Take all ballots out and put them back sorted by their random keys: on PostgreSQL place and transaction of a row would
    otherwise tell the order of casting, and the roll holds the same order."""
    columns = Ballot.__table__.c
    rows = db.session.execute(select(*columns).where(Ballot.paper_id == paper.id).order_by(Ballot.key)).mappings().all()
    with _unlogged():
        db.session.execute(delete(Ballot).where(Ballot.paper_id == paper.id).execution_options(synchronize_session=False))
        for start in range(0, len(rows), BATCH):
            _put(Ballot, [dict(row) for row in rows[start : start + BATCH]])
    return len(rows)


def count_paper(paper_id: int, official: Sequence[str] | None = None) -> TallyResult:
    """Count a closed paper and keep the result; counting it again returns what is kept.

    The box of a closed paper cannot change, so the counting itself runs outside the transaction that stores it. `official`
    are the codes the organiser of an imported election announced as selected.
    """
    paper = db.session.get_one(Paper, paper_id)
    if kept := queries.tally_row(paper):
        return kept
    advance(PAPER_STATES, paper.state, "count")
    if paper.is_sealed:
        raise rules.StillSealed
    result = count(queries.election_of(paper), paper.counting_rule)
    if paper.ballots_sha256 not in (None, result.ballots_sha256):
        raise rules.BoxChanged
    return _keep(paper_id, result, official)


@transaction
def _keep(paper_id: int, result: Result, official: Sequence[str] | None) -> TallyResult:
    paper = _held(paper_id)
    if kept := queries.tally_row(paper):
        return kept
    paper.state = advance(PAPER_STATES, paper.state, "count")
    row = TallyResult(
        district_id=paper.district_id, paper_id=paper.id, result=result.to_json(), sha256=result.sha256,
        counted_at=clock.now(), official=list(official) if official is not None else None,
    )  # fmt: skip
    db.session.add(row)
    record(paper, "paper.counted", sha256=result.sha256)
    for tell in on_counted:
        tell(paper, result)
    after_commit(lambda: [tell(paper_id) for tell in on_kept])
    return row


def analyse(paper_id: int, seconds: float | None = None) -> bool:
    """Work out what a counted paper's result means, each part kept as soon as it is there; whether all parts are.

    After `seconds` no further part is begun, though always one: whoever asked may ask again. Nothing here can change the result.
    """
    paper = db.session.get_one(Paper, paper_id)
    if (result := queries.result(paper)) is None:
        raise rules.NotCounted
    work = Analysis(queries.election_of(paper), result)
    until = None if seconds is None else monotonic() + seconds
    waiting = _begin_analysis(paper_id, list(work.plan))
    for done, name in enumerate(waiting, start=1):
        _keep_part(paper_id, name, work.part(name))
        if until is not None and monotonic() >= until:
            return done == len(waiting)
    return True


@transaction
def _begin_analysis(paper_id: int, plan: list[str]) -> list[str]:
    """The parts still to be worked out; what another version has left is dropped."""
    paper = _held(paper_id)
    row = queries.analysis(paper)
    if row is not None and row.version != ANALYSIS_VERSION:
        db.session.delete(row)
        db.session.flush()
        row = None
    if row is None:
        row = TallyAnalysis(district_id=paper.district_id, paper_id=paper.id, version=ANALYSIS_VERSION, plan=plan)
        db.session.add(row)
    found = row.found
    return [name for name in row.plan if name not in found]


@transaction
def _keep_part(paper_id: int, name: str, content: dict[str, Any]) -> None:
    row = db.session.scalars(select(TallyAnalysis).where(TallyAnalysis.paper_id == paper_id)).one()
    kept = set(db.session.scalars(select(TallyAnalysisPart.name).where(TallyAnalysisPart.analysis_id == row.id)))
    if name not in kept:
        db.session.add(TallyAnalysisPart(district_id=row.district_id, analysis_id=row.id, name=name, content=content))
    if kept | {name} >= set(row.plan):
        row.finished_at = clock.now()
