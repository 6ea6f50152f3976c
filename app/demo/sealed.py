"""Votes at level L2 in the demo: one that is open, one that anybody can verify to its end. Everybody in it is made up."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.core import clock
from app.core.transaction import transaction
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts import queries as districts
from app.districts.models import District
from app.verifiable import queries
from app.verifiable import services as sealing
from app.verifiable.services import opening, witnesses
from app.verifiable.services import paper as paper_desk
from app.voting import services as voting
from app.voting.ballot import ApprovalFormat
from app.voting.models import Paper
from app.voting.protocol import notes
from app.voting.protocol.canonical import b64
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import PollMethod, PollRule

STATION = "jumin-center"
PASSPHRASE = "demo-passphrase"  # noqa: S105 - of the demo, and said in public
WITNESS = notes.NoteSigner("witness.example/demo", Ed25519PrivateKey.generate(), notes.WITNESS_KEY)
RESIDENTS = (ElectorateDraft("citizens", "주민", "Residents"),)


def votes(cast: Cast, rng: Random) -> Iterator[Script]:
    """One script for each poll of content/sealed.toml."""
    for told in texts.sealed():
        yield _vote(cast, told, Random(rng.random()))


def _vote(cast: Cast, told: dict[str, Any], rng: Random) -> Script:
    now = clock.now()
    yield now - timedelta(days=told["opened"])
    paper = _opened(cast, told)
    codes = [option.code for option in paper.options]
    voters = rng.sample(cast.early, min(told["ballots"], len(cast.early)))
    on_paper = rng.sample(cast.late, min(told.get("papers", 0), len(cast.late)))
    for person in on_paper:
        paper_desk.hand_out(paper, by=cast.accounts["coordinator"], email=person.email, station=STATION)
    hours = (told["opened"] - max(told["closes"], 0)) * 24 - 1
    for number, voter in enumerate(voters, start=1):
        yield now - timedelta(days=told["opened"]) + timedelta(hours=hours * number / (len(voters) + 1))
        chosen = rng.sample(codes, rng.randint(1, told["most"]))
        seed = rng.randbytes(16)
        sealing.assist(paper, by=voter, raw_choice=chosen, seed=seed)
        if number % 9 == 0:  # some think again
            sealing.assist(paper, by=voter, raw_choice=rng.sample(codes, 1), seed=seed, is_change=True)
    if told["closes"] > 0:
        yield paper.closes_at
        voting.close(paper, by=None, role="")
        if on_paper:
            _count_papers(cast, paper, [rng.choice(codes) for _ in on_paper])
        if "trustees" not in told:
            voting.count_paper(paper.id)
            for head in queries.heads(paper.id):
                witnesses.add(paper, notes.cosigned(head, WITNESS, int(clock.now().timestamp())))


def _count_papers(cast: Cast, paper: Paper, chosen: list[str]) -> None:
    """Two officers count the papers of the one station and sign."""
    words = {"station": STATION, "style": RESIDENTS[0].code, "rows": "\n".join(chosen), "passphrase": PASSPHRASE}
    batch = paper_desk.enter(paper, by=cast.accounts["coordinator"], **words)
    paper_desk.confirm(paper, batch, by=cast.accounts["clerk"], passphrase=PASSPHRASE)


def _prepared(cast: Cast, place: District, told: dict[str, Any]) -> None:
    """What has to be there before a vote opens: officers' keys, a witness, and for one vote a key that trustees hold."""
    if told.get("papers") and not queries.officers(place):
        for name in ("coordinator", "clerk"):
            paper_desk.make_key(place, by=cast.accounts[name], passphrase=PASSPHRASE)
    if not queries.witnesses(place):
        witnesses.enrol(place, key=str(WITNESS.key))
    if "trustees" in told:
        threshold, number = told["trustees"]
        public = b64(X25519PrivateKey.generate().public_key().public_bytes_raw())
        opening.enrol_key(place, public=public, threshold=threshold, number=number)


@transaction
def _opened(cast: Cast, told: dict[str, Any]) -> Paper:
    place = districts.by_slug(told["place"])
    assert place is not None
    _prepared(cast, place, told)
    rule = PollRule(PollMethod.APPROVAL, seats=told["seats"])
    options = [OptionDraft(f"{number}", title) for number, title in enumerate(told["options"], start=1)]
    paper = voting.open_paper(
        place, title=told["title"], introduction=told["introduction"], options=options, format=ApprovalFormat(max_choices=told["most"]),
        rule=rule, electorates=RESIDENTS, budget=0, closes_at=clock.now() + timedelta(days=told["opened"] - told["closes"]),
        by=cast.accounts["coordinator"], role="coordinator",
    )  # fmt: skip
    sealing.freeze(paper)
    return paper
