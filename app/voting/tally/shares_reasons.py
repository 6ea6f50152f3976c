"""Reasons and round ledger of an Equal Shares count, from the exact ledger; refuses floats and decides nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.fill import Terms, fill
from app.voting.tally.result import Reason
from app.voting.tally.shares import Backing, Ledger, Market, Run
from app.voting.tally.tally_sheet import Sheet

if TYPE_CHECKING:
    from app.voting.tally.shares_rule import Completed, Sale


def explain_shares(sale: Sale, run: Run, done: Completed, sheet: Sheet) -> None:
    """Fill the sheet's reasons, ranks and rounds. `run` is the final run with its ledger of rationals."""
    election, scores = sale.election, sale.scores
    if done.greedy is not None:
        _explain_greedy(election, done.greedy, sheet)
    else:
        _explain_bought(election, sale.market, run, sheet)
        _explain_filled(election, run, done.filled, sheet)
    for i, option in enumerate(election.options):
        if i in sheet.reasons:
            continue
        if option.withdrawn:
            sheet.reasons[i] = Reason("WITHDRAWN")
        elif not sale.let_in[i]:
            sheet.reasons[i] = Reason("INELIGIBLE", {"votes": scores.votes[i], "cost": str(option.cost)})
        else:
            sheet.reasons[i] = _why_not(election, sale.market, run, i)


def _explain_bought(election: Election, market: Market, run: Run, sheet: Sheet) -> None:
    left = election.budget
    for number, purchase in enumerate(run.purchases, start=1):
        i = purchase.option
        option = election.options[i]
        left -= option.cost
        backing = market.backings[i]
        assert backing is not None
        support = Fraction(option.cost) / purchase.rate if purchase.rate else Fraction(purchase.full)
        params = {
            "round": number,
            "rate": text_of(purchase.rate),
            "full": purchase.full,
            "emptied": purchase.emptied,
            "effective_votes": text_of(support),
            "per": "supporter" if backing.flat else "point",
        }
        sheet.rank[i] = number
        sheet.reasons[i] = Reason("BOUGHT", params)
        sheet.rounds.append({"option": option.id, "action": "buy", "left": str(left)} | params)


def _explain_filled(election: Election, run: Run, filled: list[int], sheet: Sheet) -> None:
    left = election.budget - sum(election.options[i].cost for i in run.bought)
    for i in filled:
        left -= election.options[i].cost
        place = len(sheet.rounds) + 1
        sheet.rank[i] = place
        sheet.reasons[i] = Reason("FILLED", {"place": place, "left": str(left)})
        entry = {"round": place, "option": election.options[i].id, "action": "fill", "left": str(left)}
        sheet.rounds.append(entry)


def _explain_greedy(election: Election, greedy: list[int], sheet: Sheet) -> None:
    """The comparison preferred the greedy list: its own ledger replaces the purchases."""
    funded = fill(election, greedy, Terms())
    sheet.reasons.update(funded.reasons)
    sheet.rounds.extend(funded.rounds)
    sheet.rank.update({i: place for place, i in enumerate(greedy, start=1)})


def _why_not(election: Election, market: Market, run: Run, i: int) -> Reason:
    backing = market.backings[i]
    cost = election.options[i].cost
    if backing is None or run.ledger is None:
        return Reason("NO_VOTES", {"cost": str(cost)})
    supporters = int(backing.times.sum())
    have = run.share * supporters
    if have < cost:
        params = {"supporters": supporters, "share": text_of(run.share), "have": text_of(have), "cost": str(cost)}
        return Reason("TOO_FEW_FOR_COST", params | {"effective_support": text_of(have / cost)})
    return Reason("SUPPORTERS_SPENT", _spending(election, run, run.ledger, backing, cost))


def _spending(election: Election, run: Run, ledger: Ledger, backing: Backing, cost: int) -> dict[str, Any]:
    """The moment the option became unaffordable: which purchase did it, what was left with its supporters, and where their
    money had gone until then as [option, amount], most first."""
    amounts = ledger.payments(backing.rows, backing.times)
    left = ledger.share * int(backing.times.sum())
    spent: list[tuple[str, Any]] = []
    last = ""
    for option, amount in zip(run.bought, amounts, strict=True):
        left -= amount
        last = election.options[option].id
        if amount:
            spent.append((last, amount))
        if left < cost:
            break
    spent.sort(key=lambda pair: (-pair[1], pair[0]))
    return {
        "cost": str(cost),
        "supporters": int(backing.times.sum()),
        "after": last,
        "left": text_of(left),
        "left_at_end": text_of(ledger.sum(backing.rows, backing.times)),
        "effective_support": text_of(left / cost),
        "spent": [[key, text_of(amount)] for key, amount in spent],
    }
