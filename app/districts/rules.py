"""What a district demands of those who run it. Pure."""

from app.core.errors import N_, InvalidInput, RuleBroken

REASON_MINIMUM_LENGTH = 5
REASON_MAXIMUM_LENGTH = 500
DEPARTMENT_NAME_MAXIMUM_LENGTH = 40


class ReasonTooShort(InvalidInput):
    code = "REASON_TOO_SHORT"
    field = "reason"
    sentence = N_("이유를 %(least)s자 이상 적어 주세요. 기록에 남습니다.")


class DepartmentExists(RuleBroken):
    code = "DEPARTMENT_EXISTS"
    field = "name_ko"
    sentence = N_("같은 이름의 부서가 이미 있습니다.")


class DepartmentNameMissing(InvalidInput):
    code = "DEPARTMENT_NAME_MISSING"
    field = "name_ko"
    sentence = N_("부서 이름을 %(most)s자 안으로 적어 주세요.")


class OfficerNeedsDepartment(RuleBroken):
    code = "OFFICER_NEEDS_DEPARTMENT"
    status = 422
    field = "department_id"
    sentence = N_("부서 담당자는 소속 부서를 골라야 합니다.")


class LastCoordinator(RuleBroken):
    """A district without a coordinator could never appoint one again from its own pages."""

    code = "LAST_COORDINATOR"
    sentence = N_("마지막 운영 담당자의 역할은 거둘 수 없습니다. 먼저 다른 사람에게 운영 담당자 역할을 주세요.")


def check_reason(reason: str) -> str:
    reason = reason.strip()
    if not REASON_MINIMUM_LENGTH <= len(reason) <= REASON_MAXIMUM_LENGTH:
        raise ReasonTooShort(least=REASON_MINIMUM_LENGTH)
    return reason


def check_department_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= DEPARTMENT_NAME_MAXIMUM_LENGTH:
        raise DepartmentNameMissing(most=DEPARTMENT_NAME_MAXIMUM_LENGTH)
    return tidy


def check_coordinator_remains(coordinators: int) -> None:
    """`coordinators`: how many there are before one is taken away."""
    if coordinators <= 1:
        raise LastCoordinator
