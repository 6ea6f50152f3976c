"""Limits of proposals, what their text may not hold, and the locks a higher room puts on them. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import grams
from app.core.errors import N_, DomainError, InvalidInput, RuleBroken
from app.core.personal import registration_numbers

TITLE_MINIMUM_LENGTH = 5
TITLE_MAXIMUM_LENGTH = 80
SECTION_MINIMUM_LENGTH = 10
SECTION_MAXIMUM_LENGTH = 3_000
PLACE_MAXIMUM_LENGTH = 200
COST_MINIMUM_WON = 10_000
COST_MAXIMUM_WON = 10_000_000_000
CHANGE_REASON_MINIMUM_LENGTH = 5
CHANGE_REASON_MAXIMUM_LENGTH = 500
PROPOSALS_PER_PAGE = 20
PAPER_NUMBER_MAXIMUM_LENGTH = 40
RECEIVED_AT_MOST_DAYS_AGO = 365
CLAIM_CODE_LENGTH = 10
CLAIM_MAXIMUM_ATTEMPTS = 10
CLAIMS_PER_RESIDENT = "20 per hour"
CLAIM_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without the signs that look like each other on paper."""
WORDS_SEARCHED_FOR = 20
COUNTED_AT_MOST = 100_000
INDEXED_AT_ONCE = 500
SIMILAR_SHOWN = 5
SIMILAR_LOOKED_AT = 300
SIMILAR_PER_ADDRESS = "120 per minute"
DEFAULT_CURRENCY = "KRW"
DRAFTS_PER_DISTRICT = 10
DRAFT_DAYS = 90
VISITOR_DRAFT_DAYS = 7
DELETED_DRAFT_DAYS = 7
DRAFT_ANSWER_MAXIMUM_LENGTH = 20_000
PROPOSERS_MAXIMUM = 10
MERGED_AT_ONCE_MAXIMUM = 5
ARCHIVE_AFTER_DAYS = 365
INVITATION_DAYS = 14
INVITATIONS_PER_DAY = 10
FILE_MAXIMUM_BYTES = 15 * 1_048_576
UPLOAD_MAXIMUM_BYTES = 40 * 1_048_576
FILES_PER_PROPOSAL = 5
FILE_NAME_MAXIMUM_LENGTH = 100
ALT_MAXIMUM_LENGTH = 200
UPLOADS_PER_RESIDENT = "60 per hour"
VISITOR_DRAFTS_PER_ADDRESS = "120 per hour"  # a telephone company puts thousands of people behind one address

SYNONYMS_IN_A_SET_MAXIMUM = 10
SYNONYM_SETS_MAXIMUM = 500
SYNONYM_MAXIMUM_LENGTH = 40

Lock = Callable[[Any], DomainError | None]
locks: list[Lock] = []
"""Why a proposal may not be revised or withdrawn just now, asked of higher rooms without importing them: a room appends
a callable that gets the proposal and answers with the refusal to raise, or None. The page asks too, and says so in place
of the buttons. Only the final version (VersionKind.FINAL) passes by: it is the pipeline itself that makes it."""


@dataclass(frozen=True)
class Phase:
    """Where a higher room has a proposal: a key that changes with each stage, and whether proposals are merged in it, and by whom."""

    key: str = ""
    may_merge: bool = True
    may_coordinate: bool = False


phases: list[Callable[[Any], Phase | None]] = []
"""Asked of higher rooms without importing them, as `locks` are; None: it has no say over this proposal."""


def phase_of(proposal: Any) -> Phase:
    return next((phase for ask in phases if (phase := ask(proposal)) is not None), Phase())


class NotMergeable(RuleBroken):
    code = "NOT_MERGEABLE"
    sentence = N_("%(number)s 제안은 지금 합칠 수 없습니다. 접수 중이거나 숙의 단계에 함께 있는 공개 제안만 합칠 수 있습니다.")


class MergerTooSmall(InvalidInput):
    code = "MERGER_TOO_SMALL"
    field = "others"
    sentence = N_("합칠 제안의 접수번호를 하나 이상 적어 주세요. 모두 %(most)s건까지 합칠 수 있습니다.")


class UnknownProposal(InvalidInput):
    code = "UNKNOWN_PROPOSAL"
    field = "others"
    sentence = N_("%(number)s 제안을 이 구에서 찾을 수 없습니다.")


class MergerOver(RuleBroken):
    code = "MERGER_OVER"
    sentence = N_("이 융합은 이미 끝났거나 바뀌었습니다. 새로 고쳐 확인해 주세요.")


class MergerStands(RuleBroken):
    code = "MERGER_STANDS"
    sentence = N_("융합한 뒤 다음 단계로 넘어가서 되돌릴 수 없습니다.")


class OnlyInDeliberation(RuleBroken):
    code = "ONLY_IN_DELIBERATION"
    status = 403
    sentence = N_("운영 담당은 숙의 단계의 제안만 합칠 수 있습니다. 그 밖에는 각 제안자의 동의가 있어야 합니다.")


class TooYoungToArchive(RuleBroken):
    code = "TOO_YOUNG_TO_ARCHIVE"
    sentence = N_("%(days)s일 동안 움직임이 없던 제안만 보관할 수 있습니다.")


class TextTooShort(InvalidInput):
    code = "TEXT_TOO_SHORT"
    sentence = N_("%(least)s자 이상 적어 주세요.")

    def __init__(self, field: str, least: int) -> None:
        super().__init__(least=least)
        self.field = field


class TextTooLong(InvalidInput):
    code = "TEXT_TOO_LONG"
    sentence = N_("%(most)s자까지 쓸 수 있습니다. 지금은 %(length)s자입니다.")

    def __init__(self, field: str, most: int, length: int) -> None:
        super().__init__(most=f"{most:,}", length=f"{length:,}")
        self.field = field


class CostOutOfRange(InvalidInput):
    code = "COST_OUT_OF_RANGE"
    field = "cost_won"
    sentence = N_("예상 비용은 %(least)s원부터 %(most)s원까지 적을 수 있습니다. 모르면 ‘잘 모르겠어요’를 고르세요.")


class RegistrationNumberInProposal(InvalidInput):
    """개인정보 보호법 제24조의2: a resident registration number may not be processed without a law that asks for it."""

    code = "REGISTRATION_NUMBER_FOUND"
    sentence = N_("주민등록번호로 보이는 숫자가 있습니다. 지운 뒤 다시 보내 주세요.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class ReasonMissing(InvalidInput):
    code = "CHANGE_REASON_MISSING"
    field = "reason"
    sentence = N_("이유를 %(least)s자 이상 적어 주세요. 제안과 함께 공개됩니다.")


class ReceivedDayOutOfRange(InvalidInput):
    code = "RECEIVED_DAY_OUT_OF_RANGE"
    field = "received_on"
    sentence = N_("받은 날은 오늘이거나 지난 %(most)s일 안이어야 합니다.")


class NotAPaperChannel(InvalidInput):
    code = "NOT_A_PAPER_CHANNEL"
    field = "channel"
    sentence = N_("우편이나 방문으로 받은 제안만 여기에 적습니다.")


class WrongClaim(InvalidInput):
    """One sentence for every cause, so that nobody learns which numbers exist or have been claimed."""

    code = "WRONG_CLAIM"
    field = "code"
    sentence = N_(
        "접수번호와 확인번호가 맞지 않거나 이미 쓰였습니다. 접수증을 다시 보고, 맞는데도 안 되면 접수처에 새 확인번호를 청하세요."
    )


class AlreadyClaimed(RuleBroken):
    code = "ALREADY_CLAIMED"
    sentence = N_("제안자가 이미 이 제안을 찾아갔습니다.")


class OwnProposal(RuleBroken):
    code = "OWN_PROPOSAL"
    sentence = N_("자기 제안에는 공감할 수 없습니다.")


class DraftChangedElsewhere(RuleBroken):
    """Two devices wrote the same question; neither answer may vanish without a word."""

    code = "DRAFT_CHANGED_ELSEWHERE"
    sentence = N_("다른 창이나 기기에서 이 질문의 답을 고쳤습니다. 아래에서 저장된 글과 견주어 보고 다시 저장해 주세요.")


class DraftTooLong(InvalidInput):
    code = "DRAFT_TOO_LONG"
    sentence = N_("글이 너무 길어 저장하지 못했습니다. %(most)s자보다 짧게 줄여 주세요.")

    def __init__(self, field: str) -> None:
        super().__init__(most=f"{DRAFT_ANSWER_MAXIMUM_LENGTH:,}")
        self.field = field


class TooManyProposers(RuleBroken):
    code = "TOO_MANY_PROPOSERS"
    field = "email"
    sentence = N_("제안자는 %(most)s명까지 함께할 수 있습니다.")


class TooManyInvitations(RuleBroken):
    code = "TOO_MANY_INVITATIONS"
    status = 429
    field = "email"
    sentence = N_("초대는 하루에 %(most)s번까지 보낼 수 있습니다. 내일 다시 보내 주세요.")


class InvitationGone(RuleBroken):
    code = "INVITATION_GONE"
    status = 410
    sentence = N_("이 초대는 더 이상 유효하지 않습니다. 초대한 사람에게 다시 보내 달라고 해 주세요.")


class LastProposer(RuleBroken):
    code = "LAST_PROPOSER"
    sentence = N_("혼자 남은 제안자는 빠질 수 없습니다. 그만두려면 제안을 철회해 주세요.")


class NotAProposer(RuleBroken):
    code = "NOT_A_PROPOSER"
    status = 403
    sentence = N_("이 제안의 제안자만 할 수 있는 일입니다.")


class NoFileChosen(InvalidInput):
    code = "NO_FILE_CHOSEN"
    field = "file"
    sentence = N_("붙일 파일을 골라 주세요.")


class FileTooLarge(InvalidInput):
    code = "FILE_TOO_LARGE"
    field = "file"
    sentence = N_("파일 하나는 %(most)sMB까지 올릴 수 있습니다. 고른 파일은 %(size)sMB입니다.")


class TooManyFiles(RuleBroken):
    code = "TOO_MANY_FILES"
    field = "file"
    sentence = N_("파일은 %(most)s개까지 붙일 수 있습니다. 하나를 떼어 낸 뒤 다시 올려 주세요.")


class TooManyDrafts(RuleBroken):
    code = "TOO_MANY_DRAFTS"
    sentence = N_("쓰다 만 제안이 이미 %(most)s건 있습니다. 하나를 마치거나 지운 뒤 새로 써 주세요.")


class NothingChanged(RuleBroken):
    code = "NOTHING_CHANGED"
    status = 422
    sentence = N_("바뀐 내용이 없습니다.")


class SynonymsTooFew(InvalidInput):
    code = "SYNONYMS_TOO_FEW"
    field = "words"
    sentence = N_("같은 뜻의 낱말을 두 개부터 %(most)s개까지, 쉼표나 ‘=’로 나누어 적어 주세요.")


class SynonymUnfit(InvalidInput):
    code = "SYNONYM_UNFIT"
    field = "words"
    sentence = N_("‘%(word)s’: 두 글자부터 %(most)s글자까지의 낱말만 넣을 수 있습니다.")


class SynonymTaken(RuleBroken):
    code = "SYNONYM_TAKEN"
    status = 422
    field = "words"
    sentence = N_("‘%(word)s’은(는) 이미 다른 묶음에 있습니다. 그 묶음을 빼고 함께 다시 넣어 주세요.")

    def __init__(self, word: str = "…") -> None:
        super().__init__(word=word)


class SynonymSetsFull(RuleBroken):
    code = "SYNONYM_SETS_FULL"
    status = 422
    field = "words"
    sentence = N_("한 구에 %(most)s묶음까지 넣을 수 있습니다.")


def check_synonyms(words: Sequence[str]) -> dict[str, str]:
    """The words of one set by what they are compared by, the first spelling of each."""
    found: dict[str, str] = {}
    for word in filter(None, (" ".join(one.split()) for one in words)):
        key = grams.key(word)
        if len(key) < 2 or len(word) > SYNONYM_MAXIMUM_LENGTH:
            raise SynonymUnfit(word=word[:SYNONYM_MAXIMUM_LENGTH], most=SYNONYM_MAXIMUM_LENGTH)
        found.setdefault(key, word)
    if not 2 <= len(found) <= SYNONYMS_IN_A_SET_MAXIMUM:
        raise SynonymsTooFew(most=SYNONYMS_IN_A_SET_MAXIMUM)
    return found


def lock_of(proposal: Any) -> DomainError | None:
    """The first refusal a higher room has for changing this proposal now."""
    return next((refusal for lock in locks if (refusal := lock(proposal)) is not None), None)


def check_unlocked(proposal: Any) -> None:
    if refusal := lock_of(proposal):
        raise refusal


def check_document(*, title: str, problem: str, idea: str, place: str, cost_won: int | None) -> None:
    """What a citizen's own document must keep to."""
    _check_length("title", title, TITLE_MINIMUM_LENGTH, TITLE_MAXIMUM_LENGTH)
    _check_length("problem", problem, SECTION_MINIMUM_LENGTH, SECTION_MAXIMUM_LENGTH)
    _check_length("idea", idea, SECTION_MINIMUM_LENGTH, SECTION_MAXIMUM_LENGTH)
    _check_length("place", place, 0, PLACE_MAXIMUM_LENGTH)
    _check_registration_numbers(title=title, problem=problem, idea=idea, place=place)
    if cost_won is not None and not COST_MINIMUM_WON <= cost_won <= COST_MAXIMUM_WON:
        raise CostOutOfRange(least=f"{COST_MINIMUM_WON:,}", most=f"{COST_MAXIMUM_WON:,}")


def check_received(*, title: str, problem: str, idea: str, place: str, cost_won: int | None) -> None:
    """What a document from elsewhere must keep to: it came as it is, on paper or in a file, so only a title is asked for."""
    _check_length("title", title, 1, SECTION_MAXIMUM_LENGTH)
    _check_registration_numbers(title=title, problem=problem, idea=idea, place=place)
    if cost_won is not None and cost_won < 0:
        raise CostOutOfRange(least="0", most=f"{COST_MAXIMUM_WON:,}")


def seal(answers: Mapping[str, str], names: Any = None) -> str:
    """A short fingerprint of a draft's answers (to these questions), by which a page knows whether they are still what it showed."""
    shown = {name: text for name, text in answers.items() if text and (names is None or name in names)}
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def check_draft(answers: Mapping[str, str]) -> None:
    """What even an unfinished draft must keep to: a size, and no number that nobody may store."""
    for name, text in answers.items():
        if len(text) > DRAFT_ANSWER_MAXIMUM_LENGTH:
            raise DraftTooLong(name)
    _check_registration_numbers(**answers)


def check_file_size(size: int) -> None:
    if size == 0:
        raise NoFileChosen
    if size > FILE_MAXIMUM_BYTES:
        raise FileTooLarge(most=FILE_MAXIMUM_BYTES // 2**20, size=f"{-(-size * 10 // 2**20) / 10:.1f}")


def check_alt(alt: str) -> None:
    _check_length("alt", alt, 0, ALT_MAXIMUM_LENGTH)
    _check_registration_numbers(alt=alt)


def check_file_count(attached: int) -> None:
    if attached >= FILES_PER_PROPOSAL:
        raise TooManyFiles(most=FILES_PER_PROPOSAL)


def check_room_for_proposers(there: int, joining: int = 1) -> None:
    if there + joining > PROPOSERS_MAXIMUM:
        raise TooManyProposers(most=PROPOSERS_MAXIMUM)


def half_hidden(address: str) -> str:
    """Enough of an address for whoever typed it to know which one it was."""
    name, _, place = address.partition("@")
    return f"{name[:2]}…@{place}"


def check_taken_in(*, is_paper: bool, days_ago: int, paper_number: str) -> None:
    """What a clerk notes about a paper: how it came, when, and the number it bears, if any."""
    if not is_paper:
        raise NotAPaperChannel
    if not 0 <= days_ago <= RECEIVED_AT_MOST_DAYS_AGO:
        raise ReceivedDayOutOfRange(most=RECEIVED_AT_MOST_DAYS_AGO)
    _check_length("paper_number", paper_number, 0, PAPER_NUMBER_MAXIMUM_LENGTH)


def meant_code(typed: str) -> str:
    """A claim code as it was meant: without spaces and hyphens, in capitals."""
    return "".join(mark for mark in typed.upper() if mark.isalnum())


def check_reason(reason: str) -> None:
    if len(reason) < CHANGE_REASON_MINIMUM_LENGTH:
        raise ReasonMissing(least=CHANGE_REASON_MINIMUM_LENGTH)
    if len(reason) > CHANGE_REASON_MAXIMUM_LENGTH:
        raise TextTooLong("reason", CHANGE_REASON_MAXIMUM_LENGTH, len(reason))


def _check_length(field: str, text: str, least: int, most: int) -> None:
    if len(text) < least:
        raise TextTooShort(field, least)
    if len(text) > most:
        raise TextTooLong(field, most, len(text))


def _check_registration_numbers(**texts: str) -> None:
    for field, text in texts.items():
        if registration_numbers(text):
            raise RegistrationNumberInProposal(field)
