"""How other parts of the site know of sessions: codes on posters, questions sent in beforehand, what was promised."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from cqtt.clock import date_text, day_text, today
from cqtt.codes.kinds import OnPaper, Thing
from cqtt.commune.models import the_commune
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.occasions import Occasion
from cqtt.feedback.rules import Channel
from cqtt.feedback.sending.purposes import Purpose
from cqtt.i18n import _, _l
from cqtt.listening.models import ListeningSession
from cqtt.listening.planning import ask_beforehand
from cqtt.listening.reading import coming, opinion_of, session_of
from cqtt.listening.rules import SessionStatus
from cqtt.promises.models import Promise
from cqtt.promises.sources import Source

CODE = "session"


def address_of_session(target: str, printed: int | None = None) -> str | None:
    """Lead from a scanned poster to the session."""
    session = db.session.get(ListeningSession, int(target))
    return url_for("listening.show", id=session.id) if session else None


def sessions_on_paper() -> Sequence[Thing]:
    """Return the sessions that come, as their posters say it."""
    commune = the_commune()
    return [_thing(each, commune.full_name) for each in coming(today()) if each.status is SessionStatus.PLANNED]


def _thing(session: ListeningSession, unit: str) -> Thing:
    return Thing(
        target=str(session.id),
        name=_("Lắng nghe dân nói – %(hamlet)s", hamlet=session.hamlet.name),
        above=unit,
        group=_("Ngày thứ bảy lắng nghe dân nói"),
        invitation=_("để xem ai đến nghe, gửi câu hỏi trước, và xem kết quả sau buổi này."),
        facts=(
            (_("Khi nào"), f"{session.starts}–{session.ends}, {day_text(session.on)}"),
            (_("Ở đâu"), f"{session.place}, {session.hamlet.name}"),
            (_("Nội dung"), session.topics or None),
        ),
        dated=_("In ngày %(day)s", day=date_text(today())),
    )


ON_PAPER = OnPaper("buoi-lang-nghe", _l("Buổi lắng nghe"), sessions_on_paper)


def label_of(id: int) -> str | None:
    """Return what a question is asked for; nothing once the session is over or cancelled."""
    session = db.session.get(ListeningSession, id)
    if session is None or session.status is not SessionStatus.PLANNED or session.on < today():
        return None
    return _(
        "Gửi trước cho buổi lắng nghe tại %(hamlet)s, %(day)s", hamlet=session.hamlet.name, day=day_text(session.on)
    )


def question_sent(id: int, feedback: Feedback, at: datetime) -> None:
    ask_beforehand(id, feedback, at)


def hamlet_of(id: int) -> int | None:
    """Return the hamlet of a session: a question for it is about this one, unless its sender says another."""
    session = db.session.get(ListeningSession, id)
    return session.hamlet_id if session else None


PURPOSE = Purpose("buoi", label_of, question_sent, Channel.SESSION, hamlet_of)


def occasion_of_feedback(feedback: Feedback) -> Occasion | None:
    """Return the session at which feedback was said, or for which it was sent beforehand."""
    opinion = opinion_of(feedback) if feedback.channel is Channel.SESSION else None
    if opinion is None:
        return None
    session = opinion.session
    named = {"hamlet": session.hamlet.name, "day": day_text(session.on)}
    if session.status is SessionStatus.CANCELLED:
        said = _("Buổi lắng nghe tại %(hamlet)s, %(day)s đã hủy; góp ý vẫn được giải quyết như thường.", **named)
    elif opinion.beforehand and session.status is SessionStatus.PLANNED and session.on >= today():
        said = _("Sẽ được nêu tại buổi lắng nghe tại %(hamlet)s, %(day)s.", **named)
    elif opinion.beforehand:
        said = _("Đã gửi trước cho buổi lắng nghe tại %(hamlet)s, %(day)s.", **named)
    else:
        said = _("Đã nói tại buổi lắng nghe tại %(hamlet)s, %(day)s.", **named)
    return Occasion(said, "listening.show", session.id)


def source_of_promise(promise: Promise) -> Source | None:
    """Return the session at which something was promised, as the page of the promise leads to it."""
    if (session := session_of(promise)) is None:
        return None
    name = _("Buổi lắng nghe %(hamlet)s, %(day)s", hamlet=session.hamlet.name, day=date_text(session.on))
    return Source(name, url_for("listening.result", id=session.id), url_for("listening.show", id=session.id))
