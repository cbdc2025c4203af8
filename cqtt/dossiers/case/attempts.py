"""An officer's attempt at one step of a dossier: whether it may be made now, and what is shown when it may not.

A form that comes from a page showing an older state is never carried out. Its page is shown again with what was
typed, and beside it everything that happened since; pressing again is then a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.database import begin_writing
from cqtt.dossiers.case.history import EventShown, history
from cqtt.dossiers.case.people_forms import as_written_now
from cqtt.dossiers.case_access import case_or_404, check_seen, check_step
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import AnotherWasFaster
from cqtt.dossiers.rules import Step, StepNotAllowed
from cqtt.dossiers.staff_said import said_of
from cqtt.extensions import db
from cqtt.forms import Form

Answer = Response | tuple[str, int]
Check = Callable[[Dossier], None]
CASE = "/can-bo/ho-so/<row:id>"


@dataclass(frozen=True)
class Meanwhile:
    """What happened while a form was being filled: who was faster, the events, why the step is over where it is."""

    sentence: str
    events: list[EventShown]
    mended: list[tuple[str, str]]  # fields somebody changed, and what they say now
    obstacle: str


@dataclass(frozen=True)
class Attempt:
    """One step that this request asks for; `meanwhile` where its page showed an older state."""

    dossier: Dossier
    step: Step
    meanwhile: Meanwhile | None = None

    @property
    def overtaken(self) -> bool:
        return self.meanwhile is not None

    def accepted(self, form: Form) -> bool:
        """Whether the form may be carried out: sent, in order, and from a page that showed the latest state."""
        return not self.overtaken and form.accepted()

    def done(self, said: str | None = None, anchor: str | None = None) -> Response:
        """Commit the step and go back to the dossier, where it is said what happened."""
        db.session.expire(self.dossier, ["officer"])  # it may have been handed on by its number alone
        dossier_id, sentence = self.dossier.id, said or said_of(self.dossier, self.step)
        db.session.commit()
        flash(sentence)
        return redirect(url_for("dossiers.work_on", id=dossier_id, _anchor=anchor), 303)

    def ask(self, name: str, form: Form, **shown: object) -> tuple[str, int]:
        """Return the page of the step: with what was typed, and with what happened meanwhile."""
        page = render_template(
            f"dossiers/staff/{name}.html",
            endpoint=f"dossiers.{name}",
            dossier=self.dossier,
            content=content_of(self.dossier),
            form=form,
            meanwhile=self.meanwhile,
            **shown,
        )
        return page, 409 if self.overtaken else form.http_status


def attempt_at(dossier_id: int, step: Step, *checks: Check) -> Attempt:
    """Return this officer's attempt at a step; `checks` are rules beyond the table of states.

    Raise StepNotAllowed when state, roles or history do not allow it, unless the page was older: then what was
    typed has to be shown.
    """
    dossier = case_or_404(dossier_id)
    faster = _faster(dossier)
    try:
        check_step(dossier, step)
        for check in checks:
            check(dossier)
    except StepNotAllowed as not_allowed:
        if faster is None:
            raise
        return Attempt(dossier, step, _meanwhile(dossier, faster, not_allowed.sentence))
    return Attempt(dossier, step, _meanwhile(dossier, faster) if faster else None)


def attempt_after_reading(dossier_id: int, step: Step, *checks: Check) -> Attempt:
    """Begin to write after slow work, and look again: somebody may have been faster meanwhile."""
    begin_writing()
    return attempt_at(dossier_id, step, *checks)


def _faster(dossier: Dossier) -> AnotherWasFaster | None:
    if request.method != "POST":
        return None
    try:
        check_seen(dossier)
    except AnotherWasFaster as faster:
        return faster
    return None


def _meanwhile(dossier: Dossier, faster: AnotherWasFaster, obstacle: str = "") -> Meanwhile:
    events = _since_seen(dossier)
    new = {event.id for event in events}
    fields = [name for event in dossier.events if event.id in new for name in event.details.get("fields", ())]
    return Meanwhile(faster.sentence, events, as_written_now(dossier, fields), obstacle)


def _since_seen(dossier: Dossier) -> list[EventShown]:
    """Return what the page did not show yet, oldest first; of a form that does not say, what came last."""
    seen = request.form.get("seen", 0, type=int)
    new = [event for event in history(dossier) if event.id > seen]
    return list(reversed(new if seen else new[:1]))
