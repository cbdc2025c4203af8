"""Officers at their browsers, and counting what a page asks of the database; used by the tests of the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.roles import Role
from tests.factories import make_officer, sign_in


class Desk(FlaskClient):
    """A browser whose every request starts afresh and keeps only what was committed, as in production."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        self._forget()
        answer = super().open(*args, **options)
        self._forget()
        return answer

    def _forget(self) -> None:
        g.pop("_login_user", None)
        db.session.rollback()
        db.session.expire_all()


def browser(app: Flask) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    app.test_client_class = Desk
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


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
