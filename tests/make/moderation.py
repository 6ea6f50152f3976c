"""Moderators, and cases in every state, reached through services."""

from typing import Any

from app.core import clock
from app.districts.states import Role
from app.moderation import kinds, services
from app.moderation.kinds import Kind
from app.moderation.models import Case, Decision
from app.moderation.states import Article, Verdict
from tests.make import comments, people

REASON = "사람을 모욕하는 표현이 있습니다."


def _hide(row: Any, *, by: Any, role: str, reason: str) -> None:
    row.removed_at, row.removed_by_role, row.removed_reason = clock.now(), role, reason


def _restore(row: Any, *, by: Any, role: str, reason: str) -> None:
    row.removed_at, row.removed_by_role, row.removed_reason = None, "", ""


if kinds.get("comment") is None:
    from app.comments import queries

    kinds.register(
        "comment",
        Kind(
            label="의견", load=queries.by_id, author_id=lambda row: row.author_id, excerpt=lambda row: row.body,
            link=lambda row: ("comments.show", {"comment_id": row.id}), hide=_hide, restore=_restore,
        ),
    )  # fmt: skip


def moderator() -> Any:
    return people.official(people.district(), Role.MODERATOR)


def reported(row: Any = None, *, by: Any = None, article: Article = Article.RESPECT, words: str = "") -> Case:
    """A comment somebody has reported."""
    row = row or comments.comment(comments.thread())
    return services.report("comment", row, by=by or people.resident(), article=article, words=words)


def decided(case: Case | None = None, verdict: Verdict = Verdict.HIDE, *, by: Any = None) -> Decision:
    """A case somebody has decided, by default against its author."""
    return services.decide(case or reported(), verdict, by=by or moderator(), article=Article.RESPECT, reason=REASON)


def row(case: Case) -> Any:
    return kinds.of(case.kind).load(case.district, case.subject_id)
