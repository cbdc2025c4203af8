"""Taking a consent back: on the page that follows the dossier, or told to an officer."""

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.dossiers import consents
from cqtt.dossiers.case_access import case_or_404
from cqtt.dossiers.consents import Consent
from cqtt.dossiers.held import unlocked_dossier_or_404
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.dossiers.views import bp
from cqtt.extensions import db
from cqtt.i18n import _


@bp.post("/ho-so/<code>/thoi-dong-y/<key>")
def withdraw_consent(code: str, key: str) -> Response:
    """Take it back; nothing has to be explained, and pressed twice it is the same."""
    dossier, consent = unlocked_dossier_or_404(code), _consent_or_404(key)
    consents.withdraw(dossier, consent, now())
    db.session.commit()
    flash(_("Chúng tôi đã ghi: Ông/Bà đổi ý, không đồng ý nữa. Xin cảm ơn Ông/Bà đã cho biết."))
    return redirect(url_for(".show", code=code), 303)


@bp.post("/can-bo/ho-so/<row:id>/thoi-dong-y/<key>")
@requires(*CASE_ROLES)
def withdraw_consent_for_citizen(id: int, key: str) -> Response:
    """Take it back at the citizen's wish, told at the desk or by telephone."""
    dossier, consent = case_or_404(id), _consent_or_404(key)
    consents.withdraw(dossier, consent, now(), me())
    db.session.commit()
    flash(_("Đã ghi: người dân không muốn nữa."))
    return redirect(url_for(".work_on", id=id), 303)


def _consent_or_404(key: str) -> Consent:
    return consents.consent_named(key) or abort(404)
