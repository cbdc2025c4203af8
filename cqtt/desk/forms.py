"""What an officer types at the desk: the one screen of an intake, and the hand-over of results."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cqtt.citizen_number import FEMALE, MALE
from cqtt.clock import today
from cqtt.commune.limits import Limit, Unit
from cqtt.desk.refusal import RefusalWords
from cqtt.dossiers.consent_fields import ConsentTicks
from cqtt.dossiers.consents import stamped
from cqtt.dossiers.models import ApplicantKind, FilingChannel
from cqtt.fees.fields import AmountField
from cqtt.fields import CitizenNumberField, DateBoxesField, Given, GivenIf, PhoneField, email_address, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l

ELSEWHERE = "0"
OWN_REASON = ""
PAID_IN_CASH, NOT_PAID = "cash", "no"
ON_BEHALF = partial(GivenIf, "on_behalf", "yes")
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
NAME = {"autocomplete": "off"}
PHONE = {"inputmode": "tel", "autocomplete": "off"}


class DeskForm(Form):
    """A form with mistakes that its fields alone cannot tell, each with the place it leads to."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.also_wrong: list[tuple[str, str]] = []

    def accepted(self) -> bool:
        sound = super().accepted()
        for place, sentence in self.also_wrong:  # what the fields said before has just been forgotten
            self._say_at(place, sentence)
        return sound

    def complaints(self) -> list[tuple[str, str]]:
        return super().complaints() + [(place, said) for place, said in self.also_wrong if place not in self]

    def refuse(self, place: str, sentence: str) -> None:
        """Add such a mistake; where the place is a field, it says so too."""
        self.also_wrong.append((place, sentence))
        self._say_at(place, sentence)

    def said_at(self, place: str) -> str:
        """Return what was added about a place that is no field."""
        return " ".join(sentence for wrong, sentence in self.also_wrong if wrong == place)

    def _say_at(self, place: str, sentence: str) -> None:
        if place in self and not self[place].errors:
            self[place].errors = (sentence,)


class IntakeForm(RefusalWords, ConsentTicks, DeskForm):
    """Tiếp nhận tại quầy: the person, who files for whom, and how it ends. The papers are read beside it."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    procedure = HiddenField()  # the code of what was chosen
    shown_version = HiddenField()  # whose papers, fee and date the officer has seen
    seen_twins = HiddenField()  # the dossiers of the same person and procedure that were asked about
    channel = RadioField(
        _l("Nhận ở đâu"),
        [Given()],
        choices=choices_of(
            {
                FilingChannel.DESK.value: _l("Tại quầy"),
                FilingChannel.HAMLET.value: _l("Tại ấp (ngày thứ Bảy lắng nghe)"),
            }
        ),
        default=FilingChannel.DESK.value,
    )
    applicant_name = StringField(
        _l("Họ và tên"), [Given(_l("Xin cho biết họ và tên.")), Length(max=100), person_name], render_kw=NAME
    )
    citizen_number = CitizenNumberField(_l("Số định danh"), [Length(max=20)], render_kw=NUMERIC)
    birth_on = DateBoxesField(_l("Ngày sinh"), not_after=today)
    sex = RadioField(_l("Giới tính"), [Optional()], choices=choices_of({MALE: _l("Nam"), FEMALE: _l("Nữ")}))
    phone = PhoneField(_l("Số điện thoại"), [Length(max=20)], render_kw=PHONE)
    hamlet_id = SelectField(_l("Nơi ở"), [Given(_l("Xin chọn nơi ở."))], coerce=str)
    address = StringField(
        _l("Số nhà, tổ, đường"),
        [GivenIf("hamlet_id", ELSEWHERE, _l("Xin ghi địa chỉ, đủ cả xã, tỉnh hoặc thành phố.")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    address_old = StringField(_l("Nơi cư trú ghi trên thẻ"), [Length(max=300)], render_kw={"autocomplete": "off"})
    email = StringField(_l("Thư điện tử"), [Optional(), Length(max=200), email_address], render_kw=NAME)
    organisation_name = StringField(_l("Tên tổ chức, hộ kinh doanh"), [Length(max=200)], render_kw=NAME)
    organisation_number = StringField(_l("Mã số thuế hoặc số quyết định"), [Length(max=50)], render_kw=NAME)

    on_behalf = RadioField(
        _l("Ai đến nộp"),
        [Given()],
        choices=choices_of({"no": _l("Chính người đứng tên"), "yes": _l("Người nộp thay")}),
        default="no",
    )
    submitter_name = StringField(
        _l("Họ và tên người nộp thay"),
        [ON_BEHALF(_l("Xin cho biết họ và tên người nộp thay.")), Length(max=100), person_name],
        render_kw=NAME,
    )
    submitter_phone = PhoneField(
        _l("Điện thoại người nộp thay"),
        [ON_BEHALF(_l("Xin cho biết số điện thoại người nộp thay.")), Length(max=20)],
        render_kw=PHONE,
    )
    relation = StringField(
        _l("Là gì của người đứng tên"),
        [ON_BEHALF(_l("Xin cho biết người nộp thay là ai: con, cháu, cán bộ ấp…")), Length(max=100)],
        render_kw={"list": "relations", "autocomplete": "off"},
    )
    agreed = BooleanField(
        _l("Người đứng tên đã đồng ý cho nộp thay và đưa thông tin của mình"),
        [ON_BEHALF(_l("Xin hỏi ý người đứng tên hồ sơ, rồi đánh dấu ô này."))],
    )
    tell_submitter = RadioField(
        _l("Tin báo gửi cho ai"),
        [Given()],
        choices=choices_of({"no": _l("Người đứng tên"), "yes": _l("Người nộp thay")}),
        default="no",
    )

    fee = AmountField(_l("Số tiền yêu cầu nộp (đồng)"), [Optional()], render_kw=NUMERIC)
    paid = RadioField(
        _l("Khoản phải nộp ở trên"),
        [Optional()],
        choices=choices_of({PAID_IN_CASH: _l("Đã thu đủ, tiền mặt"), NOT_PAID: _l("Chưa thu")}),
    )
    amount = IntegerField(_l("Thời hạn"), [Optional(), NumberRange(1, 365)], render_kw=NUMERIC)
    unit = SelectField(
        _l("Tính bằng"),
        choices=choices_of(
            {
                Unit.WORKING_DAY.value: _l("ngày làm việc"),
                Unit.DAY.value: _l("ngày"),
                Unit.HOUR.value: _l("giờ làm việc"),
                Unit.SAME_DAY.value: _l("trong ngày"),
            }
        ),
        default=Unit.WORKING_DAY.value,
    )
    limit_ground = StringField(_l("Căn cứ của thời hạn này"), [Length(max=400)], render_kw=NAME)
    note = StringField(_l("Ghi chú nội bộ"), [Length(max=500)], render_kw=NAME)
    why_lacking = StringField(_l("Vẫn tiếp nhận khi thiếu: vì sao"), [Length(max=300)], render_kw=NAME)
    others = TextAreaField(_l("Còn thiếu hoặc chưa đúng, mỗi dòng một việc"), [Length(max=2000)], render_kw={"rows": 2})
    phrase = SelectField(_l("Lý do có sẵn"), coerce=str, default=OWN_REASON)
    reason = TextAreaField(_l("Lý do"), [Length(max=2000)], render_kw={"rows": 2})
    result = StringField(_l("Kết quả trao ngay"), [Length(max=1000)], render_kw={"list": "results"} | NAME)

    def let_choose(self, hamlets: Mapping[int, str], reasons: Iterable[str]) -> None:
        """Fill the lists with the unit's hamlets and standard reasons."""
        named = {str(number): name for number, name in hamlets.items()}
        self.hamlet_id.choices = choices_of({"": _("Xin chọn"), **named, ELSEWHERE: _("Nơi khác")})
        given = {reason: reason for reason in reasons}
        self.phrase.choices = choices_of({OWN_REASON: _("Tự viết ở ô dưới"), **given})

    def write(self, values: Mapping[str, Any]) -> None:
        """Put values into the boxes of these names, as if they had been typed."""
        for name, value in values.items():
            self[name].process(None, ELSEWHERE if name == "hamlet_id" and value is None else value)

    def boxes(self) -> dict[str, Any]:
        """Return what stands in the boxes that may be taken over from an earlier dossier."""
        chosen = self.hamlet_id.data
        place = int(chosen) if chosen and chosen != ELSEWHERE and chosen.isdecimal() else None
        names = ("applicant_name", "citizen_number", "phone", "address", "email")
        return {**{name: self[name].data or "" for name in names}, "hamlet_id": place}

    def person(self, at: str) -> dict[str, Any]:
        """Return what is stored about the people of the dossier; what belongs to the other choice is dropped."""
        behalf = self.on_behalf.data == "yes"
        organisation = self.organisation_name.data or ""
        return {
            **self.boxes(),
            "birth_on": self.birth_on.data,
            "sex": self.sex.data or "",
            "address_old": self.address_old.data or "",
            "organisation_name": organisation,
            "organisation_number": self.organisation_number.data if organisation else "",
            "applicant_kind": ApplicantKind.ORGANISATION if organisation else ApplicantKind.PERSON,
            "on_behalf": behalf,
            "submitter_name": self.submitter_name.data if behalf else "",
            "submitter_phone": self.submitter_phone.data if behalf else "",
            "relation": self.relation.data if behalf else "",
            "tell_submitter": behalf and self.tell_submitter.data == "yes",
            "consents": stamped([*(["on_behalf"] if behalf else []), *self.agreed_to.data], at),
        }

    @property
    def fee_vnd(self) -> int | None:
        """Return what is asked for; an empty box asks for nothing, 0 says that nothing is to be paid."""
        amount: int | None = self.fee.data
        return amount

    @property
    def lacks_word_on_payment(self) -> bool:
        """Whether something is to be paid, and nobody has said whether it was."""
        return bool(self.fee_vnd) and self.paid.data not in (PAID_IN_CASH, NOT_PAID)

    @property
    def is_paid(self) -> bool:
        """Whether all that is asked for lies in the officer's hand."""
        return bool(self.fee_vnd) and self.paid.data == PAID_IN_CASH

    @property
    def typed_limit(self) -> Limit | None:
        """Return the limit that was typed, as far as it can be read."""
        if self.unit.data == Unit.SAME_DAY.value:
            return Limit(1, Unit.SAME_DAY)
        readable = isinstance(self.amount.data, int) and 1 <= self.amount.data <= 365
        known = self.unit.data in list(Unit)
        return Limit(self.amount.data, Unit(self.unit.data)) if readable and known else None

    @property
    def typed_items(self) -> list[str]:
        """Return what is missing besides the papers of the list."""
        return [line.strip(" -•") for line in (self.others.data or "").splitlines() if line.strip(" -•")]

    @property
    def whole_reason(self) -> str:
        return " ".join(part for part in (self.phrase.data or "", self.reason.data or "") if part)


class HandOverForm(DeskForm):
    """Trả kết quả: who takes it."""

    receiver = StringField(
        _l("Họ và tên người nhận"), [Given(_l("Xin ghi tên người nhận.")), Length(max=100), person_name], render_kw=NAME
    )
    relation = StringField(
        _l("Nhận thay: là gì của người đứng tên, giấy ủy quyền nào"),
        [Length(max=200)],
        render_kw={"list": "relations", "autocomplete": "off"},
    )
