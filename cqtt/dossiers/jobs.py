"""What the worker does for dossiers that are under way."""

from datetime import datetime, timedelta

from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.dossiers.reminders import close_windows, remind_of_papers, remind_to_fetch
from cqtt.schedule import every


@every(timedelta(minutes=30))
def remind(at: datetime) -> int:
    """Send what the calendar brings: reminders and ended windows, while the door is open and nobody sleeps."""
    if not working_calendar(the_commune()).is_open(at):
        return 0
    return remind_of_papers(at) + close_windows(at) + remind_to_fetch(at)
