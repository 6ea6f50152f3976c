"""What can be done with an account: one module per use, all of it offered here."""

from app.accounts.services.address import SameAddress, ask_for_move, move
from app.accounts.services.closing import at_closing, close, close_unconfirmed
from app.accounts.services.codes import WrongCode, issue_code, purge_codes, redeem_code, send_code
from app.accounts.services.consents import (
    NEEDED,
    ConsentIsNeeded,
    OpinionConsentMissing,
    check_opinion_consent,
    give_consent,
    withdraw_consent,
)  # fmt: skip
from app.accounts.services.entrance import EmailTaken, WrongPassword, by_password, sign_up, tell_owner
from app.accounts.services.hats import AddressNotConfirmed, NoSuchAccount, appoint_by_email
from app.accounts.services.profile import ProofNeeded, WrongCurrentPassword, change_profile, end_sessions, set_password

__all__ = [
    "NEEDED",
    "AddressNotConfirmed",
    "ConsentIsNeeded",
    "EmailTaken",
    "NoSuchAccount",
    "OpinionConsentMissing",
    "ProofNeeded",
    "SameAddress",
    "WrongCode",
    "WrongCurrentPassword",
    "WrongPassword",
    "appoint_by_email",
    "ask_for_move",
    "at_closing",
    "by_password",
    "change_profile",
    "check_opinion_consent",
    "close",
    "close_unconfirmed",
    "end_sessions",
    "give_consent",
    "issue_code",
    "move",
    "purge_codes",
    "redeem_code",
    "send_code",
    "set_password",
    "sign_up",
    "tell_owner",
    "withdraw_consent",
]
