"""What the public sees of the unit: its leaders and their telephones."""

from flask import Blueprint, Response, abort, render_template

from cqtt.addresses import full_url
from cqtt.clock import today
from cqtt.commune import vcard as cards
from cqtt.commune.absence import away_on
from cqtt.commune.leaders import desk_contact, leader_on, leaders_on
from cqtt.commune.models import Officer, the_commune
from cqtt.extensions import db
from cqtt.text import slugify

bp = Blueprint("commune", __name__)


@bp.get("/lanh-dao")
def leaders() -> str:
    return render_template("commune/leaders.html", leaders=leaders_on(today()))


@bp.get("/lanh-dao/<row:id>.vcf")
def vcard(id: int) -> Response:
    """Hand out the contact card of a leader whom the public may call, or of who stands in today."""
    leader = leader_on(_public_leader_or_404(id), away_on(today()).get(id))
    commune = the_commune()
    contact = leader.contact or desk_contact(commune, leader.absence)
    card = cards.card(contact, commune, full_url("commune.leaders"))
    answer = Response(card, content_type="text/vcard; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slugify(contact.name)}.vcf")
    return answer


def _public_leader_or_404(id: int) -> Officer:
    officer = db.session.get(Officer, id)
    if officer is None or not (officer.is_public and officer.is_leader and officer.is_active):
        abort(404)
    return officer
