"""What happens without anybody asking: closing on time, counting, analysing. Refuses rules; these live in the services."""

from app.core import clock
from app.core.database import lay_anew
from app.core.errors import ChangedMeanwhile, IllegalTransition
from app.core.jobs import crontab, every, job
from app.extensions import db
from app.voting import queries, services
from app.voting.models import Ballot, Paper


@job()
def count_paper(paper_id: int) -> None:
    """Count one closed paper; a paper that is counted already stays as it is."""
    lay_box_anew()
    services.count_paper(paper_id)


ANALYSIS_SECONDS = 20


@job()
def analyse_paper(paper_id: int) -> None:
    """Analyse one counted paper for a while; the rest is a job of its own, so that no close and no count waits for long."""
    if not services.analyse(paper_id, ANALYSIS_SECONDS):
        analyse_paper(paper_id)


@job()
def lay_box_anew() -> None:
    """What a close has rewritten must leave no older copy on the disk; tried again where the table was busy."""
    lay_anew(Ballot)


@job()
def close_paper(paper_id: int) -> None:
    """Close one paper whose time has come; somebody else may have been quicker."""
    paper = db.session.get(Paper, paper_id)
    try:
        if paper is not None and paper.closes_at <= clock.now():
            services.close(paper, by=None, role="")
    except (IllegalTransition, ChangedMeanwhile):
        return


@every(crontab(minute="*"))
def close_due() -> None:
    """Each minute: close what is due. One job per paper, so that a broken one holds up no other."""
    for paper_id in queries.due_ids(clock.now()):
        close_paper(paper_id)


@every(crontab(minute="*/10"))
def count_left_over() -> None:
    """Each ten minutes: count, and analyse, what a crash left behind."""
    for paper_id in queries.uncounted_ids():
        count_paper(paper_id)
    for paper_id in queries.unanalysed_ids():
        analyse_paper(paper_id)


if count_paper not in services.on_closed:
    services.on_closed.append(count_paper)
if analyse_paper not in services.on_kept:
    services.on_kept.append(analyse_paper)
