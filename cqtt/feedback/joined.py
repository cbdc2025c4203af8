"""What was joined with another about the same matter: its senders read an answer of their own.

The answer to the other may tell of whoever sent that one. So an officer writes for the rest what anybody may read; it
is theirs like any answer: told, judged, and opened again as a matter of its own.
"""

from collections.abc import Iterable
from datetime import datetime

from cqtt.commune.models import Officer
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.moves import write_event
from cqtt.feedback.rules import Actor, Step


def tell_joined(
    feedback: Feedback,
    step: Step,
    officer: Officer,
    words: str,
    at: datetime,
    only: Iterable[Feedback] | None = None,
) -> None:
    """Give these words to the senders of what was joined with it; without words there is nothing to tell.

    Whoever sent both is not written to a second time, and finds it on the page.
    """
    if not words.strip():
        return
    reached = {feedback.phone, feedback.email} - {""}
    for one in feedback.joined if only is None else only:
        _give(one, feedback, step, officer, words, at)
        event = FeedbackEvent(
            step=step,
            from_status=one.status,
            to_status=one.status,
            at=at,
            actor=Actor.OFFICER,
            officer_id=officer.id,
            told=words,
            note="",
            details={"with": feedback.code},
        )
        write_event(one, event, aloud=not reached & {one.phone, one.email})


def _give(one: Feedback, feedback: Feedback, step: Step, officer: Officer, words: str, at: datetime) -> None:
    one.answer, one.outcome = words, feedback.outcome
    one.reject_reason, one.competent_place = feedback.reject_reason, feedback.competent_place
    if step is not Step.REJECT:
        one.answered_at, one.answered_by_id = at, officer.id


def forget_rejection(feedback: Feedback) -> None:
    """Take away why it was not handled; an answer given to what was joined before stays."""
    if feedback.reject_reason is not None:
        feedback.reject_reason, feedback.competent_place, feedback.answer = None, "", ""


def has_own_answer(feedback: Feedback) -> bool:
    """Tell whether an answer was written for its sender since it was joined with another."""
    joined_by = max((event.id for event in feedback.events if event.step is Step.MERGE), default=0)
    answers = [event for event in feedback.events if event.step in (Step.ANSWER, Step.AMEND)]
    return feedback.reject_reason is None and any(event.id > joined_by for event in answers)
