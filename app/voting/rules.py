"""Numbers and checks of papers and of who may vote. Pure: refuses the clock, the database and the request."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Any

from app.core.errors import N_, InvalidInput, RuleBroken
from app.voting.ballot import BallotFormat, GradesFormat, is_offered
from app.voting.states import PaperState, Standing, Window

MINIMUM_VOTING_AGE_YEARS = 14
TURNOUT_STEP = 10
"""While voting is open turnout is rounded down to this, so that nobody sees a single person come."""
SMALL_ELECTORATE = 30
"""Ballots of an electorate with fewer are counted but not published one by one: in a small circle a pattern names its voter."""
SMALLEST_STYLE = 30
"""Home districts with fewer people than this share a ballot with others (app/polls/styles.py): a ballot of one's own must not point at
anybody. Where merging would change weights, the pages warn instead."""
RECEIPT_VIEW_MINUTES = 10
OPTIONS_MAXIMUM = 500
NONE_CODE = "none"
BY_CODE, ON_SITE, BY_LINK = "code", "site", "link"
"""What an electorate may ask for instead of a role: a personal code; a code and being on the spot; the link alone."""
CODE_LETTERS = 12
"""60 bits: with CODE_TRIES nobody finds one of a hundred thousand codes by guessing."""
CODE_TRIES = "10 per minute; 60 per hour"
SITE_STEP_SECONDS = 30
SITE_STEPS = 4
"""The number on the screen changes with each step, and is taken for so many: time to scan, to type and to queue."""
SHARED_RESET_SECONDS = 60
"""How long a device that many people vote on shows the numbers of the last voter."""
SHARED_IDLE_SECONDS = 120
SHARED_IDLE_MINUTES_WITHOUT_SCRIPTS = 10
"""How long it keeps a ballot nobody goes on filling; without scripts it notices no touch, so it waits longer."""


class Origin(StrEnum):
    """Who made a paper: the district, or residents among themselves (우리끼리투표), which binds nobody."""

    OFFICIAL = "official"
    CITIZEN = "citizen"


@dataclass(frozen=True)
class Bearer:
    """Somebody who votes by a code or a link, without an account. `key` stands for the person on the roll; `stamp` is the start of
    the code's hash, so that a code which was replaced no longer opens anything."""

    paper_id: int
    key: str
    electorate_id: int
    stamp: str = ""

    @property
    def pass_id(self) -> int | None:
        kind, _, number = self.key.partition(":")
        return int(number) if kind == "pass" else None


@dataclass(frozen=True)
class OptionDraft:
    """One line of a paper to be opened. `cost` in whole units of the paper's currency; `area` is the part of the district it is
    for, where there is one; `ref` is returned untouched."""

    code: str
    title: str
    summary: str = ""
    cost: int = 0
    category: str = ""
    ref: str | None = None
    withdrawn: bool = False
    area: str = ""


@dataclass(frozen=True)
class ElectorateDraft:
    """One body of voters to be; `eligible_role` None means every resident with a confirmed address.

    The lowest rank is the most specific; among equal ranks the order given decides. `areas`: its ballot offers the options of these
    areas and those of none; None means the whole paper.
    """

    code: str
    name_ko: str
    name_en: str = ""
    weight: Fraction = Fraction(1)
    eligible_role: str | None = None
    rank: int = 0
    areas: tuple[str, ...] | None = None


class PaperWithoutTitle(InvalidInput):
    code = "PAPER_WITHOUT_TITLE"
    field = "title"
    sentence = N_("투표 이름을 적어 주세요.")


class OptionCountWrong(InvalidInput):
    code = "OPTION_COUNT_WRONG"
    field = "options"
    sentence = N_("선택지는 1개부터 %(most)s개까지 둘 수 있습니다.")


class CodesNotUnique(InvalidInput):
    code = "CODES_NOT_UNIQUE"
    sentence = N_("비어 있거나 겹치는 기호가 있습니다: '%(doubled)s'")


class CostNegative(InvalidInput):
    code = "COST_NEGATIVE"
    field = "options"
    sentence = N_("'%(title)s'의 비용이 0보다 작습니다.")


class WeightsNotWhole(InvalidInput):
    code = "WEIGHTS_NOT_WHOLE"
    field = "electorates"
    sentence = N_("선거인단의 반영비율을 모두 더하면 100%%여야 합니다. 지금은 %(sum)s입니다.")


class BallotEmpty(InvalidInput):
    code = "BALLOT_EMPTY"
    field = "electorates"
    sentence = N_("고를 것이 하나도 없는 투표지가 있습니다: %(name)s")


class AreaOnNoBallot(InvalidInput):
    code = "AREA_ON_NO_BALLOT"
    field = "options"
    sentence = N_("'%(title)s'을(를) 어느 투표지에서도 고를 수 없습니다.")


class CodeUnknown(InvalidInput):
    code = "CODE_UNKNOWN"
    field = "code"
    sentence = N_("이 투표의 번호가 아닙니다. 글자와 숫자 12자를 다시 확인해 주세요.")


class NotOnSite(InvalidInput):
    code = "NOT_ON_SITE"
    field = "here"
    sentence = N_("현장 번호가 맞지 않거나 바뀌었습니다. 현장 화면의 QR을 다시 찍거나 지금 보이는 6자리를 적어 주세요.")


class VoteIsOpen(RuleBroken):
    code = "VOTE_IS_OPEN"
    sentence = N_("진행 중인 투표가 있어 구의 자료를 내보낼 수 없습니다. 개표한 뒤 다시 해 주세요.")


class WindowReversed(InvalidInput):
    code = "WINDOW_REVERSED"
    field = "closes_at"
    sentence = N_("마감은 시작과 지금보다 뒤여야 합니다.")


class RuleDoesNotFit(InvalidInput):
    code = "RULE_DOES_NOT_FIT"
    field = "rule"
    sentence = N_("이 계산 규칙으로는 이 투표지를 셀 수 없습니다. (%(why)s)")


class NoBoothForFormat(InvalidInput):
    code = "NO_BOOTH_FOR_FORMAT"
    field = "format"
    sentence = N_("이 방식의 투표는 아직 화면에서 할 수 없습니다.")


class NotYetOpen(RuleBroken):
    code = "NOT_YET_OPEN"
    sentence = N_("아직 투표 기간이 아닙니다.")


class VotingClosed(RuleBroken):
    code = "VOTING_CLOSED"
    sentence = N_("투표가 마감되었습니다.")


class StillSealed(RuleBroken):
    code = "STILL_SEALED"
    sentence = N_("봉인한 표를 아직 열지 않아 셀 수 없습니다.")


class VotedElsewhere(RuleBroken):
    code = "VOTED_ELSEWHERE"
    sentence = N_("다른 곳에서 치른 투표를 옮겨 온 것이라 여기서는 투표할 수 없습니다.")


class SignInToVote(RuleBroken):
    code = "SIGN_IN_TO_VOTE"
    status = 403
    sentence = N_("투표하려면 먼저 로그인해 주세요.")


class ConfirmAddressToVote(RuleBroken):
    code = "CONFIRM_ADDRESS_TO_VOTE"
    status = 403
    sentence = N_("투표하려면 먼저 이메일 주소를 확인해 주세요.")


class TooYoungToVote(RuleBroken):
    code = "TOO_YOUNG_TO_VOTE"
    status = 403
    sentence = N_("이 투표는 투표하는 날 만 %(years)s세 이상인 사람이 할 수 있습니다.")


class NotInAnyElectorate(RuleBroken):
    code = "NOT_IN_ANY_ELECTORATE"
    status = 403
    sentence = N_("이 투표의 선거인단에 들어 있지 않습니다.")


class AlreadyVoted(RuleBroken):
    code = "ALREADY_VOTED"
    sentence = N_("이미 투표하셨습니다. 한 사람이 한 번만 투표할 수 있습니다.")


class ReceiptTaken(RuleBroken):
    """Only a copied form can bring this about: two ballots never share a receipt."""

    code = "RECEIPT_TAKEN"
    sentence = N_("이 화면의 확인번호는 이미 쓰였습니다. 투표지를 처음부터 다시 열어 주세요.")


class OtherBooth(RuleBroken):
    """A paper at level L2 takes sealed ballots alone, or none would be checkable."""

    code = "OTHER_BOOTH"
    sentence = N_("이 투표는 검증형 투표입니다. 투표지를 처음부터 다시 열어 주세요.")


class NoneAndOthers(InvalidInput):
    code = "NONE_AND_OTHERS"
    sentence = N_("기권과 다른 선택을 함께 할 수 없습니다. 둘 중 하나만 골라 주세요.")


class NotCounted(RuleBroken):
    code = "NOT_COUNTED"
    sentence = N_("개표 전에는 누구도 결과를 볼 수 없습니다.")


class BoxChanged(RuleBroken):
    """The ballots are not those whose fingerprint was published at the close: nothing is counted from such a box."""

    code = "BOX_CHANGED"
    sentence = N_("투표함의 표가 마감할 때 공개한 지문과 다릅니다. 개표하지 않았습니다.")


class NotAnalysed(RuleBroken):
    code = "NOT_ANALYSED"
    sentence = N_("아직 분석하는 중입니다. 조금 뒤에 다시 열어 주세요.")


class BallotsWithheld(RuleBroken):
    code = "BALLOTS_WITHHELD"
    status = 403
    sentence = N_(
        "투표한 사람이 %(least)s명보다 적은 선거인단의 표는 낱낱이 공개하지 않습니다. 누구의 표인지 짐작할 수 있기 때문입니다."
    )


class CodeNotPlain(InvalidInput):
    """Published ballot files list codes with commas between them."""

    code = "CODE_NOT_PLAIN"
    field = "options"
    sentence = N_("기호 '%(code)s'에는 쉼표도, 앞뒤 빈칸도, 줄 바꿈도 쓸 수 없습니다.")


class NotAnImport(RuleBroken):
    code = "NOT_AN_IMPORT"
    sentence = N_("옮겨 온 투표의 빈 투표함에만 표를 한꺼번에 넣을 수 있습니다.")


REFUSALS: dict[Standing, type[RuleBroken]] = {
    Standing.UPCOMING: NotYetOpen,
    Standing.CLOSED: VotingClosed,
    Standing.COUNTED: VotingClosed,
    Standing.IMPORTED: VotedElsewhere,
    Standing.SIGNED_OUT: SignInToVote,
    Standing.UNCONFIRMED: ConfirmAddressToVote,
    Standing.VOTED: AlreadyVoted,
    Standing.TOO_YOUNG: TooYoungToVote,
    Standing.NO_ELECTORATE: NotInAnyElectorate,
}


def window(state: PaperState, opens_at: datetime, closes_at: datetime, now: datetime) -> Window:
    """What is open at `now`: the first second belongs to voting, the closing second no longer does."""
    if state is PaperState.COUNTED:
        return Window.COUNTED
    if state is PaperState.CLOSED or now >= closes_at:
        return Window.CLOSED
    return Window.UPCOMING if state is PaperState.DRAFT or now < opens_at else Window.OPEN


@dataclass(frozen=True)
class Voter:
    """What the rules need to know of a person; `age` in full years on the day of voting in Seoul."""

    is_confirmed: bool
    age: int
    has_electorate: bool
    has_voted: bool


def standing(at: Window, imported: bool, min_age: int, voter: Voter | None) -> Standing:
    """How a person (None: signed out) stands towards a paper. The state of the paper comes first, then the person."""
    if at is Window.COUNTED:
        return Standing.COUNTED
    if imported:
        return Standing.IMPORTED
    if at is not Window.OPEN:
        return Standing.UPCOMING if at is Window.UPCOMING else Standing.CLOSED
    return Standing.SIGNED_OUT if voter is None else _personal(voter, min_age)


def _personal(voter: Voter, min_age: int) -> Standing:
    if voter.has_voted:
        return Standing.VOTED
    if not voter.is_confirmed:
        return Standing.UNCONFIRMED
    if voter.age < min_age:
        return Standing.TOO_YOUNG
    return Standing.MAY_VOTE if voter.has_electorate else Standing.NO_ELECTORATE


def electorate_for(electorates: Iterable[Any], roles: Iterable[str], ids: Collection[int] = ()) -> Any | None:
    """The most specific electorate (lowest rank) a holder of these roles belongs to, or None; `ids`: to which somebody belongs by
    something else than a role."""
    held = {str(role) for role in roles}
    fitting = [body for body in electorates if body.eligible_role is None or body.eligible_role in held or body.id in ids]
    return min(fitting, key=lambda body: body.rank, default=None)


def site_step(seconds: int) -> int:
    return seconds // SITE_STEP_SECONDS


def coarse(number: int) -> int:
    """A turnout as shown while voting is open: rounded down to tens."""
    return number // TURNOUT_STEP * TURNOUT_STEP


def lot_commitment(secret: str) -> str:
    """What a paper shows of its lot secret from the opening on: nobody can swap the secret afterwards."""
    return sha256(secret.encode()).hexdigest()


def lot_seed(secret: str, digest: str, ballots_sha256: str) -> str:
    """What the lot is drawn from: SHA-256 of the secret, the paper's digest and the fingerprint of all ballots, in this order.

    The fingerprint is published at the close, the secret after it: before the close nobody can know the seed, after the opening
    nobody can choose it.
    """
    return sha256(f"{secret}{digest}{ballots_sha256}".encode()).hexdigest()


def check_options(options: Sequence[OptionDraft]) -> None:
    if not 1 <= len(options) <= OPTIONS_MAXIMUM:
        raise OptionCountWrong(most=OPTIONS_MAXIMUM)
    _check_codes([option.code for option in options])
    for option in options:
        if option.code != " ".join(option.code.split()) or "," in option.code:
            raise CodeNotPlain(code=option.code)
        if option.cost < 0:
            raise CostNegative(title=option.title)


def check_electorates(electorates: Sequence[ElectorateDraft]) -> None:
    _check_codes([body.code for body in electorates])
    total = sum((body.weight for body in electorates), Fraction(0))
    if total != 1 or any(body.weight < 0 for body in electorates):
        raise WeightsNotWhole(sum=total)


def offered(options: Iterable[Any], areas: Collection[str] | None) -> list[Any]:
    """Those of a paper's options that stand on a ballot for these areas; None: all of them."""
    return [option for option in options if is_offered(areas, option.area)]


def check_styles(options: Sequence[OptionDraft], electorates: Sequence[ElectorateDraft], ballot_format: BallotFormat) -> None:
    """Every ballot offers something, every option stands on a ballot, and nobody is taken to have graded what was not offered."""
    for body in electorates:
        if body.areas is not None and all(option.withdrawn for option in offered(options, body.areas)):
            raise BallotEmpty(name=body.name_ko)
    for option in options:
        if not any(is_offered(body.areas, option.area) for body in electorates):
            raise AreaOnNoBallot(title=option.title)
    has_styles = any(body.areas is not None for body in electorates)
    if has_styles and isinstance(ballot_format, GradesFormat) and ballot_format.default:
        raise RuleDoesNotFit(why="DEFAULT_GRADE")


def _check_codes(codes: list[str]) -> None:
    for code in codes:
        if not code.strip() or code == NONE_CODE or codes.count(code) > 1:
            raise CodesNotUnique(doubled=code)


def check_window(opens_at: datetime, closes_at: datetime, now: datetime, imported: bool) -> None:
    """An imported election lies in the past; any other must still have time to be voted in."""
    if closes_at <= opens_at or (closes_at <= now and not imported):
        raise WindowReversed
