"""지역참여형: what the city gives a district, by the type it chooses. Pure; the amounts of the plan of 2017 are where data starts from.

The plan's table, flattened by its converter, adds up: 융합형 10억 = 정액지원 5억 + 지역사회혁신계획 3억 + 통합비용 2억. It does not say
whether a 동마을계획 is paid for each 동 or each 구: that is a setting of its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_, InvalidInput, RuleBroken

_EOK_WON = 100_000_000
DONG_MAXIMUM = 50
"""More than any district of the city has; the largest has 27."""

CAP_MAXIMUM_WON = 1_000_000_000_000


class DistrictFundingType(StrEnum):
    """일반형, 융합형, 분리형: not to be confused with the tracks of proposals."""

    STANDARD = "standard"
    INTEGRATED = "integrated"
    SEPARATED = "separated"


class FundingComponent(StrEnum):
    """기존 정액지원형, 지역사회혁신계획형, 통합비용, 동마을계획형."""

    FIXED_AMOUNT = "fixed_amount"
    INNOVATION_PLAN = "innovation_plan"
    INTEGRATION_COST = "integration_cost"
    DONG_PLAN = "dong_plan"


@dataclass(frozen=True)
class Cap:
    """At most this much, in whole won; for each 동 or once."""

    won: int
    is_per_dong: bool = False


Scheme = Mapping[tuple[DistrictFundingType, FundingComponent], Cap]

PLAN_2017: Scheme = {
    (DistrictFundingType.STANDARD, FundingComponent.FIXED_AMOUNT): Cap(5 * _EOK_WON),
    (DistrictFundingType.STANDARD, FundingComponent.DONG_PLAN): Cap(_EOK_WON // 2),
    (DistrictFundingType.INTEGRATED, FundingComponent.FIXED_AMOUNT): Cap(5 * _EOK_WON),
    (DistrictFundingType.INTEGRATED, FundingComponent.INNOVATION_PLAN): Cap(3 * _EOK_WON),
    (DistrictFundingType.INTEGRATED, FundingComponent.INTEGRATION_COST): Cap(2 * _EOK_WON),
    (DistrictFundingType.INTEGRATED, FundingComponent.DONG_PLAN): Cap(_EOK_WON // 2),
    (DistrictFundingType.SEPARATED, FundingComponent.FIXED_AMOUNT): Cap(5 * _EOK_WON),
    (DistrictFundingType.SEPARATED, FundingComponent.INNOVATION_PLAN): Cap(3 * _EOK_WON),
    (DistrictFundingType.SEPARATED, FundingComponent.DONG_PLAN): Cap(_EOK_WON // 2),
}


class NoFundingOfThisType(RuleBroken):
    code = "NO_FUNDING_OF_THIS_TYPE"
    field = "kind"
    sentence = N_("그해에는 이 유형의 지원 규모가 정해져 있지 않습니다.")


class BadDongCount(InvalidInput):
    code = "BAD_DONG_COUNT"
    field = "dong_count"
    sentence = N_("동마을계획을 하는 동의 수를 0부터 %(most)s까지 적어 주세요.")


class FundingUnchanged(RuleBroken):
    code = "FUNDING_UNCHANGED"
    field = "kind"
    sentence = N_("지금과 같은 선택입니다. 바꿀 것이 없습니다.")


class MoreThanGranted(RuleBroken):
    code = "MORE_THAN_GRANTED"
    field = "envelope_won"
    sentence = N_("지역참여형 금액 %(planned)s원이 구가 고른 유형의 최대 금액 %(granted)s원보다 많습니다.")


class BadFundingCap(InvalidInput):
    code = "BAD_FUNDING_CAP"
    field = "cap_won"
    sentence = N_("한도는 0원부터 %(most)s원까지 적을 수 있습니다.")


def components(scheme: Scheme, kind: DistrictFundingType) -> dict[FundingComponent, Cap]:
    """What a type consists of, in the order of the plan's table."""
    return {one: scheme[kind, one] for one in FundingComponent if (kind, one) in scheme}


def gu_won(scheme: Scheme, kind: DistrictFundingType) -> int:
    """The most a district gets at the level of the 구, in won: without 동마을계획."""
    return sum(cap.won for one, cap in components(scheme, kind).items() if one is not FundingComponent.DONG_PLAN)


def total_won(scheme: Scheme, kind: DistrictFundingType, dong_count: int) -> int:
    """The most a district of this type gets, in won. `dong_count`: how many 동 make a plan; nought is none at all."""
    if not 0 <= dong_count <= DONG_MAXIMUM:
        raise BadDongCount(most=DONG_MAXIMUM)
    parts = components(scheme, kind)
    if not parts:
        raise NoFundingOfThisType
    dong = parts.get(FundingComponent.DONG_PLAN, Cap(0))
    times = dong_count if dong.is_per_dong else min(dong_count, 1)
    return gu_won(scheme, kind) + dong.won * times


def check_cap_won(cap_won: int) -> None:
    if not 0 <= cap_won <= CAP_MAXIMUM_WON:
        raise BadFundingCap(most=f"{CAP_MAXIMUM_WON:,}")


def district_won(envelope_won: int, track_envelopes_won: Mapping[str, int], tracks: Collection[str]) -> int:
    """What a cycle plans for its district track: its own envelope, or the whole where nothing else is in it."""
    if "district" in track_envelopes_won:
        return track_envelopes_won["district"]
    return envelope_won if set(tracks) == {"district"} else 0


def check_granted(planned_won: int, granted_won: int | None) -> None:
    """Refuse a district track with more money than the type the district chose amounts to; before a choice nothing is compared."""
    if granted_won is not None and planned_won > granted_won:
        raise MoreThanGranted(planned=f"{planned_won:,}", granted=f"{granted_won:,}")
