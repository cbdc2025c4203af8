"""An officer's day: what waits, what is due, what is mine."""

from flask import render_template
from flask_login import current_user

from cqtt.access import requires
from cqtt.clock import local, now
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.dossiers.queue import counts, day_lists, today_of
from cqtt.dossiers.queue_messages import texts_to_send
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.home.day import heap_of_texts, heaps_of, number_of_texts, numbers_of, places_of
from cqtt.home.views import bp
from cqtt.roles import ANY_STAFF, Role


@bp.get("/can-bo")
@requires(*ANY_STAFF)
def my_day() -> str:
    """The numbers of the day, the first dossiers of each heap, and the ways on, as far as the roles go."""
    officer, roles, at = current_user.officer, current_user.role_set, now()
    sees_queue = current_user.has_role(*CASE_ROLES, Role.OVERSEER)
    numbers = numbers_of(counts(today_of(at))) if sees_queue else []
    heaps = []
    if current_user.has_role(*CASE_ROLES):
        texts = texts_to_send()
        numbers += number_of_texts(texts)
        heaps = heaps_of(day_lists(officer, at), roles, working_calendar(the_commune()), at) + heap_of_texts(texts)
    return render_template(
        "home/my_day.html",
        today=local(at).date(),
        numbers=numbers,
        heaps=heaps,
        reads_cases=current_user.has_role(*CASE_ROLES),
        places=places_of(roles),
    )
