"""Commands of trustees, witnesses and whoever runs the server: keys made offline, shared, put together, handed in; heads witnessed.

`keygen`, `share`, `combine` and `witness sign` touch no database: they are for a machine without a network.
"""

import json
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask.cli import AppGroup

from app.core import clock
from app.core.errors import DomainError
from app.core.forms import sentence_of
from app.districts import queries as districts
from app.districts.models import District
from app.verifiable import queries, seen
from app.verifiable.services import opening, witnesses
from app.voting.models import Paper
from app.voting.protocol import keyfile, notes, shamir
from app.voting.protocol.canonical import Malformed, b64, unb64

vote = AppGroup("vote", help="Votes at level L2: opening keys, trustees, witnesses.")
trustee = AppGroup("trustee", help="The opening key of a vote: made, shared, put together, handed in.")
witness = AppGroup("witness", help="Sign the heads of a log that you have seen growing.")
vote.add_command(trustee)
vote.add_command(witness)

FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
LEAST = 12


class Refusal(click.ClickException):
    """What could not be done and why, in one sentence."""

    exit_code = 2


def _refused(error: Exception) -> Refusal:
    if isinstance(error, DomainError):
        return Refusal(f"{sentence_of(error)} [{error.code}]")
    return Refusal(str(error) or type(error).__name__)


def _passphrase(*, fresh: bool) -> str:
    typed: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=fresh)
    if fresh and len(typed) < LEAST:
        raise Refusal(f"At least {LEAST} characters.")
    return typed


def _written(path: Path, data: bytes) -> None:
    if path.exists():
        raise Refusal(f"{path} is there already.")
    path.touch(mode=0o600)
    path.write_bytes(data)


def _place(slug: str) -> District:
    place = districts.by_slug(slug)
    if place is None:
        raise Refusal(f"No district is called {slug}.")
    return place


def _paper(paper_id: int) -> Paper:
    paper = queries.any_paper(paper_id)
    if paper is None:
        raise Refusal(f"There is no vote {paper_id}.")
    return paper


def _unlocked(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        secret = keyfile.unlocked(data, unb64(json.loads(data)["election"], 32), _passphrase(fresh=False))
    except (Malformed, ValueError, KeyError, TypeError) as fault:
        raise Refusal(f"{path} does not open: {fault}") from fault
    return secret


def _public(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


DASHED = {"ignore_unknown_options": True}
"""For commands that take a key: one in 64 begins with a dash, and is no option."""


@trustee.command("keygen")
@click.argument("file", type=FILE)
def keygen(file: Path) -> None:
    """Make an opening key in FILE, under a passphrase; print its public half, which is what the server is told."""
    private = X25519PrivateKey.generate().private_bytes_raw()
    _written(file, keyfile.locked(private, _public(private), _passphrase(fresh=True)))
    click.echo(b64(_public(private)))


@trustee.command("share")
@click.argument("file", type=THERE)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--number", type=click.IntRange(2, 255), required=True, help="How many trustees.")
@click.option("--threshold", type=click.IntRange(2, 255), required=True, help="How many of them are needed.")
def share(file: Path, folder: Path, number: int, threshold: int) -> None:
    """Split the key of FILE among trustees: a file for each in FOLDER. Hand them out, then destroy FILE and FOLDER."""
    secret = _unlocked(file)
    try:
        shares = shamir.split(secret, _public(secret), number, threshold)
    except Malformed as fault:
        raise _refused(fault) from fault
    folder.mkdir(parents=True, exist_ok=True)
    for one in shares:
        _written(folder / f"share-{one.number}.json", one.to_bytes())
    click.echo(f"{number} shares, any {threshold} of them open. Public half: {b64(_public(secret))}")


def _combined(shares: tuple[Path, ...]) -> bytes:
    try:
        secret = shamir.combine([shamir.Share.read(path.read_bytes()) for path in shares])
    except Malformed as fault:
        raise _refused(fault) from fault
    return secret


@trustee.command("combine")
@click.argument("file", type=FILE)
@click.argument("shares", type=THERE, nargs=-1, required=True)
def combine(file: Path, shares: tuple[Path, ...]) -> None:
    """Put SHARES together into the key, in FILE under a passphrase."""
    secret = _combined(shares)
    _written(file, keyfile.locked(secret, _public(secret), _passphrase(fresh=True)))
    click.echo(b64(_public(secret)))


@trustee.command("enrol", context_settings=DASHED)
@click.argument("district")
@click.argument("public")
@click.option("--number", type=int, default=1)
@click.option("--threshold", type=int, default=1)
def enrol(district: str, public: str, number: int, threshold: int) -> None:
    """Tell the server the PUBLIC half: the district's next vote is sealed with it."""
    try:
        opening.enrol_key(_place(district), public=public, threshold=threshold, number=number)
    except DomainError as refusal:
        raise _refused(refusal) from refusal
    click.echo("The next vote is sealed with this key.")


@trustee.command("open")
@click.argument("paper_id", type=int)
@click.argument("shares", type=THERE, nargs=-1)
@click.option("--key", type=THERE, help="The key file, instead of shares.")
def open_(paper_id: int, shares: tuple[Path, ...], key: Path | None) -> None:
    """Open a closed vote with SHARES or a key file; it is counted at once. Before the close this is refused, and nothing is kept."""
    if (key is None) == (not shares):
        raise Refusal("Either shares or --key.")
    secret = _unlocked(key) if key else _combined(shares)
    try:
        opening.open_box(_paper(paper_id), secret)
    except DomainError as refusal:
        raise _refused(refusal) from refusal
    click.echo("Opened.")


@witness.command("keygen")
@click.argument("name")
@click.argument("file", type=FILE)
def witness_keygen(name: str, file: Path) -> None:
    """Make a witness's key called NAME (say, witness.example.org/one) in FILE; print its public half (vkey)."""
    if not notes.is_name(name):
        raise Refusal("A name without spaces and plus signs.")
    signer = notes.NoteSigner(name, Ed25519PrivateKey.generate(), notes.WITNESS_KEY)
    _written(file, f"{name}\n{b64(signer.private.private_bytes_raw())}\n".encode())
    click.echo(str(signer.key))


@witness.command("enrol", context_settings=DASHED)
@click.argument("district")
@click.argument("key")
def witness_enrol(district: str, key: str) -> None:
    """Name a witness by its public KEY: votes opened from now on ask for its signatures."""
    try:
        witnesses.enrol(_place(district), key=key)
    except DomainError as refusal:
        raise _refused(refusal) from refusal
    click.echo("Asked from the next vote on.")


@witness.command("sign")
@click.argument("file", type=THERE)
@click.argument("export", type=THERE)
@click.argument("out", type=FILE)
@click.option("--state", type=FILE, required=True, help="Where this witness keeps the last head it has signed for this vote.")
def witness_sign(file: Path, export: Path, out: Path, state: Path) -> None:
    """Check that the log of EXPORT continues what this witness signed before, then sign its last head into OUT."""
    name, secret = file.read_text("utf-8").split("\n")[:2]
    signer = notes.NoteSigner(name, Ed25519PrivateKey.from_private_bytes(unb64(secret, 32)), notes.WITNESS_KEY)
    try:
        head = seen.continued(export.read_bytes(), state.read_text("utf-8") if state.exists() else None)
    except (seen.NotContinued, Malformed, notes.NoteRefused) as fault:
        raise _refused(fault) from fault
    signed = notes.cosigned(head, signer, int(clock.now().timestamp()))
    state.write_text(notes.read_note(head).text, "utf-8")
    out.write_text(signed, "utf-8")
    click.echo(f"Signed: {notes.read_note(head).checkpoint.size} leaves.")


@witness.command("add")
@click.argument("paper_id", type=int)
@click.argument("note", type=THERE)
def witness_add(paper_id: int, note: Path) -> None:
    """Take a witness's signature into the vote, as its address /results/<id>/cosignatures does."""
    try:
        fresh = witnesses.add(_paper(paper_id), note.read_text("utf-8"))
    except DomainError as refusal:
        raise _refused(refusal) from refusal
    click.echo(f"{fresh} new")


COMMANDS = [vote]
