"""Made-up proposals by the ten thousand, written straight into a database: words as unevenly common as words are."""

import random
import tomllib
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert, text

from app.comments.models import Thread
from app.core import search
from app.districts import services as districts
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Proposal, ProposalEntry, ProposalVersion
from app.proposals.states import BudgetTrack, Channel, Field, ProposalState, VersionKind

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
PLACES, THINGS, PEOPLE, DOINGS = (WORDS[kind].split() for kind in ("places", "things", "people", "doings"))
WHY, HOW = WORDS["why"], WORDS["how"]
SYLLABLES = "가나다라마바사아자차강남동서북중상하신구대소고도산천원정수영성문화목금송백석용평양"
_ANY = "".join(chr(0xAC00 + 28 * at + (at * 7) % 28) for at in range(399))
_RARE = ["".join(random.Random(at).choices(_ANY, k=2 + at % 3)) for at in range(30_000)]
BATCH = 2_000
START = datetime(2024, 1, 1, tzinfo=UTC)


class Made:
    """The same texts for every database: seeded, and tokens made once."""

    def __init__(self, number: int, district_id: int = 1, seed: int = 1) -> None:
        chance = random.Random(seed)
        self.rows = [_written(chance, at) for at in range(1, number + 1)]
        self.entries = [
            search.compared(district_id, title, (f"MAPO-2026-{at:04d}", problem, idea, place))
            for at, (title, problem, idea, place) in enumerate(self.rows, start=1)
        ]


def _some(chance: random.Random, words: list[str]) -> str:
    """One of the words; the earlier ones are said more often."""
    return words[min(int(chance.expovariate(1) * len(words) / 2), len(words) - 1)]


def _dong(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=2)) + f"{chance.randint(1, 9)}동"


def _word(chance: random.Random) -> str:
    """A word nobody knows: most of what people write is said by few others."""
    return _RARE[min(int(chance.paretovariate(0.6)) - 1, len(_RARE) - 1)] + chance.choice(
        ("", "을", "의", "에서", "와", "이", "으로")
    )


def _sentence(chance: random.Random) -> str:
    words = [_word(chance) for _ in range(chance.randint(4, 9))]
    if chance.random() < 0.4:
        words.insert(1, f"{_some(chance, PLACES)} {_some(chance, THINGS)}")
    if chance.random() < 0.2:
        words.append(chance.choice(WHY))
    if chance.random() < 0.1:
        words.insert(0, f"{_some(chance, PEOPLE)} 안전을 위해")
    if chance.random() < 0.15:
        words.append(f"{chance.choice(HOW)} {_some(chance, DOINGS)}합니다")
    return " ".join(words) + "."


def _written(chance: random.Random, at: int) -> tuple[str, str, str, str]:
    title = f"{_dong(chance)} {_some(chance, PLACES)} {_some(chance, THINGS)} {_some(chance, DOINGS)}"
    if chance.random() < 0.3:
        title = f"{_some(chance, PEOPLE)} 위한 {title}"
    problem = " ".join(_sentence(chance) for _ in range(chance.randint(2, 6)))
    idea = " ".join(_sentence(chance) for _ in range(chance.randint(2, 8)))
    return title, problem, idea, f"{_dong(chance)} {at % 97}번지"


def fill(made: Made, slug: str = "mapo") -> None:
    """An empty database with the districts and these proposals in one of them, statistics gathered."""
    db.create_all()
    districts.lay_out()
    place = db.session.query(District).filter_by(slug=slug).one()
    districts.change_status(place, "open")
    chance, numbers = random.Random(2), iter(range(1, len(made.rows) + 1))
    while batch := list(islice(numbers, BATCH)):
        rows = [_row(chance, place.id, at) for at in batch]
        db.session.execute(insert(Thread), [
            {"id": at, "district_id": place.id, "is_open": True, "n_comments": int(chance.paretovariate(1)) - 1} for at in batch
        ])  # fmt: skip
        db.session.execute(insert(Proposal), rows)
        db.session.execute(insert(ProposalVersion), [_version(place.id, at, made.rows[at - 1]) for at in batch])
        db.session.execute(insert(ProposalEntry), [
            {"proposal_id": at, "district_id": place.id, **made.entries[at - 1]} for at in batch
        ])  # fmt: skip
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    else:
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def _row(chance: random.Random, district_id: int, at: int) -> dict[str, object]:
    state = ProposalState.WITHDRAWN if chance.random() < 0.04 else ProposalState.PUBLISHED
    return {
        "id": at, "district_id": district_id, "number": f"MAPO-2026-{at:04d}", "track": chance.choice(list(BudgetTrack)),
        "field": chance.choice(list(Field)), "state": state, "channel": Channel.WEB, "currency": "KRW", "thread_id": at,
        "published_at": START + timedelta(minutes=20 * at), "changed_at": START, "lock_version": 1,
        "endorsement_count": int(chance.paretovariate(0.8)) - 1,
    }  # fmt: skip


def _version(district_id: int, at: int, words: tuple[str, str, str, str]) -> dict[str, object]:
    title, problem, idea, place = words
    return {
        "id": at, "district_id": district_id, "proposal_id": at, "ordinal": 1, "kind": VersionKind.INITIAL, "title": title,
        "problem": problem, "idea": idea, "place": place, "reason": "", "created_at": START, "is_current": True,
    }  # fmt: skip
