"""The pure parts of proposals: the word diff and the limits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.proposals import diff, rules

texts = st.text(alphabet="가나다 도로를 안전하게\n\tab.,", max_size=120)


@given(texts, texts)
def test_a_diff_puts_both_texts_together_again(old, new):
    parts = diff.words(old, new)
    assert "".join(text for op, text in parts if op != diff.INSERT) == old
    assert "".join(text for op, text in parts if op != diff.DELETE) == new
    assert all(text for _, text in parts)


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert diff.words(text, text) == ([(diff.KEEP, text)] if text else [])


@given(texts, texts)
def test_changes_stand_deletion_first_and_never_beside_their_own_kind(old, new):
    ops = [op for op, _ in diff.words(old, new)]
    assert all((before, after) not in {(op, op) for op in ops} | {(diff.INSERT, diff.DELETE)} for before, after in pairwise(ops))


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("도로를 넓힌다", "도로를 좁힌다", [("keep", "도로를 "), ("delete", "넓힌다"), ("insert", "좁힌다")]),
        ("빨간 신호등 하나", "노란 신호기 하나", [("delete", "빨간 신호등"), ("insert", "노란 신호기"), ("keep", " 하나")]),
        ("", "새 글", [("insert", "새 글")]),
        ("첫 줄\n둘째 줄", "첫 줄", [("keep", "첫 줄"), ("delete", "\n둘째 줄")]),
    ],
)
def test_differences_read_as_a_person_would_mark_them(old, new, parts):
    assert diff.words(old, new) == parts


@pytest.mark.parametrize(
    ("old", "new", "pair"),
    [
        (None, None, (2, 3)),
        (1, 3, (1, 3)),
        (3, 1, (1, 3)),
        (9, None, (2, 3)),
        (None, 2, (1, 2)),
        (None, 1, (1, 1)),
        (2, 2, (2, 2)),
    ],
)
def test_versions_to_compare(old, new, pair):
    assert diff.pair([1, 2, 3], old, new) == pair


def test_one_version_is_compared_with_itself():
    assert diff.pair([1], None, None) == (1, 1)


def document(**given):
    return {"title": "다섯 글자 제목", "problem": "가" * 10, "idea": "나" * 10, "place": "", "cost_won": None} | given


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"title": "네글자요"}, rules.TextTooShort, "title"),
        ({"title": "가" * 81}, rules.TextTooLong, "title"),
        ({"problem": "가" * 9}, rules.TextTooShort, "problem"),
        ({"problem": "가" * 3_001}, rules.TextTooLong, "problem"),
        ({"idea": "가" * 9}, rules.TextTooShort, "idea"),
        ({"idea": "가" * 3_001}, rules.TextTooLong, "idea"),
        ({"place": "가" * 201}, rules.TextTooLong, "place"),
        ({"cost_won": 9_999}, rules.CostOutOfRange, "cost_won"),
        ({"cost_won": 10_000_000_001}, rules.CostOutOfRange, "cost_won"),
        ({"place": "900101-1234567"}, rules.RegistrationNumberInProposal, "place"),
    ],
)
def test_a_document_out_of_bounds_is_refused_at_its_field(given, refusal, field):
    with pytest.raises(refusal) as error:
        rules.check_document(**document(**given))
    assert error.value.field == field


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"title": "가" * 5},
        {"title": "가" * 80},
        {"problem": "가" * 3_000},
        {"place": "가" * 200},
        {"cost_won": 10_000},
        {"cost_won": 10_000_000_000},
    ],
)
def test_a_document_at_its_bounds_is_taken(given):
    rules.check_document(**document(**given))


@pytest.mark.parametrize(
    ("reason", "is_enough"), [("", False), ("네글자요", False), ("다섯글자요", True), ("가" * 500, True), ("가" * 501, False)]
)
def test_reasons_need_five_to_five_hundred_characters(reason, is_enough):
    if is_enough:
        rules.check_reason(reason)
    else:
        with pytest.raises((rules.ReasonMissing, rules.TextTooLong)):
            rules.check_reason(reason)


def test_only_what_changed_is_shown_with_some_words_around_it():
    from app.proposals import diff

    old = "가나다 " * 100 + "빨간 신호등 " + "라마바 " * 100
    parts = diff.words(old, old.replace("빨간", "노란"))
    short = diff.passages(parts)
    assert [op for op, _ in short] == ["skip", "keep", "delete", "insert", "keep", "skip"]
    assert [text for op, text in short if op in ("delete", "insert")] == ["빨간", "노란"]
    kept = sum(len(text) for op, text in short if op == "keep")
    left_out = sum(int(text.replace(",", "")) for op, text in short if op == "skip")
    assert kept + left_out == len(old) - 2
    assert kept <= 2 * 60
    assert diff.passages([("keep", old)]) == [("keep", old)]
    assert diff.passages(diff.words("짧은 글", "짧은 말")) == diff.words("짧은 글", "짧은 말")


@pytest.mark.parametrize(
    ("text", "emails", "plates"),
    [
        ("연락은 hong.gil@example.co.kr 로", ["hong.gil@example.co.kr"], []),
        ("12가 3456 차가 늘 서 있습니다", [], ["12가 3456"]),
        ("123호4567 버스", [], ["123호4567"]),
        ("제12호 2026년 고시와 골뱅이 @ 표시", [], []),
    ],
)
def test_addresses_and_plates_are_noticed(text, emails, plates):
    from app.core import personal

    assert (personal.email_addresses(text), personal.plate_numbers(text)) == (emails, plates)
