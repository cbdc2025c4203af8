"""What the tests of the list and of one procedure share: the addresses, an administrator, drafts."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask.testing import FlaskClient

from cqtt.commune.models import Officer
from cqtt.editing.drafts import begin_draft, open_draft, put_content
from cqtt.extensions import db
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureField, ProcedureVersion
from cqtt.procedures.versions import content_of_version
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, numbers, procedure_content, sign_in

LIST = "/quan-tri/thu-tuc"
HX = {"HX-Request": "true"}


def make_draft_of(
    version: ProcedureVersion, officer: Officer, at: datetime = MONDAY, publish_on: date | None = None, **fields: Any
) -> ProcedureVersion:
    """A draft of the next version of a published procedure; the fields are what it changes."""
    draft = open_draft(version.procedure, officer, at)
    put_content(draft, replace(content_of_version(draft), **fields), officer, at)
    draft.publish_on = publish_on
    db.session.commit()
    return draft


def make_new(officer: Officer, at: datetime = MONDAY, **fields: Any) -> Procedure:
    """A procedure that was never published."""
    number = next(numbers)
    plain = procedure_content(**{"code": None, "slug": f"thu-tuc-moi-{number}"} | fields)
    procedure = Procedure(slug=plain["slug"], code=plain["code"], filing_mode=FilingMode.LOCAL)
    db.session.add(procedure)
    db.session.flush()
    begin_draft(procedure, ProcedureContent.from_json(plain), officer, at)
    db.session.commit()
    return procedure


def make_field(name: str, slug: str) -> None:
    db.session.add(ProcedureField(slug=slug, name=name))
    db.session.commit()


def administrator(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_officer(Role.ADMINISTRATOR))


def path(procedure: Procedure, page: str = "") -> str:
    return f"{LIST}/{procedure.address_code}{page}"
