"""A district's first plan, begun when it is opened from a preset. Refuses a second one beside a plan or a cycle that is already there."""

from functools import partial

from app.budget import queries
from app.budget.policy import BudgetPolicy
from app.budget.policy.presets import PRESETS
from app.budget.queries import plans
from app.budget.services import drafts
from app.core import clock
from app.core.transaction import transaction
from app.districts import starting
from app.districts.models import District


@transaction
def begin(district: District, preset: BudgetPolicy) -> str:
    """The plan, named after its place and year, or the one that is there; the line tells the operator where to go on."""
    found = next(iter(plans.drafts(district)), None)
    if found is None and queries.running(district):
        return f"a cycle is running already: /{district.slug}/budget"
    if found is None:
        year = clock.today().year + 1
        found = drafts.begin(district, preset=preset, by=None, year=year, name=f"{year}년 {district.name_ko} 시민참여예산")
    return f"plan {found.id} ({found.planned.preset}): /{district.slug}/budget/plans/{found.id}, what is missing: /{district.slug}/budget/pilot"


for _name, _preset in PRESETS.items():
    starting.presets[_name.replace("_", "-")] = partial(begin, preset=_preset)
