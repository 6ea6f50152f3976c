"""Listed words in disguise, the order of the queue, the pace of writing: pure."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.moderation import rules, words
from app.moderation.states import Article

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "이 바보야", "바보", "바.보", "바 · 보", "바1보", "바*보", "바  보", "ㅂㅏㅂㅗ", "ㅂㅏ보", "ㅂ ㅏ ㅂ ㅗ", "바\u200b보", "바\u2060보",
        unicodedata.normalize("NFD", "이 바보야"), "너는 바 보 다", "ﾊ 바보",
    ],
)  # fmt: skip
def test_a_listed_word_is_found_in_its_disguises(text):
    assert [one.word for one in words.find(text, ["바보"])] == ["바보"]


@pytest.mark.parametrize("text", ["나비 보자", "바로 보자", "우리바 보자", "밥오", "바봄", "바비보", "", "바", "다바. 보기"])
def test_innocent_words_are_left_alone(text):
    assert words.find(text, ["바보"]) == []


@pytest.mark.parametrize("text", ["BAD", "b.a.d", "ＢＡＤ", "B A D"])
def test_latin_letters_are_compared_without_case_and_width(text):
    assert words.find(text, ["bad"])


def test_a_phrase_is_found_with_and_without_its_spaces():
    assert words.find("카톡 문의 주세요", ["카톡 문의"])
    assert words.find("카톡문의", ["카톡 문의"])


def test_an_allowed_word_spares_what_stands_inside_it_and_nothing_else():
    assert words.find("바보온달을 읽자", ["바보"], ["바보온달"]) == []
    assert words.find("바보온달을 읽는 바보", ["바보"], ["바보온달"])


def test_double_consonants_typed_as_two_are_the_same():
    assert words.find("나ㅂㅂㅡㄴ", ["나쁜"])
    assert not words.find("나븐", ["나쁜"])


def test_a_find_says_where():
    (find,) = words.find("이런 바.보 같은", ["바보"])
    assert "이런 바.보 같은"[find.start : find.end] == "바.보"


HANGUL = st.text(alphabet=[chr(code) for code in range(0xAC00, 0xAC00 + 588)] + [" ", ".", "a", "ㄱ"], max_size=30)


@given(HANGUL, HANGUL)
def test_whatever_stands_around_a_word_of_its_own_it_is_found(before, after):
    assert words.find(f"{before} 쓸모 {after}", ["쓸모"])


@given(HANGUL)
def test_spelling_does_not_depend_on_composition(text):
    assert words.key(unicodedata.normalize("NFD", text)) == words.key(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", ["https://a.test/b", "www.a.kr", "가게 example.com 으로", "HTTP://A"])
def test_links_are_seen(text):
    assert words.has_link(text)


@pytest.mark.parametrize("text", ["3.5 킬로미터", "그렇습니다.다음은", "2026.11.23.", "오전.오후"])
def test_figures_and_full_stops_are_no_links(text):
    assert not words.has_link(text)


def test_priority_is_the_sum_of_its_parts():
    weight = rules.priority([Article.SPAM, Article.THREAT], [100, 50], trust=40, is_out_of_sight=True, by_visitors=True)
    assert (weight.severity, weight.reporters, weight.trust, weight.waiting) == (40, 17, 12, 10)
    assert weight.total == 79


@given(st.lists(st.integers(0, 100), max_size=40), st.integers(0, 100), st.booleans())
def test_priority_grows_with_reporters_and_falls_with_trust(accuracies, trust, hidden):
    weight = rules.priority([Article.SPAM], accuracies, trust=trust, is_out_of_sight=hidden)
    more = rules.priority([Article.SPAM], [*accuracies, 100], trust=trust, is_out_of_sight=hidden)
    less = rules.priority([Article.SPAM], accuracies, trust=0, is_out_of_sight=hidden)
    assert more.total >= weight.total
    assert less.total >= weight.total
    assert weight.reporters <= rules.REPORTERS_MAXIMUM_POINTS
    assert 0 <= weight.trust <= rules.TRUST_POINTS


def test_a_few_reports_say_nothing_about_accuracy():
    assert rules.accuracy_percent(0, 4) == rules.UNKNOWN_ACCURACY_PERCENT
    assert rules.accuracy_percent(3, 5) == 60


def test_new_accounts_are_not_yet_known():
    assert rules.trust_percent(0, 0, is_new=True) == rules.UNKNOWN_TRUST_PERCENT
    assert rules.trust_percent(0, 0, is_new=False) == 100
    assert rules.trust_percent(1, 4, is_new=True) == 25


@pytest.mark.parametrize("name", rules.PACES)
def test_every_pace_stops_at_its_number_and_says_until_when(name):
    pace = rules.PACES[name]
    for newcomer, most in ((True, pace.most_when_new), (False, pace.most)):
        written = [NOW - timedelta(seconds=most - at) for at in range(most)]
        rules.check_pace(name, written[1:], NOW, newcomer)
        with pytest.raises((rules.TooFast, rules.TooFastWhenNew)) as refused:
            rules.check_pace(name, written, NOW, newcomer)
        assert isinstance(refused.value, rules.TooFastWhenNew) is newcomer
    assert pace.most_when_new < pace.most


def test_the_hour_to_come_back_is_in_seoul():
    written = [NOW - timedelta(minutes=30)] * rules.NEW_REPORTS_PER_HOUR
    with pytest.raises(rules.TooFastWhenNew) as refused:
        rules.check_pace("report", written, NOW, newcomer=True)
    assert refused.value.params["at"] == "11.23. 21:30"


def test_every_article_has_a_weight_and_words():
    from app.moderation import labels

    assert set(rules.SEVERITY) == set(Article) == set(labels.ARTICLES) == set(labels.EXPLAINED) == set(labels.CANNED)
    assert set(rules.SEVERITY.values()) == {1, 2, 3, 4}
    for text in labels.CANNED.values():
        assert len(text) >= rules.REASON_MINIMUM_LENGTH
