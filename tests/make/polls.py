"""Plans of votes, reached through services."""

from datetime import timedelta
from typing import Any

from app.accounts.models import Resident
from app.core import clock
from app.districts import services as districts
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db
from app.polls import services
from app.polls.models import Plan
from app.polls.states import Audience, Contact, Kind
from app.voting.rules import OptionDraft
from tests.make import people

OPTIONS = [OptionDraft("1", "첫째 안"), OptionDraft("2", "둘째 안"), OptionDraft("3", "셋째 안")]
MEMBERS = [(Contact.EMAIL, "member@example.test"), (Contact.PHONE, "01012345678")]


def coordinator(place: District | None = None, role: Role = Role.COORDINATOR) -> Resident:
    person = people.resident()
    districts.appoint(place or people.district(), person, role)
    return person


def plan(
    by: Resident, *, kind: Kind = Kind.APPROVAL, audience: Audience = Audience.RESIDENTS, is_sealed: bool = True,
    place: District | None = None, **given: Any,
) -> Plan:  # fmt: skip
    """A plan that lacks nothing but its submission."""
    made = services.begin(place or people.district(), by=by, title="시험 투표 준비", kind=kind)
    services.write_options(made, by=by, options=given.pop("options", OPTIONS))
    services.write_audience(made, by=by, audience=audience, slips=3)
    if audience is Audience.ROSTER:
        services.write_roster(made, by=by, contacts=MEMBERS)
    window = {"opens_at": clock.now() + timedelta(minutes=10), "closes_at": clock.now() + timedelta(days=7)} | given
    services.write_terms(made, by=by, is_sealed=is_sealed and audience is not Audience.LINK, min_age=14, **window)
    services.tried(made, by=by)
    return made


def frozen(**given: Any) -> Plan:
    """A plan that two people have brought to its end."""
    first, second = coordinator(), coordinator(role=Role.AUDITOR)
    made = plan(first, **given)
    services.submit(made, by=first)
    services.confirm(made, by=second, role=Role.AUDITOR, seen=services.fingerprint(made))
    db.session.commit()
    return made
