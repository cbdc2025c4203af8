"""What every move of feedback has in common: who may, the new state, the event and its record, the message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from cqtt.audit.actions import record
from cqtt.clock import today
from cqtt.commune.absence import stood_in_for
from cqtt.commune.models import Officer, the_commune
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback import texts
from cqtt.feedback.models import Feedback, FeedbackEvent
from cqtt.feedback.rules import Actor, Step, StepNotAllowed, check_citizen_step, may_hold, next_status, roles_for
from cqtt.feedback.secrecy import may_read
from cqtt.i18n import _
from cqtt.notifications.actions import About, announce, announce_to_browsers

KIND = "feedback"  # in the record, by its code: what it says, and about whom, never stands there


class AnotherWasFaster(RuleBroken):
    """Somebody changed it after this page was opened; nothing of this request happened."""


def check_revision(feedback: Feedback, seen: int) -> None:
    """Raise AnotherWasFaster if the page this request came from shows an older state."""
    if feedback.revision != seen:
        raise AnotherWasFaster(_("Góp ý này vừa có thay đổi khác. Chưa có gì thay đổi thêm; xin xem lại rồi làm tiếp."))


def is_holder(feedback: Feedback, officer: Officer) -> bool:
    """Tell whether an officer has it, or stands in today for whoever has it."""
    had_by = feedback.officer_id
    return had_by == officer.id or had_by in stood_in_for(officer.id, today())


def check_officer(feedback: Feedback, step: Step, officer: Officer) -> None:
    """Raise StepNotAllowed unless this officer may make this step of it."""
    if not officer.has_role(*roles_for(step, feedback.is_conduct)):
        raise StepNotAllowed(_("Việc này thuộc phần của đồng nghiệp khác. Xin chuyển cho người phụ trách."))
    if not may_hold(step, officer.role_set, is_holder(feedback, officer), feedback.officer_id is not None):
        raise StepNotAllowed(_("Góp ý này đã giao cho đồng nghiệp khác trả lời. Xin giao lại trước khi trả lời."))


def check_step(feedback: Feedback, step: Step, officer: Officer) -> None:
    """Raise StepNotAllowed unless this officer may read it, and may make this step of it now.

    An action asks before it changes anything: what is refused leaves no trace, not even in memory.
    """
    if not may_read(feedback, officer):
        raise StepNotAllowed(_("Không có góp ý này."))
    next_status(feedback.status, step, feedback.is_conduct)
    check_officer(feedback, step, officer)


def by_officer(feedback: Feedback, step: Step, officer: Officer, at: datetime, **said: Any) -> None:
    """Make a move of the office that `check_step` allows."""
    check_step(feedback, step, officer)
    checked(feedback, step, officer, at, **said)


def checked(feedback: Feedback, step: Step, officer: Officer, at: datetime, **said: Any) -> None:
    """Make a move of the office that was found allowed before something else changed."""
    move(feedback, step, Actor.OFFICER, at, officer=officer, **said)


def by_citizen(feedback: Feedback, step: Step, at: datetime, **said: Any) -> None:
    """Make a move of the sender or a follower."""
    check_citizen_step(feedback.status, step, feedback.is_conduct)
    move(feedback, step, Actor.CITIZEN, at, **said)


def move(
    feedback: Feedback,
    step: Step,
    actor: Actor,
    at: datetime,
    told: str = "",
    note: str = "",
    officer: Officer | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Change the state by the table, write the event, and tell the sender where it says something to them."""
    before = feedback.status
    feedback.status = next_status(before, step, feedback.is_conduct)
    flag_modified(feedback, "status")  # so that every event is an UPDATE and the revision grows
    write_event(
        feedback,
        FeedbackEvent(
            step=step,
            from_status=before,
            to_status=feedback.status,
            at=at,
            actor=actor,
            officer_id=officer.id if officer else None,
            told=told,
            note=note,
            details=details or {},
        ),
    )


def write_event(feedback: Feedback, event: FeedbackEvent, aloud: bool = True) -> None:
    """Write the event and its record, and tell those it concerns; not aloud: it only stands on their page."""
    feedback.events.append(event)
    db.session.flush()
    # By the code alone, and a citizen's without the address it came from: nothing may lead back to a sender.
    by_citizen = event.actor is Actor.CITIZEN
    record(
        f"feedback.{event.step.value}",
        KIND,
        feedback.code,
        officer_id=event.officer_id,
        at=event.at,
        actor=event.actor.value,
        with_address=not by_citizen,
        event=event.id,
    )
    if aloud and event.step in texts.NEWS and event.told:
        _tell(feedback, event)


@dataclass(frozen=True)
class _Person:
    """Somebody who is told: how, under which link, and what `suffix` makes the message's key one of its own."""

    email: str
    phone: str
    link: str
    suffix: str = ""


def _tell(feedback: Feedback, event: FeedbackEvent) -> None:
    """Write the messages about an event into the outbox: to the sender, and to followers what concerns them."""
    commune, followers = the_commune(), event.step in texts.ALSO_FOLLOWERS
    sender = _Person(feedback.email, feedback.phone, texts.secret_link(feedback))
    if not feedback.is_conduct:
        _tell_browsers(feedback, event, sender.link)
    for person in [sender, *(_followers(feedback, event.step) if followers else ())]:
        if not (person.email or person.phone):
            continue
        message = texts.message(feedback, event.step, "" if person.suffix else event.told, person.link, commune)
        about = About(KIND, feedback.id, event.step.value)
        announce(f"feedback-event-{event.id}{person.suffix}", about, message, person.email, person.phone, event.at)


def _tell_browsers(feedback: Feedback, event: FeedbackEvent, link: str) -> None:
    message = texts.message(feedback, event.step, event.told, link, the_commune())
    about = About(KIND, feedback.id, event.step.value)
    announce_to_browsers(f"feedback-event-{event.id}", about, message, event.at)


def _followers(feedback: Feedback, step: Step) -> list[_Person]:
    """Return who else is told: each telephone once, and nobody a second time whom the sender's message reaches.

    Senders of what was joined with it open their own page; of an answer they hear when one is written for them.
    """
    joined = () if step in texts.TOLD_TO_EACH else feedback.joined
    asked = [_Person(one.email, one.phone, texts.secret_link(one), f"-m{one.id}") for one in joined]
    asked += [_Person("", one.phone, texts.follower_link(one), f"-{one.id}") for one in feedback.followers]
    reached, people = {feedback.phone, feedback.email}, []
    for one in asked:
        if not {one.phone, one.email} & (reached - {""}):
            reached |= {one.phone, one.email}
            people.append(one)
    return people
