"""A counting rule in words: how it counts, in sentences, and every parameter it has, with its fingerprint. Refuses to count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from app.core.filters import money
from app.voting import labels
from app.voting.ballot import BallotFormat, GradesFormat, PointsFormat, RankingFormat
from app.voting.models import Paper
from app.voting.tally import CompositeRule, EqualSharesRule, GreedyRule, PhragmenRule, PollMethod, PollRule, Pots, Rule, Stop


@dataclass(frozen=True)
class Wording:
    """What a page shows of a rule. `facts` are (parameter, value), all of them; `weights` (electorate, share) where they count."""

    sentences: Sequence[str]
    facts: Sequence[tuple[str, str]]
    weights: Sequence[tuple[str, str]]
    sha256: str


def of(paper: Paper) -> Wording:
    """The paper's rule, as it was fixed when the paper was opened."""
    rule = paper.counting_rule
    weigh = isinstance(rule, CompositeRule) or len({body.weight for body in paper.electorates}) > 1
    bodies = paper.electorates if len(paper.electorates) > 1 and weigh else []
    titles = {option.code: option.title for option in paper.options}
    return Wording(
        sentences(rule, paper.ballot_format),
        facts(rule, paper.currency, titles),
        [(body.name, percent(body.weight)) for body in bodies],
        rule.sha256,
    )


def grade(value: int, grades: Sequence[int]) -> str:
    """A grade in words where there are four of them, as on paper ballots; else as a number of points."""
    if tuple(grades) == (3, 2, 1, 0):
        return gettext(labels.GRADES[value])
    return gettext("%(n)s점", n=value)


def percent(share: Fraction) -> str:
    """A share in per cent, rounded half up to two decimals: 2/3 -> 66.67%."""
    hundredths = (share.numerator * 20_000 + share.denominator) // (share.denominator * 2)
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02}".rstrip("0").rstrip(".") + "%"


def sentences(rule: Rule, ballot_format: BallotFormat) -> list[str]:
    """How the rule counts such ballots, in the order in which it is applied."""
    told = [_scoring(rule, ballot_format)]
    if isinstance(rule, GreedyRule | CompositeRule):
        told += _funding(rule)
    if isinstance(rule, EqualSharesRule):
        told += _completion(rule)
    keys = " → ".join(gettext(labels.TIE_KEYS[key]) for key in rule.tie_order)
    return [*told, gettext("점수가 같으면 다음 차례로 정합니다: %(keys)s.", keys=keys)]


def _scoring(rule: Rule, ballot_format: BallotFormat) -> str:
    if isinstance(rule, CompositeRule):
        return gettext(
            "선거인단마다 유효표 가운데 그것을 고른 표의 비율을 구하고, 미리 정한 반영비율을 곱해 더한 값이 점수입니다."
        )
    if isinstance(rule, GreedyRule):
        return _sum(ballot_format)
    if isinstance(rule, EqualSharesRule):
        return gettext(
            "균등 몫 방식: 예산을 투표한 사람 수로 똑같이 나누고, 고른 사람들이 제 몫을 모아 살 수 있는 것부터 선정합니다."
        )
    if isinstance(rule, PhragmenRule):
        return gettext(
            "프라그멘 방식: 선정된 것의 비용을 고른 사람들이 나누어 질 때 가장 무거운 짐이 가장 가볍도록 차례로 선정합니다."
        )
    assert isinstance(rule, PollRule)
    return _poll(rule, ballot_format)


def _sum(ballot_format: BallotFormat) -> str:
    """What ballots of this kind add up to."""
    if isinstance(ballot_format, RankingFormat):
        places = ", ".join(
            gettext("%(n)s위 %(points)s점", n=n, points=f"{points:,}") for n, points in enumerate(ballot_format.scores, 1)
        )
        return gettext("순위마다 정해 둔 점수(%(places)s)를 모두 더한 값이 점수입니다.", places=places)
    if isinstance(ballot_format, PointsFormat | GradesFormat):
        return gettext("받은 점수를 모두 더한 값이 점수입니다.")
    return gettext("그것을 고른 표의 수가 점수입니다.")


def _poll(rule: PollRule, ballot_format: BallotFormat) -> str:
    """How a plain poll reads its ballots and who wins."""
    ranked = isinstance(ballot_format, RankingFormat)
    if rule.method is PollMethod.INSTANT_RUNOFF:
        return gettext(
            "1위 표가 가장 적은 것을 하나씩 빼고 그 표를 다음 순위로 넘겨, 끝까지 남은 %(seats)s개를 정합니다.", seats=rule.seats
        )
    if rule.method is PollMethod.BORDA:
        told = gettext("1위는 나머지 모두의 수만큼, 그다음 순위는 하나씩 적은 점수를 받습니다.")
    elif rule.method is PollMethod.SCORE:
        told = _sum(ballot_format)
    elif ranked and rule.method is PollMethod.PLURALITY:
        told = gettext("1위로 고른 표의 수가 점수입니다.")
    else:
        return gettext("표를 많이 얻은 순서대로 %(seats)s개를 정합니다.", seats=rule.seats)
    return told + " " + gettext("점수가 높은 순서대로 %(seats)s개를 정합니다.", seats=rule.seats)


def _funding(rule: GreedyRule | CompositeRule) -> list[str]:
    needed = getattr(rule, "overrun_percent", 0)
    told = [gettext("점수가 높은 순서대로 예산 안에서 고릅니다.") + " " + gettext(labels.CAPS[rule.cap], percent=needed)]
    if rule.threshold:
        least = percent(rule.threshold) if isinstance(rule, CompositeRule) else f"{rule.threshold:,}"
        told.append(gettext("점수가 %(least)s보다 낮으면 선정하지 않습니다.", least=least))
    if rule.exclusive:
        told.append(gettext("서로 겹치는 것으로 정해 둔 묶음에서는 하나만 선정합니다."))
    if rule.pots:
        told.append(gettext("분야마다 따로 정한 예산 안에서만 선정합니다."))
    return told


def _completion(rule: EqualSharesRule) -> list[str]:
    told = []
    if rule.stop is not Stop.NEVER_RAISED:
        told.append(gettext("예산이 남으면 모두의 몫을 똑같이 조금씩 늘려 처음부터 다시 셉니다."))
    if rule.fill:
        told.append(gettext("그래도 남은 예산은 표가 많은 순서로 채웁니다."))
    if rule.comparison:
        told.append(gettext("득표순으로 뽑은 결과를 더 많은 사람이 낫게 여기면 그 결과를 따릅니다."))
    return told


def facts(rule: Rule, currency: str = "KRW", titles: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Every parameter with its value: none is left out, also those at their default."""
    told = [(gettext(labels.PARAMETERS[_KIND]), gettext(labels.RULE_KINDS[rule.kind]))]
    for item in fields(rule):
        words = _value(rule, item.name, getattr(rule, item.name), currency, titles or {})
        told.append((gettext(labels.PARAMETERS[item.name]), words))
    return told


_KIND = "kind"
_NAMES: Mapping[str, Mapping[Any, str]] = {
    "cap": labels.CAP_NAMES,
    "satisfaction": labels.SATISFACTIONS,
    "start": labels.STARTS,
    "stop": labels.STOPS,
    "method": labels.METHODS,
}


def _value(rule: Rule, name: str, value: Any, currency: str, titles: Mapping[str, str]) -> str:
    if name in _NAMES:
        return gettext(_NAMES[name][value])
    if name == "tie_order":
        return " → ".join(gettext(labels.TIE_KEYS[key]) for key in value)
    if isinstance(value, Pots):
        return ", ".join(f"{key} {money(amount, currency)}" for key, amount in value.amounts)
    if name == "exclusive" and value:
        return " / ".join(", ".join(titles.get(key, key) for key in group) for group in value)
    if isinstance(value, bool):
        return gettext("예") if value else gettext("아니요")
    return _number(name, value, currency)


def _number(name: str, value: Any, currency: str) -> str:
    if name == "overrun_percent":
        return gettext("비용의 %(percent)s%%", percent=value)
    if name == "step_percent":
        return gettext("처음 몫의 %(percent)s%%", percent=percent(value / 100).removesuffix("%"))
    if not value:
        return gettext("없음")
    if name == "step_units":
        return money(value, currency)
    if name == "eligibility":
        return gettext("고른 사람의 비율이 (비용 ÷ 예산)의 %(share)s 이상", share=percent(value))
    return percent(value) if isinstance(value, Fraction) else f"{value:,}"
