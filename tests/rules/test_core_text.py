"""Text as cards show it: words without marks, cut between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import excerpt


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("한 문장입니다.", "한 문장입니다."),
        ("먼저 고칩니다.\n\n- 밝은 등\n- 비상벨\n- 안내판", "먼저 고칩니다. 밝은 등 · 비상벨 · 안내판"),
        ("1. 하나\n2. 둘\n\n그리고 끝.", "하나 · 둘 그리고 끝."),
        ("# 제목\n> 따온 말\n\n---\n본문", "제목 따온 말 본문"),
        ("**굵게**, *기울여*, `부호`, ~~지움~~", "굵게, 기울여, 부호, 지움"),
        ("[누리집](https://example.test/a_b)을 보세요", "누리집을 보세요"),
        ("```\n코드\n```", "코드"),
        ("2 * 3 * 4 = 24, 발밑 20룩스 - 그대로", "2 * 3 * 4 = 24, 발밑 20룩스 - 그대로"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(markdown, shown):
    assert excerpt(markdown, 100) == shown


def test_a_long_text_ends_between_words():
    assert excerpt("가나다 라마바 사아자", 9) == "가나다 라마바…"
    assert excerpt("가나다라마바사", 5) == "가나다라…"


@given(st.text(alphabet="가나 \n-*_`#>1.[](){}~\t", max_size=400), st.integers(min_value=2, max_value=60))
def test_an_excerpt_is_one_line_within_its_length(markdown, most):
    shown = excerpt(markdown, most)
    assert len(shown) <= most
    assert shown == " ".join(shown.split())
