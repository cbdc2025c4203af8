"""Procedures with drafts, administrators at their browsers, and what citizens see; for the tests of publishing."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cqtt.commune.models import Officer
from cqtt.editing.drafts import open_draft, put_content
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version, version_in
from cqtt.roles import Role
from tests.factories import MONDAY, make_officer, make_procedure, numbers, procedure_content, sign_in

PAGES = "/quan-tri/thu-tuc"
WHY = "Theo Quyết định 45"
ASKED = {"id": "ten_chau", "label": "Họ và tên cháu", "kind": "text", "help": "", "required": True, "choices": []}
QUESTIONS = [{**ASKED, "max_length": 100}]


def administrator(app: Flask, **fields: Any) -> FlaskClient:
    """The browser of an administrator."""
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), make_officer(Role.ADMINISTRATOR, **fields))


def birth(**content: Any) -> Procedure:
    """A published procedure, the registration of a birth."""
    return any_procedure(**{"code": "1.001193", "slug": "dang-ky-khai-sinh"} | content)


def any_procedure(**content: Any) -> Procedure:
    """A published procedure whose form can be asked."""
    return make_procedure(**{"questions": QUESTIONS} | content).procedure


def write_draft(procedure: Procedure, at: datetime = MONDAY, **fields: Any) -> ProcedureVersion:
    """Let the draft of a procedure say this; it begins as what citizens read."""
    writer = db.session.scalar(select(Officer).limit(1)) or make_officer(Role.ADMINISTRATOR)
    draft = open_draft(procedure, writer, at)
    put_content(draft, replace(content_of_version(draft), **fields), writer, at)
    db.session.commit()
    return draft


def new_draft(**content: Any) -> ProcedureVersion:
    """The draft of a procedure that was never published."""
    number = next(numbers)
    plain = procedure_content(
        **{"code": f"8.{number:06}", "slug": f"thu-tuc-moi-{number}", "questions": QUESTIONS} | content
    )
    procedure = Procedure(slug=plain["slug"], code=plain["code"], filing_mode="local")
    says = ProcedureContent.from_json(plain)
    draft = ProcedureVersion(
        procedure=procedure,
        number=1,
        status=VersionStatus.DRAFT,
        content=plain,
        digest=says.digest(),
        created_at=MONDAY,
        edited_at=MONDAY,
    )
    db.session.add(draft)
    db.session.commit()
    return draft


def page_of(procedure: Procedure, which: str) -> str:
    """The address of a page about a procedure."""
    return f"{PAGES}/{procedure.address_code}/{which}".rstrip("/")


def form_of(client: FlaskClient, procedure: Procedure) -> dict[str, str]:
    """What the page to publish carries in its form, with a line of why."""
    page = client.get(page_of(procedure, "cong-bo")).text
    seen = re.search(r'name="seen"[^>]* value="([^"]*)"', page)
    assert seen, page
    return {"seen": seen[1], "note": WHY, "when": "now"}


def publish(client: FlaskClient, procedure: Procedure, **typed: str) -> TestResponse:
    """Press the button of the page as it is shown now."""
    return client.post(page_of(procedure, "cong-bo"), data=form_of(client, procedure) | typed)


def on_day(day: str) -> dict[str, str]:
    """What is typed to publish on a day, given as 24/11/2026."""
    parts = dict(zip(("ngay", "thang", "nam"), day.split("/"), strict=True))
    return {"when": "later", **{f"on-{part}": typed for part, typed in parts.items()}}


def published(procedure: Procedure) -> ProcedureVersion | None:
    db.session.expire_all()
    return version_in(procedure.id, VersionStatus.PUBLISHED)


def draft_of(procedure: Procedure) -> ProcedureVersion | None:
    db.session.expire_all()
    return version_in(procedure.id, VersionStatus.DRAFT)


def said_by(version: ProcedureVersion | None) -> ProcedureContent:
    assert version is not None
    return content_of_version(version)


def seen_by_citizens(app: Flask, *searches: str, procedure: Procedure | None = None) -> list[bytes]:
    """The bytes of a procedure's page and of what searches find, as anybody gets them."""
    anybody = app.test_client()
    pages = [f"/thu-tuc/{procedure.address_code}"] if procedure else []
    return [anybody.get(address).data for address in (*pages, *(f"/thu-tuc?q={words}" for words in searches))]
