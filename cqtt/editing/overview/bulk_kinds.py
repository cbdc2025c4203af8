"""What administrators may change on many procedures at once, and what they are asked for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cqtt.editing.overview.bulk_changes import Change, DepartmentChange, FieldChange, FilingChange
from cqtt.editing.overview.forms import BulkDepartmentForm, BulkFieldForm, BulkFilingForm, BulkForm
from cqtt.i18n import _l


@dataclass(frozen=True)
class Kind:
    """One kind of change: how it is called, its form, and what is said before and after."""

    label: Any
    form: type[BulkForm]
    made_by: type[Change]
    change_of: Callable[[Any], Change]
    meaning: Any


KINDS = {
    "phong": Kind(
        _l("Đổi phòng phụ trách"),
        BulkDepartmentForm,
        DepartmentChange,
        lambda form: DepartmentChange(form.department.data or ""),
        _l("Đổi ngay. Người dân không thấy mục này."),
    ),
    "cach-nop": Kind(
        _l("Đổi cách nộp, lý do, đường dẫn"),
        BulkFilingForm,
        FilingChange,
        lambda form: FilingChange(form.filing),
        _l("Đổi ngay, người dân thấy ngay trên trang thủ tục."),
    ),
    "linh-vuc": Kind(
        _l("Đổi lĩnh vực"),
        BulkFieldForm,
        FieldChange,
        lambda form: FieldChange(form.field.data),
        _l("Ghi vào bản nháp của từng thủ tục. Người dân chỉ thấy sau khi bản nháp được công bố."),
    ),
}
