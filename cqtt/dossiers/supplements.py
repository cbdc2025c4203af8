"""A request for more papers: the time to answer it, its items with what came for each, and how people are told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cqtt.clock import due_text
from cqtt.commune.calendar import working_calendar
from cqtt.commune.due_dates import compute_due
from cqtt.commune.limits import AfterStop, Limit, Unit
from cqtt.commune.models import the_commune
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, SupplementRequest
from cqtt.dossiers.rules import RUNNING, Status
from cqtt.i18n import _


def answer_by(dossier: Dossier, at: datetime) -> datetime | None:
    """Return the end of the window for an answer asked for now, or None where the procedure sets none."""
    days = content_of(dossier).supplement_window
    if days is None:
        return None
    return compute_due(working_calendar(the_commune()), at, Limit(days, Unit.WORKING_DAY)).due_at


def window_has_passed(request: SupplementRequest | None, at: datetime) -> bool:
    """Whether the time to answer an open request is over."""
    return request is not None and request.reply_by is not None and at > request.reply_by


def never_brought(dossier: Dossier) -> SupplementRequest | None:
    """Return the request whose window is over, of a dossier that was never accepted: it may be refused now."""
    request = dossier.open_supplement
    waits = dossier.status is Status.AWAITING_SUPPLEMENT and dossier.received_at is None
    return request if waits and request is not None and request.closing_proposed_at else None


def clock_sentence(dossier: Dossier) -> str:
    """Return what the request does to the time limit, for the person who is asked."""
    if dossier.status_before not in RUNNING:
        return _("Thời hạn giải quyết bắt đầu tính khi hồ sơ đủ và được tiếp nhận.")
    if content_of(dossier).after_supplement is AfterStop.CONTINUE:
        return _("Thời hạn giải quyết đang tạm dừng; khi chúng tôi nhận đủ, phần còn lại được tính tiếp.")
    return _("Thời hạn giải quyết đang tạm dừng; khi chúng tôi nhận đủ, thời hạn được tính lại từ đầu.")


# -- what came for each item ----------------------------------------------------------------------


@dataclass(frozen=True)
class ItemShown:
    """One thing that is asked for, with the files that were sent for it; `number` counts from 1."""

    number: int
    text: str
    files: list[Attachment]


def paper_id(dossier: Dossier, item: int) -> str:
    """Return what files for an item of the latest request are kept under: "bo-sung-1-2"."""
    return kept_under(len(dossier.supplements), item)


def kept_under(round_number: int, item: int) -> str:
    """Return the key of an item of a request, both counted from 1: "bo-sung-1-2"."""
    return f"bo-sung-{round_number}-{item}"


def items_of(request: SupplementRequest, attachments: Iterable[Attachment]) -> list[ItemShown]:
    """Return the items of a request, each with its files; a file that names no item stands with the first."""
    files = [file for file in attachments if _answers(file, request)]
    return [
        ItemShown(number, str(text), [file for file in files if _item_of(file, request.items) == number])
        for number, text in enumerate(request.items, start=1)
    ]


def _answers(file: Attachment, request: SupplementRequest) -> bool:
    return file.kind is AttachmentKind.SUPPLEMENT and file.supplement_id == request.id


def _item_of(file: Attachment, items: Sequence[object]) -> int:
    found = re.fullmatch(r"bo-sung-\d+-(\d+)", file.requirement_id)
    return int(found[1]) if found and 1 <= int(found[1]) <= len(items) else 1


# -- a kind word ----------------------------------------------------------------------------------


def reminder(dossier: Dossier) -> str:
    """Return the ready sentence for reminding: of what is still missing, or of a result to be fetched."""
    request = dossier.open_supplement
    if dossier.status is Status.AWAITING_SUPPLEMENT and request is not None:
        return _missing(request)
    where = _(" Kết quả để ở kệ %(shelf)s.", shelf=dossier.shelf) if dossier.shelf else ""
    return _(
        "Kết quả hồ sơ của Ông/Bà đã có, mời Ông/Bà đến nhận trong giờ làm việc.%(where)s"
        " Khi đi xin mang theo giấy hẹn hoặc mã hồ sơ và thẻ căn cước.",
        where=where,
    )


def _missing(request: SupplementRequest) -> str:
    items = "; ".join(str(item).rstrip(".;") for item in request.items)
    until = _(", chậm nhất %(day)s", day=due_text(request.reply_by)) if request.reply_by else ""
    return _(
        "Hồ sơ của Ông/Bà còn chờ bổ sung: %(items)s. Xin Ông/Bà gửi giúp%(until)s."
        " Có điều gì chưa rõ, xin gọi cho chúng tôi.",
        items=items,
        until=until,
    )


def stop_reason(dossier: Dossier, at: datetime) -> str:
    """Return the reason a stop begins with when the citizen's time has passed; else nothing."""
    request = dossier.open_supplement
    if request is None or request.reply_by is None or not window_has_passed(request, at):
        return ""
    return _(
        "Chúng tôi đã yêu cầu bổ sung giấy tờ, hạn đến %(day)s, mà chưa nhận được.", day=due_text(request.reply_by)
    )
