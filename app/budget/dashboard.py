"""All districts side by side, from what each has published: tiles, bars, regions, a table. Refuses to ask for anything unpublished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.budget import plan_labels
from app.budget.models import PublishedFigures, Region
from app.budget.queries import city as queries
from app.core.filters import money
from app.districts import queries as districts
from app.districts.models import District

MEASURES = ("proposed", "selected", "selected_won", "turnout")
SHADES = 4
SUMMED = (
    "proposed",
    "eligible",
    "second",
    "selected",
    "budgeted",
    "envelope_won",
    "selected_won",
    "budgeted_won",
    "voters",
    "entitled",
)


@dataclass(frozen=True)
class Tile:
    """A district on the map; without published figures its figure is a dash."""

    name: str
    url: str
    col: int
    row: int
    level: int
    text: str
    is_current: bool = False


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    text: str


def summed(rows: Iterable[PublishedFigures]) -> dict[str, int | None]:
    """Figures of several cycles or districts together; one that nobody has published stays None."""
    rows = list(rows)
    found: dict[str, int | None] = {}
    for name in SUMMED:
        known = [int(row.figures[name]) for row in rows if row.figures.get(name) is not None]
        found[name] = sum(known) if known else None
    return found


def value(figures: Mapping[str, int | None], measure: str) -> int | None:
    """The figure of a measure; turnout in tenths of a per cent, so that nothing is a float."""
    if measure != "turnout":
        return figures[measure]
    voters, entitled = figures["voters"], figures["entitled"]
    return None if voters is None or not entitled else voters * 1000 // entitled


def told(number: int | None, measure: str) -> str:
    if number is None:
        return "–"
    if measure == "turnout":
        return f"{number // 10}.{number % 10}%"
    return money(number) if measure.endswith("_won") else f"{number:,}"


def of(city: District, year: int | None, measure: str) -> dict[str, Any]:
    """Everything the dashboard draws, in a number of statements that does not grow with the districts."""
    years = queries.published_years()
    year = year if year in years else next(iter(years), None)
    published = queries.published(year) if year is not None else {}
    places = [one for one in districts.everywhere() if not one.is_city]
    figures = {one.id: summed(published.get(one.id, ())) for one in places}
    told_first = sorted(places, key=lambda one: one.id not in published)
    rows = [(one, figures[one.id], published.get(one.id, [])) for one in told_first]
    return {
        "years": years, "year": year, "measure": measure, "measures": [(name, gettext(plan_labels.MEASURES[name])) for name in MEASURES],
        "tiles": _tiles(places, figures, measure), "bars": _bars(places, figures, measure), "rows": rows,
        "regions": _regions(queries.regions(city), published), "told": told, "value": value,
        "total": summed(one for some in published.values() for one in some), "reporting": len(published), "places": len(places),
    }  # fmt: skip


def _tiles(places: Sequence[District], figures: Mapping[int, Mapping[str, int | None]], measure: str) -> list[Tile]:
    numbers = {one.id: value(figures[one.id], measure) for one in places}
    most = max((number for number in numbers.values() if number), default=0)
    return [
        Tile(
            one.name, url_for("budget.index", district_slug=one.slug), one.col or 0, one.row or 0,
            level(numbers[one.id], most), _short(numbers[one.id], measure),
        )
        for one in places
    ]  # fmt: skip


def level(number: int | None, most: int) -> int:
    """The shade, 0 to 4: nought for nothing, at least one for something."""
    return 0 if not number or not most else max(1, -(-number * SHADES // most))


def _short(number: int | None, measure: str) -> str:
    """What fits on a tile: amounts in 억, rounded down."""
    if number is not None and measure == "selected_won":
        return gettext("%(n)s억", n=f"{number // 100_000_000:,}")
    return told(number, measure)


def _bars(places: Sequence[District], figures: Mapping[int, Mapping[str, int | None]], measure: str) -> list[Bar]:
    numbers = [(one, value(figures[one.id], measure)) for one in places]
    known = sorted(((one, number) for one, number in numbers if number is not None), key=lambda pair: -pair[1])
    return [Bar(one.name, number, told(number, measure)) for one, number in known]


def _regions(
    regions: Sequence[Region], published: Mapping[int, Sequence[PublishedFigures]]
) -> list[tuple[Region, int, dict[str, int | None]]]:
    """(region, how many of its districts published, their figures together)."""
    found = []
    for region in regions:
        members = [one.member_id for one in region.members]
        some = [row for number in members for row in published.get(number, ())]
        found.append((region, sum(number in published for number in members), summed(some)))
    return found
