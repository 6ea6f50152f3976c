"""The budget table of the city's own collaborative-governance plan of 2017, amounts in thousand won as the plan states them."""

from datetime import datetime, timedelta

from app.budget.services import tables
from app.demo.people import Cast
from app.demo.play import Script
from app.districts.models import District

PLAN_2017 = (
    ("구분", "금액(천원)"),
    ("계", "4,611,935"),
    ("시정협치 체계구축 등", "461,665"),
    ("- 협치체계 구축 및 네트워크 운영 등", "221,665"),
    ("- 조사 및 모니터링비", "100,000"),
    ("- 대토론회 개최 및 홍보비", "140,000"),
    ("지역협치 활성화 등", "3,899,520"),
    ("- 지역사회 혁신계획 수립·실행 지원", "2,293,420"),
    ("- 시민협력플랫폼 구축·운영 지원", "1,543,100"),
    ("- 지역협치 활성화 연계 지원", "38,000"),
    ("- 지역협치분야 정책토론회", "25,000"),
    ("협치학교", "250,750"),
)


def budget_tables(cast: Cast, city: District, now: datetime) -> Script:
    yield now - timedelta(days=30)
    tables.publish(
        city, by=cast.accounts["coordinator"], name="2017년도 협치사업예산", year=2017, unit="thousand", rows=PLAN_2017,
        source="2017년 협치서울 추진계획 붙임 2",
    )  # fmt: skip
