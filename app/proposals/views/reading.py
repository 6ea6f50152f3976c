"""The list, a proposal's page and its versions."""

from flask import g, render_template, request
from flask_babel import gettext as _

from app.comments import queries as talks
from app.comments.orders import asked
from app.core.history import entries
from app.core.web import can, edge, who
from app.proposals import diff, labels, queries, rules, search
from app.proposals.forms import SearchForm
from app.proposals.models import Proposal
from app.proposals.views import bp


@bp.get("/proposals")
@edge("proposal.read")
def index() -> str:
    form = SearchForm(request.args, places=search.places(g.district))
    found = search.listing(form.searched, form.wanted(), request.args.get("page", 1, type=int))
    is_any = bool(found) or queries.is_any(g.district)
    return render_template("proposals/index.html", form=form, found=found, is_any=is_any)


@bp.get("/proposals/<number>")
@edge("proposal.read", load=queries.by_number)
def show(proposal: Proposal) -> str:
    if not can("proposal.see", proposal):
        return render_template("proposals/out_of_sight.html", proposal=proposal)
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        version=queries.current(proposal),
        events=lambda: labels.told(entries(proposal)),
        is_endorsed=queries.has_endorsed(proposal, who().resident_id),
        files=proposal.files,
        mergers=lambda: queries.mergers(proposal),
        lock_of=rules.lock_of,
        thread=proposal.thread,
        comments=talks.page(g.district, proposal.thread, reader=who().resident_id, **asked(request.args)),
    )


@bp.get("/proposals/<number>/versions")
@edge("proposal.see", load=queries.by_number)
def versions(proposal: Proposal) -> str:
    every = {version.ordinal: version for version in queries.versions(proposal)}
    older, newer = diff.pair(list(every), request.args.get("old", type=int), request.args.get("new", type=int))
    is_whole = request.args.get("whole") == "1"
    shown = list if is_whole else diff.passages
    changes = [
        (_(name), shown(diff.words(getattr(every[older], part), getattr(every[newer], part))))
        for part, name in labels.PARTS.items()
    ]
    return render_template(
        "proposals/versions.html",
        proposal=proposal,
        versions=every,
        old=every[older],
        new=every[newer],
        changes=changes,
        is_whole=is_whole,
    )
