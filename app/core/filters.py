"""Template filters and names every page may use. Refuses queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request
from markupsafe import Markup

from app.core import clock, grams, language, search
from app.core.money import in_currency, won_en, won_ko
from app.core.sanitize import markdown
from app.core.slots import gather, slot
from app.core.text import excerpt


def won(amount: int) -> str:
    """1억 2,345만원, or ₩123,450,000 in English."""
    return won_ko(amount) if language.lang() == "ko" else won_en(amount)


def money(amount: int, currency: str = "KRW") -> str:
    """An amount in its own currency: imported elections keep theirs."""
    return in_currency(amount, currency, language.lang())


def million_won(amount: int) -> str:
    """백만원, rounded half up, for table columns that say so in their header."""
    return f"{(amount + 500_000) // 1_000_000:,}"


def clock_time(instant: datetime) -> str:
    """14:03, Seoul time."""
    return clock.seoul(instant).strftime("%H:%M")


def iso(instant: datetime) -> str:
    """For <time datetime=…>."""
    return clock.seoul(instant).isoformat(timespec="minutes")


def marked(text: str, groups: Sequence[search.Group]) -> Markup:
    """The text with the words that were looked for in <mark>."""
    html, before = Markup(), 0
    for start, end in grams.spans(text, [one for group in groups for one in group]) if groups else ():
        html += Markup("{}<mark>{}</mark>").format(text[before:start], text[start:end])
        before = end
    return html + text[before:]


def passage(text: str, groups: Sequence[search.Group], most: int) -> Markup:
    """What stands around the first of the words that were looked for, marked; the beginning where none of them stands."""
    hits = grams.spans(text, [one for group in groups for one in group]) if groups else []
    start = hits[0][0] - most // 3 if hits else 0
    start = text.find(" ", start) + 1 if start > 0 and -1 < text.find(" ", start) < hits[0][0] else max(0, start)
    return marked(("… " if start > 0 else "") + excerpt(text[start:], most), groups)


class Display:
    """How this reader wants pages: kept in a cookie, so it works without JavaScript and without an account."""

    CONTRASTS = ("normal", "high")
    TEXT_SIZES = ("normal", "large", "larger")

    def __init__(self, cookie: str) -> None:
        contrast, _, size = cookie.partition(".")
        self.contrast = contrast if contrast in self.CONTRASTS else "normal"
        self.text_size = size if size in self.TEXT_SIZES else "normal"

    def __str__(self) -> str:
        return f"{self.contrast}.{self.text_size}"


def _names() -> dict[str, Any]:
    return {
        "lang": language.lang(),
        "switch_language_url": language.switch_url() if request else "",
        "district": g.get("district"),
        "display": Display(request.cookies.get("display", "") if request else ""),
        "now": clock.now(),
        "config_flags": {"official_gov": current_app.config["OFFICIAL_GOV"], "keeps_mail": not current_app.config["MAIL_URL"]},
    }


def init_app(app: Flask) -> None:
    app.context_processor(_names)
    app.jinja_env.globals.update(slot=slot, gather=gather)
    app.jinja_env.filters.update(
        won=won, money=money, million_won=million_won, iso=iso, markdown=markdown, excerpt=excerpt,
        clock=clock_time, when=language.when, day=language.day, d_day=language.d_day, ago=language.ago, marked=marked, passage=passage,
    )  # fmt: skip
