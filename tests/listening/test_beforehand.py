"""A question sent beforehand: it is about the session's hamlet, and its sender is told where it will be raised."""

from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.listening.rules import SessionStatus
from tests.factories import MONDAY
from tests.feedback.sending.writing import begin, send_whole
from tests.listening.sessions import AFTER, make_session


def test_the_hamlet_of_the_session_is_chosen_before_the_first_word(leader: Officer, client: FlaskClient) -> None:
    session = make_session(leader)
    with frozen(MONDAY):
        for saying in ("report", "praise"):
            draft = begin(client, saying, f"?buoi={session.id}")
            page = client.get(f"/phan-anh/gui/{draft}/noi-dung").text
            assert f'<option selected value="{session.hamlet_id}">{session.hamlet.name}</option>' in page
        assert "option selected value" not in client.get(f"/phan-anh/gui/{begin(client)}/noi-dung").text


def test_its_sender_reads_at_which_session_it_will_be_raised(leader: Officer, client: FlaskClient) -> None:
    session = make_session(leader)
    with frozen(MONDAY):
        feedback = send_whole(client, query=f"?buoi={session.id}")
        told = f'<a href="/lang-nghe/{session.id}">Sẽ được nêu tại buổi lắng nghe tại {session.hamlet.name}, thứ Bảy,'
        for page in ("/da-gui", ""):
            assert told in client.get(f"/phan-anh/{feedback.code}{page}").text
        session.status, session.cancelled_reason = SessionStatus.CANCELLED, "Mưa bão"
        db.session.commit()
        assert "28/11/2026 đã hủy; góp ý vẫn" in client.get(f"/phan-anh/{feedback.code}").text
        session.status, session.cancelled_reason = SessionStatus.HELD, ""
        db.session.commit()
    with frozen(AFTER):
        page = client.get(f"/phan-anh/{feedback.code}").text
        assert "Đã gửi trước cho buổi lắng nghe" in page and "Sẽ được nêu" not in page


def test_other_feedback_names_no_session(leader: Officer, client: FlaskClient) -> None:
    make_session(leader)
    with frozen(MONDAY):
        feedback = send_whole(client)
        assert "buổi lắng nghe" not in client.get(f"/phan-anh/{feedback.code}").text
