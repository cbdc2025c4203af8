"""Minutes of a session: to print, to mend in Word, and the signed sheet as it came back."""

from flask import Response as FileResponse
from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.declarations.word_files import word_file
from cqtt.extensions import db
from cqtt.file_answers import send_bytes, send_kept
from cqtt.files import StoreFull
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.listening.forms import MinutesForm
from cqtt.listening.kept import file_store
from cqtt.listening.minutes import Words, minutes_docx, minutes_pdf, minutes_words
from cqtt.listening.models import ListeningSession
from cqtt.listening.planning import keep_minutes
from cqtt.listening.reading import opinions_for, promises_of
from cqtt.listening.recording import note_reading
from cqtt.listening.rules import PLANNERS, SessionRefused
from cqtt.listening.staff_views import ALL, READERS, session_or_404
from cqtt.listening.views import bp
from cqtt.uploads import UploadRefused, examine


@bp.get(f"{ALL}/<row:id>/bien-ban.pdf")
@requires(*READERS)
def minutes_as_pdf(id: int) -> FileResponse:
    """The minutes, to be printed and signed before people leave."""
    session = session_or_404(id)
    made = minutes_pdf(_words(session))
    answer = send_bytes(made, "application/pdf", f"{_name(session)}.pdf", inline=True)
    note_reading("print", id)
    return answer


@bp.get(f"{ALL}/<row:id>/bien-ban.docx")
@requires(*READERS)
def minutes_as_docx(id: int) -> FileResponse:
    """The same for Word."""
    session = session_or_404(id)
    answer = word_file(minutes_docx(_words(session)), _name(session))
    note_reading("download", id)
    return answer


@bp.route(f"{ALL}/<row:id>/bien-ban-da-ky", methods=["GET", "POST"])
@requires(*PLANNERS)
@reads_first
@keeps_typed
def signed_minutes(id: int) -> Response | tuple[str, int]:
    """Keep the signed sheet."""
    session = session_or_404(id)
    form = MinutesForm(revision=session.revision)
    if not form.accepted():
        return render_template("listening/change.html", session=session, form=form), form.http_status
    try:
        examined = examine(form.sheet.data.stream if form.sheet.data else b"", _given_name(form))
        key = file_store().put(examined.kept)
        begin_writing()
        replaced = keep_minutes(session_or_404(id), key, examined, now())
        db.session.commit()
    except (UploadRefused, StoreFull, SessionRefused) as refused:
        db.session.rollback()
        form.sheet.errors = [refused.sentence]
        return render_template("listening/change.html", session=session_or_404(id), form=form), 422
    if replaced:
        file_store().remove(replaced)
    flash(_("Đã lưu biên bản đã ký."))
    return redirect(url_for(".result", id=id), 303)


@bp.get(f"{ALL}/<row:id>/bien-ban-da-ky/tep")
@requires(*READERS)
def signed_sheet(id: int) -> FileResponse:
    """The signed sheet as it came back."""
    session = session_or_404(id)
    if session.minutes_key is None:
        abort(404)
    answer = send_kept(file_store(), session.minutes_key, session.minutes_type, session.minutes_name, inline=True)
    note_reading("open_file", id)
    return answer


def _words(session: ListeningSession) -> Words:
    """Return the words of the minutes as far as this officer may read them."""
    return minutes_words(session, opinions_for(session, me()), promises_of(session), the_commune())


def _given_name(form: MinutesForm) -> str:
    return (form.sheet.data.filename or "") if form.sheet.data else ""


def _name(session: ListeningSession) -> str:
    return f"bien-ban-lang-nghe-{session.on.isoformat()}-{session.id}"
