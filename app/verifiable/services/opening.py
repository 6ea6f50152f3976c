"""Opening the sealed ballots, after the close and once. Refuses a key that is not the manifest's, and any opening while paper is out."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.verifiable import queries, rules, vault
from app.verifiable.models import OpeningKey, SealedPaper
from app.verifiable.services.store import BATCH, held, put_rows
from app.voting import services as voting
from app.voting.ballot import choice_from_json, choice_to_json
from app.voting.models import Ballot, Paper
from app.voting.protocol import envelope
from app.voting.protocol.canonical import Malformed, canonical, unb64
from app.voting.protocol.log import leaf_hash
from app.voting.states import PaperState


@transaction
def enrol_key(district: District, *, public: str, threshold: int = 1, number: int = 1) -> OpeningKey:
    """The public half of a key made elsewhere: the next vote of the district is sealed with it, and no other vote is."""
    try:
        unb64(public, 32)
    except Malformed as fault:
        raise rules.NotAKey from fault
    if not 1 <= threshold <= number <= 255:
        raise rules.NotAKey
    key = OpeningKey(district_id=district.id, public=public, threshold=threshold, number=number)
    db.session.add(key)
    return key


@transaction
def open_box(paper: Paper, secret: bytes) -> None:
    """Open a closed vote with a key its holders hand in. Before the close nothing is done with it and nothing of it is kept."""
    paper, side = held(paper.id)
    if paper.state is not PaperState.CLOSED:
        raise rules.NotClosedYet
    if X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() != side.frozen.opening_key:
        raise rules.OtherOpeningKey
    if queries.paper_out(paper):
        raise rules.PaperStillOut
    vault.keep_opening(side.vault, secret)
    open_if_ready(paper, side)


def open_if_ready(paper: Paper, side: SealedPaper) -> None:
    """Within a transaction, for whatever was waited for: the ballots go into the box and the count is asked for."""
    if paper.state is PaperState.CLOSED and paper.ballots_sha256 is None and opened(paper, side):
        voting.unseal(paper)


def opened(paper: Paper, side: SealedPaper) -> bool:
    """Open every counted ballot into the box, unless the key or paper ballots are still waited for. Whether it was done.

    Token and signature of each were checked when it came in; the observers' verifier checks them all again.
    """
    secret = vault.opening_of(side.vault)
    if secret is None or queries.paper_out(paper):
        return False
    bodies = {body.code: body.id for body in paper.electorates}
    place = {"paper_id": paper.id, "district_id": paper.district_id}
    rows = []
    for content in queries.counted_envelopes(paper.id):
        one = envelope.trusted(side.frozen, content.encode())
        choice = canonical(choice_to_json(choice_from_json(envelope.answer(side.frozen, secret, one)))).decode()
        rows.append({**place, "key": leaf_hash(one.leaf).hex(), "electorate_id": bodies[one.style], "choice": choice})
    for batch in queries.batches(paper.id):
        rows += [{**place, "electorate_id": bodies[batch.style], **ballot} for ballot in batch.ballots]
    for start in range(0, len(rows), BATCH):
        put_rows(Ballot, rows[start : start + BATCH])
    return True
