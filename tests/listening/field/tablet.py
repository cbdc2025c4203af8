"""Sends to the real addresses what a tablet sends."""

from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.listening.models import ListeningSession

MADE_AT = "2026-11-28T09:10:00+07:00"


def new_id() -> str:
    return str(uuid4())


def opinion(device_id: str | None = None, made_at: str = MADE_AT, **boxes: str) -> dict[str, Any]:
    """An opinion as the page keeps it; name only the boxes the test is about."""
    typed = {"words": "Đèn đường trước nhà văn hóa hỏng.", "sender_name": "Trần Thị Mẫu", "kind": "report"}
    typed |= {"handling": "later", "hamlet_id": "0", "topic_id": "0", "may_publish": "y"} | boxes
    return item("opinion", device_id, made_at, **typed)


def item(what: str, device_id: str | None = None, made_at: str = MADE_AT, **boxes: str) -> dict[str, Any]:
    typed = {name: [value] for name, value in boxes.items() if value}
    return {"device_id": device_id or new_id(), "kind": what, "made_at": made_at, "written_by": 1, "typed": typed}


def sync(client: FlaskClient, session: ListeningSession | int, *items: object, **options: Any) -> TestResponse:
    id = session if isinstance(session, int) else session.id
    return client.post(f"/can-bo/lang-nghe/{id}/dong-bo", json={"items": list(items)}, **options)


def answers(client: FlaskClient, session: ListeningSession | int, *items: object) -> list[dict[str, str]]:
    """Send items, and return what is answered to each."""
    answer = sync(client, session, *items)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    found: list[dict[str, str]] = answer.json["items"]
    return found


def send_file(
    client: FlaskClient, session: ListeningSession | int, owner: str, content: bytes, **changes: Any
) -> TestResponse:
    """Send the bytes of a photograph of an item; `changes` name headers, or the device id."""
    id = session if isinstance(session, int) else session.id
    device_id = changes.pop("device_id", None) or new_id()
    headers = {
        "X-Owner": owner,
        "X-Sha256": sha256(content).hexdigest(),
        "X-Kind": "photo",
        "X-Name": quote("ảnh đường.jpg"),
        "X-Made-At": MADE_AT,
    }
    headers |= {f"X-{name.replace('_', '-').title()}": value for name, value in changes.items()}
    return client.post(
        f"/can-bo/lang-nghe/{id}/tep/{device_id}",
        data=content,
        headers=headers,
        content_type="application/octet-stream",
    )
