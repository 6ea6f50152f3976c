"""The front page, a district's home, and the pages that explain the house."""

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.core.filters import Display
from app.core.web import edge, safe_next
from app.districts import queries as districts
from app.pages import home as homes
from app.pages import navigation, queries
from app.pages.forms import DisplayForm, SampleForm

bp = Blueprint("pages", __name__)
bp.app_context_processor(navigation.names)
YEAR_SECONDS = 365 * 24 * 3600


@bp.get("/")
@edge("page.read")
def front() -> str:
    """The city's home, with the map of its districts."""
    g.district = districts.city()
    return home()


@bp.get("/<district_slug>/")
@edge("page.read")
def home() -> str:
    return render_template("pages/home.html", **homes.of(g.district))


@bp.get("/help")
@edge("page.read")
def help() -> str:
    return render_template("pages/help.html")


@bp.get("/privacy")
@edge("page.read")
def privacy() -> str:
    return render_template("pages/privacy.html")


@bp.get("/accessibility")
@edge("page.read")
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@bp.get("/open-data")
@edge("page.read")
def open_data() -> str:
    return render_template("pages/open_data.html", open_districts=districts.open_ones())


@bp.get("/source")
@edge("page.read")
def source() -> str:
    """AGPL section 13: whoever uses the platform over a network may have its source."""
    return render_template("pages/source.html", source_url=current_app.config["SOURCE_URL"])


@bp.get("/styleguide")
@edge("page.read")
def styleguide() -> str:
    form = SampleForm(meta={"csrf": False})
    form.validate()
    return render_template("pages/styleguide.html", sample_form=form)


@bp.post("/display")
@edge("page.read")
def display() -> AnyResponse:
    """Remember contrast and text size in a cookie, with or without an account."""
    form = DisplayForm()
    answer = make_response(redirect(safe_next("/")))
    wanted = Display(f"{form.contrast.data}.{form.text_size.data}")
    answer.set_cookie("display", str(wanted), max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure)
    return answer


@bp.get("/robots.txt")
@edge("page.read")
def robots() -> Response:
    """What is public may be found; what is for one person, or costs a search, is nothing for a crawler (RFC 9309)."""
    kept = "".join(f"Disallow: {path}\n" for path in ("/me", "/sign-in", "/sign-up", "/*/desk", "/*?*q="))
    return Response(f"User-agent: *\n{kept}", mimetype="text/plain")


@bp.get("/healthz")
@edge("page.read")
def healthz() -> Response:
    """For load balancers: the process answers and its database does too."""
    queries.ping()
    return Response("ok\n", mimetype="text/plain")
