"""The doors of the accounts room: entrance, one's own page, and the people of a district."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from flask_limiter import RateLimitExceeded

from app.accounts import limits
from app.accounts.labels import ACTORS
from app.core import telling
from app.districts.labels import ROLES
from app.districts.models import District

bp = Blueprint("accounts", __name__)
# The people and the log of a district show names and addresses, which only this room knows; their endpoints are `districts.…`.
districts_bp = Blueprint("districts", __name__, url_prefix="/<district_slug>")


@bp.record_once
def _register_people(state: BlueprintSetupState) -> None:
    state.app.register_blueprint(districts_bp)


@bp.after_request
@districts_bp.after_request
def _keep_nothing(response: Response) -> Response:
    """Codes, addresses and consents must not come back with the back button of a shared computer."""
    response.headers["Cache-Control"] = "no-store"
    return response


bp.add_app_template_global(telling.subject, "log_subject")
bp.app_errorhandler(RateLimitExceeded)(limits.too_many)


@bp.app_template_global()
def role_label(role: Any) -> str:
    """부서 담당자, … in the reader's language; what history calls otherwise is shown as it is."""
    known = {hat.value: label for hat, label in ROLES.items()} | ACTORS
    return gettext(known[str(role)]) if str(role) in known else str(role)


@bp.app_template_global()
def desk_url(place: District) -> str:
    """Where somebody with a hat in this district starts to work."""
    return url_for("budget.desk", district_slug=place.slug)


from app.accounts.views import entrance, own, people  # noqa: E402, F401 - they hang themselves on the blueprints above
