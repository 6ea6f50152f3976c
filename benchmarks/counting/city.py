"""Invented city elections of any size, the same for the same numbers; and how time, memory and curves are taken down."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def city_text(voters: int, projects: int = 100, approvals: int = 5, seed: int = 1) -> str:
    """A .pb file: popularity falls like 1/rank, half of every ballot goes to projects of the voter's own quarter."""
    rng = random.Random(seed)
    costs = [rng.randrange(5, 200) * 1_000_000 for _ in range(projects)]
    popularity = [1 / (rank + 3) for rank in range(projects)]
    quarters = 10
    budget = sum(costs) // 4
    local = [range(quarter, projects, quarters) for quarter in range(quarters)]
    lines = []
    for voter in range(voters):
        chosen = set(rng.choices(range(projects), popularity, k=approvals))
        chosen.update(rng.choices(local[voter % quarters], k=approvals // 2))
        lines.append(f"{voter};{','.join(map(str, sorted(chosen)[:approvals]))}")
    head = (
        "META\nkey;value\ndescription;invented\ncountry;Korea, Republic of\nunit;invented\ninstance;2026\n"
        f"num_projects;{projects}\nnum_votes;{voters}\nbudget;{budget}\nvote_type;approval\nrule;greedy\n"
        "date_begin;2026\ndate_end;2026\nPROJECTS\nproject_id;cost\n"
    )
    costs_text = "\n".join(f"{project};{cost}" for project, cost in enumerate(costs))
    return head + costs_text + "\nVOTES\nvoter_id;vote\n" + "\n".join(lines) + "\n"


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The outcome and the processor seconds of this process."""
    start = time.process_time()
    outcome = work()
    return outcome, time.process_time() - start


def peak_megabytes() -> float:
    """The largest resident size so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(claim: str, holds: bool, figures: str) -> bool:
    """Print one claim with its figures and whether it holds."""
    print(f"{'holds' if holds else 'FAILS'}  {claim}: {figures}")
    return holds
