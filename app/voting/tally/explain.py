"""One sentence per option in Korean and English, from the published reason alone; refuses to judge and to recount."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.voting.tally.exact import as_fraction
from app.voting.tally.result import Result
from app.voting.tally.sentences import SENTENCES, TIE_KEYS

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

    `unit` follows amounts ("원" and " won" by default), `names` gives titles for option ids. Raises KeyError for an
    unknown option or language.
    """
    outcome = result.outcomes[option_id]
    if lang not in LANGUAGES:
        raise KeyError(lang)
    shown = _Words(result, lang, unit, names or {})
    facts = {"score": outcome.score, "votes": outcome.votes, **outcome.reason.params}
    return SENTENCES[outcome.reason.code][lang].format(**shown.all(facts))


class _Words:
    """Turns reason parameters into words: money, scores, percentages, titles."""

    def __init__(self, result: Result, lang: str, unit: str | None, names: Mapping[str, str]) -> None:
        self.scale = result.money_scale
        self.composite = bool(result.weights)
        self.lang = lang
        self.unit = unit if unit is not None else {"ko": "원", "en": " won"}[lang]
        self.names = names

    def all(self, facts: Mapping[str, Any]) -> dict[str, str]:
        return {key: self._one(key, value) for key, value in facts.items()}

    def _one(self, key: str, value: Any) -> str:
        if key in _MONEY:
            return self.money(as_fraction(value))
        if key in _SCORES:
            return self.score(as_fraction(value))
        if key == "effective_support":
            return decimal(as_fraction(value) * 100)
        if key == "effective_votes":
            return decimal(as_fraction(value))
        if key in _OPTIONS:
            return self.title(str(value))
        if key == "to":
            return ", ".join(self.title(item) for item in value)
        if key == "by":
            return ", ".join(TIE_KEYS[item][self.lang] for item in value)
        if key == "spent":
            return self._spent(value)
        return f"{value:,}" if isinstance(value, int) else str(value)

    def money(self, value: Fraction) -> str:
        """An amount in published units, cut to whole units for payments that are fractions."""
        units = value / self.scale
        text = decimal(units) if self.scale > 1 else f"{units.numerator // units.denominator:,}"
        return text + self.unit

    def score(self, value: Fraction) -> str:
        """Points as they are; a composite score as a percentage."""
        return decimal(value * 100) + " %" if self.composite else decimal(value)

    def title(self, option_id: str) -> str:
        return f"'{self.names.get(option_id, option_id)}'"

    def _spent(self, spent: list[list[str]]) -> str:
        largest = [f"{self.title(key)} {self.money(as_fraction(amount))}" for key, amount in spent[:3]]
        return ", ".join(largest) if largest else "0" + self.unit


def decimal(value: Fraction) -> str:
    """A Fraction with at most two decimals, rounded half away from zero, thousands set off by commas."""
    cents = abs(value) * 100
    rounded = (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)
    whole, rest = divmod(rounded, 100)
    text = f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
    return ("-" if value < 0 and rounded else "") + text
