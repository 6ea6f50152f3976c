"""Proposals on paper: a clerk takes them in and hands out a receipt; with its number and code the citizen becomes the proposer, once."""

import secrets
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts import passwords
from app.accounts.services import check_opinion_consent
from app.comments import services as comments
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.proposals import rules
from app.proposals.models import IntakeSlip, Proposal
from app.proposals.services.documents import add_proposer
from app.proposals.services.endorsing import forget_own_endorsement
from app.proposals.services.publishing import receive
from app.proposals.states import BudgetTrack, Channel, Field

PAPER = (Channel.POST, Channel.VISIT)


@transaction(conflict=ChangedMeanwhile)
def take_in(
    district: District, *, by: Any, channel: Channel, received_on: date, paper_number: str, track: BudgetTrack, field: Field,
    once: str | None = None, **document: Any,
) -> tuple[IntakeSlip, str | None]:  # fmt: skip
    """The slip and the code for the receipt; a key sent before gives the slip it made then, whose code nobody can read any more."""
    sent = (
        db.session.scalar(select(IntakeSlip).where(IntakeSlip.entered_by_id == by.id, IntakeSlip.once == once)) if once else None
    )
    if sent is not None:
        return sent, None
    paper_number = stored(paper_number)
    rules.check_taken_in(is_paper=channel in PAPER, days_ago=(clock.today() - received_on).days, paper_number=paper_number)
    proposal = receive(district, by=by, channel=channel, track=track, field=field, **document)
    code = new_code()
    slip = IntakeSlip(
        district_id=district.id, proposal_id=proposal.id, received_on=received_on, paper_number=paper_number, once=once,
        claim_hash=passwords.hashed(code), entered_by_id=by.id, entered_at=clock.now(),
    )  # fmt: skip
    db.session.add(slip)
    return slip, code


def new_code() -> str:
    return "".join(secrets.choice(rules.CLAIM_ALPHABET) for _ in range(rules.CLAIM_CODE_LENGTH))


@transaction
def reissue(slip: IntakeSlip, *, by: Any) -> str:
    """A new code for a receipt that was lost or tried too often; the one before no longer works."""
    slip = db.session.get_one(IntakeSlip, slip.id, with_for_update=True, populate_existing=True)
    if slip.claimed_at is not None:
        raise rules.AlreadyClaimed
    code = new_code()
    slip.claim_hash, slip.attempts = passwords.hashed(code), 0
    record(slip.proposal, "proposal.claim_reissued", by=by, role="clerk")
    return code


def claim(*, by: Any, number: str, code: str) -> Proposal:
    """The citizen becomes the proposer of what came in on paper, wherever: the number names the district. Every try counts."""
    claimed = _try(by=by, number=stored(number), code=rules.meant_code(stored(code)))
    if claimed is None:
        raise rules.WrongClaim
    return claimed


@transaction
def _try(*, by: Any, number: str, code: str) -> Proposal | None:
    """A wrong try is committed too, or nobody would ever run out of them."""
    check_opinion_consent(by)
    wanted = select(IntakeSlip).join(IntakeSlip.proposal).where(Proposal.number == number.upper())
    slip = db.session.scalar(wanted.with_for_update(of=IntakeSlip))
    is_open = slip is not None and slip.claimed_at is None and slip.attempts < rules.CLAIM_MAXIMUM_ATTEMPTS
    if not passwords.matches(slip.claim_hash if slip is not None and is_open else None, code) or slip is None:
        if slip is not None and is_open:
            slip.attempts += 1
        return None
    slip.claimed_at, slip.claim_hash = clock.now(), None
    return _hand_over(slip.proposal, by)


def _hand_over(proposal: Proposal, by: Any) -> Proposal:
    """Nobody endorses their own proposal: what the citizen gave before goes."""
    proposal.author_id, proposal.changed_at = by.id, clock.now()
    add_proposer(proposal, by.id)
    forget_own_endorsement(proposal, by.id)
    comments.follow(proposal.thread, by)
    record(proposal, "proposal.claimed", by=by, role="proposer")
    db.session.expire(proposal, ["author"])
    return proposal
