"""The officers' inbox: whose it is, its heaps and filters, its order, its search, and what it costs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cqtt import clock
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions
from cqtt.feedback.handling.filters import HEAP_NAMES, Filters
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Channel, FeedbackKind, Outcome, RejectReason
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.staff import browser, desk, desk_of
from tests.factories import MONDAY, make_absence, make_feedback, make_hamlet, make_officer, make_topic
from tests.feedback.officers import INBOX, add_voice, again, codes_in, make_chairman, make_conduct_report

DAY = timedelta(days=1)
LONG_AGO = MONDAY - 30 * DAY


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def reception(app: Flask) -> FlaskClient:
    return desk(app, Role.RECEPTION)


def test_strangers_and_other_roles_do_not_see_the_inbox(app: Flask) -> None:
    stranger = browser(app)
    assert stranger.get(INBOX).location.startswith("/dang-nhap")
    assert stranger.get(INBOX, headers={"HX-Request": "true"}).status_code == 401
    for role in (Role.ADMINISTRATOR, Role.OVERSEER):
        assert desk(app, role).get(INBOX).status_code == 403
        assert desk(app, role).post(f"{INBOX}/tim").status_code == 403


def test_everybody_who_handles_feedback_sees_it(app: Flask) -> None:
    feedback = make_feedback()
    for role in (Role.RECEPTION, Role.SPECIALIST, Role.LEADER):
        assert codes_in(desk(app, role)) == [feedback.code]


def test_late_comes_first_then_the_date_that_comes_first(reception: FlaskClient) -> None:
    officer = make_officer(Role.SPECIALIST)
    slow, quick, late = (
        make_feedback(),
        make_feedback(topic_id=make_topic(answer_days=1).id),
        make_feedback(at=LONG_AGO),
    )
    inside = make_feedback()
    actions.assign(inside, officer, officer, "", MONDAY, by=MONDAY + timedelta(hours=4))
    answered = make_feedback()
    actions.answer(answered, officer, "Đã báo.", Outcome.EXPLAINED, MONDAY)
    db.session.commit()
    assert codes_in(reception, muc="tat-ca") == [one.code for one in (late, inside, quick, slow, answered)]
    page = reception.get(INBOX).text
    assert page.index("Trễ ") < page.index("Còn ") and "hẹn nội bộ" in page


def heaped() -> dict[str, Feedback]:
    """One feedback for each heap that needs no role of its own."""
    officer = make_officer(Role.SPECIALIST)
    found = {
        "tre": make_feedback(at=LONG_AGO),
        "sap-den-han": make_feedback(topic_id=make_topic(answer_days=1).id),
        "cho-go-lai": make_feedback(words="", at=MONDAY),
        "mo-lai": make_feedback(),
        "da-tra-loi": make_feedback(),
    }
    add_voice(found["cho-go-lai"])
    for name in ("mo-lai", "da-tra-loi"):
        actions.answer(found[name], officer, "Đã báo.", Outcome.EXPLAINED, MONDAY)
    citizen_actions.reopen(found["mo-lai"], "Chưa xong", MONDAY)
    db.session.commit()
    return found


def test_each_heap_holds_what_its_name_says_and_its_number_is_its_length(reception: FlaskClient) -> None:
    found = heaped()
    assert {heap: codes_in(reception, muc=heap) for heap in found} == {heap: [one.code] for heap, one in found.items()}
    page = " ".join(reception.get(INBOX).text.split())
    for heap in found:
        assert f"<b>1</b> {HEAP_NAMES[heap][0]}</a>" in page, heap
    assert codes_in(reception, muc="khong-co-muc-nay") == []


def test_every_state_can_be_looked_at_by_itself(reception: FlaskClient) -> None:
    officer = make_officer(Role.LEADER)
    given, closed, rejected = make_feedback(), make_feedback(), make_feedback()
    actions.assign(given, officer, officer, "", MONDAY)
    actions.answer(closed, officer, "Đã báo.", Outcome.EXPLAINED, MONDAY)
    actions.close(closed, MONDAY, officer)
    actions.reject(rejected, officer, RejectReason.SPAM, "Quảng cáo.", "", MONDAY)
    db.session.commit()
    expected = {"dang-giai-quyet": given, "da-khep-lai": closed, "khong-giai-quyet": rejected}
    assert {heap: codes_in(reception, muc=heap) for heap in expected} == {
        heap: [one.code] for heap, one in expected.items()
    }


def test_a_typed_voice_note_waits_no_more(app: Flask, reception: FlaskClient) -> None:
    feedback = make_feedback(words="")
    add_voice(feedback)
    actions.transcribe(again(feedback), make_officer(Role.RECEPTION), "Đường ngập", MONDAY)
    db.session.commit()
    assert codes_in(reception, muc="cho-go-lai") == []


def test_mine_is_what_i_have_and_what_i_stand_in_for(app: Flask) -> None:
    officer, deputy = make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    make_absence(officer, deputy, MONDAY.date(), MONDAY.date())
    feedback = make_feedback()
    make_feedback()
    actions.assign(feedback, officer, officer, "", MONDAY)
    db.session.commit()
    assert codes_in(desk_of(app, deputy), muc="cua-toi") == [feedback.code]
    assert feedback.code not in codes_in(desk_of(app, deputy), muc="chua-giao")


def test_a_department_sees_what_none_of_it_has_taken(app: Flask) -> None:
    feedback = make_feedback()
    actions.assign(feedback, make_officer(Role.RECEPTION), "Kinh tế", "", MONDAY)
    db.session.commit()
    assert codes_in(desk(app, Role.SPECIALIST, department="Kinh tế"), muc="phong-toi") == [feedback.code]
    assert codes_in(desk(app, Role.SPECIALIST), muc="phong-toi") == []


def test_what_rose_is_a_heap_of_leaders_and_of_the_chairman(app: Flask, reception: FlaskClient) -> None:
    head, raised, high = make_chairman(), make_feedback(), make_feedback()
    for feedback, level in ((raised, 1), (high, 2)):
        actions.escalate(feedback, level, MONDAY)
    db.session.commit()
    assert codes_in(desk(app, Role.LEADER), muc="len-lanh-dao") == [raised.code, high.code]
    assert codes_in(desk_of(app, head), muc="len-chu-tich") == [high.code]
    leader, chair = desk(app, Role.LEADER).get(INBOX).text, desk_of(app, head).get(INBOX).text
    assert "muc=len-lanh-dao" in leader and "muc=len-chu-tich" not in leader
    assert "muc=len-chu-tich" in chair and "muc=len-lanh-dao" not in chair
    assert "muc=len-" not in reception.get(INBOX).text


def test_conduct_is_a_heap_of_its_reader_alone_and_tells_no_word_in_the_list(
    app: Flask, reception: FlaskClient
) -> None:
    head, accused = make_chairman(), make_officer(Role.RECEPTION)
    report = make_conduct_report(accused)
    chair = desk_of(app, head)
    assert codes_in(chair) == codes_in(chair, muc="thai-do") == codes_in(chair, loai="thai-do") == [report.code]
    assert codes_in(chair, muc="cua-toi") == [report.code] and codes_in(chair, muc="chua-giao") == []
    assert "quát" not in chair.get(INBOX).text and "Trần Thị Mẫu" not in chair.get(INBOX).text
    assert codes_in(reception) == codes_in(reception, muc="tat-ca") == codes_in(reception, muc="thai-do") == []
    assert "muc=thai-do" not in reception.get(INBOX).text


def test_filters_narrow_by_topic_hamlet_channel_and_kind(reception: FlaskClient) -> None:
    topic, hamlet = make_topic(), make_hamlet()
    plain = make_feedback()
    wanted = make_feedback(topic_id=topic.id, hamlet_id=hamlet.id, channel=Channel.DESK, kind=FeedbackKind.PRAISE)
    asked = {"chu-de": str(topic.id), "ap": str(hamlet.id), "kenh": "tai-quay", "loai": "khen-ngoi"}
    for name, value in asked.items():
        assert codes_in(reception, **{name: value}) == [wanted.code], name
        assert codes_in(reception, **{name: "999999"}) == [], name
    assert codes_in(reception, **{"chu-de": "0"}) == [plain.code]


def search(client: FlaskClient, typed: str) -> tuple[str, list[str]]:
    answer = client.post(f"{INBOX}/tim", data={"tim": typed})
    assert answer.status_code == 303
    return answer.location, codes_in(client, answer.location)


def test_a_search_finds_code_name_phone_and_words_without_marks(reception: FlaskClient) -> None:
    wanted = make_feedback(sender_name="Đỗ Thị Bưởi", phone="0901234567", words="Ổ gà trước chợ Phước Thái")
    make_feedback()
    for typed in ("do thi buoi", "0901 234 567", "234567", "o ga truoc cho", "phuoc thai"):
        address, found = search(reception, typed)
        assert found == [wanted.code], typed
        assert not any(word in address for word in ("buoi", "234", "cho", "thai")), address
    address, found = search(reception, wanted.code.lower().replace("-", " "))
    assert found == [wanted.code] and address.endswith(f"tim={wanted.code}")
    assert search(reception, "không có ai tên này")[1] == []


def test_a_search_looks_at_what_is_over_too(reception: FlaskClient) -> None:
    feedback, officer = make_feedback(words="Rác bên mương"), make_officer(Role.LEADER)
    actions.answer(feedback, officer, "Đã thu.", Outcome.EXPLAINED, MONDAY)
    actions.close(feedback, MONDAY, officer)
    db.session.commit()
    assert codes_in(reception) == []
    assert search(reception, "rac ben muong")[1] == [feedback.code]


def test_the_words_of_a_search_stay_with_the_browser_that_typed_them(app: Flask, reception: FlaskClient) -> None:
    make_feedback(words="Rác bên mương")
    address = reception.post(f"{INBOX}/tim", data={"tim": "rac ben muong"}).location
    other = desk(app, Role.RECEPTION).get(address).text
    assert "Xin gõ lại từ cần tìm" in other and "muong" not in other


def test_the_fragment_is_the_list_alone(reception: FlaskClient) -> None:
    make_feedback()
    answer = reception.get(INBOX, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section id="inbox"') and "<html" not in answer.text
    assert answer.headers["HX-Push-Url"] == INBOX


def test_pages_hold_thirty_and_past_the_end_comes_the_last(reception: FlaskClient) -> None:
    made = [make_feedback().code for _number in range(31)]
    assert len(codes_in(reception)) == 30
    assert codes_in(reception, trang="2") == codes_in(reception, trang="99") == [made[-1]]


def test_the_inbox_costs_the_same_for_one_and_for_many(app: Flask) -> None:
    make_chairman()
    client = desk(app, Role.LEADER, Role.RECEPTION, department="Kinh tế")

    def cost() -> int:
        with queries() as sent:
            client.get(INBOX)
        return len(sent)

    make_feedback(topic_id=make_topic().id, hamlet_id=make_hamlet().id)
    few = cost()
    for number in range(25):
        feedback = make_feedback(topic_id=make_topic().id, hamlet_id=make_hamlet().id)
        actions.assign(feedback, make_officer(Role.LEADER), make_officer(Role.SPECIALIST), "", MONDAY)
        if number % 2:
            add_voice(feedback)
    db.session.commit()
    assert cost() == few <= 12, few


def test_an_urgent_topic_is_marked(reception: FlaskClient) -> None:
    make_feedback(topic_id=make_topic(is_urgent=True).id)
    assert "Khẩn" in reception.get(INBOX).text


def test_what_nobody_was_given_in_time_says_so(reception: FlaskClient) -> None:
    make_feedback(at=MONDAY - 10 * DAY, topic_id=make_topic(answer_days=30).id)
    assert "quá hạn phân công" in reception.get(INBOX).text


def test_filters_survive_the_address(app: Flask) -> None:
    filters = Filters(heap="tre", topic="1", hamlet="2", channel="tai-quay", kind="gop-y", code="GY", person_key="ab")
    assert Filters.from_address(filters.as_address()) == filters
    assert filters.narrow and not Filters().narrow
