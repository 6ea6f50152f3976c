"""What happens without anybody asking: batches of ballots into the log. Refuses rules; these live in the services."""

from app.core.jobs import crontab, every, job
from app.extensions import db
from app.verifiable import queries, services
from app.voting import services as voting


@every(crontab(minute="*"))
def run_epochs() -> None:
    """Each minute: write what is due into the logs."""
    for paper_id in queries.open_ids():
        if services.run_epoch(paper_id):
            sweep(paper_id)


@job()
def sweep(paper_id: int) -> None:
    """On PostgreSQL the rows a batch has rewritten lie dead on the disk, in the order of casting, until a VACUUM."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM envelope")


if sweep not in voting.on_closed:
    voting.on_closed.append(sweep)
