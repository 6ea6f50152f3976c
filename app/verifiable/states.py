"""By which way somebody votes."""

from enum import StrEnum


class Channel(StrEnum):
    ONLINE = "online"
    PAPER = "paper"
