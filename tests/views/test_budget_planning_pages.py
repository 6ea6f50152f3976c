"""The wizard page by page without scripts, the amendments and the simulator."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.budget import planning, queries
from app.budget.policy.presets import CHECKLIST, SEED_2017
from app.budget.queries import panels, plans
from app.budget.services import drafts
from app.budget.states import Post, Stage
from app.core import clock
from app.districts.states import Role
from tests.make import budget, people


@pytest.fixture
def coordinator(app):
    return people.official(people.district(), Role.COORDINATOR)


def days():
    return {
        f"due_{stage.value}": str(clock.today() + timedelta(days=10 * n)) for n, stage in enumerate(tuple(Stage)[:-1], start=1)
    }


ANSWERS = {
    "basics": {"name": "2027년 협치형 예산", "year": "2027", "tracks": ["collaborative", "general"]},
    "money": {
        "envelope_won": "100억", "first_screening_cap_percent": "170", "second_screening_cap_percent": "130", "cap_rule": "skip",
        "track_won_collaborative": "60억", "track_won_general": "40억", "under_collaborative": "10억", "under_event": "3억",
    },
    "judging": {
        "score_sheet_quorum": "3", "panel_quorum_percent": "50", "appeal_days": "7", "own_criteria": "지역 균형",
        "sheet_criteria": "공공성, 60\n실현가능성, 40", "deliberation_steps": ["workshop"],
    },
    "ballot": {
        "ballot": "approval", "votes_per_ballot": "10", "track_votes_general": "7", "track_votes_collaborative": "3",
        "minimum_age_years": "14", "weight_committee": "40", "weight_budget_school": "10", "weight_citizens": "50",
    },
    "checklist": {f"mark_{code}": "reviewed" for code in CHECKLIST},
}  # fmt: skip


def test_a_cycle_is_planned_section_by_section_seen_whole_and_opened(page, coordinator):
    shown = page("/mapo/budget/plans", as_=coordinator)
    assert len(shown.all("input", name="preset")) == 6
    first = page("/mapo/budget/plans", data={"preset": "seed_2017"})
    assert "이름과 유형" in first.text
    (draft,) = plans.drafts(people.district())
    for section in planning.SECTIONS:
        page(f"/mapo/budget/plans/{draft.id}/{section}", data=ANSWERS.get(section) or {**days(), "dated_stages": ["intake"]})
    whole = page(f"/mapo/budget/plans/{draft.id}")
    assert "협치형 60억원 · 일반형 40억원" in whole.text or "일반형 40억원 · 협치형 60억원" in whole.text
    assert "협치형 10억원 미만" in whole.text
    assert "시민참여예산위원회 40 : 예산학교 회원 10 : 시민 50" in whole.text
    assert "13개 가운데 검토완료 13, 해당없음 0" in whole.text
    (seen,) = whole.all("input", name="seen")
    opened = page(f"/mapo/budget/plans/{draft.id}/open", data={"seen": seen["value"]})
    assert "예산 주기를 열었습니다." in opened.text
    (cycle,) = queries.cycles(people.district())
    policy = cycle.policy
    assert dict(policy.track_envelopes_won) == {"collaborative": 6_000_000_000, "general": 4_000_000_000}
    assert dict(policy.votes_per_track) == {"general": 7, "collaborative": 3}
    assert [(one.name_ko, one.full_points) for one in policy.sheet_criteria] == [("공공성", 60), ("실현가능성", 40)]
    assert policy.dated_stages == (Stage.INTAKE,)
    page(f"/mapo/budget/plans/{draft.id}", status=403)


def test_the_panel_is_named_in_the_plan_and_seated_when_it_opens(page, coordinator):
    place = people.district()
    first, second = (people.official(place, Role.PANELIST) for _ in range(2))
    page("/mapo/budget/plans", as_=coordinator, data={"preset": "seed_2017"})
    (draft,) = plans.drafts(place)
    for section in planning.SECTIONS:
        page(f"/mapo/budget/plans/{draft.id}/{section}", data=ANSWERS.get(section) or {**days(), "dated_stages": ["intake"]})
    path, today = f"/mapo/budget/plans/{draft.id}/panel", clock.today()
    sent = {"members": [first.id, second.id], "chair": second.id, "since_on": today, "until_on": today + timedelta(days=200)}
    assert "임기의 끝은" in page(path, data=sent | {"until_on": today - timedelta(days=1)}, status=422).text
    page(path, data=sent)
    assert page(path).all("input", name="members", value=str(first.id))[0].keys() >= {"checked"}
    whole = page(f"/mapo/budget/plans/{draft.id}")
    assert second.display_name in whole.text and "위원장" in whole.text
    stale = whole.all("input", name="seen")[0]["value"]
    page(path, data=sent | {"until_on": today + timedelta(days=201)})
    page(f"/mapo/budget/plans/{draft.id}/open", data={"seen": stale}, status=409)
    (seen,) = page(f"/mapo/budget/plans/{draft.id}").all("input", name="seen")
    page(f"/mapo/budget/plans/{draft.id}/open", data={"seen": seen["value"]})
    (cycle,) = queries.cycles(place)
    assert {one.resident_id: one.post for one in panels.seats(cycle)} == {first.id: Post.MEMBER, second.id: Post.CHAIR}


def test_a_section_with_an_error_comes_back_filled_in(page, coordinator):
    draft = drafts.begin(people.district(), preset=SEED_2017, by=coordinator)
    back = page(
        f"/mapo/budget/plans/{draft.id}/money", as_=coordinator,
        data={**ANSWERS["money"], "first_screening_cap_percent": "", "envelope_won": "구십억쯤"}, status=422,
    )  # fmt: skip
    assert "꼭 적어야 합니다." in back.text
    (field,) = back.all("input", name="envelope_won")
    assert field["value"] == "구십억쯤"
    assert plans.draft(people.district(), draft.id).planned.envelope_won == SEED_2017.envelope_won


def test_a_plan_with_something_missing_shows_it_and_no_button(page, coordinator):
    draft = drafts.begin(people.district(), preset=SEED_2017, by=coordinator)
    shown = page(f"/mapo/budget/plans/{draft.id}", as_=coordinator)
    assert "투표 집단의 반영 비율을 정해야 합니다." in shown.text
    assert not shown.all("form", action=f"/mapo/budget/plans/{draft.id}/open")
    refused = page(f"/mapo/budget/plans/{draft.id}/open", data={"seen": drafts.seal(draft)}, status=409)
    assert "남은 일을 먼저 마쳐 주세요" in refused.text


def test_numbers_that_do_not_go_together_are_told_at_their_section(page, coordinator):
    draft = drafts.begin(people.district(), preset=SEED_2017, by=coordinator)
    page(
        f"/mapo/budget/plans/{draft.id}/money", as_=coordinator, data={**ANSWERS["money"], "second_screening_cap_percent": "180"}
    )
    shown = page(f"/mapo/budget/plans/{draft.id}")
    assert "함께 쓸 수 없는 값이 있습니다." in shown.text


def test_a_plan_is_put_away(page, coordinator):
    draft = drafts.begin(people.district(), preset=SEED_2017, by=coordinator)
    page(f"/mapo/budget/plans/{draft.id}/discard", as_=coordinator, data={})
    assert plans.drafts(people.district()) == []


def test_a_running_cycle_is_amended_in_public(page):
    made = budget.world()
    root = f"/mapo/budget/{made.cycle.id}"
    page(f"{root}/amend/ballot", as_=made.coordinator)
    sent = {
        "ballot": "approval", "votes_per_ballot": "5", "minimum_age_years": "14", "weight_citizens": "1", "seen_amendments": "0",
        "reason": "",
    }  # fmt: skip
    page(f"{root}/amend/ballot", data=sent, status=422)
    page(f"{root}/amend/ballot", data=sent | {"reason": budget.REASON})
    assert "그 사이 다른 사람이" in page(f"{root}/amend/ballot", data=sent | {"reason": budget.REASON}, status=422).text
    shown = page(f"{root}/amendments", as_=None)
    assert "3개까지" in shown.text
    assert "5개까지" in shown.text
    assert budget.REASON in shown.text
    assert "설정을 바꿨습니다: 한 사람이 고르는 수" in page(f"{root}/history").text


def test_only_what_may_still_be_amended_is_asked(page):
    made = budget.at(Stage.FIRST_SCREENING)
    root = f"/mapo/budget/{made.cycle.id}"
    shown = page(f"{root}/amend/money", as_=made.coordinator)
    assert shown.all("input", name="envelope_won")
    assert not shown.all("input", name="cap_rule")
    page(f"{root}/amend/basics", status=404)
    page(f"{root}/amend/checklist", status=404)
    page(f"{root}/amend/nonsense", status=404)


def test_the_simulator_shows_a_role_at_a_date_and_writes_nothing(page):
    made = budget.world(dated_stages=(Stage.INTAKE,))
    root = f"/mapo/budget/{made.cycle.id}"
    day = clock.seoul(made.cycle.due(Stage.INTAKE)).date() + timedelta(days=1)
    shown = page(f"{root}/simulate?role=officer&on={day}")
    assert "사업부서 검토" in shown.text
    assert "부서 검토하기" in shown.text
    assert "일정에 따른 예상" in shown.text
    assert queries.cycle(made.district, made.cycle.id).stage is Stage.INTAKE
    page(f"{root}/simulate?role=nonsense", status=404)
    page(f"{root}/simulate?on=nonsense")
    assert "주기를 열기 전입니다." in page(f"{root}/simulate?on={clock.today() - timedelta(days=30)}").text


def test_a_preset_of_the_past_starts_a_plan_with_its_own_numbers(page, coordinator):
    page("/mapo/budget/plans?preset=seoul_pb_2015", as_=coordinator)
    page("/mapo/budget/plans", data={"preset": "seoul_pb_2015"})
    (draft,) = plans.drafts(people.district())
    shown = page(f"/mapo/budget/plans/{draft.id}")
    assert "설문조사 10" in shown.text
    assert replace(draft.planned, votes_per_field=1) == draft.planned
