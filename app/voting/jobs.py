"""What happens without anybody asking: closing on time, counting, analysing. Refuses rules; these live in the services."""

from app.core import clock
from app.core.errors import ChangedMeanwhile, IllegalTransition
from app.core.jobs import crontab, every, job
from app.extensions import db
from app.voting import queries, services
from app.voting.models import Paper


@job()
def count_paper(paper_id: int) -> None:
    """Count one closed paper; a paper that is counted already stays as it is."""
    _sweep_box()
    services.count_paper(paper_id)


ANALYSIS_SECONDS = 20


@job()
def analyse_paper(paper_id: int) -> None:
    """Analyse one counted paper for a while; the rest is a job of its own, so that no close and no count waits for long."""
    if not services.analyse(paper_id, ANALYSIS_SECONDS):
        analyse_paper(paper_id)


def _sweep_box() -> None:
    """On PostgreSQL the rows a close has rewritten lie dead on the disk, in their old order, until a VACUUM."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ballot")


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
