"""What a person looks at before publishing: the card as everybody would see it, and what has changed since."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.publishing.card import Card, card_with
from cqtt.feedback.publishing.choosing import Choice
from cqtt.feedback.publishing.forms import PublishForm
from cqtt.feedback.rules import Step


def preview_of(feedback: Feedback, form: PublishForm, photos: Sequence[Choice]) -> Card:
    """Return the card that would be public, its photographs blurred as chosen."""
    name = feedback.sender_name if form.shows_name else ""
    before, after = (
        tuple(_address(feedback, one) for one in photos if one.is_public and one.file.kind is kind)
        for kind in (FileKind.PHOTO, FileKind.AFTER)
    )
    return card_with(feedback, form.text.data, form.answer.data, name, before, after)


def _address(feedback: Feedback, photo: Choice) -> str:
    named: dict[str, Any] = {"id": feedback.id, "public_id": photo.file.public_id, **photo.boxes}
    return url_for("feedback.blurred_photo", **named)


def answer_changed_since(feedback: Feedback) -> bool:
    """Tell whether the answer was written or mended after what is public was approved."""
    approved = [event.id for event in feedback.events if event.step is Step.PUBLISH]
    written = [event.id for event in feedback.events if event.step in (Step.ANSWER, Step.AMEND)]
    return bool(feedback.is_published and approved and written and max(written) > max(approved))
