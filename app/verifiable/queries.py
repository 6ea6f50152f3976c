"""Reads of sealed papers, box and log. Refuses to read who was issued a token together with what lies in the box."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.districts.models import District
from app.extensions import db
from app.verifiable.models import Envelope, IssuedToken, LogHead, LogLeaf, SealedPaper
from app.voting import queries as voting
from app.voting.models import Paper


def sealed(paper: Paper) -> SealedPaper | None:
    """The paper's L2 side, None where it is a plain one."""
    return db.session.get(SealedPaper, paper.id)


def paper_by_id(district: District, paper_id: int) -> tuple[Paper, SealedPaper] | None:
    """A paper of the district that is at level L2."""
    paper = voting.paper_by_id(district, paper_id)
    side = sealed(paper) if paper is not None else None
    return (paper, side) if paper is not None and side is not None else None


def issued(paper_id: int, nym: str) -> IssuedToken | None:
    return db.session.get(IssuedToken, (paper_id, nym))


def issued_numbers(side: SealedPaper) -> dict[str, int]:
    """Tokens given so far by style."""
    counted = select(IssuedToken.style, func.count()).where(IssuedToken.paper_id == side.paper_id).group_by(IssuedToken.style)
    by_style = {row[0]: row[1] for row in db.session.execute(counted)}
    return {style: by_style.get(style, 0) for style in side.frozen.issuers}


def last_of(paper_id: int, public: str) -> Envelope | None:
    """The newest ballot of a ballot key."""
    mine = select(Envelope).where(Envelope.paper_id == paper_id, Envelope.public == public)
    return db.session.scalar(mine.order_by(Envelope.counter.desc()).limit(1))


def envelope_at(paper_id: int, leaf_hash: str) -> Envelope | None:
    return db.session.get(Envelope, (paper_id, leaf_hash))


def tracked(paper_id: int, start: str) -> Envelope | None:
    """The ballot whose leaf hash begins with these 20 hexadecimal digits."""
    within = Envelope.leaf_hash.between(start, start + "g")
    return db.session.scalar(select(Envelope).where(Envelope.paper_id == paper_id, within).limit(1))


def waiting(paper_id: int) -> int:
    """Ballots not in the log yet."""
    return db.session.scalar(select(func.count()).where(Envelope.paper_id == paper_id, Envelope.is_logged.is_(False))) or 0


def counted_envelopes(paper_id: int) -> list[str]:
    """The contents of the last ballot of each key."""
    newest = select(Envelope.public, func.max(Envelope.counter).label("counter")).where(Envelope.paper_id == paper_id)
    last = newest.group_by(Envelope.public).subquery()
    joined = (Envelope.public == last.c.public) & (Envelope.counter == last.c.counter)
    wanted = select(Envelope.content).join(last, joined).where(Envelope.paper_id == paper_id).order_by(Envelope.leaf_hash)
    return list(db.session.scalars(wanted))


def leaves(paper_id: int) -> Sequence[bytes]:
    stored = select(LogLeaf.content).where(LogLeaf.paper_id == paper_id).order_by(LogLeaf.place)
    return [text.encode() for text in db.session.scalars(stored)]


def heads(paper_id: int) -> list[str]:
    return list(db.session.scalars(select(LogHead.note).where(LogHead.paper_id == paper_id).order_by(LogHead.size)))


def open_ids() -> list[int]:
    """L2 papers that are being voted on in more than one batch."""
    voted_on = select(SealedPaper.paper_id).join(Paper, Paper.id == SealedPaper.paper_id).where(Paper.state == "open")
    return list(db.session.scalars(voted_on.where(SealedPaper.is_one_batch.is_(False)).order_by(SealedPaper.paper_id)))
