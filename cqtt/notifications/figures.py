"""How many messages wait, went and failed, and what they cost, month by month: counted from the outbox itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, select

from cqtt.clock import ICT, local
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.notifications.listing import is_failed
from cqtt.notifications.models import Channel, DeliveryStatus, Notification, PushSubscription
from cqtt.notifications.rules import LETTERS_ALONE, LETTERS_JOINED
from cqtt.notifications.things import readable_by

MONTHS = 12  # that the overview looks back


@dataclass(frozen=True)
class Counts:
    """The messages of one channel."""

    waiting: int = 0
    sent_today: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Sum:
    """What went out on one channel in a month; `parts` are those of short messages, which are paid one by one."""

    sent: int = 0
    cost_vnd: int = 0
    parts: int = 0


@dataclass(frozen=True)
class Month:
    """One month, by its first day."""

    first: date
    sums: dict[Channel, Sum] = field(default_factory=dict)

    @property
    def cost_vnd(self) -> int:
        return sum(one.cost_vnd for one in self.sums.values())

    @property
    def sent(self) -> int:
        return sum(one.sent for one in self.sums.values())


def counts(officer: Officer, at: datetime) -> dict[Channel, Counts]:
    """Return what waits, went today and is to be looked after on each channel, of what this officer may know."""
    midnight = datetime.combine(local(at).date(), time(), ICT)
    waits, failed = Notification.status == DeliveryStatus.PENDING, is_failed(None, at)
    today = (Notification.status == DeliveryStatus.SENT) & (Notification.sent_at >= midnight)
    rows = db.session.execute(
        select(Notification.channel, *(func.sum(case((wanted, 1), else_=0)) for wanted in (waits, today, failed)))
        .where(readable_by(officer), waits | failed | today)
        .group_by(Notification.channel)
    )
    return {channel: Counts(*numbers) for channel, *numbers in rows}


def months(at: datetime) -> list[Month]:
    """Return this month and those before in which anything went out, the newest first; one query."""
    firsts = _first_days(local(at).date())
    moments = [datetime.combine(first, time(), ICT) for first in firsts]
    place = case(*((Notification.sent_at >= moment, place) for place, moment in enumerate(moments)))
    went = (
        select(place.label("place"), Notification.channel, Notification.cost_vnd, _parts().label("parts"))
        .where(Notification.status == DeliveryStatus.SENT, Notification.sent_at >= moments[-1])
        .subquery()
    )
    sums = (func.count(), func.sum(went.c.cost_vnd), func.sum(went.c.parts))
    rows = db.session.execute(select(went.c.place, went.c.channel, *sums).group_by(went.c.place, went.c.channel))
    found = [Month(first) for first in firsts]
    for place, channel, sent, cost, parts in rows:
        found[place].sums[channel] = Sum(sent, cost, parts if channel is Channel.SMS else 0)
    return [month for month in found if month.sums or month.first == firsts[0]]


def count_of_browsers() -> int:
    """Return how many browsers have asked to be told about something."""
    return db.session.scalar(select(func.count(PushSubscription.endpoint.distinct()))) or 0


def _first_days(day: date) -> Sequence[date]:
    firsts = [day.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts


def _parts() -> ColumnElement[int]:
    """Count the parts of a text as rules.parts_of does: what goes out has no marks."""
    letters = func.length(Notification.body)
    return case((letters <= LETTERS_ALONE, 1), else_=(letters + LETTERS_JOINED - 1) // LETTERS_JOINED)
