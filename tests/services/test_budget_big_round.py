"""A round of the real size: thousands of candidates and hundreds of panelists cost a page no more statements than three and one."""

from sqlalchemy import insert

from app.accounts.models import Resident
from app.budget import queries
from app.budget.models import Candidate, ScoreSheet
from app.budget.states import CandidateState, ScreeningKind, Stage
from app.core import clock
from app.extensions import db
from app.proposals.models import Proposal, ProposalVersion
from tests.conftest import sign_in
from tests.make import budget, people
from tests.statements import counted

CANDIDATES, PANELISTS = 400, 5


def grown(made):
    """The first candidate over and over, each with a sheet of several panelists, put in below the services for speed."""
    cycle, first = made.cycle, made.of(0)
    place, version = made.district.id, first.proposal.current
    panel = [people.resident().id for _ in range(PANELISTS)]
    round_ = queries.round_of(cycle, ScreeningKind.PAPER)
    last = db.session.scalar(db.select(db.func.max(Proposal.id)))
    ids = range(last + 1, last + 1 + CANDIDATES)
    source = db.session.execute(db.select(Proposal.__table__).where(Proposal.id == first.proposal_id)).mappings().one()
    from app.comments.models import Thread

    thread = db.session.execute(db.select(Thread.__table__).where(Thread.id == first.proposal.thread_id)).mappings().one()
    last_thread = db.session.scalar(db.select(db.func.max(Thread.id)))
    db.session.execute(insert(Thread), [{**thread, "id": last_thread + n} for n in range(1, CANDIDATES + 1)])
    db.session.execute(
        insert(Proposal),
        [
            {**source, "id": number, "number": f"N-{number}", "thread_id": last_thread + n}
            for n, number in enumerate(ids, start=1)
        ],
    )
    words = {name: getattr(version, name) for name in ("kind", "title", "idea", "created_at")}
    db.session.execute(
        insert(ProposalVersion),
        [{**words, "district_id": place, "proposal_id": number, "ordinal": 1, "is_current": True} for number in ids],
    )
    db.session.execute(
        insert(Candidate),
        [
            {
                "district_id": place, "cycle_id": cycle.id, "proposal_id": number, "track": first.track, "state": CandidateState.ELIGIBLE,
                "cost_won": 1_000_000, "lock_version": 1,
            }
            for number in ids
        ],
    )  # fmt: skip
    made_ids = list(db.session.scalars(db.select(Candidate.id).where(Candidate.cycle_id == cycle.id)))
    db.session.execute(
        insert(ScoreSheet),
        [
            {
                "district_id": place, "round_id": round_.id, "candidate_id": one, "panelist_id": who, "points": (one * 7 + who) % 101,
                "note": "", "at": clock.now(),
            }
            for one in made_ids
            for who in panel
        ],
    )  # fmt: skip
    db.session.commit()


def test_every_page_of_a_round_stays_within_twelve_statements(app, client):
    made = budget.at(Stage.FIRST_SCREENING)
    grown(made)
    here = f"/{made.district.slug}/budget/{made.cycle.id}"
    with counted() as statements:
        assert client.get(here).status_code == 200
    assert len(statements) <= 12
    for who in (made.coordinator, made.panelist):
        sign_in(client, db.session.get(Resident, who.id))
        for path in (f"{here}/standing", f"{here}/panel"):
            with counted() as statements:
                assert client.get(path).status_code == 200
            assert len(statements) <= 12, (path, len(statements))
