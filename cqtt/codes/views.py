"""`/q/<short>`: what a QR holds."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from cqtt.clock import today
from cqtt.codes.actions import count_scan, scanned
from cqtt.codes.kinds import address_of

bp = Blueprint("codes", __name__)


@bp.get("/Q/<short>")  # what a QR in capitals holds
@bp.get("/q/<short>")
def open_code(short: str) -> Response | tuple[str, int]:
    """Go to what the code stands for. Counting the scan is a short transaction of its own."""
    scan = scanned(short)
    address = address_of(scan.code.kind, scan.code.target, scan.version) if scan else None
    if scan is None or address is None:
        return render_template("codes/unknown.html", short=short[:20]), 404
    if request.method == "GET":
        count_scan(scan, today())
    return redirect(address, 302)
