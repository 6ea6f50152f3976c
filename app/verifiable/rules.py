"""Numbers and refusals of votes at level L2. Pure: refuses the clock, the database and the request."""

from datetime import datetime, timedelta

from app.core.errors import N_, InvalidInput, RuleBroken

EPOCH_LEAST_BALLOTS = 50
EPOCH_MINUTES = 60
ONE_BATCH_BELOW_VOTERS = 1_000
"""Fewer expected voters than this, and the only batch is the close: small batches tell who came when."""
ISSUING_ENDS_MINUTES_BEFORE = 10
RECEIPT_VIEW_MINUTES = 10
ENVELOPE_BYTES = 4_096


class NotVerifiable(RuleBroken):
    code = "NOT_VERIFIABLE"
    status = 404
    sentence = N_("이 투표는 검증형 투표가 아닙니다.")


class AlreadyIssued(RuleBroken):
    code = "ALREADY_ISSUED"
    sentence = N_("이 투표의 투표권을 이미 받으셨습니다. 표를 바꾸려면 처음 투표한 기기를 쓰거나 복구번호를 넣어 주세요.")


class IssuingEnded(RuleBroken):
    code = "ISSUING_ENDED"
    sentence = N_(
        "마감 %(minutes)s분 전부터는 새 투표권을 나누어 주지 않습니다. 이미 받은 투표권으로는 마감까지 투표할 수 있습니다."
    )


class EnvelopeNotTaken(RuleBroken):
    """`why` is the protocol's own code (app/voting/protocol/envelope.py)."""

    code = "ENVELOPE_NOT_TAKEN"
    sentence = N_("투표함이 이 표를 받지 않았습니다. (%(why)s)")


class BoxTakesNoNames(RuleBroken):
    code = "BOX_TAKES_NO_NAMES"
    status = 400
    sentence = N_("투표함은 쿠키나 로그인 정보가 붙은 요청을 받지 않습니다.")


class BallotTooLong(RuleBroken):
    code = "BALLOT_TOO_LONG"
    sentence = N_("한 사람이 고를 수 있는 것이 너무 많아 봉인한 표에 다 담을 수 없습니다. 고를 수 있는 수를 줄여 주세요.")


class RecoveryCodeWrong(InvalidInput):
    code = "RECOVERY_CODE_WRONG"
    field = "code"
    sentence = N_("복구번호가 맞지 않습니다. 투표를 마친 화면에 나온 28자를 다시 확인해 주세요.")


class TrackerMistyped(InvalidInput):
    code = "TRACKER_MISTYPED"
    field = "tracker"
    sentence = N_("확인번호를 다시 확인해 주세요. 글자와 숫자 16자입니다.")


def issuing_ends(opens_at: datetime, closes_at: datetime) -> datetime:
    """The last instant for a new token; half the window where the window itself is shorter than that."""
    return max(closes_at - timedelta(minutes=ISSUING_ENDS_MINUTES_BEFORE), opens_at + (closes_at - opens_at) / 2)


def is_epoch_due(waiting: int, last: datetime, now: datetime, is_one_batch: bool) -> bool:
    """Both the time and the number must have come: a batch of one would tell when its voter came."""
    return not is_one_batch and waiting >= EPOCH_LEAST_BALLOTS and now - last >= timedelta(minutes=EPOCH_MINUTES)
