"""Two independent counters, one rule: the verifier's own count equals the platform's on random ballots of every format and rule."""

from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.voting.ballot import (
    ApprovalFormat,
    ChooseOneFormat,
    GradesFormat,
    KnapsackFormat,
    PointsFormat,
    Quota,
    RankingFormat,
    YesNoFormat,
    choice_from_json,
)
from app.voting.protocol.canonical import canonical, read
from app.voting.tally import (
    CapRule,
    CompositeRule,
    EqualSharesRule,
    GreedyRule,
    PhragmenRule,
    PollMethod,
    PollRule,
    PotBy,
    Pots,
    Satisfaction,
    Stop,
    TieKey,
)
from tests.make import verifiable
from tests.verifier import verifier

CODES = [f"p{n}" for n in range(1, 6)]
FORMATS = {
    "approval": ApprovalFormat(max_choices=3, max_sum_cost=90, quotas=(Quota("교통", 2), Quota("환경", 2))),
    "one": ChooseOneFormat(allow_none=False),
    "yes-no": YesNoFormat(),
    "knapsack": KnapsackFormat(budget=60, min_spend=20),
    "points": PointsFormat(max_sum=8, max_per_option=5),
    "ranking": RankingFormat(scores=(5, 3, 1)),
    "from-bottom": RankingFormat(scores=(5, 3, 1), from_bottom=True),
    "grades": GradesFormat(max_grade=3, default=1),
}
UNWEIGHTED = {
    "greedy": GreedyRule(),
    "stop": GreedyRule(cap=CapRule.STOP, threshold=2),
    "overrun": GreedyRule(cap=CapRule.OVERRUN, overrun_percent=60),
    "exclusive": GreedyRule(exclusive=(("p1", "p2"), ("p3", "p4"))),
    "pots": GreedyRule(cap=CapRule.STOP, pots=Pots(PotBy.CATEGORY, (("교통", 40),))),
    "file-ties": GreedyRule(tie_order=(TieKey.DEARER, TieKey.FILE)),
    "digest-ties": GreedyRule(tie_order=(TieKey.VOTES, TieKey.DIGEST)),
    "plurality": PollRule(seats=2),
    "approval-poll": PollRule(PollMethod.APPROVAL, seats=2, threshold=2),
    "score": PollRule(PollMethod.SCORE, seats=3),
    "shares": EqualSharesRule(),
    "shares-plain": EqualSharesRule(stop=Stop.NEVER_RAISED, fill=False, satisfaction=Satisfaction.POINTS),
    "shares-exhaustive": EqualSharesRule(stop=Stop.EXHAUSTIVE, start="floor", step_units=1, comparison=True),
    "shares-cardinality": EqualSharesRule(
        satisfaction=Satisfaction.CARDINALITY, eligibility=Fraction(1, 4), step_percent=Fraction(5)
    ),
    "phragmen": PhragmenRule(),
    "phragmen-skip": PhragmenRule(cap=CapRule.SKIP),
}
RANKED = {
    "borda": PollRule(PollMethod.BORDA, seats=2),
    "runoff": PollRule(PollMethod.INSTANT_RUNOFF),
    "runoff-two": PollRule(PollMethod.INSTANT_RUNOFF, seats=2),
    "first-places": PollRule(seats=1),
}
WEIGHTED = {
    "composite": CompositeRule(),
    "composite-stop": CompositeRule(cap=CapRule.STOP, threshold=Fraction(1, 10), exclusive=(("p1", "p5"),)),
    "plurality": PollRule(seats=2),
}
SHARES = {"committee": Fraction(2, 5), "citizens": Fraction(1, 2), "youth": Fraction(1, 10)}

some_codes = st.lists(st.sampled_from([*CODES, "nobody"]), max_size=4)
answers = st.one_of(
    st.builds(lambda ids: {"names": ids}, some_codes),
    st.builds(lambda ids: {"names": [*dict.fromkeys(ids)]}, st.lists(st.sampled_from(CODES), min_size=1, max_size=3)),
    st.builds(lambda ids: {"ranking": [*dict.fromkeys(ids)]}, st.lists(st.sampled_from(CODES), max_size=4)),
    st.builds(lambda given: {"points": given}, st.dictionaries(st.sampled_from(CODES), st.integers(-1, 6), max_size=4)),
    st.sampled_from([{"none": True}, {"none": 1}, {}, {"names": "p1"}, {"points": {"p1": True}}, {"unreadable": "BAD_SEAL"}]),
)


def agree(question, given):
    """Count on both sides and compare everything the verifier recomputes."""
    mine, theirs = {}, {}
    for style, said in given:
        one, other = choice_from_json(said), verifier.read_choice(said)
        mine.setdefault(style, {})[one] = mine.get(style, {}).get(one, 0) + 1
        theirs.setdefault(style, {})[other] = theirs.get(style, {}).get(other, 0) + 1
    result = read(canonical(verifiable.counted(question, mine).to_json()), 10**7)
    again = verifier.Count(question, theirs, verifiable.LOT).result()
    for name, value in again.items():
        expected = result[name]
        if name == "outcomes":
            expected = {key: {part: one[part] for part in ("selected", "score", "votes")} for key, one in expected.items()}
        assert value == expected, name


def examples(number):
    return settings(deadline=None, max_examples=number, phases=(Phase.explicit, Phase.generate), derandomize=True)


@given(st.data())
@examples(160)
def test_both_counters_agree_where_all_ballots_weigh_the_same(data):
    ballot_format = FORMATS[data.draw(st.sampled_from(sorted(FORMATS)))]
    rules = {**UNWEIGHTED, **(RANKED if isinstance(ballot_format, RankingFormat) else {})}
    rule = rules[data.draw(st.sampled_from(sorted(rules)))]
    question = verifiable.paper(format=ballot_format, rule=rule, budget=data.draw(st.sampled_from([40, 60, 100])))
    agree(question, [("citizens", said) for said in data.draw(st.lists(answers, max_size=12))])


@given(st.sampled_from(sorted(WEIGHTED)), st.lists(st.tuples(st.sampled_from(sorted(SHARES)), answers), max_size=14))
@examples(60)
def test_both_counters_agree_where_electorates_are_weighted(rule, given_ballots):
    agree(verifiable.paper(rule=WEIGHTED[rule], weights=SHARES), given_ballots)


def test_a_withdrawn_option_is_passed_over_by_both():
    question = verifiable.paper()
    question["options"][1]["withdrawn"] = True
    agree(question, [("citizens", {"names": ["p2", "p1"]})] * 3)


def test_a_rule_it_does_not_know_is_a_warning_and_never_ok(monkeypatch):
    vote, _ = verifiable.usual(witnessed=True)
    vote.finish()

    def unknown(*_):
        raise verifier.Unfinished

    monkeypatch.setattr(verifier.Count, "result", unknown)
    report = verifier.verify(vote.zip())
    assert report.exit_code == 3
    assert ("V15", "ok") not in {(check, level) for check, level, *_ in report.findings}


def test_too_long_a_recount_is_a_warning(monkeypatch):
    vote, _ = verifiable.usual(witnessed=True, question=verifiable.paper(rule=EqualSharesRule()))
    vote.finish()
    assert verifier.verify(vote.zip()).exit_code == 0
    monkeypatch.setattr(verifier, "MOST_WORK", 3)
    assert verifier.verify(vote.zip()).exit_code == 3


@pytest.mark.parametrize("name", sorted(UNWEIGHTED))
def test_a_whole_vote_under_each_rule_verifies(name):
    vote, _ = verifiable.usual(witnessed=True, question=verifiable.paper(rule=UNWEIGHTED[name]))
    vote.finish()
    report = verifier.verify(vote.zip())
    assert report.exit_code == 0, list(report.lines("en"))
