"""Issuing the residents' opinion statement: what the cycle says of itself, the committee's opinion, and the file that is attached."""

import hashlib
from typing import Any

from flask_babel import force_locale

from app.budget import statement as words
from app.budget.models import Cycle
from app.budget.queries import statements as queries
from app.budget.rules import STATEMENT_MAXIMUM_LENGTH, STATEMENT_MINIMUM_LENGTH, OpinionTooShort, check_reason
from app.budget.services.common import take
from app.budget.statement_models import ResidentOpinion
from app.budget.states import Act
from app.core import clock, pdf
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


@transaction(conflict=ChangedMeanwhile)
def issue(cycle: Cycle, *, by: Any, opinion: str, reason: str = "") -> ResidentOpinion:
    """A new edition for the budget bill; from the second on with the reason why the former one did not do."""
    take(cycle, Act.ISSUE_STATEMENT)
    opinion = stored(opinion)
    if not STATEMENT_MINIMUM_LENGTH <= len(opinion) <= STATEMENT_MAXIMUM_LENGTH:
        raise OpinionTooShort(least=STATEMENT_MINIMUM_LENGTH, most=STATEMENT_MAXIMUM_LENGTH)
    before = queries.latest(cycle)
    if before is not None:
        check_reason(reason)
    content = queries.content(cycle)
    row = ResidentOpinion(
        district_id=cycle.district_id, cycle_id=cycle.id, edition=before.edition + 1 if before else 1, opinion=opinion,
        reason=stored(reason), content=content, digest=words.digest(content, opinion), issued_at=clock.now(), issued_by_id=by.id,
    )  # fmt: skip
    with force_locale("ko"):  # the bill is in Korean, whoever presses the button
        row.pdf = pdf.rendered(words.document(row))
    row.pdf_sha256 = hashlib.sha256(row.pdf).hexdigest()
    db.session.add(row)
    details = {"edition": row.edition, "digest": row.digest, "pdf_sha256": row.pdf_sha256}
    record(cycle, "budget.statement_issued", by=by, role=Role.COORDINATOR, reason=row.reason, **details)
    return row
