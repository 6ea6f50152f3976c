"""How moderators take proposals out of sight and bring them back; how fast one may propose and support."""

from collections.abc import Collection

from app.core.errors import N_
from app.districts.models import District
from app.moderation import kinds
from app.proposals import queries, services
from app.proposals.models import Proposal


def _rows(district: District, ids: Collection[int]) -> dict[int, Proposal]:
    return {proposal.id: proposal for proposal in queries.by_ids(district, ids)}


def _edit(proposal: Proposal) -> kinds.Link | None:
    return ("proposals.revise", {"number": proposal.number}) if proposal.is_held else None


kinds.register(
    "proposal",
    kinds.Kind(
        label=N_("제안"),
        load=queries.by_id,
        load_all=_rows,
        author_id=lambda proposal: proposal.author_id,
        others=lambda proposal: proposal.proposer_ids,
        excerpt=lambda proposal: proposal.current.title,
        text=lambda proposal: services.whole_text(proposal.current),
        link=lambda proposal: ("proposals.show", {"number": proposal.number}),
        hide=services.hide,
        hold=services.hold,
        restore=services.bring_back,
        edit=_edit,
        is_public=lambda proposal: proposal.is_in_sight,
    ),
)
kinds.register_pace("proposal", queries.proposed_lately)
kinds.register_pace("endorsement", queries.endorsed_lately)
