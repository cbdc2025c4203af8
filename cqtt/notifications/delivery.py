"""Send what waits in the outbox: each mail taken with a lease, sent outside any transaction, then marked."""

import hmac
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select, update

from cqtt.commune.models import the_commune
from cqtt.config import Settings
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.notifications.mail import Mail, NotSent, send
from cqtt.notifications.models import Channel, DeliveryStatus, Notification

logger = logging.getLogger(__name__)

AT_MOST = 50  # mails in one round, so that the worker's other jobs have their turn
LEASE = timedelta(minutes=5)  # longer than the mail server may take over one mail
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)  # after the first, second, … attempt that failed; after one more it is given up


@dataclass(frozen=True)
class Taken:
    """A message that this process alone may send until its lease ends."""

    id: int
    tries: int
    lease: datetime
    mail: Mail


def deliver_due(at: datetime) -> int:
    """Send the mails that are due and return how many were sent.

    A process killed between sending and marking leaves a mail that is sent once more when the lease has
    ended, with the same Message-ID. Commits, because it spans transactions.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.smtp_url:
        return 0
    sent = 0
    for taken in _take_each(at, settings):
        try:
            send(taken.mail, settings)
        except NotSent as problem:
            _put_back(taken, str(problem), problem.final, at)
            if not problem.final:
                break  # the server has trouble: the others wait for the next round
            continue
        _mark_sent(taken, at)
        sent += 1
    return sent


def _take_each(at: datetime, settings: Settings) -> Iterator[Taken]:
    """Take one mail after another; a lease counts from its own taking, however long the round has lasted."""
    begun = time.monotonic()
    for _number in range(AT_MOST):
        taken = _take_one(at + timedelta(seconds=time.monotonic() - begun), settings)
        if taken is None:
            return
        yield taken


def _take_one(at: datetime, settings: Settings) -> Taken | None:
    """Lease the oldest mail that is due, in one short statement of its own transaction."""
    free = or_(Notification.leased_until.is_(None), Notification.leased_until < at)
    due = (
        select(Notification.id)
        .where(Notification.status == DeliveryStatus.PENDING, Notification.channel == Channel.EMAIL)
        .where(Notification.due_at <= at, free)
        .order_by(Notification.due_at, Notification.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    lease = at + LEASE
    take = (
        update(Notification)
        .where(Notification.id.in_(due.scalar_subquery()))
        .values(leased_until=lease, tries=Notification.tries + 1)
        .returning(Notification)
    )
    begin_writing()
    notification = db.session.scalar(take, execution_options={"synchronize_session": False})
    taken = None if notification is None else _taken(notification, lease, settings)
    db.session.commit()
    return taken


def _taken(notification: Notification, lease: datetime, settings: Settings) -> Taken:
    mail = Mail(
        identity=_identity(notification, settings),
        sender_name=the_commune().full_name,
        recipient=notification.recipient,
        subject=notification.subject,
        body=notification.body,
        written_at=notification.created_at,
    )
    return Taken(notification.id, notification.tries, lease, mail)


def _identity(notification: Notification, settings: Settings) -> str:
    """Return what is before the @ of the Message-ID: the same at every attempt, of no other installation."""
    what = f"{notification.key} {notification.created_at.isoformat()}"
    return hmac.new(settings.secret_key.encode(), what.encode(), "sha256").hexdigest()[:32]


def _mark_sent(taken: Taken, at: datetime) -> None:
    _change(taken, status=DeliveryStatus.SENT, sent_at=at, leased_until=None, problem="")


def _put_back(taken: Taken, problem: str, final: bool, at: datetime) -> None:
    """Let the mail wait for its next attempt, or give it up."""
    logger.warning("notification %s, attempt %s: %s", taken.id, taken.tries, problem)
    if final or taken.tries > len(WAITS):
        _change(taken, status=DeliveryStatus.FAILED, leased_until=None, problem=problem)
    else:
        _change(taken, due_at=at + WAITS[taken.tries - 1], leased_until=None, problem=problem)


def _change(taken: Taken, **values: object) -> None:
    """Write what became of a mail, unless its lease ended and another process has it now."""
    begin_writing()
    mine = update(Notification).where(Notification.id == taken.id, Notification.leased_until == taken.lease)
    db.session.execute(mine.values(**values), execution_options={"synchronize_session": False})
    db.session.commit()
