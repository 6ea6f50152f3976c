"""Pages and files of a counted paper: result, ledger, figures, another rule. Before the count they show nothing, to nobody."""

from typing import Any

from flask import g, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from app.core.errors import NotFound
from app.core.history import entries
from app.core.web import edge
from app.extensions import limiter
from app.voting import exports, insight, queries, report, rules
from app.voting.models import Paper, TallyAnalysis, TallyResult
from app.voting.pages import ID, Page, download
from app.voting.tally import result_from_json
from app.voting.views import bp

CSV = "text/csv"


@bp.app_template_global()
def result_tabs(paper: Paper, current: str) -> list[tuple[str, str, bool]]:
    """The ways to look at a result, in the shape ui/tabs.html draws."""
    names = {"results": _("결과"), "rounds": _("센 과정"), "figures": _("누가 얻었나"), "compare": _("다른 규칙")}
    return [(words, url_for(f"voting.{name}", paper_id=paper.id), name == current) for name, words in names.items()]


@bp.get(f"/results/{ID}")
@edge("result.read", load=queries.paper_by_id)
def results(paper: Paper) -> Page:
    if request.headers.get("X-Partial") == "counting":
        return render_template("voting/counting.html", paper=paper, turnout=queries.turnout(paper))
    row = queries.tally_row(paper)
    if row is None:
        return _hidden(paper)
    analysis = queries.analysis(paper)
    made = report.of(paper, row, queries.turnout(paper))
    known = {"progress": insight.progress(analysis), "chances": insight.chances(paper, result_from_json(row.result), analysis)}
    return render_template("voting/results.html", paper=paper, report=made, events=report.events(entries(paper)), **known)


@bp.get(f"/results/{ID}/rounds")
@edge("result.read", load=queries.paper_by_id)
def rounds(paper: Paper) -> Page:
    row = queries.tally_row(paper)
    if row is None:
        return _hidden(paper)
    result = result_from_json(row.result)
    ledger = {"steps": insight.steps(paper, result), "counts": insight.counts(paper, result)}
    told = {"raised": insight.shares_raised(paper, result), "supports": insight.supports(paper, result)}
    return render_template("voting/rounds.html", paper=paper, **ledger, **told)


@bp.get(f"/results/{ID}/figures")
@edge("result.read", load=queries.paper_by_id)
def figures(paper: Paper) -> Page:
    if queries.tally_row(paper) is None:
        return _hidden(paper)
    analysis = queries.analysis(paper)
    known = {"progress": insight.progress(analysis), "figures": insight.figures(paper, analysis)}
    return render_template("voting/figures.html", paper=paper, **known)


@bp.get(f"/results/{ID}/compare")
@edge("result.read", load=queries.paper_by_id)
def compare(paper: Paper) -> Page:
    row = queries.tally_row(paper)
    if row is None:
        return _hidden(paper)
    analysis = queries.analysis(paper)
    name = _rival(analysis)
    known = {"progress": insight.progress(analysis), "rival": name, "rivals": insight.rivals(analysis)}
    beside = insight.comparison(paper, result_from_json(row.result), analysis, name)
    words = {"name_of": insight.rival_name, "question": insight.rival_question(name) if name else ""}
    return render_template("voting/compare.html", paper=paper, beside=beside, **known, **words)


@bp.get(f"/results/{ID}/result.csv")
@edge("result.read", load=queries.paper_by_id)
def result_csv(paper: Paper) -> Page:
    return download(exports.result_csv(paper, _counted(paper), queries.analysis(paper)), CSV, f"result-{paper.id}.csv")


@bp.get(f"/results/{ID}/result.json")
@edge("result.read", load=queries.paper_by_id)
def result_json(paper: Paper) -> Page:
    return jsonify(_counted(paper).result)


@bp.get(f"/results/{ID}/rounds.csv")
@edge("result.read", load=queries.paper_by_id)
def rounds_csv(paper: Paper) -> Page:
    return download(exports.rounds_csv(paper, _counted(paper)), CSV, f"rounds-{paper.id}.csv")


@bp.get(f"/results/{ID}/figures.csv")
@edge("result.read", load=queries.paper_by_id)
def figures_csv(paper: Paper) -> Page:
    return download(exports.figures_csv(_analysed(paper)), CSV, f"figures-{paper.id}.csv")


@bp.get(f"/results/{ID}/compare.csv")
@edge("result.read", load=queries.paper_by_id)
def compare_csv(paper: Paper) -> Page:
    analysis = _analysed(paper)
    if not (name := _rival(analysis)):
        raise NotFound
    return download(exports.compare_csv(paper, analysis, name), CSV, f"compare-{paper.id}-{name}.csv")


@bp.get(f"/results/{ID}/ballots.csv")
@limiter.limit("30 per minute")
@edge("result.read", load=queries.paper_by_id)
def ballots_csv(paper: Paper) -> Page:
    return download(exports.ballots_csv(queries.published_ballots(paper)), CSV, f"ballots-{paper.id}.csv")


@bp.get(f"/results/{ID}/ballots.pb")
@limiter.limit("30 per minute")
@edge("result.read", load=queries.paper_by_id)
def ballots_pb(paper: Paper) -> Page:
    row = _counted(paper)
    body, election = queries.published_election(paper, request.args.get("electorate", ""))
    content = exports.ballots_pb(g.district, paper, election, row, body)
    return download(content, "text/plain; charset=utf-8", f"ballots-{paper.id}-{body.code}.pb")


def _hidden(paper: Paper) -> Page:
    return render_template("voting/hidden.html", paper=paper, turnout=queries.turnout(paper))


def _counted(paper: Paper) -> TallyResult:
    row = queries.tally_row(paper)
    if row is None:
        raise rules.NotCounted
    return row


def _analysed(paper: Paper) -> TallyAnalysis:
    """The finished analysis: a file of half of it would be taken for the whole."""
    _counted(paper)
    row = queries.analysis(paper)
    if row is None or row.finished_at is None:
        raise rules.NotAnalysed
    return row


def _rival(analysis: TallyAnalysis | None) -> str:
    """The rule asked for, or the first; empty where this paper has none to set beside its own."""
    known = insight.rivals(analysis)
    wanted: Any = request.args.get("rule", "")
    return wanted if wanted in known else next(iter(known), "")
