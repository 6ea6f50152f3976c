"""What moderators of the demo have decided and what waits for whoever tries it: every standing, a warning, appeals open and granted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Resident
from app.comments import services as comments
from app.comments.models import Comment
from app.demo.people import Cast
from app.demo.play import Script
from app.districts.models import District
from app.districts.states import Role
from app.moderation import queries, services
from app.moderation.models import Case
from app.moderation.states import Article, Verdict, WordKind
from app.proposals import queries as proposals
from app.proposals import services as publishing
from app.proposals.states import BudgetTrack, Field

WORDS = (
    ("카톡 문의", WordKind.HOLD, "광고 글에 자주 나옵니다."),
    ("최저가 보장", WordKind.HOLD, "광고 글에 자주 나옵니다."),
    ("얼간이", WordKind.HOLD, "사람을 낮추어 부르는 말입니다."),
    ("얼간이 탈", WordKind.ALLOW, "탈춤 이야기에 나옵니다."),
)


@dataclass(frozen=True)
class Said:
    """A comment of the story, who wrote it and how many days ago; `reports`: the article and the words of each."""

    days: float
    writer: str
    body: str
    reports: tuple[tuple[Article, str], ...] = ()
    verdict: Verdict | None = None
    article: Article | None = None
    reason: str = ""
    appeal: str = ""
    answer: str = ""


STORY = (
    Said(
        26, "가람", "이 제안은 지난번 설명회에서 나온 숫자와 다릅니다. 누가 꾸며 낸 것 아닌가요?",
        ((Article.DECEIT, "근거 없이 꾸며 냈다고 합니다."),), Verdict.KEEP,
    ),
    Said(
        22, "미르", "찬성하는 사람들은 머리를 장식으로 달고 다니나 봅니다.", ((Article.RESPECT, ""), (Article.RESPECT, "비꼬는 말입니다.")),
        Verdict.HIDE, Article.RESPECT, "다른 의견을 가진 사람들을 조롱하는 표현입니다. 내용에 대한 비판은 환영합니다.",
    ),
    Said(
        17, "온유", "담당 부서가 자료를 너무 늦게 내놓았습니다. 부끄러운 줄 알아야 합니다.",
        ((Article.RESPECT, "공무원을 모욕합니다."),), Verdict.HIDE, Article.RESPECT, "부서를 모욕하는 표현으로 보았습니다.",
        "사람이 아니라 자료를 늦게 낸 일을 비판한 글입니다.", "일 처리에 대한 비판은 이용 규칙에 어긋나지 않습니다. 다시 보이게 합니다.",
    ),
    Said(
        13, "벼리", "그건 그렇고 다들 점심은 뭐 드셨나요? 저는 국수요. 국수 이야기합시다. 국수요.",
        ((Article.OFF_TOPIC, ""),), Verdict.WARN, Article.OFF_TOPIC, "제안과 상관없는 이야기가 되풀이되고 있습니다. 글은 그대로 둡니다.",
    ),
    Said(
        9, "proposer", "3번 출구 앞 가게 주인이 반대하고 다닙니다. 가서 따져야 합니다.",
        ((Article.PRIVACY, "누구인지 알 수 있습니다."),), Verdict.HIDE, Article.PRIVACY, "누구인지 알 수 있는 가게 주인을 지목한 글입니다.",
        "가게 이름을 쓰지 않았고 누구인지 알 수 없습니다. 다시 봐 주세요.",
    ),
    Said(
        6, "citizen", "좋은 생각입니다! 자세한 자료는 제 개인 누리집 주소로 오세요, 방문자 수도 늘려 주시고요.",
        ((Article.SPAM, "홍보입니다."),), Verdict.HOLD, Article.SPAM, "개인 누리집을 홍보하는 문장을 빼고 다시 올려 주세요.",
    ),
    Said(3, "초롱", "벤치 새로 놓을 분 찾습니다. 최 저 가  보장, 카.톡.문.의 주세요!"),
    Said(
        1.2, "단비", "이런 데 돈 쓰자는 사람은 우리 동네에서 나가 주세요.",
        ((Article.HATRED, "동네에서 내쫓자고 합니다."), (Article.RESPECT, ""), (Article.RESPECT, "")),
    ),
    Said(0.2, "솔잎", "이 사진은 작년 것 같은데요? 확인하고 올리세요.", ((Article.DECEIT, ""),)),
)  # fmt: skip
ELSEWHERE = (
    Said(
        8, "도담", "반대하는 분들은 이 동네 사람이 아닐 겁니다. 이름을 다 밝힙시다.", ((Article.PRIVACY, ""),), Verdict.HIDE, Article.PRIVACY,
        "다른 주민들의 신상을 밝히자고 부추기는 글입니다.", "화가 나서 쓴 말이고 누구의 이름도 쓰지 않았습니다.",
    ),
    Said(2, "슬기", "회의록을 보니 담당자가 졸았다던데 사실인가요?", ((Article.DECEIT, ""),)),
)  # fmt: skip
WAITING_PROPOSAL: dict[str, Any] = {
    "title": "동네 장터를 한 달에 두 번, 차 없는 골목에서",
    "problem": "장을 보려면 버스를 타야 하고, 이웃과 마주칠 자리도 없습니다. 작은 가게들은 손님이 줄었다고 합니다.",
    "idea": "한 달에 두 번 골목을 비우고 이웃 가게와 농가가 함께 장을 엽니다. ‘최저가 보장’ 같은 호객은 하지 않기로 약속합니다.",
    "place": "○○동 느티나무 골목", "cost_won": 24_000_000, "track": BudgetTrack.COLLABORATIVE, "field": Field.ECONOMY,
}  # fmt: skip
HIDDEN_PROPOSAL: dict[str, Any] = {
    "title": "○○운동기구를 모든 공원에 놓아 주세요",
    "problem": "○○운동기구는 시중에서 가장 좋은 운동기구인데 아직 공원에 없습니다. 저희 가게에서 직접 써 볼 수 있습니다.",
    "idea": "○○운동기구를 공원마다 다섯 대씩 놓아 주세요. 저희 가게에 오시면 누구나 싸게 살 수 있습니다.",
    "place": "", "cost_won": None, "track": BudgetTrack.GENERAL, "field": Field.OTHER,
}  # fmt: skip
HOURS_TO_DECIDE = (5, 2, 9, 20, 3, 7)


def moderation(cast: Cast, place: District, now: datetime, told: tuple[Said, ...]) -> Iterator[Script]:
    """The word list, then each comment in a script of its own."""
    yield _words(cast, place, now)
    for number, said in enumerate(told):
        yield _told(cast, place, now - timedelta(days=said.days), said, HOURS_TO_DECIDE[number % len(HOURS_TO_DECIDE)])


def proposals_moderated(cast: Cast, place: District, now: datetime) -> Iterator[Script]:
    """One that waits because of a word although nothing is wrong with it, one hidden as advertising."""
    yield _waiting(cast, place, now - timedelta(days=0.6))
    yield _hidden(cast, place, now - timedelta(days=15))


def _waiting(cast: Cast, place: District, at: datetime) -> Script:
    yield at
    publishing.publish(place, by=cast.accounts["citizen"], **WAITING_PROPOSAL)


def _hidden(cast: Cast, place: District, at: datetime) -> Script:
    yield at
    proposal = publishing.publish(place, by=cast.named["바다"], **HIDDEN_PROPOSAL)
    yield at + timedelta(hours=2)
    case = services.report("proposal", proposal, by=cast.named["나래"], article=Article.SPAM, words="가게 광고입니다.")
    yield at + timedelta(hours=6)
    reason = "특정 가게의 물건을 사 달라는 광고입니다. 운동 공간에 대한 제안은 환영합니다."
    services.decide(case, Verdict.HIDE, by=cast.accounts["moderator2"], article=Article.SPAM, reason=reason)


def _words(cast: Cast, place: District, now: datetime) -> Script:
    yield now - timedelta(days=60)
    for word, kind, note in WORDS:
        services.list_word(place, word, kind=kind, by=cast.accounts["moderator"], role=Role.MODERATOR, note=note)


def _told(cast: Cast, place: District, at: datetime, said: Said, hours: int) -> Script:
    """Written, reported by others, decided some hours later, appealed the next day, answered by the second moderator."""
    yield at
    comment = _written(cast, place, said)
    for number, (article, words) in enumerate(said.reports):
        yield at + timedelta(minutes=40 + 25 * number)
        services.report("comment", comment, by=_reporter(cast, said, number), article=article, words=words)
    if said.verdict is None:
        return
    yield at + timedelta(hours=hours)
    case, first = _case(comment), cast.accounts["moderator"]
    decision = services.decide(case, said.verdict, by=first, article=said.article, reason=said.reason)
    if said.appeal:
        yield at + timedelta(hours=hours + 15)
        appeal = services.appeal(decision, by=_person(cast, said.writer), words=said.appeal)
        if said.answer:
            yield at + timedelta(hours=hours + 60)
            services.answer(appeal, by=cast.accounts["moderator2"], is_granted=True, reason=said.answer)


def _written(cast: Cast, place: District, said: Said) -> Comment:
    """In the conversation of a proposal that is talked about most."""
    found = proposals.listing(place, sort="discussed")
    talk = [proposal.thread for proposal in found if proposal.thread.is_open]
    return comments.post(talk[round(said.days) % min(4, len(talk))], by=_person(cast, said.writer), body=said.body)


def _case(comment: Comment) -> Case:
    case = queries.of_subject("comment", comment.id)
    assert case is not None
    return case


def _person(cast: Cast, name: str) -> Resident:
    return cast.accounts[name] if name in cast.accounts else cast.named[name]


def _reporter(cast: Cast, said: Said, number: int) -> Resident:
    """Somebody else than the writer, and not always the same."""
    others = [person for name, person in cast.named.items() if name != said.writer]
    return others[(round(said.days) * 3 + number) % len(others)]
