"""The filled declaration: for whoever holds the dossier, and for the officers who work on it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.declarations import actions, kept
from cqtt.declarations.filling import BLANK
from cqtt.declarations.models import DeclarationTemplate
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.counting import queries
from tests.declarations.papers import keep_template, lines, word
from tests.dossiers.citizen import begin, fill_in
from tests.dossiers.staff import browser, desk
from tests.factories import make_dossier, make_draft, make_procedure

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    version = make_procedure()
    keep_template(version, word("Tôi là {{ ho_ten }}, cháu {{ ten_chau }}, mã {{ ma_ho_so }}."))
    return version


def of_citizen(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/to-khai.docx"


def of_officer(dossier: Dossier) -> str:
    return f"/can-bo/ho-so/{dossier.id}/to-khai.docx"


def downloads() -> list[tuple[str, str, int | None]]:
    wanted = select(AuditEntry).where(AuditEntry.action == "download_declaration")
    return [(entry.object_kind, entry.object_id, entry.officer_id) for entry in db.session.scalars(wanted)]


def test_a_citizen_takes_the_declaration_of_a_dossier_this_phone_holds(
    client: FlaskClient, version: ProcedureVersion
) -> None:
    dossier = make_dossier(version, answers={"ten_chau": "Nguyễn Thị Bé {{ 7*7 }}"})
    assert client.get(of_citizen(dossier)).status_code == 404
    client.get(f"/ho-so/mo/{dossier.token}")
    answer = client.get(of_citizen(dossier))
    assert answer.status_code == 200
    assert lines(answer.data) == [f"Tôi là Nguyễn Văn Thử, cháu Nguyễn Thị Bé {{{{ 7*7 }}}}, mã {dossier.code}."]
    assert downloads() == [("dossier", str(dossier.id), None)]


def test_it_is_sent_to_be_saved_under_its_own_name_and_kept_by_nobody(
    client: FlaskClient, version: ProcedureVersion
) -> None:
    dossier = make_dossier(version)
    client.get(f"/ho-so/mo/{dossier.token}")
    headers = client.get(of_citizen(dossier)).headers
    assert headers["Content-Type"] == KIND
    assert headers["Content-Disposition"].startswith("attachment;")
    assert f"filename*=UTF-8''T%E1%BB%9D%20khai%20{dossier.code}.docx" in headers["Content-Disposition"]
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "ETag" not in headers


def test_a_draft_has_its_declaration_before_it_is_handed_in(client: FlaskClient, version: ProcedureVersion) -> None:
    draft = begin(client, version)
    fill_in(client, draft)
    answer = client.get(f"/nop-ho-so/{draft}/to-khai.docx")
    assert lines(answer.data) == [f"Tôi là Nguyễn Văn Thử, cháu Nguyễn Thị Mẫu, mã {BLANK}."]
    assert [(kind, officer) for kind, _, officer in downloads()] == [("dossier", None)]


def test_a_draft_of_another_phone_is_gone(client: FlaskClient, version: ProcedureVersion) -> None:
    draft = make_draft(version)
    assert client.get(f"/nop-ho-so/{draft.draft_key}/to-khai.docx").status_code == 410
    assert client.get("/nop-ho-so/000000000000/to-khai.docx").status_code == 410


@pytest.mark.parametrize("role", CASE_ROLES)
def test_an_officer_takes_it_and_that_is_recorded(app: Flask, version: ProcedureVersion, role: Role) -> None:
    dossier = make_dossier(version)
    officer = desk(app, role)
    answer = officer.get(of_officer(dossier))
    assert lines(answer.data)[0].startswith("Tôi là Nguyễn Văn Thử")
    officer.get(of_officer(dossier))
    assert [(kind, id) for kind, id, _ in downloads()] == 2 * [("dossier", str(dossier.id))]  # each time
    assert downloads()[0][2] is not None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER])
def test_whoever_does_not_work_on_dossiers_gets_no_declaration(
    app: Flask, version: ProcedureVersion, role: Role
) -> None:
    dossier = make_dossier(version)
    assert browser(app).get(of_officer(dossier)).location.startswith("/dang-nhap")
    assert desk(app, role).get(of_officer(dossier)).status_code == 403
    assert downloads() == []


def test_an_officer_gets_no_declaration_of_a_draft(app: Flask, version: ProcedureVersion) -> None:
    assert desk(app, Role.SPECIALIST).get(of_officer(make_draft(version))).status_code == 404


def test_without_a_template_in_use_there_is_no_declaration(app: Flask, client: FlaskClient) -> None:
    dossier, draft = make_dossier(), make_draft()
    for held in (dossier, draft):
        client.get(f"/ho-so/mo/{held.token}")
    assert client.get(of_citizen(dossier)).status_code == 404
    assert client.get(f"/nop-ho-so/{draft.draft_key}/to-khai.docx").status_code == 404
    assert desk(app, Role.SPECIALIST).get(of_officer(dossier)).status_code == 404
    assert downloads() == []


def test_a_template_that_was_lost_is_no_error_of_the_server(client: FlaskClient, version: ProcedureVersion) -> None:
    dossier = make_dossier(version)
    client.get(f"/ho-so/mo/{dossier.token}")
    template = db.session.scalars(select(DeclarationTemplate)).one()
    kept.template_store().remove(template.storage_key)
    assert client.get(of_citizen(dossier)).status_code == 404


def test_a_template_that_was_changed_is_said_to_be_wrong(client: FlaskClient, version: ProcedureVersion) -> None:
    dossier = make_dossier(version)
    client.get(f"/ho-so/mo/{dossier.token}")
    template = db.session.scalars(select(DeclarationTemplate)).one()
    kept.template_store().path(template.storage_key).write_bytes(b"khac")
    answer = client.get(of_citizen(dossier))
    assert answer.status_code == 409
    assert "Chưa điền được tờ khai này." in answer.text


def test_too_many_from_one_address_have_to_wait(
    client: FlaskClient, version: ProcedureVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cqtt.declarations.views.FILLED_AN_HOUR", 1)
    dossier = make_dossier(version)
    client.get(f"/ho-so/mo/{dossier.token}")
    assert [client.get(of_citizen(dossier)).status_code for _ in range(2)] == [200, 429]


def test_pages_ask_once_whether_there_is_a_declaration(app: Flask, version: ProcedureVersion) -> None:
    dossier, other = make_dossier(version), make_dossier()
    asked: Any = app.jinja_env.globals["declaration_of"]
    db.session.refresh(dossier), db.session.refresh(other)
    with queries() as sent:
        assert asked(dossier) and not asked(other)
    assert len(sent) == 2
    actions.take_out_of_use(db.session.scalars(select(DeclarationTemplate)).one())
    db.session.commit()
    assert not kept.declaration_of(dossier)
