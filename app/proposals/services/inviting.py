"""Proposing together: inviting by e-mail address, accepting or declining, leaving. Nobody becomes a proposer without consent, and an
invitation never tells whether an address has an account."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete

from app.accounts import queries as accounts
from app.accounts.rules import check_email
from app.accounts.services import check_opinion_consent
from app.core import clock, mail
from app.core.history import record
from app.core.states import advance
from app.core.transaction import after_commit, transaction
from app.extensions import db
from app.notices import services as notices
from app.proposals import letters, queries, rules
from app.proposals.models import Proposal, ProposalInvitation, ProposalProposer
from app.proposals.services.documents import add_proposer
from app.proposals.services.endorsing import forget_own_endorsement
from app.proposals.states import INVITATIONS, STATES, InvitationState


def address_hash(email: str) -> str:
    """An address as invitations keep it: of no use without this instance's secret."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"invitation\0" + email.strip().casefold().encode(), hashlib.sha256).hexdigest()


@transaction
def invite(proposal: Proposal, *, by: Any, email: str, link: str) -> ProposalInvitation:
    """Ask the owner of an address to propose together. The answer is the same whoever owns it; a letter goes to the address."""
    _hold(proposal)
    _check_proposer(proposal, by)
    rules.check_unlocked(proposal)
    address = check_email(email)
    waiting = queries.invitations(proposal)
    hashed = address_hash(address)
    rules.check_room_for_proposers(len(proposal.proposer_ids) + len([one for one in waiting if one.address_hash != hashed]))
    if queries.invited_since(by.id, clock.now() - timedelta(days=1)) >= rules.INVITATIONS_PER_DAY:
        raise rules.TooManyInvitations(most=rules.INVITATIONS_PER_DAY)
    db.session.execute(
        delete(ProposalInvitation).where(ProposalInvitation.proposal_id == proposal.id, ProposalInvitation.address_hash == hashed)
    )
    now = clock.now()
    invitation = ProposalInvitation(
        district_id=proposal.district_id, proposal_id=proposal.id, address_hash=hashed, hint=rules.half_hidden(address),
        invited_by_id=by.id, invited_at=now, expires_at=now + timedelta(days=rules.INVITATION_DAYS),
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()
    title = proposal.current.title
    letter = letters.invitation(by.display_name, title, link)
    owner = accounts.by_email(address)
    if owner is None or owner.id not in proposal.proposer_ids:
        after_commit(lambda: mail.send(address, *letter))
    if owner is not None and owner.id not in proposal.proposer_ids:
        target = ("proposals.invitation", {"number": proposal.number})
        notices.tell([owner.id], "proposal.invited", district=proposal.district, link=target, name=by.display_name, title=title)
    return invitation


@transaction
def accept(proposal: Proposal, *, by: Any) -> Proposal:
    """Become a proposer with the same rights as the others; accepting twice is accepting once."""
    _hold(proposal)
    if by.id in proposal.proposer_ids:
        return proposal
    invitation = _waiting(proposal, by)
    advance(STATES, proposal.state, "revise")
    rules.check_unlocked(proposal)
    check_opinion_consent(by)
    rules.check_room_for_proposers(len(proposal.proposer_ids))
    others = list(proposal.proposer_ids)
    _answer(invitation, "accept")
    add_proposer(proposal, by.id)
    forget_own_endorsement(proposal, by.id)
    proposal.changed_at = clock.now()
    record(proposal, "proposal.proposer_joined", by=by, role="proposer", proposers=len(others) + 1)
    _tell(proposal, others, "proposal.joined", name=by.display_name)
    return proposal


@transaction
def decline(proposal: Proposal, *, by: Any) -> None:
    """Answer no; only whoever invited is told, and nothing of the address is kept."""
    _hold(proposal)
    invitation = _waiting(proposal, by)
    inviter = invitation.invited_by_id
    _answer(invitation, "decline")
    _tell(proposal, [inviter], "proposal.declined")


@transaction
def take_back(invitation: ProposalInvitation, *, by: Any) -> None:
    _hold(invitation.proposal)
    _check_proposer(invitation.proposal, by)
    db.session.refresh(invitation)
    _answer(invitation, "take_back")


@transaction
def leave(proposal: Proposal, *, by: Any) -> None:
    """Step back from proposing, at any time, whoever began; somebody must stay."""
    _hold(proposal)
    _check_proposer(proposal, by)
    if len(proposal.proposer_ids) == 1:
        raise rules.LastProposer
    mine = (ProposalProposer.proposal_id == proposal.id) & (ProposalProposer.resident_id == by.id)
    db.session.execute(delete(ProposalProposer).where(mine))
    db.session.expire(proposal, ["proposers"])
    record(proposal, "proposal.proposer_left", by=by, role="proposer", proposers=len(proposal.proposer_ids))
    _tell(proposal, proposal.proposer_ids, "proposal.left", name=by.display_name)


def _hold(proposal: Proposal) -> None:
    """One change of who proposes at a time."""
    db.session.refresh(proposal, with_for_update={"of": Proposal})
    db.session.expire(proposal, ["proposers"])


def _check_proposer(proposal: Proposal, by: Any) -> None:
    if by.id not in proposal.proposer_ids:
        raise rules.NotAProposer


def _waiting(proposal: Proposal, by: Any) -> ProposalInvitation:
    invitation = queries.invitation_to(proposal, address_hash(by.email))
    if invitation is None:
        raise rules.InvitationGone
    return invitation


def _answer(invitation: ProposalInvitation, action: str) -> None:
    """An answered invitation keeps when it was sent and answered, nothing of to whom."""
    if invitation.state is not InvitationState.OPEN:
        raise rules.InvitationGone
    invitation.state = advance(INVITATIONS, invitation.state, action)
    invitation.answered_at, invitation.address_hash, invitation.hint = clock.now(), None, ""


def _tell(proposal: Proposal, resident_ids: Any, code: str, **details: Any) -> None:
    target = ("proposals.show", {"number": proposal.number})
    notices.tell(resident_ids, code, district=proposal.district, link=target, title=proposal.current.title, **details)
