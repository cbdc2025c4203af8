"""The page of one dossier, under /can-bo/ho-so."""

from collections.abc import Mapping
from typing import Any

from flask import get_flashed_messages, render_template
from flask_login import current_user

from cqtt.access import requires
from cqtt.clock import now, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, the_commune
from cqtt.commune.signed_in import me
from cqtt.dossiers.answers import shown_answers
from cqtt.dossiers.case import buttons, history, page, papers_sent
from cqtt.dossiers.case.forms import InternalNoteForm
from cqtt.dossiers.case_access import note_reading, whole_case_or_404
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.panels import case_panels
from cqtt.dossiers.queue.filters import Reader, reader_of
from cqtt.dossiers.queue.queries import next_case
from cqtt.dossiers.queue.time_left import time_left
from cqtt.dossiers.rules import CASE_ROLES, SHORT_NAMES, TONES
from cqtt.dossiers.supplements import items_of, never_brought
from cqtt.dossiers.views import bp
from cqtt.forms import PostForm
from cqtt.notifications.showing import messages_about

Values = Mapping[str, Any]


@bp.get("/can-bo/ho-so/<row:id>")
@requires(*CASE_ROLES)
def work_on(id: int) -> str:
    """The page of one dossier, with buttons for what this officer may do now. Opening it is recorded."""
    dossier, reader = whole_case_or_404(id), reader_of(me(), today())
    said = get_flashed_messages(category_filter=["message"])
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
        "people": page.people_facts(dossier),
        "submitter": page.submitter_facts(dossier),
        "filing": page.filing_text(dossier, commune),
        "answers": shown_answers(dossier, content),
        "papers": papers_sent.papers_shown(dossier, content),
        "items_of": items_of,
        "results": papers_sent.result_files(dossier),
        "panels": case_panels(dossier),
    }


def _what_happened(dossier: Dossier, commune: Commune, reader: Reader) -> Values:
    at, calendar, roles = now(), working_calendar(commune), current_user.role_set
    events = history.history(dossier)
    return {
        "left": time_left(dossier, calendar, at),
        "status": SHORT_NAMES[dossier.status],
        "tone": TONES[dossier.status],
        "moves": buttons.moves_open(dossier, roles, at),
        "may_correct": buttons.may_correct(dossier, roles),
        "leader_needed": buttons.leader_needed(dossier, roles),
        "supplemented": page.was_supplemented(dossier),
        "holder": page.holder_text(dossier),
        "working_day": page.working_day_text(dossier, calendar, at),
        "hand_over": history.hand_over_word(dossier, reader, reader.officer_id),
        "never_brought": never_brought(dossier),
        "proposal": history.stop_proposal(dossier),
        "history": events,
        "notes": history.internal_notes(events),
        "messages": messages_about("dossier", dossier.id),
    }
