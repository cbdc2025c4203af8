"""What officers type when they ask for more, decline, extend, stop or take back: what the citizen will read."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from cqtt.commune.limits import Limit, Unit
from cqtt.dossiers.content import Paper
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.staff_fields import (
    EITHER,
    LEGAL_GROUND,
    MOST_OF_A_GROUND,
    NOT_EACH,
    NOTE,
    REASON,
    UNITS,
    WithReadyTexts,
    between,
)
from cqtt.fields import Given, TickList
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.phrases.models import Occasion, texts_for
from cqtt.text import fold

MOST_ITEMS = 30


def _what(text: str) -> str:
    """Return the paper a text asks for, without what may stand in for it: "giay chung sinh"."""
    return fold(text.partition(";")[0]).rstrip(" .")


def _without_doubles(texts: Iterable[str]) -> list[str]:
    """Return the texts, of two that say the same in other capitals or with another dot at the end the first."""
    kept: dict[str, str] = {}
    for text in texts:
        kept.setdefault(fold(text).rstrip(" .;"), text)
    return list(kept.values())


class SupplementForm(WithReadyTexts):
    """Yêu cầu bổ sung: everything that is missing, in one go (Nghị định 118/2025/NĐ-CP, Điều 17)."""

    OCCASION = Occasion.SUPPLEMENT_REASON
    items = TickList(
        _l("Giấy tờ còn thiếu hoặc chưa đúng (chọn ở đây, hoặc ghi ở ô dưới)"),
        [EITHER, Optional()],
        render_kw=NOT_EACH,
    )
    others = TextAreaField(
        _l("Giấy tờ hoặc nội dung khác (cần, nếu chưa chọn ở trên)"),
        [EITHER, REASON],
        description=_l("Mỗi dòng một việc, ví dụ: Ảnh giấy chứng sinh chưa rõ, xin chụp lại."),
        render_kw={"rows": 3} | NOT_EACH,
    )
    reason = TextAreaField(_l("Lý do, viết cho người nộp đọc"), [EITHER, REASON], render_kw={"rows": 2} | NOT_EACH)

    @classmethod
    def about(cls, dossier: Dossier, **values: Any) -> Self:
        """Return the form; papers that are certainly missing come ticked."""
        papers: Sequence[Paper] = values.pop("papers")
        form = super().about(dossier, items=[paper.requirement.name for paper in papers if paper.missing], **values)
        names = [paper.requirement.name for paper in papers]
        named = {_what(name) for name in names}
        standing = [text.text for text in texts_for(Occasion.MISSING, dossier.procedure_id)]
        offered = _without_doubles([*names, *(text for text in standing if _what(text) not in named)])
        form.items.choices = [SelectChoice(text, text) for text in offered]
        if not offered:
            form.others.label.text = _("Giấy tờ hoặc nội dung cần bổ sung")
        return form

    def validate_others(self, field: Field) -> None:
        if not self.all_items:
            raise ValidationError(_("Xin chọn hoặc ghi ít nhất một giấy tờ cần bổ sung."))
        if len(self.all_items) > MOST_ITEMS:
            raise ValidationError(_("Xin gộp lại, nhiều nhất %(most)s việc trong một phiếu.", most=MOST_ITEMS))

    def validate_reason(self, field: Field) -> None:
        if not self.whole_reason:
            raise ValidationError(_("Xin ghi lý do để người nộp hiểu vì sao cần bổ sung."))

    @property
    def all_items(self) -> list[str]:
        """Return one complete list: what was ticked, then what was written, nothing twice."""
        typed = (line.strip(" -•") for line in (self.others.data or "").splitlines())
        return _without_doubles([*(self.items.data or ()), *(line for line in typed if line)])

    @property
    def whole_reason(self) -> str:
        return self.with_ready(self.reason.data)

    @property
    def whole_note(self) -> str:
        return ""


class SecondSupplementForm(SupplementForm):
    """A second request: a leader says, for colleagues and the record, why it was not asked the first time."""

    why_again = TextAreaField(
        _l("Vì sao lần trước chưa yêu cầu điều này"),
        [Given(_l("Xin ghi vì sao lần trước chưa yêu cầu, để lưu vào hồ sơ.")), NOTE],
        description=_l("Chỉ cán bộ đọc. Yêu cầu lần hai do lãnh đạo quyết định và chịu trách nhiệm."),
        render_kw={"rows": 2},
    )

    @property
    def whole_note(self) -> str:
        return _("Vì sao lần trước chưa yêu cầu: %(why)s", why=self.why_again.data)


class RefuseForm(WithReadyTexts):
    """Từ chối tiếp nhận: the reason, its legal ground, and the place to go to instead (form 03)."""

    OCCASION = Occasion.REFUSAL
    reason = TextAreaField(
        _l("Lý do, viết cho người nộp đọc (cần, nếu chưa chọn câu có sẵn)"),
        [EITHER, REASON],
        description=_l("Viết thêm cho rõ trường hợp này, và người nộp có thể làm gì tiếp."),
        render_kw={"rows": 4} | NOT_EACH,
    )
    competent_place = StringField(
        _l("Nơi có thẩm quyền, nếu là nơi khác"),
        [Length(max=MOST_OF_A_GROUND)],
        description=_l("Người nộp cần đến đâu. Để trống thì theo câu có sẵn đã chọn."),
        render_kw={"autocomplete": "off"},
    )
    legal_ground = StringField(
        _l("Căn cứ pháp lý"),
        [EITHER, LEGAL_GROUND],
        description=_l("Chọn trong các căn cứ của thủ tục này hoặc tự ghi. Để trống thì theo câu có sẵn đã chọn."),
        render_kw={"list": "grounds", "autocomplete": "off"} | NOT_EACH,
    )

    def validate_reason(self, field: Field) -> None:
        if not self.with_ready(field.data):
            raise ValidationError(_("Xin chọn một câu có sẵn hoặc viết lý do."))

    def validate_legal_ground(self, field: Field) -> None:
        if not self.whole_ground:
            raise ValidationError(_("Xin ghi văn bản làm căn cứ, ví dụ: Điều 17 Nghị định 118/2025/NĐ-CP."))

    @property
    def whole_ground(self) -> str:
        return self.legal_ground.data or (self.picked.legal_ground if self.picked else "")

    @property
    def whole_place(self) -> str:
        return self.competent_place.data or (self.picked.competent_place if self.picked else "")

    @property
    def whole_reason(self) -> str:
        """Return the reason as the citizen reads it, with the place to go to."""
        said = self.with_ready(self.reason.data)
        if not said or not self.whole_place:
            return said
        place = _("Mời Ông/Bà đến: %(place)s.", place=self.whole_place.rstrip("."))
        return f"{said.rstrip('.')}. {place}"


class StopForm(WithReadyTexts):
    """Dừng xử lý, decided by a leader: the reason and its legal ground (form 05)."""

    OCCASION = Occasion.STOP
    reason = TextAreaField(
        _l("Lý do, viết cho người nộp đọc (cần, nếu chưa chọn câu có sẵn)"),
        [EITHER, REASON],
        render_kw={"rows": 4} | NOT_EACH,
    )
    legal_ground = StringField(
        _l("Căn cứ pháp lý"),
        [EITHER, LEGAL_GROUND],
        description=_l("Chọn trong các căn cứ của thủ tục này hoặc tự ghi. Để trống thì theo câu có sẵn đã chọn."),
        render_kw={"list": "grounds", "autocomplete": "off"} | NOT_EACH,
    )

    def validate_reason(self, field: Field) -> None:
        if not self.whole_reason:
            raise ValidationError(_("Xin chọn một câu có sẵn hoặc viết lý do."))

    def validate_legal_ground(self, field: Field) -> None:
        if not self.whole_ground:
            raise ValidationError(_("Xin ghi văn bản làm căn cứ cho việc dừng xử lý."))

    @property
    def whole_reason(self) -> str:
        return self.with_ready(self.reason.data)

    @property
    def whole_ground(self) -> str:
        return self.legal_ground.data or (self.picked.legal_ground if self.picked else "")


class ReasonForm(WithReadyTexts):
    """A reason alone: picked, or written."""

    reason = TextAreaField(
        _l("Lý do (cần, nếu chưa chọn câu có sẵn)"), [EITHER, REASON], render_kw={"rows": 4} | NOT_EACH
    )

    def validate_reason(self, field: Field) -> None:
        if not self.whole_reason:
            raise ValidationError(_("Xin ghi lý do."))

    @property
    def whole_reason(self) -> str:
        return self.with_ready(self.reason.data)


class WithdrawForm(ReasonForm):
    """Rút hồ sơ at the citizen's wish."""

    OCCASION = Occasion.WITHDRAWAL


class ProposeStopForm(ReasonForm):
    """Đề nghị dừng: why a leader should end the work."""

    OCCASION = Occasion.STOP


class ExtendForm(Form):
    """Gia hạn: how much lawful time is added, and by which text."""

    amount = IntegerField(
        _l("Thêm"),
        [Given(_l("Xin ghi thời gian gia hạn bằng số, ví dụ 2.")), between(1, 365)],
        render_kw={"inputmode": "numeric"},
    )
    unit = SelectField(_l("Tính bằng"), [Given()], choices=UNITS)
    legal_ground = StringField(
        _l("Căn cứ cho phép gia hạn"),
        [Given(_l("Xin ghi văn bản cho phép gia hạn, người nộp đọc được.")), LEGAL_GROUND],
        description=_l("Điều, khoản và tên văn bản. Chọn trong các căn cứ của thủ tục này hoặc tự ghi."),
        render_kw={"list": "grounds", "autocomplete": "off"},
    )

    @property
    def extra(self) -> Limit | None:
        """Return the time that was typed, or None while it cannot be read."""
        readable: Iterable[Field] = (self.amount, self.unit)
        if not all(field.validate(self) for field in readable):
            return None
        return Limit(self.amount.data, Unit(self.unit.data))
