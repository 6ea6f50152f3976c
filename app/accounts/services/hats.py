"""Giving a hat to the person behind an e-mail address. Refuses addresses that nobody has proved to be theirs."""

from app.accounts import queries, rules
from app.accounts.models import Resident
from app.core.errors import N_, InvalidInput
from app.core.transaction import transaction
from app.districts import services as districts
from app.districts.models import Department, District, RoleGrant
from app.districts.states import Role


class NoSuchAccount(InvalidInput):
    code = "NO_SUCH_ACCOUNT"
    field = "email"
    sentence = N_("이 주소로 가입한 사람이 없습니다. 먼저 가입하도록 안내해 주세요.")


class AddressNotConfirmed(InvalidInput):
    """Otherwise somebody could sign up with an officer's address and wait for the hat."""

    code = "ADDRESS_NOT_CONFIRMED"
    field = "email"
    sentence = N_("이 사람은 아직 이메일을 확인하지 않았습니다. 확인번호를 입력한 뒤에 역할을 줄 수 있습니다.")


@transaction
def appoint_by_email(
    district: District, *, email: str, role: Role, department: Department | None = None, by: Resident | None = None
) -> RoleGrant:
    """Give the hat to the account of this address; `by` nobody means the operator at the command line."""
    resident = queries.by_email(rules.check_email(email))
    if resident is None:
        raise NoSuchAccount
    if resident.assurance < 1:
        raise AddressNotConfirmed
    return districts.appoint(district, resident, role, department=department, by=by)
