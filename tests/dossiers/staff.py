"""Officers at their browsers; used by the tests of the desk."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.phrases.actions import add_text
from cqtt.phrases.models import Occasion, StandardText
from cqtt.roles import Role
from tests.factories import make_officer, sign_in


def browser(app: Flask) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def desk_of(app: Flask, officer: Officer) -> FlaskClient:
    """Return the browser of an officer who has signed in."""
    return sign_in(browser(app), officer)


def desk(app: Flask, *roles: Role, **fields: Any) -> FlaskClient:
    """Return the browser of a new officer with these roles."""
    return desk_of(app, make_officer(*roles, **fields))


def press(client: FlaskClient, dossier: Dossier, step: str, **typed: Any) -> TestResponse:
    """Send the form of a move as its page would, with the revision the dossier has now."""
    address, sent = f"/can-bo/ho-so/{dossier.id}/{step}", {"revision": dossier.revision, **typed}
    return client.post(address, data=sent)


def make_text(occasion: Occasion, words: str, procedure_id: int | None = None, **more: str) -> StandardText:
    """A standard text that officers are offered."""
    values = {"procedure_id": procedure_id, "text": words, "legal_ground": "", "competent_place": ""} | more
    text = add_text(occasion, **values)
    db.session.commit()
    return text
