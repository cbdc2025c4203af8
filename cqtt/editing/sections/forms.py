"""What administrators type about a procedure, a form for each part; the documents have their own (rows.py)."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, Regexp, StopValidation, ValidationError

from cqtt.clock import today
from cqtt.commune.limits import AfterStop, Unit
from cqtt.editing.sections.fields import Lines, LinesField, as_lines, one_line
from cqtt.editing.sections.part_form import NUMBER, PartForm
from cqtt.editing.sections.parts import GROUP_NAMES, Part
from cqtt.editing.sections.words import AFTER_STOP, CHANNELS, LEVELS, UNITS
from cqtt.fees.fields import AmountField
from cqtt.fields import DateBoxesField, Given, TickList
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.procedures.additions_file import CODE
from cqtt.procedures.content import (
    Channel,
    Confidence,
    Fee,
    Group,
    OnlineLevel,
    ProcedureContent,
    ProcessingTime,
)

HIGHEST_FEE = 100_000_000  # đồng; more is a zero too many


class OptionalAmount(Optional):  # type: ignore[misc]
    """Let the box be empty only where its unit needs no number."""

    def __call__(self, form: Form, field: Field) -> None:
        nothing = not field.raw_data or not str(field.raw_data[0]).strip()
        if nothing and form["unit"].data not in ("", Unit.SAME_DAY):
            field.errors = []
            raise StopValidation(_("Xin ghi bao nhiêu, hoặc chọn “chưa công bố”."))
        super().__call__(form, field)


class NameForm(PartForm):
    """What it is called, who may ask for it, what comes out."""

    part = Part.NAME
    code = StringField(
        _l("Mã thủ tục quốc gia"),
        [Optional(), Regexp(f"{CODE.pattern}$", message=_l("Mã có dạng 1.001193: một chữ số, dấu chấm, sáu chữ số."))],
        description=_l("Chép từ Cơ sở dữ liệu quốc gia về thủ tục hành chính. Chưa có thì để trống."),
        render_kw={"autocomplete": "off"},
    )
    name = StringField(_l("Tên thủ tục"), [Given(), Length(max=250)], filters=[one_line])
    field = SelectField(_l("Lĩnh vực"), [Given()])
    applicants = LinesField(_l("Ai nộp được"), [Lines(12, 150)], description=_l("Mỗi dòng một đối tượng."))
    results = LinesField(_l("Kết quả"), [Lines(12, 250)], description=_l("Người dân nhận được gì. Mỗi dòng một thứ."))
    on_the_spot = BooleanField(_l("Có thể làm xong ngay tại quầy, người dân chờ lấy kết quả"))

    @classmethod
    def of(cls, content: ProcedureContent, fields: Iterable[str] = (), **options: Any) -> Self:
        """Return the form; its field of work is one of these, or the one it has."""
        form = super().of(content, **options)
        names = dict.fromkeys([*fields, content.field])
        form["field"].choices = [SelectChoice(name, name) for name in names if name]
        return form

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        return {
            "code": content.code or "",
            "name": content.name,
            "field": content.field,
            "applicants": as_lines(content.applicants),
            "results": as_lines(content.results),
            "on_the_spot": content.on_the_spot,
        }

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        return {
            "code": self.code.data or None,
            "name": self.name.data,
            "field": self["field"].data,
            "applicants": self.applicants.entries,
            "results": self.results.entries,
            "on_the_spot": self.on_the_spot.data,
        }


class TimeForm(PartForm):
    """How long it may take, and what a request for more papers does to that time."""

    part = Part.TIME
    amount = IntegerField(_l("Thời hạn"), [OptionalAmount(), NumberRange(1, 999)], render_kw=NUMBER)
    unit = SelectField(_l("Tính bằng"), choices=choices_of(UNITS))
    time_note = StringField(
        _l("Điều kiện kèm theo"),
        [Length(max=400)],
        filters=[one_line],
        description=_l("Ví dụ: nộp sau 15 giờ thì trả ngày làm việc tiếp theo."),
    )
    after_supplement = RadioField(
        _l("Khi người dân nộp đủ giấy tờ bổ sung, thời hạn"),
        [Given()],
        choices=choices_of(AFTER_STOP),
        coerce=AfterStop,
    )
    supplement_window = IntegerField(
        _l("Người dân có bao nhiêu ngày làm việc để bổ sung"),
        [Optional(), NumberRange(1, 365)],
        description=_l("Để trống nếu thủ tục không quy định riêng."),
        render_kw=NUMBER,
    )

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        time = content.processing_time
        return {
            "amount": None if time.unit is Unit.SAME_DAY else time.amount,
            "unit": time.unit.value if time.unit else "",
            "time_note": time.note,
            "after_supplement": content.after_supplement,
            "supplement_window": content.supplement_window,
        }

    def validate_unit(self, field: SelectField) -> None:
        if not field.data and self.amount.data is not None:
            raise ValidationError(_("Xin chọn đơn vị tính của thời hạn."))

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        unit = Unit(self.unit.data) if self.unit.data else None
        amount = 1 if unit is Unit.SAME_DAY else self.amount.data
        return {
            "processing_time": ProcessingTime(amount, unit, self.time_note.data or ""),
            "after_supplement": self.after_supplement.data,
            "supplement_window": self.supplement_window.data,
        }


class FeeForm(PartForm):
    """What it costs."""

    part = Part.FEE
    fee_amount = AmountField(
        _l("Số tiền (đồng)"),
        description=_l("Không thu thì ghi 0. Để trống nghĩa là chưa công bố, không phải là miễn phí."),
        render_kw=NUMBER,
    )
    fee_note = StringField(
        _l("Cách tính, trường hợp miễn giảm"), [Length(max=400)], filters=[one_line], description=_l("Ví dụ: mỗi bản.")
    )

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        return {"fee_amount": content.fee.amount_vnd, "fee_note": content.fee.note}

    def validate_fee_amount(self, field: AmountField) -> None:
        if field.data is not None and field.data > HIGHEST_FEE:
            raise ValidationError(_("Số tiền này lớn quá. Xin xem lại có thừa số 0 nào không."))

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        return {"fee": Fee(self.fee_amount.data, self.fee_note.data or "")}


class StepsForm(PartForm):
    """The way through the office, and what the unit adds in its own words."""

    part = Part.STEPS
    steps = LinesField(
        _l("Các bước"), [Lines(20, 500)], description=_l("Mỗi dòng một bước, theo thứ tự. Không cần đánh số.")
    )
    form_names = LinesField(
        _l("Tên biểu mẫu"), [Lines(12, 250)], description=_l("Mỗi dòng một mẫu. Tệp mẫu để tải đặt ở từng giấy tờ.")
    )
    guidance = TextAreaField(
        _l("Hướng dẫn thêm của đơn vị"),
        [Length(max=6000)],
        description=_l("**chữ đậm**, dòng bắt đầu bằng - là danh sách, [chữ](https://địa-chỉ) là liên kết."),
        render_kw={"rows": 8},
    )

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        return {
            "steps": as_lines(content.steps),
            "form_names": as_lines(content.form_names),
            "guidance": content.guidance,
        }

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        return {
            "steps": self.steps.entries,
            "form_names": self.form_names.entries,
            "guidance": self.guidance.data or "",
        }


class OnlineForm(PartForm):
    """How much can be done from home. Where it is filed is chosen on the procedure's own page."""

    part = Part.ONLINE
    online_level = RadioField(_l("Mức làm trên mạng"), [Given()], choices=choices_of(LEVELS), coerce=OnlineLevel)
    channels = TickList(_l("Nộp được bằng cách"), choices=choices_of(CHANNELS), coerce=Channel)

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        return {"online_level": content.online_level, "channels": list(content.channels)}

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        ticked = set(self.channels.data or ())
        return {
            "online_level": self.online_level.data,
            "channels": tuple(channel for channel in Channel if channel in ticked),
        }


class GroundsForm(PartForm):
    """Where all this is written, and which values were compared with it."""

    part = Part.GROUNDS
    legal_basis = LinesField(
        _l("Căn cứ pháp lý"), [Lines(30, 250)], description=_l("Số hiệu văn bản, mỗi dòng một văn bản.")
    )
    source = StringField(
        _l("Nguồn"),
        [Given(), Length(max=250)],
        filters=[one_line],
        description=_l("Quyết định công bố hoặc trang đã chép. Ví dụ: Quyết định số 1872/QĐ-UBND."),
    )
    as_of = DateBoxesField(_l("Dữ liệu ngày"), [Given()], not_after=today)
    checked = TickList(
        _l("Đã đối chiếu với quyết định công bố"),
        choices=choices_of(GROUP_NAMES),
        coerce=Group,
        description=_l(
            "Chỉ mục đã đánh dấu mới hiện cho người dân. Mục chưa đối chiếu hiện là “Chưa công bố” kèm số điện thoại"
            " để hỏi, vì một con số sai gây phiền hơn là chưa có."
        ),
    )

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        return {
            "legal_basis": as_lines(content.legal_basis),
            "source": content.source,
            "as_of": content.as_of,
            "checked": [group for group in Group if content.is_vouched_for(group)],
        }

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        return {
            "legal_basis": self.legal_basis.entries,
            "source": self.source.data,
            "as_of": self.as_of.data,
            "confidence": sureness(content, self.checked.data or ()),
        }


def sureness(content: ProcedureContent, checked: Iterable[Group]) -> dict[Group, Confidence]:
    """Return how sure each group is: what stays ticked stays as sure as it was, what is newly ticked is certain."""
    ticked, was = set(checked), content.confidence
    sure = {
        group: was[group] if content.is_vouched_for(group) else Confidence.HIGH for group in Group if group in ticked
    }
    return dict(was) | {group: sure.get(group, Confidence.LOW) for group in Group if group in ticked or group in was}


FORMS: dict[Part, type[PartForm]] = {
    form.part: form for form in (NameForm, TimeForm, FeeForm, StepsForm, OnlineForm, GroundsForm)
}
