"""Named rules with all parameters filled in, for files and the command line; refuses names it does not know."""

from __future__ import annotations

from dataclasses import replace

from app.voting.tally.rules import (
    CapRule,
    CompositeRule,
    EqualSharesRule,
    GreedyRule,
    PhragmenRule,
    PollMethod,
    PollRule,
    Rule,
    RuleRefused,
    Satisfaction,
    Stop,
    TieKey,
)

FILE_ORDER = (TieKey.FILE,)
FILE_SHARES_ORDER = (TieKey.CHEAPER, TieKey.VOTES, TieKey.FILE)

_ADD1 = EqualSharesRule(start="floor", step_units=1, stop=Stop.INFEASIBLE, fill=False, tie_order=FILE_SHARES_ORDER)
_PLAIN = EqualSharesRule(stop=Stop.NEVER_RAISED, fill=False, tie_order=FILE_SHARES_ORDER)

FILE_PRESETS: dict[str, Rule] = {
    "greedy": GreedyRule(tie_order=FILE_ORDER),
    "greedy-threshold": GreedyRule(tie_order=FILE_ORDER),
    "greedy-no-skip": GreedyRule(cap=CapRule.STOP, tie_order=FILE_ORDER),
    "greedy-exclusive": GreedyRule(tie_order=FILE_ORDER),
    "poznan80": GreedyRule(cap=CapRule.OVERRUN, overrun_percent=80, tie_order=FILE_ORDER),
    "mes": EqualSharesRule(tie_order=FILE_SHARES_ORDER),
    "mes-comparison": EqualSharesRule(comparison=True, tie_order=FILE_SHARES_ORDER),
    "mes-cardinality": EqualSharesRule(satisfaction=Satisfaction.CARDINALITY, tie_order=FILE_SHARES_ORDER),
    "mes-plain": _PLAIN,
    "mes-plain-comparison": replace(_PLAIN, comparison=True),
    "mes-add1": _ADD1,
    "mes-add1-comparison": replace(_ADD1, comparison=True),
    "phragmen": PhragmenRule(tie_order=FILE_SHARES_ORDER),
    "composite": CompositeRule(),
}
POLLS: dict[str, Rule] = {method.value: PollRule(method=method, tie_order=FILE_ORDER) for method in PollMethod}
NAMED = FILE_PRESETS | POLLS


def named(name: str, *, threshold: int = 0) -> Rule:
    """The rule of this name for a .pb file; `threshold` applies to the greedy family. Raises `RuleRefused` UNKNOWN_RULE."""
    rule = NAMED.get(name)
    if rule is None:
        raise RuleRefused("UNKNOWN_RULE", kind=name)
    return replace(rule, threshold=threshold) if isinstance(rule, GreedyRule) and threshold else rule
