"""Policies as values: stored ones keep their meaning, and the real years' arithmetic comes out."""

import json
from dataclasses import fields, replace
from fractions import Fraction

import pytest

from app.budget import labels, rules
from app.budget.policy import BEFORE, NEWER, BallotKind, BudgetPolicy, Ceiling, CheckMark, Mark, policy_from_json
from app.budget.policy.presets import (
    CHECKLIST,
    PRESETS,
    SEED_2017,
    SEOUL_PB_2015,
    SEOUL_PB_2017,
    SEOUL_PB_2018,
    SEOUL_PB_2020,
    SMALL_PILOT,
)
from app.budget.screening import Entry, screen
from app.budget.services.selection import ballot_format, counting_rule
from app.budget.states import Stage
from app.core.money import within_cap
from app.voting.ballot import BallotRefused, check_choice, names
from app.voting.tally import CapRule, Option

EOK = 100_000_000
FIRST_VERSION = {
    "envelope_won": 300_000_000, "tracks": ["general", "collaborative"], "first_screening_cap_percent": 170,
    "second_screening_cap_percent": 130,
    "electorates": [{"code": "citizens", "name_ko": "시민", "name_en": "Citizens", "role": "", "rank": 9, "weight": 1}],
    "cap_rule": "skip", "ballot": "approval", "votes_per_ballot": 3, "score_sheet_quorum": 1, "deliberation_steps": ["workshop"],
    "minimum_age_years": 14, "tie_order": ["sheets", "cost", "digest"], "preset": "small_pilot",
}  # fmt: skip


def test_a_policy_stored_before_there_were_versions_means_what_it_meant():
    old = policy_from_json(FIRST_VERSION)
    assert old.version == 1
    assert (old.ceilings, old.dated_stages, old.checklist, old.part_envelopes, old.votes_per_field) == ((), (), (), {}, 0)
    assert (old.appeal_days, old.panel_quorum_percent) == (0, 0)
    assert old.to_json() == FIRST_VERSION


def test_a_stored_policy_stays_of_its_version_when_its_envelope_is_revised():
    revised = policy_from_json(FIRST_VERSION | {"envelope_won": 1})
    assert revised.version == 1
    assert "ceilings" not in revised.to_json()


def test_an_old_policy_cannot_hold_what_came_later_nor_one_from_the_future_be_read():
    with pytest.raises(rules.BadPolicy):
        policy_from_json(FIRST_VERSION | {"ceilings": []})
    with pytest.raises(rules.BadPolicy):
        policy_from_json(SMALL_PILOT.to_json() | {"version": 99})


def test_every_newer_field_says_what_older_policies_meant_by_its_absence():
    known = {item.name for item in fields(BudgetPolicy)}
    assert set(NEWER) <= known
    assert set(BEFORE) == set(NEWER) - {"version"}
    assert known - set(NEWER) == set(FIRST_VERSION)


@pytest.mark.parametrize("preset", [one for one in PRESETS.values() if one.has_weights], ids=lambda one: one.preset)
def test_every_preset_with_weights_can_open_a_cycle(preset):
    rules.check_policy(preset)


@pytest.mark.parametrize(
    ("preset", "shares"),
    [
        (SEOUL_PB_2015, {"committee": 45, "citizens": 45, "survey": 10}),
        (SEOUL_PB_2017, {"citizens": 50, "committee": 40, "budget_school": 10}),
        (SEOUL_PB_2018, {"citizens": 50, "committee": 30, "proposers": 10, "budget_school": 10}),
    ],
)
def test_the_weights_of_the_real_years_are_per_cents(preset, shares):
    assert preset.shares() == {code: Fraction(share, 100) for code, share in shares.items()}


@pytest.mark.parametrize(
    ("ballot_eok", "envelope_eok", "permille"),
    [("527", "405", 1301), ("495.8", "450", 1102), ("358", "300", 1193)],
)
def test_what_the_ballots_of_2017_2019_and_2021_held_against_the_final_envelope(ballot_eok, envelope_eok, permille):
    ballot, envelope = (int(Fraction(one) * EOK) for one in (ballot_eok, envelope_eok))
    assert (ballot * 10_000 // envelope + 5) // 10 == permille
    assert within_cap(ballot, -(-permille // 10), envelope)
    assert not within_cap(ballot, permille // 10, envelope)


def test_the_money_of_2017_adds_up():
    assert (459 + 68, 218 + 21) == (527, 239)
    assert 405 + 150 == 555
    assert within_cap(68 * EOK, 100, 100 * EOK)
    assert [cap * 100 * EOK // 100 for cap in (170, 130, 100)] == [170 * EOK, 130 * EOK, 100 * EOK]
    assert rules.within_cap(170 * EOK, SEED_2017.first_screening_cap_percent, SEED_2017.envelope_won)


def test_the_money_of_the_other_years_adds_up():
    assert Fraction("418.3") + Fraction("77.5") == Fraction("495.8")
    assert 77 + 24 == 101
    assert 168 * 100 == 30 * 560
    assert 300 + 200 == 500


def options(*categories):
    return [Option(f"P{number}", EOK, f"사업 {number}", category) for number, category in enumerate(categories)]


def test_ten_votes_of_2020_are_seven_and_three():
    assert SEOUL_PB_2020.votes_per_ballot == sum(votes for _, votes in SEOUL_PB_2020.votes_per_track) == 10
    paper = options(*["일반형"] * 9, *["협치형"] * 5)
    fits = [*(f"P{n}" for n in range(7)), *(f"P{n}" for n in range(9, 12))]
    check_choice(ballot_format(SEOUL_PB_2020), paper, names(fits))
    with pytest.raises(BallotRefused):
        check_choice(ballot_format(SEOUL_PB_2020), paper, names([f"P{n}" for n in range(8)]))
    with pytest.raises(BallotRefused):
        check_choice(ballot_format(SEOUL_PB_2020), paper, names([f"P{n}" for n in range(9, 13)]))


def test_five_votes_of_2015_are_one_in_each_field():
    paper = options("교통", "교통", "환경", "안전")
    check_choice(ballot_format(SEOUL_PB_2015), paper, names(["P0", "P2", "P3"]))
    with pytest.raises(BallotRefused):
        check_choice(ballot_format(SEOUL_PB_2015), paper, names(["P0", "P1"]))


@pytest.mark.parametrize(
    ("track", "is_event", "cost", "fits"),
    [
        ("collaborative", False, 10 * EOK - 1, True),
        ("collaborative", False, 10 * EOK, False),
        ("general", False, 30 * EOK - 1, True),
        ("general", False, 30 * EOK, False),
        ("general", True, 3 * EOK - 1, True),
        ("general", True, 3 * EOK, False),
        ("collaborative", True, 3 * EOK, False),
        ("district", False, 100 * EOK, True),
    ],
)
def test_the_call_of_2017_wants_projects_under_a_ceiling(track, is_event, cost, fits):
    if fits:
        rules.check_ceiling(SEOUL_PB_2017, track, is_event, cost)
    else:
        with pytest.raises(rules.CeilingReached):
            rules.check_ceiling(SEOUL_PB_2017, track, is_event, cost)


DIVIDED = replace(SMALL_PILOT, track_envelopes_won=(("general", 2 * EOK), ("collaborative", EOK)))


def test_tracks_with_envelopes_of_their_own_are_capped_apart():
    rules.check_policy(DIVIDED)
    entries = [
        Entry.of(1, 2 * EOK, (90,), "general"),
        Entry.of(2, EOK, (80,), "collaborative"),
        Entry.of(3, 2 * EOK, (70,), "general"),
    ]
    done = screen(
        entries, envelope_won=3 * EOK, cap_percent=170, cap_rule=CapRule.STOP, digest="", parts_won=DIVIDED.part_envelopes
    )
    assert [one.code for one in done] == ["WITHIN_CAP", "WITHIN_CAP", "OVER_PART_CAP"]
    assert done[2].params["cap_won"] == 340_000_000
    rules.check_part_cap(Stage.FIRST_SCREENING, "general", 340_000_000, DIVIDED)
    with pytest.raises(rules.PartCapExceeded):
        rules.check_part_cap(Stage.FIRST_SCREENING, "general", 340_000_001, DIVIDED)


def test_a_full_track_does_not_stop_the_list_for_the_others():
    entries = [Entry.of(1, 4 * EOK, (90,), "general"), Entry.of(2, EOK, (80,), "collaborative")]
    done = screen(
        entries, envelope_won=3 * EOK, cap_percent=170, cap_rule=CapRule.STOP, digest="", parts_won=DIVIDED.part_envelopes
    )
    assert [one.code for one in done] == ["OVER_PART_CAP", "WITHIN_CAP"]


def test_the_count_draws_on_the_same_envelopes():
    pots = counting_rule(DIVIDED).pots
    assert pots is not None
    assert dict(pots.amounts) == {"general": 2 * EOK, "collaborative": EOK}
    assert counting_rule(SMALL_PILOT).pots is None


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"track_envelopes_won": (("general", EOK),)}, "track_envelopes_won"),
        ({"track_envelopes_won": (("general", 2 * EOK), ("collaborative", 2 * EOK))}, "track_envelopes_won"),
        ({"field_envelopes_won": (("transport", EOK),)}, "field_envelopes_won"),
        ({"votes_per_track": (("general", 1),)}, "votes_per_track"),
        ({"votes_per_field": 1, "ballot": BallotKind.KNAPSACK}, "votes_per_field"),
        ({"ceilings": (Ceiling(0),)}, "ceilings"),
        ({"dated_stages": (Stage.CLOSED,)}, "dated_stages"),
        ({"checklist": (CheckMark("conflict", Mark.REVIEWED),)}, "checklist"),
        ({"minimum_age_years": 20}, "minimum_age_years"),
        ({"tracks": ("nonsense",)}, "tracks"),
    ],
)
def test_a_policy_of_today_no_cycle_could_run_under_is_refused_at_its_field(change, name):
    with pytest.raises(rules.BadPolicy) as refusal:
        rules.check_policy(replace(SMALL_PILOT, **change))
    assert refusal.value.field == name


def test_a_whole_checklist_is_thirteen_lines_eight_reviewed_in_the_plan():
    applies = {"citizen_participation", "expert_advice", "conflict", "other_bodies", "publicity", "english", "plain_korean"}
    marks = tuple(
        CheckMark(code, Mark.REVIEWED if code in applies | {"disclosure"} else Mark.NOT_APPLICABLE) for code in CHECKLIST
    )
    assert len(marks) == 13 == len(labels.CHECKLIST)
    assert [sum(one.mark is mark for one in marks) for mark in Mark] == [8, 5]
    marked = replace(SMALL_PILOT, checklist=marks)
    rules.check_policy(marked)
    assert policy_from_json(json.loads(json.dumps(marked.to_json()))) == marked
