"""What the walks over all addresses need of what people tell the commune: who may ask, and the first of each thing."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cqtt.clock import local, now, today
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.kept import file_store
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.moves import KIND
from cqtt.feedback.rules import Status
from cqtt.feedback.sending import drafts
from cqtt.feedback.sending.models import FeedbackDraft
from cqtt.feedback.sending.pages import Page
from cqtt.feedback.sending.reading import offer_of
from cqtt.feedback.sending.rules import Saying
from cqtt.feedback.topics import FeedbackTopic, Occasion
from cqtt.listening import kept as minutes
from cqtt.listening.rules import SessionStatus
from cqtt.notifications.models import Notification
from cqtt.pledges.kept import scan_store
from cqtt.promises import actions as promises
from cqtt.promises import kept as pictures
from cqtt.roles import Role
from cqtt.uploads import examine
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_feedback, make_officer, make_topic
from tests.feedback.officers import add_photo, add_voice, make_answer
from tests.leaders.people import furnish_leaders
from tests.listening.sessions import feedback_said_at, make_session
from tests.pledges.signing import make_pledge

# What a stranger may ask for.
PUBLIC = {
    "feedback.begin",
    "feedback.say",
    "feedback.autosave",
    "feedback.photos",
    "feedback.draft_file",
    "feedback.drop_file",
    "feedback.who",
    "feedback.preview",
    "feedback.follow_instead",
    "feedback.discard",
    "feedback.sent",
    "feedback.complaints",
    "feedback.open_by_link",
    "feedback.find",
    "feedback.show",
    "feedback.forget",
    "feedback.rate",
    "feedback.reopen",
    "feedback.withdraw_consent",
    "feedback.mend_words",
    "feedback.own_file",
    "feedback.listing",
    "feedback.public_photo",
    "promises.listing",
    "promises.show",
    "promises.photo",
    "leaders.listing",
    "leaders.vcard",
    "leaders.photo",
    "leaders.qr",
    "leaders.sheet",
    "leaders.ask_call_back",
    "leaders.call_back_asked",
    "pledges.show",
    "pledges.board",
    "listening.listing",
    "listening.show",
    "listening.one_calendar",
    "listening.whole_calendar",
}
# What stands in the holes of an address where a test names nothing better.
HOLES = {"pledge_id": 1, "offer": "0", "device_id": "6f1f5f0e-2f5b-4c0a-9a53-0d5d7a3a1c11"}

WORDS = "Đèn đường trước nhà văn hóa hỏng đã một tuần."


def is_about_feedback(address: str) -> bool:
    """Tell whether an address, with its holes open, is about something that was said or is being written."""
    return address.startswith(("/phan-anh/", "/can-bo/phan-anh/<"))


def furnish_listening(officer: Officer, reader: Officer) -> None:
    """Give the walks the first of each: what HOLES names. The pledges are of officer 1, and of who walks."""
    furnish_leaders(officer)
    leader = make_officer(Role.LEADER)
    _promise(leader)
    almost_over = today() - timedelta(days=350)  # it holds, and may be signed anew
    key = scan_store().put(photo())
    make_pledge(db.session.get_one(Officer, 1), almost_over, storage_key=key, media_type="image/jpeg")
    make_pledge(reader, almost_over)
    _session(leader, reader)
    make_answer(Occasion.ANSWER, "Việc của Ông/Bà đã làm xong.")


def _promise(leader: Officer) -> None:
    """A promise that was kept, with its picture: every page of promises has something to say about it."""
    due = local(MONDAY).date() + timedelta(days=7)
    promise = promises.make("viec-hua-thu-nghiem", MONDAY, "Thay bóng đèn.", leader, due, leader)
    key = pictures.file_store().put(photo())
    promises.keep(promise, promise.revision, leader, "Đã thay.", MONDAY, (key, "0" * 64))
    db.session.commit()


def _session(*people: Officer) -> None:
    """A session that was held today and told, with its signed sheet and something that was said."""
    sheet = {"minutes_key": minutes.file_store().put(photo()), "minutes_type": "image/jpeg", "minutes_sha256": "0" * 64}
    told = {
        "on": today(),
        "status": SessionStatus.REPORTED,
        "summary": "Bà con nêu một việc.",
        "summary_published_at": MONDAY,
    }
    feedback_said_at(make_session(*people, minutes_name="bien-ban.jpg", **sheet, **told))


def feedback_in_each_state(reader: Officer) -> list[dict[str, Any]]:
    """Make feedback in each state, reports of conduct for the reader, and a draft; return what names each of them.

    The first is answered and public.
    """
    topic, at = make_topic(), now()
    states = [Status.ANSWERED, *(status for status in Status if status is not Status.ANSWERED)]
    made = [_feedback(status, at, topic_id=topic.id) for status in states]
    made += [_of_conduct(status, at, reader) for status in (Status.RECEIVED, Status.REJECTED)]
    _publish(made[0], reader, at)
    of_somebody_else = make_feedback(at=at, words=WORDS, topic_id=topic.id)
    return [_holes_of(feedback) for feedback in made] + [_holes_of_draft(_draft(topic, at), of_somebody_else)]


def _feedback(status: Status, at: datetime, **fields: Any) -> Feedback:
    """One with a photograph and a voice note, held by nobody."""
    feedback = make_feedback(at=at, words=WORDS, **fields)
    add_photo(feedback)
    add_voice(feedback)
    feedback.status, feedback.answer = status, "Đã thay bóng đèn."
    feedback.answered_at = at
    db.session.commit()
    return feedback


def _of_conduct(status: Status, at: datetime, reader: Officer) -> Feedback:
    feedback = _feedback(status, at, is_conduct=True, conduct_line="khong-1")
    feedback.officer_id = reader.id
    db.session.commit()
    return feedback


def _publish(feedback: Feedback, officer: Officer, at: datetime) -> None:
    feedback.is_published, feedback.published_at, feedback.published_by_id = True, at, officer.id
    feedback.public_text = feedback.public_answer = "Đã thay bóng đèn."
    shown = feedback.photos(FileKind.PHOTO)[0]
    shown.public_key, shown.public_sha256 = file_store().put(photo()), "0" * 64
    db.session.commit()


def _draft(topic: FeedbackTopic, at: datetime) -> FeedbackDraft:
    """A draft that could be sent now, with a photograph, about what somebody else has said already."""
    draft = drafts.start_draft(Saying.REPORT, {}, None, at)
    drafts.keep_typed(draft, Page.SAY, {"words": [WORDS], "topic_id": [str(topic.id)], "hamlet_id": [""]}, at)
    drafts.keep_typed(draft, Page.WHO, {"is_anonymous": ["yes"], "consent": ["without_name"]}, at)
    examined = examine(photo(), "ảnh.jpg")
    drafts.attach(draft, examined, file_store().put(examined.kept), FileKind.PHOTO, at)
    db.session.commit()
    return draft


def _holes_of(feedback: Feedback) -> dict[str, Any]:
    about = select(Notification.id).where(Notification.about_kind == KIND, Notification.about_id == feedback.id)
    return {
        "id": feedback.id,
        "revision": feedback.revision,
        "code": feedback.code,
        "token": feedback.token,
        "public_id": feedback.photos(FileKind.PHOTO)[0].public_id,
        "message_id": db.session.scalar(about),
    }


def _holes_of_draft(draft: FeedbackDraft, alike: Feedback) -> dict[str, Any]:
    """Name a draft, and what its writer may follow instead of sending it."""
    file = draft.photos[0].public_id
    return {"draft": draft.key, "writing": draft.token, "offer": offer_of(draft, alike), "public_id": file}
