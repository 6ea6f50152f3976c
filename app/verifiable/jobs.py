"""What happens without anybody asking: batches of ballots into the log. Refuses rules; these live in the services."""

from app.core.jobs import crontab, every
from app.verifiable import queries, services


@every(crontab(minute="*"))
def run_epochs() -> None:
    """Each minute: write what is due into the logs."""
    for paper_id in queries.open_ids():
        services.run_epoch(paper_id)
