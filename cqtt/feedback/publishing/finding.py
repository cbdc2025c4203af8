"""An officer before what may be published: what was public once, and the right to publish."""

from flask import abort

from cqtt.commune.signed_in import me
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import check_step
from cqtt.feedback.pages import readable_or_404
from cqtt.feedback.rules import Consent, Step, StepNotAllowed
from cqtt.i18n import _


def published_or_404(id: int) -> Feedback:
    """Return what is public, or was once: it has words that a person approved."""
    feedback = readable_or_404(id)
    return feedback if feedback.published_at and feedback.public_text else abort(404)


def check_may_publish(feedback: Feedback) -> None:
    """Raise StepNotAllowed for a report of conduct, for what was rejected, and against the sender's word."""
    check_step(feedback, Step.PUBLISH, me())
    if feedback.consent is Consent.NONE:
        raise StepNotAllowed(_("Người gửi không đồng ý công khai góp ý này."))
