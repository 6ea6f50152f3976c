"""Moderators, and cases in every state, reached through services."""

from typing import Any

from app.districts import services as districts
from app.districts.states import Role
from app.moderation import kinds, services
from app.moderation.models import Case, Decision
from app.moderation.states import Article, Verdict
from tests.make import comments, people

REASON = "사람을 모욕하는 표현이 있습니다."


def moderator(password: str | None = None) -> Any:
    """A moderator of Mapo, who can sign in by a form if a password is given."""
    person = people.resident("시험 moderator", password=password)
    districts.appoint(people.district(), person, Role.MODERATOR)
    return person


def reported(row: Any = None, *, by: Any = None, article: Article = Article.RESPECT, words: str = "") -> Case:
    """A comment somebody has reported."""
    row = row or comments.comment(comments.thread())
    return services.report("comment", row, by=by or people.resident(), article=article, words=words)


def decided(case: Case | None = None, verdict: Verdict = Verdict.HIDE, *, by: Any = None) -> Decision:
    """A case somebody has decided, by default against its author."""
    return services.decide(case or reported(), verdict, by=by or moderator(), article=Article.RESPECT, reason=REASON)


def row(case: Case) -> Any:
    return kinds.of(case.kind).load(case.district, case.subject_id)
