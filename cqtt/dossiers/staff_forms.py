"""What officers type when they move a dossier. Every page of a move also carries the revision it shows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, StopValidation, ValidationError

from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.dossiers import codes
from cqtt.fields import Given, TickList, person_name
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.procedures.content import Requirement
from cqtt.uploads import ACCEPT, Examined, UploadRefused, examine, limits_sentence

NOTE = Length(max=500)
REASON = Length(max=2000)
MOST_OF_A_GROUND = 300
LEGAL_GROUND = Length(max=MOST_OF_A_GROUND)
NOBODY = 0


class Either:
    """Mark a field as one of two of which one is enough: its label says so, the form checks it."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        return None


EITHER = Either()
NOT_EACH = {"required": False}  # so that no box by itself is announced as required


def between(low: int, high: int) -> Callable[[Form, Field], None]:
    """Return a check of a number that has been read; one that could not be read has its sentence already."""

    def check(form: Form, field: Field) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise ValidationError(_("Xin ghi số từ %(low)s đến %(high)s.", low=low, high=high))

    return check


def officer_choices(officers: Iterable[Officer]) -> list[SelectChoice]:
    """Return officers as a list to choose from, each with the title people know."""
    return [SelectChoice(officer.id, f"{officer.name} – {officer.title}".rstrip(" –")) for officer in officers]


class AcceptForm(Form):
    """Tiếp nhận: who goes on with it."""

    officer = SelectField(_l("Giao cho"), coerce=int, default=NOBODY)
    note = TextAreaField(_l("Ghi chú nội bộ"), [NOTE], render_kw={"rows": 2})

    def let_choose(self, officers: Iterable[Officer]) -> None:
        self.officer.choices = [SelectChoice(NOBODY, _("Chưa giao ai")), *officer_choices(officers)]

    def limit(self, published: Limit | None) -> Limit:
        """Return the limit to count by: what the procedure publishes."""
        if published is None:
            raise ValueError("a procedure without a limit needs AcceptWithLimitForm")
        return published

    @property
    def whole_note(self) -> str:
        return self.note.data or ""


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
        choices=[
            SelectChoice(Unit.WORKING_DAY.value, _l("ngày làm việc")),
            SelectChoice(Unit.DAY.value, _l("ngày")),
            SelectChoice(Unit.HOUR.value, _l("giờ làm việc")),
            SelectChoice(Unit.SAME_DAY.value, _l("trong ngày")),
        ],
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
        return f"{limit}\n{self.note.data or ''}".strip()


class SupplementForm(Form):
    """Yêu cầu bổ sung: everything that is missing, in one go (Nghị định 118/2025/NĐ-CP, Điều 17)."""

    items = TickList(
        _l("Giấy tờ còn thiếu hoặc chưa đúng (chọn ở đây, hoặc ghi ở ô dưới)"),
        [EITHER, Optional()],
        render_kw=NOT_EACH,
    )
    others = TextAreaField(
        _l("Giấy tờ hoặc nội dung khác (cần, nếu chưa chọn ở trên)"),
        [EITHER, REASON],
        description=_l("Mỗi dòng một việc, ví dụ: Ảnh giấy chứng sinh chưa rõ, xin chụp lại."),
        render_kw={"rows": 4} | NOT_EACH,
    )
    reason = TextAreaField(
        _l("Lý do"),
        [Given(_l("Xin ghi lý do để người nộp hiểu vì sao cần bổ sung.")), REASON],
        render_kw={"rows": 3},
    )

    def let_choose(self, requirements: Iterable[Requirement]) -> None:
        self.items.choices = [SelectChoice(requirement.name, requirement.name) for requirement in requirements]
        if not self.items.choices:
            self.others.label.text = _("Giấy tờ hoặc nội dung cần bổ sung")

    def validate_others(self, field: Field) -> None:
        if not self.all_items:
            raise ValidationError(_("Xin chọn hoặc ghi ít nhất một giấy tờ cần bổ sung."))

    @property
    def all_items(self) -> list[str]:
        typed = (line.strip(" -•") for line in (self.others.data or "").splitlines())
        return [*(self.items.data or ()), *(line for line in typed if line)]


PHRASES: Sequence[str] = (
    _l("Việc này không thuộc thẩm quyền của đơn vị. Mời Ông/Bà nộp hồ sơ tại nơi có thẩm quyền."),
    _l("Việc này đã được giải quyết trong một hồ sơ khác của Ông/Bà."),
    _l("Giấy tờ gửi kèm không phải của người đứng tên hồ sơ."),
    _l("Đã hết thời gian bổ sung mà chúng tôi chưa nhận được giấy tờ còn thiếu."),
)


class RefuseForm(Form):
    """Từ chối tiếp nhận: the reason as the citizen reads it, and its legal ground (form 03)."""

    phrase = RadioField(
        _l("Câu có sẵn (chọn ở đây, hoặc viết ở ô dưới)"),
        [EITHER, Optional()],
        render_kw=NOT_EACH,
        choices=[SelectChoice("", _l("Tự viết lý do ở ô dưới")), *(SelectChoice(phrase, phrase) for phrase in PHRASES)],
        default="",
    )
    reason = TextAreaField(
        _l("Lý do, viết cho người nộp đọc (cần, nếu chưa chọn câu có sẵn)"),
        [EITHER, REASON],
        description=_l("Viết thêm cho rõ trường hợp này, và người nộp có thể làm gì tiếp."),
        render_kw={"rows": 4} | NOT_EACH,
    )
    legal_ground = StringField(
        _l("Căn cứ pháp lý"),
        [Given(_l("Xin ghi văn bản làm căn cứ, ví dụ: Điều 17 Nghị định 118/2025/NĐ-CP.")), LEGAL_GROUND],
        description=_l("Bấm vào ô để chọn trong các căn cứ của thủ tục này, hoặc tự ghi."),
        render_kw={"list": "grounds", "autocomplete": "off"},
    )

    def offer(self, legal_basis: Iterable[str]) -> list[str]:
        """Return the grounds to choose from: all of the procedure's in one line where they fit, then each."""
        each = [ground for ground in legal_basis if len(ground) <= MOST_OF_A_GROUND]
        together = "; ".join(each)
        if not each:
            self.legal_ground.description = ""
        return [together, *each] if len(each) > 1 and len(together) <= MOST_OF_A_GROUND else each

    def validate_reason(self, field: Field) -> None:
        if not self.whole_reason:
            raise ValidationError(_("Xin chọn một câu có sẵn hoặc viết lý do."))

    @property
    def whole_reason(self) -> str:
        return " ".join(part for part in (str(self.phrase.data or ""), self.reason.data or "") if part)


class RequestPaymentForm(Form):
    """Yêu cầu nộp phí: how much and for what."""

    amount = IntegerField(
        _l("Số tiền (đồng)"),
        [Given(_l("Xin ghi số tiền bằng chữ số, ví dụ 50000.")), between(1, 10_000_000_000)],
        render_kw={"inputmode": "numeric"},
    )
    what = TextAreaField(
        _l("Khoản gì, nộp ở đâu"),
        [Given(_l("Xin ghi tên khoản phải nộp và nơi nộp.")), REASON],
        render_kw={"rows": 3},
    )

    @property
    def told(self) -> str:
        """Return what the citizen reads."""
        amount = f"{self.amount.data:,}".replace(",", ".")
        return _("Xin nộp %(amount)s đồng. %(what)s", amount=amount, what=self.what.data)


class NoteForm(Form):
    """Đã nộp phí, or papers brought to the desk: a line for the record."""

    note = TextAreaField(_l("Ghi chú"), [NOTE], render_kw={"rows": 2})


class ResolveForm(Form):
    """Có kết quả: what came out, with the file where there is one."""

    result = TextAreaField(
        _l("Kết quả, viết cho người nộp đọc"),
        [Given(_l("Xin ghi kết quả, ví dụ: Giấy khai sinh số 12/2026.")), REASON],
        render_kw={"rows": 3},
    )
    file = FileField(_l("Tệp kết quả"), render_kw={"accept": ACCEPT})
    examined: Examined | None = None

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.file.description = limits_sentence()

    def validate_file(self, field: Field) -> None:
        if not field.data or not field.data.filename:
            return
        try:
            self.examined = examine(field.data.stream.read(), field.data.filename)
        except UploadRefused as refused:
            raise ValidationError(refused.sentence) from None


class ReturnForm(Form):
    """Trả kết quả: who took it."""

    receiver = StringField(
        _l("Họ và tên người nhận"), [Given(_l("Xin ghi tên người nhận.")), Length(max=100), person_name]
    )


class AssignForm(Form):
    """Giao hồ sơ: to whom, with a word to the colleague."""

    officer = SelectField(_l("Giao cho"), [Given(_l("Xin chọn đồng nghiệp."))], coerce=int)
    note = TextAreaField(_l("Lời nhắn cho đồng nghiệp"), [NOTE], render_kw={"rows": 3})

    def let_choose(self, officers: Iterable[Officer], holder_id: int | None) -> None:
        others = [officer for officer in officers if officer.id != holder_id]
        self.officer.choices = [SelectChoice(NOBODY, _("Xin chọn")), *officer_choices(others)]


class ReasonForm(Form):
    """Dừng xử lý, or rút hồ sơ at the citizen's wish: why."""

    reason = TextAreaField(_l("Lý do"), [Given(_l("Xin ghi lý do.")), REASON], render_kw={"rows": 4})


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
