"""The department's review: what is secret until it is finished, who takes part, interim replies, objections and who decides them."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts import export
from app.budget import queries
from app.budget.blockers import blockers
from app.budget.queries import reviews as review_queries
from app.budget.review_models import ReviewAppeal
from app.budget.rules import BadPolicy, DueTooEarly, NamedCriterion, check_policy
from app.budget.services import appeals, candidates, reviews
from app.budget.states import AppealState, CandidateState, Criterion, PartKind, Stage, Verdict
from app.core import clock
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from tests.make import budget, people
from tests.make.budget import MILLION, REASON

SECRET = "아직 아무도 모르는 초안의 이유를 스무 글자 넘게 적습니다."
FAIR = NamedCriterion("fairness", "형평성", "Fairness")


def assigned(**given):
    made = budget.at(Stage.DEPARTMENT_REVIEW, **given)
    candidates.assign(made.cycle, made.candidates, made.department, by=made.coordinator)
    return made


def refused(**given):
    """A world whose first candidate was just found ineligible."""
    made = assigned(**given)
    budget.review(made, made.of(0), Verdict.INELIGIBLE)
    return made


def told(made, index=0):
    return [(entry.action, entry.reason, entry.details) for entry in entries(made.proposals[index])]


def test_a_draft_is_nowhere_before_the_review_is_finished(app, page, client):
    made = assigned(costs=(None,))
    draft = [reviews.FindingDraft(Criterion.LEGALITY, Verdict.INELIGIBLE, SECRET)]
    reviews.write(made.of(0), by=made.officer, findings=draft, cost_won=77 * MILLION, cost_basis=SECRET, finish=False)
    assert made.of(0).cost_won is None
    assert SECRET not in str(told(made))
    assert "77000000" not in str(told(made))
    shown = f"/{made.district.slug}/proposals/{made.proposals[0].number}"
    for path in (shown, f"/{made.district.slug}/budget/{made.cycle.id}", f"/{made.district.slug}/budget/{made.cycle.id}/history"):
        text = client.get(path).text
        assert SECRET not in text
        assert "77,000,000" not in text
        assert "7,700만" not in text
    people_who_work = (made.officer, made.coordinator)
    for one in people_who_work:
        page(f"/{made.district.slug}/budget/{made.cycle.id}/work", as_=one)
        assert SECRET not in client.get(f"/{made.district.slug}/budget/{made.cycle.id}/work.csv").text
    budget.review(made, made.of(0), cost_won=77 * MILLION)
    assert made.of(0).cost_won == 77 * MILLION
    assert [action for action, reason, _ in told(made) if reason == SECRET] == ["budget.cost_estimated"]
    assert SECRET in client.get(shown).text


def test_a_cycles_own_criteria_are_judged_as_the_three_are(app):
    made = assigned(own_criteria=(FAIR,))
    with pytest.raises(reviews.ReviewIncomplete):
        budget.review(made, made.of(0))
    with pytest.raises(reviews.UnknownCriterion):
        reviews.save_finding(made.of(0), by=made.officer, finding=reviews.FindingDraft("beauty", Verdict.ELIGIBLE, REASON))
    reviews.save_finding(made.of(0), by=made.officer, finding=reviews.FindingDraft("fairness", Verdict.INELIGIBLE, SECRET))
    budget.review(made, made.of(0))
    assert made.of(0).state is CandidateState.INELIGIBLE
    assert told(made)[-1][2]["own"] == ["형평성"]
    assert told(made)[-1][1] == SECRET


@pytest.mark.parametrize(
    "wrong",
    [
        {"own_criteria": (FAIR, FAIR)},
        {"own_criteria": (NamedCriterion("legality", "법"),)},
        {"sheet_criteria": (NamedCriterion("need", "필요성", "", 99),)},
        {"track_envelopes_won": (("general", 1),)},
        {"track_envelopes_won": (("general", 300 * MILLION), ("collaborative", 1))},
        {"appeal_days": 61},
        {"panel_quorum_percent": 101},
    ],
)
def test_a_policy_no_cycle_could_run_under_is_refused(wrong):
    from dataclasses import replace

    with pytest.raises(BadPolicy):
        check_policy(replace(budget.SMALL_PILOT, **wrong))


def test_other_departments_take_part_and_are_heard_when_the_review_is_finished(app):
    made = assigned()
    other = people.department(made.district, "교통과")
    theirs = people.official(made.district, Role.OFFICER, unit=other)
    with pytest.raises(reviews.LeadTakesPart):
        reviews.involve(made.of(0), by=made.coordinator, departments={PartKind.EXECUTING: [made.department]})
    with pytest.raises(reviews.LeadTakesPart):
        reviews.involve(made.of(0), by=made.coordinator, departments={PartKind.EXECUTING: [other], PartKind.COOPERATING: [other]})
    reviews.involve(made.of(0), by=made.coordinator, departments={PartKind.COOPERATING: [other]})
    with pytest.raises(reviews.NotATakingPart):
        reviews.advise(made.of(0), by=made.officer, department_ids={made.department.id}, opinion=REASON)
    reviews.advise(made.of(0), by=theirs, department_ids={other.id}, opinion=SECRET)
    assert SECRET not in str(told(made))
    reviews.involve(made.of(0), by=made.coordinator, departments={})
    assert [one.opinion for one in review_queries.parts(made.of(0))] == [SECRET]  # who has spoken stays


def test_an_interim_reply_is_public_and_moves_the_deadline_back_only(app):
    made = assigned()
    stage_due = made.cycle.due(Stage.DEPARTMENT_REVIEW)
    with pytest.raises(DueTooEarly):
        reviews.interim(made.of(0), by=made.officer, text=REASON, due_at=stage_due)
    reviews.interim(made.of(0), by=made.officer, text=REASON, due_at=stage_due + timedelta(days=3))
    assert told(made)[-1][0] == "budget.interim_reply"
    with pytest.raises(DueTooEarly):
        reviews.interim(made.of(0), by=made.officer, text=REASON, due_at=stage_due + timedelta(days=2))


def test_only_a_proposer_objects_once_and_in_time(app):
    made = refused()
    with pytest.raises(appeals.NotYoursToAppeal):
        appeals.file(made.of(0), by=made.proposers[1], reason=REASON)
    with clock.travel(clock.now() + timedelta(days=7, seconds=1)), pytest.raises(appeals.AppealTooLate):
        appeals.file(made.of(0), by=made.proposers[0], reason=REASON)
    appeals.file(made.of(0), by=made.proposers[0], reason=REASON)
    with pytest.raises(appeals.AlreadyAppealed):
        appeals.file(made.of(0), by=made.proposers[0], reason=REASON)


def test_neither_reviewer_nor_proposer_decides_and_the_database_agrees(app):
    made = refused()
    appeals.file(made.of(0), by=made.proposers[0], reason=REASON)
    for one in (made.officer, made.proposers[0]):
        with pytest.raises(appeals.DecidedByOneself):
            appeals.decide(made.of(0), by=one, uphold=True, reason=REASON)
        row = db.session.scalars(db.select(ReviewAppeal)).one()
        row.decided_by_id = one.id
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_an_upheld_objection_makes_the_candidate_eligible_even_in_the_running_screening(app):
    made = assigned(costs=(None, 50 * MILLION))
    budget.review(made, made.of(0), Verdict.INELIGIBLE)
    db.session.refresh(made.of(0))
    made.of(0).cost_won = None
    db.session.commit()
    budget.review(made, made.of(1))
    appeals.file(made.of(0), by=made.proposers[0], reason=REASON)
    made.advance()
    budget.finish(made)
    assert [one.code for one in blockers(made.cycle)] == ["APPEALS_OPEN"]
    from app.budget.rules import CostNeeded

    with pytest.raises(CostNeeded):
        appeals.decide(made.of(0), by=made.coordinator, uphold=True, reason=REASON)
    appeals.decide(made.of(0), by=made.coordinator, uphold=True, reason=REASON, cost_won=40 * MILLION)
    assert made.of(0).state is CandidateState.ELIGIBLE
    assert [one.code for one in blockers(made.cycle)] == ["SHEETS_MISSING"]
    with pytest.raises(Exception, match="NOT_A_CANDIDATE"):
        appeals.decide(made.of(0), by=made.coordinator, uphold=False, reason=REASON)


def test_a_dismissed_objection_leaves_the_finding_and_its_reason_is_public(app):
    made = refused()
    appeals.file(made.of(0), by=made.proposers[0], reason=REASON)
    appeals.decide(made.of(0), by=made.coordinator, uphold=False, reason=REASON)
    assert made.of(0).state is CandidateState.INELIGIBLE
    assert review_queries.appeal_of(made.of(0)).state is AppealState.DISMISSED
    assert told(made)[-1][:2] == ("budget.appeal_dismiss", REASON)


def test_ones_own_objection_and_its_answer_are_in_ones_own_export_and_in_nobody_elses(app):
    made = refused()
    filed = appeals.file(made.of(0), by=made.proposers[0], reason=f"{REASON} 이의")
    (open_,) = export.of(made.proposers[0])["sections"]["review_appeals"]
    assert (open_["state"], open_["decision_reason"], open_["decided_at"]) == ("open", "", None)
    decided = appeals.decide(made.of(0), by=made.coordinator, uphold=False, reason=f"{REASON} 답")
    assert export.of(made.proposers[0])["sections"]["review_appeals"] == [
        {
            "candidate": made.of(0).id, "reason": f"{REASON} 이의", "filed_at": filed.filed_at.isoformat(), "state": "dismissed",
            "decision_reason": f"{REASON} 답", "decided_at": decided.decided_at.isoformat(),
        }
    ]  # fmt: skip
    for other in (made.proposers[1], made.coordinator):
        assert export.of(other)["sections"]["review_appeals"] == []


def test_the_first_screening_waits_until_the_time_to_object_is_over(app):
    made = refused(costs=(10 * MILLION, 20 * MILLION))
    budget.review(made, made.of(1))
    made.advance()
    budget.finish(made)
    assert [one.code for one in blockers(made.cycle)] == ["APPEAL_TIME_RUNNING"]
    with clock.travel(clock.now() + timedelta(days=8)):
        assert blockers(made.cycle) == []


def test_the_work_list_narrows_and_shows_officers_their_own(app):
    made = refused()
    every = review_queries.Wanted()
    assert review_queries.work(made.cycle, every, only=None)[1] == 3
    assert review_queries.work(made.cycle, every, only={made.department.id + 1})[1] == 0
    count = {
        name: review_queries.work(made.cycle, review_queries.Wanted(state=name), only=None)[1]
        for name in review_queries.WORK_STATES
    }
    assert count == {"unassigned": 0, "waiting": 2, "begun": 0, "late": 0, "eligible": 0, "ineligible": 1, "appealed": 0}
    with clock.travel(clock.now() + timedelta(days=90)):
        assert review_queries.work(made.cycle, review_queries.Wanted(state="late"), only=None)[1] == 2
    found, number = review_queries.work(made.cycle, review_queries.Wanted(text=made.proposals[1].number), only=None)
    assert (number, found[0].id) == (1, made.of(1).id)
    assert queries.review_of(made.of(0)).finished_by_id == made.officer.id
