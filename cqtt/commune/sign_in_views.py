"""Sign-in, sign-out and one's own password."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import in_staff_area, own_path, requires
from cqtt.audit.actions import record
from cqtt.commune import sign_in_limits
from cqtt.commune.forms import PasswordForm, SignInForm
from cqtt.commune.models import Officer
from cqtt.commune.sign_in import (
    end_session,
    is_password,
    note_presence,
    officer_of_password,
    set_password,
    start_session,
)
from cqtt.commune.views import bp
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.roles import ANY_STAFF
from cqtt.throttle import allowed

Answer = AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]


@bp.route("/dang-nhap", methods=["GET", "POST"])
@keeps_typed
def sign_in() -> Answer:
    """Sign an officer in and go on to where they wanted to be."""
    wanted = own_path(request.args.get("tiep")) or url_for("home.my_day")
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(wanted, 303)
    form = SignInForm.from_request()
    if not form.accepted():
        return _ask(form, "", form.http_status)
    if not sign_in_limits.allow_try(form.login.data):
        return _too_many(form)
    officer = officer_of_password(form.login.data, form.password.data)
    return _let_in(officer, form.login.data, wanted) if officer else _refuse(form)


def _let_in(officer: Officer, login: str, wanted: str) -> AnyResponse:
    sign_in_limits.forget_try(login)
    start_session(officer)
    db.session.commit()
    answer = make_response(redirect(wanted, 303))
    sign_in_limits.know_this_browser(answer, login)
    return answer


def _refuse(form: SignInForm) -> tuple[str, int]:
    """Say the same whether the name or the password is wrong."""
    record("sign_in_refused", "officer", "")
    db.session.commit()
    return _ask(form, _("Tên đăng nhập hoặc mật khẩu chưa đúng. Xin gõ lại."), 422)


def _ask(form: SignInForm, refusal: str, status: int) -> tuple[str, int]:
    return render_template("commune/sign_in.html", form=form, refusal=refusal), status


def _too_many(form: SignInForm) -> tuple[str, int, dict[str, str]]:
    minutes = sign_in_limits.minutes_left()
    refusal = _(
        "Đã có nhiều lần gõ mật khẩu chưa đúng. Để giữ an toàn, xin chờ %(minutes)s phút rồi thử lại.",
        minutes=minutes,
    )
    return *_ask(form, refusal, 429), {"Retry-After": str(minutes * 60)}


@bp.post("/dang-xuat")
def sign_out() -> AnyResponse:
    """End this sign-in; pressing the button once more does no harm."""
    if current_user.is_authenticated:
        end_session()
        db.session.commit()
    flash(_("Ông/Bà đã đăng xuất."))
    return redirect(url_for("commune.sign_in"), 303)


@bp.route("/can-bo/mat-khau", methods=["GET", "POST"])
@requires(*ANY_STAFF)
@keeps_typed
def change_password() -> Answer:
    """Change one's own password: every other sign-in ends, this one goes on under a new secret."""
    officer = current_user.officer
    form = PasswordForm.from_request(login=officer.login)
    if not form.accepted():
        return _ask_for_new(form, form.http_status)
    if not allowed("own_password", str(current_user.id), sign_in_limits.WRONG_PER_ACCOUNT, sign_in_limits.WINDOW):
        form.old.errors = (_("Đã thử quá nhiều lần. Xin chờ ít phút rồi thử lại."),)
        return _ask_for_new(form, 429)
    if not is_password(officer.password_hash, form.old.data):
        form.old.errors = (_("Mật khẩu đang dùng chưa đúng. Xin gõ lại."),)
        return _ask_for_new(form, 422)
    set_password(officer, form.new.data)
    start_session(officer)
    db.session.commit()
    flash(_("Đã đổi mật khẩu. Những nơi khác đang đăng nhập bằng mật khẩu cũ đã được đăng xuất."))
    return redirect(url_for("commune.change_password"), 303)


def _ask_for_new(form: PasswordForm, status: int) -> tuple[str, int]:
    return render_template("commune/change_password.html", form=form), status


@bp.after_app_request
def keep_awake(answer: Response) -> Response:
    """Note that the officer is at work, so that the sign-in does not end for idleness."""
    if in_staff_area(request.path):
        note_presence()
    return answer
