"""An officer's own pledge, under /can-bo/cam-ket: read, confirmed with the own password, signed; and the desk card."""

import secrets

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import date_text, now, today
from cqtt.commune import sign_in_limits
from cqtt.commune.models import Officer
from cqtt.commune.pledge_text import GROUPS, SPIRIT, VERSION
from cqtt.commune.sign_in import officer_of_password
from cqtt.commune.signed_in import me
from cqtt.dossiers.case_access import note_handing_out
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.pledges import actions, papers
from cqtt.pledges.forms import SignForm
from cqtt.pledges.rules import Standing, is_of_the_unit, renewable_from
from cqtt.pledges.signers import Signer, history_of, latest_of, signer_of, signing_of
from cqtt.pledges.views import bp
from cqtt.roles import ANY_STAFF

Answer = AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]


@bp.route("/can-bo/cam-ket", methods=["GET", "POST"])
@requires(*ANY_STAFF)
@keeps_typed
def sign() -> Answer:
    """The words to read and to sign, until when they hold, and what was signed before."""
    form = SignForm.from_request(start_key=secrets.token_urlsafe(16))
    if not form.accepted():
        return _page(form, form.http_status)
    if not sign_in_limits.allow_try(me().login or ""):
        return _too_many(form)
    officer = _confirmed(form.password.data)
    if officer is None:
        form.password.errors = (_("Mật khẩu chưa đúng. Xin gõ lại mật khẩu Ông/Bà dùng để đăng nhập."),)
        return _page(form, 422)
    sign_in_limits.forget_try(officer.login or "")
    pledge = actions.sign(officer, form.start_key.data, now())
    db.session.commit()
    flash(_("Ông/Bà đã ký cam kết, có hiệu lực đến hết %(day)s.", day=date_text(pledge.expires_on)))
    return redirect(url_for(".sign"), 303)


@bp.get("/can-bo/cam-ket/the.pdf")
@requires(*ANY_STAFF)
def own_card() -> Response:
    """One's own card for the desk; only who has signed has one. The print is recorded."""
    signer = _signer(me())
    if not signer.holds:
        raise RuleBroken(_("Thẻ để bàn dành cho người đã ký. Xin ký cam kết trước rồi in."))
    answer = papers.answer(papers.cards([signer]), "the-cam-ket.pdf")
    note_handing_out("print", "pledge_card", signer.officer.id)
    return answer


def _confirmed(password: str) -> Officer | None:
    """Return the signed-in officer if this is the own password; as at the sign-in, nothing is held meanwhile."""
    own_id = me().id
    officer = officer_of_password(me().login or "", password)
    return officer if officer is not None and officer.id == own_id else None


def _too_many(form: SignForm) -> Answer:
    minutes = sign_in_limits.minutes_left()
    refusal = _(
        "Đã có nhiều lần gõ mật khẩu chưa đúng. Để giữ an toàn, xin chờ %(minutes)s phút rồi thử lại.",
        minutes=minutes,
    )
    form.password.errors = (refusal,)
    return *_page(form, 429), {"Retry-After": str(minutes * 60)}


def _page(form: SignForm, status: int) -> tuple[str, int]:
    signer = _signer(me())
    signing = signing_of(signer.latest)
    page = render_template(
        "pledges/sign.html",
        form=form,
        groups=GROUPS,
        spirit=SPIRIT,
        signer=signer,
        may_sign=is_of_the_unit(signer.officer.role_set) and signer.standing is not Standing.SIGNED,
        renewable_from=renewable_from(signing) if signing else None,
        history=history_of(signer.officer),
        wording=VERSION,
        today=today(),
    )
    return page, status


def _signer(officer: Officer) -> Signer:
    return signer_of(officer, latest_of(officer.id), today())
