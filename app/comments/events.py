"""Who may listen to a conversation: everybody, if there is one."""

from app.comments import queries
from app.core.live import topic

topic("thread")(queries.is_public)
