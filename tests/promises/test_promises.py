"""Việc đã hứa: what is promised, moved, kept, dropped; who may; what everybody reads."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.topics import FeedbackSettings
from cqtt.promises import actions, reading
from cqtt.promises.jobs import escalate_late
from cqtt.promises.kept import file_store, stored_keys
from cqtt.promises.models import Promise
from cqtt.promises.rules import ROLES, PromiseRefused, Status, Step, is_late, next_status
from cqtt.roles import Role
from tests.counting import queries
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_commune, make_feedback, make_officer, make_topic, sign_in

TODAY = date(2026, 11, 23)
ADD = "/can-bo/viec-da-hua/them"
SOON = TODAY + timedelta(days=7)


@pytest.fixture
def leader(app: object) -> Officer:
    make_commune()
    return make_officer(Role.LEADER, name="Lê Thị Hứa", is_leader=True, is_public=True)


def promise_of(leader: Officer, **values: object) -> Promise:
    said = {"start_key": f"key-{len(values)}-{id(values)}", "at": MONDAY, "words": "Thay bóng đèn đường ấp 7."}
    with frozen(MONDAY):
        promise = actions.make(**{"made_by": leader, "due_on": SOON, "written_by": leader, **said, **values})  # type: ignore[arg-type]
        db.session.commit()
    return promise


# What may be done with a promise, and where it leads, as officers are told.
ALLOWED = {
    Status.OPEN: {
        Step.MOVE: Status.OPEN,
        Step.KEEP: Status.KEPT,
        Step.DROP: Status.DROPPED,
        Step.ESCALATE: Status.OPEN,
    },
    Status.KEPT: {Step.REOPEN: Status.OPEN},
    Status.DROPPED: {Step.REOPEN: Status.OPEN},
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_only_the_moves_of_the_table_are_allowed(status: Status, step: Step) -> None:
    if step in ALLOWED[status]:
        assert next_status(status, step) is ALLOWED[status][step]
    else:
        with pytest.raises(PromiseRefused):
            next_status(status, step)


def test_a_promise_is_late_from_the_day_after_its_day() -> None:
    assert not is_late(Status.OPEN, TODAY, TODAY)
    assert is_late(Status.OPEN, TODAY, TODAY + timedelta(days=1))
    assert not is_late(Status.KEPT, TODAY, TODAY + timedelta(days=1))


def test_the_first_day_stays_however_often_it_is_moved(leader: Officer) -> None:
    promise = promise_of(leader)
    with frozen(MONDAY):
        actions.move_date(promise, promise.revision, leader, SOON + timedelta(days=3), "Chờ vật tư", MONDAY)
        db.session.commit()
    assert (promise.first_due_on, promise.due_on) == (SOON, SOON + timedelta(days=3))
    assert [event.step for event in promise.events] == [Step.MAKE, Step.MOVE]


def test_only_a_leader_moves_or_drops(leader: Officer) -> None:
    promise, clerk = promise_of(leader), make_officer(Role.RECEPTION)
    with pytest.raises(PromiseRefused, match="lãnh đạo"):
        actions.drop(promise, promise.revision, clerk, "Không có tiền", MONDAY)


def test_a_report_of_conduct_makes_no_public_promise(leader: Officer) -> None:
    report = make_feedback(is_conduct=True)
    with pytest.raises(PromiseRefused, match="thái độ"):
        promise_of(leader, feedback=report)


def test_a_late_promise_rises_to_the_chairman_once(leader: Officer) -> None:
    chairman = make_officer(Role.LEADER)
    db.session.add(FeedbackSettings(id=1, chairman_id=chairman.id))
    promise = promise_of(leader, due_on=TODAY)
    later = MONDAY + timedelta(days=1)
    with frozen(later):
        assert (escalate_late(later), escalate_late(later)) == (1, 0)
        db.session.commit()
        assert reading.due_for(chairman, 5) == ([promise], 1)
        assert reading.due_for(make_officer(Role.LEADER), 5) == ([], 0)


def test_the_public_reads_what_became_of_it(leader: Officer, client: FlaskClient) -> None:
    promise_of(leader, words="Sửa cống ấp 3", due_on=TODAY, start_key="cong")
    with frozen(MONDAY + timedelta(days=2)):
        page = client.get("/cam-ket/viec-da-hua?tinh-trang=tre").text
        assert "Sửa cống ấp 3" in page and "Trễ hẹn" in page
        assert "Sửa cống ấp 3" in client.get("/cam-ket/viec-da-hua?q=sua cong").text
        assert "Sửa cống" not in client.get("/cam-ket/viec-da-hua?q=den duong").text


def test_each_promise_is_counted_once_and_a_late_one_says_how_late(leader: Officer, client: FlaskClient) -> None:
    for name, due_on in (("Sửa cống", TODAY), ("Sửa đường", SOON), ("Làm sân", SOON)):
        promise_of(leader, words=name, due_on=due_on, start_key=name)
    with frozen(MONDAY + timedelta(days=4)):
        assert reading.counts() == {"tre": 1, "dang-lam": 2, "da-xong": 0, "khong-lam-duoc": 0}
        assert "Sửa cống" not in client.get("/cam-ket/viec-da-hua?tinh-trang=dang-lam").text
        assert "Trễ hẹn 4 ngày" in client.get("/cam-ket/viec-da-hua").text
        sign_in(client, leader)
        listed = client.get("/can-bo/viec-da-hua?tinh-trang=dang-lam").text
        assert "Sửa cống" not in listed and "Sửa đường" in listed and "Đang làm (2)" in listed
        assert "Trễ hẹn 4 ngày" in client.get("/can-bo/viec-da-hua?tinh-trang=tre").text


def test_an_officer_writes_it_down_once(leader: Officer, client: FlaskClient) -> None:
    sign_in(client, leader)
    typed = typed_promise("Làm sân bóng ấp 2", leader)
    with frozen(MONDAY):
        answers = [client.post(ADD, data=typed) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert db.session.query(Promise).count() == 1


def test_an_officer_who_presses_twice_at_once_writes_one_promise(
    leader: Officer, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, leader)
    typed, looked_for = typed_promise("Làm sân bóng ấp 2", leader), actions.made_with
    with frozen(MONDAY):
        first = client.post(ADD, data=typed)
        answers = [lambda key: None, looked_for]  # the second looks before the first has written
        monkeypatch.setattr(actions, "made_with", lambda key: answers.pop(0)(key))
        second = client.post(ADD, data=typed)
    assert (second.status_code, second.location) == (303, first.location)
    assert db.session.query(Promise).count() == 1


@pytest.mark.parametrize("box", ["words", "said_at"])
def test_words_that_name_a_citizen_are_asked_about_first(leader: Officer, client: FlaskClient, box: str) -> None:
    sign_in(client, leader)
    typed = {**typed_promise("Sửa cống ấp 7", leader), box: "Nhà ông Nguyễn Văn Bảy, 0912345678"}
    with frozen(MONDAY):
        refused = client.post(ADD, data=typed)
        assert refused.status_code == 422 and "“Nguyễn Văn Bảy”, “0912345678”. Xin sửa lại" in refused.text
        assert "Vẫn ghi như vậy" in refused.text and "Vẫn ghi như vậy" not in client.get(ADD).text
        assert client.post(ADD, data={**typed, "anyway": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("status", "way", "box"),
    [
        (Status.OPEN, "doi-ngay", "reason"),
        (Status.OPEN, "lam-xong", "result"),
        (Status.OPEN, "khong-lam-duoc", "reason"),
        (Status.KEPT, "lam-lai", "reason"),
        (Status.DROPPED, "lam-lai", "reason"),
    ],
)
def test_what_becomes_of_a_promise_is_asked_about_when_it_names_a_citizen(
    leader: Officer, client: FlaskClient, status: Status, way: str, box: str
) -> None:
    promise = promise_of(leader)
    id, promise.status = promise.id, status
    promise.ended_on = None if status is Status.OPEN else TODAY
    db.session.commit()
    sign_in(client, leader)
    address, said = f"/can-bo/viec-da-hua/{id}/{way}", "Đã gặp ông Nguyễn Văn Bảy, 0912345678"
    typed = {"revision": "1", box: said, "due_on-ngay": "30", "due_on-thang": "12", "due_on-nam": "2026"}
    with frozen(MONDAY):
        assert "Mọi người đều đọc được" in client.get(address).text
        refused = client.post(address, data=typed)
        assert refused.status_code == 422 and said in refused.text and "Vẫn ghi như vậy" in refused.text
        assert "Nguyễn Văn Bảy" not in client.get(f"/cam-ket/viec-da-hua/{id}").text
        assert client.post(address, data={**typed, "anyway": "1"}).status_code == 303
        assert said in client.get(f"/cam-ket/viec-da-hua/{id}").text


def test_a_picture_that_the_browser_lost_is_asked_for_again(leader: Officer, client: FlaskClient) -> None:
    id = promise_of(leader).id
    sign_in(client, leader)
    picture = (io.BytesIO(photo()), "anh.jpg")
    typed = {"revision": "1", "result": "Đã gặp ông Nguyễn Văn Bảy", "photo": picture, "looked": "y"}
    refused = client.post(f"/can-bo/viec-da-hua/{id}/lam-xong", data=typed)
    assert refused.status_code == 422 and "xin chọn lại ảnh" in refused.text


def test_an_officer_whose_name_is_not_public_stands_there_by_title(leader: Officer, client: FlaskClient) -> None:
    quiet = make_officer(Role.SPECIALIST, name="Phạm Văn Kín", title="Công chức địa chính")
    ids = [promise_of(officer, start_key=officer.name, made_by=officer).id for officer in (leader, quiet)]
    for page in ("/cam-ket/viec-da-hua", *(f"/cam-ket/viec-da-hua/{id}" for id in ids)):
        assert quiet.name not in client.get(page).text
    page = client.get("/cam-ket/viec-da-hua").text
    assert leader.name in page and "Công chức địa chính" in page
    sign_in(client, leader)
    assert quiet.name in client.get(f"/can-bo/viec-da-hua/{ids[1]}").text


def test_a_picture_is_shown_only_when_somebody_looked_at_it(leader: Officer, client: FlaskClient) -> None:
    promise = promise_of(leader)
    id, address = promise.id, f"/can-bo/viec-da-hua/{promise.id}/lam-xong"
    sign_in(client, leader)

    def typed(**more: str) -> dict[str, object]:
        picture = (io.BytesIO(photo()), "anh nha ong Bay.jpg")
        return {"revision": "1", "result": "Đã thay bóng", "photo": picture, **more}

    assert client.post(address, data=typed()).status_code == 422
    assert client.post(address, data=typed(looked="y")).status_code == 303
    assert list(file_store().verify(stored_keys())) == []
    shown = client.get(f"/cam-ket/viec-da-hua/{id}/anh")
    assert shown.status_code == 200 and "Bay" not in str(shown.headers)


def test_the_second_of_two_changes_is_told(leader: Officer, client: FlaskClient) -> None:
    id = promise_of(leader).id
    sign_in(client, leader)
    typed = {"revision": "1", "reason": "Không có kinh phí"}
    assert client.post(f"/can-bo/viec-da-hua/{id}/khong-lam-duoc", data=typed).status_code == 303
    again = client.post(f"/can-bo/viec-da-hua/{id}/lam-lai", data={**typed, "reason": "Nhầm"})
    assert again.status_code == 409 and "Nhầm" in again.text


def test_every_act_is_recorded(leader: Officer) -> None:
    promise = promise_of(leader)
    actions.keep(promise, promise.revision, leader, "Xong", MONDAY)
    db.session.commit()
    acts = list(db.session.scalars(db.select(AuditEntry.action).where(AuditEntry.object_kind == "promise")))
    assert acts == ["promise.make", "promise.keep"]


def test_a_list_takes_few_queries_however_long(leader: Officer, client: FlaskClient) -> None:
    for number in range(12):
        promise_of(leader, start_key=f"n{number}")
    client.get("/cam-ket/viec-da-hua")  # the catalogue and the calendar are held from now on
    with queries() as sent:
        client.get("/cam-ket/viec-da-hua")
    assert len(sent) <= 8


def test_whoever_may_nothing_is_refused(leader: Officer, client: FlaskClient) -> None:
    id = promise_of(leader).id
    sign_in(client, make_officer(Role.SPECIALIST))
    assert client.get(f"/can-bo/viec-da-hua/{id}/doi-ngay").status_code == 403
    assert client.get(ADD).status_code == 200
    assert ROLES[Step.DROP] == {Role.LEADER}


def test_a_day_promised_in_an_answer_is_public_without_its_words(leader: Officer, client: FlaskClient) -> None:
    feedback = make_feedback(words="Trước nhà ông Bảy ngập", topic_id=make_topic(name="Thoát nước").id)
    sign_in(client, make_officer(Role.SPECIALIST))
    day = {"due_on-ngay": "30", "due_on-thang": "11", "due_on-nam": "2026"}
    said = {"words": "Ông Bảy ơi, chúng tôi sẽ khơi cống.", "title": "Khơi cống đường tổ 3"}
    typed = {"revision": str(feedback.revision), "outcome": "planned", **said}
    with frozen(MONDAY):
        assert client.post(f"/can-bo/phan-anh/{feedback.id}/tra-loi", data={**typed, **day}).status_code == 303
        page = client.get("/cam-ket/viec-da-hua").text
    assert "Khơi cống đường tổ 3" in page and "30/11/2026" in page and "Bảy" not in page


def typed_promise(words: str, leader: Officer) -> dict[str, str]:
    day = {"due_on-ngay": "30", "due_on-thang": "11", "due_on-nam": "2026"}
    return {"start_key": "k" * 20, "words": words, "made_by": str(leader.id), "hamlet": "0", **day}
