"""The places whose codes people rate at without a dossier: counters, the desk as a whole, Saturday sessions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import select

from cqtt.clock import date_text, local, today
from cqtt.codes.kinds import OnPaper, Thing
from cqtt.commune.models import Counter, the_commune
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import SessionStatus

CODE = "rating"
WHOLE_DESK = 0
RATED_FOR = timedelta(days=7)  # a session, from its day on


def counter_at(id: int) -> Counter | None:
    """Return a counter that is in use."""
    counter = db.session.get(Counter, id)
    return counter if counter is not None and counter.is_active else None


def counters() -> list[Counter]:
    """Return the counters in use, in the order of the hall."""
    in_use = select(Counter).where(Counter.is_active)
    return list(db.session.scalars(in_use.order_by(Counter.position, Counter.id)))


def session_at(id: int, at: datetime) -> ListeningSession | None:
    """Return a session that may be rated now."""
    found = db.session.get(ListeningSession, id)
    if found is None or found.status is SessionStatus.CANCELLED:
        return None
    day = local(at).date()
    return found if found.on <= day <= found.on + RATED_FOR else None


def sessions_now(at: datetime) -> list[ListeningSession]:
    """Return the sessions that may be rated now."""
    day = local(at).date()
    of_these_days = ListeningSession.on.between(day - RATED_FOR, day)
    found = select(ListeningSession).where(of_these_days, ListeningSession.status != SessionStatus.CANCELLED)
    return list(db.session.scalars(found.order_by(ListeningSession.on.desc(), ListeningSession.id)))


def session_names(ids: Iterable[int]) -> dict[int, str]:
    """Return what these sessions are called: where, and on which day."""
    found = db.session.scalars(select(ListeningSession).where(ListeningSession.id.in_(list(ids))))
    return {held.id: f"{held.hamlet.name}, {date_text(held.on)}" for held in found}


def address_of_place(target: str, printed: int | None = None) -> str | None:
    """Lead from a scanned code to the faces; where the counter was closed, to those of the whole desk."""
    known = int(target) == WHOLE_DESK or db.session.get(Counter, int(target)) is not None
    if not known:
        return None
    return url_for("ratings.rate_desk", id=int(target) if counter_at(int(target)) else WHOLE_DESK)


def things() -> Sequence[Thing]:
    """Return what gets a code to rate at."""
    desk = the_commune().desk_word
    return [_thing(WHOLE_DESK, desk, desk), *(_thing(counter.id, counter.name, desk) for counter in counters())]


def names() -> Mapping[str, str]:
    """Return what the codes are called whose counter is closed but whose paper may still stand there."""
    return {str(id): name for id, name in db.session.execute(select(Counter.id, Counter.name))}


def _thing(id: int, name: str, desk: str) -> Thing:
    return Thing(
        target=str(id),
        name=_("Đánh giá: %(place)s", place=name),
        above=desk,
        group=_("Đánh giá hài lòng"),
        invitation=_("để chấm một khuôn mặt: hôm nay Ông/Bà được phục vụ thế nào. Không hỏi tên, chỉ mất 10 giây."),
        dated=_("In ngày %(day)s", day=date_text(today())),
    )


ON_PAPER = OnPaper("danh-gia", _l("Đánh giá tại quầy"), things, names)
