"""The people of the demo: the accounts to try, officials for every desk, and a crowd of plainly invented residents."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.accounts import services as accounts
from app.accounts.models import CodePurpose, ConsentKind, Resident
from app.core import clock
from app.demo import texts
from app.demo.accounts import ACCOUNTS, PASSWORD, DemoAccount
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.models import Department, District
from app.districts.states import Role

CONSENTS = (ConsentKind.TERMS, ConsentKind.PRIVACY, ConsentKind.OPINION)
NICKNAMES = (
    "한별", "두루", "가온", "나래", "다솜", "라온", "마루", "바다", "새봄", "아람", "여울", "이슬",
    "하늘", "보람", "슬기", "가람", "누리", "도담", "미르", "벼리", "초롱", "온유", "단비", "솔잎",
)  # fmt: skip
HOW = ("푸른", "맑은", "느린", "작은", "따뜻한", "조용한", "씩씩한", "둥근", "부지런한", "웃는", "새벽", "골목")
WHAT = ("소나무", "시냇물", "참새", "우산", "돌담", "바람", "은행잎", "자전거", "다람쥐", "햇살", "징검다리", "고래")
EARLIEST_DAYS = 600
PANEL, COMMITTEE = 3, 9


@dataclass
class Cast:
    """Who plays: accounts by name, residents by nickname, the crowd by the time they came, officials by district."""

    accounts: dict[str, Resident] = field(default_factory=dict)
    named: dict[str, Resident] = field(default_factory=dict)
    early: list[Resident] = field(default_factory=list)
    late: list[Resident] = field(default_factory=list)
    panel: dict[str, list[Resident]] = field(default_factory=dict)
    committee: list[Resident] = field(default_factory=list)
    departments: dict[tuple[str, str], Department] = field(default_factory=dict)
    officers: dict[tuple[str, str], Resident] = field(default_factory=dict)


def gather(rng: Random, places: list[District], crowd: int) -> Cast:
    """Sign everybody up, early residents first; `crowd` is how many there are besides the named ones."""
    cast = Cast()
    with clock.travel(clock.now() - timedelta(days=EARLIEST_DAYS)):
        for account in ACCOUNTS:
            cast.accounts[account.name] = arrive(rng, account.email, account.display_name, password=PASSWORD)
        for number, nickname in enumerate(NICKNAMES, 1):
            cast.named[nickname] = arrive(rng, f"named{number:02d}@example.test", f"가상주민 {nickname}")
        for place in places:
            _staff(rng, cast, place)
        _appoint(cast, places)
    _crowd(rng, cast, crowd)
    return cast


def _crowd(rng: Random, cast: Cast, number: int) -> None:
    """Two fifths came before last year's vote, the others since."""
    names = [f"가상주민 {how} {what}" for how in HOW for what in WHAT]
    rng.shuffle(names)
    cast.early.extend(cast.named.values())
    for index, name in enumerate(names[:number]):
        is_early = index * 5 < number * 2
        days = rng.randint(460, 590) if is_early else rng.randint(240, 440)
        with clock.travel(clock.now() - timedelta(days=days)):
            (cast.early if is_early else cast.late).append(arrive(rng, f"resident{index + 1:03d}@example.test", name))


def arrive(rng: Random, email: str, name: str, password: str | None = None) -> Resident:
    """A new resident whose address is confirmed the usual way, by a code."""
    born = date(clock.today().year - rng.randint(17, 78), rng.randint(1, 12), rng.randint(1, 28))
    home = rng.choice(districts.everywhere())
    resident = accounts.sign_up(
        email=email, display_name=name, birth_date=born, home_district=None if home.is_city else home, consents=CONSENTS,
        password=password,
    )  # fmt: skip
    return accounts.redeem_code(email, CodePurpose.VERIFY, accounts.issue_code(email, CodePurpose.VERIFY)) or resident


def _staff(rng: Random, cast: Cast, place: District) -> None:
    """Departments with an officer each, and a panel."""
    for key, (ko, en) in texts.words()["departments"].items():
        unit = district_services.add_department(place, name_ko=ko, name_en=en)
        cast.departments[place.slug, key] = unit
        if (place.slug, key) == ("mapo", "culture"):
            officer = cast.accounts["officer"]
        else:
            officer = arrive(rng, f"{key}.{place.slug}@example.test", f"가상담당 {place.name_ko[:-1]} {ko[:-1]}")
            district_services.appoint(place, officer, Role.OFFICER, department=unit)
        cast.officers[place.slug, key] = officer
    cast.panel[place.slug] = [cast.accounts["panelist"]]
    for number in range(1, PANEL + 1):
        panelist = arrive(rng, f"panel{number}.{place.slug}@example.test", f"가상심사 {place.name_ko[:-1]} {number}")
        district_services.appoint(place, panelist, Role.PANELIST)
        cast.panel[place.slug].append(panelist)


def _appoint(cast: Cast, places: list[District]) -> None:
    """The hats of the demo accounts, and a committee of the city."""
    for account in ACCOUNTS:
        for place in places:
            if account.hat is not None and place.slug in account.places:
                district_services.appoint(place, cast.accounts[account.name], account.hat, department=_unit(cast, account, place))
    city = districts.city()
    for nickname in NICKNAMES[-COMMITTEE:]:
        district_services.appoint(city, cast.named[nickname], Role.COMMITTEE)
        cast.committee.append(cast.named[nickname])


def _unit(cast: Cast, account: DemoAccount, place: District) -> Department | None:
    return cast.departments[place.slug, "culture"] if account.hat is Role.OFFICER else None
