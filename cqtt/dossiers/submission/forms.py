"""What a citizen types on the pages of a submission."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from cqtt.dossiers.consent_fields import ConsentTicks
from cqtt.dossiers.models import ApplicantKind
from cqtt.fields import (
    CitizenNumberField,
    Given,
    GivenIf,
    PhoneField,
    TickList,
    email_address,
    person_name,
)
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l

ELSEWHERE = "0"


ON_BEHALF = partial(GivenIf, "on_behalf", "yes")


class PhoneGiven(Given):
    """Ask for the applicant's phone, unless the news go to whoever files for them: not everybody has one."""

    def __call__(self, form: Form, field: Field) -> None:
        if form["on_behalf"].data != "yes" or form["tell_submitter"].data != "yes":
            super().__call__(form, field)


class ApplicantForm(Form):
    """Người nộp: who asks, and who files it for whom."""

    on_behalf = RadioField(
        _l("Ông/Bà nộp hồ sơ cho ai?"),
        [Given(_l("Xin cho biết Ông/Bà nộp cho mình hay nộp thay."))],
        choices=choices_of({"no": _l("Cho chính tôi (hoặc tổ chức của tôi)"), "yes": _l("Nộp thay người khác")}),
    )
    submitter_name = StringField(
        _l("Họ và tên người nộp thay"),
        [ON_BEHALF(_l("Xin cho biết họ và tên người nộp thay.")), Length(max=100), person_name],
        render_kw={"autocomplete": "name"},
    )
    submitter_phone = PhoneField(
        _l("Số điện thoại người nộp thay"),
        [ON_BEHALF(_l("Xin cho biết số điện thoại người nộp thay.")), Length(max=20)],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    relation = StringField(
        _l("Quan hệ với người được nộp thay"),
        [ON_BEHALF(_l("Xin cho biết quan hệ với người được nộp thay.")), Length(max=100)],
        description=_l("Ví dụ: con, vợ, người được ủy quyền."),
    )
    agreed = BooleanField(
        _l("Người được nộp thay đã đồng ý để tôi nộp hồ sơ và đưa thông tin của họ"),
        [ON_BEHALF(_l("Xin hỏi ý người được nộp thay, rồi đánh dấu ô này."))],
    )
    tell_submitter = RadioField(
        _l("Tin báo về hồ sơ gửi cho ai?"),
        [Optional()],
        choices=choices_of({"no": _l("Người được nộp thay"), "yes": _l("Người nộp thay")}),
        default="no",
    )
    applicant_kind = RadioField(
        _l("Người đứng tên hồ sơ là"),
        [Given(_l("Xin chọn một trong hai."))],
        choices=choices_of(
            {
                ApplicantKind.PERSON.value: _l("Cá nhân"),
                ApplicantKind.ORGANISATION.value: _l("Tổ chức, doanh nghiệp, hộ kinh doanh"),
            }
        ),
        default=ApplicantKind.PERSON.value,
    )
    organisation_name = StringField(
        _l("Tên tổ chức"),
        [GivenIf("applicant_kind", ApplicantKind.ORGANISATION, _l("Xin cho biết tên tổ chức.")), Length(max=200)],
        render_kw={"autocomplete": "organization"},
    )
    organisation_number = StringField(_l("Mã số thuế hoặc số quyết định thành lập"), [Length(max=50)])
    applicant_name = StringField(
        _l("Họ và tên"),
        [Given(_l("Xin cho biết họ và tên.")), Length(max=100), person_name],
        description=_l("Viết như trên thẻ căn cước. Nếu là tổ chức, xin ghi người đại diện."),
        render_kw={"autocomplete": "name"},
    )
    citizen_number = CitizenNumberField(
        _l("Số định danh cá nhân (số căn cước)"),
        [Length(max=20)],
        description=_l("12 chữ số ở mặt trước thẻ. Không nhớ thì để trống, cán bộ sẽ hỏi khi cần."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    phone = PhoneField(
        _l("Số điện thoại"),
        [PhoneGiven(_l("Xin cho biết số điện thoại để chúng tôi báo tin.")), Length(max=20)],
        description=_l("Bốn số cuối dùng để tra cứu hồ sơ. Không có điện thoại thì để tin báo gửi cho người nộp thay."),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    email = StringField(
        _l("Thư điện tử"),
        [Optional(), Length(max=200), email_address],
        render_kw={"inputmode": "email", "autocomplete": "email"},
    )
    hamlet_id = SelectField(_l("Nơi ở"), [Given(_l("Xin chọn nơi ở."))], coerce=str)
    address = StringField(
        _l("Số nhà, tổ, đường"),
        [GivenIf("hamlet_id", ELSEWHERE, _l("Xin ghi địa chỉ, đủ cả xã, tỉnh hoặc thành phố.")), Length(max=200)],
        description=_l("Ở nơi khác thì xin ghi đủ cả xã, tỉnh hoặc thành phố."),
        render_kw={"autocomplete": "street-address"},
    )

    @classmethod
    def for_hamlets(cls, hamlets: Mapping[int, str], typed: "MultiDict[str, str] | None" = None) -> "ApplicantForm":
        """Return the form with the unit's hamlets to choose from."""
        form = cls(typed) if typed else cls()
        named = {str(number): name for number, name in hamlets.items()}
        form.hamlet_id.choices = choices_of({"": _("Xin chọn"), **named, ELSEWHERE: _("Nơi khác")})
        return form

    def values(self, at: str, notice_version: str) -> dict[str, Any]:
        """Return what is stored on the dossier; what belongs to the other choice is dropped."""
        behalf = self.on_behalf.data == "yes"
        organisation = self.applicant_kind.data == ApplicantKind.ORGANISATION
        chosen = self.hamlet_id.data
        return {
            "on_behalf": behalf,
            "submitter_name": self.submitter_name.data if behalf else "",
            "submitter_phone": self.submitter_phone.data if behalf else "",
            "relation": self.relation.data if behalf else "",
            "tell_submitter": behalf and self.tell_submitter.data == "yes",
            "consents": {"on_behalf": {"at": at, "notice": notice_version}} if behalf else {},
            "applicant_kind": ApplicantKind(self.applicant_kind.data),
            "organisation_name": self.organisation_name.data if organisation else "",
            "organisation_number": self.organisation_number.data if organisation else "",
            "applicant_name": self.applicant_name.data,
            "citizen_number": self.citizen_number.data or "",
            "phone": self.phone.data or "",
            "email": self.email.data or "",
            "hamlet_id": int(chosen) if chosen and chosen != ELSEWHERE else None,
            "address": self.address.data or "",
        }


class PapersForm(Form):
    """Giấy tờ: which papers will be brought to the desk instead of being photographed."""

    to_bring = TickList(_l("Giấy tờ tôi sẽ mang đến quầy"), [Optional()])


class ReviewForm(ConsentTicks, Form):
    """Kiểm tra và nộp: the button, and what may also be agreed to."""


class StartForm(Form):
    """The start of a submission: a one-time key, so that a double tap begins one draft."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
