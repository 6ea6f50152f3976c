"""Who may run a district."""

from app.core.permits import Table, role
from app.districts.states import Role

officer, panelist, committee = role(Role.OFFICER), role(Role.PANELIST), role(Role.COMMITTEE)
moderator, coordinator, auditor = role(Role.MODERATOR), role(Role.COORDINATOR), role(Role.AUDITOR)
clerk = role(Role.CLERK)

TABLE: Table = {
    "district.log": ((auditor,), (coordinator,)),
}
