"""Messages as administrators see them, under /quan-tri/tin-nhan: how each channel does, what failed, what waits.

No page here shows a text or a whole number: the secret link in a text opens what it is about.
"""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.notifications import figures, listing, setting_up
from cqtt.notifications.models import Notification
from cqtt.notifications.names import CHANNELS, ENDPOINTS, ICONS, SLUGS
from cqtt.notifications.states import channel_states
from cqtt.roles import Role

bp = Blueprint("notifications", __name__)
ALL = "/quan-tri/tin-nhan"
FAILED = f"{ALL}/khong-gui-duoc"
LONGEST_CODE = 40  # letters
Answer = Response | tuple[str, int]


def the_installation() -> Settings:
    """Return the settings of this process."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@bp.get(ALL)
@requires(Role.ADMINISTRATOR)
def overview() -> str:
    """Each channel with its state, what waits, went and failed; the costs of this month and those before."""
    at = now()
    return render_template(
        "notifications/overview.html",
        states=channel_states(the_installation(), at),
        counts=figures.counts(me(), at),
        no_messages=figures.Counts(),
        months=figures.months(at),
        nothing=figures.Sum(),
        names=CHANNELS,
        icons=ICONS,
        endpoints=ENDPOINTS,
        slugs={channel: slug for slug, channel in SLUGS.items()},
    )


@bp.get(FAILED)
@requires(Role.ADMINISTRATOR)
def failed() -> str:
    """What was given up, with the reason, the newest first."""
    channel = SLUGS.get(request.args.get("kenh", ""))
    page = listing.failed(me(), channel, _code(), page_number(request.args.get("trang", "")), now())
    return render_template(
        "notifications/failed.html", page=page, chosen=channel, names=CHANNELS, slugs=SLUGS, token=PostForm()
    )


@bp.post(f"{FAILED}/<row:id>/gui-lai")
@requires(Role.ADMINISTRATOR)
def send_again(id: int) -> Response:
    """Let one message be tried again from the beginning."""
    message = _message_or_404(id)
    if setting_up.send_again(message, now()):
        flash(_("Tin được gửi lại trong ít phút. Tin gửi tay thay cho nó, nếu có, đã được rút."))
    else:
        flash(_("Tin này không còn phải gửi lại: đã gửi, hoặc cán bộ đã gửi tay."), "warning")
    db.session.commit()
    return _back()


@bp.post(f"{FAILED}/gui-lai")
@requires(Role.ADMINISTRATOR)
def send_all_again() -> Response:
    """Let everything that was given up be tried again, on one channel or on all."""
    count = setting_up.send_all_again(SLUGS.get(request.args.get("kenh", "")), me(), now())
    db.session.commit()
    if count:
        flash(_("%(count)s tin được gửi lại trong ít phút.", count=count))
    else:
        flash(_("Không có tin nào phải gửi lại."), "warning")
    return _back()


@bp.get(f"{ALL}/gui-tay")
@requires(Role.ADMINISTRATOR)
def by_hand() -> str:
    """What waits for officers to send it, and what sending by hand is."""
    page = listing.by_hand(me(), _code(), page_number(request.args.get("trang", "")))
    return render_template("notifications/by_hand.html", page=page)


def _message_or_404(id: int) -> Notification:
    return listing.known_message(id, me()) or abort(404)


def _code() -> str:
    """Return the code that is searched for, as far as one can be that long."""
    return request.args.get("q", "").strip()[:LONGEST_CODE]


def _back() -> Response:
    kenh = request.args.get("kenh", "")
    return redirect(url_for("notifications.failed", kenh=kenh if kenh in SLUGS else None, q=_code() or None), 303)
