"""Search, similar proposals and the list at 50,000 proposals in one district, beside scanning with LIKE, in one run on each database.

PostgreSQL joins in when TEST_POSTGRES_URL names a server (a database decide_bench_search is made there and dropped again).
Prints medians in milliseconds and ratios; PROPOSALS=5000 for a quick look.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
_folder = tempfile.TemporaryDirectory(prefix="decide-bench-")
POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "")
os.environ.update(INSTANCE_PATH=_folder.name, JOBS="immediate", DATABASE_URL="", SECRET_KEY="only-for-benchmarks")

from sqlalchemy import func, select  # noqa: E402

from app import create_app  # noqa: E402
from app.districts import queries as districts  # noqa: E402
from app.extensions import db  # noqa: E402
from app.proposals import search  # noqa: E402
from app.proposals.models import Proposal, ProposalEntry  # noqa: E402
from app.proposals.search import Sought  # noqa: E402
from app.proposals.states import Field, ProposalState  # noqa: E402
from benchmarks.search.made import Made, fill  # noqa: E402

PROPOSALS, ROUNDS, NAME = int(os.environ.get("PROPOSALS", "50000")), 15, "decide_bench_search"
WORDS = ("난간", "가로등", "공원 가로등", "미끄럼방지 설치", "길", "MAPO-2026-0123", "없는말이다")
TITLES = (
    "학교 앞 횡단보도 신호등 설치", "공원 가로등 정비", "경로당 앞 경사로 조성", "시장 공공자전거 거치대를 더 놓아 주세요",
    "어르신 위한 버스정류장 벤치 그늘막 설치 운영 개선 제안", "가로등",
)  # fmt: skip
LISTS: dict[str, dict[str, Any]] = {
    "newest": {}, "endorsed": {"sort": "endorsed"}, "discussed": {"sort": "discussed"}, "one field": {"field": Field.SAFETY},
}  # fmt: skip


@contextmanager
def postgres() -> Iterator[str]:
    import psycopg

    with psycopg.connect(POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        admin.execute(f"CREATE DATABASE \"{NAME}\" TEMPLATE template0 ENCODING 'UTF8'")
        yield POSTGRES_URL.rpartition("/")[0].replace("postgresql://", "postgresql+psycopg://", 1) + f"/{NAME}"
        admin.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def took(act: Callable[[], object]) -> float:
    db.session.rollback()
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def by_index(place: Any, word: str) -> search.Listing:
    return search.listing([place], Sought(word, state=ProposalState.PUBLISHED), 1)


def by_scanning(place: Any, word: str) -> list[Any]:
    """What there was before: every word with LIKE over the compared text, counted and the newest twenty."""
    found = select(Proposal.id).join(ProposalEntry, ProposalEntry.proposal_id == Proposal.id)
    found = found.where(Proposal.district_id == place.id, Proposal.state == ProposalState.PUBLISHED)
    for part in word.lower().replace("-", " ").split():
        found = found.where(ProposalEntry.words.contains(part))
    db.session.scalar(select(func.count()).select_from(found.subquery()))
    return list(db.session.scalars(found.order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(20)))


def measure(name: str, url: str, made: Made) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": url})
    with app.app_context():
        start = time.perf_counter()
        fill(made)
        print(f"\n### {name}: {len(made.rows):,} proposals laid out in {time.perf_counter() - start:.0f} s")
        place = districts.by_slug("mapo")
        assert place is not None
        for word in WORDS:
            rounds = [
                (took(lambda w=word: by_index(place, w)), took(lambda w=word: by_scanning(place, w))) for _ in range(ROUNDS)
            ]
            ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
            ratio = statistics.median(scan / index for index, scan in rounds)
            least = min(index for index, _ in rounds)
            total = by_index(place, word).total
            print(f"search {word}: {total:,} found, {ours:.1f} ms (fastest {least:.1f}), LIKE {theirs:.1f} ms, {ratio:.1f} times")
        every = [took(lambda t=title: search.similar(place, t)) for _ in range(ROUNDS) for title in TITLES]
        late = sorted(every)[int(len(every) * 0.95)]
        print(f"similar: median {statistics.median(every):.1f} ms, fastest {min(every):.1f} ms, 95 % below {late:.1f} ms")
        for what, wanted in LISTS.items():
            sought = Sought(state=ProposalState.PUBLISHED, **wanted)
            print(
                f"list, {what}: {statistics.median(took(lambda s=sought: search.listing([place], s, 1)) for _ in range(ROUNDS)):.1f} ms"
            )
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    made = Made(PROPOSALS, district_id=15)
    measure("SQLite", f"sqlite:///{_folder.name}/bench.sqlite3", made)
    if POSTGRES_URL:
        with postgres() as url:
            measure("PostgreSQL", url, made)


if __name__ == "__main__":
    main()
