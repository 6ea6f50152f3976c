"""What a forum leads to: a binding vote that comes back, minutes that are signed, the pipeline's record, the timelines of proposals."""

from types import SimpleNamespace

import pytest

from app.budget import queries as budget
from app.budget.states import DeliberationStep, Stage
from app.core import telling
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.forums import labels, queries, rules, services
from app.forums.states import Channel, ForumState, PollState, Series
from app.voting.models import Paper
from tests.make import budget as budgets
from tests.make import forums, people, proposals
from tests.make.voting import counted, vote

OUTCOME = "골목의 조명을 먼저 고치고 공원은 내년에 다시 이야기하기로 뜻을 모았습니다."


def bound(**given):
    """A forum about a proposal, whose question the residents of the district vote on; two want the alley, one the park."""
    place = people.district()
    about = proposals.proposal(place)
    forum = forums.live(place, links=[("proposal", about.id)], **given)
    lead = forums.leader(forum)
    item = queries.items(forum)[0].id
    services.start_item(forum, by=lead, item=item)
    number = services.prepare(forum, by=lead, q="어디부터 고칠까요?", options=["골목", "공원"])["poll"]
    paper = db.session.get(Paper, services.bind(forum, by=lead, poll=number, hours=24)["paper"])
    for choice in ("1", "1", "2"):
        vote(paper, [choice])
    return SimpleNamespace(forum=forum, lead=lead, about=about, paper=paper, item=item)


def sign(forum, lead):
    services.sign_minutes(forum, by=lead, version=queries.minutes(forum)[0].version)


def poll_of(forum):
    db.session.expire_all()
    (poll,) = queries.polls(forum)
    return poll


def told_of(row, action):
    return [telling.sentence(one) for one in entries(row) if one.action == action]


def test_a_vote_counted_while_the_forum_runs_is_a_result_of_its_item_in_the_log_and_in_the_minutes(app):
    made = bound()
    counted(made.paper)
    poll = poll_of(made.forum)
    assert poll.state is PollState.PUBLISHED and poll.item_id == made.item
    assert (poll.n_cast, [one.n_votes for one in poll.options]) == (3, [2, 1])
    (told,) = queries.events(made.forum, Channel.PUB, "poll.published")
    assert [one["n"] for one in told.payload["options"]] == [2, 1] and told.by is None
    (told,) = told_of(made.about, "forum.voted")
    assert "골목 2 · 공원 1" in told and "어디부터 고칠까요?" in told
    services.close(made.forum, by=made.lead)
    (section,) = [one for one in queries.minutes(made.forum)[0].sections if one["anchor"] == f"poll-{poll.id}"]
    assert "골목: 2표" in section["text"] and f"투표 {made.paper.id}번" in section["text"]


def test_a_vote_counted_after_the_end_joins_the_minutes_and_asks_for_a_new_signature(app):
    made = bound()
    services.close(made.forum, by=made.lead)
    services.edit_minutes(made.forum, by=made.lead, version=1, texts={"facts": "기록자가 다듬은 개요"})
    sign(made.forum, made.lead)
    counted(made.paper)
    newest = queries.minutes(made.forum)[0]
    assert newest.version == 3 and newest.signed_at is None
    assert newest.sections[0]["text"] == "기록자가 다듬은 개요"  # what was edited stays
    assert any("골목: 2표" in one["text"] for one in newest.sections)
    with pytest.raises(rules.NotSigned):
        services.publish(made.forum, by=made.lead, text=OUTCOME)
    sign(made.forum, made.lead)
    services.publish(made.forum, by=made.lead, text=OUTCOME)


def test_a_vote_counted_after_the_minutes_were_published_changes_no_signed_word_and_is_told_beside_them(app, page):
    made = bound()
    services.close(made.forum, by=made.lead)
    sign(made.forum, made.lead)
    services.publish(made.forum, by=made.lead, text=OUTCOME)
    before = queries.minutes(made.forum)[0].content_hash
    counted(made.paper)
    assert [one.content_hash for one in queries.minutes(made.forum)] == [before]
    assert poll_of(made.forum).state is PollState.PUBLISHED
    read = page(f"/mapo/forums/{made.forum.id}/minutes").html
    assert "서명한 뒤의 전자투표" in read and f"/results/{made.paper.id}" in read
    assert f"/results/{made.paper.id}" in page(f"/mapo/forums/{made.forum.id}").html


def test_a_rehearsal_puts_nothing_to_the_vote_of_a_district(app):
    forum = forums.live(is_rehearsal=True)
    lead = forums.leader(forum)
    number = services.prepare(forum, by=lead, q="어디부터 고칠까요?", options=["골목", "공원"])["poll"]
    with pytest.raises(rules.RehearsalBindsNobody):
        services.bind(forum, by=lead, poll=number, hours=1)


def coached(made):
    """A coaching forum about the first candidate, held by people who came, closed."""
    about = made.proposals[0]
    lead = people.official(made.district, Role.MODERATOR)
    forum = forums.live(made.district, by=lead, series=Series.COACHING, links=[("proposal", about.id)])
    for _ in range(2):
        services.attend(forum, by=people.resident())
    services.close(forum, by=lead)
    return forum, lead, about


def test_a_coaching_forum_becomes_the_pipelines_record_once_its_minutes_are_signed_and_published(app, page):
    made = budgets.at(Stage.DELIBERATION, deliberation_steps=(DeliberationStep.COACHING_FORUM,))
    forum, lead, about = coached(made)
    candidate = budget.candidate_of(about)
    assert budget.deliberation(candidate, DeliberationStep.COACHING_FORUM) is None
    with pytest.raises(rules.NotSigned):
        services.publish(forum, by=lead, text=OUTCOME)
    assert budget.deliberation(candidate, DeliberationStep.COACHING_FORUM) is None  # nothing before somebody stands for it
    sign(forum, lead)
    services.publish(forum, by=lead, text=OUTCOME)
    record = budget.deliberation(candidate, DeliberationStep.COACHING_FORUM)
    assert (record.attendance, record.outcome_note) == (2, OUTCOME)
    assert record.link == f"/{made.district.slug}/forums/{forum.id}/minutes"
    assert page(record.link).status == 200
    assert told_of(about, "forum.told") == [f"토론회 ‘{forum.title}’에서 다루었습니다."]
    assert [one.reason for one in entries(about) if one.action == "forum.told"] == [OUTCOME]
    assert any(one.action == "budget.deliberated" for one in entries(about))
    assert any(about.number in one["what"] for one in labels.told(entries(forum)))
    assert OUTCOME in page(f"/{made.district.slug}/proposals/{about.number}").text
    for one in budgets.queries.in_state(made.cycle, candidate.state):
        if one.id != candidate.id:
            budgets.deliberate(made, one, DeliberationStep.COACHING_FORUM)
    made.advance()  # with this record the stage has what it waits for
    assert made.cycle.stage is not Stage.DELIBERATION


def test_a_coaching_forum_outside_the_stage_is_told_on_the_timeline_and_says_what_it_could_not_record(app):
    made = budgets.at(Stage.FIRST_SCREENING, deliberation_steps=(DeliberationStep.COACHING_FORUM,))
    forum, lead, about = coached(made)
    sign(forum, lead)
    services.publish(forum, by=lead, text=OUTCOME)
    assert forum.state is ForumState.PUBLISHED and told_of(about, "forum.told")
    assert budget.deliberation(budget.candidate_of(about), DeliberationStep.COACHING_FORUM) is None
    (told,) = told_of(forum, "forum.unrecorded")
    assert about.number in told
