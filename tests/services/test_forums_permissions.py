"""Who may do what in a forum, in which state: one table."""

import pytest

from app.core.permits import Who, permits
from app.forums.permissions import TABLE
from app.forums.queries import Seat
from app.forums.states import ForumRole, ForumState

S = ForumState
ALL = set(ForumState)
BEFORE, TOGETHER = {S.SCHEDULED, S.LOBBY}, {S.LOBBY, S.LIVE, S.PAUSED}
RUN = {"moderator", "co_moderator", "district moderator", "coordinator"}
ROOM = {*RUN, "speaker", "note_taker", "participant"}
EVERYBODY = {*ROOM, "observer", "unverified", "stranger"}
EXPECTED = {
    "forum.list": (EVERYBODY, ALL),
    "forum.read": (EVERYBODY, ALL),
    "forum.act": (EVERYBODY, ALL),
    "forum.file": (EVERYBODY, ALL),
    "forum.plan": ({"district moderator", "coordinator"}, ALL),
    "forum.run": (RUN, ALL),
    "forum.note": ({*RUN, "note_taker"}, ALL),
    "forum.edit": (RUN, {*BEFORE, S.MISSED}),
    "forum.agenda": (RUN, {S.SCHEDULED, *TOGETHER}),
    "forum.settings": (RUN, {S.SCHEDULED, *TOGETHER}),
    "forum.prepare": (RUN, {S.SCHEDULED, *TOGETHER}),
    "forum.queue": (RUN, TOGETHER),
    "forum.screen": (RUN, TOGETHER),
    "forum.floor": (RUN, {S.LIVE}),
    "forum.poll": (RUN, {S.LIVE}),
    "forum.bind": ({"district moderator", "coordinator"}, {S.LIVE}),
    "forum.mute": (RUN, {*TOGETHER, S.CLOSED}),
    "forum.caption": ({*RUN, "note_taker"}, TOGETHER),
    "forum.answer": ({*RUN, "note_taker"}, {*TOGETHER, S.CLOSED, S.PUBLISHED}),
    "forum.minutes": ({*RUN, "note_taker"}, {S.CLOSED}),
    "forum.sign": ({"moderator", "district moderator", "coordinator"}, {S.CLOSED}),
    "forum.register": ({*ROOM, "observer"}, {S.SCHEDULED, S.LOBBY, S.LIVE}),
    "forum.attend": ({*ROOM, "observer"}, TOGETHER),
    "forum.ask": (ROOM, {S.SCHEDULED, *TOGETHER}),
    "forum.upvote": (ROOM, {S.SCHEDULED, *TOGETHER}),
    "forum.chat": (ROOM, TOGETHER),
    "forum.react": (ROOM, TOGETHER),
    "forum.speak": (ROOM, TOGETHER),
    "forum.vote": (ROOM, {S.LIVE}),
}  # fmt: skip


class Part:
    """A forum in a state, without a row."""

    def __init__(self, state, role=ForumRole.PARTICIPANT, rehearsal=False):
        from app.forums.models import Forum, Member

        self.seat = Seat(Forum(state=state, is_rehearsal=rehearsal), Member(role=role))


WHO = {
    "stranger": (Who(), ForumRole.PARTICIPANT),
    "unverified": (Who(1), ForumRole.PARTICIPANT),
    "district moderator": (Who(1, frozenset({"moderator"}), assurance=1), ForumRole.PARTICIPANT),
    "coordinator": (Who(1, frozenset({"coordinator"}), assurance=1), ForumRole.PARTICIPANT),
    **{role.value: (Who(1, assurance=1), role) for role in ForumRole},
}


def test_the_table_is_told_whole():
    assert EXPECTED.keys() == TABLE.keys()


@pytest.mark.parametrize("permission", EXPECTED)
def test_who_may_when(app, permission):
    roles, states = EXPECTED[permission]
    for state in ForumState:
        for name, (who, role) in WHO.items():
            allowed = permits(TABLE, permission, who, Part(state, role).seat)
            assert allowed == (name in roles and state in states), (permission, name, state)


def test_a_rehearsal_is_open_to_its_crew_and_the_district_alone(app):
    for name, (who, role) in WHO.items():
        allowed = permits(TABLE, "forum.read", who, Part(S.LIVE, role, rehearsal=True).seat)
        assert allowed == (name not in {"stranger", "unverified", "participant"}), name
