"""Ballots on paper: handed out in the registrar's own book, counted and signed by two officers after the close. Refuses a second way of
voting, more ballots than papers, and one officer alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.accounts import queries as accounts
from app.accounts.models import Resident
from app.core.errors import DomainError
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.verifiable import queries, rules, vault
from app.verifiable.models import IssuedToken, OfficerKey, PaperBatch, SealedPaper
from app.verifiable.services.opening import open_if_ready
from app.verifiable.services.store import append, check_not_restored, held, put_rows
from app.verifiable.states import Channel
from app.voting import queries as voting
from app.voting import rules as voting_rules
from app.voting import services as voting_services
from app.voting.models import Electorate, Paper
from app.voting.protocol import keyfile, leaves
from app.voting.protocol.canonical import Malformed, b64, canonical, unb64
from app.voting.protocol.domain import nym, tagged
from app.voting.states import Standing


@transaction
def make_key(district: District, *, by: Resident, passphrase: str) -> OfficerKey:
    """The officer's own signing key. A new one replaces the old; votes already open keep the one their manifest names."""
    rules.check_passphrase(passphrase)
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key = queries.officer_key(district.id, by.id) or OfficerKey(district_id=district.id, resident_id=by.id)
    key.name, key.public = f"officer-{by.id}", b64(public)
    key.locked = keyfile.locked(private.private_bytes_raw(), public, passphrase).decode()
    db.session.add(key)
    return key


def _signature(paper: Paper, side: SealedPaper, by: Resident, passphrase: str, content: bytes) -> tuple[str, str]:
    """Name and signature of an officer the manifest names."""
    key = queries.officer_key(paper.district_id, by.id)
    named = side.frozen.raw["officers"]
    if key is None or named.get(key.name) != key.public:
        raise rules.PassphraseWrong
    try:
        secret = keyfile.unlocked(key.locked.encode(), unb64(key.public, 32), passphrase)
    except Malformed as fault:
        raise rules.PassphraseWrong from fault
    signed = Ed25519PrivateKey.from_private_bytes(secret).sign(tagged("paper", side.frozen.election, content))
    return key.name, b64(signed)


# --- while the vote is open: who votes on paper ---


@transaction(conflict=rules.AlreadyIssued)
def hand_out(paper: Paper, *, by: Resident, email: str, station: str) -> Electorate:
    """Mark one person as voting on paper. From then on no token is given to them, as no paper is to who has a token. Whose ballot it is."""
    paper, side = _paper_of(paper, station)
    person = accounts.by_email(email)
    if person is None:
        raise rules.NobodyByThatAddress
    return _mark(paper, side, person, by, station)


def _paper_of(paper: Paper, station: str) -> tuple[Paper, SealedPaper]:
    rules.check_station(station)
    paper, side = held(paper.id, share=True)
    check_not_restored(side)
    if len(side.frozen.raw["officers"]) < 2:
        raise rules.NoPaperHere
    return paper, side


def _mark(paper: Paper, side: SealedPaper, person: Resident, by: Resident, station: str) -> Electorate:
    if person.id == by.id:
        raise rules.NotOnesOwnPaper
    roles = voting_services.roles_of(paper, person)
    standing = voting.standing(paper, person, roles)
    if standing is Standing.VOTED:
        raise rules.AlreadyIssued
    if standing is not Standing.MAY_VOTE:
        raise voting_rules.REFUSALS[standing](years=paper.min_age)
    body = voting.electorate_of(paper, person, roles)
    assert body is not None
    place = {"paper_id": paper.id, "district_id": paper.district_id}
    put_rows(*voting_services.on_roll(paper, person, body.id))
    name = nym(vault.keys_of(side.vault).nym, side.frozen.election, voting.key_of(person)).hex()
    given = {"nym": name, "style": body.code, "blinded_sha256": "", "answer": "", "channel": Channel.PAPER, "station": station}
    put_rows(IssuedToken, [{**place, **given}])
    return body


@dataclass
class Listed:
    """What became of a list of voters from a booth without a line to the server."""

    taken: int = 0
    set_aside: list[str] = field(default_factory=list)


@transaction(conflict=rules.AlreadyIssued)
def hand_in_list(paper: Paper, *, by: Resident, emails: Sequence[str], station: str) -> Listed:
    """Mark everybody of a booth's list. Whoever has a token already, or may not vote, is named: that paper stays in its envelope, unopened."""
    paper, side = _paper_of(paper, station)
    listed = Listed()
    for email in dict.fromkeys(emails):
        person = accounts.by_email(email)
        try:
            if person is None:
                raise rules.NobodyByThatAddress
            _mark(paper, side, person, by, station)
            db.session.flush()
            listed.taken += 1
        except DomainError:
            listed.set_aside.append(email)
    return listed


# --- after the close: what the papers say ---


@transaction
def enter(paper: Paper, *, by: Resident, station: str, style: str, rows: str, passphrase: str) -> PaperBatch:
    """The first officer's count of a station. Entered again, it replaces a count nobody has confirmed yet."""
    paper, side = held(paper.id)
    issued = queries.handed_out(paper.id).get((station, style), 0)
    counted = rules.read_rows(
        rows, {"points": "points", "grades": "points", "ranking": "ranking"}.get(paper.format["kind"], "names")
    )
    total = sum(row["n"] for row in counted)
    if not paper.is_sealed or not issued:
        raise rules.NoPaperHere
    if total > issued:
        raise rules.MoreThanHandedOut(issued=issued, counted=total)
    known = next((one for one in queries.batches(paper.id) if (one.station, one.style) == (station, style)), None)
    if known is not None and known.is_signed:
        raise rules.BatchSettled
    content = canonical(_content(side, station, style, issued, counted))
    name, signature = _signature(paper, side, by, passphrase, content)
    batch = known or PaperBatch(district_id=paper.district_id, paper_id=paper.id, station=station, style=style)
    batch.content, batch.first_id, batch.first_name, batch.first_signature = content.decode(), by.id, name, signature
    db.session.add(batch)
    record(paper, "paper.batch_entered", by=by, station=station, counted=total, issued=issued)
    return batch


def _content(side: SealedPaper, station: str, style: str, issued: int, counted: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "v": "evote/v1/paper", "E": b64(side.frozen.election), "station": f"{station}-{style}", "s": style, "issued": issued,
        "counted": sum(row["n"] for row in counted), "ballots": counted, "scans": [],
    }  # fmt: skip


@transaction
def confirm(paper: Paper, batch: PaperBatch, *, by: Resident, passphrase: str) -> None:
    """A second officer signs the same count: it goes into the log, and the box is opened if nothing else is waited for."""
    paper, side = held(paper.id)
    batch = db.session.get_one(PaperBatch, batch.id, populate_existing=True)
    if batch.is_signed or not paper.is_sealed:
        raise rules.BatchSettled
    if batch.first_id == by.id:
        raise rules.SecondPersonNeeded
    batch.second_name, batch.second_signature = _signature(paper, side, by, passphrase, batch.content.encode())
    hashed = hashlib.sha256(batch.published).digest()
    leaf = leaves.leaf("paper_batch", side.frozen.election, station=batch.name, s=batch.style, h=b64(hashed))
    append(side, vault.keys_of(side.vault), [leaf])
    db.session.flush()
    record(paper, "paper.batch_signed", by=by, station=batch.station)
    open_if_ready(paper, side)
