"""A long declaration, all of it filled in, reaches the application."""

from urllib.parse import urlencode

from flask import Flask, request

from cqtt.dossiers.question_fields import MOST_TYPED
from cqtt.procedures.questions import MOST_QUESTIONS


def test_the_longest_declaration_is_read_whole(app: Flask) -> None:
    typed = {f"q{number}": "\u1ed9" * MOST_TYPED for number in range(MOST_QUESTIONS)}
    kind = "application/x-www-form-urlencoded"
    sent = urlencode(typed)
    with app.test_request_context("/", method="POST", data=sent, content_type=kind):
        assert request.form.to_dict() == typed
    assert len(sent) <= app.config["MAX_FORM_MEMORY_SIZE"]  # older Werkzeugs hold the whole form to it
