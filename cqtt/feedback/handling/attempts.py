"""An officer's attempt at one step of a feedback: whether it may be made now, and what is shown when it may not.

A form that comes from a page showing an older state is never carried out. Its page is shown again with what was
typed, and beside it everything that happened since; pressing again is then a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.extensions import db
from cqtt.feedback.handling.history import EventShown, history
from cqtt.feedback.handling.said import said_of
from cqtt.feedback.models import Feedback
from cqtt.feedback.moves import AnotherWasFaster, check_revision, check_step
from cqtt.feedback.pages import note_reading, readable_or_404
from cqtt.feedback.rules import HANDLERS, NEVER_FOR_CONDUCT, ROLES, Step, StepNotAllowed, roles_for
from cqtt.feedback.secrecy import may_read
from cqtt.forms import Form
from cqtt.roles import Role

Answer = Response | tuple[str, int]
Check = Callable[[Feedback], None]
ONE = "/can-bo/phan-anh/<row:id>"


def roles_ever(step: Step) -> tuple[Role, ...]:
    """Return the roles that may take this step of something: whom its address lets in at all."""
    of_conduct = frozenset() if step in NEVER_FOR_CONDUCT else roles_for(step, is_conduct=True)
    return tuple(role for role in HANDLERS if role in ROLES[step] | of_conduct)


@dataclass(frozen=True)
class Meanwhile:
    """What happened while a form was being filled, and why the step is over where it is."""

    sentence: str
    events: list[EventShown]
    obstacle: str


@dataclass(frozen=True)
class Attempt:
    """One step that this request asks for; `meanwhile` where its page showed an older state."""

    feedback: Feedback
    step: Step
    meanwhile: Meanwhile | None = None

    @property
    def overtaken(self) -> bool:
        return self.meanwhile is not None

    def accepted(self, form: Form) -> bool:
        """Whether the form may be carried out: sent, in order, and from a page that showed the latest state."""
        return not self.overtaken and form.accepted()

    def done(self, said: str = "", anchor: str | None = None) -> Response:
        """Commit the step and say what happened: on its page, or in the inbox where the page is closed by now."""
        db.session.flush()
        db.session.expire(self.feedback, ["officer"])  # it may have been handed on by its number alone
        id, sentence, still_open = self.feedback.id, said or said_of(self.feedback, self.step), self._still_open()
        db.session.commit()
        flash(sentence)
        address = url_for("feedback.work_on", id=id, _anchor=anchor) if still_open else url_for("feedback.inbox")
        return redirect(address, 303)

    def _still_open(self) -> bool:
        return may_read(self.feedback, me())

    def ask(self, name: str, form: Form, **shown: object) -> tuple[str, int]:
        """Return the page of the step: with what was typed, and with what happened meanwhile.

        It shows all that was said, so opening it is recorded.
        """
        page = render_template(
            f"feedback/staff/{name}.html",
            endpoint=f"feedback.{name}",
            feedback=self.feedback,
            form=form,
            meanwhile=self.meanwhile,
            **shown,
        )
        note_reading("view", self.feedback.code)
        return page, 409 if self.overtaken else form.http_status


def attempt_at(id: int, step: Step, *checks: Check) -> Attempt:
    """Return this officer's attempt at a step; `checks` are rules beyond the table of states.

    404 for what they may not read. Raise StepNotAllowed when state, roles or history do not allow it, unless the
    page was older: then what was typed has to be shown.
    """
    feedback = readable_or_404(id)
    faster = _faster(feedback)
    try:
        check_step(feedback, step, me())
        for check in checks:
            check(feedback)
    except StepNotAllowed as not_allowed:
        if faster is None:
            raise
        return Attempt(feedback, step, _meanwhile(feedback, faster, not_allowed.sentence))
    return Attempt(feedback, step, _meanwhile(feedback, faster) if faster else None)


def attempt_after_reading(id: int, step: Step) -> Attempt:
    """Begin to write after slow work, and look again: somebody may have been faster meanwhile."""
    begin_writing()
    return attempt_at(id, step)


def _faster(feedback: Feedback) -> AnotherWasFaster | None:
    if request.method != "POST":
        return None
    try:
        # A request that lost the race at the database is answered once more, as one from an older page.
        check_revision(feedback, -1 if g.get("overtaken") else request.form.get("revision", 0, type=int))
    except AnotherWasFaster as faster:
        return faster
    return None


def _meanwhile(feedback: Feedback, faster: AnotherWasFaster, obstacle: str = "") -> Meanwhile:
    """Return what the page did not show yet, oldest first; of a form that does not say, what came last."""
    seen, events = request.form.get("seen", 0, type=int), history(feedback)
    new = [event for event in events if event.id > seen]
    return Meanwhile(faster.sentence, list(reversed(new if seen else new[:1])), obstacle)
