"""What a citizen types when following a dossier."""

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Regexp

from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _l


class FindForm(Form):
    """Tra cứu: the code, and four digits that only the owner knows."""

    code = StringField(
        _l("Mã hồ sơ"),
        [Given(_l("Xin ghi mã hồ sơ, ví dụ H19.00.00-261123-0007.")), Length(max=60)],
        description=_l("Có trên giấy hẹn và trong tin nhắn. Viết hoa hay thường đều được."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    digits = StringField(
        _l("Bốn số cuối của số điện thoại hoặc số định danh"),
        [
            Given(_l("Xin ghi bốn số cuối.")),
            Length(max=20),
            Regexp(r"^(\D*[0-9]){4,12}\D*$", message=_l("Xin ghi đúng bốn chữ số cuối.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class SupplementAnswerForm(Form):
    """Bổ sung: a word to the officer beside the files."""

    answer = TextAreaField(_l("Lời nhắn cho cán bộ"), [Length(max=1000)], render_kw={"rows": 3})


class WithdrawForm(Form):
    """Rút hồ sơ: nothing has to be explained."""

    reason = TextAreaField(_l("Lý do"), [Length(max=500)], render_kw={"rows": 3})
