"""The numbers of execution: what may be spent, planned and put off."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import states
from app.core.errors import DomainError, IllegalTransition
from app.delivery import rules
from app.delivery.states import DELIVERIES, OPEN, DeliveryState, Work

WON = st.integers(min_value=0, max_value=10**12)


@given(WON, st.lists(st.tuples(WON, st.booleans()), max_size=12))
def test_whatever_is_spent_and_refunded_the_sum_stays_within_the_budget_to_the_won(budget, moves):
    spent = 0
    for amount, is_refund in moves:
        would_be = spent + (-amount if is_refund else amount)
        if amount > 0 and 0 <= would_be <= budget:
            spent = rules.spent_after(budget, spent, amount, is_refund=is_refund)
            assert spent == would_be
        else:
            with pytest.raises(DomainError):
                rules.spent_after(budget, spent, amount, is_refund=is_refund)
        assert 0 <= spent <= budget


def test_the_last_won_may_be_spent_and_not_one_more():
    assert rules.spent_after(100, 99, 1, is_refund=False) == 100
    with pytest.raises(rules.BudgetExceeded):
        rules.spent_after(100, 99, 2, is_refund=False)
    with pytest.raises(rules.RefundExceedsSpending):
        rules.spent_after(100, 99, 100, is_refund=True)


@pytest.mark.parametrize(
    ("ends_on", "days", "refusal"),
    [
        (date(2026, 1, 1), [date(2026, 1, 1)], rules.BadPeriod),
        (date(2033, 2, 1), [date(2026, 3, 1)], rules.BadPeriod),
        (date(2026, 12, 31), [], rules.MilestonesMissing),
        (date(2026, 12, 31), [date(2026, 3, 1)] * 9, rules.MilestonesMissing),
        (date(2026, 12, 31), [date(2027, 1, 1)], rules.MilestoneOutsidePeriod),
    ],
)
def test_a_plan_has_a_period_and_its_steps_lie_within_it(ends_on, days, refusal):
    with pytest.raises(refusal):
        rules.check_plan(date(2026, 2, 1), ends_on, [rules.MilestoneDraft("설계", day) for day in days])


def test_only_the_table_moves_a_project_and_what_is_over_stays_over():
    for state in DeliveryState:
        for action in ("start", "close", "stop"):
            if action in DELIVERIES[state]:
                assert states.advance(DELIVERIES, state, action)
            else:
                with pytest.raises(IllegalTransition):
                    states.advance(DELIVERIES, state, action)
    for state in (DeliveryState.CLOSED, DeliveryState.STOPPED):
        assert not OPEN[state]
        for work in Work:
            with pytest.raises(rules.NotAtThisPoint):
                rules.check_open(state, work)


def test_a_share_says_all_only_when_all_is_spent():
    assert rules.permille(999_999, 1_000_000) == 999
    assert rules.permille(1_000_000, 1_000_000) == 1_000
    assert rules.permille(0, 0) == 0
