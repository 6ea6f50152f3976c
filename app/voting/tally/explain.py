"""One sentence per option in Korean and English, from the published reason alone; refuses to judge and to recount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from app.core.money import in_currency
from app.voting.tally.exact import as_fraction
from app.voting.tally.result import Result
from app.voting.tally.sentences import BOUGHT_ALIKE, BOUGHT_EACH, SENTENCES, TIE_KEYS

LANGUAGES = ("ko", "en")
_MONEY = ("cost", "left", "missing", "left_at_end", "have", "share", "rate", "load")
_SCORES = ("score", "threshold", "last")
_OPTIONS = ("option", "at", "after")


def explain(
    result: Result,
    option_id: str,
    lang: str,
    *,
    unit: str | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """The reason for one option's fate as a sentence in `lang` ("ko" or "en").

    Amounts are won, written as everywhere in the house, unless `unit` says otherwise (" EUR"); `names` gives titles for
    option ids. Raises KeyError for an unknown option or language.
    """
    outcome = result.outcomes[option_id]
    if lang not in LANGUAGES:
        raise KeyError(lang)
    shown = _Words(result, lang, unit, names or {})
    facts = {"score": outcome.score, "votes": outcome.votes, **outcome.reason.params}
    return _sentence(outcome.reason.code, facts)[lang].format(**shown.all(facts))


def _sentence(code: str, facts: Mapping[str, Any]) -> Mapping[str, str]:
    """The wording of a reason: a purchase has its own where all gave alike, or gave per head."""
    if code == "BOUGHT" and not facts.get("emptied", True):
        return BOUGHT_ALIKE[facts["per"]]
    return BOUGHT_EACH if code == "BOUGHT" and facts.get("per") == "supporter" else SENTENCES[code]


class _Words:
    """Turns reason parameters into words: money, scores, percentages, titles."""

    def __init__(self, result: Result, lang: str, unit: str | None, names: Mapping[str, str]) -> None:
        self.scale = result.money_scale
        self.composite = bool(result.weights)
        self.lang = lang
        self.unit = unit
        self.names = names
        self._shows: dict[str, Callable[[Any], str]] = {
            **{key: lambda value: self.money(as_fraction(value)) for key in _MONEY},
            **{key: lambda value: self.score(as_fraction(value)) for key in _SCORES},
            **dict.fromkeys(_OPTIONS, self.title),
            "effective_support": lambda value: decimal(as_fraction(value) * 100),
            "effective_votes": lambda value: decimal(as_fraction(value)),
            "to": lambda value: ", ".join(map(self.title, value)),
            "by": lambda value: ", ".join(TIE_KEYS[item][lang] for item in value),
            "spent": self._spent,
        }

    def all(self, facts: Mapping[str, Any]) -> dict[str, str]:
        return {key: self._one(key, value) for key, value in facts.items()}

    def _one(self, key: str, value: Any) -> str:
        show = self._shows.get(key)
        if show is not None:
            return show(value)
        return f"{value:,}" if isinstance(value, int) else str(value)

    def money(self, value: Fraction) -> str:
        """An amount in published units, cut to whole units for payments that are fractions."""
        units = value / self.scale
        whole = units.numerator // units.denominator
        if self.unit is None:
            return in_currency(whole, "KRW", self.lang)
        return (decimal(units) if self.scale > 1 else f"{whole:,}") + self.unit

    def score(self, value: Fraction) -> str:
        """Points as they are; a composite score as a percentage."""
        return decimal(value * 100) + " %" if self.composite else decimal(value)

    def title(self, option_id: str) -> str:
        return f"'{self.names.get(option_id, option_id)}'"

    def _spent(self, spent: list[list[str]]) -> str:
        largest = [f"{self.title(key)} {self.money(as_fraction(amount))}" for key, amount in spent[:3]]
        return ", ".join(largest) if largest else self.money(Fraction(0))


def decimal(value: Fraction) -> str:
    """A Fraction with at most two decimals, rounded half away from zero, thousands set off by commas."""
    cents = abs(value) * 100
    rounded = (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)
    whole, rest = divmod(rounded, 100)
    text = f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
    return ("-" if value < 0 and rounded else "") + text
