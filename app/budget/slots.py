"""What the pipeline shows on a proposal's own page, how far it has come and why; in lists of proposals, in one word how far.
And what it adds to a resident's own export."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.accounts.export import section
from app.accounts.models import Resident
from app.budget import labels, overview, queries, story
from app.budget.models import Candidate
from app.budget.queries import complaints, own
from app.budget.services import merging  # noqa: F401 - says which stage lets proposals be merged
from app.budget.states import CandidateState
from app.core.history import entries
from app.core.slots import asked_once, fills, gathers
from app.core.web import can
from app.districts.models import District
from app.polls import sources
from app.proposals import search
from app.proposals.labels import FIELDS
from app.proposals.models import Proposal
from app.voting.rules import OptionDraft


def _story(proposal: Proposal) -> Candidate | None:
    """Asked once for a page: its badge, its panel and the lock on its words all want it."""
    candidate: Candidate | None = asked_once("budget", proposal, queries.story_of)
    return candidate


@fills("proposal.status")
def status(proposal: Proposal) -> Markup:
    """The status panel; for a proposal outside every cycle, when the next intake ends."""
    candidate = _story(proposal)
    complaint, waiting = complaints.outside(proposal) if candidate is None else (None, None)
    waiting = waiting if proposal.is_published else None
    html = render_template(
        "budget/status.html", proposal=proposal, candidate=candidate, complaint=complaint,
        waiting=waiting, steps=overview.steps(),
        step=story.step_of(candidate) if candidate else 1, events=story.events(asked_once("history", proposal, entries)),
        next=story.next_of(candidate) if candidate else story.next_of_cycle(waiting) if waiting else None,
    )  # fmt: skip
    return Markup(html)  # noqa: S704 - a template of ours, escaped as all are


@fills("proposal.receipt")
def consent(proposal: Proposal) -> Markup:
    """The question whether it may be handled as a complaint, for those who propose it."""
    if not can("complaint.consent", proposal) or complaints.consent_of(proposal) is not None:
        return Markup()
    return Markup(render_template("budget/consent.html", proposal=proposal))  # noqa: S704 - a template of ours, escaped as all are


@section("score_sheets")
def score_sheets(resident: Resident) -> list[dict[str, Any]]:
    """What this resident has handed in as a panelist."""
    return [
        {"candidate": one.candidate_id, "points": one.points, "note": one.note, "at": one.at.isoformat()}
        for one in queries.sheets_by(resident.id)
    ]


@section("courses")
def courses(resident: Resident) -> list[dict[str, Any]]:
    """Courses this resident took a place in, waited for, left or completed."""
    return [
        {
            "course": one.course.name, "kind": one.course.kind.value, "state": one.state.value, "at": one.at.isoformat(),
            "completed_at": one.completed_at.isoformat() if one.completed_at else None,
        }
        for one in own.enrolments(resident.id)
    ]  # fmt: skip


@section("review_appeals")
def appeals(resident: Resident) -> list[dict[str, Any]]:
    """Objections this resident made to a department's finding, and how they were decided."""
    return [
        {
            "candidate": one.candidate_id, "reason": one.reason, "filed_at": one.filed_at.isoformat(), "state": one.state.value,
            "decision_reason": one.decision_reason, "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        }
        for one in own.appeals(resident.id)
    ]  # fmt: skip


@section("complaint_consents")
def complaint_consents(resident: Resident) -> list[dict[str, Any]]:
    """Proposals this resident agreed to have handled as civil complaints."""
    return [{"proposal": one.proposal_id, "at": one.at.isoformat()} for one in own.consents(resident.id)]


@gathers("proposal.badges")
def badges(proposals: Sequence[Proposal]) -> dict[int, tuple[str, str]]:
    """Where each proposal stands in its cycle, and the colour of that; proposals outside every cycle are left out."""
    if len(proposals) == 1:
        candidate = _story(proposals[0])
        states = {candidate.proposal_id: candidate.state} if candidate else {}
    else:
        states = queries.states_of(proposals)
    return {number: (story.word(state), labels.CANDIDATE_KINDS[state]) for number, state in states.items()}


_ON_ITS_WAY = (
    CandidateState.ELIGIBLE,
    CandidateState.FIRST_PASSED,
    CandidateState.FINAL_SUBMITTED,
    CandidateState.SECOND_PASSED,
)


@sources.brings
def options(district: District) -> Iterator[tuple[str, OptionDraft]]:
    """What has come through a review and is still on its way here, for a vote that an officer prepares: how far, and the option."""
    for cycle in queries.running(district):
        for one in queries.in_state(cycle, *_ON_ITS_WAY, with_proposers=False):
            proposal, version = one.proposal, one.proposal.current
            if proposal.is_published:
                cost = one.cost_won or version.cost_won or 0
                draft = OptionDraft(
                    proposal.number, version.title, version.idea, cost, FIELDS[proposal.field], ref=proposal.number
                )
                yield story.word(one.state), draft


for _name, (_label, _states) in labels.STANDINGS.items():
    search.standings[_name] = (_label, partial(queries.in_states, states=_states))
