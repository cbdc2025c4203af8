"""How often a job of the worker runs; one without a mark runs at every round."""

from collections.abc import Callable
from datetime import datetime, timedelta

Job = Callable[[datetime], object]


def every(pause: timedelta) -> Callable[[Job], Job]:
    """Let at least this much time pass between two runs of a job."""

    def mark(job: Job) -> Job:
        job.every = pause  # type: ignore[attr-defined]
        return job

    return mark


def is_due(job: Job, last: datetime | None, at: datetime) -> bool:
    """Whether a job that last ran then should run now."""
    return last is None or at - last >= getattr(job, "every", timedelta())
