"""What the worker does for exchange files."""

from datetime import datetime, timedelta

from cqtt.exchange.kept import forget_old_files
from cqtt.schedule import every


@every(timedelta(hours=1))
def forget_imports(at: datetime) -> int:
    """Remove files that were looked at and never imported."""
    return forget_old_files(at)
