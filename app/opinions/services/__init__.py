"""What can be done with topics: one module per use, all of it offered here."""

from app.opinions.services.answering import answer, enter_many, forget, forget_everywhere, undo
from app.opinions.services.deciding import approve, refuse
from app.opinions.services.topics import change_topic, close, open_topic, reopen, start
from app.opinions.services.writing import doubles, plant_more, write

__all__ = [
    "answer",
    "approve",
    "change_topic",
    "close",
    "doubles",
    "enter_many",
    "forget",
    "forget_everywhere",
    "open_topic",
    "plant_more",
    "refuse",
    "reopen",
    "start",
    "undo",
    "write",
]
