"""What happens without anybody asking: batches of ballots into the log. Refuses rules; these live in the services."""

from app.core.database import lay_anew
from app.core.jobs import crontab, every, job
from app.verifiable import queries, services
from app.verifiable.models import Envelope
from app.voting import services as voting


@every(crontab(minute="*"))
def run_epochs() -> None:
    """Each minute: write what is due into the logs."""
    for paper_id in queries.open_ids():
        if services.run_epoch(paper_id):
            sweep(paper_id)


@job()
def sweep(paper_id: int) -> None:
    """What a batch has rewritten must leave no older copy on the disk; tried again where the table was busy."""
    lay_anew(Envelope)


if sweep not in voting.on_closed:
    voting.on_closed.append(sweep)
