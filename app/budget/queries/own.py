"""What the pipeline keeps of one resident, in whatever district: for their own export."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.budget.course_models import Enrolment
from app.budget.decision_models import ComplaintConsent
from app.budget.review_models import ReviewAppeal
from app.extensions import db


def enrolments(resident_id: int) -> Sequence[Enrolment]:
    wanted = select(Enrolment).where(Enrolment.resident_id == resident_id).options(joinedload(Enrolment.course))
    return db.session.scalars(wanted.order_by(Enrolment.id)).all()


def appeals(resident_id: int) -> Sequence[ReviewAppeal]:
    return db.session.scalars(select(ReviewAppeal).where(ReviewAppeal.filed_by_id == resident_id).order_by(ReviewAppeal.id)).all()


def consents(resident_id: int) -> Sequence[ComplaintConsent]:
    wanted = select(ComplaintConsent).where(ComplaintConsent.resident_id == resident_id)
    return db.session.scalars(wanted.order_by(ComplaintConsent.id)).all()
