"""The two kinds of headings of the catalogue, by what stands in their addresses, with the words of their pages."""

from dataclasses import dataclass
from typing import Any

from cqtt.i18n import _l
from cqtt.procedures.models import LifeEvent, ProcedureField


@dataclass(frozen=True)
class HeadingKind:
    """Fields of work, or life events."""

    slug: str
    model: type[ProcedureField] | type[LifeEvent]
    title: Any
    lead: Any
    add: Any
    change: Any
    remove: Any
    none: Any
    parameter: str  # of the catalogue's address

    @property
    def has_list(self) -> bool:
        """Whether its procedures are chosen one by one; a field's own procedures name it themselves."""
        return self.model is LifeEvent


KINDS = {
    kind.slug: kind
    for kind in (
        HeadingKind(
            "linh-vuc",
            ProcedureField,
            _l("Lĩnh vực"),
            _l("Cách luật xếp thủ tục. Thứ tự ở đây là thứ tự trên trang Thủ tục của người dân."),
            _l("Thêm lĩnh vực"),
            _l("Sửa lĩnh vực"),
            _l("Xóa lĩnh vực"),
            _l("Chưa có lĩnh vực nào"),
            "linh-vuc",
        ),
        HeadingKind(
            "su-kien",
            LifeEvent,
            _l("Việc trong đời"),
            _l("Cách người dân nghĩ: sinh con, kết hôn, xây nhà. Thứ tự ở đây là thứ tự trên trang Thủ tục."),
            _l("Thêm việc trong đời"),
            _l("Sửa việc trong đời"),
            _l("Xóa việc trong đời"),
            _l("Chưa có việc nào"),
            "su-kien",
        ),
    )
}
