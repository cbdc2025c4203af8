"""What officers type at the desk and while they work. Every page of a move also carries the revision it shows."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, StopValidation, ValidationError

from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import codes
from cqtt.dossiers.along import Along
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.staff_fields import (
    DEPARTMENT,
    EITHER,
    NOBODY,
    NOT_EACH,
    NOTE,
    REASON,
    SHELF,
    UNITS,
    WithReadyTexts,
    between,
    officer_choices,
)
from cqtt.fees.fields import AmountField
from cqtt.fields import Given, TickList, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.phrases.models import Occasion
from cqtt.procedures.facts import money
from cqtt.text import sort_key
from cqtt.uploads import ACCEPT, Examined, UploadRefused, examine, limits_sentence

AMOUNT = {"inputmode": "numeric", "autocomplete": "off"}


class NoteForm(WithReadyTexts):
    """Papers brought to the desk, or a word for colleagues that need not be there."""

    OCCASION = Occasion.NOTE
    note = TextAreaField(_l("Ghi chú nội bộ"), [NOTE], render_kw={"rows": 2})

    @property
    def whole_note(self) -> str:
        return self.with_ready(self.note.data)


class InternalNoteForm(NoteForm):
    """Ghi chú nội bộ: a word for colleagues, and nothing else."""

    note = TextAreaField(
        _l("Ghi chú"),
        [EITHER, NOTE],
        description=_l("Chỉ cán bộ đọc; người nộp không thấy."),
        render_kw={"rows": 3} | NOT_EACH,
    )

    def validate_note(self, field: Field) -> None:
        if not self.whole_note:
            raise ValidationError(_("Xin viết ghi chú, hoặc chọn một câu có sẵn."))


class AcceptForm(NoteForm):
    """Tiếp nhận: what is to be paid, and who goes on with it."""

    fee = AmountField(
        _l("Phí, lệ phí (đồng)"),
        [Optional()],
        description=_l("Số này vào giấy hẹn. Chưa biết thì để trống; không thu thì ghi 0."),
        render_kw=AMOUNT,
    )
    officer = SelectField(_l("Giao cho"), default=NOBODY)

    def let_choose(self, officers: Iterable[Officer]) -> None:
        self.officer.choices = [SelectChoice(NOBODY, _("Chưa giao ai")), *officer_choices(officers)]

    def limit(self, published: Limit | None) -> Limit:
        """Return the limit to count by: what the procedure publishes."""
        if published is None:
            raise ValueError("a procedure without a limit needs AcceptWithLimitForm")
        return published


def _amount_needed(form: "AcceptWithLimitForm", field: Field) -> None:
    if form.unit.data == Unit.SAME_DAY.value:
        field.errors = []
        raise StopValidation
    if field.data is None and not field.errors:
        raise StopValidation(_("Xin ghi thời hạn bằng số, ví dụ 3."))


_amount_needed.field_flags = {"required": True}  # type: ignore[attr-defined]


class AcceptWithLimitForm(AcceptForm):
    """Tiếp nhận, where the procedure's limit is not published: the officer says how long, and why."""

    amount = IntegerField(_l("Thời hạn"), [_amount_needed, between(1, 365)], render_kw={"inputmode": "numeric"})
    unit = SelectField(
        _l("Tính bằng"),
        [Given()],
        choices=[*UNITS, SelectChoice(Unit.SAME_DAY.value, _l("trong ngày"))],
    )
    reason = TextAreaField(
        _l("Căn cứ của thời hạn này"),
        [Given(_l("Xin ghi căn cứ của thời hạn, ví dụ số văn bản.")), NOTE],
        render_kw={"rows": 2},
    )

    def limit(self, published: Limit | None) -> Limit:
        """Return the limit that was typed."""
        return Limit(self.amount.data or 1, Unit(self.unit.data))

    @property
    def whole_note(self) -> str:
        limit = _(
            "Thời hạn do cán bộ ghi: %(limit)s. Căn cứ: %(reason)s",
            limit=self.limit(None).text,
            reason=self.reason.data,
        )
        return f"{limit}\n{super().whole_note}".strip()


class RequestPaymentForm(WithReadyTexts):
    """Yêu cầu nộp phí: how much and for what."""

    OCCASION = Occasion.PAYMENT
    amount = AmountField(
        _l("Số tiền (đồng)"), [Given(_l("Xin ghi số tiền bằng chữ số, ví dụ 50.000."))], render_kw=AMOUNT
    )
    what = TextAreaField(_l("Khoản gì, nộp ở đâu"), [EITHER, REASON], render_kw={"rows": 3} | NOT_EACH)

    def validate_amount(self, field: Field) -> None:
        if field.data == 0:
            raise ValidationError(_("Xin ghi số tiền lớn hơn 0, ví dụ 50.000."))

    def validate_what(self, field: Field) -> None:
        if not self.with_ready(field.data):
            raise ValidationError(_("Xin ghi tên khoản phải nộp và nơi nộp."))

    @property
    def told(self) -> str:
        """Return what the citizen reads."""
        amount = money(self.amount.data or 0)
        return _("Xin nộp %(amount)s. %(what)s", amount=amount, what=self.with_ready(self.what.data))


class ResolveForm(WithReadyTexts):
    """Có kết quả: what came out, with the file where there is one, and where a result on paper lies."""

    OCCASION = Occasion.RESULT
    result = TextAreaField(
        _l("Kết quả, viết cho người nộp đọc"),
        [EITHER, REASON],
        description=_l("Ví dụ: Giấy khai sinh số 12/2026."),
        render_kw={"rows": 3} | NOT_EACH,
    )
    file = FileField(_l("Tệp kết quả"), render_kw={"accept": ACCEPT})
    on_paper = BooleanField(_l("Có kết quả trên giấy, người nộp đến nhận"))
    shelf = StringField(
        _l("Kệ số"),
        [SHELF],
        description=_l("Nơi để kết quả giấy chờ người đến nhận, ví dụ: A3. Ghi sau cũng được."),
        render_kw={"autocomplete": "off"},
    )
    examined: Examined | None = None

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.file.description = limits_sentence()

    def validate_result(self, field: Field) -> None:
        if not self.with_ready(field.data):
            raise ValidationError(_("Xin ghi kết quả, ví dụ: Giấy khai sinh số 12/2026."))

    def validate_file(self, field: Field) -> None:
        if not field.data or not field.data.filename:
            return
        try:
            self.examined = examine(field.data.stream.read(), field.data.filename)
        except UploadRefused as refused:
            raise ValidationError(refused.sentence) from None

    @property
    def lies_on_paper(self) -> bool:
        """Whether there is a paper to be fetched: said so, or given a place on the shelf."""
        return bool(self.on_paper.data or self.shelf.data)


class ReturnForm(Form):
    """Trả kết quả: who took it, and what went along."""

    receiver = StringField(
        _l("Họ và tên người nhận"), [Given(_l("Xin ghi tên người nhận.")), Length(max=100), person_name]
    )
    along = TickList(_l("Trao kèm"), [Optional()], choices=[])

    def lay_beside(self, things: Iterable[Along]) -> None:
        """Offer what lies beside the result; what lies there no more is dropped."""
        lying = {each.key: each.words for each in things}
        self.along.choices = choices_of(lying)
        self.along.data = [key for key in self.along.data or () if key in lying]


class RemindForm(Form):
    """Nhắc người dân: the sentence they will read; a ready one stands there."""

    told = TextAreaField(
        _l("Lời nhắc, người nộp sẽ đọc"),
        [Given(_l("Xin viết lời nhắc.")), Length(max=600)],
        description=_l("Câu viết sẵn, sửa được. Tin gửi kèm liên kết mở hồ sơ."),
        render_kw={"rows": 4},
    )


class AssignForm(NoteForm):
    """Giao hồ sơ: to a colleague or a department, with a word to whoever receives it."""

    officer = SelectField(_l("Giao cho"), [Given(_l("Xin chọn đồng nghiệp hoặc phòng."))])
    note = TextAreaField(
        _l("Lời nhắn cho người nhận"),
        [NOTE],
        description=_l("Người nhận thấy lời nhắn ngay đầu trang hồ sơ cho đến khi họ làm việc tiếp theo."),
        render_kw={"rows": 3},
    )

    def let_choose(self, colleagues: Iterable[Officer], dossier: Dossier) -> None:
        self.colleagues = {str(officer.id): officer for officer in colleagues if officer.id != dossier.officer_id}
        everywhere = {officer.department for officer in (*self.colleagues.values(), *_holder(dossier))}
        held_by = dossier.department if dossier.officer_id is None else ""
        departments = sorted(everywhere - {"", held_by}, key=sort_key)
        self.officer.choices = [
            SelectChoice("", _("Xin chọn")),
            *officer_choices(self.colleagues.values(), _("Đồng nghiệp")),
            *(SelectChoice(f"{DEPARTMENT}{name}", name, optgroup=_("Phòng, bộ phận")) for name in departments),
        ]

    @property
    def receiver(self) -> Officer | str:
        """Return the colleague, or the name of the department."""
        chosen = str(self.officer.data)
        return chosen.removeprefix(DEPARTMENT) if chosen.startswith(DEPARTMENT) else self.colleagues[chosen]


def _holder(dossier: Dossier) -> tuple[Officer, ...]:
    return (dossier.officer,) if dossier.officer else ()


class NationalCodeForm(Form):
    """Mã hồ sơ quốc gia: the code the national portal gave this dossier."""

    code = StringField(
        _l("Mã hồ sơ trên Cổng dịch vụ công quốc gia"),
        [Length(max=40)],
        filters=[lambda typed: codes.normalise(typed) if typed else typed],
        description=_l("Ví dụ: H19.151-261123-0001. Xóa trống để bỏ mã đã ghi."),
    )

    def validate_code(self, field: Field) -> None:
        if field.data and not codes.PATTERN.fullmatch(field.data):
            raise ValidationError(_("Mã có dạng H19.151-261123-0001. Xin xem lại trên Cổng."))
