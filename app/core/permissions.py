"""The permissions no single room owns."""

from app.core.permits import Table, anyone, signed_in

TABLE: Table = {
    "page.read": ((anyone,),),
    "live.join": ((anyone,),),
    "self.manage": ((signed_in,),),
}
