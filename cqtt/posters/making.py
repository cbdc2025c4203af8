"""Make the file of an order: by one process at a time, in portions whose number is noted for who is waiting.

Nothing is held in the database while papers are drawn. The lock on a file falls with the process that holds it,
however it ends: an order that is marked as being made while the lock is free has lost its maker, and is begun again.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, update

from cqtt.clock import now
from cqtt.codes.kinds import Thing
from cqtt.commune.models import the_commune
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.files import FileStore
from cqtt.i18n import _
from cqtt.paper import forget_layouts
from cqtt.posters.models import JobState, PosterJob
from cqtt.posters.orders import Order, pages_of, things_of
from cqtt.posters.rules import GIVEN_UP_AFTER, Size, batches, each_repeated
from cqtt.posters.sheets import bound, sheets
from cqtt.procedures.papers import CodePage, Sender, sender_of

logger = logging.getLogger(__name__)


class NothingLeft(RuleBroken):
    """Everything that was ordered has gone meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Không còn gì để in: những mục đã chọn nay không còn."))


def poster_store() -> FileStore:
    """Return where made files lie: a folder of their own."""
    return FileStore(Path(current_app.instance_path) / "posters")


@contextmanager
def only_maker(folder: Path) -> Iterator[bool]:
    """Tell whether nobody else is making papers; while this lasts, nobody else begins."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "being-made").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def make_next(at: datetime) -> bool:
    """Take up the oldest order that waits or has lost its maker, and make its file; tell whether there was one."""
    with only_maker(poster_store().root) as alone:
        job_id = _take_up(at) if alone else None
        if job_id is None:
            return False
        try:
            _make(job_id)
        except Exception:  # whatever it is: the order has failed, and the next one shall have its turn
            logger.exception("poster job %s failed", job_id)
            db.session.rollback()
            _finish(job_id, JobState.FAILED)
        return True


def _take_up(at: datetime) -> int | None:
    open_ones = select(PosterJob).where(PosterJob.state.in_((JobState.WAITING, JobState.RUNNING)))
    job = db.session.scalar(open_ones.order_by(PosterJob.id).limit(1))
    if job is None:
        db.session.rollback()
        return None
    given_up = job.state is JobState.RUNNING and at - job.created_at > GIVEN_UP_AFTER
    job.state = JobState.FAILED if given_up else JobState.RUNNING
    job.finished_at = at if given_up else None
    job.done = 0
    taken = None if given_up else job.id
    db.session.commit()
    return taken


def _make(job_id: int) -> None:
    order = Order.from_json(db.session.get_one(PosterJob, job_id).order)
    with force_locale(order.language):
        things = things_of(order)
        if not things:
            raise NothingLeft
        pages = pages_of(order, things)
        sender = sender_of(the_commune(), trial=current_app.config["SETTINGS"].is_loopback)
        db.session.rollback()  # drawing takes seconds: nothing is held meanwhile
        made = bound(_parts(job_id, order, pages, sender), 1 if order.size is Size.LABELS else order.copies)
    forget_layouts()
    _finish(job_id, JobState.DONE, poster_store().put(made), things)


def _parts(job_id: int, order: Order, pages: list[CodePage], sender: Sender) -> Iterator[bytes]:
    """Yield the PDFs of the portions, and note after each how far it is."""
    drawn, wanted = 0, each_repeated(pages, order.copies if order.size is Size.LABELS else 1)
    for portion in batches(by_group(wanted), _group) if order.size is Size.WALL else batches(wanted):
        yield sheets(order.size, portion, sender)
        drawn += len(portion)
        _note_progress(job_id, drawn * len(pages) // len(wanted))


def by_group(pages: list[CodePage]) -> list[CodePage]:
    """Return the papers of each field together, the fields in the order in which they come first."""
    groups = list(dict.fromkeys(map(_group, pages)))
    return sorted(pages, key=lambda page: groups.index(_group(page)))


def _group(page: CodePage) -> str:
    return page.get("group", "")


def _note_progress(job_id: int, done: int) -> None:
    db.session.execute(update(PosterJob).where(PosterJob.id == job_id).values(done=done))
    db.session.commit()


def _finish(job_id: int, state: JobState, storage_key: str | None = None, things: list[Thing] | None = None) -> None:
    """Write down how it ended, and which versions the papers show."""
    job = db.session.get_one(PosterJob, job_id)
    job.state, job.finished_at, job.storage_key = state, now(), storage_key
    if things is not None:
        versions = {thing.target: thing.version for thing in things if thing.version is not None}
        job.order = {**Order.from_json(job.order).to_json(), "versions": versions}
        job.done = job.total
    db.session.commit()
