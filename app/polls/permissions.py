"""Who prepares votes, who confirms them, and who may ask others."""

from typing import Any

from app.core.permits import Table, Who, anyone, verified
from app.districts.permissions import auditor, coordinator


def another(who: Who, subject: Any) -> bool:
    """Somebody who neither made nor submitted this plan."""
    return who.resident_id not in (subject.author_id, subject.submitter_id)


TABLE: Table = {
    "plan.make": ((coordinator,),),
    "plan.see": ((coordinator,), (auditor,)),
    "plan.confirm": ((coordinator, another), (auditor, another)),
    "poll.ask": ((verified,),),
    "poll.join": ((anyone,),),
}
