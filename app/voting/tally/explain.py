"""One sentence per option in Korean and English, from the reason alone; refuses to judge."""

from __future__ import annotations

from app.voting.tally.result import Result


def explain(result: Result, option_id: str, lang: str) -> str:
    """The reason for one option's fate as a sentence. `lang` is "ko" or "en"; an unknown id raises KeyError."""
    raise NotImplementedError
