"""Which titles are nearly the same: rare pairs weigh more, common words alone make nothing alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import grams
from app.proposals import similar

TITLES = [
    "경로당 앞 가파른 계단에 손잡이 달기", "마을버스 정류장에 그늘막과 의자 놓기", "어두운 골목에 가로등 더 놓기", "초등학교 앞 횡단보도 신호등 설치",
    "하천 산책로에 화장실 만들기", "폐건전지 수거함을 동마다 두기", "작은 도서관 밤 열 시까지 열기", "반려견 놀이터 만들기",
    "공공자전거 거치대 늘리기", "놀이터 모래를 고무 바닥으로 바꾸기", "청년 공유부엌 열기", "빗물받이 청소 자주 하기",
    "시장 골목 차 없는 거리 만들기", "점자블록 끊긴 곳 잇기",
    "옥상 텃밭 함께 가꾸기", "경로당 에어컨 바꾸기",
    "골목 쓰레기 무단투기 막는 화단 만들기", "학교 운동장 저녁에 열기", "전통시장 화장실 고치기",
    "버스정류장 미세먼지 알림판 놓기",
]  # fmt: skip
PAIRS = {
    "경로당 계단 손잡이 설치해 주세요": 0,
    "버스 정류장 그늘막이 필요합니다": 1,
    "골목 가로등을 늘려 주세요": 2,
    "학교 앞 횡단보도에 신호등을": 3,
    "산책로 화장실이 없어요": 4,
    "건전지 수거함 설치": 5,
    "도서관을 밤늦게까지 열어 주세요": 6,
    "강아지 놀이터를 만들어 주세요": 7,
    "공공자전거 거치대가 모자랍니다": 8,
    "빗물받이 막힘 청소": 11,
    "점자블록이 끊겨 있어요": 13,
    "학교 운동장 개방": 17,
}


def known(titles=TITLES) -> similar.Known:
    held = [similar.pairs(title) for title in titles]
    return similar.Known({pair: sum(pair in one for one in held) for one in held for pair in one}, len(titles))


def nearest(title: str, titles=TITLES, most: int = 5) -> list[int]:
    return similar.nearest([title], [(n, grams.tokens(grams.key(one))) for n, one in enumerate(titles)], known(titles), most)


@pytest.mark.parametrize("title", PAIRS)
def test_a_title_in_other_words_finds_its_like_first(title):
    assert nearest(title)[:1] == [PAIRS[title]]


@pytest.mark.parametrize("title", ["우주 정거장 건설", "만들기", "길", "", "...", "횡"])
def test_a_title_like_none_finds_none_however_common_its_words(title):
    assert nearest(title) == []


def test_what_every_title_holds_makes_none_alike():
    many = [f"{one} 설치 사업 제안" for one in TITLES]
    assert nearest("우주 정거장 설치 사업 제안", many) == []
    assert nearest("골목 가로등 설치 사업 제안", many)[0] == 2


@given(st.text(max_size=90))
def test_any_title_can_be_asked_about(title):
    assert nearest(title) is not None
    for together in similar.lookups(title, known(), 10):
        assert all(pair in known().counts for pair in together)


@given(st.sampled_from(TITLES))
def test_a_title_is_nearest_to_itself(title):
    assert TITLES[nearest(title)[0]] == title
    assert similar.Wording(title, known()).score(grams.tokens(grams.key(title))) == pytest.approx(1)


@given(
    st.sampled_from(TITLES),
    st.sampled_from(TITLES),
    st.dictionaries(st.sampled_from(sorted(known().counts)), st.integers(0, 10**6)),
)
def test_scores_lie_between_none_and_all_whatever_the_counts(one, other, counts):
    near = similar.Wording(one, similar.Known(counts, 10**5)).score(grams.tokens(grams.key(other)))
    assert 0 <= near <= 1 + 1e-9


def test_lookups_stay_within_what_may_be_looked_at():
    counts = similar.Known({"가로": 2_000, "로등": 2_100, "공원": 4_000, "정비": 6_000, "새말": 3}, 50_000)
    assert similar.lookups("공원 가로등 정비", counts, 300) == [("가로", "공원")]
    assert similar.lookups("새말 공원 가로등 정비", counts, 300)[0] == ("새말",)
    assert similar.lookups("공원", counts, 300) == [("공원",)]
    assert similar.lookups("모르는 말", counts, 300) == []
