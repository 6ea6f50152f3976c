"""Words that mean the same: found together, changed with history, brought in from a table whole or not at all."""

import pytest

from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.proposals import queries, rules, search, services
from app.proposals.search import Sought
from tests.make import people, proposals
from tests.statements import counted


@pytest.fixture
def place(app):
    return people.district()


@pytest.fixture
def coordinator(place):
    return people.official(place, Role.COORDINATOR)


def found(text, *places, **given):
    return search.listing(list(places), Sought(text, **given), 1)


def test_who_looks_for_one_word_finds_the_others_and_is_told(place, coordinator):
    ours = proposals.proposal(place, title="따릉이 거치대 늘리기")
    theirs = proposals.proposal(place, title="공공자전거 빌리는 곳 늘리기")
    proposals.proposal(place, title="자전거 보관대 고치기")
    assert [one.id for one in found("따릉이", place)] == [ours.id]
    services.add_synonyms(place, "따릉이 = 공공자전거, 공유 자전거", by=coordinator)
    both = found("따릉이", place)
    assert {one.id for one in both} == {ours.id, theirs.id}
    assert both.also == ["공공자전거", "공유 자전거"]
    only = found("따릉이", place, exact=True)
    assert [one.id for one in only] == [ours.id] and only.also == []
    assert {one.id for one in found("공공자전거 늘리기", place)} == {ours.id, theirs.id}
    assert found("자전거", place).also == []


def test_a_word_said_otherwise_is_similar(place, coordinator):
    theirs = proposals.proposal(place, title="공공자전거 거치대 더 놓기")
    for n in range(5):
        proposals.proposal(place, title=f"{n}번째 하천 산책로 살피기")
    before = [one.id for one in search.similar(place, "따릉이 대여소")]
    services.add_synonyms(place, "따릉이 = 공공자전거", by=coordinator)
    assert theirs.id not in before
    assert [one.id for one in search.similar(place, "따릉이 대여소")] == [theirs.id]


def test_what_the_city_says_holds_everywhere_and_what_a_district_says_only_there(place, coordinator):
    city, jongno = people.district("seoul"), people.district("jongno")
    services.add_synonyms(city, "육교 = 구름다리", by=people.official(city, Role.COORDINATOR))
    services.add_synonyms(place, "연트럴파크 = 경의선숲길", by=coordinator)
    for where in (place, jongno):
        proposals.proposal(where, title="학교 앞 구름다리 넓히기")
        proposals.proposal(where, title="경의선숲길 의자 놓기")
        assert found("육교", where).total == 1
    assert found("연트럴파크", place).total == 1
    assert found("연트럴파크", jongno).total == 0


def test_sets_are_added_and_removed_with_history(place, coordinator):
    made = services.add_synonyms(place, " 따릉이 ＝ 공공자전거、따릉이", by=coordinator)
    assert str(made) == "따릉이 = 공공자전거"
    services.remove_synonyms(made, by=coordinator)
    assert queries.synonym_sets(place) == []
    assert search.synonyms([place]) == {}
    told = [(entry.action, entry.details["words"]) for entry, _ in queries.synonym_history(place)]
    assert told == [("synonyms.removed", "따릉이 = 공공자전거"), ("synonyms.added", "따릉이 = 공공자전거")]
    assert services.add_synonyms(place, "따릉이 = 공유자전거", by=coordinator)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("따릉이", rules.SynonymsTooFew),
        ("따릉이 = 따릉이", rules.SynonymsTooFew),
        ("민·관 = 민관", rules.SynonymsTooFew),
        (" = , ", rules.SynonymsTooFew),
        ("길 = 도로", rules.SynonymUnfit),
        ("... = 도로", rules.SynonymUnfit),
        ("가" * 41 + " = 도로", rules.SynonymUnfit),
        ("=".join(f"낱말{n}" for n in range(11)), rules.SynonymsTooFew),
        ("건널목 = 보행로", rules.SynonymTaken),
        ("건널목 = 횡단보도", rules.SynonymTaken),
    ],
)
def test_sets_that_make_no_sense_are_refused(place, coordinator, words, refusal):
    services.add_synonyms(place, "횡단보도 = 건널목", by=coordinator)
    with pytest.raises(refusal):
        services.add_synonyms(place, words, by=coordinator)
    assert len(queries.synonym_sets(place)) == 1


def test_a_district_has_room_for_so_many(place, coordinator, monkeypatch):
    monkeypatch.setattr(rules, "SYNONYM_SETS_MAXIMUM", 1)
    services.add_synonyms(place, "횡단보도 = 건널목", by=coordinator)
    with pytest.raises(rules.SynonymSetsFull):
        services.add_synonyms(place, "따릉이 = 공공자전거", by=coordinator)
    with pytest.raises(rules.SynonymSetsFull):
        services.import_synonyms(place, [["따릉이", "공공자전거"]], by=coordinator)


def test_a_table_is_brought_in_whole_or_not_at_all(place, coordinator):
    services.add_synonyms(place, "횡단보도 = 건널목", by=coordinator)
    rows = [["따릉이", "공공자전거"], ["", ""], ["길", "도로"], ["횡단보도", "보행로"], ["공공자전거 = 두바퀴"]]
    added, faults = services.import_synonyms(place, rows, by=coordinator)
    assert (added, [(row, fault.code) for row, fault in faults]) == (
        0, [(3, "SYNONYM_UNFIT"), (4, "SYNONYM_TAKEN"), (5, "SYNONYM_TAKEN")],
    )  # fmt: skip
    assert len(queries.synonym_sets(place)) == 1
    good = [["따릉이", "공공자전거", ""], ["건널목", "횡단보도"], ["어르신, 노인"]]
    assert services.import_synonyms(place, good, by=coordinator) == (2, [])
    assert services.import_synonyms(place, good, by=coordinator) == (0, [])
    assert [str(one) for one in queries.synonym_sets(place)] == ["따릉이 = 공공자전거", "어르신 = 노인", "횡단보도 = 건널목"]
    assert all(entries(one) for one in queries.synonym_sets(place))


def test_synonyms_cost_a_search_one_statement(place, coordinator):
    for n in range(30):
        services.add_synonyms(place, f"낱말{n} = 같은말{n}", by=coordinator)
    proposals.proposal(place, title="낱말3번 이야기")
    db.session.commit()
    assert place.id
    with counted() as sent:
        found("낱말3번", place)
    assert len(sent) == 3, sent
