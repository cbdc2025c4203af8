"""The pledge on paper: the A3 board of the hall, the cards on the desks, the sheet to be signed by hand."""

from collections.abc import Sequence
from datetime import date

from flask import Response, current_app

from cqtt import paper
from cqtt.addresses import full_url
from cqtt.clock import date_text
from cqtt.codes.qr import Medium, choose_error_level, qr_svg_plain
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.pledge_text import GROUPS, SPIRIT
from cqtt.dossiers.papers.people import unit_head
from cqtt.i18n import _
from cqtt.pledges.signers import Roll, Signer, department_beside
from cqtt.procedures.papers import drawn, sender_of
from cqtt.text import group_phone


def answer(pdf: bytes, name: str) -> Response:
    """Show a paper in the browser, under a name to save it by."""
    found = Response(pdf, mimetype="application/pdf")
    found.headers.set("Content-Disposition", "inline", filename=name)
    return found


def board(roll: Roll, day: date) -> bytes:
    """Return the A3 board: the words to be read from afar, how many have signed and who, the way to say otherwise."""
    signed, unit = len(roll.signed), len(roll.signers)
    return _on_posters(
        "pledges/board",
        title=_("Cam kết của cán bộ"),
        signed=signed,
        all=unit,
        share=_("%(signed)s/%(all)s cán bộ đã ký", signed=signed, all=unit),
        percent=f"{roll.percent}\u00a0%" if roll.percent is not None else "",
        signers=[_named(signer) for signer in roll.signed],
        dated=_("In ngày %(day)s", day=date_text(day)),
        hotline=group_phone(the_commune().hotline or the_commune().phone) or None,
    )


def cards(signers: Sequence[Signer]) -> bytes:
    """Return a tent card for each of these, to be folded and put on the desk."""
    return _on_posters("pledges/cards", title=_("Thẻ cam kết"), signers=[_named(signer) for signer in signers])


def sheet(officer: Officer) -> bytes:
    """Return the sheet an officer signs by hand, laid out as the unit's own papers."""
    commune = the_commune()
    return paper.render(
        "pledges/sheet",
        {
            "head": unit_head(commune),
            "signed_on": "ngày       tháng       năm          ",
            "unit": commune.name_in_text,
            "name": officer.name,
            "job": officer.title,
            "department": officer.department,
            "groups": _groups(),
            "spirit": SPIRIT,
        },
    )


def _on_posters(template: str, **told: object) -> bytes:
    """Return a paper drawn like the posters: the same head, colours and stamp of a trial."""
    sender = sender_of(the_commune(), trial=current_app.config["SETTINGS"].is_loopback)
    address = full_url("pledges.show")
    qr = qr_svg_plain(address, choose_error_level(Medium.PRINT))
    return drawn(
        template,
        [],
        sender,
        _words(),
        groups=_groups(),
        spirit=SPIRIT,
        qr=qr,
        typed=address.partition("://")[2],
        **told,
    )


def _groups() -> list[dict[str, object]]:
    return [{"id": group.id, "name": group.name, "lines": [line.words for line in group.lines]} for group in GROUPS]


def _named(signer: Signer) -> dict[str, str]:
    officer, pledge = signer.officer, signer.latest
    return {
        "name": officer.name,
        "job": officer.title,
        "department": department_beside(officer),
        "signed": _("ký %(day)s", day=date_text(pledge.signed_on)) if pledge else "",
        "until": _("hiệu lực đến hết %(day)s", day=date_text(pledge.expires_on)) if pledge else "",
    }


def _words() -> dict[str, str]:
    return {
        "heading": _("Cam kết của cán bộ"),
        "invitation": _("để xem ai đã ký, chúng tôi làm đúng hẹn đến đâu, và báo khi chưa làm đúng."),
        "also": _("để xem ai đã ký, hoặc báo khi chúng tôi chưa làm đúng."),
        "nobody": _("Chưa ai ký."),
        "not_kept": _("Chúng tôi chưa làm đúng? Xin gọi"),
        "folding": _("Gấp theo ba đường đứt nét thành hình lăng trụ; phần này nằm dưới, làm đế."),
        "gluing": _("Dán mép này vào mặt trong"),
        "promise": _("Tôi cam kết với Ông/Bà"),
    }
