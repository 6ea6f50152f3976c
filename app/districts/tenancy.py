"""The district in the URL: taken off the path before a view runs, put back by url_for(). A closed district says so kindly."""

from typing import Any

from flask import Flask, current_app, g, render_template, request

from app.core.errors import NotFound
from app.districts import queries

CITY_SLUG = "seoul"


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_take)
    app.url_defaults(_give)
    app.before_request(_closed)


def _take(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.district = None
    if values and "district_slug" in values:
        slug = values.pop("district_slug")
        g.district = queries.by_slug(slug)
        if g.district is None:
            raise NotFound


def _give(endpoint: str, values: dict[str, Any]) -> None:
    known = endpoint in current_app.view_functions
    if known and "district_slug" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "district_slug"):
        district = g.get("district")
        values["district_slug"] = district.slug if district else CITY_SLUG


def _closed() -> tuple[str, int] | None:
    district = g.get("district")
    if district is None or district.is_open or request.endpoint == "static":
        return None
    open_districts = queries.open_ones()
    g.district, closed = None, district
    return render_template("districts/closed.html", closed_district=closed, open_districts=open_districts), 404
