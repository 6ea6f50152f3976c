"""What can be done with a conversation: one module per use, all of it offered here."""

from app.comments.services.moderating import bring_back, hide, hold
from app.comments.services.removing import leave_sight, remove, restore, return_to_sight
from app.comments.services.threads import close_thread, follow, listen, locked, new_edition, open_thread, reopen_thread
from app.comments.services.voting import vote
from app.comments.services.writing import announce_new, edit, post

__all__ = [
    "announce_new",
    "bring_back",
    "close_thread",
    "edit",
    "follow",
    "hide",
    "hold",
    "leave_sight",
    "listen",
    "locked",
    "new_edition",
    "open_thread",
    "post",
    "remove",
    "reopen_thread",
    "restore",
    "return_to_sight",
    "vote",
]
