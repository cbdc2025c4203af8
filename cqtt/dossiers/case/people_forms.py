"""What officers type when they mend what is written about the people of a dossier."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from cqtt.clock import date_text, today
from cqtt.commune.models import active_hamlets
from cqtt.dossiers.models import ApplicantKind, Dossier
from cqtt.fields import CitizenNumberField, DateBoxesField, Given, GivenIf, PhoneField, email_address, person_name
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.text import group_phone

ELSEWHERE = "0"
NAME = Length(max=100)
OF_ORGANISATIONS = ("organisation_name", "organisation_number")
NO_SUBMITTER = {"submitter_name": "", "submitter_phone": "", "relation": "", "tell_submitter": False}
KEPT = (
    *OF_ORGANISATIONS,
    "applicant_name",
    "citizen_number",
    "birth_on",
    "sex",
    "phone",
    "email",
    "address",
    "on_behalf",
    "submitter_name",
    "submitter_phone",
    "relation",
)
NUMERIC, PHONE = {"inputmode": "numeric", "autocomplete": "off"}, {"inputmode": "tel", "autocomplete": "off"}


class GivenOnBehalf(Given):
    """Ask for a value of whoever files for somebody else."""

    field_flags = {}

    def __call__(self, form: Form, field: Field) -> None:
        if form["on_behalf"].data:
            super().__call__(form, field)


class CorrectForm(Form):
    """Sửa thông tin: who asks, and who files for them."""

    organisation_name = StringField(_l("Tên tổ chức"), [Given(_l("Xin ghi tên tổ chức.")), Length(max=200)])
    organisation_number = StringField(_l("Mã số thuế hoặc số quyết định thành lập"), [Length(max=50)])
    applicant_name = StringField(
        _l("Họ và tên người đứng tên"), [Given(_l("Xin ghi họ và tên người đứng tên.")), NAME, person_name]
    )
    citizen_number = CitizenNumberField(_l("Số định danh"), [Length(max=20)], render_kw=NUMERIC)
    birth_on = DateBoxesField(_l("Ngày sinh"), not_after=today)
    sex = SelectField(_l("Giới tính"), choices=choices_of({"": _l("Không ghi"), "Nam": _l("Nam"), "Nữ": _l("Nữ")}))
    phone = PhoneField(_l("Điện thoại"), [Length(max=20)], render_kw=PHONE)
    email = StringField(
        _l("Thư điện tử"), [Optional(), Length(max=200), email_address], render_kw={"inputmode": "email"}
    )
    hamlet_id = SelectField(_l("Nơi ở"), [Given(_l("Xin chọn nơi ở."))])
    address = StringField(
        _l("Số nhà, tổ, đường"),
        [GivenIf("hamlet_id", ELSEWHERE, _l("Xin ghi địa chỉ, đủ cả xã, tỉnh hoặc thành phố.")), Length(max=200)],
    )
    on_behalf = BooleanField(_l("Có người nộp thay"))
    submitter_name = StringField(
        _l("Họ và tên người nộp thay"),
        [GivenOnBehalf(_l("Xin ghi họ và tên người nộp thay.")), NAME, person_name],
    )
    submitter_phone = PhoneField(_l("Điện thoại người nộp thay"), [Length(max=20)], render_kw=PHONE)
    relation = StringField(_l("Quan hệ với người đứng tên"), [NAME], description=_l("Ví dụ: con, vợ, cán bộ nộp thay."))
    tell_submitter = RadioField(
        _l("Tin báo gửi cho ai?"),
        [Optional()],
        choices=choices_of({"no": _l("Người đứng tên"), "yes": _l("Người nộp thay")}),
    )

    @classmethod
    def of(cls, dossier: Dossier, **options: Any) -> "CorrectForm":
        """Return the form as the record fills it, and the request where something was sent."""
        stored: dict[str, Any] = {name: getattr(dossier, name) for name in KEPT}
        stored["hamlet_id"] = str(dossier.hamlet_id or ELSEWHERE)
        stored["tell_submitter"] = "yes" if dossier.tell_submitter else "no"
        form = cls(**stored, **options)
        named = {str(hamlet.id): hamlet.name for hamlet in active_hamlets()}
        if dossier.hamlet:
            named.setdefault(str(dossier.hamlet_id), dossier.hamlet.name)  # one that is offered no more
        form.hamlet_id.choices = choices_of(named | {ELSEWHERE: _("Nơi khác")})
        if dossier.applicant_kind is not ApplicantKind.ORGANISATION:
            for name in OF_ORGANISATIONS:
                del form[name]
        return form

    def validate_submitter_phone(self, field: Field) -> None:
        """Nobody is told where there is no telephone."""
        if self.on_behalf.data and self.tell_submitter.data == "yes" and not field.data:
            raise ValidationError(_("Xin ghi điện thoại người nộp thay, vì tin báo gửi cho người ấy."))

    def values(self) -> dict[str, Any]:
        """Return what is to be stored; what belongs to a submitter goes when there is none."""
        typed = {field.name: field.data for field in self if field.name != "csrf_token"}
        typed |= {name: value or "" for name, value in typed.items() if name not in ("birth_on", "on_behalf")}
        typed["hamlet_id"] = int(typed["hamlet_id"]) if typed["hamlet_id"] != ELSEWHERE else None
        typed["tell_submitter"] = typed["tell_submitter"] == "yes"
        return typed if typed["on_behalf"] else typed | NO_SUBMITTER

    def changes(self, dossier: Dossier) -> dict[str, Any]:
        """Return only what is not stored already."""
        return {name: value for name, value in self.values().items() if getattr(dossier, name) != value}


def side_by_side(form: CorrectForm, stored: CorrectForm) -> list[tuple[str, str, str]]:
    """Return (label, what was typed, what is stored now) wherever the two differ."""
    pairs = [(field, stored[field.name]) for field in form if field.name != "csrf_token"]
    return [
        (str(typed.label.text), _shown(typed), _shown(kept)) for typed, kept in pairs if _shown(typed) != _shown(kept)
    ]


def as_written_now(dossier: Dossier, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (label, what is stored now) of the fields that were mended, in the order of the form."""
    stored, mended = CorrectForm.of(dossier, formdata=None), set(names)
    return [(str(field.label.text), _shown(field)) for field in stored if field.name in mended]


def _shown(field: Field) -> str:
    """Return what stands in a box as people read it."""
    if isinstance(field, SelectField):  # radio buttons too
        return next((str(option.label) for option in field.choices if option.value == field.data), "") or _("(trống)")
    if isinstance(field, BooleanField):
        return _("có") if field.data else _("không")
    if isinstance(field.data, date):
        return date_text(field.data)
    typed = " ".join(field.typed.values()).strip() if isinstance(field, DateBoxesField) else field.data
    text = group_phone(typed) if isinstance(field, PhoneField) and typed else typed
    return str(text or _("(trống)"))
