"""The codes on the counters and at sessions; and what administrators decide."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.codes.actions import code_for
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import SessionStatus
from cqtt.ratings.figures import Asked, session_votes
from cqtt.ratings.models import Rating, RatingFollowUp
from cqtt.ratings.places import CODE
from cqtt.ratings.rules import Source
from cqtt.ratings.settings import the_settings
from cqtt.roles import Role
from tests.factories import MONDAY, make_hamlet, make_officer, sign_in
from tests.ratings.people import make_rating


def make_counter(**fields: object) -> Counter:
    counter = Counter(**{"name": "Quầy 1", "fields": [], "position": 1, **fields})
    db.session.add(counter)
    db.session.commit()
    return counter


def make_session(**fields: object) -> ListeningSession:
    plain = {
        "start_key": "buoi-1",
        "hamlet_id": make_hamlet().id,
        "on": date(2026, 11, 21),
        "starts": "07:30",
        "ends": "11:00",
        "place": "Nhà văn hóa",
        "status": SessionStatus.HELD,
        "created_at": MONDAY,
        "created_by_id": make_officer(Role.LEADER).id,
    }
    known = set(ListeningSession.__table__.columns.keys())
    session = ListeningSession(**{name: value for name, value in (plain | fields).items() if name in known})
    db.session.add(session)
    db.session.commit()
    return session


def test_the_printed_code_leads_to_the_faces_of_its_counter(client: FlaskClient) -> None:
    counter = make_counter()
    short = code_for(CODE, str(counter.id)).short
    db.session.commit()
    answer = client.get(f"/q/{short}", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.request.path == f"/danh-gia/quay/{counter.id}"
    assert "Quầy 1" in page and page.count('name="mark"') == 5 and "Không hỏi tên" in page
    counter.is_active = False
    db.session.commit()
    assert client.get(f"/q/{short}").location == "/danh-gia/quay/0"


def test_a_counter_that_is_closed_or_never_was_is_not_rated(client: FlaskClient) -> None:
    closed = make_counter(is_active=False)
    for id in (closed.id, 999):
        assert client.get(f"/danh-gia/quay/{id}").status_code == 404


def test_a_low_mark_at_the_desk_opens_no_follow_up_for_it_is_bound_to_nobody(client: FlaskClient) -> None:
    with frozen(MONDAY):
        where = client.post("/danh-gia/quay/0", data={"mark": "1"}).location
        client.post(where, data={"reasons": ["access"], "words": "Nóng quá."})
        assert "kèm số điện thoại" in client.get(f"{where}/cam-on").get_data(as_text=True)
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.source, rating.dossier_id, rating.words) == (Source.DESK, None, "Nóng quá.")
    assert db.session.scalars(select(RatingFollowUp)).all() == []


def test_a_face_that_is_none_is_refused_at_the_desk(client: FlaskClient) -> None:
    assert client.post("/danh-gia/quay/0", data={"mark": "9"}).status_code == 422


def test_a_session_is_rated_in_the_week_after_it_and_told_apart(client: FlaskClient) -> None:
    session = make_session()
    with frozen(MONDAY):
        assert client.post(f"/danh-gia/buoi/{session.id}", data={"mark": "5"}).status_code == 303
    period = Asked(MONDAY - timedelta(days=9), MONDAY + timedelta(days=9))
    assert [vote.place_id for vote in session_votes(period)] == [session.id]
    with frozen(MONDAY + timedelta(days=8)):
        assert client.get(f"/danh-gia/buoi/{session.id}").status_code == 404


def test_an_administrator_sets_the_days_and_two_of_them_do_not_overwrite_each_other(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.ADMINISTRATOR))
    first = client.post("/quan-tri/danh-gia", data={"revision": 0, "follow_up_days": 5, "sends_invites": "y"})
    assert first.status_code == 303 and the_settings().follow_up_days == 5 and the_settings().sends_invites
    second = client.post("/quan-tri/danh-gia", data={"revision": 0, "follow_up_days": 9})
    assert second.status_code == 422 and "có người đã lưu thay đổi khác" in second.get_data(as_text=True)
    assert the_settings().follow_up_days == 5


@pytest.mark.parametrize("days", ["0", "31", "ba"])
def test_days_that_are_none_are_refused(client: FlaskClient, days: str) -> None:
    sign_in(client, make_officer(Role.ADMINISTRATOR))
    answer = client.post("/quan-tri/danh-gia", data={"revision": 0, "follow_up_days": days})
    assert answer.status_code == 422 and f'value="{days}"' in answer.get_data(as_text=True)


def test_a_leader_does_not_open_the_settings(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.LEADER))
    assert client.get("/quan-tri/danh-gia").status_code == 403


def test_the_key_of_a_vote_about_a_dossier_opens_nothing_at_a_counter(client: FlaskClient) -> None:
    """Whoever reads it in the history of the desk's tablet is shown neither mark nor words."""
    rating = make_rating(1, words="Phải đi lại ba lần.")
    with frozen(MONDAY + timedelta(minutes=5)):
        answer = client.post("/danh-gia/quay/0", data={"mark": "5", "key": rating.change_key})
        assert rating.change_key not in (answer.location or "")
        assert client.get(f"/danh-gia/phieu/{rating.change_key}").status_code == 404
        assert client.get(f"/danh-gia/phieu/{rating.change_key}/cam-on").status_code == 404
