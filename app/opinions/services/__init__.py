"""What can be done with topics: one module per use, all of it offered here."""

from app.opinions.services.answering import answer, enter_many, forget, forget_everywhere, undo
from app.opinions.services.mapping import draw_map
from app.opinions.services.moderating import bring_back, hide
from app.opinions.services.topics import change_topic, close, on_closed, open_topic, reopen, start
from app.opinions.services.writing import doubles, plant_more, write

__all__ = [
    "answer",
    "bring_back",
    "change_topic",
    "close",
    "doubles",
    "draw_map",
    "enter_many",
    "forget",
    "forget_everywhere",
    "hide",
    "on_closed",
    "open_topic",
    "plant_more",
    "reopen",
    "start",
    "undo",
    "write",
]
