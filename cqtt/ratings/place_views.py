"""`/danh-gia/quay/…`, `/danh-gia/buoi/…`: the code on a counter, or at a session. Bound to nobody, so told apart.

A device has one vote at a place for some hours; an address, and a place, so many an hour.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import abort, redirect, render_template, session, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.clock import date_text, now
from cqtt.commune.models import the_commune
from cqtt.error_pages import too_many
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.ratings import actions
from cqtt.ratings.forms import PlaceVoteForm
from cqtt.ratings.models import Rating, new_token
from cqtt.ratings.places import counter_at, session_at
from cqtt.ratings.rules import Source
from cqtt.ratings.views import bp, given
from cqtt.throttle import allowed, client_address

Answer = Response | tuple[str, int]
FROM_AN_ADDRESS, AT_A_PLACE = 60, 120  # an hour: the hall's visitors share an address
OF_A_DEVICE, DEVICE_WAITS = 1, timedelta(hours=4)
AN_HOUR = timedelta(hours=1)
_KEY = re.compile(r"[\w-]{16,40}")


@dataclass(frozen=True)
class Place:
    """Where the code stands."""

    source: Source
    name: str
    question: str
    counter_id: int | None = None
    session_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.source.value}:{self.counter_id or self.session_id or 0}"


@bp.route("/danh-gia/quay/<row:id>", methods=["GET", "POST"])
@keeps_typed
def rate_desk(id: int) -> Answer:
    """Rate a visit to a counter; 0 is the desk as a whole."""
    counter = counter_at(id)
    if counter is None and id:
        abort(404)
    name = counter.name if counter else the_commune().desk_word
    question = _("Hôm nay Ông/Bà được phục vụ thế nào?")
    return _rate(Place(Source.DESK, name, question, counter_id=counter.id if counter else None))


@bp.route("/danh-gia/buoi/<row:id>", methods=["GET", "POST"])
@keeps_typed
def rate_session(id: int) -> Answer:
    """Rate a Saturday session, on its day and the week after."""
    held = session_at(id, now()) or abort(404)
    name = _("Buổi lắng nghe tại %(hamlet)s, %(day)s", hamlet=held.hamlet.name, day=date_text(held.on))
    return _rate(Place(Source.SESSION, name, _("Ông/Bà thấy buổi lắng nghe thế nào?"), session_id=held.id))


@bp.get("/danh-gia/da-ghi-nhan")
def counted() -> str:
    """Say that this device has voted here already."""
    return render_template("ratings/counted.html")


def _rate(place: Place) -> Answer:
    form = PlaceVoteForm(key=new_token())
    if not form.accepted() or current_user.is_authenticated:
        refused = form.is_submitted() and not form.complaints()
        return render_template("ratings/place.html", form=form, place=place), 403 if refused else form.http_status
    key = form.key.data if _KEY.fullmatch(form.key.data or "") else new_token()
    before = actions.rating_with(key)
    if before is not None and not _is_of(before, place):  # read off somebody's screen: it opens nothing here
        key, before = new_token(), None
    if before is None and not _is_let_in(place):
        return redirect(url_for(".counted"), 303)
    return given(_voted(place, key, form.mark.data))


def _is_of(rating: Rating, place: Place) -> bool:
    """Tell whether a form of this place made it, and so is sent once more."""
    made_at = (rating.source, rating.counter_id, rating.session_id)
    return made_at == (place.source, place.counter_id, place.session_id)


def _voted(place: Place, key: str, mark: int) -> Rating:
    """Count it; the same form sent twice at once is one vote."""
    try:
        rating = actions.vote_at_place(place.source, key, mark, now(), place.counter_id, place.session_id)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        rating = actions.rating_with(key) or abort(409)
    return rating


def _is_let_in(place: Place) -> bool:
    """Count this vote against the device, the address and the place; 429 for a crowd that is none."""
    device = session.setdefault("device", secrets.token_urlsafe(16))
    if not allowed("rating-from", client_address(), FROM_AN_ADDRESS, AN_HOUR):
        too_many(_("Nơi này vừa nhận rất nhiều đánh giá từ cùng một mạng. Xin chờ một giờ rồi thử lại."))
    if not allowed("rating-device", f"{place.key}:{device}", OF_A_DEVICE, DEVICE_WAITS):
        return False
    if not allowed("rating-place", place.key, AT_A_PLACE, AN_HOUR):
        too_many(_("Nơi này vừa nhận rất nhiều đánh giá. Xin chờ một giờ rồi thử lại."))
    return True
