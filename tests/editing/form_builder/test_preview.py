"""The form on a phone, tried out by the administrator: as citizens see it, checked as theirs, and forgotten."""

from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from cqtt.commune.models import Hamlet
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.counting import queries
from tests.editing.form_builder.pages import draft_of, edit
from tests.editing.form_builder.strategies import one_of_every_kind, stored
from tests.editing.form_builder.test_builder_pages import QUESTIONS
from tests.factories import make_officer, make_procedure, sign_in


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    return make_procedure(questions=QUESTIONS)


def preview_of(version: ProcedureVersion, rest: str = "") -> str:
    return f"/quan-tri/thu-tuc/{version.procedure.address_code}/xem-truoc/cau-hoi{rest}"


def test_the_preview_has_the_frame_and_the_questions_of_the_citizens_page(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    edit(admin, version, "ten_chau", label="Tên trong bản nháp")
    page = admin.get(preview_of(version)).text
    assert '<html lang="vi" class="citizen">' in page and "staff.css" not in page
    assert "Tên trong bản nháp" in page and "Lời nhắn cho cán bộ" in page
    assert 'name="q_con-1-ho_ten"' in page


def test_mistakes_are_said_as_to_a_citizen(admin: FlaskClient, version: ProcedureVersion) -> None:
    answer = admin.post(preview_of(version), data={"q_ten_chau": "", "q_loi-nhan": "Lời tôi gõ"})
    assert answer.status_code == 422
    assert "Họ và tên cháu" in answer.text and "Lời tôi gõ" in answer.text and "Đủ rồi" not in answer.text


def test_a_complete_try_says_so_and_stores_nothing(admin: FlaskClient, version: ProcedureVersion) -> None:
    typed = {
        "q_ten_chau": "Nguyễn Văn An",
        "q_loai": "Cấp mới",
        "q_con-rows": "1",
        "q_con-1-ho_ten": "Nguyễn Thị Bình",
        "q_con-1-ngay-ngay": "2",
        "q_con-1-ngay-thang": "3",
        "q_con-1-ngay-nam": "2020",
    }
    answer = admin.post(preview_of(version), data=typed)
    assert answer.status_code == 200, answer.text
    assert "Đủ rồi" in answer.text and "Nguyễn Thị Bình" in answer.text
    assert draft_of(version) is None
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 0


def test_a_row_is_added_and_taken_away_with_everything_that_was_typed(
    admin: FlaskClient, version: ProcedureVersion
) -> None:
    typed = {"q_ten_chau": "An", "q_con-rows": "1", "q_con-1-ho_ten": "Bình"}
    page = admin.post(preview_of(version, "/con/them"), data=typed).text
    assert 'value="An"' in page and 'value="Bình"' in page and 'name="q_con-2-ho_ten"' in page
    typed |= {"q_con-rows": "2", "q_con-2-ho_ten": "Cúc"}
    page = admin.post(preview_of(version, "/con/bo/1"), data=typed).text
    assert 'value="Cúc"' in page and 'value="Bình"' not in page and 'name="q_con-2-ho_ten"' not in page
    assert admin.post(preview_of(version, "/ten_chau/them")).status_code == 404


def test_every_kind_is_shown_and_hamlets_are_those_of_the_unit(admin: FlaskClient, app: Flask) -> None:
    db.session.add(Hamlet(name="Ấp Bảy", position=1))
    db.session.commit()
    version = make_procedure(questions=stored(one_of_every_kind()))
    address = preview_of(version)
    with queries() as sent:
        page = unescape(admin.get(address).text)
    assert all(question.label in page for question in one_of_every_kind())
    assert "Ấp Bảy" in page
    assert len(sent) <= 9


def test_the_form_on_paper_asks_every_question(admin: FlaskClient, app: Flask) -> None:
    version = make_procedure(questions=stored(one_of_every_kind()))
    answer = admin.get(preview_of(version, ".pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())
    assert [question.label for question in one_of_every_kind() if question.label not in text] == []


def test_the_preview_is_for_administrators(client: FlaskClient, version: ProcedureVersion) -> None:
    sign_in(client, make_officer(Role.LEADER))
    assert client.get(preview_of(version)).status_code == 403
    assert client.get(preview_of(version, ".pdf")).status_code == 403


def test_for_htmx_the_preview_is_a_fragment(admin: FlaskClient, version: ProcedureVersion) -> None:
    page = admin.get(preview_of(version), headers={"HX-Request": "true"}).text
    assert page.strip().startswith('<div class="split" id="preview">') and "<html" not in page
