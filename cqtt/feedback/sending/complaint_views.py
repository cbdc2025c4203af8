"""Khiếu nại, tố cáo: not handled here; what they are, where they go, and when somebody receives people."""

from flask import render_template

from cqtt.commune.models import public_leaders
from cqtt.feedback.views import bp


@bp.get("/phan-anh/khieu-nai-to-cao")
def complaints() -> str:
    """What a complaint and a denunciation are, and the place and days on which the unit receives citizens."""
    receiving = [leader for leader in public_leaders() if leader.reception_day]
    return render_template("feedback/citizen/complaints.html", receiving=receiving)
