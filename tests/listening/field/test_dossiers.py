"""Dossiers handed over in a hamlet: as at the desk, at the hour they really came, counted by the Saturday rule."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cqtt.clock import frozen, local
from cqtt.dossiers.models import Attachment, Dossier, FilingChannel
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.listening.models import FieldItem, ListeningSession
from cqtt.listening.rules import ItemKind
from cqtt.procedures.models import FilingMode, ProcedureVersion
from cqtt.roles import Role
from tests.dossiers.citizen import photo
from tests.factories import make_officer, make_procedure, sign_in
from tests.listening.field.tablet import answers, item, new_id, send_file
from tests.listening.sessions import THAT_MORNING, make_session


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[None]:
    with frozen(THAT_MORNING):
        yield


@pytest.fixture
def version(app: Flask) -> ProcedureVersion:
    return make_procedure()


@pytest.fixture
def session(version: ProcedureVersion) -> ListeningSession:
    return make_session(make_officer(Role.LEADER))


@pytest.fixture
def tablet(client: FlaskClient, session: ListeningSession) -> FlaskClient:
    return sign_in(client, make_officer(Role.RECEPTION))


def brought(version: ProcedureVersion, device_id: str | None = None, **boxes: str) -> dict[str, object]:
    typed = {
        "procedure": version.procedure.address_code,
        "applicant_name": "Nguyễn Văn Thử",
        "citizen_number": "075199000001",
        "dossier_phone": "0900000123",
        "lives_in": "0",
        "address": "Số 1, đường Mẫu",
        "received": "giay-chung-sinh",
    }
    return item("dossier", device_id, **typed | boxes)


def test_a_dossier_is_received_on_saturday_and_counted_from_monday(
    tablet: FlaskClient, session: ListeningSession, version: ProcedureVersion
) -> None:
    [answer] = answers(tablet, session, brought(version))
    dossier = db.session.scalars(select(Dossier)).one()
    assert (answer["state"], answer["code"]) == ("stored", dossier.code)
    assert (dossier.status, dossier.channel) == (Status.ACCEPTED, FilingChannel.HAMLET)
    assert dossier.received_at is not None and dossier.due_at is not None
    assert f"{local(dossier.received_at):%d/%m %H:%M}" == "28/11 09:10"
    assert f"{local(dossier.due_at):%d/%m}" == "03/12"  # three working days after Monday, when counting begins
    assert dossier.papers_received == {"giay-chung-sinh": [1, 0]}
    assert tablet.get(answer["href"]).status_code == 200


def test_the_same_dossier_sent_again_is_one(
    tablet: FlaskClient, session: ListeningSession, version: ProcedureVersion
) -> None:
    sent = brought(version)
    first, again = answers(tablet, session, sent, sent)
    assert (first["state"], again["state"]) == ("stored", "already") and first["code"] == again["code"]
    assert first["href"] == again["href"] and tablet.get(again["href"]).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 1


def test_missing_papers_are_asked_for_and_a_photograph_stands_for_one(
    tablet: FlaskClient, session: ListeningSession, version: ProcedureVersion
) -> None:
    bare = brought(version, received="")
    [lacking] = answers(tablet, session, bare)
    assert lacking["state"] == "refused" and "Giấy chứng sinh" in lacking["sentence"]
    shown = brought(version, received="", photographed="giay-chung-sinh")
    why = brought(version, received="", why_lacking="Bệnh viện gửi sau.", citizen_number="075199000002")
    assert [each["state"] for each in answers(tablet, session, shown, why)] == ["stored", "stored"]


def test_one_more_dossier_of_the_same_person_is_asked_about(
    tablet: FlaskClient, session: ListeningSession, version: ProcedureVersion
) -> None:
    first, twin = answers(tablet, session, brought(version), brought(version))
    assert twin["state"] == "refused" and first["code"] in twin["sentence"]
    [meant] = answers(tablet, session, brought(version, one_more="y"))
    assert meant["state"] == "stored"


def test_only_reception_takes_dossiers_in(
    client: FlaskClient, session: ListeningSession, version: ProcedureVersion
) -> None:
    sign_in(client, make_officer(Role.LEADER))
    sent = brought(version)
    [answer] = answers(client, session, sent)
    assert answer["state"] == "refused" and "cán bộ tiếp nhận" in answer["sentence"]
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 0
    sign_in(client, make_officer(Role.RECEPTION))
    assert answers(client, session, sent)[0]["state"] == "stored"


def test_what_is_not_filed_here_or_needs_a_declaration_is_not_offered(
    tablet: FlaskClient, session: ListeningSession
) -> None:
    asks = make_procedure(on_the_spot=False)
    elsewhere = make_procedure(FilingMode.LINK_ONLY)
    told = answers(tablet, session, brought(asks), brought(elsewhere))
    assert [each["state"] for each in told] == ["refused", "refused"]


def test_a_photo_of_a_paper_is_kept_with_the_dossier(
    tablet: FlaskClient, session: ListeningSession, version: ProcedureVersion
) -> None:
    sent, device_id = brought(version), new_id()
    answers(tablet, session, sent)
    for paper, id in (("giay-chung-sinh", device_id), ("khong-co-giay-nay", new_id())):
        answer = send_file(tablet, session, str(sent["device_id"]), photo(paper and "gray"), device_id=id, paper=paper)
        assert answer.status_code == 200, answer.text
    kept = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [each.requirement_id for each in kept] == ["giay-chung-sinh", "giay-to-khac"]
    assert db.session.get_one(FieldItem, device_id).kind is ItemKind.FILE
