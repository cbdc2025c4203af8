"""What leaves the program is in the record each time: to officers, and to citizens from their own dossier."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.audit.terms import ACTORS
from cqtt.clock import frozen
from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers.models import Attachment, Dossier
from cqtt.dossiers.papers import decisions
from cqtt.extensions import db
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.dossiers.staff import desk
from tests.factories import MONDAY, make_attachment, make_dossier, make_officer, sign_in

IN_A_PAGE = {"Accept": "image/avif,image/webp,image/*,*/*;q=0.8"}
BY_ITSELF = {"Accept": "text/html,application/xhtml+xml,image/avif,*/*;q=0.8"}


@pytest.fixture
def dossier(client: FlaskClient) -> Dossier:
    """A dossier with its appointment slip, which this phone holds."""
    dossier = make_dossier()
    decisions.accept(dossier, make_officer(Role.RECEPTION), Limit(3, Unit.WORKING_DAY), MONDAY)
    db.session.commit()
    client.get(f"/ho-so/mo/{dossier.token}")
    return dossier


@pytest.fixture
def file(app: Flask, dossier: Dossier) -> Attachment:
    return make_attachment(dossier, storage_key=app.extensions["files"].put(photo()))


def handed_out(action: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    db.session.rollback()
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
    return [(entry.actor, entry.object_kind, entry.object_id, entry.details) for entry in found]


def test_a_paper_a_citizen_takes_is_recorded_each_time(client: FlaskClient, dossier: Dossier) -> None:
    number = str(dossier.id)
    for _ in range(2):
        assert client.get(f"/ho-so/{dossier.code}/giay-hen.pdf").status_code == 200
    assert client.get(f"/ho-so/{dossier.code}/xac-nhan.pdf").status_code == 200
    assert handed_out("download") == [
        ("citizen", "dossier", number, {"paper": dossier.papers[0].id}),
        ("citizen", "dossier", number, {"paper": dossier.papers[0].id}),
        ("citizen", "dossier", number, {"form": "confirmation"}),
    ]


def test_what_is_not_there_is_not_recorded(client: FlaskClient, dossier: Dossier) -> None:
    assert client.get(f"/ho-so/{dossier.code}/phieu-tu-choi.pdf").status_code == 404
    assert client.get(f"/ho-so/{make_dossier().code}/xac-nhan.pdf").status_code == 404
    assert handed_out("download") == []


def test_a_citizen_is_the_actor_also_where_an_officer_is_signed_in(client: FlaskClient, dossier: Dossier) -> None:
    sign_in(client, make_officer(Role.RECEPTION))
    client.get(f"/ho-so/mo/{dossier.token}")
    client.get(f"/ho-so/{dossier.code}/xac-nhan.pdf")
    assert [actor for actor, *_ in handed_out("download")] == ["citizen"]
    assert "citizen" in ACTORS


def test_a_file_a_citizen_opens_is_recorded_and_a_small_picture_in_a_page_is_not(
    client: FlaskClient, file: Attachment
) -> None:
    address, number = f"/ho-so/tep/{file.public_id}", str(file.id)
    assert client.get(address, headers=IN_A_PAGE).status_code == 200
    assert handed_out("open_file") == []
    for headers in (BY_ITSELF, BY_ITSELF, {}):
        assert client.get(address, headers=headers).status_code == 200
    assert handed_out("open_file") == 3 * [("citizen", "attachment", number, {})]


def test_a_file_an_officer_opens_is_recorded_each_time_and_within_a_page_once_an_hour(
    app: Flask, dossier: Dossier, file: Attachment
) -> None:
    reception, address = desk(app, Role.RECEPTION), f"/can-bo/ho-so/{dossier.id}/tep/{file.public_id}"
    with frozen(MONDAY):
        for _ in range(2):
            assert reception.get(f"{address}/xem").status_code == 200
            assert reception.get(address, headers=IN_A_PAGE).status_code == 200
        assert handed_out("open_file") == [("officer", "attachment", str(file.id), {})]
        for _ in range(2):
            assert reception.get(address, headers=BY_ITSELF).status_code == 200
    assert len(handed_out("open_file")) == 3
