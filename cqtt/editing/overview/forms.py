"""What administrators type about a procedure's row: how it is filed, who handles it, what a new one is called."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cqtt.commune.models import Officer
from cqtt.commune.rules import FILING_MODES
from cqtt.editing.overview.actions import Filing, filing_of
from cqtt.editing.overview.links import leads_nowhere
from cqtt.extensions import db
from cqtt.fields import Given
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.procedures.additions_file import CODE
from cqtt.procedures.content import FilingMode
from cqtt.procedures.models import Procedure, ProcedureField
from cqtt.text import nfc, slugify, sort_key

MOST_OF_A_REASON, MOST_OF_AN_ADDRESS, MOST_OF_A_NAME = 300, 500, 300


def one_line(typed: str | None) -> str | None:
    return nfc(typed) if typed else typed


class FilingFields(Form):
    """How procedures are filed, and what citizens read about it."""

    mode = RadioField(
        _l("Cách nộp"),
        [Given(_l("Xin chọn một cách nộp."))],
        choices=choices_of(FILING_MODES),
        validate_choice=True,
    )
    reason = TextAreaField(
        _l("Lý do, người dân sẽ đọc"),
        [Length(max=MOST_OF_A_REASON)],
        filters=[one_line],
        description=_l(
            "Chưa nộp trực tuyến trọn vẹn tại đây được thì luật yêu cầu nói rõ vì sao (224/2026/NĐ-CP, Điều 14)."
            " Ví dụ: Cần Ông/Bà đến ký trước mặt cán bộ. Nộp tại đây thì có thể để trống."
        ),
        render_kw={"rows": 2},
    )
    portal_url = URLField(
        _l("Đường dẫn của thủ tục trên Cổng Dịch vụ công quốc gia"),
        [Optional(), Length(max=MOST_OF_AN_ADDRESS)],
        description=_l("Chép cả địa chỉ, bắt đầu bằng https://. Để trống thì nút nộp dẫn đến trang đầu của Cổng."),
    )

    def validate_reason(self, field: TextAreaField) -> None:
        if self.mode.data in set(FilingMode) - {FilingMode.LOCAL} and not field.data:
            raise ValidationError(_("Xin viết một câu để người dân hiểu vì sao chưa nộp trực tuyến tại đây được."))

    def validate_portal_url(self, field: URLField) -> None:
        if not field.data.startswith("https://") or leads_nowhere(field.data, ()):
            raise ValidationError(_("Xin chép cả địa chỉ, bắt đầu bằng https://, không có khoảng trắng."))

    @property
    def filing(self) -> Filing:
        """Return what was typed."""
        return Filing(FilingMode(self.mode.data), self.reason.data or "", self.portal_url.data or "")


class DepartmentFields(Form):
    """Which part of the unit handles procedures."""

    department = SelectField(
        _l("Phòng, bộ phận phụ trách"),
        description=_l("Chọn trong các phòng đã ghi ở trang Cán bộ. Người dân không thấy mục này."),
    )

    def let_choose(self, stored: str = "") -> None:
        """Offer the departments that officers belong to, and the one that stands in the row."""
        held = set(db.session.scalars(select(Officer.department).distinct())) | {stored}
        names = sorted(held - {""}, key=sort_key)
        self.department.choices = [SelectChoice("", _("Chưa giao"))] + [SelectChoice(name, name) for name in names]


class FilingForm(Revised, FilingFields, DepartmentFields):
    """The row of one procedure."""

    @classmethod
    def of(cls, procedure: Procedure, **options: Any) -> "FilingForm":
        """Return the form as the row fills it, and the request where something was sent."""
        filing = filing_of(procedure)
        form = cls(
            mode=filing.mode.value,
            reason=filing.reason,
            portal_url=filing.portal_url,
            department=procedure.department,
            revision=procedure.revision,
            **options,
        )
        form.let_choose(procedure.department)
        return form


class BulkForm(Form):
    """What is chosen once for many procedures."""

    def let_choose(self) -> None:
        """Fill the choices that stand in the record."""


class BulkFilingForm(BulkForm, FilingFields):
    pass


class BulkDepartmentForm(DepartmentFields, BulkForm):
    pass


class FieldFields(Form):
    """The field of work that procedures belong to."""

    field = SelectField(_l("Lĩnh vực"), [Given(_l("Xin chọn lĩnh vực."))])

    def let_choose(self) -> None:
        names = db.session.scalars(select(ProcedureField.name).order_by(ProcedureField.position, ProcedureField.slug))
        self.field.choices = [SelectChoice("", _("Xin chọn")), *(SelectChoice(name, name) for name in names)]


class BulkFieldForm(FieldFields, BulkForm):
    pass


class NewProcedureForm(FieldFields):
    """A new procedure: what it is called, and whether it begins as a copy."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    name = StringField(
        _l("Tên thủ tục"),
        [Given(_l("Xin ghi tên thủ tục.")), Length(max=MOST_OF_A_NAME)],
        filters=[one_line],
        description=_l("Ghi đúng như trong quyết định công bố. Ví dụ: Đăng ký khai sinh."),
    )
    code = StringField(
        _l("Mã thủ tục quốc gia"),
        [Optional()],
        description=_l("Dạng 1.001193. Chưa có mã thì để trống, ghi sau cũng được."),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    source = RadioField(_l("Bắt đầu từ"), default="", validators=[Optional()])
    find = StringField(
        _l("Tìm thủ tục để chép"),
        [Optional(), Length(max=100)],
        description=_l("Tên hoặc mã, viết không dấu cũng được. Giấy tờ, câu hỏi, thời hạn được chép sang để sửa tiếp."),
    )

    def validate_name(self, field: StringField) -> None:
        if not slugify(field.data):
            raise ValidationError(_("Tên cần có chữ, ví dụ: Đăng ký khai sinh."))

    def validate_code(self, field: StringField) -> None:
        if not CODE.fullmatch(field.data):
            raise ValidationError(_("Mã có dạng 1.001193: một chữ số, dấu chấm, sáu chữ số. Xin xem lại giúp."))

    def offer(self, sources: Iterable[tuple[str, str]]) -> None:
        """Offer procedures to begin from; a blank one comes first."""
        blank = SelectChoice("", _("Bắt đầu từ trang trắng"))
        self.source.choices = [blank, *(SelectChoice(code, words) for code, words in sources)]
