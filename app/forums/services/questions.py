"""Questions to the podium: asked, found worth asking, merged, shown, answered, held. Refuses to tell the room who asked an anonymous one."""

from sqlalchemy import func, select

from app.accounts.services import check_opinion_consent
from app.core.states import advance
from app.core.text import stored
from app.extensions import db
from app.forums import queries, rules, wire
from app.forums.models import Question, Upvote
from app.forums.services import agenda
from app.forums.services.log import Answer, Room, act, blank
from app.forums.states import QUESTION_STATES, Channel, Questions, QuestionState
from app.moderation import services as moderation


@act
def ask(room: Room, text: str, anonymous: bool = False) -> Answer:
    """A question, shown at once or after somebody has read it, as the forum has it. Listed words make it wait in any case."""
    room.check("ask")
    member, text = room.check_voice(), " ".join(stored(text).split())
    if room.forum.questions is Questions.CLOSED:
        raise rules.QuestionsClosed
    if anonymous and not room.forum.is_anonymous_allowed:
        raise rules.AnonymityNotAllowed
    rules.check_words(text, rules.QUESTION_MAXIMUM_LENGTH, rules.QUESTION_MINIMUM_LENGTH)
    check_opinion_consent(member.resident)
    mine = (Question.member_id == member.id) & Question.state.in_([QuestionState.WAITING, QuestionState.SHOWN])
    if (db.session.scalar(select(func.count(Question.id)).where(mine)) or 0) >= rules.QUESTIONS_OPEN_PER_PERSON:
        raise rules.TooManyQuestions(most=rules.QUESTIONS_OPEN_PER_PERSON)
    is_shown = room.forum.questions is Questions.OPEN
    item = agenda.running(room.forum.id)
    question = Question(
        forum_id=room.forum.id, district_id=room.forum.district_id, item_id=item.id if item else None, member_id=member.id,
        text=text, is_anonymous=anonymous, state=QuestionState.SHOWN if is_shown else QuestionState.WAITING,
        created_at=room.now, n_votes=0, is_hidden=False, answer="", answered_by="",
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()
    room.tell("question.pending", {"id": question.id, "member": member.id}, Channel.STAFF)
    if not moderation.screen("forum_question", question, text, by=room.by) and is_shown:
        announce(room, question, "question.created")
    return {"question": question.id, "state": question.state.value}


def announce(room: Room, question: Question, kind: str) -> None:
    """Tell the room of a question in its present state, whoever moved it."""
    name = question.member.resident.display_name
    payload = wire.question(question, name=name)
    room.tell(kind, payload, nameless=kind == "question.created" and question.is_anonymous)


def _move(room: Room, number: int, action: str) -> Question:
    question: Question = room.row(Question, number)
    if question.is_hidden and action != "hold":
        raise rules.NotInForum
    question.state = advance(QUESTION_STATES, question.state, action)
    return question


@act
def approve(room: Room, question: int) -> None:
    """공개: the room may read it."""
    announce(room, _move(room, question, "approve"), "question.approved")


@act
def hold(room: Room, question: int) -> None:
    """보류: not now. The room no longer sees it, and the log lets go of its words until it is shown again."""
    row = _move(room, question, "hold")
    forget(room, row)
    room.tell("question.held", {"id": row.id})


def forget(room: Room, row: Question) -> None:
    """The public log lets go of a question's words."""
    blank(room.forum, Channel.PUB, row.id, *WORDED)


WORDED = (
    "question.created", "question.approved", "question.shown", "question.answered", "question.merged", "question.parted",
)  # fmt: skip


@act
def show(room: Room, question: int) -> None:
    """화면: this is the one being talked about; the one before it is public again."""
    room.check("screen")
    row = _move(room, question, "show")
    others = (Question.forum_id == room.forum.id) & (Question.state == QuestionState.ON_SCREEN) & (Question.id != row.id)
    for other in db.session.scalars(select(Question).where(others)):
        other.state = QuestionState.SHOWN
        announce(room, other, "question.approved")
    announce(room, row, "question.shown")


@act
def answer(room: Room, question: int, text: str = "", answered_by: str = "") -> None:
    """답변: said in the room, with as much of it in writing as somebody writes down; after the forum too."""
    if not any(room.forum.is_open_for(one) for one in ("answer", "caption")):
        raise rules.ForumNotOpen
    text, answered_by = stored(text), stored(answered_by)
    rules.check_words(text, rules.ANSWER_MAXIMUM_LENGTH, 0)
    rules.check_words(answered_by, rules.NOTE_MAXIMUM_LENGTH, 0)
    row = _move(room, question, "answer")
    row.answer, row.answered_by, row.answered_at = text or row.answer, answered_by or row.answered_by, room.now
    announce(room, row, "question.answered")


@act
def merge(room: Room, question: int, into: int) -> None:
    """Like questions become one; whoever found either worth asking counts once."""
    row, target = room.row(Question, question), room.row(Question, into)
    if row.id == target.id or target.merged_into_id is not None or row.merged_into_id is not None or not target.is_public:
        raise rules.MergedIntoItself
    row.merged_into_id = target.id
    db.session.flush()
    _recount(room, target)
    announce(room, row, "question.merged")
    announce(room, target, "question.approved" if target.state is QuestionState.SHOWN else "question.shown")


@act
def part(room: Room, question: int) -> None:
    """Undo a merger: every vote goes back to where it was given."""
    row = room.row(Question, question)
    if row.merged_into_id is None:
        raise rules.NotInForum
    target, row.merged_into_id = room.row(Question, row.merged_into_id), None
    db.session.flush()
    for one in (row, target):
        _recount(room, one)
    announce(room, row, "question.parted")
    room.pass_by("tally", {"questions": {str(target.id): target.n_votes}})


@act
def upvote(room: Room, question: int) -> Answer:
    """나도 궁금해요. Pressing it again changes nothing."""
    row = _votable(room, question)
    if db.session.get(Upvote, (row.id, room.member.resident_id)) is None:
        db.session.add(
            Upvote(question_id=row.id, resident_id=room.member.resident_id, forum_id=row.forum_id, district_id=row.district_id)
        )
    return _voted(room, row)


@act
def take_back(room: Room, question: int) -> Answer:
    row = _votable(room, question)
    if (vote := db.session.get(Upvote, (row.id, room.member.resident_id))) is not None:
        db.session.delete(vote)
    return _voted(room, row)


def _votable(room: Room, number: int) -> Question:
    room.check("upvote")
    room.check_voice()
    row: Question = room.row(Question, number)
    if not row.is_public or row.merged_into_id is not None:
        raise rules.NotInForum
    return row


def _voted(room: Room, row: Question) -> Answer:
    """Counts pass by, four a second at most; the number itself is in the row."""
    db.session.flush()
    _recount(room, row)
    room.pass_by("tally", {"questions": {str(row.id): row.n_votes}})
    return {"votes": row.n_votes}


def _recount(room: Room, row: Question) -> None:
    row.n_votes = queries.count_upvotes(row)
