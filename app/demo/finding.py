"""Words that mean the same, as the demo's coordinator has put them together, so that searches have something to tell."""

from datetime import datetime, timedelta

from app.demo.people import Cast
from app.demo.play import Script
from app.districts.models import District
from app.proposals import services

CITY = (
    "유아차 = 유모차",
    "따릉이 = 공공자전거 = 공유자전거",
    "키오스크 = 무인 주문기",
    "산책로 = 둘레길",
    "심야 = 야간 = 한밤",
    "다회용컵 = 텀블러",
)
MAPO = ("반지하 = 지하방", "보안등 = 가로등", "시장 = 장터")
SPLIT_AGAIN = "시장 = 장터"
DAYS = 150


def synonyms(cast: Cast, city: District, mapo: District, now: datetime) -> Script:
    """The city's hold in every district; one set of a district was taken away again."""
    coordinator = cast.accounts["coordinator"]
    yield now - timedelta(days=DAYS)
    for words in CITY:
        services.add_synonyms(city, words, by=coordinator)
    made = [services.add_synonyms(mapo, words, by=coordinator) for words in MAPO]
    yield now - timedelta(days=DAYS / 3)
    services.remove_synonyms(next(one for one in made if str(one) == SPLIT_AGAIN), by=coordinator)
