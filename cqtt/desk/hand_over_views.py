"""`/can-bo/tra-ket-qua`: results are found by a scan and handed to a person who is named."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from cqtt.access import is_own_form, requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.desk import actions, hand_over
from cqtt.desk.forms import HandOverForm
from cqtt.desk.hand_over import Scanned
from cqtt.desk.panels import results_panels
from cqtt.desk.returning import note_recognised
from cqtt.desk.staff_views import bp
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.moves import check_revision
from cqtt.dossiers.queue.search import is_code, keep_words, kept_words, new_key
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role
from cqtt.text import clean

Answer = Response | tuple[str, int]
HAND_OVER = "/can-bo/tra-ket-qua"


@bp.route(HAND_OVER, methods=["GET", "POST"])
@requires(Role.RECEPTION)
@reads_first
@keeps_typed
def results() -> tuple[str, int]:
    """What waits to be fetched. A POST carries what was scanned and shows whose results these are."""
    form = HandOverForm.from_request()
    if request.method == "POST" and not is_own_form():
        form.csrf_token.validate(form)
        return _shown(form, Scanned())
    line = str(request.form.get("scan", ""))[:2000]
    scanned = hand_over.look_up(line) if line.strip() else Scanned(_still_chosen())
    if not form.receiver.data and (scanned.card or scanned.dossiers):
        form.receiver.data = scanned.card.name if scanned.card else scanned.dossiers[0].applicant_name
    answer = _shown(form, scanned)
    if scanned.dossiers:
        note_recognised(scanned.dossiers)
    return answer


@bp.post(f"{HAND_OVER}/tim")
@requires(Role.RECEPTION)
@reads_first
def search_results() -> Response:
    """Take what was typed to the address of the list: a code as it is, a name or a shelf by its key."""
    typed = clean(request.form.get("tim", ""))[:100]
    if is_code(typed):
        return redirect(url_for("desk.results", tim=typed), 303)
    key = keep_words(request.form.get("nguoi", ""), typed) if typed else None
    return redirect(url_for("desk.results", nguoi=key), 303)


@bp.get(f"{HAND_OVER}/<any(trao, tim):step>")
@requires(Role.RECEPTION)
def back_to_results(step: str) -> Response:
    """The address that stays in the browser after a mistake, or after signing in again; opened, it is the list."""
    return redirect(url_for("desk.results"), 303)


@bp.post(f"{HAND_OVER}/trao")
@requires(Role.RECEPTION)
@keeps_typed
def hand_over_results() -> Answer:
    """Hand the ticked results to one person, all or none."""
    form = HandOverForm.from_request()
    dossiers = _still_chosen()
    ticked = [dossier for dossier in dossiers if str(dossier.id) in request.form.getlist("hand")]
    form.accepted()
    if not ticked:
        gone = _("Kết quả này đã được trao rồi, hoặc chưa có gì để trao.")
        form.refuse("hand", _("Xin đánh dấu kết quả được trao.") if dossiers else gone)
    if not form.complaints() and _handed_over(form, ticked):
        flash(_("Đã trao %(count)s kết quả cho %(name)s.", count=len(ticked), name=form.receiver.data))
        return redirect(url_for("desk.results"), 303)
    return _shown(form, Scanned(_still_chosen()))


def _handed_over(form: HandOverForm, ticked: list[Dossier]) -> bool:
    """Hand over and commit; False, with the sentence on the page, when somebody was faster or a rule forbids it."""
    try:
        for dossier in ticked:
            check_revision(dossier, request.form.get(f"revision-{dossier.id}", 0, type=int))
        along = request.form.getlist("along")
        actions.hand_over(ticked, me(), form.receiver.data, form.relation.data or "", now(), along)
        db.session.commit()
    except RuleBroken as refused:
        db.session.rollback()
        form.refuse("receiver", refused.sentence)
    except StaleDataError:  # a colleague's change came between our look and our commit
        db.session.rollback()
        form.refuse("receiver", _("Có người vừa cập nhật hồ sơ này. Chưa trao gì; xin xem lại rồi bấm lần nữa."))
    else:
        return True
    return False


def _still_chosen() -> tuple[Dossier, ...]:
    """Return the dossiers that the page shows to be handed over and that still wait."""
    ids = [int(each) for each in request.form.getlist("shown") if each.isdecimal() and len(each) < 12]
    return tuple(hand_over.ready_by_ids(ids)) if ids else ()


def _code_in_address() -> str:
    typed = clean(request.args.get("tim", ""))[:100]
    return typed if is_code(typed) else ""


def _shown(form: HandOverForm, scanned: Scanned) -> tuple[str, int]:
    key, at = request.args.get("nguoi", ""), now()
    search = kept_words(key) or _code_in_address()
    page = render_template(
        "desk/results.html",
        form=form,
        scanned=scanned,
        along_ticked=request.form.getlist("along"),
        to_fetch=hand_over.as_waiting(scanned.dossiers, at),
        waiting=hand_over.as_waiting(hand_over.all_waiting(search), at),
        search=search,
        search_key=key or new_key(),
        is_forgotten=bool(key and not search),
        most=hand_over.MOST_LISTED,
        panels=results_panels(me()),
    )
    wrong = request.method == "POST" and (form.complaints() or scanned.sentence)
    return page, 422 if wrong else 200
