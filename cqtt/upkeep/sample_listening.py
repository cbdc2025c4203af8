"""The demonstration's sessions: one that was held, with what was said and promised, and the one that comes."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from cqtt.clock import ICT, frozen, local
from cqtt.commune.models import Hamlet, Officer, active_hamlets
from cqtt.extensions import db
from cqtt.feedback import actions as handling
from cqtt.feedback.citizen_actions import send
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, Consent, FeedbackKind
from cqtt.feedback.topics import FeedbackTopic
from cqtt.listening import planning
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.reading import next_number
from cqtt.listening.rules import Part, SessionStatus
from cqtt.privacy import PRIVACY_VERSION
from cqtt.promises import actions as promising

SATURDAY = 5
# What was said (all invented), its topic, and what was done about it in the room.
SAID = (
    ("Cống đầu hẻm nghẹt, mưa là ngập.", "thoát nước", "Cử người thông cống ngay trong buổi sáng."),
    ("Xin cho biết lịch thu gom rác ở tổ 5.", "rác", "Đọc lịch thu gom: thứ Ba, thứ Năm, thứ Bảy."),
    ("Đường vào trường học tối, cháu đi học thêm về sợ.", "đèn", ""),
    ("Làm giấy khai sinh cho cháu nay nhanh, cảm ơn cán bộ.", "thủ tục", ""),
)
LAMPS = 2  # which of them the promise of lamps answers
PROMISED = (
    ("Lắp ba bóng đèn ở đường vào trường học.", 10, ""),
    ("Sửa nắp cống trước nhà văn hóa.", -2, ""),
    ("Đặt thêm ghế chờ ở Trung tâm Phục vụ hành chính công.", -6, "Đã đặt thêm 12 ghế và một bình nước uống."),
)


def fill(at: datetime) -> None:
    """Make two sessions by the real actions; the people in them, and what they say, are invented."""
    today, hamlets = local(at).date(), active_hamlets()
    chair, secretary = _officer("lanhdao"), _officer("tiepnhan")
    last = today - timedelta(days=(today.weekday() - SATURDAY) % 7 or 7)
    held = _session(hamlets[0], last, chair, secretary, at)
    _hold(held, chair, secretary)
    _session(hamlets[1 % len(hamlets)], last + timedelta(days=7), chair, secretary, at)


def _session(hamlet: Hamlet, on: date, chair: Officer, secretary: Officer, at: datetime) -> ListeningSession:
    moment = min(at, _on(on, 8) - timedelta(days=6))
    with frozen(moment):
        return planning.plan(
            f"demo-{on.isoformat()}",
            chair,
            [(chair.id, Part.CHAIR), (secretary.id, Part.SECRETARY)],
            moment,
            on=on,
            starts="07:30",
            ends="11:00",
            hamlet_id=hamlet.id,
            place=f"Nhà văn hóa {hamlet.name}",
            topics="Đường sá, thoát nước, rác thải, thái độ phục vụ của cán bộ.",
            guests="Đại diện Ủy ban Mặt trận Tổ quốc, Hội Phụ nữ",
        )


def _hold(session: ListeningSession, chair: Officer, secretary: Officer) -> None:
    session.status, session.attendees, session.attendees_at = SessionStatus.HELD, 42, _on(session.on, 8)
    said = [
        _say(session, secretary, words, topic, how, _on(session.on, 8) + timedelta(minutes=9 * number))
        for number, (words, topic, how) in enumerate(SAID)
    ]
    for number, (words, days, result) in enumerate(PROMISED):
        _promise(session, chair, secretary, words, days, result, number, said[LAMPS] if days > 0 else None)
    told = _on(session.on, 14)
    with frozen(told):
        words = "Bà con nêu bốn việc, hai việc xong ngay tại chỗ. Lãnh đạo hứa lắp đèn đường vào trường, có ngày hẹn."
        planning.publish_summary(session, session.revision, words, told)


def _say(session: ListeningSession, officer: Officer, words: str, topic: str, how: str, at: datetime) -> Feedback:
    with frozen(at):
        about = db.session.scalar(select(FeedbackTopic.id).where(FeedbackTopic.name.icontains(topic)).limit(1))
        feedback = send(
            f"demo-buoi-{session.id}-{next_number(session.id)}",
            at,
            officer,
            kind=FeedbackKind.PRAISE if "cảm ơn" in words else FeedbackKind.REPORT,
            channel=Channel.SESSION,
            topic_id=about,
            words=words,
            hamlet_id=session.hamlet_id,
            is_anonymous=True,
            consent=Consent.WITHOUT_NAME,
            privacy_version=PRIVACY_VERSION,
        )
        opinion = SessionOpinion(
            session_id=session.id,
            feedback_id=feedback.id,
            number=next_number(session.id),
            said_at=at,
            solved_how=how,
        )
        db.session.add(opinion)
        if how:
            handling.settle_on_the_spot(feedback, officer, how, at)
            handling.publish(feedback, officer, words, how, at)
        db.session.flush()
        return feedback


def _promise(
    session: ListeningSession,
    chair: Officer,
    officer: Officer,
    words: str,
    days: int,
    result: str,
    number: int,
    about: Feedback | None,
) -> None:
    """Promise something; the days count from the session's own, a month earlier where that would be over by then."""
    said = _on(session.on, 10) if days > 0 else _on(session.on, 10) - timedelta(days=28)
    with frozen(said):
        where = f"Buổi lắng nghe {session.hamlet.name}" if days > 0 else "Trụ sở Ủy ban nhân dân"
        promise = promising.make(
            f"demo-hua-{number}",
            said,
            words,
            chair,
            session.on + timedelta(days=days),
            officer,
            hamlet_id=session.hamlet_id,
            feedback=about,
            said_at=where,
        )
    if result:
        done = _on(session.on, 9) - timedelta(days=7)
        with frozen(done):
            promising.keep(promise, promise.revision, officer, result, done)


def _on(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ICT)


def _officer(login: str) -> Officer:
    return db.session.scalars(select(Officer).where(Officer.login == login)).one()
