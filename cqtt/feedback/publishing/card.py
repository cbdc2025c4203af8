"""One matter as everybody sees it: what a person approved, and nothing else of the record."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from cqtt.clock import local
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.feedback.rules import KIND_NAMES, LONG_NAMES, OUTCOME_NAMES, TONES, Outcome
from cqtt.feedback.views import bp

SOLVED = (Outcome.DONE, Outcome.ON_THE_SPOT)


@dataclass(frozen=True)
class Card:
    """What the card shows; photographs by the addresses of their approved copies."""

    kind: str
    topic: str
    hamlet: str
    said_on: date
    status: str
    tone: str
    text: str
    name: str
    answer: str
    outcome: str
    outcome_tone: str
    photos: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def card_with(
    feedback: Feedback, text: str, answer: str, name: str, photos: tuple[str, ...], after: tuple[str, ...]
) -> Card:
    """Return the card that these approved words and pictures make; the rest tells nothing about a person."""
    return Card(
        kind=str(KIND_NAMES[feedback.kind]),
        topic=feedback.topic.name if feedback.topic else "",
        hamlet=feedback.hamlet.name if feedback.hamlet else "",
        said_on=local(feedback.created_at).date(),
        status=str(LONG_NAMES[feedback.status]),
        tone=TONES[feedback.status],
        text=text,
        name=name,
        answer=answer,
        outcome=str(OUTCOME_NAMES[feedback.outcome]) if feedback.outcome and answer else "",
        outcome_tone="green" if feedback.outcome in SOLVED else "blue",
        photos=photos,
        after=after,
    )


@bp.app_template_global()
def public_card_of(feedback: Feedback | Card) -> Card:
    """Return what the public sees of a feedback that is published; a list loads `Feedback.files` beforehand."""
    if isinstance(feedback, Card):
        return feedback
    photos, after = (_addresses(feedback.photos(kind)) for kind in (FileKind.PHOTO, FileKind.AFTER))
    return card_with(feedback, feedback.public_text, feedback.public_answer, feedback.public_name, photos, after)


def _addresses(files: list[FeedbackFile]) -> tuple[str, ...]:
    return tuple(
        url_for("feedback.public_photo", public_id=file.public_id, v=file.public_sha256[:8])
        for file in files
        if file.public_key
    )
