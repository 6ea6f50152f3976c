"""What residents change about themselves. Refuses a new password to somebody who only found an open session."""

from datetime import date

from app.accounts import rules
from app.accounts.models import Resident
from app.accounts.passwords import hashed, matches
from app.core import clock
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.transaction import transaction
from app.districts.models import District


class WrongCurrentPassword(InvalidInput):
    code = "WRONG_CURRENT_PASSWORD"
    field = "current"
    sentence = N_("지금 비밀번호가 맞지 않습니다.")


class ProofNeeded(RuleBroken):
    code = "PROOF_NEEDED"
    sentence = N_("먼저 이메일 확인번호로 본인임을 확인해 주세요.")


@transaction
def change_profile(resident: Resident, *, display_name: str, birth_date: date, home_district: District | None) -> None:
    """Correct what is known about oneself (개인정보 보호법 제36조)."""
    rules.check_age(birth_date, clock.today())
    resident.display_name = rules.check_name(display_name)
    resident.birth_date = birth_date
    resident.home_district_id = home_district.id if home_district else None


def set_password(resident: Resident, password: str, *, current: str = "", is_proved: bool = False) -> None:
    """Set or change the password and end every session; the caller begins a fresh one for whoever just did it.

    `is_proved`: the address was proved by a code minutes ago, so the present password (forgotten, or never set) is not asked.
    """
    if not is_proved:
        if not resident.has_password:
            raise ProofNeeded
        if not matches(resident.password_hash, current):
            raise WrongCurrentPassword
    rules.check_password(password, resident.email)
    _store(resident, hashed(password))


@transaction
def _store(resident: Resident, password_hash: str) -> None:
    resident.password_hash = password_hash
    resident.session_epoch += 1


@transaction
def end_sessions(resident: Resident) -> None:
    """Sign out everywhere: a signed cookie lives on until the number inside it is no longer right."""
    resident.session_epoch += 1
