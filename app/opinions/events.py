"""Who may listen to a topic: everybody, if there is one. All they hear is that a new map has been drawn."""

from app.core.live import topic
from app.opinions import queries

topic("opinions")(queries.is_public)
