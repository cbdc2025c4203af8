"""The officers' page of one feedback: what it shows, to whom, that opening it is recorded, its files and messages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt import clock
from cqtt.audit.models import AuditEntry
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions, panels
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.rules import Outcome
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import desk, desk_of
from tests.factories import MONDAY, make_feedback, make_hamlet, make_officer, make_topic
from tests.feedback.officers import (
    INBOX,
    add_photo,
    add_voice,
    again,
    make_chairman,
    make_conduct_report,
    press,
    words_of,
)


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION)


def page_of(client: FlaskClient, feedback: Feedback) -> str:
    answer = client.get(f"{INBOX}/{feedback.id}")
    assert answer.status_code == 200, answer.text
    return answer.text


def buttons_of(client: FlaskClient, feedback: Feedback) -> set[str]:
    """Return the moves whose page or button stands on the page."""
    page, start = page_of(client, feedback), f"/can-bo/phan-anh/{feedback.id}/"
    steps = ("tra-loi", "giao", "khep", "bo-sung", "xem-lai", "phan-loai", "gop", "khong-giai-quyet", "ve-thai-do")
    return {step for step in steps if f'"{start}{step}"' in page}


def entries() -> list[tuple[str, str, str]]:
    acts = select(AuditEntry).where(AuditEntry.object_kind == "feedback").order_by(AuditEntry.id)
    return [(one.action, one.object_kind, one.object_id) for one in db.session.scalars(acts)]


def test_it_shows_what_was_told_where_by_whom_and_by_when(reception: FlaskClient) -> None:
    hamlet = make_hamlet()
    feedback = make_feedback(
        words="Ổ gà to\ntrước chợ", topic_id=make_topic(name="Đường sá").id, hamlet_id=hamlet.id, place="Chợ cũ",
        latitude=10.83, longitude=106.95,
    )  # fmt: skip
    page = page_of(reception, feedback)
    said = words_of(page)
    for words in ("Ổ gà to trước chợ", "Đường sá", f"Chợ cũ, {hamlet.name}", "Trần Thị Mẫu", "0900 000 123"):
        assert words in said, words
    assert "thứ Năm, 26/11/2026, trước 16:30" in said
    assert 'href="tel:0900000123"' in page
    assert 'href="https://www.openstreetmap.org/?mlat=10.830000&amp;mlon=106.950000' in page and "noreferrer" in page


def test_somebody_without_a_name_is_said_to_have_none(reception: FlaskClient) -> None:
    feedback = make_feedback(is_anonymous=True)
    assert "Không nêu tên" in page_of(reception, feedback)
    assert "Gọi người gửi" not in page_of(reception, feedback)


def test_opening_is_recorded_by_the_code_alone_once_an_hour(reception: FlaskClient) -> None:
    feedback = make_feedback()
    for _time in range(2):
        page_of(reception, feedback)
    assert entries() == [("feedback.send", "feedback", feedback.code), ("view", "feedback", feedback.code)]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_who_handles_no_feedback_opens_none(app: Flask, role: Role) -> None:
    assert desk(app, role).get(f"{INBOX}/{make_feedback().id}").status_code == 403


def test_what_is_kept_from_an_officer_answers_as_what_does_not_exist(app: Flask) -> None:
    head, accused = make_chairman(), make_officer(Role.RECEPTION, Role.SPECIALIST, Role.LEADER)
    report = make_conduct_report(accused)
    file, client = add_photo(report), desk_of(app, accused)
    kept, gone = (client.get(f"{INBOX}/{id}") for id in (report.id, report.id + 1000))
    assert kept.status_code == 404 and _without_token(kept.text) == _without_token(gone.text)
    assert client.get(f"{INBOX}/{report.id}/tep/{file.public_id}").status_code == 404
    assert press(client, report, "ghi-chu", note="Tôi biết rồi").status_code == 404
    assert page_of(desk_of(app, head), report)


def _without_token(page: str) -> str:
    """Return a page but for its token, which carries the second it was made in."""
    return re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", page)


def test_a_report_of_conduct_says_the_whole_line_and_about_whom(app: Flask) -> None:
    head, accused = make_chairman(), make_officer(Role.RECEPTION, name="Đỗ Văn Quát")
    counter = Counter(name="Quầy 3")
    db.session.add(counter)
    db.session.flush()
    report = make_conduct_report(accused, about_counter_id=counter.id)
    said = words_of(page_of(desk_of(app, head), report))
    for words in ("5 không: không cửa quyền, hách dịch, gây khó khăn, phiền hà", "Đỗ Văn Quát – Công chức", "Quầy 3"):
        assert words in said, words


# What each role finds on the page of an ordinary feedback, by its state.
SORTING = {"tra-loi", "giao", "phan-loai", "gop", "khong-giai-quyet", "ve-thai-do"}


def in_state(state: str) -> Feedback:
    feedback, officer = make_feedback(), make_officer(Role.LEADER)
    if state == "rejected":
        actions.reject(feedback, officer, actions.RejectReason.SPAM, "Quảng cáo.", "", MONDAY)
    if state in ("answered", "closed"):
        actions.answer(feedback, officer, "Đã báo.", Outcome.EXPLAINED, MONDAY)
    if state == "closed":
        actions.close(feedback, MONDAY, officer)
    db.session.commit()
    return feedback


@pytest.mark.parametrize(
    ("state", "role", "found"),
    [
        ("received", Role.RECEPTION, SORTING),
        ("received", Role.LEADER, SORTING),
        ("received", Role.SPECIALIST, {"tra-loi", "giao"}),
        ("answered", Role.SPECIALIST, {"khep", "bo-sung"}),
        ("closed", Role.LEADER, set()),
        ("rejected", Role.LEADER, {"xem-lai"}),
        ("rejected", Role.RECEPTION, set()),
    ],
)
def test_only_the_moves_open_to_an_officer_are_offered(app: Flask, state: str, role: Role, found: set[str]) -> None:
    assert buttons_of(desk(app, role), in_state(state)) == found


def test_a_colleague_s_feedback_is_not_answered_by_another_but_by_a_leader(app: Flask) -> None:
    feedback, holder = make_feedback(), make_officer(Role.SPECIALIST)
    actions.assign(feedback, make_officer(Role.LEADER), holder, "Xem giúp", MONDAY)
    db.session.commit()
    assert "tra-loi" in buttons_of(desk_of(app, holder), feedback)
    assert "tra-loi" in buttons_of(desk(app, Role.LEADER), feedback)
    assert buttons_of(desk(app, Role.SPECIALIST), feedback) == {"giao"}
    assert "Xem giúp" in page_of(desk_of(app, holder), feedback)


def test_photographs_are_shown_and_a_voice_note_is_played_in_parts(reception: FlaskClient) -> None:
    feedback = make_feedback()
    file, voice = add_photo(feedback), add_voice(feedback, b"RIFF" + bytes(range(200)) * 10)
    page = page_of(reception, feedback)
    addresses = [f"{INBOX}/{feedback.id}/tep/{one.public_id}" for one in (file, voice)]
    assert f'<img src="{addresses[0]}"' in page and f'src="{addresses[1]}"' in page
    picture = reception.get(addresses[0], headers={"Accept": "image/avif,*/*"})
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    whole = reception.get(addresses[1])
    part = reception.get(addresses[1], headers={"Range": "bytes=4-103"})
    assert (whole.status_code, whole.headers["Accept-Ranges"], whole.mimetype) == (200, "bytes", "audio/webm")
    assert (part.status_code, part.data) == (206, whole.data[4:104])
    assert part.headers["Content-Range"] == f"bytes 4-103/{len(whole.data)}"
    assert "no-store" in whole.headers["Cache-Control"]
    assert [act for act, _kind, _id in entries()].count("open_file") == 1 + 1  # in the page once, opened once more


def test_a_file_belongs_to_its_feedback_and_a_removed_note_is_gone(reception: FlaskClient) -> None:
    feedback, other = make_feedback(), make_feedback()
    voice = add_voice(feedback)
    assert reception.get(f"{INBOX}/{other.id}/tep/{voice.public_id}").status_code == 404
    voice.removed_at = MONDAY
    db.session.commit()
    assert reception.get(f"{INBOX}/{feedback.id}/tep/{voice.public_id}").status_code == 404
    assert "<audio" not in page_of(reception, feedback)


def pending(feedback: Feedback) -> list[Notification]:
    found = select(Notification).where(Notification.about_id == feedback.id, Notification.about_kind == "feedback")
    return [one for one in db.session.scalars(found) if one.status is DeliveryStatus.PENDING]


def test_a_ready_text_is_sent_by_hand_and_marked_once(app: Flask, reception: FlaskClient) -> None:
    feedback = make_feedback()
    (message,) = pending(feedback)
    assert message.channel is Channel.BY_HAND
    page = page_of(reception, feedback)
    assert "sms:0900000123?body=" in page and "https://zalo.me/0900000123" in page
    address = f"{INBOX}/{feedback.id}/tin/{message.id}/da-gui"
    for _time in range(2):
        assert reception.post(address).location.endswith("#tin-bao")
    assert pending(feedback) == []
    assert reception.post(f"{INBOX}/{make_feedback().id}/tin/{message.id}/da-gui").status_code == 404
    sent = select(AuditEntry).where(AuditEntry.action == "send_by_hand")
    assert len(list(db.session.scalars(sent))) == 1
    assert desk(app, Role.OVERSEER).post(address).status_code == 403


def test_other_open_ones_of_the_same_number_and_similar_ones_are_named(reception: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    same: dict[str, Any] = {"topic_id": topic.id, "hamlet_id": hamlet.id}
    feedback = make_feedback(**same, phone="0901111111", latitude=10.0, longitude=106.0)
    by_phone = make_feedback(phone="0901111111", words="Cùng số")
    alike = make_feedback(**same, phone="0902222222", words="Cùng việc")
    near = make_feedback(phone="0903333333", latitude=10.001, longitude=106.001, words="Gần đó")
    far = make_feedback(phone="0904444444", latitude=11.0, longitude=106.0)
    page = page_of(reception, feedback)
    for one in (by_phone, alike, near):
        assert one.code in page, one.words
    assert far.code not in page


def test_similar_ones_are_only_what_the_reader_may_read(app: Flask) -> None:
    make_chairman()
    accused = make_officer(Role.RECEPTION)
    feedback = make_feedback()
    report = make_conduct_report(accused)
    assert feedback.phone == report.phone
    assert report.code not in page_of(desk_of(app, accused), feedback)


def test_the_page_costs_the_same_for_few_and_for_many_events(app: Flask) -> None:
    client, officer = desk(app, Role.RECEPTION), make_officer(Role.LEADER)
    feedback = make_feedback()
    add_photo(feedback)
    actions.assign(feedback, officer, make_officer(Role.SPECIALIST), "", MONDAY)
    db.session.commit()
    page_of(client, feedback)

    def cost() -> int:
        with queries() as sent:
            page_of(client, feedback)
        return len(sent)

    few = cost()
    for number in range(6):
        actions.assign(again(feedback), make_officer(Role.LEADER), make_officer(Role.SPECIALIST), "", MONDAY)
        actions.add_note(feedback, make_officer(Role.RECEPTION), f"Ghi chú {number}", MONDAY)
        citizen_actions.follow(feedback, f"theo-doi-{number}", f"090500000{number}", MONDAY)
        add_photo(feedback, colour=["red", "blue", "green", "white", "black", "gray"][number])
    db.session.commit()
    assert cost() == few, few


def test_others_fill_the_places_beside_it(reception: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_PANELS", {})
    panels.register_panel("errors/not_done.html", lambda feedback, officer: None)
    assert page_of(reception, make_feedback())


def test_the_answer_and_its_photographs_stand_on_the_page_its_mark_for_leaders_only(
    app: Flask, reception: FlaskClient
) -> None:
    feedback, officer = make_feedback(), make_officer(Role.LEADER)
    after = add_photo(feedback, FileKind.AFTER)
    actions.answer(again(feedback), officer, "Đã vá ổ gà.", Outcome.DONE, MONDAY)
    citizen_actions.rate(feedback, 4, "Nhanh", MONDAY)
    db.session.commit()
    page = page_of(reception, feedback)
    for words in ("Đã vá ổ gà.", "Đã làm xong", after.public_id):
        assert words in page, words
    assert "chấm 4 trên 5" not in page
    assert "chấm 4 trên 5" in page_of(desk(app, Role.LEADER), feedback)
