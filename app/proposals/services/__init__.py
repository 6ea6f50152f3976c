"""What can be done with a proposal: one module per use, all of it offered here."""

from app.proposals.services.archiving import archive, point_at_old, unarchive
from app.proposals.services.attaching import FOLDER as ATTACHMENTS
from app.proposals.services.attaching import attach, describe, detach
from app.proposals.services.attaching import folder as attachments_of
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
from app.proposals.services.intake import claim, reissue, take_in
from app.proposals.services.inviting import accept, address_hash, decline, invite, leave, take_back
from app.proposals.services.merging import agree, ask, merge, on_merged, on_unmerged, undo
from app.proposals.services.merging import decline as decline_merger
from app.proposals.services.moderating import bring_back, hide, hold, whole_text
from app.proposals.services.publishing import SentTwice, publish, receive
from app.proposals.services.revising import revise, withdraw
from app.proposals.services.synonyms import add_synonyms, import_synonyms, remove_synonyms

__all__ = [
    "ATTACHMENTS",
    "Hand",
    "SentTwice",
    "accept",
    "add_synonyms",
    "address_hash",
    "adopt",
    "agree",
    "archive",
    "ask",
    "attach",
    "attachments_of",
    "bring_back",
    "claim",
    "decline",
    "decline_merger",
    "delete_draft",
    "describe",
    "detach",
    "endorse",
    "forget_drafts",
    "hide",
    "hold",
    "import_synonyms",
    "invite",
    "keep",
    "leave",
    "merge",
    "on_merged",
    "on_unmerged",
    "point_at_old",
    "publish",
    "publish_draft",
    "receive",
    "reindex",
    "reissue",
    "remove_synonyms",
    "restore_draft",
    "revise",
    "sweep_drafts",
    "take_back",
    "take_in",
    "unarchive",
    "undo",
    "visitor_of",
    "whole_text",
    "withdraw",
    "withdraw_endorsement",
]
