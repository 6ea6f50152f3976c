"""Preparing a vote, its confirmation by a second person, freezing, handing out codes; polls among residents. Refuses edits after submission."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app import config
from app.accounts.models import Resident
from app.core import clock, mail
from app.core.errors import Blocked
from app.core.history import record
from app.core.language import localized
from app.core.states import advance
from app.core.transaction import after_commit, transaction
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db
from app.polls import queries, rules
from app.polls.models import Plan, RosterEntry
from app.polls.rules import Question
from app.polls.states import PLAN_STATES, Audience, Contact, Kind, PlanState
from app.polls.styles import Offer, Style, electorates, merged
from app.verifiable import services as sealing
from app.voting import bodies
from app.voting import rules as voting_rules
from app.voting import services as voting
from app.voting.models import Paper, VotingPass
from app.voting.rules import ElectorateDraft, OptionDraft, Origin
from app.voting.tally.exact import sha256_of


@transaction
def begin(district: District, *, by: Resident, title: str, kind: Kind) -> Plan:
    plan = Plan(district_id=district.id, author_id=by.id, title=title, created_at=clock.now())
    plan.question = _first(kind).to_json()
    if kind is Kind.YES_NO:
        plan.options = [asdict(option) for option in rules.YES_NO]
    db.session.add(plan)
    record(plan, "plan.begun", by=by, role=Role.COORDINATOR)
    return plan


def _first(kind: Kind) -> Question:
    return Question(kind, rules.METHODS[kind][0], most={Kind.APPROVAL: 3, Kind.RANKING: 3}.get(kind))


@transaction
def write_question(plan: Plan, *, by: Resident, title: str, introduction: str, question: Question) -> None:
    rules.check_method(question.kind, question.method)
    plan = _editable(plan, by)
    plan.title, plan.introduction, plan.question = title, introduction, question.to_json()


@transaction
def write_options(plan: Plan, *, by: Resident, options: Sequence[OptionDraft]) -> None:
    if len(options) < rules.OPTIONS_LEAST:
        raise rules.TooFewOptions
    plan = _editable(plan, by)
    plan.options = [asdict(option) for option in options]


@transaction
def write_audience(plan: Plan, *, by: Resident, audience: Audience, slips: int = 0) -> None:
    is_city = db.session.get_one(District, plan.district_id).is_city
    if audience is Audience.HOME and is_city:
        raise rules.CityIsNoHome
    if audience is Audience.DISTRICTS and not is_city:
        raise rules.OnlyTheCityHasDistricts
    plan = _editable(plan, by)
    if audience is not plan.audience or audience is Audience.SITE:
        plan.roster.clear()
        db.session.flush()
    plan.audience = audience
    if audience is Audience.LINK:
        plan.is_sealed = False
    if audience is Audience.SITE:
        _enrol(plan, ((Contact.SLIP, f"slip {n}") for n in range(1, slips + 1)))


@transaction
def write_roster(plan: Plan, *, by: Resident, contacts: Sequence[tuple[Contact, str]]) -> None:
    """The whole roster, in place of the one before."""
    plan = _editable(plan, by)
    plan.roster.clear()
    db.session.flush()
    _enrol(plan, contacts)


def _enrol(plan: Plan, contacts: Iterable[tuple[Contact, str]]) -> None:
    for kind, contact in contacts:
        kept = None if kind is Contact.SLIP else contact
        row = RosterEntry(
            district_id=plan.district_id, kind=kind, contact=kept, contact_hash=_keyed(f"contact\0{plan.id}\0{contact}")
        )
        plan.roster.append(row)


@transaction
def write_terms(plan: Plan, *, by: Resident, is_sealed: bool, opens_at: datetime, closes_at: datetime, min_age: int) -> None:
    plan = _editable(plan, by)
    if is_sealed and plan.audience is Audience.LINK:
        raise rules.LinkIsPlain
    plan.is_sealed, plan.opens_at, plan.closes_at, plan.min_age = is_sealed, opens_at, closes_at, min_age


def _editable(plan: Plan, by: Resident) -> Plan:
    """The plan, held; whatever is changed in it has to be tried again."""
    plan = _held(plan)
    if not plan.is_editable:
        raise rules.PlanIsFixed
    plan.is_tried = False
    record(plan, "plan.edited", by=by, role=Role.COORDINATOR)
    return plan


def _held(plan: Plan) -> Plan:
    wanted = select(Plan).where(Plan.id == plan.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


# --- who votes on which ballot ---


def ballots(plan: Plan) -> list[Style]:
    """The ballots that would come of this plan today; none where everybody gets the same."""
    if plan.audience is not Audience.DISTRICTS:
        return []
    return merged(queries.homes(plan.min_age, clock.today()), {option.area for option in plan.drafts})


def offers(plan: Plan) -> list[Offer]:
    """The ballots as pages show them: those that would come of the plan today, or those that were frozen."""
    paper = db.session.get(Paper, plan.paper_id) if plan.paper_id is not None else None
    if paper is not None:
        return [_offer(body.name, body.areas, paper.options, None) for body in paper.electorates if body.areas is not None]
    return [_offer(localized(one.name_ko, one.name_en), one.areas, plan.drafts, one.people) for one in ballots(plan)]


def _offer(name: str, areas: Sequence[str], options: Sequence[Any], people: int | None) -> Offer:
    offered = voting_rules.offered(options, areas)
    common = sum(not option.area for option in offered)
    return Offer(name, tuple(areas), common, len(offered) - common, people)


def few(plan: Plan) -> int | None:
    """How many people would vote in a sealed vote that is known to be for fewer than SMALLEST_STYLE; None otherwise."""
    if not plan.is_sealed:
        return None
    if plan.audience in (Audience.ROSTER, Audience.SITE):
        known = queries.roster_size(plan)
    elif plan.audience is Audience.COMMITTEE:
        known = len(districts.holders(db.session.get_one(District, plan.district_id), Role.COMMITTEE))
    elif plan.audience is Audience.DISTRICTS:
        known = min(style.people for style in ballots(plan))
    else:
        return None
    return known if known < voting_rules.SMALLEST_STYLE else None


def _electorates(plan: Plan) -> list[ElectorateDraft]:
    styles = ballots(plan)
    return electorates(styles) if styles else rules.electorates(plan.audience)


# --- trying out ---


def trial_paper(plan: Plan) -> Paper:
    """The paper as it would be: never in the database, so that nothing cast on it can be counted."""
    district = db.session.get_one(District, plan.district_id)
    now = clock.now()
    with db.session.no_autoflush:
        return voting.drawn_up(
            district, title=plan.title, introduction=plan.introduction, options=plan.drafts, format=plan.asked.format(len(plan.options)),
            rule=plan.asked.rule(), electorates=_electorates(plan), budget=plan.asked.budget_won,
            opens_at=plan.opens_at or now, closes_at=plan.closes_at or now + clock.days(7), min_age=plan.min_age,
        )  # fmt: skip


@transaction
def tried(plan: Plan, *, by: Resident) -> None:
    """Somebody has gone through the booth of this plan to its end."""
    plan = _held(plan)
    if plan.is_editable and not plan.is_tried:
        plan.is_tried = True
        record(plan, "plan.tried", by=by, role=Role.COORDINATOR)


# --- four eyes ---


def fingerprint(plan: Plan) -> str:
    """SHA-256 of everything that would be frozen, the roster by its hashes: what the second person confirms."""
    hashes = db.session.scalars(
        select(RosterEntry.contact_hash).where(RosterEntry.plan_id == plan.id).order_by(RosterEntry.contact_hash)
    )
    dates = [at.isoformat() if at else None for at in (plan.opens_at, plan.closes_at)]
    return sha256_of(
        {
            "title": plan.title,
            "introduction": plan.introduction,
            "question": plan.question,
            "options": plan.options,
            "audience": plan.audience.value,
            "is_sealed": plan.is_sealed,
            "min_age": plan.min_age,
            "dates": dates,
            "roster": list(hashes),
        }
        | ({"ballots": [list(style.areas) for style in ballots(plan)]} if plan.audience is Audience.DISTRICTS else {})
    )


def lacks(plan: Plan) -> list[Any]:
    facts = rules.Facts(
        plan.title, plan.asked, plan.options, plan.audience, queries.roster_size(plan), plan.is_sealed, plan.opens_at, plan.closes_at,
        plan.is_tried, clock.now(), [style.areas for style in ballots(plan)],
    )  # fmt: skip
    return rules.lacks(facts)


@transaction
def submit(plan: Plan, *, by: Resident) -> None:
    plan = _held(plan)
    plan.state = advance(PLAN_STATES, plan.state, "submit")
    if missing := lacks(plan):
        raise Blocked(missing)
    plan.submitter_id = by.id
    record(plan, "plan.submitted", by=by, role=Role.COORDINATOR, sha256=fingerprint(plan))


@transaction
def send_back(plan: Plan, *, by: Resident, role: str, reason: str) -> None:
    plan = _held(plan)
    plan.state = advance(PLAN_STATES, plan.state, "return")
    record(plan, "plan.returned", by=by, role=role, reason=reason)


@transaction
def drop(plan: Plan, *, by: Resident) -> None:
    plan = _held(plan)
    plan.state = advance(PLAN_STATES, plan.state, "drop")
    db.session.execute(delete(RosterEntry).where(RosterEntry.plan_id == plan.id))
    record(plan, "plan.dropped", by=by, role=Role.COORDINATOR)


@transaction
def confirm(plan: Plan, *, by: Resident, role: str, seen: str) -> Paper:
    """Freeze what was submitted. `seen` is the fingerprint of what the second person has read; another person than the first, always."""
    plan = _held(plan)
    if by.id in (plan.author_id, plan.submitter_id):
        raise rules.OwnPlan
    plan.state = advance(PLAN_STATES, plan.state, "confirm")
    if not hmac.compare_digest(seen, fingerprint(plan)):
        raise rules.PlanChanged
    if missing := [one for one in lacks(plan) if one.code != "OPENS_TOO_SOON"]:
        raise Blocked(missing)
    paper = _open(plan, by=by, role=role)
    record(plan, "plan.confirmed", by=by, role=role, paper_id=paper.id, digest=paper.digest)
    return paper


def _open(plan: Plan, *, by: Resident, role: str) -> Paper:
    assert plan.closes_at is not None
    now = clock.now()
    paper = voting.open_paper(
        db.session.get_one(District, plan.district_id), title=plan.title, introduction=plan.introduction, options=plan.drafts,
        format=plan.asked.format(len(plan.options)), rule=plan.asked.rule(), electorates=_electorates(plan),
        budget=plan.asked.budget_won, opens_at=max(plan.opens_at or now, now), closes_at=plan.closes_at, min_age=plan.min_age,
        origin=plan.origin, is_listed=plan.audience is not Audience.LINK, by=by, role=role,
    )  # fmt: skip
    db.session.flush()
    plan.paper_id = paper.id
    roster = list(plan.roster)
    if roster:
        for entry, (pass_id, _code) in zip(roster, voting.hand_out(paper, paper.electorates[0], len(roster)), strict=True):
            entry.pass_id = pass_id
    if plan.is_sealed:
        sealing.freeze(paper, expected_voters=len(roster) or None)
    return paper


# --- handing out ---


@transaction
def print_slips(plan: Plan, *, by: Resident, again: bool = False) -> list[tuple[int, str, str]]:
    """(number, whom it is for, code) for the next sheet of slips. `again`: new codes for everybody, the ones before open nothing any more."""
    wanted = (
        select(RosterEntry, VotingPass)
        .join(VotingPass, VotingPass.id == RosterEntry.pass_id)
        .where(RosterEntry.plan_id == plan.id)
    )
    if not again:
        wanted = wanted.where(RosterEntry.handed_at.is_(None))
    rows = db.session.execute(wanted.order_by(VotingPass.number).limit(rules.SLIPS_PER_SHEET)).all()
    record(plan, "plan.slips", by=by, role=Role.COORDINATOR, number=len(rows))
    return [(held.number, entry.hint, _handed(entry, held)) for entry, held in rows]


@transaction
def mail_codes(plan: Plan, *, by: Resident, subject: str, body: str, address: str) -> int:
    """A personal code to everybody on the roster with an e-mail address who has none yet; how many. `body` holds {link} and {code}."""
    wanted = select(RosterEntry, VotingPass).join(VotingPass, VotingPass.id == RosterEntry.pass_id)
    wanted = wanted.where(RosterEntry.plan_id == plan.id, RosterEntry.kind == Contact.EMAIL, RosterEntry.handed_at.is_(None))
    letters = []
    for entry, held in db.session.execute(wanted.order_by(RosterEntry.id)):
        if entry.contact:
            code = _handed(entry, held)
            letters.append((entry.contact, body.replace("{code}", code).replace("{link}", f"{address}#{code}")))
    record(plan, "plan.mailed", by=by, role=Role.COORDINATOR, number=len(letters))
    after_commit(lambda: [mail.send(to, subject, letter) for to, letter in letters])
    return len(letters)


def _handed(entry: RosterEntry, held: VotingPass) -> str:
    entry.handed_at = clock.now()
    return voting.replace_code(held)


def forget_contacts(paper: Paper) -> None:
    """Within the closing transaction: nobody needs the addresses of a roster any more."""
    plan = queries.of_paper(paper.id)
    if plan is not None:
        db.session.execute(update(RosterEntry).where(RosterEntry.plan_id == plan.id).values(contact=None))


# --- polls among residents ---


@transaction
def ask(
    district: District, *, by: Resident, title: str, introduction: str, question: Question, options: Sequence[OptionDraft], audience: Audience,
    closes_at: datetime,
) -> Plan:  # fmt: skip
    """A resident asks others: open at once, at level L0, and out of the list where only a link leads to it."""
    now = clock.now()
    limits = {"open": rules.CITIZEN_POLLS_OPEN, "day": rules.CITIZEN_POLLS_PER_DAY}
    if queries.open_asked_by(by.id, now) >= limits["open"] or queries.asked_since(by.id, now - clock.days(1)) >= limits["day"]:
        raise rules.TooManyPolls(**limits)
    if closes_at > now + clock.days(rules.CITIZEN_POLL_DAYS + 1):
        raise rules.PollTooLong(days=rules.CITIZEN_POLL_DAYS)
    if len(options) > rules.CITIZEN_OPTIONS_MAXIMUM:
        raise rules.TooManyOptions(most=rules.CITIZEN_OPTIONS_MAXIMUM)
    if len(options) < rules.OPTIONS_LEAST:
        raise rules.TooFewOptions
    plan = Plan(
        district_id=district.id, author_id=by.id, title=title, introduction=introduction, question=question.to_json(), origin=Origin.CITIZEN,
        options=[asdict(option) for option in options], audience=audience, is_sealed=False, opens_at=now, closes_at=closes_at,
        state=PlanState.FROZEN, created_at=now,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    paper = _open(plan, by=by, role="")
    record(plan, "plan.asked", by=by, paper_id=paper.id)
    return plan


@transaction
def hide(plan: Plan, *, by: Any, role: str, reason: str) -> None:
    paper = db.session.get_one(Paper, plan.paper_id)
    paper.hidden_at = paper.hidden_at or clock.now()


@transaction
def restore(plan: Plan, *, by: Any, role: str, reason: str) -> None:
    db.session.get_one(Paper, plan.paper_id).hidden_at = None


def link_of(paper: Paper) -> str:
    """What stands in the address for those who vote by link."""
    return _keyed(f"link\0{paper.id}")[:24]


def is_link(paper: Paper, given: str) -> bool:
    return hmac.compare_digest(link_of(paper), given)


def _keyed(text: str) -> str:
    return hmac.digest(config.secret("pass_key").encode(), text.encode(), hashlib.sha256).hex()


bodies.register(rules.AT_HOME, queries.at_home)

if forget_contacts not in voting.on_closing:
    voting.on_closing.append(forget_contacts)
