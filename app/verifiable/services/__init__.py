"""Freezing, issuing, casting, batches, close, opening, export. Refuses a second token, an older ballot, and any step after the close."""

import hashlib
from typing import Any

from sqlalchemy import delete, func, select

from app import config
from app.accounts.models import Resident
from app.accounts.rules import age_on
from app.core import clock
from app.core.tables import id_of
from app.core.transaction import transaction
from app.districts.models import District, RoleGrant
from app.extensions import db
from app.verifiable import queries, rules, vault
from app.verifiable.models import Envelope, IssuedToken, SealedPaper
from app.verifiable.services import opening
from app.verifiable.services.store import BATCH, append, check_not_restored, held, put_rows, side_of
from app.voting import bodies, booth
from app.voting import queries as voting
from app.voting import rules as voting_rules
from app.voting import services as voting_services
from app.voting.ballot import choice_to_json
from app.voting.models import Electorate, Paper
from app.voting.protocol import blind, codes, envelope, export, leaves, manifest, notes
from app.voting.protocol.canonical import Malformed, b64, canonical, read, unb64
from app.voting.protocol.domain import nym
from app.voting.protocol.log import Tree, leaf_hash
from app.voting.protocol.voter import Voter
from app.voting.rules import Bearer
from app.voting.states import Level, PaperState, Standing, Window
from app.voting.tally import Result


@transaction
def freeze(paper: Paper, *, expected_voters: int | None = None, bits: int | None = None) -> SealedPaper:
    """Put a freshly opened paper on level L2: keys, manifest, the first two leaves, the first head. Called by whoever opens the paper.

    Without a guess at the number of voters, everybody who may vote counts as one half.
    """
    place = db.session.get_one(District, paper.district_id)
    db.session.flush()
    try:
        bucket = manifest.bucket_for(_longest(paper))
    except Malformed as fault:
        raise rules.BallotTooLong from fault
    kept = queries.waiting_key(place)
    keys = vault.make(f"decide-seoul/{place.slug}", [body.code for body in paper.electorates], bits, kept.raw if kept else None)
    witnesses = tuple(notes.read_key(one.key) for one in queries.witnesses(place))
    frozen = manifest.made(
        voting_services.manifest(place, paper), issuers={code: issuer.key for code, issuer in keys.issuers.items()},
        opening_key=keys.opening, trustees=(kept.threshold, kept.number) if kept else (1, 1), log=keys.log.key, bucket=bucket,
        witnesses=witnesses, witnesses_least=rules.witnesses_needed(len(witnesses)), officers=queries.officers(place),
        least=rules.EPOCH_LEAST_BALLOTS, minutes=rules.EPOCH_MINUTES, issuing_ends_at=rules.issuing_ends(paper.opens_at, paper.closes_at),
        client=program_sha256(),
    )  # fmt: skip
    side = SealedPaper(
        paper_id=paper.id, district_id=paper.district_id, manifest=frozen.data.decode(), election=frozen.election.hex(), vault=keys.vault,
        is_one_batch=True, last_epoch_at=paper.opens_at,
    )  # fmt: skip
    paper.level = Level.SEALED
    if kept:
        kept.paper_id = paper.id
    db.session.add(side)
    db.session.flush()
    sizes, root = _roll(paper, keys, frozen.election)
    expected = sum(sizes.values()) // 2 if expected_voters is None else expected_voters
    side.is_one_batch = expected < rules.ONE_BATCH_BELOW_VOTERS
    first = [leaves.leaf("manifest", frozen.election), leaves.leaf("roll", frozen.election, sizes=sizes, root=b64(root))]
    append(side, keys, first)
    return side


PROGRAM = ("js/cast.js", "js/fields.js", "js/qr.js", "js/words.js", "js/verifiable.js", "vendor/evote-crypto.esm.min.js")
"""What the sealed page runs, and everything that it imports."""


def program_sha256() -> str:
    """The SHA-256 of the voter's program, its files one after the other: what an observer compares the served files with."""
    hashed = hashlib.sha256()
    for name in PROGRAM:
        hashed.update((config.ROOT / "app" / "static" / name).read_bytes())
    return hashed.hexdigest()


def _longest(paper: Paper) -> int:
    """Bytes of the longest answer this paper's format admits."""
    limits = booth.limits(paper)
    most = limits.most or len(paper.options)
    lengths = sorted((len(canonical(option.code)) + 1 for option in paper.options), reverse=True)
    mark = max((len(f":{grade}") for grade in limits.grades), default=0)
    return sum(length + mark for length in lengths[:most]) + len(b'{"ranking":[]}')


def _roll(paper: Paper, keys: vault.Keys, election: bytes) -> tuple[dict[str, int], bytes]:
    """How many may vote in each electorate now, and the root over their nyms."""
    sizes: dict[str, int] = {}
    hashed: list[bytes] = []
    taken: set[str] = set()
    for body in paper.electorates:
        members = _members(paper, body) - taken
        taken |= members
        sizes[body.code] = len(members)
        hashed += [leaf_hash(body.code.encode() + b"\0" + nym(keys.nym, election, member)) for member in members]
    tree = Tree()
    for one in sorted(hashed):
        tree.append(one)
    return sizes, tree.root()


def _members(paper: Paper, body: Electorate) -> set[str]:
    """What stands for each of those who may vote in this electorate now (queries.key_of)."""
    if body.eligible_role in (voting_rules.BY_CODE, voting_rules.ON_SITE):
        return {f"pass:{number}" for number in voting.pass_ids(paper, body.id)}
    people = select(Resident.id, Resident.birth_date).where(Resident.email_verified_at.is_not(None), Resident.closed_at.is_(None))
    if (chosen := bodies.members(paper, body)) is not None:
        people = people.where(Resident.id.in_(chosen))
    elif body.eligible_role is not None:
        mine = (RoleGrant.district_id == paper.district_id) & (RoleGrant.role == body.eligible_role)
        held = select(RoleGrant.resident_id).where(mine)
        people = people.where(Resident.id.in_(held))
    today = clock.today()
    return {str(row[0]) for row in db.session.execute(people) if age_on(row[1], today) >= paper.min_age}


# --- registrar ---


@transaction(conflict=rules.AlreadyIssued, again=True)
def issue(paper: Paper, *, by: Resident | Bearer, blinded: bytes) -> bytes:
    """One token for one person. The same question again gets the same answer, another one is refused."""
    paper, side = held(id_of(paper), share=True)
    check_not_restored(side)
    keys = vault.keys_of(side.vault)
    person = nym(keys.nym, bytes.fromhex(side.election), voting.key_of(by)).hex()
    asked = hashlib.sha256(blinded).hexdigest()
    roles = voting_services.roles_of(paper, by)
    standing = voting.standing(paper, by, roles)
    # Looked for after the roll: whoever stands there by then has had an answer.
    if paper.window is Window.OPEN and (known := queries.issued(paper.id, person)):
        if known.blinded_sha256 != asked:
            raise rules.AlreadyIssued
        return unb64(known.answer)
    if standing is not Standing.MAY_VOTE:
        raise voting_rules.REFUSALS[standing](years=paper.min_age)
    if clock.now() >= side.frozen.issuing_ends_at:
        raise rules.IssuingEnded(minutes=rules.ISSUING_ENDS_MINUTES_BEFORE)
    body = voting.electorate_of(paper, by, roles)
    assert body is not None
    return _issue(paper, side, keys, person=person, by=by, body=body, blinded=blinded)


def _issue(
    paper: Paper, side: SealedPaper, keys: vault.Keys, *, person: str, by: Resident | Bearer, body: Any, blinded: bytes
) -> bytes:
    try:
        answer = keys.issuers[body.code].sign(blinded)
    except blind.BlindingRefused as fault:
        raise rules.EnvelopeNotTaken(why=fault.code) from fault
    place = {"paper_id": paper.id, "district_id": paper.district_id}
    put_rows(*voting_services.on_roll(paper, by, body.id))
    given = {"nym": person, "style": body.code, "blinded_sha256": hashlib.sha256(blinded).hexdigest(), "answer": b64(answer)}
    put_rows(IssuedToken, [{**place, **given}])
    return answer


# --- box ---


def put(paper: Paper, content: bytes) -> bytes:
    """Take a sealed ballot from whoever brings it; the receipt. Bringing it again brings the same receipt."""
    side = side_of(paper)
    try:
        checked = envelope.checked(side.frozen, content)
    except envelope.EnvelopeRefused as fault:
        raise rules.EnvelopeNotTaken(why=fault.code) from fault
    return _take(paper, checked)


@transaction(conflict=rules.EnvelopeNotTaken, again=True)
def _take(paper: Paper, checked: envelope.Envelope) -> bytes:
    """Time and counter are asked inside the transaction that writes: nothing enters after the close."""
    paper, side = held(id_of(paper), share=True)
    check_not_restored(side)
    if paper.window is not Window.OPEN:
        raise voting_rules.VotingClosed if paper.window in (Window.CLOSED, Window.COUNTED) else voting_rules.NotYetOpen
    leaf = checked.leaf
    # The newest first, then this very one: had it come in between the two looks, the second one finds it.
    last = queries.last_of(paper.id, b64(checked.public))
    if queries.envelope_at(paper.id, leaf_hash(leaf).hex()) is None:
        try:
            envelope.check_newer(checked, last.counter if last else None)
        except envelope.EnvelopeRefused as fault:
            raise rules.EnvelopeNotTaken(why=fault.code) from fault
        put_rows(Envelope, [_row(paper, checked)])
    election = bytes.fromhex(side.election)
    return envelope.receipt(leaf, election, envelope.promise(leaf, election, vault.keys_of(side.vault).log.private))


def _row(paper: Paper, checked: envelope.Envelope) -> dict[str, Any]:
    return {
        "paper_id": paper.id, "leaf_hash": leaf_hash(checked.leaf).hex(), "district_id": paper.district_id, "style": checked.style,
        "public": b64(checked.public), "counter": checked.counter, "content": checked.data.decode(), "is_logged": False,
    }  # fmt: skip


# --- assisted: the server does the voter's part and keeps nothing of it ---


@transaction(conflict=rules.AlreadyIssued, again=True)
def assist(paper: Paper, *, by: Resident | Bearer, raw_choice: Any, seed: bytes, is_change: bool = False) -> bytes:
    """Cast for a browser without scripts. `seed` is the voter's secret; the receipt goes back to the voter alone."""
    side = side_of(paper)
    roles = voting_services.roles_of(paper, by)
    body = voting.electorate_of(paper, by, roles)
    if body is None:
        raise voting_rules.NotInAnyElectorate
    choice = booth.checked(paper, raw_choice, body)
    voter = Voter.fresh(side.frozen, body.code)
    voter = Voter(side.frozen, body.code, seed, voter.blinding)
    last = queries.last_of(paper.id, b64(voter.public))
    if last is not None:
        token, counter = unb64(read(last.content.encode())["tok"]), last.counter + 1
        if not is_change:  # a second click on the same page: what it would cast lies in the box already
            return _receipt(side, last)
    elif is_change:
        raise rules.RecoveryCodeWrong
    else:
        try:
            token, counter = voter.token(issue(paper, by=by, blinded=voter.blinded())), 1
        except (
            rules.AlreadyIssued
        ) as refusal:  # a second click while the first was under way: what it would cast may be there by now
            if refusal.__cause__ or (last := queries.last_of(paper.id, b64(voter.public))) is None:
                raise
            return _receipt(side, last)
    return put_within(paper, side, voter.envelope(token, choice_to_json(choice), counter))


def put_within(paper: Paper, side: SealedPaper, content: bytes) -> bytes:
    return _take(paper, envelope.checked(side.frozen, content))


def _receipt(side: SealedPaper, row: Envelope) -> bytes:
    election = bytes.fromhex(side.election)
    leaf = envelope.checked(side.frozen, row.content.encode()).leaf
    return envelope.receipt(leaf, election, envelope.promise(leaf, election, vault.keys_of(side.vault).log.private))


# --- log ---


@transaction
def run_epoch(paper_id: int) -> bool:
    """Write the waiting ballots into the log if time and number have come; whether they had."""
    paper, side = held(paper_id)
    if paper.state is not PaperState.OPEN:
        return False
    if not rules.is_epoch_due(queries.waiting(paper_id), side.last_epoch_at, clock.now(), side.is_one_batch):
        return False
    append(side, vault.keys_of(side.vault), _batch(side))
    side.last_epoch_at = clock.now()
    return True


def close(paper: Paper) -> bool:
    """Within the closing transaction: the last batch, the `close` leaf, a head; then every counted ballot is opened into the box,
    unless somebody is waited for. Whether the ballots stay sealed."""
    side = queries.sealed(paper)
    if side is None:
        return False
    keys, election = vault.keys_of(side.vault), bytes.fromhex(side.election)
    last = _batch(side)
    written = db.session.scalar(select(func.count()).where(Envelope.paper_id == paper.id)) or 0
    sizes, _ = _roll(paper, keys, election)
    given = queries.issued_numbers(side)
    sizes = {style: max(size, given[style]) for style, size in sizes.items()}
    append(side, keys, [*last, leaves.leaf("close", election, issued=given, roll=sizes, ballots=written)])
    return not opening.opened(paper, side)


def _batch(side: SealedPaper) -> list[bytes]:
    """The leaves of the waiting ballots in the order of their hashes, and the number of tokens; the rows are written anew in that order,
    because on PostgreSQL the place of a row tells when it came."""
    columns = Envelope.__table__.c
    mine = (Envelope.paper_id == side.paper_id) & Envelope.is_logged.is_(False)
    rows = [dict(row) for row in db.session.execute(select(*columns).where(mine).order_by(Envelope.leaf_hash)).mappings()]
    db.session.execute(delete(Envelope).where(mine).execution_options(synchronize_session=False))
    for start in range(0, len(rows), BATCH):
        put_rows(Envelope, [row | {"is_logged": True} for row in rows[start : start + BATCH]])
    election = bytes.fromhex(side.election)
    made = [
        leaves.ballot_leaf(election, row["style"], unb64(row["public"]), row["counter"], row["content"].encode()) for row in rows
    ]
    return [*made, leaves.leaf("issued", election, n=queries.issued_numbers(side))]


# --- count ---


def counted(paper: Paper, result: Result) -> None:
    """Within the counting transaction: publish the opening key and the fingerprint of the result."""
    side = queries.sealed(paper)
    if side is None:
        return
    keys, election = vault.keys_of(side.vault), bytes.fromhex(side.election)
    hashed = hashlib.sha256(canonical(result.to_json())).hexdigest()
    secret = vault.opening_of(side.vault)
    assert secret is not None, "counted before it was opened"
    key = leaves.leaf("open_key", election, sk=b64(secret.private_bytes_raw()), lot=paper.lot_secret or "")
    append(side, keys, [key, leaves.leaf("result", election, sha256=hashed)])


def exported(paper: Paper) -> bytes:
    """The public export as it stands now: envelopes from the close on, the result once counted."""
    side = side_of(paper)
    is_over = paper.state in (PaperState.CLOSED, PaperState.COUNTED)
    kept = voting.tally_row(paper)
    records = export.Records(
        manifest=side.manifest.encode(),
        leaves=queries.leaves(paper.id),
        checkpoints=queries.heads(paper.id),
        envelopes=[content.encode() for content in queries.counted_envelopes(paper.id)] if is_over else [],
        result=canonical(kept.result) if kept else None,
        paper={one.name: one.published for one in queries.batches(paper.id) if one.is_signed} if is_over else {},
    )
    return export.zipped(export.files(records))


def read_recovery(code: str) -> bytes:
    try:
        return codes.read_recovery(code)
    except Malformed as fault:
        raise rules.RecoveryCodeWrong from fault


if close not in voting_services.on_closing:
    voting_services.on_closing.append(close)
    voting_services.on_counted.append(counted)
