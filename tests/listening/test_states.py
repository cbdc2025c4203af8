"""Where a session stands: the table of what may be done with it, and the buttons that do it."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.listening import planning
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import SessionRefused, SessionStatus, SessionStep, may_be_done, next_status, state_name
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.factories import MONDAY, make_officer, sign_in
from tests.listening.sessions import AFTER, SATURDAY, THAT_MORNING, feedback_said_at, held, make_session, plan_of

PLANNED, HELD, CANCELLED, REPORTED = SessionStatus
FRIDAY, SUNDAY = SATURDAY - timedelta(days=1), SATURDAY + timedelta(days=1)
# What may be done with a session on its day, and where it leads, as officers are told.
ON_ITS_DAY = {
    PLANNED: {
        SessionStep.CHANGE: PLANNED,
        SessionStep.CANCEL: CANCELLED,
        SessionStep.HOLD: HELD,
        SessionStep.KEEP_MINUTES: HELD,
    },
    HELD: {
        SessionStep.CHANGE: HELD,
        SessionStep.CANCEL: CANCELLED,
        SessionStep.KEEP_MINUTES: HELD,
        SessionStep.PUBLISH: REPORTED,
    },
    CANCELLED: {SessionStep.PUT_BACK: PLANNED, SessionStep.HOLD: HELD},
    REPORTED: {
        SessionStep.KEEP_MINUTES: REPORTED,
        SessionStep.PUBLISH: REPORTED,
        SessionStep.TAKE_DOWN: HELD,
    },
}


def post(client: FlaskClient, session: ListeningSession, way: str, **typed: object) -> TestResponse:
    """Press a button of the session's page as it stands now."""
    seen = {"revision": str(session.revision)}
    return client.post(f"/can-bo/lang-nghe/{session.id}/{way}", data=seen | typed, follow_redirects=True)


@pytest.mark.parametrize("status", SessionStatus)
@pytest.mark.parametrize("step", SessionStep)
def test_only_the_moves_of_the_table_are_allowed(status: SessionStatus, step: SessionStep) -> None:
    if step in ON_ITS_DAY[status]:
        assert next_status(status, step, SATURDAY, SATURDAY) is ON_ITS_DAY[status][step]
    else:
        with pytest.raises(SessionRefused):
            next_status(status, step, SATURDAY, SATURDAY)


@pytest.mark.parametrize(
    ("status", "step", "days"),
    [
        (PLANNED, SessionStep.HOLD, [SATURDAY, SUNDAY]),
        (PLANNED, SessionStep.KEEP_MINUTES, [SATURDAY, SUNDAY]),
        (CANCELLED, SessionStep.PUT_BACK, [FRIDAY, SATURDAY]),
        (PLANNED, SessionStep.CANCEL, [FRIDAY, SATURDAY, SUNDAY]),
    ],
)
def test_some_moves_wait_for_the_day_or_end_with_it(status: SessionStatus, step: SessionStep, days: list[date]) -> None:
    allowed = [day for day in (FRIDAY, SATURDAY, SUNDAY) if may_be_done(status, step, SATURDAY, day)]
    assert allowed == days


def test_a_session_whose_day_has_passed_is_not_said_to_come(leader: Officer, client: FlaskClient) -> None:
    make_session(leader)
    assert [state_name(PLANNED, SATURDAY, day) for day in (SATURDAY, SUNDAY)] == ["Sắp diễn ra", "Chưa có kết quả"]
    with frozen(AFTER):
        page = client.get("/lang-nghe").text
    assert "Chưa có kết quả" in page and "Sắp diễn ra" not in page


def test_a_session_written_down_on_paper_is_held_and_told(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    with frozen(AFTER):
        sign_in(client, leader)
        refused = post(client, session, "cong-bo", summary="Bà con nói về cống.")
        assert refused.status_code == 409 and "chưa diễn ra" in refused.text and "Bà con nói về cống." in refused.text
        assert "Buổi này đã diễn ra" in client.get(f"/can-bo/lang-nghe/{session.id}/ket-qua").text
        assert "Giờ có thể công bố kết quả" in post(client, session, "da-dien-ra").text
        assert post(client, session, "cong-bo", summary="Bà con nói về cống.").status_code == 200
        assert "Bà con nói về cống." in client.get(f"/lang-nghe/{session.id}").text


def test_a_signed_sheet_says_that_it_was_held_and_none_comes_before_its_day(
    leader: Officer, client: FlaskClient
) -> None:
    session, ways = plan_of(leader), []
    for at in (MONDAY, AFTER):
        with frozen(at):
            sign_in(client, leader)
            sheet = (io.BytesIO(photo()), "bien ban.jpg")
            ways.append(post(client, session, "bien-ban-da-ky", sheet=sheet).status_code)
    assert ways == [422, 200] and session.status is HELD
    with frozen(AFTER):
        assert "không hủy được nữa" in post(client, session, "huy", reason="Mưa bão").text


def test_the_signed_sheet_is_kept_and_replaced(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    with frozen(AFTER):
        sign_in(client, leader)
        for number in (1, 2):
            sheet = (io.BytesIO(photo()), f"bien ban {number}.jpg")
            sent = client.post(f"/can-bo/lang-nghe/{id}/bien-ban-da-ky", data={"revision": "1", "sheet": sheet})
            assert sent.status_code == 303
        assert client.get(f"/can-bo/lang-nghe/{id}/bien-ban-da-ky/tep").status_code == 200
        empty = client.post(f"/can-bo/lang-nghe/{id}/bien-ban-da-ky", data={"revision": "1"})
    assert empty.status_code == 422


def test_a_cancelled_session_says_so_everywhere_and_comes_back(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader)
    with frozen(MONDAY):
        sign_in(client, leader)
        assert "Đã hủy buổi này." in post(client, session, "huy", reason="Mưa bão").text
        assert "Mưa bão" in client.get(f"/lang-nghe/{session.id}").text
        assert "STATUS:CANCELLED" in client.get(f"/lang-nghe/{session.id}.ics").text
        assert "Vẫn tổ chức như đã định" in client.get(f"/can-bo/lang-nghe/{session.id}/ket-qua").text
        assert "diễn ra như đã định" in post(client, session, "khoi-phuc").text
    assert session.status is PLANNED and session.cancelled_reason == ""
    assert "STATUS:CONFIRMED" in client.get(f"/lang-nghe/{session.id}.ics").text


def test_what_is_cancelled_is_not_held_by_taking_down_what_was_never_told(leader: Officer, client: FlaskClient) -> None:
    session = plan_of(leader, on=SUNDAY)
    with frozen(MONDAY):
        sign_in(client, leader)
        planning.cancel(session, session.revision, "Mưa bão", MONDAY)
        db.session.commit()
        assert "không có gì để gỡ xuống" in post(client, session, "go-xuong").text
    assert session.status is CANCELLED


def test_a_number_counted_by_mistake_does_not_keep_a_session_from_being_cancelled(
    leader: Officer, client: FlaskClient
) -> None:
    session = make_session(leader, status=HELD, attendees=1, attendees_at=THAT_MORNING)
    with frozen(THAT_MORNING):
        sign_in(client, leader)
        assert "Đã hủy buổi này." in post(client, session, "huy", reason="Mưa to, nước ngập").text
        assert (session.status, session.attendees) == (CANCELLED, None)
        assert "diễn ra như đã định" in post(client, session, "khoi-phuc").text
    assert session.status is PLANNED


def test_a_session_at_which_people_spoke_is_not_cancelled(leader: Officer, client: FlaskClient) -> None:
    session = make_session(leader, status=HELD, attendees=9)
    feedback_said_at(session)
    with frozen(THAT_MORNING):
        sign_in(client, leader)
        refused = post(client, session, "huy", reason="Mưa to")
    assert refused.status_code == 409 and "không hủy được nữa" in refused.text and "Mưa to" in refused.text
    assert session.status is HELD


def test_a_session_called_off_too_late_can_still_be_told(leader: Officer, client: FlaskClient) -> None:
    session = make_session(leader, status=CANCELLED, cancelled_reason="Mưa bão")
    feedback_said_at(session)  # a tablet came back from there
    with frozen(AFTER):
        sign_in(client, leader)
        assert "Buổi này đã diễn ra" in client.get(f"/can-bo/lang-nghe/{session.id}/ket-qua").text
        assert "Giờ có thể công bố kết quả" in post(client, session, "da-dien-ra").text
    assert (session.status, session.cancelled_reason) == (HELD, "")


def test_the_day_of_what_was_held_stays(leader: Officer, client: FlaskClient) -> None:
    session = make_session(leader, status=HELD)
    typed = {"on-ngay": "5", "on-thang": "12", "on-nam": "2026", "starts": "07:30", "ends": "10:30", "place": "Đình"}
    people = {"hamlet": str(session.hamlet_id), "chair": str(leader.id), "secretary": "0"}
    with frozen(THAT_MORNING):
        sign_in(client, leader)
        refused = post(client, session, "ke-hoach", **typed, **people)
    assert refused.status_code == 409 and "không đổi ngày được" in refused.text and 'value="Đình"' in refused.text
    assert session.on == SATURDAY


@pytest.mark.parametrize("revision", ["0", "", "x"])
@pytest.mark.parametrize("way", ["khoi-phuc", "da-dien-ra", "go-xuong"])
def test_a_button_of_a_page_that_is_no_longer_true_changes_nothing(
    leader: Officer, client: FlaskClient, way: str, revision: str
) -> None:
    status, reason = {
        "khoi-phuc": (CANCELLED, "Mưa bão"),
        "da-dien-ra": (PLANNED, ""),
        "go-xuong": (REPORTED, ""),
    }[way]
    session = make_session(leader, status=status, cancelled_reason=reason)
    with frozen(THAT_MORNING):
        sign_in(client, leader)
        answer = post(client, session, way, revision=revision)
        assert answer.status_code == 200 and ("đã lưu thay đổi khác" in answer.text or "mở quá lâu" in answer.text)
        assert session.status is status
        assert post(client, session, way).status_code == 200 and session.status is not status


@pytest.mark.parametrize("way", ["khoi-phuc", "da-dien-ra", "go-xuong"])
def test_who_plans_no_sessions_presses_no_button(leader: Officer, client: FlaskClient, way: str) -> None:
    session = plan_of(leader)
    sign_in(client, make_officer(Role.SPECIALIST))
    assert post(client, session, way).status_code == 403
