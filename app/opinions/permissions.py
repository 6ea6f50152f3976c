"""Who may read, run, write into and answer a topic. What a phase takes says states.OPEN."""

from typing import Any

from app.core.permits import Table, Who, anyone, verified
from app.districts.permissions import coordinator, moderator
from app.districts.states import Role


def takes_statements(who: Who, subject: Any) -> bool:
    return bool(subject.is_open_for("write"))


def takes_answers(who: Who, subject: Any) -> bool:
    return bool(subject.is_open_for("answer"))


TABLE: Table = {
    "topic.read": ((anyone,),),
    "topic.open": ((moderator,), (coordinator,)),
    "topic.run": ((moderator,), (coordinator,)),
    "statement.write": ((verified, takes_statements),),
    "opinion.give": ((verified, takes_answers),),
    "opinion.own": ((verified,),),  # one's own answers: nobody else's can be asked for
}


def hat(who: Who) -> str:
    """The hat in which somebody runs topics here."""
    return Role.MODERATOR if Role.MODERATOR in who.roles else Role.COORDINATOR
