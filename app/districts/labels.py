"""The words for hats, states of a district and its history. Korean source text."""

from app.core.errors import N_
from app.districts.states import DistrictStatus, Role

ROLES = {
    Role.OFFICER: N_("부서 담당자"),
    Role.PANELIST: N_("민관예산협의회 위원"),
    Role.COMMITTEE: N_("시민참여예산위원"),
    Role.BUDGET_SCHOOL: N_("예산학교 회원"),
    Role.MODERATOR: N_("진행자"),
    Role.CLERK: N_("접수 담당자"),
    Role.COORDINATOR: N_("운영 담당자"),
    Role.AUDITOR: N_("감사 담당자"),
}
ROLE_DUTIES = {
    Role.OFFICER: N_("소속 부서에 배정된 제안을 검토하고 답합니다."),
    Role.PANELIST: N_("후보 사업을 심사하고 점수를 매깁니다."),
    Role.COMMITTEE: N_("시민참여예산위원으로 투표합니다."),
    Role.BUDGET_SCHOOL: N_("예산학교를 마친 시민으로 투표합니다."),
    Role.MODERATOR: N_("신고된 글을 살피고 토론을 진행합니다."),
    Role.CLERK: N_("우편과 방문으로 들어온 제안을 옮겨 적고 접수증을 드립니다."),
    Role.COORDINATOR: N_("예산 과정을 열고 닫으며 사람에게 역할을 줍니다."),
    Role.AUDITOR: N_("누가 무엇을 왜 했는지 기록을 읽습니다."),
}
STATUSES = {
    DistrictStatus.CLOSED: N_("닫힘"),
    DistrictStatus.PILOT: N_("시범 운영"),
    DistrictStatus.OPEN: N_("운영 중"),
}
SUBJECTS = {"district": N_("구"), "department": N_("부서")}
HISTORY = {
    "district.start_pilot": N_("시범 운영을 시작했습니다."),
    "district.open": N_("정식으로 열었습니다."),
    "district.close": N_("닫았습니다."),
    "department.added": N_("부서를 더했습니다: %(name)s"),
}
