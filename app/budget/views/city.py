"""The city and its districts over HTTP: the dashboard, regions, money by type, and the figures a district publishes."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import dashboard, plan_labels, queries, story
from app.budget import pilot as pilots
from app.budget.city_forms import CapsForm, ChooseForm, PlaceForm, RegionForm
from app.budget.exports import districts_csv
from app.budget.funding import PLAN_2017, DistrictFundingType, components, gu_won
from app.budget.models import Cycle
from app.budget.queries import city as between
from app.budget.services import figures as figure_services
from app.budget.services import funding as funding_services
from app.budget.services import regions as region_services
from app.budget.views import CYCLE, bp
from app.core import clock
from app.core.forms import refusals
from app.core.history import entries
from app.core.web import edge
from app.districts import queries as districts
from app.districts.models import District


def the_city(district: District) -> District | None:
    """The city itself; a district has none of these pages."""
    return district if district.is_city else None


def a_district(district: District) -> District | None:
    return None if district.is_city else district


def _asked() -> tuple[int | None, str]:
    measure = request.args.get("measure", "proposed")
    return request.args.get("year", type=int), measure if measure in dashboard.MEASURES else "proposed"


@bp.get("/budget/districts")
@edge("budget.read", load=the_city)
def all_districts(city: District) -> Any:
    return render_template("budget/districts.html", **dashboard.of(city, *_asked()))


@bp.get("/budget/districts.csv")
@edge("budget.read", load=the_city)
def all_districts_csv(city: District) -> Response:
    shown = dashboard.of(city, *_asked())
    headers = {"Content-Disposition": f'attachment; filename="districts-{shown["year"]}.csv"'}
    return Response(districts_csv(shown["rows"], shown["year"]), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/budget/regions")
@edge("budget.read", load=the_city)
def regions(city: District) -> Any:
    shown = between.regions(city)
    names = {one.id: one.name for one in districts.everywhere()}
    return render_template("budget/regions.html", regions=shown, names=names, events=story.events(entries(*shown)))


@bp.route("/budget/regions/new", methods=["GET", "POST"])
@edge("city.arrange", load=the_city)
def new_region(city: District) -> Any:
    form = RegionForm()
    if form.accepts():
        with refusals(form):
            region_services.name_region(city, name_ko=form.name_ko.data, name_en=form.name_en.data or "", by=current_user)
            flash(_("권역을 두었습니다."), "success")
            return redirect(url_for("budget.regions"))
    return render_template("budget/new_region.html", form=form), form.status


@bp.route("/budget/regions/place", methods=["GET", "POST"])
@edge("city.arrange", load=the_city)
def place_in_region(city: District) -> Any:
    places = [one for one in districts.everywhere() if not one.is_city]
    form = PlaceForm().offer(places, between.regions(city))
    if form.accepts():
        with refusals(form):
            member = next(one for one in places if one.id == form.member_id.data)
            region = between.region(city, form.region_id.data)
            region_services.place(city, member, region, by=current_user, reason=form.reason.data)
            flash(_("소속 권역을 바꿨습니다."), "success")
            return redirect(url_for("budget.regions"))
    return render_template("budget/place.html", form=form), form.status


@bp.get("/budget/funding")
@edge("budget.read")
def funding() -> Any:
    """The types and their amounts; of a district also what it chose."""
    years = between.scheme_years()
    year = request.args.get("year", type=int)
    year = year if year in years else next(iter(years), clock.today().year + 1)
    scheme = between.scheme(year)
    kinds = [(one, components(scheme, one), gu_won(scheme, one)) for one in DistrictFundingType if components(scheme, one)]
    chosen = [] if g.district.is_city else between.choices(g.district, year)
    words = {name: _(text) for name, text in plan_labels.FUNDING_WORDS.items()}
    return render_template("budget/funding.html", years=years, year=year, kinds=kinds, chosen=chosen, words=words)


@bp.route("/budget/funding/choose", methods=["GET", "POST"])
@edge("funding.choose", load=a_district)
def choose_funding(district: District) -> Any:
    years = between.scheme_years()
    year = request.args.get("year", type=int)
    year = year if year in years else next(iter(years), clock.today().year + 1)
    form = ChooseForm()
    if form.accepts():
        with refusals(form):
            kind = DistrictFundingType(form.kind.data)
            funding_services.choose(
                district, year, kind=kind, dong_count=form.dong_count.data, by=current_user, reason=form.reason.data
            )
            flash(_("유형을 골랐습니다."), "success")
            return redirect(url_for("budget.funding", year=year))
    return render_template("budget/choose_funding.html", form=form, year=year), form.status


@bp.route("/budget/funding/caps", methods=["GET", "POST"])
@edge("city.arrange", load=the_city)
def funding_caps(city: District) -> Any:
    year = next(iter(between.scheme_years()), clock.today().year + 1)
    form = CapsForm.of(between.scheme(year) or PLAN_2017, year)
    if form.accepts():
        with refusals(form):
            changed = funding_services.set_caps(city, form.year.data, caps=form.caps(), by=current_user, reason=form.reason.data)
            flash(_("지원 한도 %(n)s개를 정했습니다.", n=changed), "success")
            return redirect(url_for("budget.funding", year=form.year.data))
    kinds = [(one.value, _(plan_labels.FUNDING_WORDS[one.value])) for one in DistrictFundingType]
    return render_template("budget/funding_caps.html", form=form, kinds=kinds), form.status


@bp.get(f"{CYCLE}/figures")
@edge("cycle.publish_figures", load=queries.cycle)
def figures(cycle: Cycle) -> Any:
    """What would be published today, and what is."""
    now = between.settled(cycle)
    published = between.published_of(cycle)
    shown = published[0] if published and published[0].withdrawn_at is None else None
    rows = [
        (_(words), _figure(now, name), _figure(shown.figures, name) if shown else "–")
        for name, words in plan_labels.FIGURES.items()
    ]
    return render_template(
        "budget/figures.html", cycle=cycle, rows=rows, shown=shown, is_same=shown is not None and shown.figures == now
    )


def _figure(figures: dict[str, Any], name: str) -> str:
    return _("아직") if figures.get(name) is None else dashboard.told(int(figures[name]), name)


@bp.post(f"{CYCLE}/figures/publish")
@edge("cycle.publish_figures", load=queries.cycle)
def publish_figures(cycle: Cycle) -> Any:
    figure_services.publish(cycle, by=current_user)
    flash(_("수치를 시에 공개했습니다."), "success")
    return redirect(url_for("budget.figures", cycle_id=cycle.id))


@bp.post(f"{CYCLE}/figures/withdraw")
@edge("cycle.publish_figures", load=queries.cycle)
def withdraw_figures(cycle: Cycle) -> Any:
    figure_services.withdraw(cycle, by=current_user)
    flash(_("공개한 수치를 거두었습니다."), "success")
    return redirect(url_for("budget.figures", cycle_id=cycle.id))


@bp.get("/budget/pilot")
@edge("district.prepare")
def pilot() -> Any:
    """What a pilot still needs, and where."""
    found = pilots.items(g.district)
    done = sum(one.is_done for one in found)
    return render_template("budget/pilot.html", items=found, done=done)
