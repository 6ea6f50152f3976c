"""What every step of a sealed vote writes through: the paper held, rows put, leaves appended under a signed head. Refuses a log that went back."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from app.core.transaction import after_commit
from app.extensions import db
from app.verifiable import queries, rules, vault
from app.verifiable.models import LogHead, LogLeaf, SealedPaper
from app.voting.models import Paper
from app.voting.protocol import notes
from app.voting.protocol.log import Tree, leaf_hash

BATCH = 5_000


def side_of(paper: Paper) -> SealedPaper:
    side = queries.sealed(paper)
    if side is None:
        raise rules.NotVerifiable
    return side


def held(paper_id: int, *, share: bool = False) -> tuple[Paper, SealedPaper]:
    """Paper and L2 side as they are now, held against change: casts share the paper, a close waits for them."""
    wanted = select(Paper).where(Paper.id == paper_id).with_for_update(read=share).execution_options(populate_existing=True)
    paper = db.session.scalars(wanted).one()
    return paper, side_of(paper)


def put_rows(table: Any, rows: list[dict[str, Any]]) -> None:
    """An error here must not carry the values of its statement into a log."""
    try:
        db.session.execute(insert(table.__table__), rows)
    except DBAPIError as error:
        error.hide_parameters = True
        raise


def append(side: SealedPaper, keys: vault.Keys, more: list[bytes]) -> None:
    """Leaves at the end of the log, and a signed head over all of it. The head is noted beside the database once it is committed."""
    check_not_restored(side)
    tree = Tree(queries.leaves(side.paper_id))
    place = {"paper_id": side.paper_id, "district_id": side.district_id}
    rows = [{**place, "place": tree.append(leaf_hash(leaf)), "content": leaf.decode()} for leaf in more]
    for start in range(0, len(rows), BATCH):
        put_rows(LogLeaf, rows[start : start + BATCH])
    head = notes.Checkpoint(keys.log.name, tree.size, tree.root())
    put_rows(LogHead, [{**place, "size": tree.size, "note": notes.sign(head.text, keys.log)}])
    folder = side.vault
    after_commit(lambda: vault.note_head(folder, head.text))


def check_not_restored(side: SealedPaper) -> None:
    """A database put back from a backup has forgotten leaves that were published. Going on would fork the log, so nothing goes on.

    A crash between commit and the note leaves an older note behind, which the log continues: no harm.
    """
    noted = vault.noted_head(side.vault)
    if noted is None:
        return
    size = int(noted.split("\n")[1])
    head = queries.head_at(side.paper_id, size)
    if head is None or notes.read_note(head).text != noted:
        raise rules.LogWentBack
