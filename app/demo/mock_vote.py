"""A mock vote on paper ballots, brought in afterwards and counted by Equal Shares: where every part of a result has something to show."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from app.core import clock
from app.demo.play import Script
from app.districts.models import District
from app.voting import services
from app.voting.ballot import NONE_OF_THESE, ApprovalFormat, Choice, names
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import EqualSharesRule

MAN = 10_000
BUDGET = 8_000 * MAN
MOST = 4
OPTIONS = (  # area, field, title, cost in 만원, how dear it is to its own area, to the others
    ("윗골", "교통", "윗골 버스정류장 바람막이", 2_600, 9, 2),
    ("윗골", "안전", "윗골 계단길 손잡이", 1_900, 8, 2),
    ("윗골", "환경", "윗골 빗물 텃밭", 2_300, 7, 1),
    ("윗골", "문화", "윗골 공터 영화 보는 밤", 1_700, 6, 1),
    ("아랫골", "복지", "아랫골 경로당 문턱 없애기", 1_500, 9, 2),
    ("아랫골", "안전", "아랫골 굴다리 조명", 1_400, 8, 2),
    ("아랫골", "교육", "아랫골 놀이터 그늘막", 2_100, 5, 1),
    ("장터골", "문화", "장터골 이야기 벽화", 900, 9, 1),
    ("장터골", "환경", "장터골 분리배출 정거장", 700, 8, 2),
    ("장터골", "교통", "장터골 짐수레 쉼터", 1_200, 5, 1),
    ("", "복지", "온 마을 김장 나눔", 1_800, 3, 3),
    ("", "안전", "온 마을 구급함", 400, 2, 2),
)
VOTERS = {"윗골": 74, "아랫골": 43, "장터골": 27}
BLANK, SPOILED = 3, 2


def mock_vote(place: District, rng: Random, now: datetime) -> Script:
    """Brought in, closed and counted within an hour, three weeks ago; the analysis is left to the job that follows every count."""
    yield now - timedelta(days=21)
    ended = clock.now() - timedelta(days=2)
    paper = services.open_paper(
        place, title="한빛골 마을 예산 모의투표", introduction="마을회관에서 종이로 투표하고 옮겨 온 연습용 투표입니다.",
        options=_options(), format=ApprovalFormat(min_choices=1, max_choices=MOST), rule=EqualSharesRule(), budget=BUDGET,
        electorates=[ElectorateDraft("villagers", "마을 사람", "Villagers")], closes_at=ended, imported=True, by=None, role="",
    )  # fmt: skip
    services.fill_box(paper, (("villagers", choice) for choice in _ballots(rng)))
    yield now - timedelta(days=21) + timedelta(hours=1)
    services.close(paper, by=None, role="")
    services.count_paper(paper.id)


def _options() -> list[OptionDraft]:
    return [
        OptionDraft(code=str(number), title=title, cost=cost * MAN, category=field, area=area)
        for number, (area, field, title, cost, *_) in enumerate(OPTIONS, start=1)
    ]


def _ballots(rng: Random) -> Iterator[Choice]:
    for home, voters in VOTERS.items():
        weights = [inner if area == home else outer for area, _, _, _, inner, outer in OPTIONS]
        for _ in range(voters):
            yield names(_drawn(rng, weights, rng.randint(2, MOST)))
    yield from [NONE_OF_THESE] * BLANK
    yield from [names(map(str, range(1, MOST + 3)))] * SPOILED


def _drawn(rng: Random, weights: list[int], number: int) -> list[str]:
    """Different options, the dearer the likelier."""
    ranked = sorted(range(len(weights)), key=lambda i: rng.random() ** (1 / weights[i]), reverse=True)
    return [str(i + 1) for i in ranked[:number]]
