"""Old proposals are closed by a person, with a reason, never while somebody moves them, and can be opened again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.notices.models import Notice
from app.proposals import queries, rules, services
from app.proposals.states import ProposalState
from tests.make import comments, people, proposals

WHY = "일 년 넘게 움직임이 없었습니다"


def old(days=rules.ARCHIVE_AFTER_DAYS + 5, **given):
    with clock.travel(clock.now() - timedelta(days=days)):
        return proposals.proposal(**given)


def silent():
    return queries.silent(people.district(), clock.now() - timedelta(days=rules.ARCHIVE_AFTER_DAYS))


def test_an_old_silent_proposal_is_closed_with_a_reason_and_opened_again(app):
    subject, clerk = old(), people.official(people.district(), Role.COORDINATOR)
    assert silent() == [subject]
    with pytest.raises(rules.ReasonMissing):
        services.archive(subject, by=clerk, reason="음")
    services.archive(subject, by=clerk, reason=WHY)
    assert (subject.state, subject.thread.is_open) == (ProposalState.ARCHIVED, False)
    assert queries.by_number(people.district(), subject.number) is subject
    assert silent() == []
    services.unarchive(subject, by=clerk, reason="제안자가 이어 가겠다고 합니다")
    assert (subject.state, subject.thread.is_open) == (ProposalState.PUBLISHED, True)
    assert silent() == [], "opening is moving"
    codes = list(db.session.scalars(select(Notice.code).where(Notice.resident_id == subject.author_id).order_by(Notice.id)))
    assert codes == ["proposal.archived", "proposal.unarchived"]
    assert [entry.action for entry in entries(subject)][-2:] == ["proposal.archived", "proposal.unarchived"]


@pytest.mark.parametrize(
    "moved",
    [
        lambda subject: services.endorse(subject, by=people.resident()),
        lambda subject: comments.comment(subject.thread, "아직 필요합니다"),
        lambda subject: services.unarchive(
            services.archive(subject, by=people.resident(), reason=WHY), by=people.resident(), reason=WHY
        ),
    ],
)
def test_what_somebody_moves_is_not_closed(app, moved):
    subject = old()
    moved(subject)
    assert silent() == []
    with pytest.raises(rules.TooYoungToArchive):
        services.archive(subject, by=people.resident(), reason=WHY)


def test_what_is_being_judged_is_neither_named_nor_closed(app, monkeypatch):
    from tests.services.test_proposals_services import Locked

    subject = old()
    monkeypatch.setattr(rules, "locks", [lambda subject: Locked()])
    assert silent() == []
    with pytest.raises(Locked):
        services.archive(subject, by=people.resident(), reason=WHY)


def test_the_job_names_them_to_coordinators_once_and_closes_nothing(app):
    place = people.district()
    subject, clerk = old(), people.official(place, Role.COORDINATOR)
    for _ in range(2):
        assert services.point_at_old(place) == 1
    found = list(db.session.scalars(select(Notice).where(Notice.resident_id == clerk.id)))
    assert [(one.code, one.details["number"]) for one in found] == [("proposal.old", 1)]
    assert subject.state is ProposalState.PUBLISHED
