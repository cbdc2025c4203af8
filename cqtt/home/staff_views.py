"""An officer's day: what waits, what is due, what is mine; on the screen and on paper."""

from flask import Response, render_template
from flask_login import current_user

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import local, now
from cqtt.commune.models import the_commune
from cqtt.database import begin_writing
from cqtt.dossiers.queue.messages import texts_to_send
from cqtt.dossiers.queue.queries import counts, today_of
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.home import morning_sheet
from cqtt.home.day import heap_of_texts, heaps_of, number_of_texts, numbers_of
from cqtt.home.views import bp
from cqtt.roles import ANY_STAFF, Role

ON_SCREEN, ON_PAPER = 5, 40  # lines of a heap


@bp.get("/can-bo")
@requires(*ANY_STAFF)
def my_day() -> str:
    """The numbers of the day, the first dossiers of each heap, and the ways on, as far as the roles go."""
    officer, at = current_user.officer, now()
    sees_queue = current_user.has_role(*CASE_ROLES, Role.OVERSEER)
    day = today_of(at)
    numbers = numbers_of(counts(day), day) if sees_queue else []
    heaps = []
    if current_user.has_role(*CASE_ROLES):
        texts = texts_to_send()
        numbers += number_of_texts(texts)
        heaps = heaps_of(officer, the_commune(), at, ON_SCREEN) + heap_of_texts(texts)
    return render_template(
        "home/my_day.html",
        today=local(at).date(),
        numbers=numbers,
        heaps=heaps,
        reads_cases=current_user.has_role(*CASE_ROLES),
    )


@bp.get("/can-bo/viec-hom-nay.pdf")
@requires(*CASE_ROLES)
def morning_sheet_pdf() -> Response:
    """The day on a sheet of A5 with boxes to tick. It names people, so the print is recorded."""
    officer, commune, at = current_user.officer, the_commune(), now()
    heaps = heaps_of(officer, commune, at, ON_PAPER)
    words = morning_sheet.words_of(officer.name, commune, heaps, at, texts_to_send(1).total)
    answer = Response(morning_sheet.pdf(words), mimetype="application/pdf")
    day = local(at).date().isoformat()
    answer.headers["Content-Disposition"] = f'inline; filename="viec-{day}.pdf"'
    begin_writing()
    named = sorted({line.dossier_id for heap in heaps for line in heap.lines})
    record("print", "morning_sheet", day, at=at, dossiers=named)
    db.session.commit()
    return answer
