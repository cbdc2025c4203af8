"""Officers before what people told them; used by the tests of feedback."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.kept import file_store, keep
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.topics import FeedbackSettings, Occasion, StandardAnswer
from cqtt.roles import Role
from cqtt.uploads import Examined, examine
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_feedback, make_officer, numbers

INBOX = "/can-bo/phan-anh"


def make_chairman(other: Officer | None = None, **fields: Any) -> Officer:
    """The leader who reads reports of conduct, as the settings name them."""
    head = make_officer(Role.LEADER, **{"name": "Lê Văn Chủ", "is_leader": True, "is_public": True} | fields)
    settings = db.session.get(FeedbackSettings, 1) or FeedbackSettings(id=1)
    settings.chairman_id, settings.other_recipient_id = head.id, other.id if other else None
    db.session.add(settings)
    db.session.commit()
    return head


def make_conduct_report(about: Officer | None, **fields: Any) -> Feedback:
    values = {"is_conduct": True, "conduct_line": "khong-1", "words": "Cán bộ quát người già."}
    return make_feedback(**values | {"about_officer_id": about.id if about else None} | fields)


def add_photo(feedback: Feedback, kind: FileKind = FileKind.PHOTO, colour: str = "red") -> FeedbackFile:
    examined = examine(photo(colour), "ảnh.jpg")
    file = keep(feedback, examined, file_store().put(examined.kept), kind, MONDAY)
    db.session.commit()
    return file


def add_voice(feedback: Feedback, content: bytes = b"\x1aE\xdf\xa3" + bytes(2000)) -> FeedbackFile:
    examined = Examined("audio/webm", ".webm", content, f"{next(numbers):064x}", "ghi-am.webm")
    file = keep(feedback, examined, file_store().put(content), FileKind.VOICE, MONDAY, seconds=3.0)
    db.session.commit()
    return file


def make_answer(occasion: Occasion, words: str, **more: Any) -> StandardAnswer:
    answer = StandardAnswer(**{"occasion": occasion, "text": words} | more)
    db.session.add(answer)
    db.session.commit()
    return answer


def press(client: FlaskClient, feedback: Feedback, step: str, **typed: Any) -> TestResponse:
    """Send the form of a move as its page would, with the revision it has now."""
    sent = {"revision": feedback.revision, **typed}
    return client.post(f"{INBOX}/{feedback.id}/{step}", data=sent, content_type="multipart/form-data")


def again(feedback: Feedback) -> Feedback:
    """Read it from the database again."""
    db.session.expire_all()
    return db.session.get_one(Feedback, feedback.id)


def words_of(page: str) -> str:
    """Return what stands on a page, in words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def codes_in(client: FlaskClient, address: str = INBOX, **filters: str) -> list[str]:
    """Return the codes the inbox shows, in their order."""
    answer = client.get(address, query_string=filters or None, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return re.findall(r'class="code"><a [^>]*>([^<]+)<', answer.text)
