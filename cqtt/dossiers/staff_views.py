"""The page of one dossier, under /can-bo/ho-so, and what is answered when a move of it cannot be made."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, g, get_flashed_messages, render_template, request
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from cqtt.access import in_staff_area, requires, typed_texts
from cqtt.clock import now, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, the_commune
from cqtt.dossiers import case_history, case_messages, case_moves, case_page, case_papers
from cqtt.dossiers.answers import answer_facts
from cqtt.dossiers.attempts import Answer
from cqtt.dossiers.case_access import me, note_reading, whole_case_or_404
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import AnotherWasFaster, another_was_faster
from cqtt.dossiers.panels import case_panels
from cqtt.dossiers.queue import next_case
from cqtt.dossiers.queue_filters import Reader, reader_of
from cqtt.dossiers.rules import CASE_ROLES, LONG_NAMES, TONES
from cqtt.dossiers.staff_forms import InternalNoteForm
from cqtt.dossiers.submission import content_of
from cqtt.dossiers.supplements import items_of
from cqtt.dossiers.time_left import time_left
from cqtt.dossiers.views import bp
from cqtt.error_pages import error_page
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _

Values = Mapping[str, Any]


@bp.get("/can-bo/ho-so/<row:id>")
@requires(*CASE_ROLES)
def work_on(id: int) -> str:
    """The page of one dossier, with buttons for what this officer may do now. Opening it is recorded."""
    dossier, said, reader = whole_case_or_404(id), get_flashed_messages(), reader_of(me(), today())
    following, commune = next_case(me(), reader, but=id) if said else None, the_commune()
    shown = render_template(
        "dossiers/staff/case.html",
        **_what_it_is(dossier, commune),
        **_what_happened(dossier, commune, reader),
        said=said,
        following=following,
        form=PostForm(),
        note_form=InternalNoteForm.about(dossier),
    )
    note_reading("open", "dossier", id)
    return shown


def _what_it_is(dossier: Dossier, commune: Commune) -> Values:
    content = content_of(dossier)
    return {
        "dossier": dossier,
        "content": content,
        "people": case_page.people_facts(dossier),
        "submitter": case_page.submitter_facts(dossier),
        "filing": case_page.filing_text(dossier, commune),
        "answers": answer_facts(dossier, content),
        "papers": case_papers.papers_shown(dossier, content),
        "items_of": items_of,
        "results": case_papers.result_files(dossier),
        "panels": case_panels(dossier),
    }


def _what_happened(dossier: Dossier, commune: Commune, reader: Reader) -> Values:
    at, calendar, roles = now(), working_calendar(commune), current_user.role_set
    events = case_history.history(dossier)
    return {
        "left": time_left(dossier, calendar, at),
        "status": LONG_NAMES[dossier.status],
        "tone": TONES[dossier.status],
        "moves": case_moves.moves_open(dossier, roles, at),
        "may_correct": case_moves.may_correct(dossier, roles),
        "leader_needed": case_moves.leader_needed(dossier, roles),
        "supplemented": case_page.was_supplemented(dossier),
        "holder": case_page.holder_text(dossier),
        "working_day": case_page.working_day_text(dossier, calendar, at),
        "hand_over": case_history.hand_over_word(dossier, reader, reader.officer_id),
        "proposal": case_history.stop_proposal(dossier),
        "history": events,
        "notes": case_history.internal_notes(events),
        "messages": case_messages.messages(dossier.id),
    }


@bp.errorhandler(RuleBroken)
def not_done(error: RuleBroken) -> tuple[str, int]:
    """Say why a move was not made; an officer finds what was typed, and the way back to the dossier."""
    db.session.rollback()
    dossier_id = (request.view_args or {}).get("id")
    if dossier_id is None or not in_staff_area(request.path):
        return error_page(409, error.sentence)
    shown = {"sentence": error.sentence, "id": dossier_id, "typed": _typed()}
    return render_template("dossiers/staff/not_done.html", **shown), 409


def _typed() -> list[str]:
    """Return what was written in words; the numbers that a page carries with it are nobody's words."""
    return [text for text in typed_texts() if not text.isdecimal()] if request.method == "POST" else []


@bp.app_errorhandler(StaleDataError)  # whichever feature changes a dossier
def somebody_was_faster(error: StaleDataError) -> Answer:
    """Answer a change that lost the race at the database the way a form from an older page is answered."""
    db.session.rollback()
    dossier_id, lost_before = (request.view_args or {}).get("id"), g.get("overtaken", False)
    if dossier_id is not None and in_staff_area(request.path) and not lost_before:
        g.overtaken = True  # asked once more, the view shows what happened meanwhile
        try:
            view: Callable[..., Any] = current_app.view_functions[str(request.endpoint)]
            answer: Answer = view(**(request.view_args or {}))
            return answer
        except RuleBroken as broken:
            return not_done(broken)
    dossier = db.session.get(Dossier, dossier_id) if dossier_id else None
    return not_done(another_was_faster(dossier) if dossier else AnotherWasFaster(_("Có người vừa làm trước.")))
