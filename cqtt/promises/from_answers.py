"""A day promised in an answer is a promise like any other; what the answer says stays with its sender."""

from cqtt.feedback.handling.promised import Promised
from cqtt.i18n import _
from cqtt.promises import actions


def keep_promise(promised: Promised) -> None:
    """Write down what was promised, in words that tell no more than what it is about and where."""
    feedback = promised.feedback
    about = [feedback.topic.name if feedback.topic else "", feedback.hamlet.name if feedback.hamlet else ""]
    said = ", ".join(part for part in about if part)
    words = _("Việc đã hẹn khi trả lời góp ý")
    actions.make(
        f"tra-loi-{feedback.id}-{promised.due_on.isoformat()}",
        promised.at,
        f"{said}: {words[:1].lower()}{words[1:]}" if said else words,
        promised.officer,
        promised.due_on,
        promised.officer,
        hamlet_id=feedback.hamlet_id,
        feedback=feedback,
    )
