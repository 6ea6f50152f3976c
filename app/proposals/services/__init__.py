"""What can be done with a proposal: one module per use, all of it offered here."""

from app.proposals.services.drafting import (
    Hand,
    adopt,
    delete_draft,
    forget_drafts,
    keep,
    publish_draft,
    restore_draft,
    sweep_drafts,
    visitor_of,
)
from app.proposals.services.endorsing import endorse, withdraw_endorsement
from app.proposals.services.indexing import reindex
from app.proposals.services.publishing import SentTwice, publish, receive
from app.proposals.services.revising import revise, withdraw

__all__ = [
    "Hand",
    "SentTwice",
    "adopt",
    "delete_draft",
    "endorse",
    "forget_drafts",
    "keep",
    "publish",
    "publish_draft",
    "receive",
    "reindex",
    "restore_draft",
    "revise",
    "sweep_drafts",
    "visitor_of",
    "withdraw",
    "withdraw_endorsement",
]
