"""Who hands out and counts ballots on paper."""

from app.core.permits import Table, role
from app.districts.states import Role

clerk, coordinator = role(Role.CLERK), role(Role.COORDINATOR)

TABLE: Table = {"ballot.paper": ((clerk,), (coordinator,))}
