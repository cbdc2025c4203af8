"""A letter opened by its secret link: only what was signed, for nobody's search engine, and guesses are counted."""

import pytest
from flask.testing import FlaskClient

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.models import Letter
from cqtt.letters.rules import Occasion
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer
from tests.letters.cases import approved, drafted, sent


@pytest.fixture
def leader(app: object) -> Officer:
    return make_officer(Role.LEADER, name="Lê Thị Ký", title="Chủ tịch Ủy ban nhân dân xã")


def address(letter: Letter) -> str:
    return f"/thu/mo/{letter.token}"


def test_whoever_has_the_link_reads_the_letter(client: FlaskClient, leader: Officer) -> None:
    for letter in (approved(leader), sent(leader)):
        answer = client.get(address(letter))
        assert answer.status_code == 200
        assert "Lê Thị Ký" in answer.text and "CHỦ TỊCH" in answer.text and "Nguyễn Thị Mẫu" in answer.text
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]
        assert f"{address(letter)}/thu.pdf" in answer.text


def test_no_draft_and_nothing_thrown_away_is_shown(client: FlaskClient, leader: Officer) -> None:
    waiting, thrown = drafted(), approved(leader)
    actions.discard(thrown, thrown.revision, leader, "Xin thôi", MONDAY)
    db.session.commit()
    for path in (address(waiting), address(thrown), "/thu/mo/khong-co"):
        answer = client.get(path)
        assert answer.status_code == 404 and "Nguyễn Thị Mẫu" not in answer.text
        assert client.get(f"{path}/thu.pdf").status_code == 404


def test_guessed_links_are_counted(client: FlaskClient, leader: Officer) -> None:
    letter = approved(leader)
    answers = [client.get(f"/thu/mo/doan-{number}").status_code for number in range(61)]
    assert answers == [404] * 60 + [429]
    assert client.get(address(letter)).status_code == 200  # whoever has the right one is not kept out


def test_a_condolence_is_sober(client: FlaskClient, leader: Officer) -> None:
    assert "sober" in client.get(address(approved(leader, occasion=Occasion.DEATH))).text
    assert "sober" not in client.get(address(approved(leader))).text


def test_an_english_letter_says_so_to_screen_readers(client: FlaskClient, leader: Officer) -> None:
    page = client.get(address(approved(leader, language="en"))).text
    assert '<article class="card sheet-of-letter" lang="en">' in page and "Dear Nguyễn Thị Mẫu" in page
