"""For a day the sender takes out of the words what tells of somebody; what was taken out stands nowhere any more."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text

from cqtt.audit.act_words import ACTS
from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.handling.history import history
from cqtt.feedback.mending import MENDED_WITHIN
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Actor, Step
from cqtt.feedback.topics import FeedbackSettings
from cqtt.roles import Role
from tests.factories import MONDAY, make_feedback, make_officer, sign_in
from tests.feedback.following.opening import answer, opened
from tests.feedback.officers import add_voice, make_chairman

SECRET = "chị Lan ở 12/3, 0912 345 678"
WORDS = f"Quán hát ồn tới khuya, {SECRET} cũng nghe."
SAFE = "Quán hát ồn tới khuya, hàng xóm cũng nghe."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def officer() -> Officer:
    return make_officer(Role.LEADER, Role.RECEPTION)


def address_of(feedback: Feedback) -> str:
    return f"/phan-anh/{feedback.code}/sua-loi"


def stored(feedback: Feedback) -> Feedback:
    db.session.expire_all()
    return db.session.get_one(Feedback, feedback.id)


def everywhere() -> str:
    """Return every row of every table, as one text."""
    tables = inspect(db.engine).get_table_names()
    return "\n".join(str(row) for table in tables for row in db.session.execute(text(f'select * from "{table}"')))


def mended(client: FlaskClient, feedback: Feedback, words: str = SAFE, place: str = "", at: datetime = MONDAY) -> int:
    with frozen(at):
        opened(client, feedback)
        return client.post(address_of(feedback), data={"words": words, "place": place}).status_code


def test_the_senders_page_leads_to_it_and_what_tells_of_somebody_is_pointed_at(client: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS, place="nhà số 12/3")
    with frozen(MONDAY):
        page = opened(client, feedback)
        assert address_of(feedback) in page and "Sửa hoặc che bớt lời đã gửi" in page
        assert "Sửa được đến 09:00, thứ Ba, 24/11/2026" in page
        form = client.get(address_of(feedback)).text
    assert SECRET in form and "nhà số 12/3" in form and "“0912 345 678”" in form
    assert "Cán bộ đã mở xem trước đó có thể đã đọc lời cũ." in form


def test_what_was_taken_out_stands_in_no_table_any_more(client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback(words=WORDS, place="nhà số 12/3")
    assert "0912 345 678" in everywhere() and "nha so 12/3" in everywhere()
    assert mended(client, feedback, place="gần chợ") == 303
    rows = everywhere()
    assert not [left for left in ("0912 345 678", "Lan", "chi lan", "12/3", "nhà số") if left in rows]
    assert (stored(feedback).words, stored(feedback).place) == (SAFE, "gần chợ")
    assert "hang xom" in stored(feedback).words_fold
    desk = sign_in(client, db.session.get_one(Officer, officer.id))
    assert "hàng xóm" in desk.get(f"/can-bo/phan-anh/{feedback.id}").text


def test_it_is_an_event_of_the_sender_that_says_nothing_of_the_words(client: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    before = feedback.revision
    mended(client, feedback)
    feedback = stored(feedback)
    event = feedback.events[-1]
    assert (event.step, event.actor, event.told, event.note) == (Step.MEND, Actor.CITIZEN, "", "")
    assert event.details == {"own": len(SAFE)} and event.from_status is event.to_status
    assert feedback.revision > before, "an officer who has the old words before them is told so"
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and (entry.action, entry.object_id) == ("feedback.mend", feedback.code)
    assert ACTS["feedback.mend"] == "Người gửi sửa lời đã gửi" and not entry.address
    assert history(feedback)[0].what == "Người gửi sửa hoặc che bớt lời đã gửi"
    with frozen(MONDAY):
        assert "Ông/Bà đã sửa lời đã gửi" in client.get(f"/phan-anh/{feedback.code}").text


def test_for_a_day_and_not_a_minute_longer(client: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    assert mended(client, feedback, at=MONDAY + MENDED_WITHIN) == 303
    assert mended(client, feedback, "Thôi.", at=MONDAY + MENDED_WITHIN + MINUTE) == 409
    with frozen(MONDAY + MENDED_WITHIN + MINUTE):
        assert address_of(feedback) not in opened(client, feedback)
        assert client.get(address_of(feedback)).status_code == 303
    assert stored(feedback).words == SAFE


def test_not_once_it_was_answered_or_published_even_if_taken_down_again(client: FlaskClient, officer: Officer) -> None:
    answered, public = make_feedback(words=WORDS), make_feedback(words=WORDS)
    answer(answered, officer)
    actions.publish(public, officer, "Quán hát ồn.", "", MONDAY)
    actions.unpublish(public, officer, "", MONDAY)
    db.session.commit()
    for feedback in (answered, public):
        assert mended(client, feedback) == 409 and stored(feedback).words == WORDS
        with frozen(MONDAY):
            assert address_of(feedback) not in opened(client, feedback)


def test_only_who_holds_the_link_may(app: Flask, client: FlaskClient, officer: Officer) -> None:
    feedback = make_feedback(words=WORDS)
    with frozen(MONDAY):
        for stranger in (client, sign_in(app.test_client(), officer)):
            assert stranger.get(address_of(feedback)).status_code == 404
            assert stranger.post(address_of(feedback), data={"words": SAFE}).status_code == 404
    assert stored(feedback).words == WORDS


def test_without_any_words_it_is_asked_again_and_what_was_typed_stays(client: FlaskClient) -> None:
    feedback = make_feedback(words=WORDS)
    with frozen(MONDAY):
        opened(client, feedback)
        again = client.post(address_of(feedback), data={"words": " ", "place": "gần chợ"})
        part = client.get(address_of(feedback), headers={"HX-Request": "true"}).text
    assert again.status_code == 422 and "Xin để lại vài lời" in again.text and "gần chợ" in again.text
    assert "<html" not in part and 'id="sua-loi"' in part
    assert stored(feedback).words == WORDS


def test_what_an_officer_typed_from_the_voice_note_stays_behind_the_new_words(
    client: FlaskClient, officer: Officer
) -> None:
    feedback = make_feedback(words=WORDS)
    add_voice(feedback)
    actions.transcribe(feedback, officer, "Nước đen.", MONDAY)
    db.session.commit()
    with frozen(MONDAY):
        opened(client, feedback)
        assert "Nước đen" not in client.get(address_of(feedback)).text
    assert mended(client, feedback) == 303
    feedback = stored(feedback)
    assert feedback.words == f"{SAFE}\n\nNước đen."
    assert (actions.own_words(feedback), actions.typed_words(feedback)) == (SAFE, "Nước đen.")


def test_a_voice_note_alone_has_no_words_to_change(client: FlaskClient) -> None:
    feedback = make_feedback(words="")
    add_voice(feedback)
    with frozen(MONDAY):
        assert address_of(feedback) not in opened(client, feedback)
    assert mended(client, feedback) == 409


def test_taking_the_chairman_out_of_the_words_lets_the_chairman_in_no_more_than_before(client: FlaskClient) -> None:
    other = make_officer(Role.LEADER)
    head = make_chairman(other)
    feedback = make_feedback(words="Ông Chủ tịch xã quát mắng dân.", is_conduct=True, about_whom="người ở phòng trong")
    assert feedback.recipient_id == other.id
    assert mended(client, feedback, "Bị quát mắng.") == 303
    assert stored(feedback).recipient_id == other.id != head.id


def test_what_the_old_words_said_of_a_chairman_who_was_not_named_yet_still_counts(client: FlaskClient) -> None:
    other = make_officer(Role.LEADER)
    db.session.add(FeedbackSettings(id=1, other_recipient_id=other.id))
    feedback = make_feedback(words="Ông Chủ tịch xã quát mắng dân.", is_conduct=True, about_whom="người ở phòng trong")
    assert (feedback.recipient_id, feedback.about_officer_id) == (other.id, None)
    make_chairman(other)
    assert mended(client, feedback, "Bị quát mắng.") == 303
    assert stored(feedback).recipient_id == other.id


def test_naming_the_chairman_later_keeps_the_report_from_the_chairman(client: FlaskClient) -> None:
    other = make_officer(Role.LEADER)
    head = make_chairman(other)
    feedback = make_feedback(words="Bị quát mắng.", is_conduct=True, about_whom="người ở phòng trong")
    assert feedback.recipient_id == head.id
    assert mended(client, feedback, "Bị ông Chủ tịch xã quát mắng.") == 303
    assert stored(feedback).recipient_id == other.id


def test_the_national_system_is_offered_where_one_begins(client: FlaskClient) -> None:
    page = client.get("/phan-anh/gui").text
    assert "Hệ thống thông tin phản ánh, kiến nghị" in page and 'href="https://dichvucong.gov.vn"' in page
