"""Planning a forum: opening and correcting it, its crew, who has a seat."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import queries as accounts
from app.accounts.identity import me
from app.accounts.rules import check_email
from app.accounts.services import AddressNotConfirmed, NoSuchAccount
from app.core import clock
from app.core.errors import N_, InvalidInput
from app.core.forms import refusals
from app.core.web import edge, who
from app.forums import labels, queries, rules, services
from app.forums.forms import CrewForm, ForumForm, NewForumForm
from app.forums.queries import Seat
from app.forums.states import Series
from app.forums.views import FORUM, PLACE, Answer, address, bp, seat
from app.proposals import queries as proposals

TEMPLATES: dict[Series, dict[str, Any]] = {
    Series.COACHING: {
        "series": "coaching", "phase": "during", "turn_seconds": 180,
        "items": "여는 말 5\n제안 발표 20\n전문가 자문 30\n묻고 답하기 40\n맺음 10",
    },
    Series.POLICY: {
        "series": "policy", "turn_seconds": 180, "items": "여는 말 10\n발제 30\n지정 토론 40\n자유 토론 50\n맺음 10",
    },
    Series.TOWN_HALL: {"series": "town_hall", "turn_seconds": 120, "items": "여는 말 5\n동네 현안 소개 15\n주민 발언 60\n정리 10"},
}  # fmt: skip
"""What a forum of a series usually looks like; everything can be changed before it is opened."""


KEPT = ("title", "ordinal", "topic", "place", "link", "capacity", "co_hosts", "briefing", "turn_seconds")


class NoSuchProposal(InvalidInput):
    code = "NO_SUCH_PROPOSAL"
    field = "proposals"
    sentence = N_("%(number)s 번호의 제안이 없습니다.")


@bp.route(f"{PLACE}/new", methods=["GET", "POST"])
@edge("forum.plan")
def new() -> Answer:
    given = next((fields for one, fields in TEMPLATES.items() if one == request.args.get("like")), {})
    linked = request.args.get("proposal", "")
    form = NewForumForm(data={"proposals": linked, "day": clock.today(), **given})
    if form.accepts():
        with refusals(form):
            forum = services.open_forum(
                g.district, form.draft(), by=me(), role=labels.hat(who().roles), once=form.once.data, links=_links(form), items=form.agenda(),
            )  # fmt: skip
            flash(_("토론회를 만들었습니다."), "success")
            return redirect(url_for(".show", forum_id=forum.id))
    likes = [(one.value, labels.word("Series", one)) for one in TEMPLATES]
    return render_template("forums/new.html", form=form, likes=likes), form.status


def _links(form: ForumForm) -> list[tuple[str, int]]:
    found = []
    for number in form.numbers():
        proposal = proposals.by_number(g.district, number)
        if proposal is None or not proposal.is_in_sight:
            raise NoSuchProposal(number=number)
        found.append(("proposal", proposal.id))
    return found


@bp.route(f"{FORUM}/edit", methods=["GET", "POST"])
@edge("forum.edit", load=seat)
def edit(seat: Seat) -> Answer:
    forum = seat.forum
    begins, ends = clock.seoul(forum.starts_at), clock.seoul(forum.ends_at)
    linked = proposals.by_ids(g.district, [number for kind, number in queries.links(forum) if kind == "proposal"])
    form = ForumForm(
        data={name: getattr(forum, name) for name in KEPT}
        | {
            "series": forum.series.value, "phase": forum.phase.value if forum.phase else "", "day": begins.date(),
            "begins": begins.time(), "ends": ends.time(), "proposals": ", ".join(one.number for one in linked),
        },
    )  # fmt: skip
    if form.accepts():
        with refusals(form):
            services.change_forum(forum, by=me(), draft=form.draft(), role=labels.hat(who().roles), links=_links(form))
            flash(_("고쳤습니다."), "success")
            return redirect(address("show", seat))
    return render_template("forums/edit.html", form=form, forum=forum), form.status


@bp.route(f"{FORUM}/crew", methods=["GET", "POST"])
@edge("forum.run", load=seat)
def crew(seat: Seat) -> Answer:
    form = CrewForm()
    if form.accepts():
        with refusals(form):
            person = accounts.by_email(check_email(form.email.data))
            if person is None:
                raise NoSuchAccount
            if person.assurance < 1:
                raise AddressNotConfirmed
            services.give_role(seat.forum, by=me(), resident=person, role=form.role.data)
            flash(_("역할을 정했습니다."), "success")
            return redirect(address("crew", seat))
    return render_template("forums/crew.html", forum=seat.forum, form=form, crew=queries.crew(seat.forum)), form.status


@bp.get(f"{FORUM}/registrations")
@edge("forum.run", load=seat)
def registrations(seat: Seat) -> str:
    """Who comes: names for those who run it, for nobody else."""
    found = queries.registrations(seat.forum)
    return render_template(
        "forums/registrations.html", forum=seat.forum, found=found, people=queries.people(seat.forum), rules=rules
    )
