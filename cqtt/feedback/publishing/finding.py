"""An officer before what may be published: finding it, the right to publish it, and the record of who has read it."""

from flask import abort

from cqtt.audit.actions import record_view
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import KIND, check_step
from cqtt.feedback.rules import Consent, Step, StepNotAllowed
from cqtt.feedback.secrecy import readable_or_none
from cqtt.i18n import _


def readable_or_404(id: int) -> Feedback:
    """Return what this officer may read; what is kept from them answers as what does not exist."""
    return readable_or_none(me(), id) or abort(404)


def published_or_404(id: int) -> Feedback:
    """Return what is public, or was once: it has words that a person approved."""
    feedback = readable_or_404(id)
    return feedback if feedback.published_at and feedback.public_text else abort(404)


def check_may_publish(feedback: Feedback) -> None:
    """Raise StepNotAllowed for a report of conduct, for what was rejected, and against the sender's word."""
    check_step(feedback, Step.PUBLISH, me())
    if feedback.consent is Consent.NONE:
        raise StepNotAllowed(_("Người gửi không đồng ý công khai góp ý này."))


def note_reading(action: str, code: str) -> None:
    """Record that this officer read it, in a short transaction of its own after the reading; by its code alone."""
    begin_writing()
    record_view(action, KIND, code, now())
    db.session.commit()
