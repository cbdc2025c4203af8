"""What the public sees of the leaders: whom to call, who is on duty, when citizens are received."""

from datetime import timedelta

from flask import Blueprint, Response, abort, render_template, request

from cqtt.addresses import full_url
from cqtt.clock import now, today
from cqtt.codes.qr import qr_svg_plain
from cqtt.commune.absence import away_on
from cqtt.commune.models import Commune, Officer, the_commune
from cqtt.commune.portraits import portrait_answer
from cqtt.extensions import db
from cqtt.leaders import vcard as cards
from cqtt.leaders.contacts import desk_contact, leader_on
from cqtt.leaders.showing import board_at
from cqtt.leaders.wall_sheet import wall_sheet
from cqtt.text import slugify
from cqtt.throttle import allowed, client_address

bp = Blueprint("leaders", __name__)
SHEETS_AN_HOUR = 60  # from one address
KEPT_BY_BROWSERS = "public, max-age=3600"


@bp.get("/lanh-dao")
def listing() -> str:
    """The leaders with their numbers, who is on duty, and when citizens are received."""
    commune = db.session.get(Commune, 1)  # held while the page is drawn, which asks for it again
    return render_template("leaders/listing.html", board=board_at(commune, now()))


@bp.get("/lanh-dao/<row:id>.vcf")
def vcard(id: int) -> Response:
    """Hand out the contact card of a leader whom the public may call, or of who stands in today."""
    leader = leader_on(public_leader_or_404(id), away_on(today()).get(id))
    commune = the_commune()
    contact = leader.contact or desk_contact(commune, leader.absence)
    card = cards.card(contact, commune, full_url("leaders.listing"))
    answer = Response(card, content_type="text/vcard; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slugify(contact.name)}.vcf")
    return answer


@bp.get("/lanh-dao/<row:id>/anh")
def photo(id: int) -> Response:
    """The photograph of a leader, as long as the leader is public."""
    officer = public_leader_or_404(id)
    if officer.photo_key is None:
        abort(404)
    answer = portrait_answer(officer)
    answer.headers["Cache-Control"] = KEPT_BY_BROWSERS
    return answer


@bp.get("/lanh-dao/<row:id>/ma-qr.svg")
def qr(id: int) -> Response:
    """The code that opens a leader's card on another telephone."""
    address = f"{full_url('leaders.listing')}#lanh-dao-{public_leader_or_404(id).id}"
    answer = Response(qr_svg_plain(address, "m"), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = KEPT_BY_BROWSERS
    return answer


@bp.get("/lanh-dao.pdf")
def sheet() -> Response:
    """All leaders with their numbers on a sheet to hang up."""
    if request.method == "GET" and not allowed("leaders-sheet", client_address(), SHEETS_AN_HOUR, timedelta(hours=1)):
        abort(429)
    answer = Response(wall_sheet(the_commune(), today()), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename="dien-thoai-lanh-dao.pdf")
    return answer


def public_leader_or_404(id: int) -> Officer:
    """Return a leader whom the public may call."""
    officer = db.session.get(Officer, id)
    if officer is None or not (officer.is_public and officer.is_leader and officer.is_active):
        abort(404)
    return officer
