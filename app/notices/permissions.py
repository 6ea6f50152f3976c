"""Everybody reads their own notices and nobody else's: the queries ask for the reader's id."""

from app.core.permits import Table, signed_in

TABLE: Table = {"notice.read": ((signed_in,),)}
