"""Lines of the bill's items through services: whole or not at all, decided line by line, told in statement, disclosure and history."""

import pytest

from app.budget import itemized, queries, rules
from app.budget.itemized import LineDraft
from app.budget.outline import BadTable
from app.budget.queries import statements
from app.budget.services import items, lines
from app.budget.states import Decision, Stage
from app.core import clock
from app.core.history import entries
from app.districts.states import Role
from tests.make import budget as make

MILLION = make.MILLION


def drafts(*millions):
    return [LineDraft(f"항목 {n}", f"{won}백만원 × 1", won * MILLION) for n, won in enumerate(millions, start=1)]


@pytest.fixture
def made(db):
    return make.at(Stage.BUDGETING)


@pytest.fixture
def item(made):
    return queries.item(made.district, made.cycle.id, queries.items(made.cycle)[0].id)


def write(made, item, *millions):
    return lines.write(item, by=made.coordinator, role=Role.COORDINATOR, drafts=drafts(*millions))


def decide(made, item, decision, amount_won=None, **left):
    named = {one.id: left[f"n{n}"] * MILLION for n, one in enumerate(item.lines, start=1) if f"n{n}" in left}
    return items.decide(
        item, by=made.coordinator, decision=decision, amount_won=amount_won, reason=make.REASON, decided_on=clock.today(),
        lines_won=named,
    )  # fmt: skip


def whole(item):
    return item.amount_won // MILLION


def test_lines_are_written_whole_and_told(made, item):
    write(made, item, whole(item))
    write(made, item, whole(item) - 20, 20)
    assert [one.amount_won for one in item.lines] == [(whole(item) - 20) * MILLION, 20 * MILLION]
    told = [one for one in entries(item.candidate.proposal) if one.action == "budget.item_lines"]
    assert [one.details["lines"] for one in told] == [1, 2]


def test_lines_that_do_not_add_up_change_nothing(made, item):
    write(made, item, whole(item))
    with pytest.raises(rules.LinesDoNotSum):
        write(made, item, whole(item), 1)
    assert len(queries.item(made.district, made.cycle.id, item.id).lines) == 1


def test_lines_can_be_taken_away_again(made, item):
    write(made, item, whole(item))
    write(made, item)
    assert item.lines == [] and not queries.has_lines(made.cycle)


def test_the_council_cuts_by_line_and_the_item_is_their_sum(made, item):
    write(made, item, whole(item) - 20, 20)
    decide(made, item, Decision.AMENDED, n2=5)
    assert item.decided_amount_won == item.amount_won - 15 * MILLION
    assert [one.is_changed for one in item.lines] == [False, True]
    told = next(one for one in entries(item.candidate.proposal) if one.action == "budget.council_amended")
    assert told.details["lines"] == [{"name": "항목 2", "from_won": 20 * MILLION, "to_won": 5 * MILLION}]


@pytest.mark.parametrize(("decision", "share"), [(Decision.ADOPTED, 1), (Decision.CUT, 0)])
def test_the_whole_item_adopted_or_cut_takes_every_line_along(made, item, decision, share):
    write(made, item, whole(item) - 20, 20)
    decide(made, item, decision, n1=3)
    assert [one.decided_won for one in item.lines] == [one.amount_won * share for one in item.lines]


def test_another_amount_without_naming_the_line_is_refused(made, item):
    write(made, item, whole(item))
    with pytest.raises(rules.LinesDoNotSum):
        decide(made, item, Decision.AMENDED, amount_won=item.amount_won - MILLION)
    with pytest.raises(rules.AmountDoesNotFitDecision):
        decide(made, item, Decision.AMENDED)
    assert queries.item(made.district, made.cycle.id, item.id).decision is Decision.PENDING


def test_a_decision_on_lines_that_are_gone_is_refused(made, item):
    with pytest.raises(rules.LinesChanged):
        items.decide(
            item, by=made.coordinator, decision=Decision.AMENDED, amount_won=None, reason=make.REASON, decided_on=clock.today(),
            lines_won={999: 1},
        )  # fmt: skip


def test_what_is_decided_is_not_itemized_any_more(made, item):
    decide(made, item, Decision.ADOPTED)
    with pytest.raises(rules.NotOpenNow):
        write(made, item, whole(item))


def test_many_items_come_from_one_table_or_none_of_it(made):
    bill = [(one.candidate.proposal.number, one.amount_won) for one in queries.items(made.cycle)]
    head = ["제안번호", "세부항목", "산출근거", "금액"]
    rows = [head, *([number, "전부", "", str(won)] for number, won in bill)]
    faulty = [*rows[:-1], [bill[-1][0], "전부", "", "1"]]
    with pytest.raises(BadTable) as refused:
        lines.bring_in(made.cycle, by=made.coordinator, role=Role.COORDINATOR, unit="won", rows=faulty)
    assert [fault.sentence for fault in refused.value.faults] == [itemized.SUM_DIFFERS]
    assert not queries.has_lines(made.cycle)
    assert lines.bring_in(made.cycle, by=made.coordinator, role=Role.COORDINATOR, unit="won", rows=rows) == len(bill)


def test_the_statement_freezes_the_lines_it_was_issued_with(made, item):
    write(made, item, whole(item) - 20, 20)
    issued = make.issue_statement(made)
    write(made, item, whole(item))
    told = next(one for one in statements.latest(made.cycle).content["items"] if one["number"] == item.candidate.proposal.number)
    assert [line["name"] for line in told["lines"]] == ["항목 1", "항목 2"]
    assert issued.pdf.startswith(b"%PDF")
