"""What administrators type: the unit's settings, its hamlets, its officers."""

import re
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from cqtt.commune.admin_fields import MapPositionField, OfficePhoneField
from cqtt.commune.credentials import A_LOGIN, LOGIN_SENTENCE
from cqtt.commune.forms import lower
from cqtt.commune.models import Commune, Officer, UnitKind
from cqtt.commune.rules import A_CODE_PREFIX, FILING_MODES
from cqtt.fields import Given, PhoneField, TickList, email_address, person_name
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.roles import ROLE_NAMES, Role

A_HAMLET = re.compile(r"[^\W_](?:[^\W_]|[ .'\-/])*")  # letters, digits, and what joins them: Ấp 1/2, Buôn M'Duk
ROLE_SENTENCES = {
    Role.RECEPTION: _l("nhận hồ sơ, yêu cầu bổ sung lần đầu, từ chối có lý do, trả kết quả"),
    Role.SPECIALIST: _l("xử lý hồ sơ được giao, yêu cầu bổ sung hoặc nộp phí, ghi kết quả"),
    Role.LEADER: _l("xem mọi hồ sơ, duyệt bổ sung lần hai và hẹn lại, quyết định dừng"),
    Role.ADMINISTRATOR: _l("sửa thông tin đơn vị, cán bộ, thủ tục; không giải quyết hồ sơ"),
    Role.OVERSEER: _l("chỉ xem, không sửa gì"),
}


def role_choices() -> list[SelectChoice]:
    """Return the roles, each with what it may do."""
    return [SelectChoice(role, f"{ROLE_NAMES[role]}: {sentence}") for role, sentence in ROLE_SENTENCES.items()]


class UnitForm(Revised):
    """All settings of the unit."""

    name = StringField(
        _l("Tên"), [Given(), Length(max=80)], description=_l("Không ghi chữ xã, phường. Ví dụ: An Phước.")
    )
    kind = SelectField(
        _l("Loại"), [Given()], choices=[SelectChoice(kind, kind.capitalize()) for kind in UnitKind], coerce=UnitKind
    )
    parent_name = StringField(
        _l("Thuộc"),
        [Given(), Length(max=80)],
        description=_l("Tỉnh hoặc thành phố. Ví dụ: thành phố Đồng Nai."),
    )
    superior_name = StringField(
        _l("Cấp trên"),
        [Length(max=120)],
        description=_l("Nơi người dân có thể gửi tiếp kiến nghị. Ví dụ: Ủy ban nhân dân thành phố Đồng Nai."),
    )
    address = StringField(_l("Địa chỉ trụ sở"), [Length(max=200)])
    map_position = MapPositionField(
        _l("Vị trí trên bản đồ"),
        description=_l("Vĩ độ, kinh độ, chép từ bản đồ trên mạng. Ví dụ: 10.8512, 106.9541."),
    )
    phone = OfficePhoneField(_l("Điện thoại bộ phận một cửa"), description=_l("Hiện ở cuối mọi trang, bấm là gọi."))
    hotline = OfficePhoneField(
        _l("Đường dây nóng về thái độ phục vụ"), description=_l("Người dân gọi khi cán bộ chưa niềm nở.")
    )
    email = EmailField(_l("Thư điện tử"), [Optional(), Length(max=120), email_address])
    desk_word = StringField(
        _l("Tên gọi bộ phận một cửa"),
        [Given(), Length(max=80)],
        description=_l("Ví dụ: Trung tâm Phục vụ hành chính công, Bộ phận Một cửa."),
    )
    hamlet_word = StringField(
        _l("Từ chỉ đơn vị dưới xã"),
        [Given(), Length(max=20)],
        filters=[lower],
        description=_l("Ví dụ: ấp, khu phố, thôn, buôn."),
    )
    code_prefix = StringField(
        _l("Phần đầu mã hồ sơ"),
        [Given(), Length(max=24)],
        filters=[lambda typed: typed.upper() if typed else typed],
        description=_l(
            "Mã định danh của đơn vị do tỉnh cấp: một chữ, hai số, rồi các nhóm số sau dấu chấm, "
            "ví dụ H19.151. Hồ sơ đã có mã thì giữ mã cũ."
        ),
    )
    portal_url = URLField(
        _l("Cổng Dịch vụ công"),
        [
            Given(),
            Length(max=200),
            Regexp(r"https://[^\s/]+\.[^\s]+$", message=_l("Xin chép cả địa chỉ, bắt đầu bằng https://.")),
        ],
    )
    default_filing_mode = RadioField(
        _l("Cách nộp của thủ tục mới"),
        [Given()],
        choices=choices_of(FILING_MODES),
        description=_l("Áp dụng cho thủ tục nạp sau này; từng thủ tục vẫn chọn riêng được."),
    )

    def validate_code_prefix(self, field: StringField) -> None:
        if not A_CODE_PREFIX.fullmatch(field.data):
            raise ValidationError(_("Xin viết dạng H19 hoặc H19.151: một chữ in, hai số, rồi .số."))

    @classmethod
    def of(cls, commune: Commune, **options: Any) -> "UnitForm":
        """Return the form as the record fills it, and the request where something was sent."""
        found = commune.latitude is not None and commune.longitude is not None
        position = (commune.latitude, commune.longitude) if found else None
        return cls(obj=commune, map_position=position, **options)

    def settings(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        own = {"csrf_token", "revision", "map_position"}
        latitude, longitude = self.map_position.data or (None, None)
        plain = {field.name: field.data for field in self if field.name not in own}
        return plain | {"latitude": latitude, "longitude": longitude}


class HamletForm(Form):
    name = StringField(_l("Tên"), [Given(), Length(max=60)], description=_l("Ghi cả chữ đứng trước. Ví dụ: Ấp 7."))

    def validate_name(self, field: StringField) -> None:
        if not A_HAMLET.fullmatch(field.data):
            raise ValidationError(_("Tên chỉ gồm chữ, số, khoảng trắng và các dấu . - / '. Xin xem lại giúp."))


class OfficerForm(Revised):
    """One person who works for the unit."""

    name = StringField(_l("Họ và tên"), [Given(), Length(max=80), person_name])
    title = StringField(_l("Chức vụ"), [Given(), Length(max=100)])
    department = StringField(_l("Phòng, bộ phận"), [Length(max=100)])
    phone = PhoneField(_l("Điện thoại"))
    has_zalo = BooleanField(_l("Số này dùng Zalo, người dân nhắn được"))
    email = EmailField(_l("Thư điện tử"), [Optional(), Length(max=120), email_address])
    is_leader = BooleanField(_l("Là lãnh đạo của đơn vị"))
    is_public = BooleanField(_l("Hiện tên, ảnh và số điện thoại ở trang Điện thoại lãnh đạo, ai cũng xem được"))
    duty = TextAreaField(
        _l("Lĩnh vực phụ trách"),
        [Length(max=300)],
        description=_l("Ví dụ: Văn hóa – xã hội, y tế, giáo dục."),
        render_kw={"rows": 2},
    )
    reception_day = StringField(
        _l("Lời nhắn về lịch tiếp dân"),
        [Length(max=120)],
        description=_l("Hiện khi chưa có ngày giờ ở Quản trị › Lịch trực. Ví dụ: mỗi ngày làm việc, tại sảnh."),
    )
    position = IntegerField(
        _l("Thứ tự trong danh sách"),
        [InputRequired(_l("Xin ghi một số, ví dụ 10.")), NumberRange(0, 9999)],
        default=100,
        description=_l("Số nhỏ đứng trước."),
        render_kw={"inputmode": "numeric"},
    )
    login = StringField(
        _l("Tên đăng nhập"),
        [
            Optional(),
            Regexp(re.compile(A_LOGIN.pattern + "$"), message=LOGIN_SENTENCE),
        ],
        filters=[lower],
        description=_l("Để trống nếu người này không cần đăng nhập."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    held_roles = TickList(
        _l("Vai trò"),
        choices=role_choices,
        coerce=Role,
        invalid_value_message=_l("Xin chọn các mục có sẵn trong danh sách."),
        description=_l("Một người có thể giữ nhiều vai trò. Đổi vai trò thì người đó cần đăng nhập lại."),
    )

    @classmethod
    def of(cls, officer: Officer, **options: Any) -> "OfficerForm":
        """Return the form as the record fills it, and the request where something was sent."""
        return cls(obj=officer, held_roles=sorted(officer.role_set), **options)

    def details(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record; the roles are apart."""
        own = {"csrf_token", "revision", "held_roles"}
        typed = {field.name: field.data for field in self if field.name not in own}
        return typed | {"login": self.login.data or None}
