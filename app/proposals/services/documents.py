"""What every way of writing a proposal shares: its number, its conversation, its versions. Refuses to change a word once written."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from app.comments import services as comments
from app.core import clock, search
from app.core.text import stored
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Proposal, ProposalCounter, ProposalEntry, ProposalProposer, ProposalVersion
from app.proposals.states import VersionKind


def insert_for(model: Any) -> Any:
    """INSERT with ON CONFLICT, which both databases spell alike."""
    return (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)


def clean(document: dict[str, Any]) -> dict[str, Any]:
    return {name: stored(value) if isinstance(value, str) else value for name, value in document.items()}


def numbered(district: District, **given: Any) -> Proposal:
    """A proposal under the next number of its district and year, with an empty conversation."""
    thread = comments.open_thread(district)
    now, year = clock.now(), clock.today().year
    first = insert_for(ProposalCounter).values(district_id=district.id, year=year, last=1)
    step = first.on_conflict_do_update(index_elements=["district_id", "year"], set_={"last": ProposalCounter.last + 1})
    serial = db.session.execute(step.returning(ProposalCounter.last)).scalar_one()
    number = f"{district.slug.upper()}-{year}-{serial:04d}"
    proposal = Proposal(district_id=district.id, number=number, thread_id=thread.id, published_at=now, changed_at=now, **given)
    db.session.add(proposal)
    db.session.flush()
    if proposal.author_id is not None:
        add_proposer(proposal, proposal.author_id, since=now)
    return proposal


def add_proposer(proposal: Proposal, resident_id: int, since: datetime | None = None) -> bool:
    """Put a resident, who has agreed to it, among those who propose; False when they are there already."""
    now = clock.now()
    row = {
        "proposal_id": proposal.id, "resident_id": resident_id, "district_id": proposal.district_id, "since": since or now,
        "consented_at": now,
    }  # fmt: skip
    added = insert_for(ProposalProposer).values(row).on_conflict_do_nothing().returning(ProposalProposer.resident_id)
    is_new = db.session.scalar(added) is not None
    db.session.expire(proposal, ["proposers"])
    return is_new


def add_version(
    proposal: Proposal, ordinal: int, kind: VersionKind, document: dict[str, Any], *, author_id: int | None, reason: str = ""
) -> ProposalVersion:
    """The version before it steps back first: two current ones are refused by the database."""
    former = update(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.is_current)
    db.session.execute(former.values(is_current=False))
    version = ProposalVersion(
        district_id=proposal.district_id, proposal_id=proposal.id, ordinal=ordinal, kind=kind, reason=reason,
        author_id=author_id, created_at=clock.now(), **document,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    db.session.expire(proposal, ["current"])
    if ordinal > 1:
        comments.new_edition(proposal.thread, ordinal)
    index(proposal, version)
    return version


def index(proposal: Proposal, version: ProposalVersion) -> None:
    """Make the current wording the one that is found."""
    words = (proposal.number, version.problem, version.idea, version.place)
    search.put(ProposalEntry, proposal.id, proposal.district_id, title=version.title, words=words)
