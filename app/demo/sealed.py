"""Votes at level L2 in the demo: one that is open, one that anybody can verify to its end. Everybody in it is made up."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from app.core import clock
from app.core.transaction import transaction
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts import queries as districts
from app.verifiable import services as sealing
from app.voting import services as voting
from app.voting.ballot import ApprovalFormat
from app.voting.models import Paper
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import PollMethod, PollRule

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
        voting.count_paper(paper.id)


@transaction
def _opened(cast: Cast, told: dict[str, Any]) -> Paper:
    place = districts.by_slug(told["place"])
    assert place is not None
    rule = PollRule(PollMethod.APPROVAL, seats=told["seats"])
    options = [OptionDraft(f"{number}", title) for number, title in enumerate(told["options"], start=1)]
    paper = voting.open_paper(
        place, title=told["title"], introduction=told["introduction"], options=options, format=ApprovalFormat(max_choices=told["most"]),
        rule=rule, electorates=RESIDENTS, budget=0, closes_at=clock.now() + timedelta(days=told["opened"] - told["closes"]),
        by=cast.accounts["coordinator"], role="coordinator",
    )  # fmt: skip
    sealing.freeze(paper)
    return paper
