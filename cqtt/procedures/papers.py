"""Papers with codes to scan: what they say, and the PDF they become. The posters of all kinds are drawn here."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

from flask_babel import get_locale

from cqtt import paper
from cqtt.codes.kinds import Thing
from cqtt.codes.qr import Medium, choose_error_level, compact_address, qr_svg_plain
from cqtt.commune.models import Commune
from cqtt.i18n import _
from cqtt.text import group_phone

Size = Literal["a4", "a5"]
MOST_FACTS = 3


class PosterFact(TypedDict):
    """One thing to know before coming, such as "Thời gian" and "Trong ngày làm việc"."""

    label: str
    value: str | None  # None is printed as "Chưa công bố"


class CodePage(TypedDict):
    """What one paper with a code says."""

    title: str  # of any length
    above: str  # the small line over it: "Thủ tục hành chính · mã 1.001193"
    address: str  # what the QR holds: the whole scan address, https://…/q/ab3jq-3
    typed: str  # what people type instead: anphuoc.example/q/ab3jq
    invitation: str  # after "Quét mã"
    facts: list[PosterFact]  # the most important first; three are printed
    dated: str  # "Cập nhật 23/11/2026"
    group: NotRequired[str]  # the field of work, for sheets that put several together


class Sender(TypedDict):
    """Who hands the papers out."""

    unit: str  # "Xã An Phước"
    parent: str | None  # "thành phố Đồng Nai"
    phone: str | None  # the desk's, as people read it: "0251 3123 456"
    trial: bool  # stamp BẢN THỬ: the address opens on this machine only


def sender_of(commune: Commune, trial: bool) -> Sender:
    """Return what the papers say about the unit."""
    phone = group_phone(commune.phone) or None
    return {"unit": commune.full_name, "parent": commune.parent_name or None, "phone": phone, "trial": trial}


def page_of(thing: Thing, address: str, typed: str) -> CodePage:
    """Return the page of a thing; the addresses are whole, https://…"""
    return {
        "title": thing.name,
        "above": thing.above,
        "address": address,
        "typed": typed.partition("://")[2],
        "invitation": thing.invitation,
        "facts": [{"label": label, "value": value} for label, value in thing.facts],
        "dated": thing.dated,
        "group": thing.group,
    }


def posters(pages: Sequence[CodePage], sender: Sender, size: Size = "a4") -> bytes:
    """Return the posters as a PDF with a page for each."""
    return drawn("procedures/poster", pages, sender, size=size)


def drawn(
    template: str,
    pages: Sequence[CodePage],
    sender: Sender,
    more_words: Mapping[str, str] | None = None,
    **more: object,
) -> bytes:
    """Return the PDF that a template makes of these pages, in the language of the moment."""
    title = pages[0]["title"] if len(pages) == 1 else _("Tờ mã")
    phone = sender["phone"]
    ask = _("Cần hỏi thêm, xin gọi %(phone)s.", phone=phone) if phone else _("Điện thoại hỏi thêm: chưa công bố.")
    return paper.render(
        template,
        {
            **sender,
            "title": f"{title} – {sender['unit']}",
            "ask": ask,
            "lang": str(get_locale() or "vi"),
            "words": _words() | dict(more_words or {}),
            "pages": [_with_code(page) for page in pages],
            **more,
        },
    )


def _with_code(page: CodePage) -> dict[str, object]:
    address = compact_address(page["address"])
    qr = qr_svg_plain(address, choose_error_level(Medium.PRINT))
    return {**page, "facts": page["facts"][:MOST_FACTS], "qr": qr}


def _words() -> dict[str, str]:
    """Return what stands on every paper."""
    return {
        "motto": _("Chính quyền thân thiện"),
        "scan": _("Quét mã"),
        "or_type": _("hoặc gõ"),
        "unknown": _("Chưa công bố"),
        "trial_mark": _("BẢN\u00a0THỬ"),
        "trial_note": _("Bản in thử: mã chỉ mở được trên máy này, xin đừng dán."),
    }
