"""Consents given and withdrawn one by one, as easily withdrawn as given (개인정보 보호법 제38조)."""

from sqlalchemy import select

from app.accounts import forgetting, queries, rules
from app.accounts.models import Consent, ConsentKind, Resident
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.transaction import transaction
from app.extensions import db

NEEDED = {ConsentKind.TERMS, ConsentKind.PRIVACY}


class ConsentIsNeeded(RuleBroken):
    code = "CONSENT_IS_NEEDED"
    sentence = N_("이 동의가 없으면 계정을 둘 수 없습니다. 거두려면 내 참여에서 계정을 닫아 주세요.")


class OpinionConsentMissing(RuleBroken):
    """개인정보 보호법 제23조: what a person proposes, writes or supports in public can reveal political opinions."""

    code = "OPINION_CONSENT_MISSING"
    sentence = N_("공개로 제안하거나 의견·공감을 남기려면 먼저 내 참여에서 민감정보 처리에 동의해 주세요.")


@transaction
def give_consent(resident: Resident, kind: ConsentKind) -> None:
    """Give one consent to today's text; a consent that stands is left as it is."""
    if kind not in queries.consented(resident):
        db.session.add(Consent(resident_id=resident.id, kind=kind, version=rules.CONSENT_VERSION, given_at=clock.now()))


@transaction
def withdraw_consent(resident: Resident, kind: ConsentKind) -> None:
    """Withdraw one consent; the row stays as the proof that it was given and taken back."""
    if kind in NEEDED:
        raise ConsentIsNeeded
    standing = (Consent.resident_id == resident.id) & (Consent.kind == kind) & Consent.withdrawn_at.is_(None)
    for consent in db.session.scalars(select(Consent).where(standing)):
        consent.withdrawn_at = clock.now()
    forgetting.ended(resident, kind)


def check_opinion_consent(resident: Resident) -> None:
    """Every service that publishes something under a resident's name asks this first; a secret ballot never does."""
    if ConsentKind.OPINION not in queries.consented(resident):
        raise OpinionConsentMissing
