"""Against pabutools, an independent engine, on small real and random elections."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting_papers import samples

from app.voting import pb
from app.voting.tally import EqualSharesRule, PhragmenRule, Satisfaction, Stop, TieKey, count

pytest.importorskip("pabutools", reason="pabutools is not installed: pip install --no-deps pabutools==1.2.3")

from pabutools import election as pab
from pabutools import rules as pab_rules
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.tiebreaking import TieBreakingRule

SMALL = [
    path for path in samples() if path.stat().st_size < 60_000 and "rankings" not in path.name and "Toulouse" not in path.name
]


def small_text(seed: int) -> str:
    """A small approval election that depends on `seed` alone."""
    costs = [(seed * 7 + i * 13) % 40 + 5 for i in range(6)]
    votes = [
        ",".join(str(i) for i in range(6) if (seed * 31 + voter * 17 + i * i * 5 + voter * i) % 7 < 3) or "0"
        for voter in range(20)
    ]
    projects = "\n".join(f"{i};{cost};p{i}" for i, cost in enumerate(costs))
    ballots = "\n".join(f"v{n};{vote}" for n, vote in enumerate(votes))
    meta = "num_projects;6\nnum_votes;20\nbudget;60\nvote_type;approval\nrule;greedy"
    head = "description;t\ncountry;Korea\nunit;t\ninstance;1\ndate_begin;2026\ndate_end;2026"
    return f"META\nkey;value\n{head}\n{meta}\nPROJECTS\nproject_id;cost;name\n{projects}\nVOTES\nvoter_id;vote\n{ballots}\n"


TEXTS = [pytest.param(small_text(seed), id=f"random {seed}") for seed in range(25)]
TEXTS += [pytest.param(path.read_text(), id=path.stem[:30]) for path in SMALL]


def both(text: str):
    election = pb.election_of(pb.parse(text))
    instance, profile = parse_pabulib_from_string(text)
    place = {option.id: i for i, option in enumerate(election.options)}
    return election, instance, profile.as_multiprofile(), TieBreakingRule(lambda _i, _p, project: place[project.name])


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("satisfaction", [Satisfaction.COST, Satisfaction.CARDINALITY])
def test_equal_shares_buys_what_pabutools_buys(text: str, satisfaction: Satisfaction) -> None:
    election, instance, profile, breaking = both(text)
    theirs = {Satisfaction.COST: pab.Cost_Sat, Satisfaction.CARDINALITY: pab.Cardinality_Sat}[satisfaction]
    outcome = pab_rules.method_of_equal_shares(instance, profile, sat_class=theirs, tie_breaking=breaking)
    rule = EqualSharesRule(satisfaction=satisfaction, stop=Stop.NEVER_RAISED, fill=False, tie_order=(TieKey.FILE,))
    assert list(count(election, rule).selected) == [project.name for project in outcome]


@pytest.mark.parametrize("text", TEXTS[:25])  # a step of one unit takes pabutools seconds on real files
def test_raising_until_exhaustive_is_what_pabutools_calls_a_voter_budget_increment(text: str) -> None:
    election, instance, profile, breaking = both(text)
    outcome = pab_rules.method_of_equal_shares(
        instance, profile, sat_class=pab.Cost_Sat, tie_breaking=breaking, voter_budget_increment=1
    )
    rule = EqualSharesRule(step_units=1, stop=Stop.EXHAUSTIVE, fill=False, tie_order=(TieKey.FILE,))
    assert set(count(election, rule).selected) == {project.name for project in outcome}


@pytest.mark.parametrize("text", TEXTS)
def test_phragmen_funds_what_pabutools_funds(text: str) -> None:
    election, instance, profile, breaking = both(text)
    outcome = pab_rules.sequential_phragmen(instance, profile, tie_breaking=breaking)
    assert set(count(election, PhragmenRule(tie_order=(TieKey.FILE,))).selected) == {p.name for p in outcome}


@pytest.mark.parametrize("text", TEXTS)
def test_most_votes_first_is_what_pabutools_calls_cost_satisfaction(text: str) -> None:
    election, instance, profile, breaking = both(text)
    outcome = pab_rules.greedy_utilitarian_welfare(instance, profile, sat_class=pab.Cost_Sat, tie_breaking=breaking)
    file = pb.parse(text)
    greedy = pb.rule_of(pb.PbFile((("rule", "greedy"),), (), (), (), ()))
    assert len(file.votes) == sum(election.electorates[0].ballots.values())
    assert set(count(election, greedy).selected) == {project.name for project in outcome}


def test_small_files_were_found_where_the_folder_is_present() -> None:
    assert all(isinstance(path, Path) for path in SMALL)
