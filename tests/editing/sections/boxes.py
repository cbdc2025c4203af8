"""The page of sections for tests: what stands in its boxes, as a browser would send them."""

import re
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version, version_in

HTMX = {"HX-Request": "true"}
Fields = dict[str, Any]


def edit_of(version: ProcedureVersion, rest: str = "") -> str:
    """Return an address of the page."""
    return f"/quan-tri/thu-tuc/{version.procedure.address_code}/sua{rest}"


def fields_of(page: str, part: str) -> Fields:
    """Return what the form of a part would send: names with a value, or a list where there are several."""
    (form,) = html.fromstring(page).xpath(f"//section[@id='{part}']//form")
    fields: Fields = {}
    for box in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        if box.get("type") == "file" or (box.get("type") in ("checkbox", "radio") and box.get("checked") is None):
            continue
        fields.setdefault(box.get("name"), []).append(_value(box))
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _value(box: Any) -> str:
    if box.tag == "textarea":
        return (box.text or "").removeprefix("\n").removeprefix("\r\n")
    if box.tag == "select":
        chosen = box.xpath(".//option[@selected]") or box.xpath(".//option")
        return str(chosen[0].get("value"))
    return str(box.get("value", "y"))


def typed(client: FlaskClient, version: ProcedureVersion, part: str, **changed: Any) -> Fields:
    """Return the boxes of a part as they stand now, with some changed."""
    return fields_of(client.get(edit_of(version)).text, part) | {
        name.replace("__", "-"): value for name, value in changed.items()
    }


def save(client: FlaskClient, version: ProcedureVersion, part: str, **changed: Any) -> TestResponse:
    """Open the page, change some boxes of a part, and save it with the button."""
    return client.post(edit_of(version, f"/{part}"), data=typed(client, version, part, **changed))


def seen_on(page: str, part: str) -> str:
    """Return the state of a part that a page or a fragment showed."""
    found = re.search(rf'id="luu-{part}".*?name="seen"[^>]* value="([^"]*)"', page, re.DOTALL)
    assert found, page
    return found[1]


def draft_of(version: ProcedureVersion) -> ProcedureVersion | None:
    db.session.expire_all()
    return version_in(version.procedure_id, VersionStatus.DRAFT)


def draft_content(version: ProcedureVersion) -> ProcedureContent:
    """Return what the draft says by now."""
    draft = draft_of(version)
    assert draft is not None
    return content_of_version(draft)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
