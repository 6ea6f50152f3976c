"""How far a budget cycle, a candidate and a budget item have come, and what may be done when. Tables only; refuses code."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of a cycle, in order. The names are those of the city's plan of 2017."""

    INTAKE = "intake"
    DEPARTMENT_REVIEW = "department_review"
    FIRST_SCREENING = "first_screening"
    DELIBERATION = "deliberation"
    FINAL_SUBMISSION = "final_submission"
    SECOND_SCREENING = "second_screening"
    FINAL_SELECTION = "final_selection"
    BUDGETING = "budgeting"
    CLOSED = "closed"


STAGES = {
    Stage.INTAKE: {"close_intake": Stage.DEPARTMENT_REVIEW},
    Stage.DEPARTMENT_REVIEW: {"finish_review": Stage.FIRST_SCREENING},
    Stage.FIRST_SCREENING: {"close_first_screening": Stage.DELIBERATION},
    Stage.DELIBERATION: {"finish_deliberation": Stage.FINAL_SUBMISSION},
    Stage.FINAL_SUBMISSION: {"freeze_finals": Stage.SECOND_SCREENING},
    Stage.SECOND_SCREENING: {"close_second_screening": Stage.FINAL_SELECTION},
    Stage.FINAL_SELECTION: {"adopt_selection": Stage.BUDGETING},
    Stage.BUDGETING: {"close_cycle": Stage.CLOSED},
    Stage.CLOSED: {},
}


class Act(StrEnum):
    """What people do in a cycle."""

    ADVANCE = "advance"
    EDIT_CALENDAR = "edit_calendar"
    AMEND = "amend"
    REVISE_ENVELOPE = "revise_envelope"
    ASSIGN = "assign"
    REVIEW = "review"
    SCORE = "score"
    ADMIT = "admit"
    DELIBERATE = "deliberate"
    SUBMIT_FINAL = "submit_final"
    OPEN_VOTE = "open_vote"
    DECIDE = "decide"
    APPEAL = "appeal"
    TAKE_IN = "take_in"
    REDIRECT = "redirect"
    SEAT = "seat"
    MINUTE = "minute"
    OVERRIDE = "override"
    ISSUE_STATEMENT = "issue_statement"
    ITEMIZE = "itemize"


_ALWAYS = frozenset({Act.ADVANCE, Act.SEAT, Act.EDIT_CALENDAR, Act.AMEND})
OPEN = {
    Stage.INTAKE: _ALWAYS | {Act.REVISE_ENVELOPE, Act.REDIRECT},
    Stage.DEPARTMENT_REVIEW: _ALWAYS | {Act.REVISE_ENVELOPE, Act.ASSIGN, Act.REVIEW, Act.APPEAL, Act.TAKE_IN, Act.REDIRECT},
    Stage.FIRST_SCREENING: _ALWAYS | {Act.REVISE_ENVELOPE, Act.SCORE, Act.APPEAL, Act.MINUTE},
    Stage.DELIBERATION: _ALWAYS | {Act.REVISE_ENVELOPE, Act.DELIBERATE, Act.ADMIT},
    Stage.FINAL_SUBMISSION: _ALWAYS | {Act.REVISE_ENVELOPE, Act.SUBMIT_FINAL},
    Stage.SECOND_SCREENING: _ALWAYS | {Act.REVISE_ENVELOPE, Act.SCORE, Act.MINUTE},
    Stage.FINAL_SELECTION: _ALWAYS | {Act.OPEN_VOTE, Act.ADMIT, Act.OVERRIDE},
    Stage.BUDGETING: _ALWAYS | {Act.ITEMIZE, Act.DECIDE, Act.ISSUE_STATEMENT},
    Stage.CLOSED: frozenset(),
}

STEPS = 6
"""What a citizen sees: 1 intake, 2 review, 3 deliberation and screening, 4 vote, 5 budget, 6 delivery."""

STEP_OF = {
    Stage.INTAKE: 1,
    Stage.DEPARTMENT_REVIEW: 2,
    Stage.FIRST_SCREENING: 3,
    Stage.DELIBERATION: 3,
    Stage.FINAL_SUBMISSION: 3,
    Stage.SECOND_SCREENING: 3,
    Stage.FINAL_SELECTION: 4,
    Stage.BUDGETING: 5,
    Stage.CLOSED: 6,
}


class CandidateState(StrEnum):
    """One proposal's fate within its cycle."""

    NOMINATED = "nominated"
    INELIGIBLE = "ineligible"
    REDIRECTED = "redirected"
    ELIGIBLE = "eligible"
    FIRST_REJECTED = "first_rejected"
    FIRST_PASSED = "first_passed"
    MERGED = "merged"
    FINAL_SUBMITTED = "final_submitted"
    SECOND_REJECTED = "second_rejected"
    SECOND_PASSED = "second_passed"
    NOT_SELECTED = "not_selected"
    SELECTED = "selected"
    ADOPTED = "adopted"
    AMENDED = "amended"
    CUT = "cut"


CANDIDATES = {
    CandidateState.NOMINATED: {
        "find_eligible": CandidateState.ELIGIBLE,
        "find_ineligible": CandidateState.INELIGIBLE,
        "redirect": CandidateState.REDIRECTED,
    },
    CandidateState.ELIGIBLE: {"pass_first": CandidateState.FIRST_PASSED, "reject_first": CandidateState.FIRST_REJECTED},
    CandidateState.FIRST_REJECTED: {"admit_first": CandidateState.FIRST_PASSED},
    CandidateState.FIRST_PASSED: {"submit_final": CandidateState.FINAL_SUBMITTED, "merge": CandidateState.MERGED},
    CandidateState.MERGED: {"unmerge": CandidateState.FIRST_PASSED},
    CandidateState.FINAL_SUBMITTED: {
        "pass_second": CandidateState.SECOND_PASSED,
        "reject_second": CandidateState.SECOND_REJECTED,
    },
    CandidateState.SECOND_REJECTED: {"admit_second": CandidateState.SECOND_PASSED},
    CandidateState.SECOND_PASSED: {"select": CandidateState.SELECTED, "not_select": CandidateState.NOT_SELECTED},
    CandidateState.SELECTED: {
        "drop": CandidateState.NOT_SELECTED,
        "adopt": CandidateState.ADOPTED,
        "amend": CandidateState.AMENDED,
        "cut": CandidateState.CUT,
    },
    CandidateState.INELIGIBLE: {"uphold": CandidateState.ELIGIBLE},
    CandidateState.REDIRECTED: {},
    CandidateState.NOT_SELECTED: {"fund": CandidateState.SELECTED},
    CandidateState.ADOPTED: {},
    CandidateState.AMENDED: {},
    CandidateState.CUT: {},
}

_BUDGETED = {CandidateState.ADOPTED, CandidateState.AMENDED}
_CHOSEN = _BUDGETED | {CandidateState.SELECTED, CandidateState.CUT}
_ON_PAPER = _CHOSEN | {CandidateState.SECOND_PASSED, CandidateState.NOT_SELECTED}
_PASSED_FIRST = _ON_PAPER | {
    CandidateState.FIRST_PASSED,
    CandidateState.MERGED,
    CandidateState.FINAL_SUBMITTED,
    CandidateState.SECOND_REJECTED,
}
_ELIGIBLE = _PASSED_FIRST | {CandidateState.ELIGIBLE, CandidateState.FIRST_REJECTED}

REACHED = {
    "proposed": frozenset(CandidateState),
    "eligible": frozenset(_ELIGIBLE),
    "first": frozenset(_PASSED_FIRST),
    "second": frozenset(_ON_PAPER),
    "selected": frozenset(_CHOSEN),
    "budgeted": frozenset(_BUDGETED),
}
"""The funnel: which states have come at least as far."""


class Criterion(StrEnum):
    """What a department judges (사업부서 검토)."""

    LEGALITY = "legality"
    ALREADY_UNDERWAY = "already_underway"
    FEASIBILITY = "feasibility"


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class PartKind(StrEnum):
    """What a department besides the lead (총괄) does: 추진 carries out, 협조 cooperates."""

    EXECUTING = "executing"
    COOPERATING = "cooperating"


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


APPEALS = {
    AppealState.OPEN: {"uphold": AppealState.UPHELD, "dismiss": AppealState.DISMISSED},
    AppealState.UPHELD: {},
    AppealState.DISMISSED: {},
}


class CourseKind(StrEnum):
    GOVERNANCE_SCHOOL = "governance_school"
    BUDGET_SCHOOL = "budget_school"


class EnrolmentState(StrEnum):
    ENROLLED = "enrolled"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class Override(StrEnum):
    """What somebody may decide in their own name after the count."""

    PART_FUND = "part_fund"
    INCLUDE = "include"
    EXCLUDE = "exclude"


class ComplaintState(StrEnum):
    ASKED = "asked"
    HANDED_ON = "handed_on"
    DECLINED = "declined"


COMPLAINTS = {
    ComplaintState.ASKED: {"hand_on": ComplaintState.HANDED_ON, "decline": ComplaintState.DECLINED},
    ComplaintState.HANDED_ON: {},
    ComplaintState.DECLINED: {},
}


class Post(StrEnum):
    """A seat of the panel."""

    CHAIR = "chair"
    MEMBER = "member"


class ScreeningKind(StrEnum):
    PAPER = "paper"
    IN_DEPTH = "in_depth"


SCREENING_STAGE = {ScreeningKind.PAPER: Stage.FIRST_SCREENING, ScreeningKind.IN_DEPTH: Stage.SECOND_SCREENING}
SCREENED = {ScreeningKind.PAPER: CandidateState.ELIGIBLE, ScreeningKind.IN_DEPTH: CandidateState.FINAL_SUBMITTED}
"""The state a candidate is in while a round screens it."""


class DeliberationStep(StrEnum):
    """민관숙의 Ⅰ–Ⅲ."""

    GOVERNANCE_SCHOOL = "governance_school"
    WORKSHOP = "workshop"
    COACHING_FORUM = "coaching_forum"


class Decision(StrEnum):
    """What the council did with a budget item."""

    PENDING = "pending"
    ADOPTED = "adopted"
    AMENDED = "amended"
    CUT = "cut"


ITEMS = {
    Decision.PENDING: {"adopt": Decision.ADOPTED, "amend": Decision.AMENDED, "cut": Decision.CUT},
    Decision.ADOPTED: {},
    Decision.AMENDED: {},
    Decision.CUT: {},
}
