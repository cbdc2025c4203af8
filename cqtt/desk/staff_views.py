"""`/can-bo/tiep-nhan`: walk-in intake on one screen; each way it may end is an address of its own."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import is_own_form, requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.desk import actions, checks, choosing, going_on
from cqtt.desk.returning import note_recognised
from cqtt.desk.scans import remove
from cqtt.desk.screen import Screen
from cqtt.desk.taking_files import taken_files
from cqtt.dossiers.models import Dossier, FilingChannel
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.rules import LONG_NAMES
from cqtt.dossiers.submission.uploading import Stored
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.htmx import go_to
from cqtt.i18n import _
from cqtt.procedures.catalogue import published_catalogue
from cqtt.roles import Role
from cqtt.uploads import ACCEPT, UploadRefused

bp = Blueprint("desk", __name__)

Answer = Response | tuple[str, int]
Ending = Callable[[Dossier, datetime], None]
DESK = "/can-bo/tiep-nhan"


@bp.route(DESK, methods=["GET", "POST"])
@requires(Role.RECEPTION)
@reads_first
@keeps_typed
def intake() -> tuple[str, int]:
    """The screen. A POST shows it again with the card read, the procedure found, the date counted; nothing is kept."""
    screen = Screen()
    if request.method == "POST" and not is_own_form():
        screen.form.csrf_token.validate(screen.form)
        screen.forget_known()
    answer = _shown(screen)
    if screen.known:
        note_recognised(screen.known.earlier)
    return answer


@bp.get(f"{DESK}/<any(nhan, 'bo-sung', 'giai-quyet-ngay', 'tu-choi'):ending>")
@requires(Role.RECEPTION)
def back_to_intake(ending: str) -> Response:
    """The address that stays in the browser after a screen with mistakes; opened again, it begins anew."""
    return redirect(url_for("desk.intake"), 303)


@bp.route(f"{DESK}/thu-tuc", methods=["GET", "POST"])
@requires(Role.RECEPTION)
@reads_first
def procedures() -> str:
    """The procedures that the typed letters may mean, likeliest first.

    The page sends them by POST: a scanner may write a whole card into this box, and no card stands in an address.
    """
    typed = request.values.get("tim", "")[:100]
    found = choosing.find(published_catalogue(), typed, choosing.used_lately(now()))
    return render_template("desk/procedures.html", found=found, typed=typed, token=PostForm())


@bp.post(f"{DESK}/nhan")
@requires(Role.RECEPTION)
@reads_first
@keeps_typed
def accept() -> Answer:
    """Take the dossier in: it is made, submitted and accepted in one transaction."""
    screen = Screen()
    if not checks.may_be_accepted(screen):
        return _shown(screen)
    limit, note = screen.agreed_limit, note_of(screen)
    return _finish(screen, lambda dossier, at: decisions.accept(dossier, me(), limit, at, note=note))


@bp.post(f"{DESK}/bo-sung")
@requires(Role.RECEPTION)
@reads_first
@keeps_typed
def request_supplement() -> Answer:
    """Take down what came and ask, once and for all, for what is missing; the dossier is not accepted yet."""
    screen = Screen()
    if not checks.may_be_asked_for_more(screen):
        return _shown(screen)
    items, reason = checks.items_to_ask_for(screen), screen.form.whole_reason
    return _finish(screen, lambda dossier, at: decisions.request_supplement(dossier, me(), items, reason, at))


@bp.post(f"{DESK}/giai-quyet-ngay")
@requires(Role.RECEPTION)
@reads_first
@keeps_typed
def resolve_at_once() -> Answer:
    """Accept, settle and hand over while the citizen waits, in one step with all its events."""
    screen = Screen()
    if not checks.may_be_resolved_at_once(screen):
        return _shown(screen)
    limit, result, note, paid = screen.limit, screen.form.result.data, note_of(screen), screen.form.is_paid
    return _finish(screen, lambda dossier, at: actions.resolve_at_once(dossier, me(), limit, result, note, at, paid))


@bp.post(f"{DESK}/tu-choi")
@requires(Role.RECEPTION)
@reads_first
@keeps_typed
def refuse() -> Answer:
    """Take down who asked and for what, and decline to receive it, in one transaction."""
    screen = Screen()
    if not checks.may_be_refused(screen):
        return _shown(screen)
    reason, ground = screen.form.whole_refusal, screen.form.whole_refusal_ground
    return _finish(screen, lambda dossier, at: decisions.refuse(dossier, me(), reason, ground, at))


def _shown(screen: Screen) -> tuple[str, int]:
    page = render_template(
        "desk/intake.html",
        screen=screen,
        form=screen.form,
        next_box=going_on.lead_to(screen),
        goes_on_in=going_on.box_for_scripts(screen),
        current_place=DESK,
        status_names=LONG_NAMES,
        may_resolve=checks.offers_to_resolve(screen),
        accept=ACCEPT,
    )
    return page, screen.http_status


def _finish(screen: Screen, ending: Ending) -> Answer:
    """Write everything in one transaction and go on; pressed twice, lead to the one dossier there is."""
    start_key = screen.form.start_key.data
    dossier = actions.begun_with(start_key)
    if dossier is None:
        files = taken_files(screen)
        if files is None:
            return _shown(screen)
        dossier = _entered(screen, files, ending)
        if dossier is None:
            return _shown(screen)
    return go_to(url_for("desk.done", id=dossier.id))


def _entered(screen: Screen, files: list[tuple[str, Stored]], ending: Ending) -> Dossier | None:
    """Return the dossier once it is safe; None, with the sentence on the screen, when its files are too much."""
    wanted = intake_of(screen, files)
    taken = [scan for scan, paper in screen.scans if paper]
    begin_writing()
    at = now()
    try:
        dossier = actions.begun_with(wanted.start_key)
        if dossier is None:
            dossier = actions.enter(wanted, me(), at)
            ending(dossier, at)
        db.session.commit()
    except IntegrityError:  # another press of the same button was first, or something is wrong indeed
        db.session.rollback()
        dossier = actions.begun_with(wanted.start_key)
        if dossier is None:
            raise
        return dossier
    except UploadRefused as refused:
        db.session.rollback()
        screen.refuse("papers", refused.sentence)
        return None
    for sentence in remove(taken):
        flash(sentence)
    return dossier


def intake_of(screen: Screen, files: list[tuple[str, Stored]]) -> actions.Intake:
    """Return what is written down of a screen that was checked."""
    form = screen.form
    return actions.Intake(
        start_key=form.start_key.data,
        version_id=screen.version_id or 0,
        person=form.person(now().isoformat()),
        channel=FilingChannel(form.channel.data),
        papers_received=screen.papers.received() if screen.papers else {},
        fee_vnd=form.fee_vnd,
        files=files,
    )


def note_of(screen: Screen) -> str:
    """Return the note for colleagues: on what ground an unpublished limit stands, what was looked up, the rest."""
    form, lines = screen.form, []
    if screen.content and screen.content.known_limit is None and form.limit_ground.data and screen.limit:
        words = {"limit": screen.limit.text, "reason": form.limit_ground.data}
        lines.append(_("Thời hạn do cán bộ ghi: %(limit)s. Căn cứ: %(reason)s", **words))
    looked_up = screen.papers.looked_up() if screen.papers else []
    if looked_up:
        lines.append(_("Tra cứu được, không yêu cầu nộp: %(names)s", names="; ".join(looked_up)))
    if screen.missing and form.why_lacking.data:
        names = "; ".join(requirement.name for requirement in screen.missing)
        lines.append(_("Tiếp nhận khi còn thiếu: %(names)s. Vì sao: %(why)s", names=names, why=form.why_lacking.data))
    return "\n".join([*lines, form.note.data or ""]).strip()
