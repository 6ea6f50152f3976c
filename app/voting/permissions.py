"""Who may look at papers and results, vote, and ask about a receipt."""

from typing import Any

from app.core.permits import Table, Who, anyone, signed_in


def bearer(who: Who, subject: Any) -> bool:
    """This browser has shown a code for the paper at hand."""
    paper = subject[0] if isinstance(subject, tuple) else subject
    return getattr(paper, "id", None) in who.papers


TABLE: Table = {
    "paper.read": ((anyone,),),
    "ballot.cast": ((signed_in,), (bearer,)),  # everything else about a voter is told on a page of its own: queries.standing
    "receipt.check": ((anyone,),),
    "result.read": ((anyone,),),  # there is no result to hide before the count, for any role
}
