"""Words as the index keeps them: what a text's tokens prove, and that no query is too odd to be read."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import grams
from app.core.text import MIDDLE_DOTS, search_key, stored

SYLLABLE = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
KOREAN = st.text(st.one_of(SYLLABLE, SYLLABLE, st.sampled_from(" ·․ㆍ・,.()0123ABc-ㅋㄳ漢字\U000f02eeᆨ㉠é")), max_size=60).map(
    stored
)
PLAIN = re.compile(r"[가-힣a-z0-9]+")


def holds(text: str, query: str) -> bool:
    """What the database is asked: the tokens, the beginnings, and the text where they do not prove it."""
    compared = grams.key(text)
    there = grams.tokens(compared)
    return all(
        set(one.tokens) <= set(there)
        and all(any(token.startswith(start) for token in there) for start in one.starts)
        and (one.is_exact or one.text in compared)
        for one in grams.read(query, 20)
    )


@given(KOREAN, st.data())
def test_every_part_of_two_syllables_or_more_finds_its_text(text, data):
    parts = re.findall(r"[가-힣]{2,}", text)
    if parts:
        part = data.draw(st.sampled_from(parts))
        start = data.draw(st.integers(0, len(part) - 2))
        found = part[start : data.draw(st.integers(start + 2, len(part)))]
        assert grams.read(found, 20)
        assert holds(text, found)
        assert holds(text, part[0])


@given(st.lists(SYLLABLE, min_size=1, max_size=2).map("".join), KOREAN)
def test_tokens_that_claim_to_prove_a_word_do(word, text):
    (one,) = grams.read(word, 20)
    assert one.is_exact
    there = grams.tokens(grams.key(text))
    proven = one.tokens[0] in there if one.tokens else any(token.startswith(word) for token in there)
    assert proven == (word in grams.key(text))


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_indexed_and_tokens_are_letters_and_digits_only(text):
    for one in grams.read(text, 20):
        assert one.tokens or one.starts
        assert all(PLAIN.fullmatch(token) for token in (*one.tokens, *one.starts))
        assert one.text == grams.key(one.text)
        assert not set(one.text) & set("%_'\"\\\0")
    for token in grams.tokens(grams.key(text)):
        assert PLAIN.fullmatch(token)
        assert len(token.encode()) < 2_000  # PostgreSQL's longest lexeme


@given(st.text(max_size=80))
def test_a_whole_text_finds_itself_when_it_is_short_enough_to_ask_for(text):
    assert holds(text, f'"{text.replace(chr(34), " ")}"') or len(text) > grams.QUERY_MAXIMUM_LENGTH - 2 or '"' in search_key(text)


@pytest.mark.parametrize("dot", MIDDLE_DOTS)
def test_a_word_written_with_any_middle_dot_is_one_word(dot):
    assert grams.key(f"민{dot}관 협치") == "민관 협치"
    assert holds(f"민{dot}관 협치", "민관") and holds("민관협치", f"민{dot}관")
    assert holds(f"3{dot}1절", "3·1절")
    assert not holds(f"3{dot}1절", "31절")


def test_glyphs_of_one_font_only_are_no_part_of_a_word():
    assert search_key("\U000f02ee도로\ue123 안전") == "도로 안전"
    assert holds("\U000f02ee도로", "도로")


@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("자전거도로 정비", "도로", True),
        ("자전거도로 정비", "전거도", True),
        ("자전거 도로", "거도", False),
        ("CCTV설치", "cctv", True),
        ("CCTV설치", "cctv설치", True),
        ("CCTV 설치", "cct", False),
        ("지하철 5호선", "5호선", True),
        ("지하철 15호선", "5호선", False),
        ("MAPO-2026-0123", "mapo-2026-0123", True),
        ("MAPO-2026-0123 그리고 0124", "2026-0124", False),
        ("안전한 길", '"안전한 길"', True),
        ("길 안전한", '"안전한 길"', False),
        ("길 안전한", "“안전한” 길", True),
        ("학교와 공원", "학교,공원", True),
        ("산책로의 길", "길", True),
        ("길이", "길", True),
        ("가로등", "길", False),
        ("道路 정비", "道路", True),
        ("ﾊﾞｽ정류장", "バス", True),
        ("ㅋㅋ 웃음", "ㅋㅋ", True),
        ("나가ㄳ", "나가", True),
    ],
)
def test_what_is_found(text, query, is_found):
    assert holds(text, query) == is_found


def test_only_the_first_words_of_an_endless_query_are_looked_for():
    assert len(grams.read(" ".join(f"낱말{n}" for n in range(500)), 20)) == 20
    assert grams.read("", 20) == grams.read(' "" ... %_', 20) == []
    assert len(grams.read("같은 같은 같은 말", 20)) == 2


def marked(text: str, query: str) -> str:
    out, before = "", 0
    for start, end in grams.spans(text, grams.read(query, 20)):
        out, before = f"{out}{text[before:start]}[{text[start:end]}]", end
    return out + text[before:]


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("자전거도로와 도로", "도로", "자전거[도로]와 [도로]"),
        ("민․관 협치와 민관", "민관", "[민․관] 협치와 [민관]"),
        ("ＣＣＴＶ 설치", "cctv", "[ＣＣＴＶ] 설치"),
        ("안전한  길", '"안전한 길"', "[안전한  길]"),
        ("가나다라", "가나다 나다라", "[가나다라]"),
        ("없다", "있다", "없다"),
    ],
)
def test_words_are_marked_where_they_stand(text, query, shown):
    assert marked(text, query) == shown


@given(KOREAN, KOREAN)
def test_marking_never_breaks_a_text(text, query):
    spans = grams.spans(text, grams.read(query, 20))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
