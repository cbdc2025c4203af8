"""The code of a procedure: as a picture, on a poster, and where it leads."""

from datetime import timedelta

from flask import Response, abort, current_app, request

from cqtt.clock import local, now
from cqtt.codes import qr
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, the_commune
from cqtt.i18n import _
from cqtt.procedures import papers
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.desk import counters_for
from cqtt.procedures.facts import hours_texts, poster_values
from cqtt.procedures.scanning import scan_address
from cqtt.procedures.views import bp
from cqtt.text import group_phone
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
    """The poster (tờ mã) of a procedure, A4 or A5."""
    procedure = procedure_or_404(code)
    if not allowed("poster", client_address(), POSTERS_AN_HOUR, timedelta(hours=1)):
        abort(429)
    data = poster_data(procedure, the_commune(), request.args.get("kho", ""))
    answer = Response(papers.poster(data), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"to-ma-{procedure.address_code}.pdf")
    return answer


def procedure_or_404(code: str) -> Published:
    return published_catalogue().find(code) or abort(404)


def poster_data(procedure: Published, commune: Commune, size: str) -> papers.PosterData:
    """Return what the poster says; a size that is none is A4."""
    published_at = procedure.published_at or now()
    return {
        "size": "a5" if size.lower() == "a5" else "a4",
        "unit": commune.full_name,
        "parent": commune.parent_name or None,
        "title": procedure.name,
        "code": procedure.code,
        "address": scan_address(procedure),
        "facts": _poster_facts(procedure, commune),
        "phone": group_phone(commune.phone) or None,
        "version_on": local(published_at).date(),
        "trial": current_app.config["SETTINGS"].is_loopback,
    }


def _poster_facts(procedure: Published, commune: Commune) -> list[papers.PosterFact]:
    """Return time, fee and papers; where none of them is published, at least where and when to come."""
    time, fee, to_bring = poster_values(procedure.content)
    counters = counters_for(procedure.content.field)
    if to_bring and counters:
        to_bring = _("%(papers)s, đến %(counter)s", papers=to_bring, counter=counters[0].name)
    facts: list[papers.PosterFact] = [
        {"label": _("Thời gian"), "value": time},
        {"label": _("Lệ phí"), "value": fee},
        {"label": _("Giấy tờ mang theo"), "value": to_bring},
    ]
    if any(fact["value"] for fact in facts):
        return facts
    days, hours = hours_texts(working_calendar(commune))[0]
    return [
        {"label": _("Nơi đến"), "value": counters[0].name if counters else commune.desk_word},
        {"label": _("Giờ làm việc"), "value": f"{days}, {hours}"},
        facts[2],
    ]


def _picture(content: bytes, kind: str, procedure: Published) -> Response:
    answer = Response(content, mimetype=f"image/{kind}")
    name = f"ma-{procedure.address_code}.{kind.partition('+')[0]}"
    disposition = "attachment" if "tai" in request.args else "inline"
    answer.headers.set("Content-Disposition", disposition, filename=name)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
