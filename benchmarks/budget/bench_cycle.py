"""A year of the size of 2017: 3,432 proposals, 250 panelists, 100,000 voters; every page of the cycle, its statements and its time.

Proposals, sheets, residents and ballots are written straight into the database; the steps between are the services themselves, and
their time is printed too. The vote is opened without its seal: envelopes of 100,000 voters are another benchmark's business.
PROPOSALS=400 VOTERS=2000 for a quick look. Figures are what was measured on the machine at hand, other processes and all.
"""

import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
_folder = tempfile.TemporaryDirectory(prefix="decide-bench-")
os.environ.update(INSTANCE_PATH=_folder.name, JOBS="immediate", DATABASE_URL="", SECRET_KEY="only-for-benchmarks")

from sqlalchemy import bindparam, insert, select, update  # noqa: E402

from app import create_app  # noqa: E402
from app.accounts.models import Resident  # noqa: E402
from app.budget import queries  # noqa: E402
from app.budget.models import BudgetItem, Candidate, Cycle, DepartmentReview, ReviewFinding, ScoreSheet  # noqa: E402
from app.budget.rules import PRESETS  # noqa: E402
from app.budget.services import cycles, items, selection, statements  # noqa: E402
from app.budget.states import CandidateState, Criterion, Decision, ScreeningKind, Stage, Verdict  # noqa: E402
from app.core import clock  # noqa: E402
from app.delivery import services as delivery  # noqa: E402
from app.delivery.rules import MilestoneDraft  # noqa: E402
from app.districts.models import Department, District, RoleGrant  # noqa: E402
from app.districts.states import Role  # noqa: E402
from app.extensions import db  # noqa: E402
from app.voting.models import Ballot, RollEntry  # noqa: E402
from benchmarks.search.made import Made, fill  # noqa: E402
from tests.conftest import sign_in  # noqa: E402
from tests.make import people  # noqa: E402
from tests.statements import counted  # noqa: E402

PROPOSALS, VOTERS = int(os.environ.get("PROPOSALS", "3432")), int(os.environ.get("VOTERS", "100000"))
PANELISTS, SHEETS_EACH, DEPARTMENTS, ROUNDS = 250, 6, 26, 3
STATEMENTS, GOAL_MS = 12, 200
REASON = "담당 부서가 현장을 살피고 법령과 예산을 확인한 결과입니다."
PAGES: list[tuple[str, str, int, float]] = []


class Year:
    """The people and the cycle of the benchmark."""

    def __init__(self, place: District) -> None:
        self.place = place
        self.rng = random.Random(2017)
        self.units = [people.department(place, f"{n}과") for n in range(1, DEPARTMENTS + 1)]
        self.coordinator = people.official(place, Role.COORDINATOR)
        self.officer = people.official(place, Role.OFFICER, unit=self.units[0])
        self.panelist = people.official(place, Role.PANELIST)
        self.panel = [self.panelist.id, *residents(PANELISTS - 1, "panel")]
        grants = [
            {"district_id": place.id, "resident_id": one, "role": Role.PANELIST, "granted_at": clock.now()}
            for one in self.panel[1:]
        ]
        db.session.execute(insert(RoleGrant), grants)
        db.session.commit()
        due = {stage: clock.now() + timedelta(days=20 * n) for n, stage in enumerate(list(Stage)[:-1], start=1)}
        self.cycle = cycles.open_cycle(
            place, name="2017년 규모", year=2027, policy=PRESETS["seed_2017"], weights={"committee": 40, "citizens": 50},
            calendar=due, by=self.coordinator,
        )  # fmt: skip


def residents(number: int, name: str) -> list[int]:
    """So many people, written at once; their ids."""
    now, first = clock.now(), (db.session.scalar(select(Resident.id).order_by(Resident.id.desc()).limit(1)) or 0) + 1
    rows = [
        {
            "id": first + n, "email": f"{name}{n}@example.test", "display_name": f"{name} {n}", "birth_date": date(1980, 1, 1),
            "session_epoch": 0, "created_at": now, "email_verified_at": now,
        }
        for n in range(number)
    ]  # fmt: skip
    for start in range(0, number, 5_000):
        db.session.execute(insert(Resident), rows[start : start + 5_000])
    return [one["id"] for one in rows]


def step(name: str, act: Callable[[], Any]) -> Any:
    """A service, with the time it took."""
    start = time.perf_counter()
    done = act()
    print(f"  {name}: {(time.perf_counter() - start) * 1000:,.0f} ms", flush=True)
    return done


def look(app: Any, when: str, paths: dict[str, str], person: Resident | None = None) -> None:
    """Fetch each page: statements of one visit, median time of some."""
    client = app.test_client()
    if person is not None:
        sign_in(client, person)
    for name, path in paths.items():
        with counted() as sent:
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        times = []
        for _ in range(ROUNDS):
            start = time.process_time()
            client.get(path)
            times.append((time.process_time() - start) * 1000)
        PAGES.append((when, name, len(sent), statistics.median(times)))
        over = "" if len(sent) <= STATEMENTS and PAGES[-1][3] < GOAL_MS else "   <-- over"
        print(
            f"  {when}, {name}: {len(sent)} statements, {PAGES[-1][3]:.0f} ms, {len(answer.data) / 1000:.0f} kB{over}", flush=True
        )


def change(rows: list[dict[str, Any]]) -> None:
    """Candidates by id, past the counter of versions."""
    table = Candidate.__table__
    names = [name for name in rows[0] if name != "id"]
    statement = table.update().where(table.c.id == bindparam("row_id")).values({name: bindparam(f"new_{name}") for name in names})
    db.session.connection().execute(
        statement, [{"row_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    )
    db.session.expire_all()


def review(year: Year) -> None:
    """Everything assigned and, but for one department's, judged."""
    ids = list(db.session.scalars(select(Candidate.id).where(Candidate.cycle_id == year.cycle.id)))
    units = {one: year.units[at % DEPARTMENTS].id for at, one in enumerate(ids)}
    change([{"id": one, "department_id": unit} for one, unit in units.items()])
    db.session.commit()


def judged(year: Year) -> None:
    now, base = clock.now() - timedelta(days=90), year.place.id  # the time to object is over
    ids = list(db.session.execute(select(Candidate.id, Candidate.department_id).where(Candidate.cycle_id == year.cycle.id)))
    fine = {one for one, _ in ids if year.rng.random() < 0.6}
    reviews = [
        {"id": n, "district_id": base, "candidate_id": one, "department_id": unit, "finished_at": now, "cost_basis": ""}
        for n, (one, unit) in enumerate(ids, start=1)
    ]
    db.session.execute(insert(DepartmentReview), reviews)
    findings = [
        {
            "district_id": base, "review_id": row["id"], "criterion": criterion, "reason": REASON,
            "verdict": Verdict.ELIGIBLE if row["candidate_id"] in fine or criterion is not Criterion.FEASIBILITY else Verdict.INELIGIBLE,
        }
        for row in reviews
        for criterion in Criterion
    ]  # fmt: skip
    db.session.execute(insert(ReviewFinding), findings)
    states = [
        {
            "id": one, "cost_won": year.rng.randint(2, 80) * 10_000_000,
            "state": CandidateState.ELIGIBLE if one in fine else CandidateState.INELIGIBLE,
        }
        for one, _ in ids
    ]  # fmt: skip
    change(states)
    db.session.commit()


def sheets(year: Year, kind: ScreeningKind, state: CandidateState) -> None:
    round_, now = queries.round_of(year.cycle, kind), clock.now()
    ids = list(db.session.scalars(select(Candidate.id).where(Candidate.cycle_id == year.cycle.id, Candidate.state == state)))
    rows = [
        {
            "district_id": year.place.id, "round_id": round_.id, "candidate_id": one, "panelist_id": panelist,
            "points": year.rng.randint(30, 100), "note": "", "at": now,
        }
        for one in ids
        for panelist in year.rng.sample(year.panel[1:], min(SHEETS_EACH, len(year.panel) - 1))
    ]  # fmt: skip
    for start in range(0, len(rows), 5_000):
        db.session.execute(insert(ScoreSheet), rows[start : start + 5_000])
    db.session.commit()


def jump(year: Year, stage: Stage) -> None:
    """To a stage whose own work is done in bulk."""
    db.session.execute(update(Cycle).where(Cycle.id == year.cycle.id).values(stage=stage))
    db.session.commit()
    db.session.expire_all()


def finals(year: Year) -> None:
    wanted = select(Candidate.id, Candidate.proposal_id)
    wanted = wanted.where(Candidate.cycle_id == year.cycle.id, Candidate.state == CandidateState.FIRST_PASSED)
    rows = [
        {"id": one, "state": CandidateState.FINAL_SUBMITTED, "final_version_id": version}  # version ids equal proposal ids here
        for one, version in db.session.execute(wanted)
    ]
    change(rows)
    db.session.commit()


def ballots(year: Year) -> None:
    """100,000 residents with a ballot each, in the electorate of citizens."""
    paper = queries.paper(year.cycle)
    assert paper is not None
    body = next(one for one in paper.electorates if one.code == "citizens")
    codes = [one.code for one in paper.options]
    base = {"paper_id": paper.id, "district_id": year.place.id, "electorate_id": body.id}
    voters = residents(VOTERS, "voter")
    for start in range(0, VOTERS, 5_000):
        some = voters[start : start + 5_000]
        db.session.execute(insert(RollEntry), [{**base, "resident_id": one} for one in some])
        rows = [
            {
                **base,
                "key": hashlib.sha256(str(one).encode()).hexdigest(),
                "choice": choice(year.rng.sample(codes, min(5, len(codes)))),
            }
            for one in some
        ]
        db.session.execute(insert(Ballot), rows)
    db.session.commit()


def choice(codes: list[str]) -> str:
    names = ",".join(f'"{code}"' for code in sorted(codes))
    return f'{{"names":[{names}]}}'


def decided(year: Year) -> None:
    for number, item in enumerate(queries.items(year.cycle)):
        items.decide(
            item, by=year.coordinator, decision=Decision.ADOPTED, amount_won=None, reason=REASON, decided_on=clock.today()
        )
        if number % 2:
            continue
        plan = [MilestoneDraft(f"단계 {n}", clock.today() + timedelta(days=30 * n)) for n in range(1, 5)]
        one = delivery.plan(
            db.session.get_one(BudgetItem, item.id), by=year.coordinator, role=Role.COORDINATOR,
            department=db.session.get_one(Department, item.department_id), starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=200), milestones=plan,
        )  # fmt: skip
        delivery.start(one, by=year.coordinator, role=Role.COORDINATOR)


def run(app: Any) -> None:
    made = Made(PROPOSALS)
    step(f"{PROPOSALS:,} proposals written", lambda: fill(made))
    year = Year(people.district("mapo"))
    cycle, here = year.cycle, f"/mapo/budget/{year.cycle.id}"
    public = {"cycles": "/mapo/budget", "cycle": here, "history": f"{here}/history", "files": f"{here}/files"}
    look(app, "intake", public)
    look(app, "intake", {"cycle, coordinator": here, "desk, coordinator": "/mapo/desk"}, year.coordinator)
    step("closing the intake", lambda: cycles.advance(cycle, by=year.coordinator))
    look(
        app,
        "review",
        {"assign": f"{here}/assign", "cycle, coordinator": here, "desk, coordinator": "/mapo/desk"},
        year.coordinator,
    )
    review(year)
    look(app, "review", {"desk, officer": "/mapo/desk", "work list": f"{here}/work"}, year.officer)
    look(app, "review", public)
    judged(year)
    step("beginning the first screening", lambda: cycles.advance(cycle, by=year.coordinator))
    look(app, "first screening", {"desk, panelist": "/mapo/desk"}, year.panelist)
    look(app, "first screening", {"cycle, coordinator": here}, year.coordinator)
    sheets(year, ScreeningKind.PAPER, CandidateState.ELIGIBLE)
    first = queries.in_state(cycle, CandidateState.ELIGIBLE)[0]
    look(app, "first screening", {"desk, panelist": "/mapo/desk", "sheet": f"{here}/candidates/{first.id}/score"}, year.panelist)
    step("closing the first screening", lambda: cycles.advance(cycle, by=year.coordinator))
    look(app, "deliberation", {**public, "first screening": f"{here}/screening/paper"})
    look(app, "deliberation", {"cycle, coordinator": here, "desk, coordinator": "/mapo/desk"}, year.coordinator)
    finals(year)
    jump(year, Stage.FINAL_SUBMISSION)
    step("beginning the second screening", lambda: cycles.advance(cycle, by=year.coordinator))
    sheets(year, ScreeningKind.IN_DEPTH, CandidateState.FINAL_SUBMITTED)
    step("closing the second screening", lambda: cycles.advance(cycle, by=year.coordinator))
    selection.sealing.freeze = lambda *given, **named: None
    closes = clock.now() + timedelta(days=7)
    paper = step("opening the vote", lambda: selection.open_vote(cycle, by=year.coordinator, closes_at=closes))
    number = paper.id
    step(f"{VOTERS:,} ballots written", lambda: ballots(year))
    look(app, "vote", {**public, "second screening": f"{here}/screening/in_depth", "booth": f"/mapo/votes/{number}"})
    look(app, "vote", {"cycle, coordinator": here}, year.coordinator)
    step("closing and counting", lambda: selection.close_vote(cycle, by=year.coordinator, reason=REASON))
    look(app, "counted", {"results": f"/mapo/results/{number}", "cycle": here})
    step("compiling the bill", lambda: cycles.advance(cycle, by=year.coordinator))
    opinion = (
        "주민의 뜻을 모아 예산안에 붙입니다. 안전과 돌봄을 먼저 살펴 달라는 의견이 많았습니다. 다음 해에도 이어 가기를 바랍니다."
    )
    step("issuing the statement", lambda: statements.issue(cycle, by=year.coordinator, opinion=opinion))
    look(app, "budgeting", {"bill": f"{here}/items", "statement": f"{here}/statement", "statement, PDF": f"{here}/statement.pdf"})
    look(app, "budgeting", {"cycle, coordinator": here, "desk, coordinator": "/mapo/desk"}, year.coordinator)
    step("deciding and planning", lambda: decided(year))
    step("closing the cycle", lambda: cycles.advance(cycle, by=year.coordinator))
    closed = {"bill": f"{here}/items", "execution": f"{here}/delivery", "disclosure": "/mapo/budget/disclosure"}
    look(app, "closed", {**public, **closed, "candidates.csv": f"{here}/files/candidates.csv"})
    look(app, "closed", {"desk, coordinator": "/mapo/desk"}, year.coordinator)


def main() -> None:
    app = create_app({"PROPAGATE_EXCEPTIONS": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False})
    with app.app_context():
        from tests.conftest import FreshClient

        app.test_client_class = FreshClient
        run(app)
    slow = [one for one in PAGES if one[2] > STATEMENTS or one[3] >= GOAL_MS]
    print(f"{len(PAGES)} pages, {len(slow)} over {STATEMENTS} statements or {GOAL_MS} ms of server time")
    for when, name, sent, milliseconds in sorted(slow, key=lambda one: -one[3]):
        print(f"  {when}, {name}: {sent} statements, {milliseconds:.0f} ms")


if __name__ == "__main__":
    main()
