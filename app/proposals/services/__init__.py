"""What can be done with a proposal: one module per use, all of it offered here."""

from app.proposals.services.endorsing import endorse, withdraw_endorsement
from app.proposals.services.publishing import SentTwice, publish, receive
from app.proposals.services.revising import revise, withdraw

__all__ = ["SentTwice", "endorse", "publish", "receive", "revise", "withdraw", "withdraw_endorsement"]
