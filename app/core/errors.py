"""Named refusals of the domain, each with a stable code and a sentence. Refuses framework imports: wording is translated at the edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def N_(sentence: str) -> str:  # noqa: N802 - the name the extractor of sentences knows
    """Mark a Korean sentence for translation without translating it yet."""
    return sentence


class DomainError(Exception):
    """A rule said no. `code` is stable, `sentence` is Korean source text with %(name)s parameters, `status` the HTTP answer."""

    code = "REFUSED"
    status = 409
    sentence = N_("요청을 처리할 수 없습니다.")
    field: str | None = None

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params


class RuleBroken(DomainError):
    """The request is understood, but a rule of the domain forbids it."""


class InvalidInput(DomainError):
    """One field holds something the domain cannot accept; `field` says which."""

    code = "INVALID_INPUT"
    status = 422
    sentence = N_("입력한 내용을 다시 확인해 주세요.")


class NotFound(DomainError):
    code = "NOT_FOUND"
    status = 404
    sentence = N_("찾으시는 내용이 없습니다.")


class Forbidden(DomainError):
    code = "FORBIDDEN"
    status = 403
    sentence = N_("다른 계정으로 로그인하거나 담당자에게 문의해 주세요.")


class IllegalTransition(DomainError):
    code = "ILLEGAL_TRANSITION"
    sentence = N_("지금 단계에서는 할 수 없는 일입니다.")


class ChangedMeanwhile(DomainError):
    code = "CHANGED_MEANWHILE"
    sentence = N_("그 사이 다른 사람이 내용을 바꾸었습니다. 새로 고친 뒤 다시 해 주세요.")


class Busy(DomainError):
    """The database had no turn for this just now; nothing was changed, and the same may be sent again."""

    code = "BUSY"
    status = 503
    sentence = N_("지금 한꺼번에 많은 일이 몰려 처리하지 못했습니다. 바뀐 것은 없으니 잠시 뒤에 다시 보내 주세요.")


@dataclass(frozen=True)
class Blocker:
    """One thing still missing before a stage may advance."""

    code: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


class Blocked(DomainError):
    """A stage cannot advance yet; `blockers` is the same list the page shows."""

    code = "BLOCKED"
    sentence = N_("아직 다음 단계로 갈 수 없습니다. 남은 일을 먼저 마쳐 주세요.")

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__()
        self.blockers = tuple(blockers)
