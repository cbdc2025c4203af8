"""`/danh-gia/may/<signed>`: the tablet at the desk; and the officer's page that opens it, with the codes to rate at."""

from flask import redirect, render_template, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import full_url
from cqtt.clock import now
from cqtt.codes.qr import qr_svg
from cqtt.commune.models import Officer
from cqtt.commune.signed_in import me
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.ratings import actions
from cqtt.ratings.forms import TabletVoteForm
from cqtt.ratings.held import let_go_of_all, unknown
from cqtt.ratings.inviting import invite_of_dossier
from cqtt.ratings.places import WHOLE_DESK, counters, sessions_now
from cqtt.ratings.rules import Way
from cqtt.ratings.tablet import address_of_tablet, officer_of, to_be_asked
from cqtt.ratings.views import TABLET, bp, given

Answer = Response | tuple[str, int]


@bp.get("/can-bo/danh-gia/may-tinh-bang")
@requires(*CASE_ROLES)
def tablets() -> str:
    """The address of this officer's tablet with its code, and the codes for those who come without a dossier."""
    address = address_of_tablet(me(), now())
    return render_template(
        "ratings/staff/tablets.html",
        address=address,
        qr=qr_svg(address, _("Mã QR mở trang đánh giá trên máy tính bảng")),
        places=[(counter.name, url_for(".rate_desk", id=counter.id)) for counter in counters()],
        whole_desk=url_for(".rate_desk", id=WHOLE_DESK),
        sessions=[(each, _code_of_session(each.id)) for each in sessions_now(now())],
    )


@bp.route("/danh-gia/may/<signed>", methods=["GET", "POST"])
@keeps_typed
def tablet(signed: str) -> Answer:
    """Five faces about what was just handed over, or a friendly word while there is nothing to ask.

    Whoever is signed in here is an officer, and does not vote in a citizen's place.
    """
    officer = officer_of(signed, now()) or unknown()
    form = TabletVoteForm()
    is_voting = form.accepted()
    if current_user.is_authenticated:
        page = render_template("ratings/tablet.html", form=form, dossier=None, signed=signed, is_staff=True)
        return page, 403 if is_voting else form.http_status
    if is_voting and (answer := _voted(officer, form)):
        return answer
    session[TABLET] = signed
    let_go_of_all()
    asked = to_be_asked(officer, now())
    dossier = asked[0] if asked else None
    return render_template("ratings/tablet.html", form=form, dossier=dossier, signed=signed), form.http_status


def _voted(officer: Officer, form: TabletVoteForm) -> Response | None:
    """Count the vote about a dossier that this tablet asks about; None where it asks about it no more."""
    asked = {dossier.id: dossier for dossier in to_be_asked(officer, now())}
    dossier = asked.get(form.dossier.data)
    if dossier is None:
        return redirect(url_for(".tablet", signed=session.get(TABLET, "")), 303) if session.get(TABLET) else None
    rating = actions.vote(invite_of_dossier(dossier, now()), form.mark.data, Way.TABLET, now())
    db.session.commit()
    return given(rating) if rating else None


def _code_of_session(id: int) -> str:
    return qr_svg(full_url("ratings.rate_session", id=id), _("Mã QR đánh giá buổi lắng nghe"))
