"""Reads of sealed papers, box and log. Refuses to read who was issued a token together with what lies in the box."""

import json
from collections.abc import Sequence

from sqlalchemy import func, select

from app.districts.models import District, RoleGrant
from app.districts.states import Role
from app.extensions import db
from app.verifiable.models import (
    Envelope,
    IssuedToken,
    LogHead,
    LogLeaf,
    OfficerKey,
    OpeningKey,
    PaperBatch,
    SealedPaper,
    Witness,
)
from app.verifiable.states import Channel
from app.voting import queries as voting
from app.voting.models import Paper
from app.voting.protocol.canonical import unb64


def sealed(paper: Paper) -> SealedPaper | None:
    """The paper's L2 side, None where it is a plain one."""
    return db.session.get(SealedPaper, paper.id)


def paper_by_id(district: District, paper_id: int) -> tuple[Paper, SealedPaper] | None:
    """A paper of the district that is at level L2."""
    paper = voting.paper_by_id(district, paper_id)
    side = sealed(paper) if paper is not None else None
    return (paper, side) if paper is not None and side is not None else None


def any_paper(paper_id: int) -> Paper | None:
    """A paper of any district, for commands of the machine room."""
    return db.session.get(Paper, paper_id)


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


def roll_sizes(paper_id: int) -> dict[str, int]:
    """How many could vote in each electorate at the opening, as the second leaf of the log says."""
    stored = db.session.scalar(select(LogLeaf.content).where(LogLeaf.paper_id == paper_id, LogLeaf.place == 1))
    sizes: dict[str, int] = json.loads(stored)["sizes"] if stored else {}
    return sizes


def heads(paper_id: int) -> list[str]:
    return list(db.session.scalars(select(LogHead.note).where(LogHead.paper_id == paper_id).order_by(LogHead.size)))


def head_at(paper_id: int, size: int) -> str | None:
    """The note of the head of this size."""
    return db.session.scalar(select(LogHead.note).where(LogHead.paper_id == paper_id, LogHead.size == size))


def waiting_key(district: District) -> OpeningKey | None:
    """The opening key made elsewhere that the next vote of the district is to be sealed with."""
    unused = select(OpeningKey).where(OpeningKey.district_id == district.id, OpeningKey.paper_id.is_(None))
    return db.session.scalar(unused.order_by(OpeningKey.id).limit(1))


def opening_key(paper_id: int) -> OpeningKey | None:
    """The key this vote was sealed with, where others than this server hold it."""
    return db.session.scalar(select(OpeningKey).where(OpeningKey.paper_id == paper_id))


def witnesses(district: District) -> list[Witness]:
    """Who is asked to sign the logs of votes opened from now on."""
    named = select(Witness).where(Witness.district_id == district.id, Witness.ended_at.is_(None))
    return list(db.session.scalars(named.order_by(Witness.id)))


COUNTERS = (Role.CLERK, Role.COORDINATOR)
"""Who hands out ballots on paper and signs what was counted of them."""


def officers(district: District) -> dict[str, bytes]:
    """Names and keys of those who may sign paper ballots today."""
    held = select(RoleGrant.resident_id).where(RoleGrant.district_id == district.id, RoleGrant.role.in_(COUNTERS))
    named = select(OfficerKey).where(OfficerKey.district_id == district.id, OfficerKey.resident_id.in_(held))
    return {one.name: unb64(one.public, 32) for one in db.session.scalars(named.order_by(OfficerKey.id))}


def officer_key(district_id: int, resident_id: int) -> OfficerKey | None:
    mine = (OfficerKey.district_id == district_id) & (OfficerKey.resident_id == resident_id)
    return db.session.scalar(select(OfficerKey).where(mine))


def batches(paper_id: int) -> list[PaperBatch]:
    counted = select(PaperBatch).where(PaperBatch.paper_id == paper_id)
    return list(db.session.scalars(counted.order_by(PaperBatch.station, PaperBatch.style)))


def handed_out(paper_id: int) -> dict[tuple[str, str], int]:
    """Papers handed out, by station and electorate."""
    place = (IssuedToken.station, IssuedToken.style)
    counted = select(*place, func.count()).where(IssuedToken.paper_id == paper_id, IssuedToken.channel == Channel.PAPER)
    return {(row[0], row[1]): row[2] for row in db.session.execute(counted.group_by(*place).order_by(*place))}


def paper_out(paper: Paper) -> list[tuple[str, str]]:
    """Stations and electorates whose papers two officers have not signed for yet."""
    signed = {(one.station, one.style) for one in batches(paper.id) if one.is_signed}
    return [place for place in handed_out(paper.id) if place not in signed]


def batch_by_id(district: District, paper_id: int, batch_id: int) -> tuple[Paper, PaperBatch] | None:
    subject = paper_by_id(district, paper_id)
    batch = db.session.get(PaperBatch, batch_id)
    return (subject[0], batch) if subject and batch is not None and batch.paper_id == paper_id else None


def open_ids() -> list[int]:
    """L2 papers that are being voted on in more than one batch."""
    voted_on = select(SealedPaper.paper_id).join(Paper, Paper.id == SealedPaper.paper_id).where(Paper.state == "open")
    return list(db.session.scalars(voted_on.where(SealedPaper.is_one_batch.is_(False)).order_by(SealedPaper.paper_id)))
