"""What can be done in moderation: one module per use, all of it offered here."""

from app.moderation.services.appealing import answer, appeal, can_appeal
from app.moderation.services.cases import locked
from app.moderation.services.deciding import claim, claim_next, decide, release, restore, undo
from app.moderation.services.listing import list_word, unlist_word
from app.moderation.services.pacing import check_pace
from app.moderation.services.queueing import forget, gone, report, screen, submit, take_up

__all__ = [
    "answer",
    "appeal",
    "can_appeal",
    "check_pace",
    "claim",
    "claim_next",
    "decide",
    "forget",
    "gone",
    "list_word",
    "locked",
    "release",
    "report",
    "restore",
    "screen",
    "submit",
    "take_up",
    "undo",
    "unlist_word",
]
