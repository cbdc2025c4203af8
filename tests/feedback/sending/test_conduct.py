"""How an officer treated somebody: named exactly, read by one person, published never."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt.clock import frozen, now
from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import LINES
from cqtt.extensions import db
from cqtt.feedback import conduct
from cqtt.feedback.rules import Consent
from cqtt.feedback.topics import FeedbackSettings
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, make_topic, sign_in
from tests.feedback.sending.test_beginning import make_desk
from tests.feedback.sending.writing import NAMED, NAMELESS, begin, say, send, send_whole, sent_to, tell_who

RUDE = {"line": "khong-1", "place": "sáng thứ Hai, quầy 2", "words": "Cán bộ quát mắng mẹ tôi trước mặt mọi người."}


@pytest.fixture
def people() -> dict[str, Officer]:
    """A chairman, another recipient, somebody at the desk, an administrator."""
    head = make_officer(Role.LEADER, name="Võ Văn Chủ", title="Chủ tịch UBND xã", is_leader=True, is_public=True)
    other = make_officer(Role.LEADER, name="Phan Thị Phó", title="Phó Chủ tịch HĐND xã")
    clerk = make_officer(Role.RECEPTION, name="Lê Văn Tiếp", department="Văn phòng")
    keeper = make_officer(Role.ADMINISTRATOR, name="Đỗ Văn Quản", department="Văn phòng")
    overseer = make_officer(Role.OVERSEER, name="Hồ Thị Giám")
    db.session.add(FeedbackSettings(id=1, chairman_id=head.id, other_recipient_id=other.id))
    db.session.commit()
    return {"head": head, "other": other, "clerk": clerk, "keeper": keeper, "overseer": overseer}


def test_a_report_about_an_officer_goes_to_the_chairman_alone(client: FlaskClient, people: dict[str, Officer]) -> None:
    clerk = people["clerk"]
    draft = begin(client, "conduct")
    assert say(client, draft, about=f"o-{clerk.id}", **RUDE).status_code == 303
    assert "không bao giờ đăng công khai" in client.get(f"/phan-anh/gui/{draft}/nguoi-gui").text
    tell_who(client, draft, consent="with_name")  # asked for by a forged form
    page = client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
    assert (
        "Chỉ Chủ tịch UBND xã Võ Văn Chủ, người thay khi vắng" in page
        and "người quản trị hệ thống không đọc được" in page
    )
    assert "Mọi người sẽ thấy" not in page and LINES["khong-1"] in page and "Lê Văn Tiếp" in page
    feedback = sent_to(send(client, draft))
    assert feedback.is_conduct and feedback.about_officer_id == clerk.id
    assert (feedback.conduct_line, feedback.place) == ("khong-1", RUDE["place"])
    assert feedback.recipient_id == people["head"].id and feedback.consent is Consent.NONE


@pytest.mark.parametrize("about", ["head", "keeper"])
def test_about_the_chairman_or_an_administrator_another_reads(
    client: FlaskClient, people: dict[str, Officer], about: str
) -> None:
    draft = begin(client, "conduct", f"?can-bo={people[about].id}")
    page = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert "Chỉ Phó Chủ tịch HĐND xã Phan Thị Phó, người thay" in page and "Chỉ Chủ tịch UBND" not in page
    say(client, draft, about=f"o-{people[about].id}", **RUDE)
    tell_who(client, draft)
    assert sent_to(send(client, draft)).recipient_id == people["other"].id


def test_while_nobody_is_named_the_page_says_whom_to_call(client: FlaskClient) -> None:
    draft = begin(client, "conduct")
    page = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert "Hiện chưa có ai được giao đọc" in page and "0900 000 001" in page


def test_a_desk_may_stand_for_whoever_sat_there(client: FlaskClient, people: dict[str, Officer]) -> None:
    desk = make_desk()
    feedback = send_whole(client, "conduct", about=f"q-{desk.id}", **RUDE)
    assert feedback.about_counter_id == desk.id and feedback.about_officer_id is None
    assert feedback.recipient_id == people["head"].id


def test_whoever_is_not_known_by_name_is_described(client: FlaskClient, people: dict[str, Officer]) -> None:
    draft = begin(client, "conduct")
    answer = say(client, draft, about="0", **RUDE)
    assert answer.status_code == 422 and "Xin tả vài nét" in answer.text and RUDE["words"] in answer.text
    feedback = send_whole(client, "conduct", about="0", about_whom="cán bộ nữ, bàn ngoài cùng", **RUDE)
    assert feedback.about_whom == "cán bộ nữ, bàn ngoài cùng" and feedback.about_officer_id is None


DESCRIBED = {
    "by title": ({"about": "0", "about_whom": "ông Chủ tịch xã"}, RUDE["words"]),
    "by title in the story": ({"about": "q"}, "Ông chủ tịch đập bàn, quát mẹ tôi."),
    "by name in the story": ({"about": "q"}, "Ông Võ Văn Thông lãnh đạo xã đập bàn, quát mẹ tôi."),
    "as people call him": ({"about": "0", "about_whom": "ông Thông lãnh đạo xã"}, RUDE["words"]),
}


@pytest.mark.parametrize("how", DESCRIBED)
def test_a_chairman_who_is_described_and_not_chosen_does_not_read_it(
    client: FlaskClient, people: dict[str, Officer], how: str
) -> None:
    people["head"].name = "Võ Văn Thông"
    db.session.commit()
    boxes, words = DESCRIBED[how]
    about = f"q-{make_desk().id}" if boxes["about"] == "q" else "0"
    draft = begin(client, "conduct")
    assert say(client, draft, **RUDE | boxes | {"about": about, "words": words}).status_code == 303
    tell_who(client, draft)
    for page in ("noi-dung", "xem-truoc"):
        shown = client.get(f"/phan-anh/gui/{draft}/{page}").text
        assert "Chỉ Phó Chủ tịch HĐND xã Phan Thị Phó, " in shown and "Chỉ Chủ tịch UBND" not in shown
    assert boxes.get("about_whom", "Quầy 2") in shown
    feedback = sent_to(send(client, draft))
    assert feedback.recipient_id == people["other"].id and feedback.about_officer_id == people["head"].id


def test_the_same_report_twice_is_one_also_where_nobody_was_chosen(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    described = {**RUDE, "about": "0", "about_whom": "anh Lê Văn Tiếp, quầy 2"}
    first, second = (send_whole(client, "conduct", **described) for _time in range(2))
    assert first.about_officer_id == people["clerk"].id and second.code == first.code
    another = send_whole(client, "conduct", **described | {"about_whom": "anh Lê Văn Tiếp, bàn cuối"})
    assert another.code != first.code


def test_a_late_report_of_conduct_is_not_said_to_have_risen(client: FlaskClient, people: dict[str, Officer]) -> None:
    with frozen(MONDAY):
        about = send_whole(client, "conduct", about=f"o-{people['clerk'].id}", **RUDE)
        ordinary = send_whole(client)
    with frozen(MONDAY + timedelta(days=200)):
        pages = [client.get(f"/phan-anh/{one.code}").text for one in (about, ordinary)]
    assert all("Trễ hạn trả lời" in page for page in pages)
    assert ["báo lên lãnh đạo" in page for page in pages] == [False, True]
    assert "việc trễ không báo cho ai ngoài người đọc riêng" in pages[0]


def test_who_sent_what_turns_out_to_be_about_conduct_still_opens_it_here(
    app: Flask, client: FlaskClient, people: dict[str, Officer]
) -> None:
    """The link that officers have seen is another from now on; the browser that wrote it needs none."""
    feedback = send_whole(client)
    before = feedback.token
    conduct.make_conduct(feedback, people["other"], "khong-1", people["clerk"], "", now())
    db.session.commit()
    page = client.get(f"/phan-anh/{feedback.code}")
    assert feedback.words in page.text and before not in page.text and f"/phan-anh/mo/{feedback.token}" in page.text
    assert feedback.code in client.get("/phan-anh/tra-cuu").text
    client.post(f"/phan-anh/{feedback.code}/cat-di")
    assert client.get(f"/phan-anh/{feedback.code}").status_code == 303
    assert feedback.code not in client.get("/phan-anh/tra-cuu").text


def test_people_are_offered_by_department_and_whoever_watches_from_above_is_not(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    page = client.get(f"/phan-anh/gui/{begin(client, 'conduct')}/noi-dung").text
    assert '<optgroup label="Văn phòng">' in page and "Đỗ Văn Quản" in page and "Hồ Thị Giám" not in page
    assert page.count('name="line"') == 14 and all(words in page for words in LINES.values())


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        ({"about": ""}, "Xin chọn một người"),
        ({"about": "o-999"}, "Xin chọn một trong các mục có sẵn"),
        ({"line": "khong-6"}, "Xin chọn điều gần nhất"),
        ({"words": ""}, "Xin kể vài lời"),
    ],
)
def test_what_is_missing_is_asked_for(
    client: FlaskClient, people: dict[str, Officer], boxes: dict[str, str | None], sentence: str
) -> None:
    typed = {"about": f"o-{people['clerk'].id}", **RUDE} | boxes
    sent = {name: value for name, value in typed.items() if value is not None}
    answer = say(client, begin(client, "conduct"), **sent)
    assert answer.status_code == 422 and sentence in answer.text


def test_whoever_does_not_know_the_line_or_the_hour_leaves_them_open(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    boxes = RUDE | {"line": "xep-giup", "place": "", "about": f"o-{people['clerk'].id}"}
    feedback = send_whole(client, "conduct", **boxes)
    assert feedback.is_conduct and (feedback.conduct_line, feedback.place) == ("", "")
    assert "Điều chưa được giữ" not in client.get(f"/phan-anh/{feedback.code}").text
    reader = sign_in(client, people["head"])
    assert reader.get(f"/can-bo/phan-anh/{feedback.id}").status_code == 200


def test_who_reads_about_the_chairman_is_said_before_anybody_is_chosen(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    page = client.get(f"/phan-anh/gui/{begin(client, 'conduct')}/noi-dung").text
    assert "Nếu nói về chính Chủ tịch UBND xã Võ Văn Chủ thì Phó Chủ tịch HĐND xã Phan Thị Phó đọc thay." in page
    draft = begin(client, "conduct", f"?can-bo={people['clerk'].id}")
    chosen = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
    assert "Chỉ Chủ tịch UBND xã Võ Văn Chủ" in chosen and "Nếu nói về chính" not in chosen


def test_of_somebody_unknown_it_is_not_promised_that_they_do_not_read_it(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    draft = begin(client, "conduct")
    say(client, draft, about="0", about_whom="cán bộ nữ, bàn ngoài cùng", **RUDE)
    tell_who(client, draft)
    page = client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
    assert "chưa chặn được đúng người" in page and "Người được nói đến" not in page


def test_a_report_of_conduct_says_of_itself_that_it_is_with_its_reader(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    feedback = send_whole(client, "conduct", NAMELESS, about=f"o-{people['clerk'].id}", **RUDE)
    page = client.get(f"/phan-anh/{feedback.code}").text
    assert "Người nhận riêng đã nhận" in page and "chờ phân công" not in page and "giao cho người phụ trách" not in page


def test_nothing_similar_is_offered_and_the_report_is_offered_to_nobody(
    client: FlaskClient, people: dict[str, Officer]
) -> None:
    topic = make_topic()
    secret = send_whole(client, "conduct", about=f"o-{people['clerk'].id}", **RUDE)
    for saying in ("conduct", "report"):
        draft = begin(client, saying)
        say(client, draft, about=f"o-{people['clerk'].id}", topic_id=str(topic.id), **RUDE)
        tell_who(client, draft)
        page = client.get(f"/phan-anh/gui/{draft}/xem-truoc").text
        assert "Có phải việc này" not in page and secret.code not in page


def test_its_sender_follows_it_with_name_or_without(client: FlaskClient, people: dict[str, Officer]) -> None:
    feedback = send_whole(client, "conduct", who=NAMED, about=f"o-{people['clerk'].id}", **RUDE)
    page = client.get(f"/phan-anh/{feedback.code}").text
    assert "Lê Văn Tiếp" in page and LINES["khong-1"] in page and "Rút lại đồng ý" not in page
