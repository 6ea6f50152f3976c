"""Who may look at papers and results, vote, and ask about a receipt."""

from app.core.permits import Table, anyone, signed_in

TABLE: Table = {
    "paper.read": ((anyone,),),
    "ballot.cast": ((signed_in,),),  # everything else about a voter is told on a page of its own: queries.standing
    "receipt.check": ((anyone,),),
    "result.read": ((anyone,),),  # there is no result to hide before the count, for any role
}
