"""Plays a person who decides what everybody may read, through the real page; used by several tests."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.feedback.models import Feedback


def page_of(feedback: Feedback) -> str:
    return f"/can-bo/phan-anh/{feedback.id}/cong-khai"


def value_on(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


def typed_on(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found, page
    return html.unescape(found[1])


def look(client: FlaskClient, feedback: Feedback, **typed: Any) -> TestResponse:
    """Send the page once, as whoever wants to see what everybody would."""
    page = client.get(page_of(feedback)).text
    sent = {name: typed_on(page, name) for name in ("text", "answer")} | {"revision": value_on(page, "revision")}
    return client.post(page_of(feedback), data=sent | typed)


def approve(client: FlaskClient, feedback: Feedback, **typed: Any) -> TestResponse:
    """Look, and send the same again."""
    shown = look(client, feedback, **typed)
    assert shown.status_code == 200, shown.text
    sent = {name: typed_on(shown.text, name) for name in ("text", "answer")}
    sent |= {name: value_on(shown.text, name) for name in ("revision", "seen")}
    return client.post(page_of(feedback), data=sent | typed)
