"""Send what waits in the outbox: each message taken with a lease, sent outside any transaction, then marked."""

import hmac
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select, update

from cqtt.commune.models import the_commune
from cqtt.config import Settings
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.notifications.another_way import hand_on, leave_to_an_officer
from cqtt.notifications.connections import connection, the_message_settings
from cqtt.notifications.insisting import insist
from cqtt.notifications.kinds import name_of
from cqtt.notifications.mail import open_mail
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, Notification
from cqtt.notifications.push import open_push
from cqtt.notifications.rules import RESTING, TO_PHONES, is_quiet
from cqtt.notifications.sms import open_gateway
from cqtt.notifications.transport import NotSent, Open, Outgoing, Send, Trace
from cqtt.notifications.zalo import open_zalo

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
TRANSPORTS: dict[Channel, Open] = {
    Channel.EMAIL: open_mail,
    Channel.ZALO: open_zalo,
    Channel.SMS: open_gateway,
    Channel.PUSH: open_push,
}
# Of a channel in one round, so that the others and the worker's jobs have their turn.
AT_MOST = 50  # messages
LONGEST = timedelta(minutes=1)
LEASE = timedelta(minutes=5)  # longer than a provider may take over one message
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
    message: Outgoing


def deliver_due(at: datetime) -> int:
    """Send the messages that are due on every channel and return how many were sent.

    A process killed between sending and marking leaves a message that is sent once more when the lease has
    ended, with the same identity. What is wrong with one channel is raised after the others had their turn.
    Commits, because it spans transactions.
    """
    settings: Settings = current_app.config["SETTINGS"]
    sent, clock, wrong = 0, _clock_from(at), None
    for channel, open_way in TRANSPORTS.items():
        try:
            send = None if _rests(channel, clock()) else open_way(settings)
            sent += _deliver(channel, send, at, clock, settings) if send else 0
        except Exception as error:
            db.session.rollback()
            wrong = error
    if wrong is not None:
        raise wrong
    return sent


def _clock_from(at: datetime) -> Clock:
    """Return what tells the moment however long the round has lasted: a lease counts from its own taking."""
    begun = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - begun)


def _deliver(channel: Channel, send: Send, at: datetime, clock: Clock, settings: Settings) -> int:
    """Send what is due on one channel; a provider in trouble lets its other messages wait for the next round.

    Not where another channel takes over: then each of them is asked for and goes the other way.
    """
    sent = 0
    for taken in _take_each(channel, clock, settings):
        try:
            cost = _handed_over(taken, send)
        except NotSent as problem:
            handed_on = _put_back(taken, channel, problem, at)
            if not problem.alone and not handed_on:
                break
            continue
        _mark_sent(taken, channel, cost, at)
        sent += 1
    return sent


def _handed_over(taken: Taken, send: Send) -> int:
    """Return what it cost, or raise NotSent: also for a mistake of the program, which else is made for ever.

    Only where it was made is logged: what the error says may hold a number.
    """
    try:
        return send(taken.message)
    except NotSent:
        raise
    except Exception as mistake:
        db.session.rollback()
        where = traceback.extract_tb(mistake.__traceback__)[-1]
        logger.error("notification %s, attempt %s: at %s:%s", taken.id, taken.tries, where.name, where.lineno)
        raise NotSent(f"chương trình gặp lỗi khi gửi ({type(mistake).__name__})", alone=True) from mistake


def _rests(channel: Channel, at: datetime) -> bool:
    """Whether nothing may go out on this channel now: at night, or because the provider asked for a pause."""
    set_up, times = connection(channel), the_message_settings()
    paused = set_up.paused_until is not None and at < set_up.paused_until
    quiet = channel in RESTING and is_quiet(at, times.quiet_from, times.quiet_until)
    db.session.rollback()
    return paused or quiet


def _take_each(channel: Channel, clock: Clock, settings: Settings) -> Iterator[Taken]:
    """Take one message after another, until the channel's turn is over."""
    begun = clock()
    for _number in range(AT_MOST):
        taken = _take_one(channel, clock(), settings) if clock() - begun < LONGEST else None
        if taken is None:
            return
        yield taken


def _take_one(channel: Channel, at: datetime, settings: Settings) -> Taken | None:
    """Lease the oldest message that is due, in one short statement of its own transaction.

    A lease that has ended by itself is that of an attempt nobody told the end of: the message is in doubt.
    """
    free = or_(Notification.leased_until.is_(None), Notification.leased_until < at)
    due = (
        select(Notification.id)
        .where(Notification.status == DeliveryStatus.PENDING, Notification.channel == channel)
        .where(Notification.due_at <= at, free)
        .order_by(Notification.due_at, Notification.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    lease = at + LEASE
    take = (
        update(Notification)
        .where(Notification.id.in_(due.scalar_subquery()))
        .values(
            leased_until=lease,
            tries=Notification.tries + 1,
            in_doubt=or_(Notification.in_doubt, Notification.leased_until.is_not(None)),
        )
        .returning(Notification)
    )
    begin_writing()
    notification = db.session.scalar(take, execution_options={"synchronize_session": False})
    taken = None if notification is None else _taken(notification, lease, settings)
    db.session.commit()
    return taken


def _taken(notification: Notification, lease: datetime, settings: Settings) -> Taken:
    message = Outgoing(
        identity=_identity(notification, settings),
        sender_name=the_commune().full_name,
        recipient=notification.recipient,
        subject=notification.subject,
        body=notification.body,
        written_at=notification.created_at,
        event=name_of(notification.about_kind, notification.event),
        facts=notification.facts,
    )
    return Taken(notification.id, notification.tries, lease, message)


def _identity(notification: Notification, settings: Settings) -> str:
    """Return the same at every attempt, and nothing of another installation: what a provider knows a copy by."""
    what = f"{notification.key} {notification.created_at.isoformat()}"
    return hmac.new(settings.secret_key.encode(), what.encode(), "sha256").hexdigest()[:32]


def _mark_sent(taken: Taken, channel: Channel, cost: int, at: datetime) -> None:
    def write() -> None:
        _change(taken, status=DeliveryStatus.SENT, sent_at=at, cost_vnd=cost, leased_until=None, problem="")
        well = update(Connection).where(Connection.channel == channel, Connection.problem != "")
        db.session.execute(well.values(problem=""), execution_options={"synchronize_session": False})
        db.session.commit()

    insist(write)


def _put_back(taken: Taken, channel: Channel, problem: NotSent, at: datetime) -> bool:
    """Let the message wait for its next attempt, go another way, or be given up; tell whether it goes another way."""
    logger.warning("notification %s, attempt %s: %s", taken.id, taken.tries, problem)

    def write() -> bool:
        mine = _change(taken, leased_until=None, problem=str(problem))
        handed_on = mine and _goes_another_way(taken, problem, at)
        if not problem.alone:
            _note_trouble(channel, problem, handed_on, at)
        db.session.commit()
        return handed_on

    return insist(write)


def _goes_another_way(taken: Taken, problem: NotSent, at: datetime) -> bool:
    """Decide what becomes of a message that this process has: tell whether another channel carries it."""
    message = db.session.get_one(Notification, taken.id)
    message.in_doubt = problem.trace is not Trace.NONE_EVER and (message.in_doubt or problem.trace is Trace.UNKNOWN)
    ended = problem.final or taken.tries > len(WAITS)
    if (ended or problem.elsewhere) and hand_on(message, at):
        return True
    if not ended:
        message.due_at = at + max(WAITS[taken.tries - 1], problem.pause or timedelta())
        return False
    message.status = DeliveryStatus.FAILED
    if message.channel in TO_PHONES:
        leave_to_an_officer(message)
    return False


def _note_trouble(channel: Channel, problem: NotSent, handed_on: bool, at: datetime) -> None:
    """Keep for the administrator what is wrong with a channel; ask it for nothing while its provider wants a pause.

    A channel whose messages go another way is asked on: one that works again is found out by the next message.
    """
    values: dict[str, object] = {"problem": str(problem)} if handed_on else {}
    if problem.pause and not handed_on:
        values["paused_until"] = at + problem.pause
    if values:
        troubled = update(Connection).where(Connection.channel == channel)
        db.session.execute(troubled.values(**values), execution_options={"synchronize_session": False})


def _change(taken: Taken, **values: object) -> bool:
    """Write what became of a message, unless its lease ended and another process has it now."""
    begin_writing()
    mine = update(Notification).where(Notification.id == taken.id, Notification.leased_until == taken.lease)
    done = db.session.execute(mine.values(**values), execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]
