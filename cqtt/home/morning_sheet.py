"""The morning sheet on paper: A5, a heap after the other, a box to tick before each thing to do."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cqtt import paper
from cqtt.clock import day_text, local, time_text
from cqtt.commune.models import Commune
from cqtt.home.day import Heap
from cqtt.i18n import _

Words = dict[str, Any]


def words_of(
    officer: str, commune: Commune, heaps: Iterable[Heap], at: datetime, texts: int = 0, of_feedback: int = 0
) -> Words:
    """Return what the sheet says; of the texts to be sent by hand only how many there are."""
    return {
        "unit": commune.full_name,
        "title": _("Việc hôm nay"),
        "day": day_text(local(at).date()),
        "officer": officer,
        "printed": _("In lúc %(time)s. Có tên người dân: dùng xong xin hủy.", time=time_text(at)),
        "empty": _("Không có việc nào đang chờ."),
        "continued": _("(tiếp)"),
        "by_hand": _by_hand(texts, of_feedback),
        "heaps": [_heap(heap, f"{commune.code_prefix}-") for heap in heaps],
    }


def named_on(heaps: Iterable[Heap]) -> dict[str, Any]:
    """Return what the record of a print keeps: of each kind, the ids or codes that stand on the sheet."""
    named: dict[str, set[Any]] = {"dossiers": set()}
    for kind, id in (line.named for heap in heaps for line in heap.lines):
        named.setdefault(kind, set()).add(id)
    return {kind: sorted(ids) for kind, ids in named.items()}


def _by_hand(texts: int, of_feedback: int) -> str:
    counted = [
        _("%(count)s hồ sơ", count=texts) if texts else "",
        _("%(count)s góp ý", count=of_feedback) if of_feedback else "",
    ]
    what = ", ".join(filter(None, counted))
    return _("Tin chờ gửi tay: %(what)s, xem ở trang Việc hôm nay.", what=what) if what else ""


def _heap(heap: Heap, prefix: str) -> Words:
    return {
        "title": heap.title,
        "total": heap.total,
        "more": _("và %(count)s việc nữa", count=heap.more) if heap.more else "",
        "lines": [
            {
                "code": line.code.removeprefix(prefix),
                "what": line.what,
                "standing_in": line.standing_in,
                "status": line.status,
            }
            for line in heap.lines
        ],
    }


def pdf(words: Mapping[str, Any]) -> bytes:
    return paper.render("home/morning_sheet", words)
