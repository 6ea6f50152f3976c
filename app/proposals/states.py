"""What a proposal is, how it came in, and how its own state moves. The pipeline's stages belong to the budget room."""

from enum import StrEnum


class BudgetTrack(StrEnum):
    """협치형: planned, run and judged together with a department. 일반형: the department carries it out."""

    COLLABORATIVE = "collaborative"
    GENERAL = "general"


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
    """HELD: out of sight until a moderator has looked or its author has changed it. HIDDEN: out of sight by a moderator's decision."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
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
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show": ProposalState.PUBLISHED,
    },
    ProposalState.WITHDRAWN: {
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show_withdrawn": ProposalState.WITHDRAWN,
    },
    ProposalState.HELD: {
        "revise": ProposalState.HELD,
        "hold": ProposalState.HELD,
        "hide": ProposalState.HIDDEN,
        "show": ProposalState.PUBLISHED,
        "show_withdrawn": ProposalState.WITHDRAWN,
    },
    ProposalState.HIDDEN: {
        "hide": ProposalState.HIDDEN,
        "hold": ProposalState.HELD,
        "show": ProposalState.PUBLISHED,
        "show_withdrawn": ProposalState.WITHDRAWN,
    },
}
