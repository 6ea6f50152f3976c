"""Small districts share a ballot: nobody is lost, nobody has two, and no ballot is small unless it is the only one."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from app.polls.rules import AT_HOME
from app.polls.styles import Home, Style, electorates, merged
from app.voting.rules import SMALLEST_STYLE, check_electorates


def homes(**people):
    return [Home(slug, f"{slug}구", f"{slug}-gu", number) for slug, number in people.items()]


def split(given_homes):
    """Where every district has an option of its own."""
    return merged(given_homes, {home.name_ko for home in given_homes})


def shape(styles):
    return {frozenset(home.slug for home in style.homes): style.people for style in styles}


def test_large_districts_have_a_ballot_of_their_own():
    assert shape(split(homes(a=30, b=31, c=400))) == {frozenset("a"): 30, frozenset("b"): 31, frozenset("c"): 400}


def test_a_small_district_joins_the_next_smallest_and_goes_on_until_there_are_enough():
    assert shape(split(homes(a=5, b=9, c=20, d=100))) == {frozenset("abc"): 34, frozenset("d"): 100}
    assert shape(split(homes(a=29, b=30))) == {frozenset("ab"): 59}


def test_where_all_of_them_are_few_they_share_one_ballot():
    assert shape(split(homes(a=1, b=2, c=3))) == {frozenset("abc"): 6}
    assert shape(split(homes(a=0))) == {frozenset("a"): 0}


def test_a_shared_ballot_offers_the_areas_of_all_its_districts_and_is_named_after_the_largest():
    (style,) = split(homes(a=1, b=2, c=3))
    assert style.areas == ("a구", "b구", "c구")
    assert (style.code, style.name_ko, style.name_en) == ("c-and-2", "c구 외 2개 구", "c-gu and 2 other districts")
    (pair,) = split(homes(a=1, b=2))
    assert (pair.name_ko, pair.name_en) == ("b구·a구", "b-gu and a-gu")


def test_every_ballot_weighs_the_same():
    drafts = electorates(split(homes(a=30, b=31, c=400)))
    check_electorates(drafts)
    assert {draft.weight for draft in drafts} == {Fraction(1, 3)}
    assert {draft.eligible_role for draft in drafts} == {AT_HOME}
    assert drafts[0].areas == ("a구",)


def test_districts_without_an_option_of_their_own_share_one_ballot_from_the_beginning():
    assert shape(merged(homes(a=50, b=60, c=70, d=80), {"a구", "b구"})) == {
        frozenset("a"): 50,
        frozenset("b"): 60,
        frozenset("cd"): 150,
    }
    assert shape(merged(homes(a=50, b=9, c=15, d=16), {"a구", "b구"})) == {frozenset("a"): 50, frozenset("bcd"): 40}


@given(some.lists(some.integers(0, 80), min_size=1, max_size=25), some.sets(some.integers(0, 24)), some.randoms())
def test_nobody_is_lost_nobody_is_there_twice_and_no_ballot_is_small_but_an_only_one(people, own, chance):
    given_homes = [Home(f"d{n}", f"구{n}", f"gu {n}", number) for n, number in enumerate(people)]
    areas = {f"구{n}" for n in own}
    styles = merged(given_homes, areas)
    assert sorted(home.slug for style in styles for home in style.homes) == sorted(home.slug for home in given_homes)
    assert len(styles) == 1 or all(style.people >= SMALLEST_STYLE for style in styles)
    assert len({style.code for style in styles}) == len(styles)
    chance.shuffle(given_homes)
    assert merged(given_homes, areas) == styles, "the order in which they are counted decides nothing"


def test_a_style_knows_its_people():
    assert Style(tuple(homes(a=3, b=4))).people == 7
