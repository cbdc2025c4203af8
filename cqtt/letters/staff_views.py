"""One letter as officers work on it: read, change, sign, send, take back. Under /can-bo/thu/<id>."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.dossiers.case_access import note_reading
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm, Revised, keeps_typed
from cqtt.i18n import _
from cqtt.letters import actions
from cqtt.letters.blueprint import bp
from cqtt.letters.confirmation import TooManyTries, confirm
from cqtt.letters.forms import LetterForm, ReasonForm, SignOneForm
from cqtt.letters.list_views import ALL
from cqtt.letters.listing import readable_letter
from cqtt.letters.messages import message_of, messages
from cqtt.letters.models import Letter
from cqtt.letters.rules import STEP_NAMES, WRITERS, Kind, LetterRefused, Occasion, Step
from cqtt.letters.salutations import SALUTATIONS
from cqtt.letters.sending import ways_open
from cqtt.letters.showing import (
    SLUG_OF_WAY,
    WAY_BUTTONS,
    WAY_ICONS,
    WAY_SLUGS,
    open_steps,
    sheet_of,
    state_of,
    way_sentence,
)
from cqtt.letters.writing import earlier_condolence
from cqtt.notifications.actions import NOT_WAITING, mark_sent_by_hand
from cqtt.roles import Role

ONE = f"{ALL}/<row:id>"
WAYS = ", ".join(f"'{slug}'" for slug in WAY_SLUGS)
Answer = Response | tuple[str, int]


@bp.get(ONE)
@requires(*WRITERS)
def show(id: int) -> str:
    """One letter as its reader will see it, and what may be done with it now. Reading it is recorded."""
    return _opened(id, _page(letter_or_404(id)))


def _opened(id: int, page: str) -> str:
    """Return a page with the words of a letter; that it was opened is recorded, not that it was sent back."""
    if request.method == "GET":
        note_reading("view", "letter", id)
    return page


def _page(letter: Letter) -> str:
    status_text, tone = state_of(letter)
    steps = open_steps(letter, me())
    return render_template(
        "letters/show.html",
        letter=letter,
        sheet=sheet_of(letter),
        state=(status_text, tone),
        steps=steps,
        ways=[
            (SLUG_OF_WAY[way], WAY_BUTTONS[way], way_sentence(letter, way), WAY_ICONS[way]) for way in ways_open(letter)
        ]
        if Step.SEND.value in steps
        else [],
        messages=messages(letter),
        step_names=STEP_NAMES,
        revision=Revised(revision=letter.revision, formdata=None),
        at=now(),
        token=PostForm(),
    )


@bp.route(f"{ONE}/sua", methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def edit(id: int) -> Answer:
    """Change a draft: who it goes to, its words, of an apology the reason and the new date."""
    letter = letter_or_404(id)
    _check_open(letter, Step.EDIT)
    form = LetterForm.of(letter, _asks_again(letter))
    if not form.accepted():
        return _opened(id, _edit_page(letter, form)), form.http_status
    try:
        actions.edit(letter, form.revision.data, me(), form.changes_to(letter), now())
    except ChangedMeanwhile:
        return _beside_stored(id, form)
    db.session.commit()
    flash(_("Đã lưu thư."))
    return redirect(url_for(".show", id=id), 303)


def _beside_stored(id: int, form: LetterForm) -> tuple[str, int]:
    """Show what was typed and what somebody else stored meanwhile."""
    db.session.rollback()
    letter = letter_or_404(id)
    _check_open(letter, Step.EDIT)
    stored = LetterForm.of(letter, _asks_again(letter), formdata=None)
    return _edit_page(letter, form, differences=form.rest_on(stored)), 409


def _asks_again(letter: Letter) -> bool:
    """Whether a leader has to say why the date is moved once more; before that, nobody is asked."""
    is_leader = me().has_role(Role.LEADER)
    return letter.occasion is Occasion.LATE and is_leader and actions.promised_before(letter)


def _edit_page(letter: Letter, form: LetterForm, **more: Any) -> str:
    return render_template("letters/edit.html", letter=letter, form=form, salutations=SALUTATIONS, **more)


@bp.post(f"{ONE}/theo-mau")
@requires(*WRITERS)
def use_template(id: int) -> Response:
    """Throw away what was typed by hand: the words of the template again."""
    return _pressed(
        id, lambda letter, seen: actions.use_template(letter, seen, me(), now()), _("Đã viết lại theo mẫu.")
    )


@bp.route(f"{ONE}/duyet", methods=["GET", "POST"])
@requires(Role.LEADER)
@reads_first
@keeps_typed
def sign(id: int) -> Answer:
    """Sign this letter alone, read on its own page: the only way for a condolence."""
    letter = letter_or_404(id)
    _check_open(letter, Step.APPROVE)
    form = SignOneForm(revision=letter.revision)
    if not form.accepted():
        return _opened(id, _sign_page(id, form)), form.http_status
    try:
        confirm(me(), form.password.data)
        begin_writing()
        letter = letter_or_404(id)
        actions.check_ready(letter, now())
        actions.approve([letter], {id: form.revision.data}, me(), now())
    except ChangedMeanwhile as refused:
        return _not_signed(id, form, refused, 409)
    except RuleBroken as refused:
        return _not_signed(id, form, refused, 429 if isinstance(refused, TooManyTries) else 422)
    db.session.commit()
    flash(_("Đã duyệt, ký. Xin chọn cách gửi thư."))
    return redirect(url_for(".show", id=id), 303)


def _not_signed(id: int, form: SignOneForm, refused: RuleBroken, status: int) -> tuple[str, int]:
    db.session.rollback()
    form.password.errors = [refused.sentence]
    form.revision.raw_data, form.revision.data = None, letter_or_404(id).revision
    return _sign_page(id, form), status


def _sign_page(id: int, form: SignOneForm) -> str:
    letter, earlier = letter_or_404(id), None
    if letter.kind is Kind.CONDOLENCE:
        earlier = earlier_condolence(str(letter.facts.get("nguoi_mat") or ""), letter.created_at, letter)
    return render_template("letters/sign.html", letter=letter, sheet=sheet_of(letter), form=form, earlier=earlier)


@bp.post(f"{ONE}/gui/<any({WAYS}):way>")
@requires(*WRITERS)
def send_letter(id: int, way: str) -> Response:
    """Send a signed letter, or write down that it was printed and sent, or handed over."""
    chosen = WAY_SLUGS[way]
    said = _("Đã ghi: %(way)s.", way=str(WAY_BUTTONS[chosen]).lower())
    return _pressed(id, lambda letter, seen: actions.send(letter, seen, me(), chosen, now()), said)


@bp.route(f"{ONE}/tra-lai", methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def note_returned(id: int) -> Answer:
    """Write down that the letter did not reach its reader, and why; it may go another way."""
    return _with_reason(id, Step.RETURN, actions.note_returned, _("Đã ghi thư bị trả lại. Xin gửi theo cách khác."))


@bp.route(f"{ONE}/bo", methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def discard(id: int) -> Answer:
    """Throw a letter away, and say why."""
    return _with_reason(id, Step.DISCARD, actions.discard, _("Đã bỏ thư."))


@bp.post(f"{ONE}/lay-lai")
@requires(*WRITERS)
def restore(id: int) -> Response:
    """Take back that a draft was thrown away."""
    return _pressed(id, lambda letter, seen: actions.restore(letter, seen, me(), now()), _("Đã lấy lại thư."))


@bp.post(f"{ONE}/tin/<row:message_id>")
@requires(*WRITERS)
def mark_message(id: int, message_id: int) -> Response:
    """Note that an officer has sent the ready text from a telephone."""
    letter = letter_or_404(id)
    message = message_of(letter, message_id) or abort(404)
    if mark_sent_by_hand(message, me().id, now()):
        record("send_by_hand", "notification", message.id)
        flash(_("Đã đánh dấu tin đã gửi."))
    else:
        flash(str(NOT_WAITING), "warning")
    db.session.commit()
    return redirect(url_for(".show", id=id, _anchor="tin-bao"), 303)


def _pressed(id: int, act: Callable[[Letter, int], None], said: str) -> Response:
    """Do what a single button asks for; a refusal is said on the page of the letter as it is now."""
    form = Revised()
    letter = letter_or_404(id)
    try:
        act(letter, form.revision.data or 0)
    except RuleBroken as refused:
        db.session.rollback()
        flash(refused.sentence, "warning")
        return redirect(url_for(".show", id=id), 303)
    db.session.commit()
    flash(said)
    return redirect(url_for(".show", id=id), 303)


def _with_reason(id: int, step: Step, act: Callable[..., None], said: str) -> Answer:
    """Do what needs a reason, or ask for it."""
    letter = letter_or_404(id)
    _check_open(letter, step)
    form = ReasonForm(revision=letter.revision)
    if not form.accepted():
        return _reason_page(letter, form, step), form.http_status
    try:
        act(letter, form.revision.data, me(), form.why.data, now())
    except RuleBroken as refused:
        db.session.rollback()
        letter = letter_or_404(id)
        form.revision.raw_data, form.revision.data = None, letter.revision
        form.why.errors = [refused.sentence]
        return _reason_page(letter, form, step), 409
    db.session.commit()
    flash(said)
    return redirect(url_for(".show", id=id), 303)


def _reason_page(letter: Letter, form: ReasonForm, step: Step) -> str:
    return render_template("letters/reason.html", letter=letter, form=form, step=step.value, name=STEP_NAMES[step])


def _check_open(letter: Letter, step: Step) -> None:
    """Raise LetterRefused unless this officer may take this step now."""
    if step.value not in open_steps(letter, me()):
        raise LetterRefused(_("Thư này không làm được việc ấy nữa, hoặc việc này do lãnh đạo làm. Xin xem lại thư."))


def letter_or_404(id: int) -> Letter:
    return readable_letter(id, me()) or abort(404)
