"""The receiving account: proposed by one administrator, confirmed by another, retired by either."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.codes.qr import qr_svg
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.fees import actions, vietqr
from cqtt.fees.forms import AccountForm, CodeForm, ConfirmAccountForm
from cqtt.fees.models import FeeAccount
from cqtt.fees.rules import check_second_person
from cqtt.fees.views import bp
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.roles import Role

Answer = Response | tuple[str, int]
ACCOUNT = "/quan-tri/phi/tai-khoan"


@bp.route(ACCOUNT, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def propose_account() -> Answer:
    """Propose an account; nothing is paid into it before somebody else has confirmed it."""
    form = AccountForm.from_request()
    if not form.accepted():
        return _ask(form, CodeForm(formdata=None), form.http_status)
    actions.propose_account(form.bank_bin, form.bank_name, form.number.data, form.holder.data, me(), now())
    db.session.commit()
    flash(_("Đã đề nghị tài khoản. Một người quản trị khác cần xem lại và xác nhận."))
    return redirect(url_for("fees.overview"), 303)


@bp.post(f"{ACCOUNT}/doc-ma")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def read_code() -> Answer:
    """Fill the form from the text of a VietQR; nothing is stored."""
    code, form = CodeForm.from_request(), AccountForm(formdata=None)
    if not code.accepted():
        return _ask(form, code, 422)
    try:
        form.fill_from(vietqr.read(code.text.data))
    except vietqr.NotATransferCode as refused:
        code.text.errors = (refused.sentence,)
        return _ask(form, code, 422)
    return _ask(form, code, 200)


def _ask(form: AccountForm, code: CodeForm, status: int) -> tuple[str, int]:
    return render_template("fees/propose_account.html", form=form, code=code), status


@bp.route(f"{ACCOUNT}/<row:id>/xac-nhan", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def confirm_account(id: int) -> Answer:
    """Stand for the account as the second person, who types its number again."""
    account, form = account_or_404(id), ConfirmAccountForm.from_request()
    check_second_person(account.proposed_by_id, me().id)
    form.must_be(account.number)
    if not form.accepted():
        picture = qr_svg(vietqr.write(vietqr.Transfer(account.bank_bin, account.number)), _("Mã VietQR để thử"))
        page = render_template("fees/confirm_account.html", form=form, account=account, picture=picture)
        return page, form.http_status
    actions.confirm_account(account, me(), now())
    db.session.commit()
    flash(_("Đã xác nhận tài khoản. Từ nay mã chuyển khoản hiện ở những mức phí đã được hai người xác nhận."))
    return redirect(url_for("fees.overview"), 303)


@bp.route(f"{ACCOUNT}/<row:id>/ngung", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def retire_account(id: int) -> Answer:
    """Ask first; then use the account no more, or drop the proposal."""
    account, form = account_or_404(id), PostForm()
    if not form.accepted():
        return render_template("fees/retire_account.html", account=account, token=form), form.http_status
    actions.retire_account(account, me(), now())
    db.session.commit()
    flash(_("Đã ngừng dùng tài khoản. Mã chuyển khoản không còn hiện ở đâu."))
    return redirect(url_for("fees.overview"), 303)


def account_or_404(id: int) -> FeeAccount:
    account = db.session.get(FeeAccount, id)
    if account is None or account.retired_at is not None:
        abort(404)
    return account
