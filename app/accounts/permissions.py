"""Who may come in, confirm an address, and give hats. What residents do with their own account is core's `self.manage`."""

from app.core.permits import Table, anyone, signed_in, signed_out
from app.districts.permissions import auditor, coordinator

TABLE: Table = {
    "account.enter": ((signed_out,),),
    "account.confirm": ((signed_in,),),
    "account.leave": ((anyone,),),
    "role.list": ((coordinator,), (auditor,)),
    "role.grant": ((coordinator,),),
    "role.revoke": ((coordinator,),),
    "department.add": ((coordinator,),),
}
