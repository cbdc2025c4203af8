"""The leader's signature: fifty letters with one password on a telephone, or one alone on its own page."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers.case_access import note_reading
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.letters import listing
from cqtt.letters.blueprint import bp
from cqtt.letters.confirmation import TooManyTries, confirm
from cqtt.letters.forms import SignForm
from cqtt.letters.list_views import ALL
from cqtt.letters.rules import KIND_NAMES, MOST_AT_ONCE, Kind
from cqtt.letters.showing import sheets_of
from cqtt.letters.signing import check_picks, picks_of, sign_each
from cqtt.roles import Role

Answer = Response | tuple[str, int]
TOGETHER = {slug: kind for slug, kind in listing.KIND_SLUGS.items() if kind is not Kind.CONDOLENCE}
EVERY_PICK = "trang"  # chon=trang: every box of the page is ticked, for browsers without scripts


@bp.route(f"{ALL}/duyet", methods=["GET", "POST"])
@requires(Role.LEADER)
@reads_first
@keeps_typed
def approve() -> Answer:
    """Read the drafts that wait, and sign those that are ticked."""
    return _signed(then_send=False)


@bp.route(f"{ALL}/duyet-va-gui", methods=["GET", "POST"])
@requires(Role.LEADER)
@reads_first
@keeps_typed
def approve_and_send() -> Answer:
    """Sign those that are ticked, and send each at once where there is a telephone or a mail address."""
    return _signed(then_send=True) if request.method == "POST" else redirect(url_for(".approve"), 303)


def _signed(then_send: bool) -> Answer:
    form, picks = SignForm.from_request(), picks_of(request.form.getlist("chon"))
    if not form.accepted():
        return _ask(form, picks, form.http_status)
    try:
        check_picks(picks)
        confirm(me(), form.password.data)
    except RuleBroken as refused:
        return _refused(form, picks, refused)
    told = sign_each(picks, me().id, now(), then_send)
    page = render_template(
        "letters/approved.html",
        done=[line for line in told if not line.why_not],
        left=[line for line in told if line.why_not],
        then_send=then_send,
    )
    return page, 200


def _refused(form: SignForm, picks: dict[int, int], refused: RuleBroken) -> tuple[str, int]:
    db.session.rollback()
    form.password.errors = [refused.sentence]
    form.password.data = None
    return _ask(form, picks, 429 if isinstance(refused, TooManyTries) else 422)


def _ask(form: SignForm, picks: dict[int, int], status: int) -> tuple[str, int]:
    """Show the drafts, those that were ticked still ticked; opening them is recorded."""
    at, officer = now(), me()
    kind, condolences = request.args.get("loai", ""), listing.waiting_condolences(officer, MOST_AT_ONCE)
    letters, total = listing.waiting_drafts(officer, at, MOST_AT_ONCE, TOGETHER.get(kind))
    page = render_template(
        "letters/approve.html",
        form=form,
        sheets=sheets_of(letters),
        total=total,
        most=MOST_AT_ONCE,
        ticked=set(picks) if form.is_submitted() else set(),
        all_ticked=request.args.get("chon") == EVERY_PICK and not form.is_submitted(),
        kinds=[("", ""), *((slug, KIND_NAMES[each]) for slug, each in TOGETHER.items())],
        kind=kind,
        condolences=condolences,
        at=at,
    )
    if request.method == "GET" and (letters or condolences):  # of nothing there is nothing to record
        note_reading("view", "letters", 0)
    return page, status
