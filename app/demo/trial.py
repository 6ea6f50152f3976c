"""A throwaway demo of one district: a folder and a database of its own, where everybody of the demo wears their hats. Nothing in it can touch
the real instance, and discarding it removes the folder. Refuses a folder it did not make."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

from app.accounts.models import Resident
from app.budget.policy.presets import SMALL_PILOT
from app.budget.queries import plans
from app.budget.services import cycles, starting
from app.budget.states import Stage
from app.config import ROOT
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.transaction import transaction
from app.demo import people
from app.demo.accounts import ACCOUNTS, PASSWORD
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.models import District
from app.districts.states import Role
from app.proposals import services as proposals
from app.proposals.states import BudgetTrack, Field

MARK = "throwaway"
SETTINGS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
"""What must not be handed on: the trial has a database, a queue and a secret of its own."""
IDEAS = (
    ("연습: 횡단보도 앞 그늘막", "여름에 신호를 기다리는 자리가 너무 뜨겁습니다.", "큰 길 횡단보도 네 곳에 그늘막을 놓습니다.", 40_000_000),
    ("연습: 동네 공구 함께 쓰기", "한 번 쓰고 마는 공구를 집집마다 삽니다.", "주민센터에 공구를 모아 빌려주는 방을 둡니다.", 15_000_000),
    ("연습: 골목 화단 가꾸기", "쓰레기가 쌓이는 모퉁이가 늘고 있습니다.", "모퉁이 열 곳을 주민과 화단으로 바꿉니다.", 25_000_000),
)  # fmt: skip


class TrialExists(RuleBroken):
    code = "TRIAL_EXISTS"
    sentence = N_("이 구의 연습장이 이미 있습니다. 먼저 버려 주세요.")


class NoTrial(RuleBroken):
    code = "NO_TRIAL"
    sentence = N_("버릴 연습장이 없습니다.")


def folder(instance: Path, slug: str) -> Path:
    return instance / "trials" / slug


def start(instance: Path, slug: str) -> Path:
    """A new folder with a database in it, filled by a process of its own; half a trial is none."""
    place = folder(instance, slug)
    if place.exists():
        raise TrialExists
    place.mkdir(mode=0o700, parents=True)
    (place / MARK).touch()
    env = {name: value for name, value in os.environ.items() if name not in SETTINGS} | {
        "INSTANCE_PATH": str(place),
        "NO_DEMO": "1",
    }
    for words in (["setup"], ["demo", "fill-trial", slug]):
        command = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), *words]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            discard(instance, slug)
            raise RuntimeError(done.stderr)
    return place


def discard(instance: Path, slug: str) -> None:
    """Remove the folder and everything in it."""
    place = folder(instance, slug)
    if not (place / MARK).is_file():
        raise NoTrial
    shutil.rmtree(place)


@transaction
def fill(slug: str) -> None:
    """Everybody, a department, three proposals and a cycle that takes proposals in: the state a pilot is in on its first day."""
    district = districts.by_slug(slug)
    assert district is not None
    district_services.change_status(district, "start_pilot")
    cast = _everybody(district)
    for author, (title, problem, idea, cost_won) in zip(("proposer", "citizen", "auditor"), IDEAS, strict=True):
        proposals.publish(
            district, by=cast[author], title=title, problem=problem * 2, idea=idea * 2, place="연습 골목", cost_won=cost_won,
            track=BudgetTrack.GENERAL, field=Field.OTHER,
        )  # fmt: skip
    starting.begin(district, SMALL_PILOT)
    days = {stage: clock.now() + clock.days(7 * n) for n, stage in enumerate(tuple(Stage)[:-1], start=1)}
    cycles.open_cycle(
        district, name="연습 주기", year=clock.today().year + 1, policy=SMALL_PILOT, calendar=days, by=cast["coordinator"]
    )
    assert plans.drafts(district)


def _everybody(district: District) -> dict[str, Resident]:
    unit = district_services.add_department(district, name_ko="연습과", name_en="Practice")
    rng, cast = Random(1), {}
    for account in ACCOUNTS:
        person = people.arrive(rng, account.email, account.display_name, password=PASSWORD)
        if account.hat is not None:
            district_services.appoint(district, person, account.hat, department=unit if account.hat is Role.OFFICER else None)
        cast[account.name] = person
    return cast
