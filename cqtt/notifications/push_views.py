"""A word on this telephone (web push): what a browser that opened a thing asks for, and takes back.

The page needs a script and a browser that can; without them it is the same page without the offer.
"""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, g, jsonify
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from cqtt.clock import now
from cqtt.error_pages import too_many
from cqtt.extensions import db
from cqtt.forms import Form
from cqtt.i18n import _
from cqtt.notifications import browsers, told_here
from cqtt.notifications.browsers import LONGEST_ADDRESS, Browser, Followed
from cqtt.notifications.connections import connection
from cqtt.notifications.models import Channel
from cqtt.notifications.push import public_key
from cqtt.throttle import allowed, client_address

bp = Blueprint("push", __name__)

WORKER = "js/tell_worker.js"
ASKED_AN_HOUR = 40  # from one address; many people share the hall's


class BrowserForm(Form):
    """What a browser gave to be told."""

    endpoint = StringField(validators=[InputRequired(), Length(max=LONGEST_ADDRESS)])
    p256dh = StringField(validators=[InputRequired(), Length(max=200)])
    auth = StringField(validators=[InputRequired(), Length(max=100)])

    @property
    def browser(self) -> Browser:
        return Browser(self.endpoint.data, self.p256dh.data, self.auth.data)


@bp.get("/sw-bao-tin.js")
def worker() -> Response:
    """The service worker that shows a word and opens what it is about; its scope holds no page of the site."""
    script = current_app.extensions["static_files"][WORKER].bodies["identity"]
    return Response(script, mimetype="application/javascript")


@bp.post("/bao-tin/<slug>/<code>")
def ask(slug: str, code: str) -> Response | tuple[Response, int]:
    """Let this browser be told about what it has opened."""
    followed, form = _followed_or_404(slug), BrowserForm()
    id = followed.held(code)
    if not allowed("push-from", client_address(), ASKED_AN_HOUR, timedelta(hours=1)):
        too_many(_("Nhiều lượt quá. Xin chờ ít phút rồi thử lại."))
    if not push_key():
        abort(404)
    if not form.accepted() or not form.browser.is_usable:
        return jsonify(said=_("Trình duyệt này chưa nhận tin được. Xin theo dõi bằng liên kết riêng.")), 422
    try:
        number = browsers.remember(followed.kind, id, form.browser, now()).id
    except browsers.TooManyBrowsers as refused:
        return jsonify(said=refused.sentence), 409
    db.session.commit()
    told_here.hold(number)
    return jsonify(said="")


@bp.post("/bao-tin/<slug>/<code>/thoi")
def stop(slug: str, code: str) -> Response:
    """Tell this browser no more about this thing."""
    followed = _followed_or_404(slug)
    told_here.forget_here(followed.kind, followed.held(code))
    db.session.commit()
    return jsonify(said="")


@bp.app_template_global()
def push_key() -> str:
    """Return what a browser wants to know who will tell it; nothing where this is switched off."""
    if "push_key" not in g:
        g.push_key = public_key(current_app.config["SETTINGS"]) if connection(Channel.PUSH).is_on else ""
    return str(g.push_key)


@bp.app_template_global()
def is_told_here(slug: str, id: int) -> bool:
    """Whether this browser is told about a thing."""
    return told_here.is_told_here(_followed_or_404(slug).kind, id)


def _followed_or_404(slug: str) -> Followed:
    return browsers.followed(slug) or abort(404)
