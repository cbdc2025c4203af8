"""The morning's mail to administrators: all that broke, and the page where each is mended; none when nothing did."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select

from cqtt.addresses import full_url
from cqtt.clock import day_text, local
from cqtt.commune.models import Commune, Officer, OfficerRole, the_commune
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.notifications.actions import About, Message, announce, in_short
from cqtt.notifications.connections import open_channels
from cqtt.notifications.kinds import name_of, register
from cqtt.notifications.models import Channel, Notification
from cqtt.notifications.things import Thing, introduce
from cqtt.one_by_one import one_by_one
from cqtt.roles import Role
from cqtt.schedule import every
from cqtt.upkeep.broken import Broken, all_broken

ADMINISTRATOR, DIGEST = "administrator", "digest"
register(ADMINISTRATOR, {DIGEST: _l("những gì đang hỏng")}, _l("người quản trị"), frozenset({Channel.EMAIL}))
introduce(Thing(ADMINISTRATOR, _l("Tình trạng chương trình"), "upkeep.condition", with_id=False))

FROM_HOUR = 7
MONDAY = 0  # what lasts is recalled once a week, when nothing else broke


@every(timedelta(minutes=10))
def send_digest(at: datetime) -> int:
    """Write to every administrator with a mail box, once a day; returns to how many. Commits after each."""
    day = local(at).date()
    may_be_sent = open_channels(name_of(ADMINISTRATOR, DIGEST), current_app.config["SETTINGS"])(Channel.EMAIL)
    if not may_be_sent or local(at).hour < FROM_HOUR:
        return 0
    return one_by_one(_not_told_yet(day), _tell, at)


def _not_told_yet(day: date) -> list[int]:
    able = select(Officer.id).join(OfficerRole).where(OfficerRole.role == Role.ADMINISTRATOR)
    able = able.where(Officer.is_active, Officer.email != "", Officer.password_hash.is_not(None))
    ids = db.session.scalars(able.order_by(Officer.id)).all()
    keys = [f"{_key(id, day)}-{Channel.EMAIL.value}" for id in ids]
    told = set(db.session.scalars(select(Notification.key).where(Notification.key.in_(keys))))
    return [id for id, key in zip(ids, keys, strict=True) if key not in told]


def _key(id: int, day: date) -> str:
    return f"broken-{id}-{day.isoformat()}"


def _tell(id: int, at: datetime) -> bool:
    officer, day = db.session.get_one(Officer, id), local(at).date()
    broken = all_broken(officer, at)
    if not is_news(broken, day):
        return False
    about = About(ADMINISTRATOR, id, DIGEST)
    announce(_key(id, day), about, message(broken, the_commune(), day), officer.email, "", at)
    return True


def is_news(broken: list[Broken], day: date) -> bool:
    """Whether something is to be told: what lasts alone is told on Mondays only, or nobody would read it."""
    return any(not one.lasting for one in broken) or bool(broken and day.weekday() == MONDAY)


def message(broken: list[Broken], commune: Commune, day: date) -> Message:
    """Return the mail: what is broken, what to do about it, and where."""
    link = full_url("upkeep.condition")
    lines = "\n\n".join(f"- {one.what}\n  {one.mend}\n  {full_url(one.endpoint)}" for one in broken)
    body = _(
        "Chào Ông/Bà,\n\n%(count)s việc cần sửa, %(day)s:\n\n%(lines)s\n\nXem tất cả: %(link)s\n\n%(unit)s",
        count=len(broken),
        day=day_text(day),
        lines=lines,
        link=link,
        unit=commune.full_name,
    )
    subject = _("%(count)s việc cần sửa trong chương trình, thiết bị", count=len(broken))
    return Message(
        subject, body, in_short(_("%(news)s. Xem: ", news=subject), link), {"don_vi": commune.full_name}, link
    )
