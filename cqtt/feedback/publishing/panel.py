"""On the officers' page of a feedback: whether everybody reads it, and the way to change or end that."""

from collections.abc import Mapping
from typing import Any

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback
from cqtt.feedback.panels import register_panel
from cqtt.feedback.publishing.shown import answer_changed_since
from cqtt.feedback.rules import ROLES, Consent, Step


def _publishing(feedback: Feedback, officer: Officer) -> Mapping[str, Any] | None:
    """Return what the panel says; a report of conduct is never public, so it has none."""
    if feedback.is_conduct or not officer.has_role(*ROLES[Step.PUBLISH]):
        return None
    if not (feedback.is_published or feedback.public_text or feedback.consent is Consent.NONE):
        return None  # the button says enough
    return {
        "feedback": feedback,
        "refused": feedback.consent is Consent.NONE,
        "answer_changed": answer_changed_since(feedback),
    }


register_panel("feedback/publishing/_panel.html", _publishing)
