"""What an officer at the desk types; used by the tests of the desk."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.dossiers.staff import desk

INTAKE = "/can-bo/tiep-nhan"
HAND_OVER = "/can-bo/tra-ket-qua"
CARD = "075199000001||Trần Thị Mẫu|01021999|Nữ|Ấp 7, Xã An Phước, Huyện Long Thành, Đồng Nai|15042021"


def at_desk(app: Flask, *more: Role) -> FlaskClient:
    """Return the browser of an officer who takes people in."""
    return desk(app, Role.RECEPTION, *more, name="Đặng Thị Mai")


def typed(version: ProcedureVersion, **changed: Any) -> dict[str, Any]:
    """A whole screen: everything typed and looked at, every compulsory paper ticked."""
    return {
        "start_key": "mot-khoa-dung-mot-lan",
        "procedure": version.procedure.address_code,
        "shown_version": str(version.id),
        "channel": "desk",
        "applicant_name": "Trần Thị Mẫu",
        "citizen_number": "075199000001",
        "birth_on-ngay": "01",
        "birth_on-thang": "02",
        "birth_on-nam": "1999",
        "sex": "Nữ",
        "phone": "0900 000 123",
        "hamlet_id": "0",
        "address": "Tổ 3, xã An Phước",
        "address_old": "Ấp 7, Xã An Phước, Huyện Long Thành, Đồng Nai",
        "received": ["giay-chung-sinh"],
        "originals-giay-chung-sinh": "1",
        "copies-giay-chung-sinh": "",
        "fee": "0",
    } | changed


def all_dossiers() -> list[Dossier]:
    """Return what is written down now."""
    db.session.rollback()
    return list(db.session.scalars(db.select(Dossier).order_by(Dossier.id)))


def the_dossier() -> Dossier:
    """Return the one dossier there is."""
    (dossier,) = all_dossiers()
    return dossier
