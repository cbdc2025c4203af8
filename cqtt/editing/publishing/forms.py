"""What administrators type to publish, to publish several, and to retire."""

from datetime import date, timedelta
from enum import StrEnum

from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from cqtt.clock import today
from cqtt.editing.publishing.plan import Plan
from cqtt.fields import DateBoxesField, Given, GivenIf, TickList
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.procedures.catalogue import Published, published_catalogue

FARTHEST = timedelta(days=730)
MOST_FOUND = 8
WHY = [Given(_l("Xin ghi một dòng: vì sao có bản này. Cán bộ đọc được ở lịch sử.")), Length(max=200)]
CHOOSE_WHEN = _l("Xin chọn công bố ngay hay đến một ngày.")


class When(StrEnum):
    NOW = "now"
    LATER = "later"


class PublishForm(Form):
    """Why a version is published, and when; what it breaks is confirmed by a tick."""

    seen = HiddenField()
    note = StringField(_l("Vì sao công bố bản này"), WHY, description=_l("Ví dụ: Giảm phí theo Quyết định 45."))
    when = RadioField(
        _l("Công bố lúc nào?"),
        [Given(CHOOSE_WHEN), AnyOf(tuple(When), CHOOSE_WHEN)],
        choices=choices_of({When.NOW: _l("Ngay bây giờ"), When.LATER: _l("Từ đầu ngày tôi chọn")}),
        default=When.NOW.value,
        validate_choice=False,  # by the sentence above
    )
    on = DateBoxesField(
        _l("Ngày công bố"),
        [GivenIf("when", When.LATER.value, _l("Xin ghi ngày công bố."))],
        description=_l("Chỉ cần khi chọn một ngày. Từ lúc hẹn đến ngày ấy bản nháp được khóa, không ai sửa."),
    )
    confirmed = BooleanField(_l("Tôi đã đọc những việc trên và vẫn công bố"))

    @classmethod
    def of(cls, plan: Plan) -> "PublishForm":
        """Return the form of this draft; without anything to confirm there is no box to tick."""
        form = cls(seen=plan.marks)
        if not plan.to_confirm:
            del form.confirmed
        return form

    def validate_on(self, field: Field) -> None:
        if self.when.data == When.NOW and any(field.typed.values()):
            raise ValidationError(_("Ông/Bà đã ghi một ngày. Xin chọn “Từ đầu ngày tôi chọn”, hoặc xóa trống ngày."))
        if self.when.data != When.LATER or field.data is None:
            return
        if field.data <= today():
            raise ValidationError(_("Xin chọn từ ngày mai trở đi, hoặc chọn công bố ngay."))
        if field.data > today() + FARTHEST:
            raise ValidationError(_("Ngày này xa quá. Xin chọn trong vòng hai năm."))

    def validate_confirmed(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(_("Xin đọc những việc cần xác nhận rồi đánh dấu vào ô này."))

    @property
    def day(self) -> date | None:
        """The day that was chosen, None for now."""
        chosen: date | None = self.on.data
        return chosen if self.when.data == When.LATER else None

    def show_current(self, plan: Plan) -> None:
        """Keep what was typed, about the state that the page shows by now; what was ticked is asked again."""
        self.seen.raw_data, self.seen.data = None, plan.marks
        if "confirmed" in self:
            self.confirmed.data = False


class PublishSeveralForm(Form):
    """Several drafts, and the one line why."""

    drafts = TickList(_l("Bản nháp"), [Given(_l("Xin đánh dấu ít nhất một bản nháp."))], validate_choice=False)
    note = StringField(_l("Vì sao công bố các bản này"), WHY)


class RetireForm(Form):
    """Why a procedure is given up, and what takes its place."""

    seen = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = StringField(
        _l("Vì sao ngừng"),
        [Given(_l("Xin ghi một dòng vì sao ngừng.")), Length(max=200)],
        description=_l("Ví dụ: Bãi bỏ theo Quyết định 12/QĐ-UBND ngày 05/01/2027."),
    )
    find = StringField(
        _l("Thủ tục nào thay thế?"),
        [Length(max=100)],
        description=_l("Gõ tên hoặc mã rồi chọn một thủ tục hiện ra bên dưới. Không có thì để trống."),
        render_kw={"autocomplete": "off"},
    )
    successor = RadioField(_l("Chọn thủ tục thay thế"), choices=(), validate_choice=False)
    sure = BooleanField(
        _l("Tôi chắc chắn: người dân sẽ không còn thấy thủ tục này"),
        [Given(_l("Xin đánh dấu vào ô này nếu Ông/Bà chắc chắn."))],
    )

    @classmethod
    def of(cls, version_id: int, but: int) -> "RetireForm":
        """Return the form about this version; a procedure does not take its own place (`but`)."""
        form = cls(seen=version_id)
        form.offer_found(but)
        return form

    def offer_found(self, but: int) -> None:
        """Let one of the procedures be chosen that the typed words mean."""
        procedures = _found(self.find.data or "", but)
        self.successor.choices = [SelectChoice(value=one.address_code, label=_as_choice(one)) for one in procedures]

    def validate_successor(self, field: Field) -> None:
        if not self.find.data:
            return
        offered = [choice.value for choice in field.choices]
        if not offered:
            raise ValidationError(_("Không tìm thấy thủ tục nào như vậy. Xin gõ cách khác, hoặc xóa trống ô tìm."))
        if field.data not in offered:
            raise ValidationError(_("Xin chọn một thủ tục trong danh sách, hoặc xóa trống ô tìm."))

    @property
    def chosen(self) -> Published | None:
        """The successor, None where there is none."""
        return published_catalogue().find(self.successor.data) if self.find.data and self.successor.data else None


def _found(typed: str, but: int) -> list[Published]:
    """Return the published procedures that these words mean, best first."""
    catalogue = published_catalogue()
    hits = catalogue.search(typed, MOST_FOUND + 1) if typed else []
    procedures = [catalogue.by_slug[hit.key] for hit in hits]
    return [one for one in procedures if one.id != but][:MOST_FOUND]


def _as_choice(procedure: Published) -> str:
    """Return a procedure as it is chosen."""
    return f"{procedure.name} ({procedure.code})" if procedure.code else procedure.name
