"""Moving an account to another address. Refuses it to somebody who only found an open session, and to addresses nobody has proved."""

from app.accounts import letters, queries, rules
from app.accounts.models import CodePurpose, Resident
from app.accounts.passwords import matches
from app.accounts.services.codes import WrongCode, is_right, issue_code
from app.accounts.services.entrance import EmailTaken
from app.accounts.services.profile import ProofNeeded, WrongCurrentPassword
from app.core import clock, mail
from app.core.errors import N_, InvalidInput
from app.core.transaction import after_commit, transaction


class SameAddress(InvalidInput):
    code = "SAME_ADDRESS"
    field = "email"
    sentence = N_("지금 쓰는 주소와 같습니다.")


def ask_for_move(resident: Resident, email: str, *, current: str = "", is_proved: bool = False) -> str:
    """Mail a code to the new address, and give back that address as it will be kept.

    An address that has an account already gets a letter saying so instead, and whoever asks sees no difference.
    """
    if not is_proved:
        if not resident.has_password:
            raise ProofNeeded
        if not matches(resident.password_hash, current):
            raise WrongCurrentPassword
    address = rules.check_email(email)
    if address == resident.email:
        raise SameAddress
    _mail_code(address)
    return address


@transaction
def _mail_code(address: str) -> None:
    is_taken = queries.by_email(address) is not None
    letter = (
        letters.already_here() if is_taken else letters.one_time_code(issue_code(address, CodePurpose.MOVE), CodePurpose.MOVE)
    )
    after_commit(lambda: mail.send(address, *letter))


def move(resident: Resident, email: str, code: str) -> None:
    """The account belongs to the new address from now on: every session ends, and the old address is told."""
    if not _move(resident, email, code):
        raise WrongCode


@transaction(conflict=EmailTaken)
def _move(resident: Resident, email: str, code: str) -> bool:
    """A wrong try is committed too."""
    if not is_right(email, CodePurpose.MOVE, code):
        return False
    former, was_confirmed = resident.email, resident.assurance > 0
    resident.email, resident.email_verified_at, resident.once = email, clock.now(), None
    resident.session_epoch += 1
    if was_confirmed:
        after_commit(lambda: mail.send(former, *letters.moved_away()))
    return True
