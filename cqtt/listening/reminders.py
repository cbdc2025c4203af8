"""Reminders of sessions: written the day before; to a telephone an officer sends them, from the session's page.

A text to somebody who asked beforehand is about that question: whoever may not read the question does not see whose
number it is, and once the question is forgotten the number is gone too. A report of conduct gets no text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import joinedload

from cqtt.addresses import full_url
from cqtt.clock import day_text
from cqtt.commune.models import Commune, Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.secrecy import ids_known_to, readable_by
from cqtt.i18n import _, _l
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.rules import SessionStatus
from cqtt.notifications.actions import About, Message, announce, in_short
from cqtt.notifications.kinds import ALL, register
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.notifications.showing import sms_link, zalo_link
from cqtt.notifications.things import Thing, introduce

TO_OFFICER, TO_ASKER = "listening", "listening_question"  # about the session; about what was sent in for it
_REMIND = {"remind": _l("nhắc buổi lắng nghe dân nói")}
_FACTS = ("ngay", "noi", "don_vi")
register(TO_OFFICER, _REMIND, _l("cán bộ đi buổi lắng nghe"), frozenset({Channel.EMAIL}), _FACTS)
register(TO_ASKER, _REMIND, _l("người đã gửi câu hỏi trước"), ALL - {Channel.PUSH}, _FACTS)


def _ids_of_askers_known_to(officer: Officer) -> Select[int]:
    return select(SessionOpinion.id).where(SessionOpinion.feedback_id.in_(ids_known_to(officer)))


introduce(Thing(TO_OFFICER, _l("Buổi lắng nghe, nhắc người đi"), "listening.overview", with_id=False))
introduce(
    Thing(
        TO_ASKER,
        _l("Buổi lắng nghe, nhắc người gửi câu hỏi"),
        "listening.overview",
        with_id=False,
        readable_ids=_ids_of_askers_known_to,
    )
)


def tell_all(session: ListeningSession, commune: Commune, at: datetime) -> None:
    """Remind whoever goes to a session, and once each telephone and address that asked something beforehand."""
    for person in session.people:
        if person.officer.email:
            _tell(session, (TO_OFFICER, session.id), f"officer-{person.officer_id}", commune, at, person.officer.email)
    told = {""}
    for opinion in db.session.scalars(_asked(session).options(joinedload(SessionOpinion.feedback))):
        sender = opinion.feedback
        phone = "" if sender.is_conduct or sender.phone in told else sender.phone
        email = "" if sender.email in told else sender.email
        if phone or email:
            _tell(session, (TO_ASKER, opinion.id), f"asker-{opinion.id}", commune, at, email, phone)
        told |= {phone, email}


def _asked(session: ListeningSession) -> Select[SessionOpinion]:
    asked = select(SessionOpinion).where(SessionOpinion.session_id == session.id, SessionOpinion.beforehand)
    return asked.order_by(SessionOpinion.id)


def _tell(
    session: ListeningSession,
    about: tuple[str, int],
    who: str,
    commune: Commune,
    at: datetime,
    email: str,
    phone: str = "",
) -> None:
    link = full_url("listening.show", id=session.id)
    sentence = _(
        "%(unit)s: buổi lắng nghe dân nói tại %(place)s, %(hamlet)s, %(start)s %(day)s. Xem: ",
        unit=commune.full_name,
        place=session.place,
        hamlet=session.hamlet.name,
        start=session.starts,
        day=day_text(session.on),
    )
    message = Message(
        subject=_("Nhắc buổi lắng nghe dân nói %(day)s", day=day_text(session.on)),
        body=f"{_('Kính gửi Ông/Bà,')}\n\n{sentence}{link}\n\n{_('Xin cảm ơn Ông/Bà.')}",
        short=in_short(sentence, link),
        facts={"ngay": day_text(session.on), "noi": session.place, "don_vi": commune.full_name},
    )
    announce(f"session-{session.id}-{session.revision}-{who}", About(*about, "remind"), message, email, phone, at)


def drop_waiting(session: ListeningSession) -> None:
    """Let no text wait, on any channel, that says of a session what holds no longer."""
    asked = select(SessionOpinion.id).where(SessionOpinion.session_id == session.id)
    waiting = update(Notification).where(
        Notification.about_kind == TO_ASKER,
        Notification.about_id.in_(asked),
        Notification.status == DeliveryStatus.PENDING,
        Notification.leased_until.is_(None),
    )
    db.session.execute(waiting.values(status=DeliveryStatus.REPLACED))


def _waits() -> Iterator[ColumnElement[bool]]:
    yield Notification.about_kind == TO_ASKER
    yield Notification.channel == Channel.BY_HAND
    yield Notification.status == DeliveryStatus.PENDING


@dataclass(frozen=True)
class WaitingText:
    """A reminder that waits for an officer to send it, with the question it is about."""

    message: Notification
    code: str
    feedback_id: int

    @property
    def sms(self) -> str:
        return sms_link(self.message.recipient, self.message.body)

    @property
    def zalo(self) -> str:
        return zalo_link(self.message.recipient)


def texts_of(session: ListeningSession, officer: Officer, day: date) -> list[WaitingText]:
    """Return the texts of a coming session that this officer may send, the first written first; one query."""
    if session.status is not SessionStatus.PLANNED or session.on < day:
        return []
    waiting = (
        select(Notification, Feedback.code, Feedback.id)
        .join(SessionOpinion, SessionOpinion.id == Notification.about_id)
        .join(Feedback, Feedback.id == SessionOpinion.feedback_id)
        .where(*_waits(), SessionOpinion.session_id == session.id, readable_by(officer))
    )
    return [WaitingText(*row) for row in db.session.execute(waiting.order_by(Notification.id))]


def text_of(session: ListeningSession, officer: Officer, message_id: int) -> Notification | None:
    """Return a text of a session that this officer may send or has sent."""
    found = (
        select(Notification)
        .join(SessionOpinion, SessionOpinion.id == Notification.about_id)
        .join(Feedback, Feedback.id == SessionOpinion.feedback_id)
        .where(Notification.id == message_id, Notification.about_kind == TO_ASKER)
        .where(Notification.channel == Channel.BY_HAND, SessionOpinion.session_id == session.id, readable_by(officer))
    )
    return db.session.scalar(found)


def texts_to_send(officer: Officer, day: date) -> list[tuple[ListeningSession, int]]:
    """Return the coming sessions with texts that this officer may send, and how many of each; one query."""
    waiting = (
        select(SessionOpinion.session_id, func.count().label("texts"))
        .join(Feedback, Feedback.id == SessionOpinion.feedback_id)
        .join(Notification, Notification.about_id == SessionOpinion.id)
        .where(*_waits(), readable_by(officer))
        .group_by(SessionOpinion.session_id)
        .subquery()
    )
    coming = (
        select(ListeningSession, waiting.c.texts)
        .join(waiting, waiting.c.session_id == ListeningSession.id)
        .where(ListeningSession.status == SessionStatus.PLANNED, ListeningSession.on >= day)
    )
    ordered = coming.order_by(ListeningSession.on, ListeningSession.starts, ListeningSession.id)
    return [(session, texts) for session, texts in db.session.execute(ordered)]
