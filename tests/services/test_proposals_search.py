"""Search against the database at hand: what is found, in which order, in which district, and that nothing ever breaks it."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from app.core import grams
from app.extensions import db
from app.proposals import search, services
from app.proposals.models import ProposalEntry
from app.proposals.search import Sought
from app.proposals.states import ProposalState
from tests.make import comments, people, proposals
from tests.statements import counted

NEEDED = "어두운 골목에 가로등이 없어 늦은 밤에 걷기 무섭습니다."


def found(text: str, *places, page: int = 1, **given):
    return search.listing(list(places) or [people.district()], Sought(text, **given), page)


def titles(text: str, *places, **given):
    return [one.current.title for one in found(text, *places, **given)]


def test_two_syllables_are_found_within_longer_words_and_in_every_part_of_a_proposal(app):
    for title in ("자전거도로 정비하기", "도로변 소음 줄이기", "마을 책방 지원하기"):
        proposals.proposal(title=title, problem=NEEDED, place="새빛동 3번지")
    assert titles("도로") == ["도로변 소음 줄이기", "자전거도로 정비하기"]
    assert titles("자전거도로") == ["자전거도로 정비하기"]
    assert found("골목 가로등").total == found("새빛동").total == found("밤").total == 3
    assert titles("책방 도로") == titles("거로") == titles("거도록") == []


def test_what_stands_in_the_title_comes_first_then_the_newest(app):
    only_body = proposals.proposal(title="밤길 밝히기 사업", problem=NEEDED)
    in_title = proposals.proposal(title="가로등 더 놓아 주세요", problem=NEEDED)
    newest = proposals.proposal(title="안심 귀갓길 만들기", problem=NEEDED)
    assert [one.id for one in found("가로등 골목")] == [in_title.id, newest.id, only_body.id]
    assert [one.id for one in found("가로등", sort="newest")] == [newest.id, in_title.id, only_body.id]
    proposals.endorsed(only_body, 1)
    comments.comment(newest.thread)
    assert found("가로등", sort="endorsed")[0].id == only_body.id
    assert found("가로등", sort="discussed")[0].id == newest.id


def test_one_syllable_a_phrase_and_a_number_are_found(app):
    subject = proposals.proposal(title="안전한 길 만들기", problem="5호선 역 앞 CCTV가 낡아 자주 고장 납니다.")
    proposals.proposal(title="길 안전한지 살피기")
    for query in ("5호선", "cctv", '"안전한 길"', "”안전한 길”", subject.number, subject.number.lower(), "고장 낡아 역"):
        assert [one.id for one in found(query)] == [subject.id], query
    assert found("길").total == 2


def test_any_middle_dot_and_glyphs_of_hwp_are_passed_over(app):
    subject = proposals.proposal(title="민․관 협치 학교 열기", problem="\U000f02ee 함께 배우는 자리가 모자랍니다.")
    for dot in "·‧・∙•▪․":
        assert [one.id for one in found(f"민{dot}관")] == [subject.id]
    assert found("민관 함께").total == 1


def test_a_district_finds_its_own_and_the_city_what_it_is_asked_to(app):
    mapo, jongno, seoul = people.district(), people.district("jongno"), people.district("seoul")
    for place in (mapo, jongno, seoul):
        proposals.proposal(place, title=f"{place.name_ko} 골목 가로등")
    assert titles("가로등", mapo) == ["마포구 골목 가로등"]
    assert found("가로등", seoul, jongno, mapo).total == 3
    assert search.places(mapo) == [mapo]
    assert set(search.places(seoul)) == {seoul, mapo, jongno}
    assert search.places(seoul)[0] == seoul


def test_withdrawn_ones_are_found_only_where_asked_for(app):
    subject = proposals.proposal(title="거두어들일 가로등")
    services.withdraw(subject, by=subject.author, reason="그만두겠습니다")
    assert titles("가로등", state=ProposalState.PUBLISHED) == []
    assert titles("가로등", state=ProposalState.WITHDRAWN) == titles("가로등") == ["거두어들일 가로등"]


def test_an_edition_in_the_making_is_found_only_once_it_is_kept(app, monkeypatch):
    """The index is written in the transaction of the wording: what is refused leaves no trace in it."""
    subject = proposals.proposal(title="처음 지은 이름")
    words = {"problem": NEEDED, "idea": proposals.IDEA, "place": "", "cost_won": None, "reason": "다시 생각했습니다"}
    monkeypatch.setattr("app.proposals.services.revising.record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.revise(subject, by=subject.author, title="나중에 바꾼 것", **words)
    assert titles("나중") == []
    monkeypatch.undo()
    services.revise(subject, by=subject.author, title="나중에 바꾼 것", **words)
    assert titles("나중") == ["나중에 바꾼 것"]
    assert titles("처음") == []


ODD = ["'", '"', '""', "AND", "OR", "NOT", "(", "^도로", "도로*", "terms:도로", "%", "_", "\\", "\x00", "-", "·", "🙂", "ㄱ"]


@pytest.mark.parametrize("query", [*ODD, "a OR", "NOT x", "NEAR(가 나)", '"가', "|&!"])
def test_nothing_a_reader_types_is_a_syntax_error(app, query):
    proposals.proposal()
    assert found(query).total <= 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=260), sort=st.sampled_from(["", "newest", "endorsed", "discussed"]))
def test_arbitrary_queries_are_answered(app, query, sort):
    assert found(query, sort=sort).total == 0


KOREAN = st.text(
    st.one_of(*[st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)] * 3, st.sampled_from(" ·․.a1ㅋ漢")),
    min_size=8,
    max_size=60,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=KOREAN, data=st.data())
def test_every_part_of_two_syllables_finds_its_proposal(app, text, data):
    place = people.district()
    subject = proposals.received(place, title="제목", problem=text)
    parts = re.findall(r"[가-힣]{2,}", subject.current.problem)
    if parts:
        part = data.draw(st.sampled_from(parts))
        start = data.draw(st.integers(0, len(part) - 2))
        query = part[start : data.draw(st.integers(start + 2, len(part)))]
        assert subject.id in [one.id for one in found(query, place, sort="newest")]


def test_the_longest_query_with_every_word_is_answered(app):
    proposals.proposal(problem="가나다라마바사아자차카타파하" * 20)
    assert found("가나다라마바사아자차카타파하" * 14).total == 1
    assert found(" ".join(chr(0xAC00 + n) * 9 for n in range(20))).total == 0


def test_pages_of_what_is_found_end_at_the_last_one(app):
    for _ in range(23):
        proposals.proposal(title="같은 가로등 놓기")
    for sort in ("", "newest"):
        last = found("가로등", page=99, sort=sort)
        assert (len(last), last.page, last.pages, last.total) == (3, 2, 2, 23)
    assert found("가로등", page=-1).page == 1
    assert (found("없음", page=7).page, found("없음", page=7).pages) == (1, 1)


def test_a_search_takes_three_statements_whatever_it_finds(app):
    place = people.district()
    for _ in range(25):
        proposals.proposal(place)
    assert place.id
    with counted() as sent:
        assert found("학교 안전한", place).total == 25
    assert len(sent) == 3, sent


def test_counting_ends_where_nobody_reads_on(app, monkeypatch):
    monkeypatch.setattr(search, "COUNTED_AT_MOST", 20)
    for _ in range(22):
        proposals.proposal()
    shown = found("")
    assert (shown.total, shown.pages, shown.is_counted) == (21, 1, False)


def test_the_index_is_made_anew_where_it_is_missing_or_old(app, monkeypatch):
    monkeypatch.setattr("app.proposals.services.indexing.INDEXED_AT_ONCE", 2)
    made = [proposals.proposal(title=f"{n}번째 가로등 놓기") for n in range(5)]
    db.session.execute(ProposalEntry.__table__.delete().where(ProposalEntry.proposal_id == made[0].id))
    db.session.execute(
        update(ProposalEntry).where(ProposalEntry.proposal_id == made[1].id).values(edition=0, terms="딴말", words="딴말")
    )
    db.session.commit()
    assert found("가로등").total == 3
    assert list(services.reindex()) == [2]
    assert found("가로등").total == 5
    assert list(services.reindex()) == []
    assert list(services.reindex(everything=True)) == [2, 4, 5]
    assert found("가로등").total == 5
    assert db.session.scalar(select(func.count()).where(ProposalEntry.edition == grams.EDITION)) == 5


def test_the_index_is_made_anew_by_a_command(app):
    proposals.proposal()
    run = app.test_cli_runner().invoke(args=["search", "rebuild", "--all"])
    assert "1 proposals indexed" in run.output, run.output
    assert "0 proposals indexed" in app.test_cli_runner().invoke(args=["search", "rebuild"]).output


def test_similar_ones_are_the_districts_own_published_nearest_first(app):
    place = people.district()
    near = proposals.proposal(place, title="학교 앞 횡단보도에 신호등 달기")
    less = proposals.proposal(place, title="학교 앞 횡단보도 울타리 고치기")
    gone = proposals.proposal(place, title="학교 앞 횡단보도 신호등 설치")
    services.withdraw(gone, by=gone.author, reason="그만두겠습니다")
    proposals.proposal(people.district("jongno"), title="학교 앞 횡단보도 신호등 놓기")
    for n in range(12):
        proposals.proposal(place, title=f"{n}번지 하천 산책로 살피기")
    assert [one.id for one in search.similar(place, "학교 앞 횡단보도 신호등 설치")][:2] == [near.id, less.id]
    assert near.id not in [one.id for one in search.similar(place, near.current.title, besides=near.id)]
    assert len(search.similar(place, "하천 산책로 살피기")) == 5
    for title in ("", "길", "우주 정거장", "%_'\"", "가" * 5_000, "\0"):
        assert search.similar(place, title) == []


def test_similar_ones_take_few_statements(app):
    place = people.district()
    for n in range(30):
        proposals.proposal(place, title=f"골목 가로등 {n}개 놓기")
    assert place.id
    with counted() as sent:
        assert len(search.similar(place, "골목 가로등을 더 놓아 주세요")) == 5
    assert len(sent) <= 6, sent


def test_counts_of_common_tokens_come_from_the_databases_own_statistics(app, monkeypatch):
    from sqlalchemy import text

    from app.core import search as index

    for n in range(40):
        proposals.proposal(title=f"골목 가로등 {n}개 놓기")
    asked = ["골목", "가로", "없음"]
    assert index.counts(ProposalEntry, asked, 1_000) == {"골목": 40, "가로": 40, "없음": 0}
    assert index.counts(ProposalEntry, [], 1_000) == {}
    db.session.commit()
    monkeypatch.setattr(index, "STATISTICS_FROM", 0)
    db.session.execute(text("ANALYZE proposal_entry"))
    db.session.commit()
    counts = index.counts(ProposalEntry, asked, 10)
    assert counts["골목"] == counts["가로"] and counts["골목"] in (10, 40)
    assert counts["없음"] == 0
