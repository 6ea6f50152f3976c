"""A district adopts the numbers by which replies are owed. What is running keeps the policy it began with."""

from typing import Any

from app.core import clock
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.replies import queries, rules
from app.replies.models import AdoptedPolicy
from app.replies.rules import ReplyPolicy


@transaction
def adopt(district: District, policy: ReplyPolicy, *, by: Any = None, reason: str) -> AdoptedPolicy:
    """The policy for proposals published from now on, with a public reason."""
    reason = stored(reason)
    rules.check_reason(reason)
    rules.check_policy(policy)
    former = queries.standing(district.id)
    if former is not None and former.policy == policy:
        raise rules.SamePolicy
    adopted = AdoptedPolicy(
        district_id=district.id, ordinal=former.ordinal + 1 if former else 1, frozen=policy.to_json(), reason=reason,
        adopted_at=clock.now(), adopted_by_id=by.id if by else None,
    )  # fmt: skip
    db.session.add(adopted)
    role = "coordinator" if by else "operator"
    record(adopted, "reply_policy.adopted", by=by, role=role, reason=reason, ordinal=adopted.ordinal, preset=policy.preset)
    return adopted
