"""What the analysis of a count found, in words and figures for pages and files. Refuses to count, and to call an outcome good or bad."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from app.core.filters import money
from app.voting import labels
from app.voting.models import Paper, TallyAnalysis
from app.voting.tally import EqualSharesRule, PollRule, Result
from app.voting.tally.analysis import COMPARE, FIGURES, LOSER
from app.voting.tally.exact import as_fraction
from app.voting.tally.explain import decimal
from app.voting.wording import percent


@dataclass(frozen=True)
class Progress:
    """How far the analysis has come; `total` is 0 until it has begun."""

    done: int
    total: int
    is_finished: bool


@dataclass(frozen=True)
class Step:
    """One step of the ledger: what was done to which option, what decided, what is left of the budget."""

    number: int
    title: str
    action: str
    why: str
    left: str
    left_percent: float


@dataclass(frozen=True)
class Count:
    """One count of a runoff, in the shape ui/bar_chart.html draws; `out` is who was dropped."""

    number: int
    bars: Sequence["Bar"]
    out: str


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    text: str
    is_on: bool = True
    note: str = ""


@dataclass(frozen=True)
class Pair:
    """Two shares of one row, in per cent, in the shape ui/bar_chart.html draws."""

    label: str
    first: float
    second: float
    first_text: str
    second_text: str


@dataclass(frozen=True)
class Figures:
    """Who got something and where the money went. `tiles` are (label, value, note)."""

    tiles: Sequence[tuple[str, str, str]]
    by_category: Sequence[Pair]
    by_area: Sequence[Pair]
    is_wronged: bool
    verdict: str
    nearest: str


@dataclass(frozen=True)
class Comparison:
    """Two rules on the same ballots. `rows` are (measure, own rule, other rule); titles stand as on the paper."""

    rule: str
    sentence: str
    remarks: Sequence[str]
    only_other: Sequence[str]
    only_own: Sequence[str]
    both: Sequence[str]
    rows: Sequence[tuple[str, str, str]]
    by_category: Sequence[Pair]


def progress(row: TallyAnalysis | None) -> Progress:
    """Parts done of parts planned."""
    return Progress(len(row.parts), len(row.plan), row.finished_at is not None) if row else Progress(0, 0, False)


def titles_of(paper: Paper) -> dict[str, str]:
    return {option.code: option.title for option in paper.options}


def _amount(value: Any, paper: Paper) -> str:
    """An amount in whole units, cut: payments may be fractions of a won."""
    exact = as_fraction(value)
    return money(exact.numerator // exact.denominator, paper.currency)


def _share(value: Any) -> str:
    return percent(as_fraction(value))


# What would have let a loser in.


def chances(paper: Paper, result: Result, row: TallyAnalysis | None) -> dict[str, list[str]]:
    """For each loser looked at so far, the sentences that say what would have made it win."""
    titles, found = titles_of(paper), row.found if row else {}
    parts = {name.removeprefix(LOSER): part for name, part in found.items() if name.startswith(LOSER)}
    return {code: _chances(paper, result, titles, part) for code, part in parts.items()}


def _chances(paper: Paper, result: Result, titles: Mapping[str, str], part: Mapping[str, Any]) -> list[str]:
    told = [] if not result.budget else [_cheaper(paper, part["wins_at_cost"])]
    told.append(_supported(paper, part, bool(result.weights)))
    if part["rival"]:
        sentence = (
            gettext("고른 사람들의 몫을 가장 많이 가져간 것은 '%(title)s'입니다.", title=titles[part["rival"]])
            if isinstance(result.rule, EqualSharesRule)
            else gettext("'%(title)s'이(가) 없었다면 선정되었습니다.", title=titles[part["rival"]])
        )
        told.append(sentence)
    if part["estimated"]:
        told.append(
            gettext("비용과 사람 수는 어림값입니다. 처음부터 다시 세지 않고, 결과가 나온 몫 가까이에서만 세어 얻었습니다.")
        )
    return told


def _cheaper(paper: Paper, cost: str | None) -> str:
    if cost is None:
        return gettext("비용만 낮추어서는 선정되지 않았습니다.")
    return gettext("비용이 %(cost)s 이하였다면 선정되었습니다.", cost=_amount(cost, paper))


def _supported(paper: Paper, part: Mapping[str, Any], is_weighted: bool) -> str:
    number = part["more_supporters"]
    if number is None:
        return gettext("유효표의 열 배만큼 더 골랐어도 선정되지 않았습니다.")
    names = {body.code: body.name for body in paper.electorates}
    if is_weighted:
        return gettext(
            "'%(name)s' 선거인단에서 %(n)s명이 더 골랐다면 선정되었습니다.", name=names[part["electorate"]], n=f"{number:,}"
        )
    return gettext("%(n)s명이 더 골랐다면 선정되었습니다.", n=f"{number:,}")


# The ledger.


def effective_support(result: Result, code: str) -> Fraction | None:
    """What a loser's supporters could still raise when it became unaffordable, as a share of its cost; Equal Shares only."""
    value = result.outcomes[code].reason.params.get("effective_support")
    return None if value is None else as_fraction(value)


def supports(paper: Paper, result: Result) -> list[Bar]:
    """Effective support of every loser that has one, the nearest first."""
    known = [(effective_support(result, option.code), option) for option in paper.options]
    ranked = sorted(
        ((share, option) for share, option in known if share is not None), key=lambda pair: (-pair[0], pair[1].position)
    )
    return [Bar(option.title, float(share * 100), percent(share), is_on=False) for share, option in ranked]


def steps(paper: Paper, result: Result) -> list[Step]:
    """The count step by step; a runoff has `counts` instead."""
    titles = titles_of(paper)
    return [_step(paper, result, titles, entry) for entry in result.rounds if "votes" not in entry]


def _step(paper: Paper, result: Result, titles: Mapping[str, str], entry: Mapping[str, Any]) -> Step:
    left, action = entry.get("left"), labels.ACTIONS[entry["action"]]
    share = Fraction(int(left), result.budget) if left is not None and result.budget else Fraction(0)
    return Step(
        number=entry["round"],
        title=titles[entry["option"]],
        action=gettext(action),
        why=_why(paper, result, entry),
        left=_amount(left, paper) if left is not None and result.budget else "",
        left_percent=float(max(share, Fraction(0)) * 100),
    )


def _why(paper: Paper, result: Result, entry: Mapping[str, Any]) -> str:
    if "rate" in entry:
        facts = {"paid": _amount(entry["rate"], paper), "full": f"{entry['full']:,}", "emptied": f"{entry['emptied']:,}"}
        per_point = entry.get("per", "point") == "point"
        if not entry["emptied"]:
            return (
                gettext("점수 1점에 %(paid)s · %(full)s명", **facts)
                if per_point
                else gettext("한 사람에 %(paid)s · %(full)s명", **facts)
            )
        if per_point:
            return gettext("점수 1점에 %(paid)s · %(full)s명, 남은 몫을 다 낸 사람 %(emptied)s명", **facts)
        return gettext("한 사람에 %(paid)s · %(full)s명, 남은 몫을 다 낸 사람 %(emptied)s명", **facts)
    if "load" in entry:
        return gettext("한 사람의 짐 %(load)s", load=_amount(entry["load"], paper))
    score = as_fraction(entry["score"]) if "score" in entry else result.outcomes[entry["option"]].score
    return gettext("점수 %(score)s", score=percent(score) if result.weights else decimal(score))


def counts(paper: Paper, result: Result) -> list[Count]:
    """The counts of a runoff, each with who still stood."""
    titles = titles_of(paper)
    return [_count(titles, entry) for entry in result.rounds if "votes" in entry]


def _count(titles: Mapping[str, str], entry: Mapping[str, Any]) -> Count:
    ranked = sorted(entry["votes"].items(), key=lambda pair: (-pair[1], titles[pair[0]]))
    out = entry.get("out", "")
    bars = [Bar(titles[code], votes, gettext("%(n)s명", n=f"{votes:,}"), code != out) for code, votes in ranked]
    return Count(entry["round"], bars, titles.get(out, ""))


def shares_raised(paper: Paper, result: Result) -> list[str]:
    """How Equal Shares came to the share it counted with, in sentences; nothing for other rules."""
    if not isinstance(result.rule, EqualSharesRule) or "share" not in result.notes:
        return []
    notes, ending = result.notes, labels.ENDINGS[result.notes["ended"]]
    told = [
        gettext(
            "한 사람의 몫은 %(share)s이었습니다. 처음 몫에서 %(n)s번 늘린 값입니다.",
            share=_amount(notes["share"], paper), n=f"{notes['steps']:,}",
        ),
        gettext(ending),
    ]  # fmt: skip
    if (beside := notes.get("comparison")) is not None:
        told.append(
            gettext(
                "득표순 결과와 견주었습니다: 이 결과가 나은 사람 %(mine)s명, 득표순이 나은 사람 %(theirs)s명.",
                mine=f"{beside['prefer_shares']:,}", theirs=f"{beside['prefer_greedy']:,}",
            )
        )  # fmt: skip
        taken = labels.TAKEN[beside["taken"]]
        told.append(gettext(taken))
    return told


# Figures.


def figures(paper: Paper, row: TallyAnalysis | None) -> Figures | None:
    """None until that part is worked out."""
    part = row.found.get(FIGURES) if row else None
    if part is None:
        return None
    measured, checked = part["metrics"], part["entitlement"]
    wronged = bool(checked and checked["violations"])
    return Figures(
        tiles=_tiles(paper, measured),
        by_category=_pairs(measured["by_category"], "category", gettext("분야 없음")),
        by_area=_pairs(measured["by_district"], "district", gettext("지역 없음")),
        is_wronged=wronged,
        verdict=_verdict(paper, checked) if checked else "",
        nearest=_nearest(paper, checked) if checked and checked["option"] else "",
    )


def _tiles(paper: Paper, measured: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    voters = f"{measured['voters']:,}"
    without = gettext("유효표 %(all)s장 가운데 %(n)s장", all=voters, n=f"{measured['without_funded_choice']:,}")
    tiles = [
        (gettext("고른 것이 하나도 선정되지 않은 사람"), _share(measured["exclusion_ratio"]), without),
        (gettext("한 사람이 고른 것 가운데 선정된 수"), decimal(as_fraction(measured["mean_funded"])), gettext("평균")),
    ]
    if not paper.budget:
        return tiles
    spent = money(int(measured["spent"]), paper.currency)
    return [
        *tiles,
        (gettext("한 사람이 고른 것에 쓰이는 돈"), _amount(measured["mean_money"], paper), gettext("평균")),
        (gettext("쓴 예산"), _share(measured["spent_share"]), spent),
    ]


def _pairs(shares: Sequence[Mapping[str, Any]], kind: str, unnamed: str) -> list[Pair]:
    """Share of votes beside share of money; nothing where no option names the kind."""
    if not any(share[kind] for share in shares):
        return []
    return [_pair(share[kind] or unnamed, share["vote_share"], share["money_share"]) for share in shares]


def _pair(label: str, first: str, second: str) -> Pair:
    exact = as_fraction(first), as_fraction(second)
    return Pair(label, float(exact[0] * 100), float(exact[1] * 100), percent(exact[0]), percent(exact[1]))


def _verdict(paper: Paper, checked: Mapping[str, Any]) -> str:
    if not checked["violations"]:
        return gettext("제 몫의 돈으로 할 수 있었던 것을 얻지 못한 무리는 없습니다.")
    titles = titles_of(paper)
    names = ", ".join(titles[code] for code in checked["violations"])
    return gettext("다음을 고른 사람들은 제 몫의 돈으로 할 수 있었던 것을 다 얻지 못했습니다: %(names)s.", names=names)


def _nearest(paper: Paper, checked: Mapping[str, Any]) -> str:
    return gettext(
        "가장 아쉬운 무리는 '%(title)s'을(를) 고른 %(n)s명입니다: 필요한 돈의 %(share)s만큼이 제 몫이었습니다.",
        title=titles_of(paper)[checked["option"]], n=f"{checked['voters']:,}", share=_share(checked["ratio"]),
    )  # fmt: skip


# Two rules side by side.


def rivals(row: TallyAnalysis | None) -> list[str]:
    """The rules that are, or will be, set beside the paper's own."""
    return [name.removeprefix(COMPARE) for name in row.plan if name.startswith(COMPARE)] if row else []


def rival_name(name: str) -> str:
    return gettext(labels.RIVALS[name][0])


def rival_question(name: str) -> str:
    """What would this rule have chosen?"""
    return gettext(labels.RIVALS[name][1])


def comparison(paper: Paper, result: Result, row: TallyAnalysis | None, name: str) -> Comparison | None:
    """None until that part is worked out."""
    part = row.found.get(COMPARE + name) if row else None
    if part is None:
        return None
    titles = titles_of(paper)
    named = {key: [titles[code] for code in part[key]] for key in ("only_second", "only_first", "both")}
    return Comparison(
        rule=rival_name(name),
        sentence=_difference(name, named),
        remarks=_remarks(paper, result),
        only_other=named["only_second"],
        only_own=named["only_first"],
        both=named["both"],
        rows=_measures(paper, part),
        by_category=_money_beside(part),
    )


def _difference(name: str, named: Mapping[str, Sequence[str]]) -> str:
    if not named["only_first"] and not named["only_second"]:
        return gettext("%(rule)s 규칙으로 세어도 똑같은 것이 선정됩니다.", rule=rival_name(name))
    gone, come = f"{len(named['only_first']):,}", f"{len(named['only_second']):,}"
    return gettext(
        "%(rule)s 규칙으로 세면 %(gone)s개가 빠지고 %(come)s개가 새로 들어갑니다.", rule=rival_name(name), gone=gone, come=come
    )


def _remarks(paper: Paper, result: Result) -> list[str]:
    """What the other rule does not know of this paper."""
    told = []
    if result.weights and len(paper.electorates) > 1:
        told.append(
            gettext(
                "이 투표의 결과는 선거인단마다 정해 둔 반영비율로 낸 것입니다. 견주는 규칙에는 반영비율이 없어, 모든 유효표를 "
                "한 표씩 똑같이 합쳐서 셌습니다. 달라진 것에는 규칙의 차이와 반영비율의 차이가 함께 들어 있습니다."
            )
        )
    rule = result.rule
    if not isinstance(rule, PollRule) and any(getattr(rule, name, None) for name in ("pots", "exclusive", "threshold")):
        told.append(gettext("견주는 규칙은 이 투표에 따로 정한 분야별 예산, 하나만 뽑는 묶음, 최소 점수를 따지지 않습니다."))
    return told


def _measures(paper: Paper, part: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    sides = [part[side]["metrics"] for side in ("first", "second")]
    better = [f"{part[f'voters_better_{side}']:,}" for side in ("first", "second")]
    rows = [
        (gettext("선정된 수"), *(f"{len(part[side]['selected']):,}" for side in ("first", "second"))),
        (gettext("고른 것이 하나도 선정되지 않은 사람"), *(_share(side["exclusion_ratio"]) for side in sides)),
        (gettext("한 사람이 고른 것 가운데 선정된 수"), *(decimal(as_fraction(side["mean_funded"])) for side in sides)),
        (gettext("고른 것이 더 많이 선정된 사람"), *(gettext("%(n)s명", n=number) for number in better)),
    ]
    if paper.budget:
        rows.insert(1, (gettext("쓴 예산"), *(_share(side["spent_share"]) for side in sides)))
        rows.append((gettext("한 사람이 고른 것에 쓰이는 돈"), *(_amount(side["mean_money"], paper) for side in sides)))
    return rows


def _money_beside(part: Mapping[str, Any]) -> list[Pair]:
    first, second = (
        {share["category"]: share["money_share"] for share in part[side]["metrics"]["by_category"]}
        for side in ("first", "second")
    )
    if not any(first):
        return []
    return [_pair(category or gettext("분야 없음"), first[category], second[category]) for category in first]
