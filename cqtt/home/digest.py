"""The morning's mail to an officer: how much there is to do, in numbers; one a day, and none where there is nothing.

What is counted are the heaps of the first page, so the two cannot differ. No name and no code stands in it, and its
subject, which stands in lists of messages, says nothing but the day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import select

from cqtt.addresses import full_url
from cqtt.clock import day_text, local
from cqtt.commune.absence import away_on
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Officer, the_commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.home.day import DUE_NEXT, WAITING_FOR_OTHERS, Heap, heaps_of
from cqtt.home.listening_day import listening_day
from cqtt.i18n import _, _l
from cqtt.notifications.actions import About, Message, announce, in_short
from cqtt.notifications.connections import open_channels
from cqtt.notifications.kinds import name_of, register
from cqtt.notifications.models import Channel, Notification
from cqtt.notifications.things import Thing, introduce
from cqtt.schedule import every

OFFICER, DIGEST = "officer", "digest"
register(OFFICER, {DIGEST: _l("việc hôm nay")}, _l("cán bộ có việc trong ngày"), frozenset({Channel.EMAIL}))
introduce(Thing(OFFICER, _l("Cán bộ"), "commune.officers", with_id=False))

SENT_WITHIN = timedelta(hours=1)  # of the opening; what comes later is seen on the first page
MOST = 5  # lines of a heap, as on the first page
NOT_TODAY = WAITING_FOR_OTHERS | {DUE_NEXT}


@every(timedelta(minutes=10))
def send_digests(at: datetime) -> int:
    """Write to every officer who has work today, when the door opens; returns to how many. Commits after each."""
    commune = the_commune()
    may_be_sent = open_channels(name_of(OFFICER, DIGEST), current_app.config["SETTINGS"])(Channel.EMAIL)
    if not may_be_sent or not _is_morning(working_calendar(commune), at):
        return 0
    ids = _not_told_yet(local(at).date())
    db.session.rollback()  # each officer is looked at in a transaction of its own
    return _each(ids, at)


def _each(ids: list[int], at: datetime) -> int:
    """Tell one after the other; whoever cannot be told holds up nobody, and is said at the end."""
    told, failed = 0, None
    for id in ids:
        try:
            told += _tell(id, at)
        except Exception as error:
            db.session.rollback()
            failed = error
    if failed is not None:
        raise failed
    return told


def _is_morning(calendar: WorkingCalendar, at: datetime) -> bool:
    day = local(at).date()
    return calendar.is_working_day(day) and timedelta() <= at - calendar.opening(day) < SENT_WITHIN


def _not_told_yet(day: date) -> list[int]:
    """Return the officers with a mail box who are here today and were not written to yet."""
    able = select(Officer.id).where(Officer.is_active, Officer.email != "", Officer.password_hash.is_not(None))
    ids = db.session.scalars(able.order_by(Officer.id)).all()
    keys = {f"{_key(id, day)}-{Channel.EMAIL.value}": id for id in ids}
    told = {keys[key] for key in db.session.scalars(select(Notification.key).where(Notification.key.in_(keys)))}
    return [id for id in ids if id not in told and id not in away_on(day)]


def _key(id: int, day: date) -> str:
    return f"digest-{id}-{day.isoformat()}"


def _tell(id: int, at: datetime) -> int:
    with _as_on_a_page():
        officer, commune = db.session.get_one(Officer, id), the_commune()
        heaps = work_of(officer, commune, at)
        if heaps:
            day = local(at).date()
            announce(_key(id, day), About(OFFICER, id, DIGEST), message(heaps, commune, day), officer.email, "", at)
            db.session.commit()
    return int(bool(heaps))


@contextmanager
def _as_on_a_page() -> Iterator[None]:
    """The heaps lead into the queue, so they ask for addresses; what is held while one is drawn ends with it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), app.test_request_context():
        yield


def work_of(officer: Officer, commune: Commune, at: datetime) -> list[Heap]:
    """Return what waits for this officer today; what waits for citizens or for tomorrow is left out."""
    heard = listening_day(officer, commune, at, MOST)
    cases = heaps_of(officer, commune, at, MOST, NOT_TODAY) if officer.has_role(*CASE_ROLES) else []
    return [*heard.heaps_around(cases), *(each.heap for each in heard.texts)]


def message(heaps: list[Heap], commune: Commune, day: date) -> Message:
    """Return the mail: a line for each heap, and the way to the first page."""
    lines = [_("%(heap)s: %(count)s", heap=_called(heap), count=heap.total) for heap in heaps]
    link = full_url("home.my_day")
    body = _(
        "Chào Ông/Bà,\n\n"
        "Việc đang chờ Ông/Bà %(day)s:\n\n%(lines)s\n\n"
        "Mở trang Việc hôm nay: %(link)s\n\n"
        "Chúc Ông/Bà một ngày làm việc nhẹ nhàng.\n%(unit)s",
        day=day_text(day),
        lines="\n".join(f"- {line}" for line in lines),
        link=link,
        unit=commune.full_name,
    )
    subject = _("Việc hôm nay, %(day)s", day=day_text(day))
    return Message(
        subject, body, in_short(_("%(news)s. Xem: ", news=subject), link), {"don_vi": commune.full_name}, link
    )


def _called(heap: Heap) -> str:
    """A mail box may be read by others: of what is private the mail says that there is work, and not what."""
    return _("Việc khác") if heap.private else heap.title
