"""The page of one feedback, under /can-bo/phan-anh, with its files and its messages."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import now, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.signed_in import me
from cqtt.dossiers.queue.filters import reader_of
from cqtt.extensions import db
from cqtt.feedback import actions
from cqtt.feedback.handling import buttons, page
from cqtt.feedback.handling import similar as alike
from cqtt.feedback.handling.forms import NoteForm, TranscribeForm
from cqtt.feedback.handling.history import hand_over_word, history, internal_notes
from cqtt.feedback.handling.messages import message_of, messages
from cqtt.feedback.handling.reading import file_or_404, note_opening, whole_or_404
from cqtt.feedback.handling.time_left import beside, time_left
from cqtt.feedback.kept import file_store, plain_name
from cqtt.feedback.models import Feedback, FileKind
from cqtt.feedback.pages import map_link, note_reading, readable_or_404
from cqtt.feedback.panels import panels_of
from cqtt.feedback.rules import HANDLERS, LONG_NAMES, TONES, Step
from cqtt.feedback.views import bp
from cqtt.file_answers import send_kept, shown_in_page
from cqtt.forms import PostForm
from cqtt.notifications.actions import NOT_WAITING, mark_sent_by_hand

Values = Mapping[str, Any]


@bp.get("/can-bo/phan-anh/<row:id>")
@requires(*HANDLERS)
def work_on(id: int) -> str:
    """The page of one feedback, with what this officer may do now. Opening it is recorded, by its code alone."""
    feedback, officer = whole_or_404(id), me()
    shown = render_template(
        "feedback/staff/feedback.html",
        **_what_it_is(feedback, officer),
        **_what_happened(feedback, officer),
        said=get_flashed_messages(),
        form=PostForm(),
        note_form=NoteForm.about(feedback),
        transcribe_form=TranscribeForm(formdata=None, words=actions.typed_words(feedback)),
    )
    note_reading("view", feedback.code)
    return shown


def _what_it_is(feedback: Feedback, officer: Officer) -> Values:
    same_phone = alike.of_same_phone(feedback, officer)
    return {
        "feedback": feedback,
        "own_words": actions.own_words(feedback),
        "typed_words": actions.typed_words(feedback),
        "sender": page.sender_facts(feedback),
        "matter": page.matter_facts(feedback),
        "conduct": page.conduct_facts(feedback) if feedback.is_conduct else [],
        "map_link": map_link(feedback),
        "photos": feedback.photos(FileKind.PHOTO),
        "after": feedback.photos(FileKind.AFTER),
        "outcome": page.outcome_text(feedback),
        "same_phone": same_phone,
        "similar": [other for other in alike.similar(feedback, officer) if other not in same_phone],
        "joined": alike.joined(feedback, officer),
        "panels": panels_of(feedback, officer),
    }


def _what_happened(feedback: Feedback, officer: Officer) -> Values:
    at, events, reader = now(), history(feedback), reader_of(officer, today())
    steps = buttons.steps_of(feedback, officer)
    return {
        "left": time_left(feedback, working_calendar(the_commune()), at),
        "under": beside(feedback, at),
        "status": LONG_NAMES[feedback.status],
        "tone": TONES[feedback.status],
        "moves": buttons.moves_open(feedback, officer),
        "may_type": Step.TRANSCRIBE in steps,
        "holder": page.holder_text(feedback),
        "hand_over": hand_over_word(feedback, officer.id, reader.holders),
        "history": events,
        "notes": internal_notes(events),
        "messages": messages(feedback),
    }


@bp.get("/can-bo/phan-anh/<row:id>/tep/<public_id>")
@requires(*HANDLERS)
def staff_file(id: int, public_id: str) -> Response:
    """Send a photograph or a voice note; inside a page it is recorded once an hour, opened by itself each time."""
    file = file_or_404(id, public_id)
    code = file.feedback.code
    answer = send_kept(file_store(), file.storage_key, file.media_type, plain_name(file.media_type), inline=True)
    note = note_reading if shown_in_page() or "Range" in request.headers else note_opening  # players ask for pieces
    note("open_file", code)
    return answer


@bp.post("/can-bo/phan-anh/<row:id>/tin/<row:message_id>/da-gui")
@requires(*HANDLERS)
def mark_feedback_message_sent(id: int, message_id: int) -> AnyResponse:
    """Record that an officer sent a ready text; a second press changes nothing."""
    message, form = message_of(readable_or_404(id), message_id), PostForm()
    if message is None:
        abort(404)
    if form.accepted():
        if mark_sent_by_hand(message, me().id, now()):
            record("send_by_hand", "notification", message.id)
        else:
            flash(str(NOT_WAITING), "warning")
        db.session.commit()
    return redirect(url_for("feedback.work_on", id=id, _anchor="tin-bao"), 303)
