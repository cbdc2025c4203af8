"""The tablet at the desk asks about what was just handed over, takes one vote, and goes back to its greeting."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import Occasion
from cqtt.ratings.models import Rating
from cqtt.ratings.rules import Way
from cqtt.ratings.tablet import address_of_tablet
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, make_procedure, sign_in
from tests.ratings.people import make_rating, make_returned

SOON = MONDAY + timedelta(minutes=2)


def path_of(officer: Officer) -> str:
    return address_of_tablet(officer, MONDAY).removeprefix("http://localhost")


def test_an_idle_tablet_greets_and_asks_nothing(client: FlaskClient) -> None:
    with frozen(SOON):
        page = client.get(path_of(make_officer(Role.RECEPTION))).get_data(as_text=True)
    assert "Xin chào Ông/Bà" in page and 'name="mark"' not in page
    assert "<a " not in page.split("<main")[1], "no way leads anywhere from it"


def test_it_asks_about_the_result_just_handed_over_and_takes_one_vote(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    dossier = make_returned(by=officer)
    with frozen(SOON):
        page = client.get(path_of(officer)).get_data(as_text=True)
        assert "Đăng ký khai sinh" in page and dossier.code not in page and dossier.applicant_name not in page
        answer = client.post(path_of(officer), data={"mark": "5", "dossier": dossier.id})
        reasons = client.get(answer.location).get_data(as_text=True)
        assert 'content="180;url=' in reasons and "/phan-anh" not in reasons
        assert "Xin chào" in client.get(path_of(officer)).get_data(as_text=True)
        assert client.get(answer.location).status_code == 404, "the next person finds nothing of it"
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.way, rating.dossier_id) == (Way.TABLET, dossier.id)


def test_it_never_asks_the_next_person_about_the_last_ones_dossier(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    last = make_returned(by=officer)
    mine = make_returned(SOON, by=officer)
    with frozen(SOON):
        page = client.get(path_of(officer)).get_data(as_text=True)
        assert f'name="dossier" value="{mine.id}"' in page
        client.post(path_of(officer), data={"mark": "1", "dossier": last.id})
    assert db.session.scalars(select(Rating)).all() == []


def test_after_ten_minutes_nothing_is_asked_any_more(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    make_returned(by=officer)
    with frozen(MONDAY + timedelta(minutes=11)):
        assert 'name="mark"' not in client.get(path_of(officer)).get_data(as_text=True)


def test_a_made_up_an_old_or_a_former_officers_address_opens_nothing(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    address = path_of(officer)
    assert client.get("/danh-gia/may/gia-mao").status_code == 404
    assert client.get(f"{address[:-2]}xx").status_code == 404
    with frozen(MONDAY + timedelta(hours=15)):
        assert client.get(address).status_code == 404
    officer.is_active = False
    db.session.commit()
    with frozen(MONDAY):
        assert client.get(address).status_code == 404


def test_the_officers_page_shows_the_code_of_their_tablet(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    page = sign_in(client, officer).get("/can-bo/danh-gia/may-tinh-bang").get_data(as_text=True)
    assert "/danh-gia/may/" in page and 'class="qr"' in page


def test_an_administrator_has_no_tablet(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.ADMINISTRATOR))
    assert client.get("/can-bo/danh-gia/may-tinh-bang").status_code == 403


def test_an_officer_does_not_vote_at_their_own_tablet(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    dossier = make_returned(by=officer)
    sign_in(client, officer)
    with frozen(SOON):
        page = client.get(path_of(officer)).get_data(as_text=True)
        assert "đang đăng nhập của cán bộ" in page and 'name="mark"' not in page
        assert client.post(path_of(officer), data={"mark": "5", "dossier": dossier.id}).status_code == 403
    assert db.session.scalars(select(Rating)).all() == []


def test_where_results_are_handed_over_the_code_to_rate_by_is_one_tap_away(client: FlaskClient) -> None:
    """Without a channel for messages it is the way in; and it says the same before and after the vote."""
    officer = make_officer(Role.RECEPTION)
    dossier = make_returned(by=officer)
    sign_in(client, officer)
    address = f"/can-bo/ho-so/{dossier.id}/moi-danh-gia"
    with frozen(SOON):
        before = client.get("/can-bo/tra-ket-qua").text
        shown = client.post(address)
        assert f'action="{address}"' in before and "<svg" in shown.text and shown.status_code == 200
        assert 'href="/can-bo/tra-ket-qua"' in shown.text
        make_rating(1, dossier=dossier)
        assert f'action="{address}"' in client.get("/can-bo/tra-ket-qua").text
    with frozen(MONDAY + timedelta(minutes=11)):
        assert address not in client.get("/can-bo/tra-ket-qua").text


def test_a_family_that_mourns_is_asked_nothing_at_the_desk(client: FlaskClient) -> None:
    officer = make_officer(Role.RECEPTION)
    version = make_procedure()
    db.session.add(LetterTrigger(procedure_id=version.procedure_id, occasion=Occasion.DEATH, answers={}, is_on=True))
    make_returned(by=officer, version=version)
    with frozen(SOON):
        assert 'name="mark"' not in client.get(path_of(officer)).text
        assert "moi-danh-gia" not in sign_in(client, officer).get("/can-bo/tra-ket-qua").text
