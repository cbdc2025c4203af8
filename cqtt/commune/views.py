"""What the public sees of the unit: its leaders and their telephones."""

from flask import Blueprint, Response, abort, render_template

from cqtt.addresses import full_url
from cqtt.commune import vcard as cards
from cqtt.commune.models import Officer, public_leaders, the_commune
from cqtt.extensions import db
from cqtt.text import slugify

bp = Blueprint("commune", __name__)


@bp.get("/lanh-dao")
def leaders() -> str:
    return render_template("commune/leaders.html", leaders=public_leaders())


@bp.get("/lanh-dao/<row:id>.vcf")
def vcard(id: int) -> Response:
    """Hand out the contact card of a leader whom the public may call."""
    leader = _public_leader_or_404(id)
    card = cards.card(leader, the_commune(), full_url("commune.leaders"))
    answer = Response(card, content_type="text/vcard; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slugify(leader.name)}.vcf")
    return answer


def _public_leader_or_404(id: int) -> Officer:
    officer = db.session.get(Officer, id)
    if officer is None or not (officer.is_public and officer.is_leader and officer.is_active):
        abort(404)
    return officer
