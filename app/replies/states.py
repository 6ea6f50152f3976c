"""What an official reply owes and how far it is: levels, the states of a case, verdicts, and the one table by which a case moves."""

from enum import StrEnum

from app.proposals.states import ProposalState


class Level(StrEnum):
    """What reaching a threshold brings: a department's reply, a public debate (공론장), the mayor's reply."""

    DEPARTMENT = "department"
    DEBATE = "debate"
    MAYOR = "mayor"


class Measure(StrEnum):
    """What is counted towards a threshold: people who endorse, or people who take part in the conversation."""

    ENDORSEMENTS = "endorsements"
    PARTICIPANTS = "participants"


class ClockStart(StrEnum):
    """When the time for a reply begins to run: the day the threshold is reached, or the day a department is named."""

    REACHED = "reached"
    ASSIGNED = "assigned"


class CaseState(StrEnum):
    COLLECTING = "collecting"
    LAPSED = "lapsed"
    WAITING = "waiting"
    ASSIGNED = "assigned"
    ANSWERED = "answered"


class AssignmentKind(StrEnum):
    """총괄 answers, 추진 carries out, 협조 helps."""

    LEAD = "lead"
    EXECUTING = "executing"
    COOPERATING = "cooperating"


class ReplyKind(StrEnum):
    INTERIM = "interim"
    FINAL = "final"


class Verdict(StrEnum):
    """What a department or the mayor says to a proposal; the last two are about a public debate."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    UNDERWAY = "underway"
    LATER = "later"
    REJECTED = "rejected"
    DEBATE_HELD = "debate_held"
    DEBATE_REFUSED = "debate_refused"


VERDICTS = {
    Level.DEPARTMENT: (Verdict.ACCEPTED, Verdict.PARTLY, Verdict.UNDERWAY, Verdict.LATER, Verdict.REJECTED),
    Level.DEBATE: (Verdict.DEBATE_HELD, Verdict.DEBATE_REFUSED),
    Level.MAYOR: (Verdict.ACCEPTED, Verdict.PARTLY, Verdict.UNDERWAY, Verdict.LATER, Verdict.REJECTED),
}

STATES = {
    CaseState.COLLECTING: {"reach": CaseState.WAITING, "lapse": CaseState.LAPSED},
    CaseState.LAPSED: {"collect": CaseState.COLLECTING},
    CaseState.WAITING: {"fall_back": CaseState.COLLECTING, "assign": CaseState.ASSIGNED},
    CaseState.ASSIGNED: {
        "assign": CaseState.ASSIGNED,
        "interim": CaseState.ASSIGNED,
        "extend": CaseState.ASSIGNED,
        "answer": CaseState.ANSWERED,
    },
    CaseState.ANSWERED: {"correct": CaseState.ANSWERED, "reopen": CaseState.ASSIGNED},
}

STILL_OWED = (ProposalState.PUBLISHED, ProposalState.ARCHIVED)
"""Proposals an answer is owed to: taking one back ends that, filing one away does not."""

OWED = (CaseState.WAITING, CaseState.ASSIGNED)
"""Somebody in the district is at work, or should be."""
