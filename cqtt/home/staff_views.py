"""An officer's day: what waits, what is due, what is mine; on the screen and on paper."""

from flask import Response, render_template
from flask_login import current_user

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import local, now
from cqtt.commune.models import the_commune
from cqtt.database import begin_writing
from cqtt.dossiers.queue.messages import WaitingTexts, texts_to_send
from cqtt.dossiers.queue.queries import counts, today_of
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.home import morning_sheet
from cqtt.home.day import heap_of_texts, heaps_of, number_of_texts, numbers_of
from cqtt.home.listening_day import listening_day
from cqtt.home.panels import day_panels
from cqtt.home.views import bp
from cqtt.roles import ANY_STAFF, Role

ON_SCREEN, ON_PAPER = 5, 40  # lines of a heap
NO_TEXTS = WaitingTexts([], 0)


@bp.get("/can-bo")
@requires(*ANY_STAFF)
def my_day() -> str:
    """The numbers of the day, the first things of each heap, and the ways on, as far as the roles go."""
    officer, commune, at = current_user.officer, the_commune(), now()
    reads_cases = current_user.has_role(*CASE_ROLES)
    day = today_of(at)
    numbers = numbers_of(counts(day), day) if reads_cases or current_user.has_role(Role.OVERSEER) else []
    heaps = heaps_of(officer, commune, at, ON_SCREEN) if reads_cases else []
    texts = texts_to_send() if reads_cases else NO_TEXTS
    heard = listening_day(officer, commune, at, ON_SCREEN)
    return render_template(
        "home/my_day.html",
        today=local(at).date(),
        numbers=heard.numbers_around(numbers + number_of_texts(texts)),
        heaps=heard.heaps_around(heaps) + heap_of_texts(texts) + [each.heap for each in heard.texts],
        reminders=heard.reminders,
        reads_cases=reads_cases,
        panels=day_panels(officer, at),
    )


@bp.get("/can-bo/viec-hom-nay.pdf")
@requires(*CASE_ROLES)
def morning_sheet_pdf() -> Response:
    """The day on a sheet of A5 with boxes to tick. It names people, so the print is recorded."""
    officer, commune, at = current_user.officer, the_commune(), now()
    heard = listening_day(officer, commune, at, ON_PAPER)
    heaps = heard.heaps_around(heaps_of(officer, commune, at, ON_PAPER)) + heard.session_on_paper
    texts, of_feedback = texts_to_send(1).total, sum(each.heap.total for each in heard.texts)
    words = morning_sheet.words_of(officer.name, commune, heaps, at, texts, of_feedback)
    answer = Response(morning_sheet.pdf(words), mimetype="application/pdf")
    day = local(at).date().isoformat()
    answer.headers["Content-Disposition"] = f'inline; filename="viec-{day}.pdf"'
    begin_writing()
    record("print", "morning_sheet", day, at=at, **morning_sheet.named_on(heaps))
    db.session.commit()
    return answer
