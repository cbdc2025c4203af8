"""A browser that holds feedback, and what officers do to it meanwhile."""

from datetime import datetime

from flask.testing import FlaskClient

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import Outcome
from tests.factories import MONDAY


def opened(client: FlaskClient, feedback: Feedback) -> str:
    """Open by the secret link, and return the page."""
    client.get(f"/phan-anh/mo/{feedback.token}")
    return client.get(f"/phan-anh/{feedback.code}").text


def answer(feedback: Feedback, officer: Officer, words: str = "Đã thay bóng đèn.", at: datetime = MONDAY) -> None:
    feedback = db.session.get_one(Feedback, feedback.id)
    actions.answer(feedback, db.session.get_one(Officer, officer.id), words, Outcome.EXPLAINED, at)
    db.session.commit()
