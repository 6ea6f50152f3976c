"""The plan's table of district funding adds up, and what a type amounts to is exact."""

import pytest

from app.budget import dashboard, funding
from app.budget.funding import PLAN_2017, Cap, DistrictFundingType, FundingComponent

EOK = 100_000_000


@pytest.mark.parametrize(
    ("kind", "gu", "parts"),
    [
        (DistrictFundingType.STANDARD, 5, {"fixed_amount": 5}),
        (DistrictFundingType.INTEGRATED, 10, {"fixed_amount": 5, "innovation_plan": 3, "integration_cost": 2}),
        (DistrictFundingType.SEPARATED, 8, {"fixed_amount": 5, "innovation_plan": 3}),
    ],
)
def test_the_table_of_2017_adds_up(kind, gu, parts):
    found = {one.value: cap.won for one, cap in funding.components(PLAN_2017, kind).items()}
    assert found.pop("dong_plan") * 2 == EOK
    assert found == {name: eok * EOK for name, eok in parts.items()}
    assert funding.gu_won(PLAN_2017, kind) == sum(parts.values()) * EOK == gu * EOK


def test_a_neighbourhood_plan_is_paid_once_or_for_each_dong_as_the_city_decides():
    assert funding.total_won(PLAN_2017, DistrictFundingType.STANDARD, 0) == 5 * EOK
    assert funding.total_won(PLAN_2017, DistrictFundingType.STANDARD, 16) == 5 * EOK + EOK // 2
    each = {**PLAN_2017, (DistrictFundingType.STANDARD, FundingComponent.DONG_PLAN): Cap(EOK // 2, is_per_dong=True)}
    assert funding.total_won(each, DistrictFundingType.STANDARD, 16) == 5 * EOK + 8 * EOK


@pytest.mark.parametrize("count", [-1, funding.DONG_MAXIMUM + 1])
def test_a_district_has_so_many_dong_and_no_more(count):
    with pytest.raises(funding.BadDongCount):
        funding.total_won(PLAN_2017, DistrictFundingType.STANDARD, count)


def test_a_type_without_amounts_cannot_be_had():
    with pytest.raises(funding.NoFundingOfThisType):
        funding.total_won({}, DistrictFundingType.STANDARD, 0)


def test_a_district_track_stays_within_what_was_granted():
    assert funding.district_won(10, {"district": 4, "general": 6}, ("district", "general")) == 4
    assert funding.district_won(10, {}, ("district",)) == 10
    assert funding.district_won(10, {}, ("general", "district")) == 0
    funding.check_granted(5 * EOK, 5 * EOK)
    funding.check_granted(5 * EOK, None)
    with pytest.raises(funding.MoreThanGranted):
        funding.check_granted(5 * EOK + 1, 5 * EOK)


def test_innovation_grants_at_their_maxima_are_ceilings_not_plans():
    assert 10 * EOK + 8 * (3 * EOK - EOK) == 26 * EOK
    assert 26 * EOK - 2_293_420_000 == 306_580_000


def test_shades_and_turnout_are_whole_numbers():
    assert [dashboard.level(number, 40) for number in (None, 0, 1, 10, 11, 40)] == [0, 0, 1, 1, 2, 4]
    assert dashboard.value({"voters": 1, "entitled": 3}, "turnout") == 333
    assert dashboard.value({"voters": 1, "entitled": 0}, "turnout") is None
    assert dashboard.value({"voters": None, "entitled": 5}, "turnout") is None
