"""Sentences, stored results, metrics, entitlement, comparison and counterfactuals."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from counting_papers import SAMPLES, paper, times

from app.voting import pb
from app.voting.tally import (
    CapRule,
    GreedyRule,
    RuleRefused,
    TieKey,
    count,
    explain,
    result_from_json,
    rule_from_json,
)
from app.voting.tally.compare import compare
from app.voting.tally.counterfactuals import counterfactuals
from app.voting.tally.entitlement import entitlement
from app.voting.tally.explain import decimal
from app.voting.tally.metrics import metrics
from app.voting.tally.presets import FILE_PRESETS, named
from app.voting.tally.sentences import BOUGHT_ALIKE, BOUGHT_EACH, SENTENCES

COSTS = {"a": 60, "b": 50, "c": 30, "d": 20}
BALLOTS = [*times(5, "a"), *times(4, "b"), *times(3, "c"), *times(2, "d")]
TALLY = Path(__file__).resolve().parents[3] / "app/voting/tally"


def test_every_reason_in_the_code_has_a_sentence_in_both_languages() -> None:
    used = set()
    for path in TALLY.glob("*.py"):
        used |= set(re.findall(r'Reason\(\s*"([A-Z_]+)"', path.read_text()))
        used |= set(re.findall(r'code="([A-Z_]+)"', path.read_text()))
    assert used == set(SENTENCES)
    assert all(set(both) == {"ko", "en"} for both in SENTENCES.values())


def test_both_languages_fill_the_same_gaps() -> None:
    for code, both in (SENTENCES | BOUGHT_ALIKE | {"BOUGHT_EACH": BOUGHT_EACH}).items():
        gaps = {lang: set(re.findall(r"{(\w+)}", text)) for lang, text in both.items()}
        assert gaps["ko"] == gaps["en"], code


@pytest.mark.parametrize("name", sorted(FILE_PRESETS))
def test_every_option_of_every_rule_is_explained_without_a_gap(name: str) -> None:
    result = count(paper(COSTS, BALLOTS), named(name))
    for key in COSTS:
        for lang in ("ko", "en"):
            sentence = explain(result, key, lang, names={"a": "가로등"})
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_a_purchase_everybody_paid_alike_speaks_of_nobody_else() -> None:
    result = count(paper({"a": 60}, times(3, "a"), budget=60), named("mes"))
    assert explain(result, "a", "ko") == "1번째 차례에 지지자들이 함께 부담해 선정되었습니다. 3명이 한 사람에 20원씩 냈습니다."
    assert explain(result, "a", "en", unit=" EUR") == "Selected in round 1 at 20 EUR per supporter, paid by all 3."


def test_the_sentence_says_what_was_missing() -> None:
    result = count(paper(COSTS, BALLOTS), GreedyRule())
    assert explain(result, "b", "ko") == "차례가 왔을 때 남은 예산(40원)이 사업비(50원)에 10원 모자랐습니다."
    assert (
        explain(result, "b", "en", unit=" EUR") == "When its turn came, 40 EUR was left for a cost of 50 EUR: 10 EUR too little."
    )


def test_an_unknown_option_or_language_is_a_key_error() -> None:
    result = count(paper(COSTS, BALLOTS), GreedyRule())
    for key, lang in (("x", "ko"), ("a", "fr")):
        with pytest.raises(KeyError):
            explain(result, key, lang)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 3), "0.33"), (Fraction(-1, 8), "-0.13"), (Fraction(1234567), "1,234,567"), (Fraction(5, 2), "2.5")],
)
def test_numbers_are_rounded_without_floats(value: Fraction, text: str) -> None:
    assert decimal(value) == text


@pytest.mark.parametrize("name", sorted(FILE_PRESETS))
def test_results_and_rules_survive_storage_byte_for_byte(name: str) -> None:
    rule = named(name)
    assert rule_from_json(json.loads(json.dumps(rule.to_json()))) == rule
    result = count(paper(COSTS, BALLOTS), rule)
    stored = json.dumps(result.to_json(), sort_keys=True)
    again = result_from_json(json.loads(stored))
    assert json.dumps(again.to_json(), sort_keys=True) == stored
    assert again.sha256 == result.sha256
    assert explain(again, "b", "ko") == explain(result, "b", "ko")
    assert "." not in "".join(re.findall(r"[0-9]+\.[0-9]+", stored.replace(result.engine, "")))


def test_a_stored_result_that_was_changed_is_refused() -> None:
    stored = count(paper(COSTS, BALLOTS), GreedyRule()).to_json()
    with pytest.raises(ValueError, match="its own hash"):
        result_from_json(stored | {"selected": ["b"]})


def test_a_published_result_does_not_change_from_release_to_release() -> None:
    of_before = GreedyRule(tie_order=(TieKey.VOTES, TieKey.CHEAPER, TieKey.DIGEST))  # papers opened before the lot had a seed
    result = count(paper(COSTS, BALLOTS), of_before)
    assert result.ballots_sha256 == "6874f2f990e281d23474d30f8e240e49da4c13a3c4bf6c0f641ff459d371e074"
    assert count(paper(COSTS, BALLOTS), GreedyRule()).selected == result.selected
    assert GreedyRule().sha256 == "00f7903b0151e61e31e780357be6f6a130cf497cdf555f3e4506e04f684c3100"
    assert result.rule.sha256 == "7d2057c0ad85c8328c7f73b5acee5a72004c5a83fa800ff24c1c69a4deebd9af"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"kind": "magic"}, "UNKNOWN_RULE"),
        ({"kind": "greedy", "surprise": 1}, "UNKNOWN_PARAMETER"),
        ({"kind": "greedy", "threshold": 1.5}, "BAD_PARAMETER"),
        ({"kind": "greedy", "threshold": True}, "BAD_PARAMETER"),
        ({"kind": "greedy", "tie_order": ["votes"]}, "BAD_PARAMETER"),
        ({"kind": "greedy", "overrun_percent": 101}, "BAD_PARAMETER"),
        ({"kind": "composite", "cap": "overrun"}, "BAD_PARAMETER"),
        ({"kind": "composite", "threshold": 0.5}, "BAD_PARAMETER"),
        ({"kind": "equal-shares", "step_percent": "0/1"}, "BAD_PARAMETER"),
        ({"kind": "equal-shares", "start": "somewhere"}, "BAD_PARAMETER"),
        ({"kind": "poll", "seats": 0}, "BAD_PARAMETER"),
    ],
)
def test_a_rule_that_hides_or_contradicts_something_is_refused(raw: dict, code: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        rule_from_json(raw)
    assert refusal.value.code == code


def test_a_loser_learns_what_would_have_made_it_win() -> None:
    election = paper(COSTS, BALLOTS)
    result = count(election, GreedyRule())
    assert counterfactuals(election, result, "b") == {
        "wins_at_cost": "40",
        "more_supporters": 1,
        "electorate": "voters",
        "rival": "a",
        "estimated": False,
    }
    won = count(paper(COSTS | {"b": 40}, BALLOTS), GreedyRule())
    assert won.outcomes["b"].selected
    with pytest.raises(ValueError, match="no loser"):
        counterfactuals(election, result, "a")


def test_the_figures_of_a_counterfactual_in_equal_shares_are_confirmed_by_a_count() -> None:
    election = paper({"a": 30, "b": 30, "c": 30, "x": 30}, [*times(6, "abc"), *times(3, "x")], budget=90)
    rule = named("mes-plain")
    found = counterfactuals(election, count(election, rule), "c")
    assert found["rival"] in {"a", "b"}
    more = paper(
        {"a": 30, "b": 30, "c": 30, "x": 30}, [*times(6, "abc"), *times(3, "x"), *times(found["more_supporters"], "c")], budget=90
    )
    assert count(more, rule).outcomes["c"].selected


def test_metrics_by_hand() -> None:
    election = paper({"a": 60, "b": 50}, [*times(2, "ab"), *times(1, "b"), *times(1, "")], budget=110)
    facts = metrics(election, ["a"])
    assert facts["exclusion_ratio"] == "1/2"
    assert facts["mean_funded"] == "1/2"
    assert facts["mean_money"] == "30/1"
    assert facts["spent_share"] == "6/11"


def test_a_majority_that_takes_everything_wrongs_the_others() -> None:
    election = paper({"a": 30, "b": 30, "c": 30, "x": 30}, [*times(6, "abc"), *times(3, "x")], budget=90)
    check = entitlement(election, ["a", "b", "c"])
    assert check.violations == ("x",)
    assert (check.ratio, check.option, check.voters) == (Fraction(1), "x", 3)
    assert entitlement(election, ["a", "b", "x"]).violations == ()
    assert entitlement(election, ["a", "b", "c"], by_count=True).violations == ("x",)


def test_two_outcomes_stand_side_by_side() -> None:
    election = paper({"a": 30, "b": 30, "c": 30, "x": 30}, [*times(6, "abc"), *times(3, "x")], budget=90)
    beside = compare(election, count(election, named("mes")), count(election, named("greedy")))
    assert beside["only_first"] == ["x"]
    assert (beside["voters_better_first"], beside["voters_better_second"]) == (3, 6)
    other = paper({"a": 30, "b": 30, "c": 30, "x": 30}, times(6, "a"), budget=90)
    with pytest.raises(ValueError, match="different ballots"):
        compare(election, count(election, named("mes")), count(other, named("mes")))


WIELICZKA = SAMPLES / "Poland_Wieliczka_2023_Green_Budget.pb"


@pytest.mark.elections
def test_wieliczkas_published_comparison_comes_out() -> None:
    file = pb.parse(WIELICZKA.read_bytes())
    election = pb.election_of(file)
    shares, greedy = count(election, pb.rule_of(file)), count(election, named("greedy"))
    beside = compare(election, shares, greedy)
    assert (len(beside["only_first"]), beside["votes_only_first"]) == (11, 2414)
    assert (len(beside["only_second"]), beside["votes_only_second"]) == (4, 1453)
    assert decimal(Fraction(beside["first"]["metrics"]["exclusion_ratio"]) * 100) == "17.8"
    assert decimal(Fraction(beside["second"]["metrics"]["exclusion_ratio"]) * 100) == "27.63"
    assert decimal(Fraction(beside["first"]["metrics"]["mean_funded"])) == "1.62"
    assert decimal(Fraction(beside["second"]["metrics"]["mean_funded"])) == "1.47"
    assert decimal(entitlement(election, greedy.selected).ratio) == "11.05"
    assert decimal(entitlement(election, shares.selected).ratio) == "0.35"


def test_a_list_that_stops_names_the_option_it_stopped_at() -> None:
    result = count(paper(COSTS, BALLOTS), GreedyRule(cap=CapRule.STOP))
    assert "'b'" in explain(result, "c", "en")
