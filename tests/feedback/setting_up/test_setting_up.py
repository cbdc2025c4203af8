"""Topics, recipients, limits, standard answers: what administrators decide, without reading a single report."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.handling.ready import answers_for
from cqtt.feedback.models import Feedback
from cqtt.feedback.setting_up import actions
from cqtt.feedback.setting_up.defaults import default_answers, default_topics
from cqtt.feedback.topics import (
    FeedbackSettings,
    FeedbackTopic,
    Occasion,
    StandardAnswer,
    Track,
    active_topics,
    the_settings,
)
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_feedback, make_officer, make_topic, sign_in

PAGE = "/quan-tri/phan-anh"
TOPIC = {"revision": "1", "name": "Cây xanh", "track": "local", "answer_days": "4", "department": ""}
ANSWER = {"revision": "1", "occasion": "not_ours", "for_topic": "", "text": "Xin hỏi Điện lực."}
LIMITS = {
    "sort_days": "4",
    "answer_days": "12",
    "escalate_days": "3",
    "reopen_days": "20",
    "voice_keep_days": "60",
    "keep_years": "4",
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def offered(occasion: Occasion, topic_id: int | None) -> list[str]:
    """Return the texts an officer may pick who answers feedback of this topic."""
    return [one.text for one in answers_for([occasion], topic_id)]


def key_on(page: str) -> str:
    found = re.search(r'name="start_key"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def add(admin: FlaskClient, where: str, typed: dict[str, Any], **changed: Any) -> TestResponse:
    key = key_on(admin.get(f"{PAGE}/{where}/them").text)
    return admin.post(f"{PAGE}/{where}/them", data=typed | {"start_key": key} | changed)


def recorded(kind: str) -> list[str]:
    entries = select(AuditEntry).where(AuditEntry.object_kind == kind).order_by(AuditEntry.id)
    return [entry.action for entry in db.session.scalars(entries)]


# -- topics ---------------------------------------------------------------------------------------


def test_a_topic_is_added_once_however_often_the_form_is_sent(admin: FlaskClient) -> None:
    make_officer(Role.SPECIALIST, department="Phòng Kinh tế")
    typed = TOPIC | {"department": "Phòng Kinh tế", "is_urgent": "y", "track": "procedure"}
    key = key_on(admin.get(f"{PAGE}/linh-vuc/them").text)
    for _time in range(2):
        answer = admin.post(f"{PAGE}/linh-vuc/them", data=typed | {"start_key": key})
        assert (answer.status_code, answer.location) == (303, PAGE)
    topic = db.session.scalars(select(FeedbackTopic)).one()
    assert (topic.name, topic.track, topic.answer_days) == ("Cây xanh", Track.PROCEDURE, 4)
    assert (topic.is_urgent, topic.department) == (True, "Phòng Kinh tế")
    assert recorded("feedback_topic") == ["add"]
    assert "Cây xanh" in admin.get(PAGE).text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Xin ghi tên lĩnh vực."),
        ("name", "x" * 61, "nhiều nhất 60 ký tự"),
        ("answer_days", "0", "Xin cho biết"),
        ("answer_days", "61", "từ 1 đến 60"),
        ("answer_days", "năm", "bằng chữ số"),
        ("track", "khac", "Xin chọn một trong hai loại."),
        ("department", "Phòng không có", "Xin chọn một phòng trong danh sách."),
    ],
)
def test_a_topic_that_cannot_be_is_refused_and_kept(admin: FlaskClient, field: str, typed: str, sentence: str) -> None:
    answer = add(admin, "linh-vuc", TOPIC | {"answer_days": "9"}, **{field: typed})
    assert answer.status_code == 422 and sentence in answer.text, answer.text
    assert 'value="Cây xanh"' in answer.text or field == "name"
    assert db.session.scalars(select(FeedbackTopic)).all() == []


def test_a_name_that_is_taken_is_said_beside_its_box(admin: FlaskClient) -> None:
    first, second = make_topic(name="Cây xanh"), make_topic(name="Đèn")
    refused = add(admin, "linh-vuc", TOPIC)
    assert refused.status_code == 422 and "Đã có lĩnh vực mang tên này" in refused.text
    refused = admin.post(f"{PAGE}/linh-vuc/{second.id}", data=TOPIC)
    assert refused.status_code == 422 and "Đã có lĩnh vực mang tên này" in refused.text
    assert admin.post(f"{PAGE}/linh-vuc/{first.id}", data=TOPIC).status_code == 303


def test_what_was_received_keeps_the_days_it_was_promised(admin: FlaskClient) -> None:
    topic = make_topic(name="Cây xanh", answer_days=3)
    before = make_feedback(topic_id=topic.id).due_at
    assert admin.post(f"{PAGE}/linh-vuc/{topic.id}", data=TOPIC | {"answer_days": "1"}).status_code == 303
    found = db.session.scalars(select(Feedback)).one()
    assert found.due_at == before and topic.answer_days == 1


def test_topics_are_put_in_order_and_hidden(admin: FlaskClient) -> None:
    ids = [make_topic(position=number).id for number in range(1, 4)]
    for id, way in ((ids[2], "len"), (ids[0], "len"), (ids[1], "an")):
        answer = admin.post(f"{PAGE}/linh-vuc/{id}/{way}")
        assert (answer.status_code, answer.location) == (303, f"{PAGE}#linh-vuc-{id}")
    assert [topic.id for topic in active_topics()] == [ids[0], ids[2]]
    admin.post(f"{PAGE}/linh-vuc/{ids[1]}/hien")
    assert [topic.id for topic in active_topics()] == [ids[0], ids[2], ids[1]]
    assert recorded("feedback_topic") == ["move", "move", "hide", "show"]


def test_two_administrators_do_not_overwrite_each_other(admin: FlaskClient) -> None:
    topic = make_topic(name="Cây")
    assert admin.post(f"{PAGE}/linh-vuc/{topic.id}", data=TOPIC).status_code == 303
    late = admin.post(f"{PAGE}/linh-vuc/{topic.id}", data=TOPIC | {"name": "Cây cối", "answer_days": "8"})
    assert late.status_code == 409 and "có người đã lưu thay đổi khác" in late.text
    assert 'value="Cây cối"' in late.text and "Cây xanh" in late.text
    assert db.session.get_one(FeedbackTopic, topic.id).name == "Cây xanh"


# -- who reads reports of conduct -----------------------------------------------------------------


def leaders() -> tuple[Officer, Officer]:
    return make_officer(Role.LEADER, name="Nguyễn Đứng Đầu"), make_officer(Role.LEADER, name="Trần Thứ Hai")


def choose(admin: FlaskClient, first: Officer | None, second: Officer | None, revision: int = 0) -> TestResponse:
    chosen = {"chairman": str(first.id) if first else "", "other_recipient": str(second.id) if second else ""}
    return admin.post(f"{PAGE}/nguoi-nhan", data=chosen | {"revision": revision})


def test_only_leaders_who_administer_nothing_are_offered(admin: FlaskClient) -> None:
    first, _second = leaders()
    both = make_officer(Role.LEADER, Role.ADMINISTRATOR, name="Lê Kiêm Nhiệm")
    gone = make_officer(Role.LEADER, name="Phạm Đã Nghỉ", is_active=False)
    page = admin.get(f"{PAGE}/nguoi-nhan").text
    assert "Nguyễn Đứng Đầu" in page and "Trần Thứ Hai" in page
    assert "Lê Kiêm Nhiệm" not in page and "Phạm Đã Nghỉ" not in page
    for wrong in (both, gone):
        assert choose(admin, wrong, first).status_code == 422


def test_the_two_recipients_are_two_people(admin: FlaskClient) -> None:
    first, second = leaders()
    refused = choose(admin, first, first)
    assert refused.status_code == 422 and "hai người khác nhau" in refused.text
    assert choose(admin, first, second).status_code == 303
    assert (the_settings().chairman_id, the_settings().other_recipient_id) == (first.id, second.id)


def test_naming_the_recipients_gives_waiting_reports_their_reader_and_shows_none(admin: FlaskClient) -> None:
    accused = make_officer(Role.RECEPTION, name="Võ Bị Nêu")
    report = make_feedback(is_conduct=True, about_officer_id=accused.id, words="Nói lời khó nghe.")
    assert report.recipient_id is None and actions.conduct_without_reader() == 1
    first, second = leaders()
    answer = choose(admin, first, second)
    assert answer.location == PAGE
    page = admin.get(PAGE).text
    assert "Đã lưu." in page
    assert not [trace for trace in (report.code, "khó nghe", "Võ Bị Nêu") if trace in page]
    kept = db.session.get_one(Feedback, report.id)
    assert kept.recipient_id == first.id and actions.conduct_without_reader() == 0


def test_a_report_whose_reader_has_left_goes_to_the_one_named_now(admin: FlaskClient) -> None:
    first, second = leaders()
    db.session.add(FeedbackSettings(id=1, chairman_id=first.id))
    db.session.commit()
    of_first, of_other = make_feedback(is_conduct=True), make_feedback(is_conduct=True)
    third = make_officer(Role.LEADER)
    of_other.recipient_id = third.id
    first.is_active = False
    db.session.commit()
    assert actions.conduct_without_reader() == 1
    assert choose(admin, second, None, revision=1).status_code == 303
    found = [db.session.get_one(Feedback, one.id).recipient_id for one in (of_first, of_other)]
    assert found == [second.id, third.id], "who reads one already keeps it"


def test_the_settings_are_kept_by_one_person_at_a_time(admin: FlaskClient) -> None:
    first, second = leaders()
    assert choose(admin, first, second).status_code == 303
    late = choose(admin, second, first, revision=0)
    assert late.status_code == 409 and "có người đã lưu thay đổi khác" in late.text
    assert the_settings().chairman_id == first.id
    assert recorded("feedback_settings") == ["change"]
    details = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "feedback_settings")).one().details
    assert details == {"fields": ["chairman_id", "other_recipient_id"]}


# -- limits ---------------------------------------------------------------------------------------


def test_the_limits_are_settings_and_the_recipients_stay(admin: FlaskClient) -> None:
    first, second = leaders()
    choose(admin, first, second)
    revision = the_settings().revision
    answer = admin.post(f"{PAGE}/thoi-han", data=LIMITS | {"revision": revision})
    assert answer.status_code == 303
    settings = the_settings()
    assert [str(getattr(settings, name)) for name in LIMITS] == list(LIMITS.values())
    assert settings.chairman_id == first.id
    feedback = make_feedback(at=MONDAY)
    assert feedback.counted_days == 12


@pytest.mark.parametrize(
    ("field", "typed"), [("sort_days", "0"), ("answer_days", "99"), ("keep_years", "21"), ("reopen_days", "hai")]
)
def test_limits_that_cannot_be_are_refused_and_kept(admin: FlaskClient, field: str, typed: str) -> None:
    answer = admin.post(f"{PAGE}/thoi-han", data=LIMITS | {"revision": "0", field: typed})
    assert answer.status_code == 422 and f'value="{typed}"' in answer.text
    assert db.session.get(FeedbackSettings, 1) is None


# -- standard answers -----------------------------------------------------------------------------


def test_an_answer_is_added_offered_and_recorded(admin: FlaskClient) -> None:
    topic = make_topic(name="Đèn đường")
    said = {"for_topic": str(topic.id), "competent_place": "Điện lực"}
    assert add(admin, "cau-tra-loi", ANSWER, **said).status_code == 303
    assert add(admin, "cau-tra-loi", ANSWER, text="Xin hỏi nơi khác.").status_code == 303
    assert offered(Occasion.NOT_OURS, topic.id) == ["Xin hỏi Điện lực.", "Xin hỏi nơi khác."]
    assert offered(Occasion.NOT_OURS, None) == ["Xin hỏi nơi khác."]
    page = admin.get(f"{PAGE}/cau-tra-loi").text
    assert "Chỉ cho: Đèn đường" in page and "Nơi có thẩm quyền: Điện lực" in page
    only = admin.get(f"{PAGE}/cau-tra-loi?linh-vuc={topic.id}").text
    assert "Xin hỏi Điện lực." in only and "Xin hỏi nơi khác." not in only
    assert recorded("standard_answer") == ["add", "add"]


def test_a_place_is_kept_only_where_the_answer_sends_somebody_there(admin: FlaskClient) -> None:
    add(admin, "cau-tra-loi", ANSWER, occasion="answer", competent_place="Điện lực")
    assert db.session.scalars(select(StandardAnswer)).one().competent_place == ""


def test_an_answer_without_words_is_refused(admin: FlaskClient) -> None:
    refused = add(admin, "cau-tra-loi", ANSWER, text=" ", competent_place="Điện lực")
    assert refused.status_code == 422 and "Xin viết câu trả lời." in refused.text and "Điện lực" in refused.text
    assert add(admin, "cau-tra-loi", ANSWER, for_topic="999").status_code == 422


def test_answers_are_put_in_order_hidden_and_changed(admin: FlaskClient) -> None:
    first, second = (actions.add_answer(occasion=Occasion.NOTE, text=text, topic_id=None).id for text in ("một", "hai"))
    db.session.commit()
    admin.post(f"{PAGE}/cau-tra-loi/{second}/len")
    assert offered(Occasion.NOTE, None) == ["hai", "một"]
    admin.post(f"{PAGE}/cau-tra-loi/{second}/an")
    assert offered(Occasion.NOTE, None) == ["một"]
    changed = admin.post(f"{PAGE}/cau-tra-loi/{first}", data=ANSWER | {"text": "ba"})
    assert changed.status_code == 303
    late = admin.post(f"{PAGE}/cau-tra-loi/{first}", data=ANSWER | {"text": "bốn", "occasion": "note"})
    assert late.status_code == 409 and "ba" in late.text and "Không thuộc thẩm quyền" in late.text
    assert offered(Occasion.NOT_OURS, None) == ["ba"]


# -- the beginning, the doors, the cost -----------------------------------------------------------


def test_the_defaults_fit_and_are_added_only_where_there_is_nothing(app: Flask) -> None:
    assert actions.add_defaults() == len(default_topics()) >= 12
    db.session.commit()
    assert len(offered(Occasion.ANSWER, None)) >= 2 and len(offered(Occasion.EXPLAINED, None)) >= 3
    assert {one.occasion for one in db.session.scalars(select(StandardAnswer))} == set(Occasion)
    topics = active_topics()
    assert all(1 <= topic.answer_days <= 3 for topic in topics if topic.is_urgent)
    assert all(5 <= topic.answer_days <= 15 for topic in topics if not topic.is_urgent)
    assert db.session.query(StandardAnswer).count() == len(default_answers())
    assert actions.add_defaults() == 0
    assert db.session.query(FeedbackTopic).count() == len(topics)


def test_every_page_draws_what_the_defaults_bring(admin: FlaskClient) -> None:
    actions.add_defaults()
    db.session.commit()
    for address in ("", "/nguoi-nhan", "/thoi-han", "/linh-vuc/1", "/cau-tra-loi", "/cau-tra-loi/1"):
        answer = admin.get(PAGE + address)
        assert answer.status_code == 200, address
    with queries() as sent:
        admin.get(f"{PAGE}/cau-tra-loi")
        admin.get(PAGE)
    assert len(sent) <= 18, sent


def test_the_form_is_a_fragment_for_htmx(admin: FlaskClient) -> None:
    answer = admin.get(f"{PAGE}/thoi-han", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<form class="narrow" id="settings-form"')


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_sets_anything_up(app: Flask, client: FlaskClient, role: Role) -> None:
    topic, answer = make_topic(), actions.add_answer(occasion=Occasion.NOTE, text="Câu", topic_id=None)
    db.session.commit()
    pages = [
        *("", "/nguoi-nhan", "/thoi-han", "/linh-vuc/them", "/cau-tra-loi", "/cau-tra-loi/them"),
        *(f"/linh-vuc/{topic.id}", f"/cau-tra-loi/{answer.id}"),
    ]
    assert {client.get(PAGE + page).status_code for page in pages} == {303}
    sign_in(client, make_officer(role))
    assert {client.get(PAGE + page).status_code for page in pages} == {403}
    assert client.post(f"{PAGE}/linh-vuc/{topic.id}/an").status_code == 403
    assert client.post(f"{PAGE}/nguoi-nhan", data={"revision": "0"}).status_code == 403


def test_unknown_rows_are_no_pages(admin: FlaskClient) -> None:
    for page in ("/linh-vuc/9", "/cau-tra-loi/9"):
        assert admin.get(PAGE + page).status_code == 404
    assert admin.post(f"{PAGE}/linh-vuc/9/an").status_code == 404
