"""What a plan of a vote is and how it moves; what can be asked, and of whom."""

from enum import StrEnum


class PlanState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    FROZEN = "frozen"
    DROPPED = "dropped"


PLAN_STATES = {
    PlanState.DRAFT: {"submit": PlanState.SUBMITTED, "drop": PlanState.DROPPED},
    PlanState.SUBMITTED: {"confirm": PlanState.FROZEN, "return": PlanState.DRAFT},
    PlanState.FROZEN: {},
    PlanState.DROPPED: {},
}


class Kind(StrEnum):
    """How the ballot is filled in."""

    YES_NO = "yes_no"
    SINGLE = "single"
    APPROVAL = "approval"
    QUOTAS = "quotas"
    BUDGET = "budget"
    RANKING = "ranking"
    GRADES = "grades"


class Audience(StrEnum):
    """Who votes."""

    RESIDENTS = "residents"
    HOME = "home"
    DISTRICTS = "districts"
    COMMITTEE = "committee"
    ROSTER = "roster"
    SITE = "site"
    LINK = "link"


class Contact(StrEnum):
    """What a line of a roster is: where a code goes, or a slip for whoever comes."""

    EMAIL = "email"
    PHONE = "phone"
    SLIP = "slip"
