"""The code of a procedure: as a picture, on a poster, and what its page says to who comes from an old poster."""

from datetime import timedelta

from flask import Response, abort, current_app, request

from cqtt.clock import date_text, local, now
from cqtt.codes import qr
from cqtt.commune.models import the_commune
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.papers import page_of, posters, sender_of
from cqtt.procedures.poster_words import Desk, printed_thing
from cqtt.procedures.scanning import PRINTED, scan_address
from cqtt.procedures.views import bp
from cqtt.throttle import allowed, client_address

POSTERS_AN_HOUR = 400  # enough to print the whole catalogue twice from one desk


@bp.get("/thu-tuc/<code>/ma-qr.svg")
def qr_svg(code: str) -> Response:
    """The code as a drawing, to put on a sign of one's own."""
    procedure = procedure_or_404(code)
    drawing = qr.qr_svg_plain(qr.compact_address(scan_address(procedure)))
    return _picture(drawing.encode(), "svg+xml", procedure)


@bp.get("/thu-tuc/<code>/ma-qr.png")
def qr_png(code: str) -> Response:
    procedure = procedure_or_404(code)
    return _picture(qr.qr_png(qr.compact_address(scan_address(procedure))), "png", procedure)


@bp.get("/thu-tuc/<code>/to-ma.pdf")
def poster(code: str) -> Response:
    """The poster (tờ mã) of a procedure, A4 or A5; its code says which version it shows."""
    procedure = procedure_or_404(code)
    if not allowed("poster", client_address(), POSTERS_AN_HOUR, timedelta(hours=1)):
        abort(429)
    answer = Response(poster_of(procedure, request.args.get("kho", "")), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"to-ma-{procedure.address_code}.pdf")
    return answer


def procedure_or_404(code: str) -> Published:
    return published_catalogue().find(code) or abort(404)


def poster_of(procedure: Published, size: str) -> bytes:
    """Return the poster; a size that is none is A4."""
    thing = printed_thing(procedure, Desk.of_the_unit())
    page = page_of(thing, scan_address(procedure, procedure.version_number), scan_address(procedure))
    sender = sender_of(the_commune(), trial=current_app.config["SETTINGS"].is_loopback)
    return posters([page], sender, "a5" if size.lower() == "a5" else "a4")


@bp.app_template_global()
def newer_than_its_paper(procedure: Published) -> str | None:
    """Return since when the page stands, if it was opened from a paper that shows an older version of it."""
    printed = request.args.get(PRINTED, "")
    is_number = printed.isascii() and printed.isdecimal() and len(printed) < 10
    if not is_number or not 0 < int(printed) < procedure.version_number:
        return None
    return date_text(local(procedure.published_at or now()).date())


def _picture(content: bytes, kind: str, procedure: Published) -> Response:
    answer = Response(content, mimetype=f"image/{kind}")
    name = f"ma-{procedure.address_code}.{kind.partition('+')[0]}"
    disposition = "attachment" if "tai" in request.args else "inline"
    answer.headers.set("Content-Disposition", disposition, filename=name)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
