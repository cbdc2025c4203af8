"""The worker: every feature's jobs, one round after another, beside the web processes."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

from cqtt.clock import now
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.heartbeat import beat
from cqtt.schedule import Job, is_due
from cqtt.troubles import Kind, note

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two rounds
LOOK_EVERY = 0.2  # seconds between two looks whether it shall end


def all_jobs() -> list[Job]:
    """Return the jobs the features bring, in the features' order."""
    from cqtt import FEATURES

    return [job for feature in FEATURES for job in getattr(feature, "jobs", ())]


def tick(last_runs: dict[Job, datetime] | None = None) -> int:
    """Run every job that is due, each in its own transaction; one that fails is logged and stops no other.

    Returns how many failed. Without `last_runs`, as from cron, every job is due. That the worker lives is written down
    after each job, but in a first round only at its end: one that dies and is started again, and again, does not live.
    """
    SQLITE_BEGIN.set("IMMEDIATE")
    data = current_app.config["SETTINGS"].data
    failed, has_come_round, last_runs = 0, bool(last_runs), {} if last_runs is None else last_runs
    for job in all_jobs():
        at = now()
        if not is_due(job, last_runs.get(job), at):
            continue
        last_runs[job] = at
        try:
            job(at)
            db.session.commit()
        except Exception as error:
            failed += 1
            logger.exception("job %s failed", _name(job))
            note(data, Kind.JOB, _name(job), type(error).__name__, at)
        finally:
            db.session.remove()
        if has_come_round:
            beat(data, now())
    beat(data, now())
    return failed


def _name(job: Job) -> str:
    """Return by what a job is known in the log and to the administrator."""
    return f"{job.__module__.removeprefix('cqtt.')}.{getattr(job, '__name__', job)}"


def run(app: Flask, ending: Callable[[], bool]) -> None:
    """Tick until the end; a round that has begun is finished."""
    last_runs: dict[Job, datetime] = {}
    with app.app_context():
        while not ending():
            tick(last_runs)
            _pause(ending)


def _pause(ending: Callable[[], bool]) -> None:
    last = time.monotonic() + PAUSE
    while time.monotonic() < last and not ending():
        time.sleep(LOOK_EVERY)
