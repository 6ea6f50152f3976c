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
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class VersionKind(StrEnum):
    """FINAL is the document the pipeline freezes at the end of deliberation."""

    INITIAL = "initial"
    REVISED = "revised"
    FINAL = "final"


STATES = {
    ProposalState.PUBLISHED: {
        "revise": ProposalState.PUBLISHED,
        "endorse": ProposalState.PUBLISHED,
        "withdraw": ProposalState.WITHDRAWN,
    },
    ProposalState.WITHDRAWN: {},
}
