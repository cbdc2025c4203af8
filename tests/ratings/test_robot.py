"""A robot of a thousand: guessed tokens find nothing and are slowed down, floods are counted once and told apart."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen
from cqtt.commune.models import Counter
from cqtt.extensions import db
from cqtt.ratings.figures import Asked, bound_votes, desk_votes
from cqtt.ratings.held import GUESSES_AN_HOUR
from cqtt.ratings.models import Rating, new_token
from cqtt.ratings.place_views import AT_A_PLACE, FROM_AN_ADDRESS
from cqtt.ratings.rules import Source
from tests.factories import MONDAY
from tests.ratings.people import make_invite
from tests.rounds import LONG

ROBOT = 1000 if LONG else 250  # the whole thousand with `make proof`
PERIOD = Asked(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))


def votes(source: Source) -> int:
    return db.session.scalar(select(func.count()).where(Rating.source == source)) or 0


def make_counter() -> Counter:
    counter = Counter(name="Quầy 1", fields=["Hộ tịch"], position=1)
    db.session.add(counter)
    db.session.commit()
    return counter


@pytest.mark.proof
def test_a_thousand_guessed_tokens_find_nothing_and_end_in_429(client: FlaskClient) -> None:
    invite = make_invite()
    with frozen(MONDAY):
        answers = [client.post(f"/danh-gia/{new_token()}", data={"mark": "1"}).status_code for _ in range(ROBOT)]
        assert client.get(f"/danh-gia/{invite.token}").status_code == 200, "a right link is never locked out"
    assert answers[:GUESSES_AN_HOUR] == [404] * GUESSES_AN_HOUR
    assert set(answers[GUESSES_AN_HOUR:]) == {429}
    assert db.session.scalars(select(Rating)).all() == []


def test_a_guessed_token_answers_like_any_page_that_is_not_there(client: FlaskClient) -> None:
    guessed = client.get(f"/danh-gia/{new_token()}")
    elsewhere = client.get("/khong-co-trang-nay")
    assert guessed.status_code == elsewhere.status_code == 404
    for page in (guessed, elsewhere):
        assert "không có trang này" in page.get_data(as_text=True)


@pytest.mark.proof
def test_a_thousand_posts_with_one_right_token_are_one_vote(client: FlaskClient) -> None:
    token = make_invite().token
    with frozen(MONDAY):
        for number in range(ROBOT):
            client.post(f"/danh-gia/{token}", data={"mark": str(number % 5 + 1)})
    assert votes(Source.DOSSIER) == 1 and db.session.scalars(select(Rating.mark)).one() == 1


@pytest.mark.proof
def test_a_thousand_posts_at_the_desk_are_throttled_and_stay_out_of_the_index(client: FlaskClient) -> None:
    address = f"/danh-gia/quay/{make_counter().id}"
    with frozen(MONDAY):
        for _number in range(ROBOT):  # a new browser each time: no cookie comes back
            client.application.test_client().post(address, data={"mark": "1"})
    assert 0 < votes(Source.DESK) <= FROM_AN_ADDRESS
    assert bound_votes(PERIOD) == []
    assert len(desk_votes(PERIOD)) == votes(Source.DESK)


@pytest.mark.proof
def test_a_robot_of_many_addresses_is_stopped_at_the_place(client: FlaskClient) -> None:
    address = f"/danh-gia/quay/{make_counter().id}"
    with frozen(MONDAY):
        for number in range(ROBOT):
            elsewhere = {"REMOTE_ADDR": f"10.{number // 250}.{number % 250}.9"}
            client.application.test_client().post(address, data={"mark": "1"}, environ_overrides=elsewhere)
    assert votes(Source.DESK) == AT_A_PLACE


def test_a_device_has_one_vote_at_a_counter_for_some_hours(client: FlaskClient) -> None:
    address = f"/danh-gia/quay/{make_counter().id}"
    with frozen(MONDAY):
        first = client.post(address, data={"mark": "5"})
        second = client.post(address, data={"mark": "1"})
        assert "lượt đầu đã được ghi nhận" in client.get(second.location).get_data(as_text=True)
    assert "/danh-gia/phieu/" in first.location and votes(Source.DESK) == 1
    with frozen(MONDAY + timedelta(hours=6)):
        client.post(address, data={"mark": "4"})
    assert votes(Source.DESK) == 2


def test_a_form_sent_twice_is_one_vote(client: FlaskClient) -> None:
    address, key = f"/danh-gia/quay/{make_counter().id}", new_token()
    with frozen(MONDAY):
        answers = [client.post(address, data={"mark": "5", "key": key}) for _ in range(2)]
    assert answers[0].location == answers[1].location and votes(Source.DESK) == 1


@pytest.mark.parametrize("times", range(3))
def test_two_posts_at_one_instant_are_one_vote(app: Flask, times: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    token, start = make_invite().token, Barrier(2)
    answers: list[int] = []
    db.session.rollback()

    def post(mark: str) -> None:
        with app.app_context(), frozen(MONDAY):
            start.wait()
            answers.append(app.test_client().post(f"/danh-gia/{token}", data={"mark": mark}).status_code)
            db.session.remove()

    hands = [Thread(target=post, args=(mark,)) for mark in ("1", "5")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert answers == [303, 303] and votes(Source.DOSSIER) == 1
