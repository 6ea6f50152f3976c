"""What a proposal is, how it came in, and how its own state moves. The pipeline's stages belong to the budget room."""

from enum import StrEnum


class BudgetTrack(StrEnum):
    """협치형: planned, run and judged together with a department. 일반형: the department carries it out. 지역참여형: within one
    district, from the money the city sets aside for it."""

    COLLABORATIVE = "collaborative"
    GENERAL = "general"
    DISTRICT = "district"


class Field(StrEnum):
    TRANSPORT = "transport"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    WELFARE = "welfare"
    CULTURE = "culture"
    EDUCATION = "education"
    ECONOMY = "economy"
    HOUSING = "housing"
    OTHER = "other"


class Channel(StrEnum):
    WEB = "web"
    POST = "post"
    VISIT = "visit"
    IMPORT = "import"


class ProposalState(StrEnum):
    """HELD: out of sight until a moderator has looked or its author has changed it. HIDDEN: out of sight by a moderator's decision.

    MERGED: its idea goes on in another proposal. ARCHIVED: closed by staff after a long silence. Both stay readable, both can be undone.
    """

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    ARCHIVED = "archived"
    HELD = "held"
    HIDDEN = "hidden"


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


INVITATIONS = {
    InvitationState.OPEN: {
        "accept": InvitationState.ACCEPTED,
        "decline": InvitationState.DECLINED,
        "take_back": InvitationState.TAKEN_BACK,
    },
    InvitationState.ACCEPTED: {},
    InvitationState.DECLINED: {},
    InvitationState.TAKEN_BACK: {},
}


class VersionKind(StrEnum):
    """FINAL is the document the pipeline freezes at the end of deliberation."""

    INITIAL = "initial"
    REVISED = "revised"
    FINAL = "final"


OUT_OF_SIGHT = frozenset({ProposalState.HELD, ProposalState.HIDDEN})

STATES = {
    ProposalState.PUBLISHED: {
        "revise": ProposalState.PUBLISHED,
        "endorse": ProposalState.PUBLISHED,
        "withdraw": ProposalState.WITHDRAWN,
        "merge": ProposalState.MERGED,
        "archive": ProposalState.ARCHIVED,
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show": ProposalState.PUBLISHED,
    },
    ProposalState.WITHDRAWN: {
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show_withdrawn": ProposalState.WITHDRAWN,
    },
    ProposalState.MERGED: {
        "unmerge": ProposalState.PUBLISHED,
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show_merged": ProposalState.MERGED,
    },
    ProposalState.ARCHIVED: {
        "unarchive": ProposalState.PUBLISHED,
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show_archived": ProposalState.ARCHIVED,
    },
    ProposalState.HELD: {
        "revise": ProposalState.HELD,
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show": ProposalState.PUBLISHED,
        "show_withdrawn": ProposalState.WITHDRAWN,
        "show_merged": ProposalState.MERGED,
        "show_archived": ProposalState.ARCHIVED,
    },
    ProposalState.HIDDEN: {
        "hide": ProposalState.HIDDEN,
        "hold": ProposalState.HELD,
        "show": ProposalState.PUBLISHED,
        "show_withdrawn": ProposalState.WITHDRAWN,
        "show_merged": ProposalState.MERGED,
        "show_archived": ProposalState.ARCHIVED,
    },
}


class MergerState(StrEnum):
    """A merger is asked for, waits for a consent of each side, and can be undone while the stage lasts."""

    ASKED = "asked"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    UNDONE = "undone"


MERGERS = {
    MergerState.ASKED: {
        "carry_out": MergerState.DONE,
        "decline": MergerState.DECLINED,
        "cancel": MergerState.CANCELLED,
    },
    MergerState.DONE: {"undo": MergerState.UNDONE},
    MergerState.DECLINED: {},
    MergerState.CANCELLED: {},
    MergerState.UNDONE: {},
}


class Trace(StrEnum):
    """What a merger changed on its target: an endorsement brought along, a proposer brought along, an endorsement that ended."""

    ENDORSEMENT = "endorsement"
    PROPOSER = "proposer"
    DROPPED = "dropped"
