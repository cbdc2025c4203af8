"""The officers' page of a session, as it stands open beside the minutes; and who is led to the page in the hamlet."""

from flask.testing import FlaskClient

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.promises.models import Promise
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, sign_in
from tests.listening.sessions import AFTER, held, make_session


def test_a_report_of_conduct_is_led_to_but_not_read_there(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    report = db.session.query(Feedback).filter_by(is_conduct=True).one()
    report.recipient_id = leader.id
    db.session.commit()
    with frozen(AFTER):
        sign_in(client, leader)
        page = client.get(f"/can-bo/lang-nghe/{id}/ket-qua").text
        assert "1 ý kiến gửi riêng" in page and f"/can-bo/phan-anh/{report.id}" in page
        assert "quát" not in page and report.code not in page and "Rác nhiều" in page
        sign_in(client, make_officer(Role.LEADER))
        assert "gửi riêng" not in client.get(f"/can-bo/lang-nghe/{id}/ket-qua").text


def test_only_who_may_write_in_the_hamlet_is_led_there(leader: Officer, client: FlaskClient) -> None:
    goes, stays = make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    session = make_session(leader, goes)
    with frozen(MONDAY):
        for officer, led in ((leader, True), (goes, True), (stays, False)):
            sign_in(client, officer)
            pages = [client.get(f"/can-bo/lang-nghe{page}").text for page in ("", f"/{session.id}/ket-qua")]
            assert ["hi tại ấp" in page for page in pages] == [led, led], officer.name


def test_a_promise_leads_back_to_its_session_and_to_the_opinion(leader: Officer, client: FlaskClient) -> None:
    id = held(leader)
    promise = db.session.query(Promise).one()
    assert promise.feedback is not None
    number, feedback, code = promise.id, promise.feedback_id, promise.feedback.code
    with frozen(AFTER):
        public = client.get(f"/cam-ket/viec-da-hua/{number}").text
        assert f'"/lang-nghe/{id}"' in public and code not in public  # nobody has published the opinion
        sign_in(client, leader)
        page = client.get(f"/can-bo/viec-da-hua/{number}").text
    assert f"/can-bo/lang-nghe/{id}/ket-qua" in page and f'href="/can-bo/phan-anh/{feedback}"' in page
