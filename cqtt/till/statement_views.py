"""The bank's statement: pasted, laid beside the dossiers, and recorded line by line as an officer ticks it."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now, today
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.dossiers.case_access import case_or_404, roles_ever
from cqtt.dossiers.rules import Step
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.procedures.facts import money
from cqtt.till import actions
from cqtt.till.forms import RecordForm, StatementForm
from cqtt.till.matching import Match
from cqtt.till.reading import Reading, read_pasted
from cqtt.till.statement import StatementRefused
from cqtt.till.views import bp

Answer = Response | tuple[str, int]
TAKERS = roles_ever(Step.CONFIRM_PAYMENT)


@bp.route("/can-bo/thu-phi/sao-ke", methods=["GET", "POST"])
@requires(*TAKERS)
@reads_first
@keeps_typed
def statement() -> Answer:
    """Read what was pasted and show what fits, what nearly does, and what could not be read. Nothing is stored."""
    form = StatementForm.from_request()
    reading = _reading_of(form) if form.accepted() else None
    if reading is None:
        return render_template("till/statement.html", form=form), form.http_status
    return _show(RecordForm(formdata=None, text=form.text.data), reading, [match.digest for match in reading.matches])


@bp.post("/can-bo/thu-phi/sao-ke/ghi-nhan")
@requires(*TAKERS)
@reads_first
@keeps_typed
def record_statement() -> Answer:
    """Record the ticked lines, each in a transaction of its own: one that fails takes no other with it."""
    form = RecordForm.from_request()
    reading = _reading_of(form)
    if reading is None:
        return render_template("till/statement.html", form=form), 422
    form.let_choose(match.digest for match in reading.matches)
    if not form.accepted():
        return _show(form, reading, form.lines.data or (), 422)
    ticked = [match for match in reading.matches if match.digest in form.lines.data]
    recorded = [match for match in ticked if _record(match)]
    total = money(sum(match.credit.amount_vnd for match in recorded))
    if recorded:
        flash(_("Đã ghi nhận %(count)s khoản theo sao kê, cộng %(total)s.", count=len(recorded), total=total))
    return redirect(url_for("till.day"), 303)


def _reading_of(form: StatementForm) -> Reading | None:
    """Return what the pasted text came to; a text that cannot be read has its sentence on the form."""
    if not form.text.data:
        form.validate()
        return None
    try:
        return read_pasted(form.text.data, today())
    except StatementRefused as refused:
        form.text.errors = [refused.sentence]
        return None


def _record(match: Match) -> bool:
    """Record one line for good, or say why it was not; what came before stays recorded."""
    begin_writing()
    try:
        actions.take_from_statement(case_or_404(match.dossier.id), me(), match, now())
        db.session.commit()
    except (RuleBroken, StaleDataError) as refused:
        db.session.rollback()
        why = refused.sentence if isinstance(refused, RuleBroken) else _("Có người vừa cập nhật hồ sơ này.")
        flash(_("Chưa ghi nhận %(code)s: %(why)s", code=match.dossier.code, why=why), "warning")
        return False
    return True


def _show(form: RecordForm, reading: Reading, ticked: Iterable[str], status: int = 200) -> tuple[str, int]:
    page = render_template("till/matched.html", form=form, reading=reading, ticked=set(ticked))
    return page, status
