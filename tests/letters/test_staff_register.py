"""Sổ thư: every number once, what was thrown away struck out, what is sealed without a name; as a workbook too."""

import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters import actions
from cqtt.letters.facts import Addressee
from cqtt.letters.rules import Occasion
from cqtt.roles import Role
from tests.counting import queries
from tests.factories import MONDAY, make_officer, make_procedure, sign_in
from tests.letters.cases import approved, running, sent

BOOK = "/can-bo/thu/so?so=thu-cong&nam=2026"


@pytest.fixture
def leader(app: object) -> Officer:
    return make_officer(Role.LEADER, name="Lê Thị Ký", title="Chủ tịch Ủy ban nhân dân xã")


@pytest.fixture
def clerk(client: FlaskClient) -> Officer:
    officer = make_officer(Role.RECEPTION)
    sign_in(client, officer)
    return officer


def test_every_number_stands_in_it_once_in_order(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    for name in ("Một Văn Thử", "Hai Văn Thử", "Ba Văn Thử"):
        sent(leader, reader=Addressee("Ông", name))
    thrown = approved(leader, reader=Addressee("Bà", "Bỏ Thị Thử"))
    actions.discard(thrown, thrown.revision, leader, "Gia đình xin thôi", MONDAY)
    db.session.commit()
    page = client.get(BOOK).text
    places = [page.index(name) for name in ("Một Văn Thử", "Hai Văn Thử", "Ba Văn Thử", "Bỏ Thị Thử")]
    assert places == sorted(places) and "4 số" in page
    assert "<s>Bà Bỏ Thị Thử</s>" in page and "<s>04</s>" in page and "<s>03</s>" not in page
    assert "Lê Thị Ký (Chủ tịch" in page and "Thư giấy, 23/11/2026" in page


def test_what_is_sealed_is_a_number_without_a_name(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    letter = sent(leader, occasion=Occasion.DISSATISFIED, reader=Addressee("Bà", "Kín Thị Thử"))
    actions.note_returned(letter, letter.revision, leader, "Bà Kín Thị Thử đã dọn đi", MONDAY)
    db.session.commit()
    hidden = client.get(BOOK).text
    assert "01" in hidden and "Bị trả lại" in hidden and "Kín Thị Thử" not in hidden and "chưa hài lòng" not in hidden
    assert f"/can-bo/thu/{letter.id}" not in hidden
    sign_in(client, leader)
    assert "Kín Thị Thử" in client.get(BOOK).text


def test_the_workbook_holds_the_same_and_no_text_in_it_is_a_formula(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    approved(leader, reader=Addressee("Ông", "=1+1"))
    answer = client.get("/can-bo/thu/so.xlsx?so=thu-cong&nam=2026")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=3))
    assert [cell.value for cell in rows[1]][:3] == ["01", "23/11/2026", "Ông =1+1"]
    assert all(cell.data_type != "f" for row in rows for cell in row)
    written = {(entry.action, entry.object_id) for entry in db.session.query(AuditEntry)}
    assert ("export", "thu-cong-2026") in written


def test_apologies_count_against_their_procedure_and_the_unit(
    client: FlaskClient, clerk: Officer, leader: Officer
) -> None:
    """Those that were sent, whatever book they stand in; who was not content is not among them."""
    maker, often, once = make_officer(*Role), make_procedure(name="Thủ tục hay trễ"), make_procedure(name="Một lần")
    for version, occasion in (
        (often, Occasion.RESOLVED_LATE),
        (often, Occasion.ERROR),
        (once, Occasion.RESOLVED_LATE),
        (once, Occasion.DISSATISFIED),
    ):
        sent(leader, occasion=occasion, dossier=running(maker, version))
    approved(leader, occasion=Occasion.RESOLVED_LATE, dossier=running(maker, once))
    page = client.get("/can-bo/thu/so?so=xin-loi&nam=2026").text
    assert "Cả đơn vị: 3 thư" in page
    counted = re.findall(r"<tr><td>([^<]+)</td><td[^>]*>(\d+)</td></tr>", page)
    assert counted == [("Thủ tục hay trễ", "2"), ("Một lần", "1")]
    assert "Cả đơn vị" not in client.get(BOOK).text


def test_reading_it_is_recorded_and_an_empty_year_says_so(client: FlaskClient, clerk: Officer) -> None:
    with frozen(MONDAY):
        sign_in(client, clerk)
        assert "chưa có số nào" in client.get("/can-bo/thu/so?so=xin-loi&nam=2001").text
        assert client.get("/can-bo/thu/so?so=vo-nghia&nam=abc&trang=x").status_code == 200
    kinds = [(entry.action, entry.object_kind) for entry in db.session.query(AuditEntry)]
    assert ("view", "letter_register") in kinds


def test_the_whole_book_is_shown_to_be_printed(client: FlaskClient, clerk: Officer, leader: Officer) -> None:
    for _number in range(52):
        approved(leader)
    assert client.get(BOOK).text.count("<tr class=") == 50
    assert client.get(f"{BOOK}&in=1").text.count("<tr class=") == 52
    with queries() as asked:
        client.get(BOOK)
    assert len([statement for statement in asked if "BEGIN" not in statement]) <= 10


def test_administrators_and_overseers_do_not_read_it(client: FlaskClient) -> None:
    sign_in(client, make_officer(Role.ADMINISTRATOR, Role.OVERSEER))
    assert client.get(BOOK).status_code == client.get("/can-bo/thu/so.xlsx").status_code == 403
