"""The residents' opinion statement: what it says, that it stays, and that its file can be read."""

import hashlib
import io

import pytest
from pypdf import PdfReader

from app.budget import queries, statement
from app.budget.queries import statements
from app.budget.rules import NotOpenNow, OpinionTooShort, ReasonTooShort
from app.budget.states import Decision, Stage
from app.core.errors import Blocked
from tests.make import budget as make


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_statement_tells_every_selected_and_every_left_out_project_with_its_reason(app):
    made = make.at(Stage.BUDGETING)
    issued = make.issue_statement(made)
    numbers = {one.candidate.proposal.number for one in queries.items(made.cycle)}
    content = issued.content
    assert {one["number"] for one in content["items"]} == numbers
    assert sum(one["amount_won"] for one in content["items"]) <= content["envelope_won"]
    assert {one["number"] for one in content["left_out"]} | numbers <= {one.number for one in made.proposals}
    assert all(one["reason"] for one in content["left_out"])
    assert content["figures"]["proposals"] == len(made.proposals)
    assert content["figures"]["ballots"] == sum(one["ballots"] for one in content["turnout"]) > 0
    assert [one["stage"] for one in content["stages"]] == [stage.value for stage in list(Stage)[:7]]


def test_the_file_holds_the_same_words_in_korean_and_the_digests_agree(app):
    made = make.at(Stage.BUDGETING)
    issued = make.issue_statement(made)
    kept = statements.latest(made.cycle, with_file=True)
    assert hashlib.sha256(kept.pdf).hexdigest() == kept.pdf_sha256
    assert statement.digest(kept.content, kept.opinion) == issued.digest
    told = text_of(kept.pdf).replace("\n", "").replace(" ", "")
    for words in (
        "주민의견서",
        "지방재정법",
        *(one["title"].replace(" ", "") for one in kept.content["items"]),
        make.OPINION.replace(" ", ""),
    ):
        assert words in told, words
    assert "□" not in told


def test_a_second_edition_needs_a_reason_and_the_first_one_stays(app):
    made = make.at(Stage.BUDGETING)
    with pytest.raises(OpinionTooShort):
        make.issue_statement(made, opinion="짧다")
    first = make.issue_statement(made)
    with pytest.raises(ReasonTooShort):
        make.issue_statement(made)
    second = make.issue_statement(made, opinion=make.OPINION + " 더합니다.", reason=make.REASON)
    assert [one.edition for one in statements.editions(made.cycle)] == [1, 2]
    assert first.digest != second.digest


def test_a_cycle_is_not_closed_before_its_statement_is_issued_and_none_is_issued_at_another_stage(app):
    made = make.at(Stage.FINAL_SELECTION)
    with pytest.raises(NotOpenNow):
        make.issue_statement(made)
    make.step(made)
    for item in queries.items(made.cycle):
        make.decide(made, item, Decision.ADOPTED)
    with pytest.raises(Blocked) as refused:
        made.advance()
    assert [one.code for one in refused.value.blockers] == ["STATEMENT_MISSING"]
    make.issue_statement(made)
    assert made.advance().stage is Stage.CLOSED
    with pytest.raises(NotOpenNow):
        make.issue_statement(made, reason=make.REASON)
