"""The sheet that hangs at the office and in the hamlets' halls: every public leader with the number in large."""

from datetime import date

from flask import current_app

from cqtt import paper
from cqtt.addresses import full_url
from cqtt.clock import date_text
from cqtt.codes.qr import Medium, choose_error_level, qr_svg_plain
from cqtt.commune.models import Commune, Officer, public_leaders
from cqtt.commune.portraits import portrait_store
from cqtt.i18n import _
from cqtt.leaders.models import ReceptionTime
from cqtt.leaders.reception_times import reception_words, times_from
from cqtt.leaders.showing import initials_of
from cqtt.procedures.papers import sender_of
from cqtt.text import group_phone


def wall_sheet(commune: Commune, day: date) -> bytes:
    """Return the sheet as a PDF. It hangs for weeks, so it shows no absence: its code opens the page that does."""
    address = full_url("leaders.listing")
    times = [row for row in times_from(day) if row.weekday is not None]
    sender = sender_of(commune, trial=current_app.config["SETTINGS"].is_loopback)
    return paper.render(
        "leaders/wall",
        {
            **sender,
            "title": f"{_('Điện thoại lãnh đạo')} – {commune.full_name}",
            "lang": "vi",
            "words": _words(),
            "address": address.partition("://")[2],
            "qr": qr_svg_plain(address, choose_error_level(Medium.PRINT)),
            "hotline": group_phone(commune.hotline) or None,
            "dated": _("In ngày %(day)s", day=date_text(day)),
            "people": [_person(officer, times) for officer in public_leaders()],
        },
    )


def _person(officer: Officer, times: list[ReceptionTime]) -> dict[str, object]:
    received = reception_words(officer, times)
    return {
        "name": officer.name,
        "initials": initials_of(officer.name),
        "photo": list(_photo(officer)),  # numbers: a paper's data are JSON
        "title": officer.title or _("Lãnh đạo"),
        "duty": officer.duty,
        "phone": group_phone(officer.phone),
        "reception": _("Tiếp dân: %(day)s", day=received) if received else "",
    }


def _photo(officer: Officer) -> bytes:
    """Return the photograph; nothing where there is none, or its file is gone."""
    try:
        return portrait_store().read(officer.photo_key) if officer.photo_key else b""
    except FileNotFoundError:
        return b""


def _words() -> dict[str, str]:
    return {
        "motto": _("Chính quyền thân thiện"),
        "heading": _("Điện thoại lãnh đạo"),
        "lead": _("Ông/Bà cứ gọi thẳng. Chưa gặp được, quét mã để lại lời nhắn, chúng tôi gọi lại."),
        "scan": _("Quét mã"),
        "invitation": _("để xem hôm nay ai trực, ai thay khi vắng, và để lại lời nhắn."),
        "or_type": _("hoặc gõ"),
        "hotline": _("Đường dây nóng về thái độ phục vụ"),
        "unknown": _("chưa công bố số"),
        "empty": _("Danh sách lãnh đạo chưa được công bố."),
        "trial_mark": _("BẢN\u00a0THỬ"),
        "trial_note": _("Bản in thử: mã chỉ mở được trên máy này, xin đừng dán."),
    }
