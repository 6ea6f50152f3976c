"""Where a cycle's settings start from: real years with their source, and a small one. Pure values; a cycle keeps its own copy."""

from dataclasses import replace

from app.budget.policy import BudgetPolicy, Ceiling, ElectoratePolicy
from app.budget.states import DeliberationStep

COMMITTEE = ElectoratePolicy("committee", "시민참여예산위원회", "Citizen Participatory Budget Committee", "committee", 1)
BUDGET_SCHOOL = ElectoratePolicy("budget_school", "예산학교 회원", "Budget school members", "budget_school", 2)
PROPOSERS = ElectoratePolicy("proposers", "제안자", "Proposers", "proposers", 3)
SURVEY = ElectoratePolicy("survey", "설문조사", "Survey", "survey", 8)
CITIZENS = ElectoratePolicy("citizens", "시민", "Citizens", "", 9)
"""From the most specific to everybody: one person, one ballot, in the first he or she belongs to. A survey asks a sample outside
this house; nobody here wears its hat, so its share falls to the others unless its figures are brought in."""

ELECTORATES = {one.code: one for one in (COMMITTEE, BUDGET_SCHOOL, PROPOSERS, SURVEY, CITIZENS)}

# 2017년 협치서울 추진계획: 100억 규모, 1차 170% 이내, 2차 130% 이내. It names no weights: a cycle that opens must.
SEED_2017 = BudgetPolicy(
    preset="seed_2017",
    envelope_won=10_000_000_000,
    tracks=("collaborative",),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(COMMITTEE, CITIZENS),
)

# The vote of 2015 on the budget of 2016: 54 projects in 8 fields, five votes, one in each field at most; 위원 45, 시민 45, 설문 10.
# The city's part was 375 of 500억. Neither screening ceilings are on record: the plan's of 2017 stand in.
SEOUL_PB_2015 = BudgetPolicy(
    preset="seoul_pb_2015",
    envelope_won=37_500_000_000,
    tracks=("general",),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(replace(COMMITTEE, weight=45), replace(CITIZENS, weight=45), replace(SURVEY, weight=10)),
    votes_per_ballot=5,
    votes_per_field=1,
)

# The vote of 2017 on the budget of 2018: citizens 50, committee 40, members of the budget school 10. Announced 350 + 100억, on the
# ballot 405; the call: 협치형 under 10억, 시정참여형 under 30억, events of either under 3억.
SEOUL_PB_2017 = BudgetPolicy(
    preset="seoul_pb_2017",
    envelope_won=40_500_000_000,
    tracks=("general", "collaborative"),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(replace(COMMITTEE, weight=40), replace(BUDGET_SCHOOL, weight=10), replace(CITIZENS, weight=50)),
    ceilings=(
        Ceiling(3_000_000_000, track="general"),
        Ceiling(1_000_000_000, track="collaborative"),
        Ceiling(300_000_000, is_event=True),
    ),
)

# The vote of 2018 on the budget of 2019: 시민 50, 위원 30, 제안자 10, 예산학교 10. Ten votes are said of the committee; the citizens'
# number is not on record and starts from the same.
SEOUL_PB_2018 = replace(
    SEOUL_PB_2017,
    preset="seoul_pb_2018",
    envelope_won=65_500_000_000,
    electorates=(
        replace(COMMITTEE, weight=30),
        replace(BUDGET_SCHOOL, weight=10),
        replace(PROPOSERS, weight=10),
        replace(CITIZENS, weight=50),
    ),
    votes_per_ballot=10,
)

# The vote of 2020 on the budget of 2021: ten votes, seven for 광역제안 and three for 광역협치; 협치형 within 5억, events under 3억.
# Its weights are not on record: they start from those of the year before.
SEOUL_PB_2020 = replace(
    SEOUL_PB_2018,
    preset="seoul_pb_2020",
    envelope_won=70_000_000_000,
    votes_per_track=(("general", 7), ("collaborative", 3)),
    ceilings=(Ceiling(500_000_001, track="collaborative"), Ceiling(300_000_000, is_event=True)),
)

SMALL_PILOT = BudgetPolicy(
    preset="small_pilot",
    envelope_won=300_000_000,
    tracks=("general", "collaborative"),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(replace(CITIZENS, weight=1),),
    votes_per_ballot=3,
    score_sheet_quorum=1,
    deliberation_steps=(DeliberationStep.WORKSHOP,),
)

PRESETS = {
    policy.preset: policy for policy in (SEED_2017, SEOUL_PB_2015, SEOUL_PB_2017, SEOUL_PB_2018, SEOUL_PB_2020, SMALL_PILOT)
}

CHECKLIST = (
    "citizen_participation", "expert_advice", "conflict", "vulnerable_groups", "gender", "jobs", "election_law", "safety",
    "other_bodies", "publicity", "english", "plain_korean", "disclosure",
)  # fmt: skip
"""사전 검토항목: the thirteen lines of the plan of 2017, by code."""
