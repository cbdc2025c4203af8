"""The morning sheet on paper: A5, a heap after the other, a box to tick before each dossier."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cqtt import paper
from cqtt.clock import day_text, local, time_text
from cqtt.commune.models import Commune
from cqtt.home.day import Heap
from cqtt.i18n import _

Words = dict[str, Any]


def words_of(officer: str, commune: Commune, heaps: Iterable[Heap], at: datetime, texts: int = 0) -> Words:
    """Return what the sheet says; of the texts to be sent by hand only how many there are."""
    return {
        "unit": commune.full_name,
        "title": _("Việc hôm nay"),
        "day": day_text(local(at).date()),
        "officer": officer,
        "printed": _("In lúc %(time)s. Có tên người dân: dùng xong xin hủy.", time=time_text(at)),
        "empty": _("Không có việc nào đang chờ."),
        "continued": _("(tiếp)"),
        "by_hand": _("Tin chờ gửi tay: %(count)s hồ sơ, xem ở trang Việc hôm nay.", count=texts) if texts else "",
        "heaps": [_heap(heap, f"{commune.code_prefix}-") for heap in heaps],
    }


def _heap(heap: Heap, prefix: str) -> Words:
    return {
        "title": heap.title,
        "total": heap.total,
        "more": _("và %(count)s hồ sơ nữa", count=heap.more) if heap.more else "",
        "lines": [
            {
                "code": line.code.removeprefix(prefix),
                "what": f"{line.procedure} – {line.name}",
                "standing_in": line.standing_in,
                "status": line.status,
            }
            for line in heap.lines
        ],
    }


def pdf(words: Mapping[str, Any]) -> bytes:
    return paper.render("home/morning_sheet", words)
