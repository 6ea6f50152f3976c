"""What the accounts room throws away on a schedule: used-up codes, and accounts whose address nobody confirmed."""

from app.accounts import services
from app.core.jobs import crontab, every


@every(crontab(minute="17"))
def throw_away() -> None:
    """Hourly: codes past their minutes, and unconfirmed accounts past their two weeks."""
    services.purge_codes()
    services.close_unconfirmed()
