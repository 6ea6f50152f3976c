"""The opinion map: pure arithmetic on a matrix of answers (docs/opinion-map.md). Refuses names, databases and chance."""

from app.opinions.map.draw import Drawn, Model, draw
from app.opinions.map.votes import UNSEEN, Votes, collect, packed, unpacked

__all__ = ["UNSEEN", "Drawn", "Model", "Votes", "collect", "draw", "packed", "unpacked"]
