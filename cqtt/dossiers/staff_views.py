"""The officers' queue and the page of one dossier, under /can-bo/ho-so."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, get_flashed_messages, make_response, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from cqtt.access import in_staff_area, requires
from cqtt.clock import now
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import the_commune
from cqtt.dossiers import case_page, case_papers
from cqtt.dossiers.answers import answer_facts
from cqtt.dossiers.case_access import me, note_reading, whole_case_or_404
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import AnotherWasFaster, another_was_faster
from cqtt.dossiers.paper_data import PDFS
from cqtt.dossiers.queue import QueuePage, choices, counts, next_case, page_of
from cqtt.dossiers.queue_filters import Day, Filters, due_options, status_options
from cqtt.dossiers.rules import CASE_ROLES, LONG_NAMES, SHORT_NAMES, TONES
from cqtt.dossiers.submission import content_of
from cqtt.dossiers.time_left import time_left
from cqtt.dossiers.views import bp
from cqtt.error_pages import error_page
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.roles import Role

LAST_PAGE = 100_000


class Pages:
    """What the pager draws: the page of the queue and the addresses of its neighbours."""

    def __init__(self, page: QueuePage, filters: Filters) -> None:
        self.number, self.pages, self.total = page.number, page.pages, page.total
        self._filters: dict[str, Any] = filters.as_address()

    def url(self, number: int) -> str:
        return url_for("dossiers.queue", **self._filters, trang=number if number > 1 else None)


@bp.get("/can-bo/ho-so")
@requires(*CASE_ROLES, Role.OVERSEER)
def queue() -> Response:
    """The queue: what is most urgent first. An overseer sees it with masked names and opens nothing."""
    filters = Filters.from_address(request.args)
    number = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
    reads_cases = current_user.has_role(*CASE_ROLES)
    at, commune = now(), the_commune()
    calendar = working_calendar(commune)
    day = Day.at(at, calendar)
    page = page_of(filters, number, current_user.id, day, codes_only=not reads_cases)
    pages = Pages(page, filters)
    shown = render_template(
        "dossiers/staff/queue.html",
        page=page,
        pages=pages,
        rows=[(row, time_left(row, calendar, at)) for row in page.rows],
        filters=filters,
        choices=choices(),
        statuses=status_options(),
        dues=due_options(day),
        counts=counts(day),
        tones=TONES,
        status_words=SHORT_NAMES,
        reads_cases=reads_cases,
    )
    answer = make_response(shown)
    answer.headers["HX-Push-Url"] = pages.url(page.number)
    return answer


@bp.get("/can-bo/ho-so/<row:id>")
@requires(*CASE_ROLES)
def work_on(id: int) -> str:
    """The page of one dossier, with buttons for what this officer may do now. Opening it is recorded."""
    dossier, said = whole_case_or_404(id), get_flashed_messages()
    following = next_case(me(), but=id) if said else None
    shown = render_template(
        "dossiers/staff/case.html", **_case(dossier), said=said, following=following, form=PostForm()
    )
    note_reading("open", "dossier", id)
    return shown


def _case(dossier: Dossier) -> Mapping[str, Any]:
    content, at = content_of(dossier), now()
    return {
        "dossier": dossier,
        "content": content,
        "left": time_left(dossier, working_calendar(the_commune()), at),
        "status": LONG_NAMES[dossier.status],
        "tone": TONES[dossier.status],
        "moves": case_page.moves_open(dossier, current_user.role_set),
        "leader_needed": case_page.leader_needed(dossier, current_user.role_set),
        "supplemented": case_page.was_supplemented(dossier),
        "people": case_page.people_facts(dossier),
        "submitter": case_page.submitter_facts(dossier),
        "answers": answer_facts(dossier, content),
        "papers": case_papers.papers_shown(dossier, content),
        "supplement_files": case_papers.supplement_files,
        "results": case_papers.result_files(dossier),
        "history": case_page.history(dossier),
        "messages": case_page.messages(dossier.id),
        "printable": case_page.printable_papers(dossier),
    }


@bp.get("/can-bo/ho-so/<row:id>/giay/<kind>.pdf")
@requires(*CASE_ROLES)
def case_paper(id: int, kind: str) -> Response:
    """An official paper of the dossier, ready to print."""
    dossier = whole_case_or_404(id)
    if kind not in dict(case_page.printable_papers(dossier)):
        abort(404)
    answer = Response(PDFS[kind](dossier, the_commune()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{dossier.code}-{kind}.pdf"'
    note_reading("print", "dossier", id)
    return answer


@bp.errorhandler(RuleBroken)
def not_done(error: RuleBroken) -> tuple[str, int]:
    """Say why a move was not made; an officer finds the way back to the dossier."""
    db.session.rollback()
    dossier_id = (request.view_args or {}).get("id")
    if dossier_id is None or not in_staff_area(request.path):
        return error_page(409, error.sentence)
    return render_template("dossiers/staff/not_done.html", sentence=error.sentence, id=dossier_id), 409


@bp.errorhandler(StaleDataError)
def somebody_was_faster(error: StaleDataError) -> tuple[str, int]:
    """Answer a change that lost the race at the database the way a stale page is answered."""
    db.session.rollback()
    dossier_id = (request.view_args or {}).get("id")
    dossier = db.session.get(Dossier, dossier_id) if dossier_id else None
    return not_done(another_was_faster(dossier) if dossier else AnotherWasFaster(_("Có người vừa làm trước.")))
