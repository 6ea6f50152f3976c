"""Funding down a ranked list within the budget, pots and exclusive groups; refuses to rank or to count.

Every option comes out with a reason. Money is in the paper's ints throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.voting.tally.election import Election, Option
from app.voting.tally.result import Reason
from app.voting.tally.rules import CapRule, PotBy, Pots


@dataclass(frozen=True, slots=True)
class Terms:
    """How a list is funded: see `GreedyRule` for the meaning of each parameter."""

    cap: CapRule = CapRule.SKIP
    overrun_percent: int = 80
    exclusive: tuple[tuple[str, ...], ...] = ()
    pots: Pots | None = None


@dataclass
class Filled:
    """The state while funding and its outcome: option indices in order of funding, reasons, ledger, money left."""

    left: int
    pots: dict[str, int]
    selected: list[int] = field(default_factory=list)
    reasons: dict[int, Reason] = field(default_factory=dict)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    stopper: int | None = None
    stopper_id: str = ""
    stopped_pots: dict[str, str] = field(default_factory=dict)


def fill(election: Election, order: Iterable[int], terms: Terms, *, already: Sequence[int] = ()) -> Filled:
    """Fund options in `order` (indices on the paper, best first, ineligible ones left out beforehand).

    `already` are options bought before; their cost is taken from the budget and their exclusive groups are closed.
    """
    left = election.budget - sum(election.options[i].cost for i in already)
    state = Filled(left, dict(terms.pots.amounts) if terms.pots else {})
    closed = _groups_of(terms.exclusive)
    taken: dict[int, str] = {}
    for i in already:
        _close(closed, taken, election.options[i])
    for i in order:
        option = election.options[i]
        refusal = _refusal(state, terms, option, closed, taken)
        if refusal is None:
            _fund(state, terms, i, option)
            _close(closed, taken, option)
        else:
            _pass_over(state, terms, i, option, refusal)
    return state


def _groups_of(exclusive: tuple[tuple[str, ...], ...]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for number, members in enumerate(exclusive):
        for member in members:
            groups.setdefault(member, []).append(number)
    return groups


def _close(closed: dict[str, list[int]], taken: dict[int, str], option: Option) -> None:
    for number in closed.get(option.id, ()):
        taken[number] = option.id


def _refusal(state: Filled, terms: Terms, option: Option, closed: dict[str, list[int]], taken: dict[int, str]) -> Reason | None:
    if state.stopper is not None:
        return Reason("LIST_STOPPED", {"at": state.stopper_id, "cost": str(option.cost), "left": str(state.left)})
    rivals = [taken[number] for number in closed.get(option.id, ()) if number in taken]
    if rivals:
        return Reason("CONFLICT_WITH", {"option": rivals[0]})
    refused_by_pot = _pot_refusal(state, terms.pots, option) if terms.pots else None
    if refused_by_pot is None and option.cost > state.left:
        return Reason("BUDGET_EXHAUSTED", _money(option, state.left))
    return refused_by_pot


def _pot_refusal(state: Filled, pots: Pots, option: Option) -> Reason | None:
    pot = pot_of(pots, option)
    if pot not in state.pots:
        return Reason("NO_POT", {"pot": pot})
    left = state.pots[pot]
    if pot in state.stopped_pots:
        return Reason("LIST_STOPPED", {"at": state.stopped_pots[pot], "cost": str(option.cost), "left": str(left)})
    if option.cost > left:
        return Reason("POT_EXHAUSTED", _money(option, left) | {"pot": pot})
    return None


def pot_of(pots: Pots, option: Option) -> str:
    """The name of the pot an option draws on."""
    return option.category if pots.by is PotBy.CATEGORY else option.district


def _money(option: Option, left: int) -> dict[str, Any]:
    return {"cost": str(option.cost), "left": str(left), "missing": str(option.cost - left)}


def _fund(state: Filled, terms: Terms, i: int, option: Option) -> None:
    state.left -= option.cost
    if terms.pots is not None:
        state.pots[pot_of(terms.pots, option)] -= option.cost
    state.selected.append(i)
    state.reasons[i] = Reason("FUNDED", {"place": len(state.selected), "left": str(state.left)})
    _log(state, option, "fund")


def _pass_over(state: Filled, terms: Terms, i: int, option: Option, refusal: Reason) -> None:
    over = refusal.code == "BUDGET_EXHAUSTED"
    if over and terms.cap is CapRule.OVERRUN and state.left * 100 >= terms.overrun_percent * option.cost:
        state.selected.append(i)
        params = {"place": len(state.selected), "percent": terms.overrun_percent}
        state.reasons[i] = Reason("FUNDED_FROM_RESERVE", _money(option, state.left) | params)
        _log(state, option, "fund-from-reserve")
        state.stopper, state.stopper_id = i, option.id
        return
    state.reasons[i] = refusal
    if refusal.code == "POT_EXHAUSTED" and terms.cap is CapRule.STOP and terms.pots is not None:
        state.stopped_pots[pot_of(terms.pots, option)] = option.id
    if state.stopper is None:
        _log(state, option, "skip" if terms.cap is CapRule.SKIP or not over else "stop")
        if over and terms.cap is not CapRule.SKIP:
            state.stopper, state.stopper_id = i, option.id
            state.reasons[i] = Reason("STOPPED_LIST", dict(refusal.params))


def _log(state: Filled, option: Option, action: str) -> None:
    state.rounds.append({"round": len(state.rounds) + 1, "option": option.id, "action": action, "left": str(state.left)})
