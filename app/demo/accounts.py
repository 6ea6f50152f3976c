"""The accounts a visitor of the demo may use. One password for all of them, public on purpose: a real instance starts with NO_DEMO=1."""

from dataclasses import dataclass

from app.accounts import queries
from app.accounts.models import Resident
from app.districts.states import Role

PASSWORD = "decide-seoul-demo"  # noqa: S105 - printed by `flask demo accounts`


@dataclass(frozen=True)
class DemoAccount:
    """`hats`: the role worn in each of these districts. `where`: the page on which this person has something to do."""

    name: str
    display_name: str
    who: str
    where: str
    hat: Role | None = None
    places: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name}@example.test"


EVERYWHERE = ("seoul", "mapo", "eunpyeong")
ACCOUNTS = (
    DemoAccount("citizen", "가상주민 다올", "시민", "/seoul/votes"),
    DemoAccount("proposer", "가상주민 새벽", "제안자", "/me"),
    DemoAccount("officer", "가상담당 마포 문화", "부서 담당자", "/mapo/desk", Role.OFFICER, ("mapo",)),
    DemoAccount("panelist", "가상심사 은솔", "심사위원", "/eunpyeong/desk", Role.PANELIST, EVERYWHERE),
    DemoAccount("committee", "가상위원 해담", "예산위원", "/seoul/votes", Role.COMMITTEE, EVERYWHERE),
    DemoAccount("clerk", "가상접수 도담", "접수 담당자", "/seoul/intake", Role.CLERK, EVERYWHERE),
    DemoAccount("moderator", "가상진행 누리봄", "진행자", "/seoul/moderation", Role.MODERATOR, EVERYWHERE),
    DemoAccount("moderator2", "가상진행 달무리", "또 다른 진행자", "/seoul/moderation/appeals", Role.MODERATOR, EVERYWHERE),
    DemoAccount("coordinator", "가상운영 한결", "운영 담당자", "/eunpyeong/budget", Role.COORDINATOR, EVERYWHERE),
    DemoAccount("auditor", "가상감사 바름", "감사자", "/seoul/log", Role.AUDITOR, EVERYWHERE),
)


def seeded() -> Resident | None:
    """The demo's first account, if this database was filled by the demo."""
    return queries.by_email(ACCOUNTS[0].email)
