"""What can be asked and how it is counted, who is asked, what a plan still lacks. Pure: refuses the clock, the database and the request."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.core.errors import N_, Blocker, InvalidInput, RuleBroken
from app.polls.states import Audience, Kind
from app.voting.ballot import (
    ApprovalFormat,
    BallotFormat,
    ChooseOneFormat,
    GradesFormat,
    KnapsackFormat,
    Quota,
    RankingFormat,
    YesNoFormat,
    is_offered,
)
from app.voting.rules import BY_CODE, BY_LINK, ON_SITE, ElectorateDraft, OptionDraft
from app.voting.tally import EqualSharesRule, GreedyRule, PollMethod, PollRule, Rule

OPTIONS_LEAST = 2
ROSTER_MAXIMUM = 5_000
SLIPS_MAXIMUM = 1_000
SLIPS_PER_SHEET = 100
GRADE_MAXIMUM = 3
RANKS_MAXIMUM = 10
NOTICE_MINUTES = 5
"""How long before its opening a plan must be confirmed at the latest: keys are made, numbers handed out."""
CITIZEN_POLLS_OPEN = 2
CITIZEN_POLLS_PER_DAY = 2
CITIZEN_POLL_DAYS = 14
CITIZEN_OPTIONS_MAXIMUM = 20
LINK_VOTERS_PER_ADDRESS = "30 per hour"
"""A school or a library shares one address; beyond this it is more likely one person pressing again."""

AT_HOME = "home"
"""The body of those who have told that they live in the district of a paper, or in one of the areas of their ballot (app/voting/bodies.py)."""

METHODS: Mapping[Kind, tuple[str, ...]] = {
    Kind.YES_NO: ("plurality",),
    Kind.SINGLE: ("plurality",),
    Kind.APPROVAL: ("approval",),
    Kind.QUOTAS: ("approval",),
    Kind.BUDGET: ("greedy", "equal-shares"),
    Kind.RANKING: ("instant-runoff", "borda"),
    Kind.GRADES: ("score",),
}
CITIZEN_KINDS = (Kind.YES_NO, Kind.SINGLE, Kind.APPROVAL, Kind.RANKING, Kind.GRADES)
YES_NO = (OptionDraft("yes", "찬성"), OptionDraft("no", "반대"))


class PlanIsFixed(RuleBroken):
    code = "PLAN_IS_FIXED"
    sentence = N_("확인을 기다리거나 확정된 투표는 누구도 고칠 수 없습니다.")


class OwnPlan(RuleBroken):
    code = "OWN_PLAN"
    status = 403
    sentence = N_("투표를 만들거나 올린 사람은 스스로 확정할 수 없습니다. 다른 사람이 확인해야 합니다.")


class PlanChanged(RuleBroken):
    code = "PLAN_CHANGED"
    sentence = N_("보고 있던 내용과 지금 내용이 다릅니다. 다시 읽고 확정해 주세요.")


class TooFewOptions(InvalidInput):
    code = "TOO_FEW_OPTIONS"
    field = "lines"
    sentence = N_("선택지를 두 개 이상 적어 주세요.")


class TooManyOptions(InvalidInput):
    code = "TOO_MANY_OPTIONS"
    field = "lines"
    sentence = N_("선택지는 %(most)s개까지 둘 수 있습니다.")


class RowsWrong(InvalidInput):
    code = "ROWS_WRONG"
    sentence = N_("고칠 줄이 %(number)s개 있습니다. 아무것도 저장하지 않았습니다.")


class MethodDoesNotFit(InvalidInput):
    code = "METHOD_DOES_NOT_FIT"
    field = "method"
    sentence = N_("이 투표 방식에는 쓸 수 없는 셈법입니다.")


class QuotasUnreadable(InvalidInput):
    code = "QUOTAS_UNREADABLE"
    field = "quotas"
    sentence = N_("한 줄에 하나씩 '분야 = 개수'로 적어 주세요. 예: 광역 = 7")


class LinkIsPlain(InvalidInput):
    """Whoever has the link is whoever they say: a sealed ballot of nobody in particular would promise too much."""

    code = "LINK_IS_PLAIN"
    field = "is_sealed"
    sentence = N_("링크로 하는 투표는 한 사람이 한 표인지 확인할 수 없어 공개 의견 조사(L0)로만 열 수 있습니다.")


class CityIsNoHome(InvalidInput):
    """Residents name one of the 25 districts as theirs; the city is everybody's."""

    code = "CITY_IS_NO_HOME"
    field = "audience"
    sentence = N_("서울시 투표에서는 '주민'을 골라 주세요. 사는 구로 나누는 것은 구의 투표에서만 할 수 있습니다.")


class OnlyTheCityHasDistricts(InvalidInput):
    code = "ONLY_THE_CITY_HAS_DISTRICTS"
    field = "audience"
    sentence = N_("구마다 다른 투표지는 서울시 투표에서만 쓸 수 있습니다.")


class TooManyPolls(RuleBroken):
    code = "TOO_MANY_POLLS"
    status = 429
    sentence = N_("우리끼리투표는 한 사람이 동시에 %(open)s개, 하루에 %(day)s개까지 열 수 있습니다.")


class PollTooLong(InvalidInput):
    code = "POLL_TOO_LONG"
    field = "closes_on"
    sentence = N_("우리끼리투표는 %(days)s일까지 열어 둘 수 있습니다.")


@dataclass(frozen=True)
class Question:
    """How the ballot is filled in and counted; `most`: choices on a ballot or places in a ranking; amounts in won."""

    kind: Kind = Kind.APPROVAL
    method: str = "approval"
    seats: int = 1
    most: int | None = 3
    budget_won: int = 0
    quotas: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"kind": self.kind.value, "quotas": [list(quota) for quota in self.quotas]}

    def format(self, options: int) -> BallotFormat:
        if self.kind is Kind.YES_NO:
            return YesNoFormat()
        if self.kind is Kind.SINGLE:
            return ChooseOneFormat()
        if self.kind is Kind.BUDGET:
            return KnapsackFormat(budget=self.budget_won, max_choices=self.most)
        if self.kind is Kind.RANKING:
            places = max(1, min(self.most or RANKS_MAXIMUM, options, RANKS_MAXIMUM))
            return RankingFormat(scores=tuple(range(places, 0, -1)))
        if self.kind is Kind.GRADES:
            return GradesFormat(max_grade=GRADE_MAXIMUM)
        quotas = tuple(Quota(name, number) for name, number in self.quotas) if self.kind is Kind.QUOTAS else ()
        most = sum(quota.max_choices for quota in quotas) if quotas else self.most
        return ApprovalFormat(max_choices=most, quotas=quotas)

    def rule(self) -> Rule:
        if self.method == "greedy":
            return GreedyRule()
        if self.method == "equal-shares":
            return EqualSharesRule()
        return PollRule(PollMethod(self.method), seats=1 if self.kind is Kind.YES_NO else self.seats)


def question_from(raw: Mapping[str, Any]) -> Question:
    quotas = tuple((str(name), int(number)) for name, number in raw.get("quotas", ()))
    return Question(**{**raw, "kind": Kind(raw["kind"]), "quotas": quotas}) if raw else Question()


def check_method(kind: Kind, method: str) -> None:
    if method not in METHODS[kind]:
        raise MethodDoesNotFit


def read_quotas(text: str) -> tuple[tuple[str, int], ...]:
    """'광역 = 7' line by line."""
    quotas = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, number = (part.strip() for part in line.rpartition("="))
        if not name or not number.isdecimal() or not 1 <= int(number) <= 99:
            raise QuotasUnreadable
        quotas.append((name, int(number)))
    if not quotas or len({name for name, _ in quotas}) != len(quotas):
        raise QuotasUnreadable
    return tuple(quotas)


def electorates(audience: Audience) -> list[ElectorateDraft]:
    drafts = {
        Audience.RESIDENTS: ElectorateDraft("residents", "주민", "Residents"),
        Audience.HOME: ElectorateDraft("home", "이 구에 사는 주민", "People living in this district", eligible_role=AT_HOME),
        Audience.COMMITTEE: ElectorateDraft("committee", "위원회", "Committee", eligible_role="committee"),
        Audience.ROSTER: ElectorateDraft("roster", "명부에 오른 사람", "People on the roster", eligible_role=BY_CODE),
        Audience.SITE: ElectorateDraft("site", "현장에 온 사람", "People on the spot", eligible_role=ON_SITE),
        Audience.LINK: ElectorateDraft("link", "링크를 받은 사람", "People with the link", eligible_role=BY_LINK),
    }
    return [drafts[audience]]


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a plan."""

    title: str
    question: Question
    options: Sequence[Mapping[str, Any]]
    audience: Audience
    voters: int
    is_sealed: bool
    opens_at: datetime | None
    closes_at: datetime | None
    is_tried: bool
    now: datetime = field(default=datetime.min)
    areas: Sequence[Sequence[str]] = ()
    """For each of the ballots that would come of it, where not everybody gets the same: the areas whose options it offers."""


def _offers_anything(options: Sequence[Mapping[str, Any]], areas: Sequence[str]) -> bool:
    """Whether a ballot for these areas offers anything."""
    return any(is_offered(areas, option.get("area", "")) for option in options)


def lacks(facts: Facts) -> list[Blocker]:
    """What a plan still needs before it can be put to the second person, in the order of the wizard's pages."""
    costs = [int(option.get("cost", 0)) for option in facts.options]
    fields = {option.get("category", "") for option in facts.options}
    question = facts.question
    has_styles = facts.audience is Audience.DISTRICTS
    named = {area for option in facts.options if (area := option.get("area", ""))}
    checks: list[tuple[bool, str, str]] = [
        (not facts.title, "TITLE_MISSING", N_("투표 이름을 적어 주세요.")),
        (len(facts.options) < OPTIONS_LEAST, "OPTIONS_MISSING", N_("선택지를 두 개 이상 넣어 주세요.")),
        (question.kind is Kind.BUDGET and question.budget_won <= 0, "BUDGET_MISSING", N_("나눌 예산을 적어 주세요.")),
        (question.kind is Kind.BUDGET and not all(costs), "COST_MISSING", N_("예산을 나누는 투표에는 선택지마다 비용이 있어야 합니다.")),
        (
            question.kind is Kind.QUOTAS and not {name for name, _ in question.quotas} <= fields,
            "FIELD_MISSING",
            N_("고를 수를 정한 분야에 선택지가 하나도 없습니다."),
        ),
        (
            facts.audience in (Audience.ROSTER, Audience.SITE) and not facts.voters,
            "VOTERS_MISSING",
            N_("투표할 사람의 명부나 쪽지 수를 정해 주세요."),
        ),
        (has_styles and not named, "AREA_MISSING", N_("구를 적은 선택지가 하나도 없습니다. 구마다 다른 투표지에는 구의 안이 있어야 합니다.")),
        (
            has_styles and not named <= {area for ballot in facts.areas for area in ballot},
            "AREA_ON_NO_BALLOT",
            N_("어느 구의 투표지에도 오르지 않는 선택지가 있습니다. 선택지의 구를 다시 확인해 주세요."),
        ),
        (
            has_styles and not all(_offers_anything(facts.options, ballot) for ballot in facts.areas),
            "BALLOT_EMPTY",
            N_("고를 것이 하나도 없는 투표지가 있습니다. 서울시 전체의 안을 넣거나 구마다 안을 넣어 주세요."),
        ),
        (facts.audience is Audience.LINK and facts.is_sealed, LinkIsPlain.code, LinkIsPlain.sentence),
        (facts.opens_at is None or facts.closes_at is None, "DATES_MISSING", N_("시작과 마감을 정해 주세요.")),
        (
            facts.opens_at is not None and facts.opens_at < facts.now + timedelta(minutes=NOTICE_MINUTES),
            "OPENS_TOO_SOON",
            N_("시작은 지금보다 5분 넘게 뒤여야 합니다. 그 사이에 다른 사람이 확인합니다."),
        ),
        (
            facts.opens_at is not None and facts.closes_at is not None and facts.closes_at <= facts.opens_at,
            "WINDOW_REVERSED",
            N_("마감은 시작보다 뒤여야 합니다."),
        ),
        (not facts.is_tried, "NOT_TRIED", N_("시험 투표를 한 번 해 보아야 합니다. 내용을 고치면 다시 해야 합니다.")),
    ]  # fmt: skip
    return [Blocker(code, sentence) for is_lacking, code, sentence in checks if is_lacking]
