"""Whole cycles driven at random, legal and illegal acts alike: nothing illegal succeeds, caps hold to the won, nothing is lost.

DECIDE_CYCLES=300 runs so many examples instead of the few of every day.
"""

import os
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.accounts.models import Resident
from app.budget import queries
from app.budget.blockers import blockers
from app.budget.models import Candidate
from app.budget.services import candidates, cycles, items, screening, selection
from app.budget.states import CANDIDATES, OPEN, REACHED, Act, CandidateState, Decision, ScreeningKind, Stage, Verdict
from app.core import clock
from app.core.errors import DomainError
from app.core.history import entries
from app.delivery import queries as deliveries
from app.districts.states import Role
from app.extensions import db
from app.proposals.services import withdraw
from app.voting import services as voting
from app.voting.states import PaperState
from tests.make import budget as make
from tests.make import delivery as made_delivery
from tests.make import people

MILLION = make.MILLION
EXAMPLES = int(os.environ.get("DECIDE_CYCLES", "2"))
INDEX = st.integers(0, 3)
NUMBERS = count(1)
TOLD = {
    CandidateState.INELIGIBLE: "budget.found_ineligible",
    CandidateState.ELIGIBLE: "budget.found_eligible",
    CandidateState.FIRST_REJECTED: "budget.screening_rejected",
    CandidateState.FIRST_PASSED: "budget.screening_passed",
    CandidateState.FINAL_SUBMITTED: "budget.final_submitted",
    CandidateState.SECOND_REJECTED: "budget.screening_rejected",
    CandidateState.SECOND_PASSED: "budget.screening_passed",
    CandidateState.NOT_SELECTED: "budget.not_selected",
    CandidateState.SELECTED: "budget.selected",
    CandidateState.ADOPTED: "budget.council_adopted",
    CandidateState.AMENDED: "budget.council_amended",
    CandidateState.CUT: "budget.council_cut",
}
"""What must stand in a proposal's history for its candidate to be where it is."""


class WholeCycle(RuleBasedStateMachine):
    """One cycle at a time. `possible` is asked of the tables before each act; the act must agree with it."""

    @initialize(costs=st.lists(st.integers(20, 330), min_size=4, max_size=4))
    def begin(self, costs):
        self.made = make.world(tuple(cost * MILLION for cost in costs), name=f"무작위 주기 {next(NUMBERS)}")
        self.cycle = self.made.cycle
        self.stages = [self.cycle.stage]

    def candidate(self, index: int) -> Candidate | None:
        return queries.candidate_of(self.made.proposals[index])

    def tried(self, act: Act, fits: bool, do) -> bool:
        """Do it; whatever the table of open acts or the state of the row forbids must be refused, and change nothing."""
        allowed = act in OPEN[self.cycle.stage] and fits
        before = self.snapshot()
        try:
            do()
        except DomainError:
            db.session.expire_all()
            assert self.snapshot() == before
            return False
        assert allowed, f"{act} succeeded at {self.cycle.stage}"
        db.session.expire_all()
        return True

    def snapshot(self):
        return self.cycle.stage, {one.id: (one.state, one.cost_won, one.final_version_id) for one in self.made.candidates}

    @rule()
    def advance(self):
        missing = blockers(self.cycle)
        left = self.cycle.stage
        if self.tried(Act.ADVANCE, not missing, self.made.advance):
            self.stages.append(self.cycle.stage)
            assert list(Stage).index(self.cycle.stage) == list(Stage).index(left) + 1
        else:
            assert missing or left is Stage.CLOSED

    @precondition(lambda self: self.cycle.stage is not Stage.CLOSED)
    @rule()
    def do_all_there_is_to_do(self):
        """Most random acts lead nowhere: now and then everybody does their part."""
        try:
            make.finish(self.made)
        except DomainError:
            db.session.rollback()
        db.session.expire_all()
        self.advance()

    @rule(index=INDEX, verdict=st.sampled_from(list(Verdict)), assigned=st.booleans())
    def review(self, index, verdict, assigned):
        if (one := self.candidate(index)) is None:
            return
        if assigned and one.department_id is None:
            give = lambda: candidates.assign(self.cycle, [one], self.made.department, by=self.made.coordinator)  # noqa: E731
            self.tried(Act.ASSIGN, True, give)
        fits = one.state is CandidateState.NOMINATED and one.department_id is not None
        self.tried(Act.REVIEW, fits, lambda: make.review(self.made, one, verdict))

    @rule(index=INDEX, points=st.integers(-5, 105))
    def score(self, index, points):
        if (one := self.candidate(index)) is None:
            return
        fits = one.state in (CandidateState.ELIGIBLE, CandidateState.FINAL_SUBMITTED) and 0 <= points <= 100
        self.tried(Act.SCORE, fits, lambda: screening.score(one, by=self.made.panelist, points=points, note="무작위 심사"))

    @rule(index=INDEX)
    def admit(self, index):
        if (one := self.candidate(index)) is None:
            return
        fits = one.state in (CandidateState.FIRST_REJECTED, CandidateState.SECOND_REJECTED)
        self.tried(Act.ADMIT, fits, lambda: screening.admit(one, by=self.made.coordinator, reason=make.REASON))

    @rule(index=INDEX)
    def deliberate(self, index):
        if (one := self.candidate(index)) is None:
            return
        step = self.cycle.policy.deliberation_steps[0]
        self.tried(Act.DELIBERATE, one.state is CandidateState.FIRST_PASSED, lambda: make.deliberate(self.made, one, step))

    @rule(index=INDEX, cost=st.integers(0, 400))
    def submit(self, index, cost):
        if (one := self.candidate(index)) is None:
            return
        fits = one.state is CandidateState.FIRST_PASSED and cost > 0
        self.tried(Act.SUBMIT_FINAL, fits, lambda: make.submit(one, cost_won=cost * MILLION))

    @rule(million=st.integers(0, 900))
    def revise_the_envelope(self, million):
        revise = lambda: cycles.revise_envelope(  # noqa: E731
            self.cycle, by=self.made.coordinator, envelope_won=million * MILLION, reason=make.REASON
        )
        self.tried(Act.REVISE_ENVELOPE, million > 0, revise)

    @rule()
    def open_the_vote(self):
        fits = self.cycle.paper_id is None and bool(queries.in_state(self.cycle, CandidateState.SECOND_PASSED))
        self.tried(Act.OPEN_VOTE, fits, lambda: make.open_vote(self.made))

    @precondition(lambda self: self.cycle.paper_id is not None)
    @rule()
    def close_the_vote(self):
        fits = queries.paper(self.cycle).state is PaperState.OPEN
        self.tried(Act.OPEN_VOTE, fits, lambda: selection.close_vote(self.cycle, by=self.made.coordinator, reason=make.REASON))

    @rule()
    def issue_the_statement(self):
        self.tried(Act.ISSUE_STATEMENT, True, lambda: make.issue_statement(self.made, reason=make.REASON))

    @precondition(lambda self: self.cycle.paper_id is not None)
    @rule()
    def vote_when_nobody_may(self):
        """A plain ballot into a sealed or closed box is refused; what is in it stays hidden until the count."""
        paper = queries.paper(self.cycle)
        code = paper.options[0].code
        try:
            voting.cast(paper, by=people.resident(), raw_choice=[code, code, "no such option"])
        except DomainError:
            db.session.expire_all()
            return
        raise AssertionError("a ballot that names nobody's option was taken")

    @rule(index=INDEX, decision=st.sampled_from(list(Decision)), million=st.integers(0, 400))
    def decide(self, index, decision, million):
        found = queries.items(self.cycle)
        if not found:
            return
        item = found[index % len(found)]
        amount = million * MILLION if decision is Decision.AMENDED else None
        given = {"decision": decision, "amount_won": amount, "reason": make.REASON, "decided_on": clock.today()}
        fits = item.decision is Decision.PENDING and decision is not Decision.PENDING
        self.tried(Act.DECIDE, fits, lambda: items.decide(item, by=self.made.coordinator, **given))

    @rule(index=INDEX, million=st.integers(0, 200))
    def execute(self, index, million):
        """Only what was granted is planned, and no won beyond it is spent."""
        found = queries.items(self.cycle)
        if not found:
            return
        item = found[index % len(found)]
        granted = item.decision in (Decision.ADOPTED, Decision.AMENDED)
        delivery = deliveries.of_item(item)
        try:
            if delivery is None:
                delivery = made_delivery.plan(self.made, item)
                made_delivery.services.start(delivery, by=self.made.officer, role=Role.OFFICER)
                assert granted
            made_delivery.spend(self.made, delivery, million * MILLION)
        except DomainError:
            db.session.expire_all()
        if delivery is not None:
            assert sum(one.amount_won for one in db.session.merge(delivery).spendings) <= item.decided_amount_won

    @invariant()
    def nothing_is_lost(self):
        nominated = self.cycle.stage is not Stage.INTAKE
        assert len(self.made.candidates) == (len(self.made.proposals) if nominated else 0)
        assert self.stages == list(Stage)[: len(self.stages)]

    @invariant()
    def caps_hold_to_the_won(self):
        for kind in ScreeningKind:
            table = queries.outcome_table(self.cycle, kind)
            if table is None:
                continue
            caps = {outcome.params["cap_won"] for outcome, _ in table[1]}
            passed = [outcome for outcome, _ in table[1] if outcome.is_passed]
            assert not passed or sum(one.cost_won for one in passed) <= max(caps | {_cap_now(self.cycle, kind)})
        chosen = [one for one in self.made.candidates if one.state in REACHED["selected"]]
        assert sum(one.cost_won or 0 for one in chosen) <= self.cycle.envelope_won

    @invariant()
    def history_explains_every_state(self):
        for one in self.made.candidates:
            told = {entry.action for entry in entries(one.proposal)}
            assert "budget.nominated" in told
            if one.state in TOLD:
                expected = {TOLD[one.state], "budget.admitted"} if "pass" in TOLD[one.state] else {TOLD[one.state]}
                assert told & (expected | {"budget.carried_forward"}), (one.state, told)
            assert one.state in CANDIDATES


def _cap_now(cycle, kind):
    stage = Stage.FIRST_SCREENING if kind is ScreeningKind.PAPER else Stage.SECOND_SCREENING
    return cycle.policy.cap_percent(stage) * cycle.envelope_won // 100


def test_no_illegal_act_succeeds_in_any_stage_and_nothing_is_lost(app):
    """Each example opens a cycle of its own, in a district that keeps those before it."""
    from hypothesis.stateful import run_state_machine_as_test

    class Fresh(WholeCycle):
        def teardown(self):
            """What never came into this cycle must not come into the next one."""
            db.session.rollback()
            for one in self.made.proposals:
                if queries.candidate_of(one) is None:
                    withdraw(one, by=db.session.get(Resident, one.author_id), reason=make.REASON)

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=32, deadline=None, derandomize=EXAMPLES < 10,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_the_machine_can_bring_a_cycle_to_its_end(app):
    """A check that never came past the intake would be worse than none."""
    machine = WholeCycle()
    machine.begin([100, 150, 60, 90])
    for _ in range(len(Stage)):
        if machine.cycle.stage is not Stage.CLOSED:
            machine.do_all_there_is_to_do()
    assert machine.cycle.stage is Stage.CLOSED
    machine.execute(0, 10)
    for check in (machine.nothing_is_lost, machine.caps_hold_to_the_won, machine.history_explains_every_state):
        check()
