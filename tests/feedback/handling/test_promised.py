"""Days promised in answers: one promise a feedback, moved and dropped where promises are kept, shown to nobody else."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions as feedback_actions
from cqtt.feedback import citizen_actions
from cqtt.feedback.conduct import make_conduct
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome
from cqtt.listening.models import SessionOpinion
from cqtt.listening.reading import promises_of
from cqtt.promises import actions, reading
from cqtt.promises.jobs import escalate_late
from cqtt.promises.models import Promise
from cqtt.promises.rules import PromiseRefused, Status
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_feedback, make_officer, make_topic
from tests.feedback.officers import INBOX, again, press, words_of
from tests.listening.sessions import make_session

PUBLIC, STAFF = "/cam-ket/viec-da-hua", "/can-bo/viec-da-hua"
SOON = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return desk(app, Role.SPECIALIST)


TITLE = "Thoát nước: khơi cống ấp 3"


def by(day: int) -> dict[str, str]:
    """A day of December and the line that everybody reads, as the boxes of the form send them."""
    return {"due_on-ngay": str(day), "due_on-thang": "12", "due_on-nam": "2026", "title": TITLE}


def promised(client: FlaskClient, day: int = 1) -> Feedback:
    feedback = make_feedback(topic_id=make_topic(name="Thoát nước").id)
    assert press(client, feedback, "tra-loi", outcome="planned", words="Sẽ khơi cống.", **by(day)).status_code == 303
    return again(feedback)


def promises() -> list[tuple[Status, date]]:
    db.session.expire_all()
    return [(one.status, one.due_on) for one in db.session.scalars(select(Promise).order_by(Promise.id))]


def test_an_amended_answer_names_no_other_day_and_makes_no_second_promise(specialist: FlaskClient) -> None:
    feedback = promised(specialist)
    page = specialist.get(f"{INBOX}/{feedback.id}/bo-sung").text
    assert 'name="due_on-ngay"' in page and 'value="01"' in page and 'value="12"' in page
    refused = press(specialist, feedback, "bo-sung", outcome="planned", words="Dời lại ít hôm.", **by(10))
    assert refused.status_code == 422 and "Dời lại ít hôm.</textarea>" in refused.text
    assert "đã hẹn xong chậm nhất thứ Ba, 01/12/2026. Xin dời ngày ở “Việc đã hứa”." in words_of(refused.text)
    answer = press(specialist, feedback, "bo-sung", outcome="planned", words="Sẽ khơi cống sáng sớm.", **by(1))
    assert answer.status_code == 303
    assert promises() == [(Status.OPEN, date(2026, 12, 1))]


def test_what_everybody_reads_is_asked_for_and_looked_through(app: Flask, specialist: FlaskClient) -> None:
    feedback = make_feedback()
    page = specialist.get(f"{INBOX}/{feedback.id}/tra-loi").text
    assert "hiện công khai ngay ở “Việc đã hứa”" in page and 'name="anyway"' not in page
    day = by(1)
    bare = press(specialist, feedback, "tra-loi", outcome="planned", words="Sẽ khơi.", **day | {"title": ""})
    assert bare.status_code == 422 and "Xin ghi một dòng cho mọi người đọc" in bare.text
    named = day | {"title": "Khơi cống trước nhà ông Bảy"}
    asked = press(specialist, feedback, "tra-loi", outcome="planned", words="Sẽ khơi.", **named)
    assert asked.status_code == 422 and "Có chỗ giống tên" in asked.text and 'name="anyway"' in asked.text
    assert promises() == [] and 'value="Khơi cống trước nhà ông Bảy"' in asked.text
    assert press(specialist, feedback, "tra-loi", outcome="planned", words="Sẽ khơi.", **day).status_code == 303
    assert TITLE in app.test_client().get(PUBLIC).text


def test_a_line_that_no_promise_needs_is_not_looked_at(specialist: FlaskClient) -> None:
    feedback = make_feedback()
    answer = press(specialist, feedback, "tra-loi", outcome="explained", words="Đã xem.", title="nhà ông Bảy")
    assert answer.status_code == 303 and promises() == []


def test_the_page_of_an_answer_leads_to_what_is_promised_already(specialist: FlaskClient) -> None:
    feedback = promised(specialist)
    page = specialist.get(f"{INBOX}/{feedback.id}/bo-sung").text
    assert "Việc này đã hẹn xong chậm nhất thứ Ba, 01/12/2026" in page and 'name="title"' not in page
    assert f'href="{STAFF}/{db.session.scalars(select(Promise)).one().id}"' in page


def test_a_day_that_a_leader_moved_stands_in_the_next_answer(app: Flask, specialist: FlaskClient) -> None:
    feedback, leader = promised(specialist), make_officer(Role.LEADER)
    promise = db.session.scalars(select(Promise)).one()
    actions.move_date(promise, promise.revision, leader, date(2026, 12, 10), "Chờ vật tư", MONDAY)
    db.session.commit()
    assert press(specialist, feedback, "bo-sung", outcome="planned", words="Sẽ khơi.", **by(10)).status_code == 303
    assert promises() == [(Status.OPEN, date(2026, 12, 10))]


def test_two_who_promise_at_once_make_one_promise(specialist: FlaskClient) -> None:
    """What the form let pass is refused where promises are written down."""
    from cqtt.feedback.handling.promised import Promised
    from cqtt.promises.from_answers import keep_promise

    feedback, officer = promised(specialist), make_officer(Role.SPECIALIST)
    with pytest.raises(PromiseRefused, match="Xin dời ngày"):
        keep_promise(Promised(feedback, officer, TITLE, date(2026, 12, 10), MONDAY))
    keep_promise(Promised(feedback, officer, TITLE, date(2026, 12, 1), MONDAY))
    assert len(promises()) == 1


def test_an_answer_that_says_it_is_done_ends_the_promise(app: Flask, specialist: FlaskClient) -> None:
    feedback = promised(specialist)
    pictures = [(io.BytesIO(photo()), "sau.jpg")]
    answer = press(specialist, feedback, "bo-sung", outcome="done", words="Ông Bảy ơi, đã khơi.", photos=pictures)
    assert answer.status_code == 303 and promises() == [(Status.KEPT, date(2026, 12, 1))]
    page = app.test_client().get(PUBLIC).text
    assert "Đã làm xong và trả lời người góp ý." in page and "Bảy" not in page


@pytest.mark.parametrize("outcome", ["explained", "not_possible"])
def test_an_answer_takes_no_promise_back(specialist: FlaskClient, outcome: str) -> None:
    feedback = promised(specialist)
    refused = press(specialist, feedback, "bo-sung", outcome=outcome, words="Chưa có kinh phí.")
    assert refused.status_code == 422 and "xin lãnh đạo ghi ở “Việc đã hứa” trước" in words_of(refused.text)
    assert "Chưa có kinh phí.</textarea>" in refused.text
    promise, leader = db.session.scalars(select(Promise)).one(), make_officer(Role.LEADER)
    actions.drop(promise, promise.revision, leader, "Không có kinh phí", MONDAY)
    db.session.commit()
    assert press(specialist, feedback, "bo-sung", outcome=outcome, words="Chưa có kinh phí.").status_code == 303


def test_the_same_day_promised_once_more_after_it_came_back_is_a_new_promise(specialist: FlaskClient) -> None:
    feedback = promised(specialist)
    promise, leader = db.session.scalars(select(Promise)).one(), make_officer(Role.LEADER)
    actions.keep(promise, promise.revision, leader, "Đã khơi", MONDAY)
    citizen_actions.reopen(feedback, "Vẫn ngập", MONDAY + SOON)
    db.session.commit()
    with clock.frozen(MONDAY + 2 * SOON):
        answer = press(specialist, again(feedback), "tra-loi", outcome="planned", words="Sẽ làm lại.", **by(1))
    assert answer.status_code == 303
    assert [status for status, _day in promises()] == [Status.KEPT, Status.OPEN]


def test_a_leader_s_promise_at_a_session_is_not_doubled_and_binds_no_explanation(specialist: FlaskClient) -> None:
    leader, feedback = make_officer(Role.LEADER), make_feedback()
    actions.make("buoi-1", MONDAY, "Sửa cống ấp 3.", leader, date(2026, 12, 1), leader, feedback=feedback)
    db.session.commit()
    assert press(specialist, feedback, "tra-loi", outcome="planned", words="Sẽ sửa.", **by(5)).status_code == 422
    assert press(specialist, feedback, "tra-loi", outcome="explained", words="Đã khảo sát.").status_code == 303
    assert promises() == [(Status.OPEN, date(2026, 12, 1))]


# -- what turns out to be about conduct ----------------------------------------------------------


@pytest.fixture
def hidden(app: Flask, specialist: FlaskClient) -> Promise:
    """A promise about feedback that was then found to be about somebody's conduct, at a session too."""
    feedback, officer = promised(specialist), make_officer(Role.LEADER)
    session = make_session()
    db.session.add(SessionOpinion(session_id=session.id, feedback_id=feedback.id, number=1, said_at=MONDAY))
    db.session.commit()
    assert len(promises_of(session)) == 1
    citizen_actions.reopen(feedback, "Cán bộ quát tôi", MONDAY)
    make_conduct(feedback, officer, "khong-1", None, "", MONDAY)
    db.session.commit()
    assert promises_of(session) == []
    return db.session.scalars(select(Promise)).one()


def test_what_was_promised_about_a_report_of_conduct_is_on_no_page(app: Flask, hidden: Promise) -> None:
    hidden.photo_key = "ab/anh"
    db.session.commit()
    public, leader = app.test_client(), desk(app, Role.LEADER)
    assert "Thoát nước" not in public.get(PUBLIC).text and "Thoát nước" not in leader.get(STAFF).text
    for address in (f"{PUBLIC}/{hidden.id}", f"{PUBLIC}/{hidden.id}/anh"):
        assert public.get(address).status_code == 404, address
    for part in ("", "/doi-ngay", "/khong-lam-duoc", "/lam-xong"):
        assert leader.get(f"{STAFF}/{hidden.id}{part}").status_code == 404, part


def test_it_is_in_no_count_and_reminds_nobody(app: Flask, hidden: Promise) -> None:
    assert not any(reading.counts().values())
    maker = db.session.get_one(Officer, hidden.made_by_id)
    assert reading.due_for(maker, 5) == ([], 0)
    late = MONDAY + timedelta(days=30)
    with clock.frozen(late):
        assert escalate_late(late) == 0


def test_whoever_answers_the_report_is_not_held_by_what_nobody_sees(app: Flask, hidden: Promise) -> None:
    from tests.feedback.officers import make_chairman

    head = make_chairman()
    feedback = db.session.scalars(select(Feedback)).one()
    feedback.recipient_id = head.id
    db.session.commit()
    answer = press(desk_of(app, head), again(feedback), "tra-loi", outcome="explained", words="Đã nhắc nhở.")
    assert answer.status_code == 303 and again(feedback).outcome is Outcome.EXPLAINED
    assert feedback_actions.proof_of(feedback) == []
