"""Numbers and refusals of votes at level L2. Pure: refuses the clock, the database and the request."""

import re
from datetime import datetime, timedelta
from typing import Any

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


class NotAKey(InvalidInput):
    code = "NOT_A_KEY"
    field = "key"
    sentence = N_("열쇠를 읽을 수 없거나 이미 등록한 열쇠입니다.")


class NotClosedYet(RuleBroken):
    code = "NOT_CLOSED_YET"
    sentence = N_("마감한 투표만 열 수 있습니다. 건네신 열쇠는 보관하지 않았습니다.")


class OtherOpeningKey(RuleBroken):
    code = "OTHER_OPENING_KEY"
    sentence = N_("이 투표를 봉인한 열쇠가 아닙니다.")


class PaperStillOut(RuleBroken):
    code = "PAPER_STILL_OUT"
    sentence = N_("종이표를 아직 다 세지 않았습니다. 두 사람이 서명한 다음에 열 수 있습니다.")


class NotACosignature(InvalidInput):
    code = "NOT_A_COSIGNATURE"
    sentence = N_("이 투표의 증인이 이 기록에 한 서명이 아닙니다.")


class LogWentBack(RuleBroken):
    code = "LOG_WENT_BACK"
    status = 503
    sentence = N_("공개한 기록이 서버의 기록보다 앞서 있어 멈추었습니다. 더 새로운 백업으로 되돌려야 이어 갈 수 있습니다.")


class NoPaperHere(RuleBroken):
    code = "NO_PAPER_HERE"
    sentence = N_("이 투표에는 종이표가 없습니다. 투표를 열기 전에 담당자 두 사람 이상이 서명 열쇠를 만들어 두어야 합니다.")


class NobodyByThatAddress(InvalidInput):
    code = "NOBODY_BY_THAT_ADDRESS"
    field = "email"
    sentence = N_("이 주소를 쓰는 주민이 없습니다.")


class NotOnesOwnPaper(RuleBroken):
    code = "NOT_ONES_OWN_PAPER"
    sentence = N_("자기 종이표는 다른 담당자에게 받아야 합니다.")


class StationMistyped(InvalidInput):
    code = "STATION_MISTYPED"
    field = "station"
    sentence = N_("투표소 이름은 영문 소문자, 숫자, 붙임표로 30자까지입니다.")


class RowsMistyped(InvalidInput):
    code = "ROWS_MISTYPED"
    field = "rows"
    sentence = N_("%(line)s번째 줄을 읽을 수 없습니다. 보기: 1 3 5 * 12")


class MoreThanHandedOut(InvalidInput):
    code = "MORE_THAN_HANDED_OUT"
    field = "rows"
    sentence = N_("이 투표소에서 나누어 준 종이표는 %(issued)s장인데 %(counted)s장을 적었습니다.")


class BatchSettled(RuleBroken):
    code = "BATCH_SETTLED"
    sentence = N_("두 사람이 이미 서명한 종이표입니다.")


class SecondPersonNeeded(RuleBroken):
    code = "SECOND_PERSON_NEEDED"
    sentence = N_("처음 서명한 사람이 아닌 다른 담당자가 확인하고 서명해야 합니다.")


class PassphraseWrong(InvalidInput):
    code = "PASSPHRASE_WRONG"
    field = "passphrase"
    sentence = N_("서명 암호가 맞지 않거나 서명 열쇠가 없습니다.")


class PassphraseShort(InvalidInput):
    code = "PASSPHRASE_SHORT"
    field = "passphrase"
    sentence = N_("서명 암호는 %(least)s자 이상이어야 합니다.")


SIGNING_PASSPHRASE_LEAST = 12
_STATION = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_ROW = re.compile(r"([^*]+?)(?:\s*\*\s*([1-9][0-9]{0,5}))?\s*")
SPOILED, NONE = ("무효", "spoiled"), ("기권", "none")
"""What an officer writes for a paper that cannot be read, and for one that says it wants none."""


def witnesses_needed(number: int) -> int:
    """More than half of those named; none where nobody is."""
    return number // 2 + 1 if number else 0


def check_station(station: str) -> None:
    if not _STATION.fullmatch(station):
        raise StationMistyped


def check_passphrase(passphrase: str) -> None:
    if len(passphrase) < SIGNING_PASSPHRASE_LEAST:
        raise PassphraseShort(least=SIGNING_PASSPHRASE_LEAST)


def read_rows(text: str, kind: str) -> list[dict[str, Any]]:
    """Counted paper ballots as typed: a line for each kind of ballot, `codes * how many`. `kind` is what the ballots hold.

    A mark outside the rules is kept as it is: the count calls it spoiled, on paper as on a screen.
    """
    counted: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _ROW.fullmatch(line.strip())
        if found is None:
            raise RowsMistyped(line=number)
        try:
            answer = _answer(found[1].replace(",", " ").split(), kind)
        except ValueError as fault:
            raise RowsMistyped(line=number) from fault
        row = counted.setdefault(repr(answer), {"a": answer, "n": 0})
        row["n"] += int(found[2] or 1)
    return [counted[name] for name in sorted(counted)]


def _answer(words: list[str], kind: str) -> dict[str, Any]:
    if words in ([word] for word in SPOILED):
        return {"unreadable": "SPOILED_PAPER"}
    if words in ([word] for word in NONE):
        return {"none": True}
    if kind == "points":
        pairs = [word.split("=") for word in words]
        return {"points": {code: int(value) for code, value in pairs}}
    return {"ranking": words} if kind == "ranking" else {"names": sorted(words)}


def issuing_ends(opens_at: datetime, closes_at: datetime) -> datetime:
    """The last instant for a new token; half the window where the window itself is shorter than that."""
    return max(closes_at - timedelta(minutes=ISSUING_ENDS_MINUTES_BEFORE), opens_at + (closes_at - opens_at) / 2)


def is_epoch_due(waiting: int, last: datetime, now: datetime, is_one_batch: bool) -> bool:
    """Both the time and the number must have come: a batch of one would tell when its voter came."""
    return not is_one_batch and waiting >= EPOCH_LEAST_BALLOTS and now - last >= timedelta(minutes=EPOCH_MINUTES)
