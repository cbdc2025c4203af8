"""What is typed about calls: who wants to be called about what, and how a call ended."""

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp
from wtforms.widgets import HiddenInput

from cqtt.fields import Given, PhoneField, person_name
from cqtt.forms import Form
from cqtt.i18n import _l
from cqtt.leaders.models import CallBack


class CallBackForm(Form):
    """Somebody who could not reach a leader."""

    start_key = HiddenField(validators=[InputRequired(), Regexp(r"[\w-]{16,40}$")])
    name = StringField(_l("Họ và tên"), [Given(), Length(max=80), person_name], render_kw={"autocomplete": "name"})
    phone = PhoneField(
        _l("Số điện thoại"), [Given()], render_kw={"inputmode": "tel", "autocomplete": "tel", "type": "tel"}
    )
    about = TextAreaField(
        _l("Về việc gì"),
        [Given(_l("Xin cho biết vài chữ về việc cần nói.")), Length(max=300)],
        description=_l("Vài chữ là đủ, để lãnh đạo chuẩn bị trước khi gọi."),
        render_kw={"rows": 3},
    )
    when_convenient = StringField(
        _l("Lúc nào tiện nghe máy"), [Length(max=100)], description=_l("Ví dụ: sau 17 giờ; trừ giờ nghỉ trưa.")
    )

    def typed(self) -> dict[str, str]:
        """Return what was typed, by the names of the record."""
        named = (self.name, self.phone, self.about, self.when_convenient)
        return {field.name: field.data or "" for field in named}


class SeenCallForm(Form):
    """A button beside a call: which state of it the page shows."""

    tries = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class CallDoneForm(SeenCallForm):
    """How a call ended, in a word."""

    outcome = StringField(
        _l("Kết quả cuộc gọi"),
        [Given(_l("Xin ghi vài chữ: đã nói gì, hẹn gì.")), Length(max=200)],
        description=_l("Ví dụ: đã giải thích, hẹn gặp sáng thứ Năm."),
    )

    @classmethod
    def of(cls, call: CallBack, **options: object) -> "CallDoneForm":
        """Return the form of one call among several on a page: its boxes have names of their own for the page."""
        form = cls(tries=call.tries, **options)
        form.outcome.id, form.tries.id = f"ket-qua-{call.id}", f"lan-goi-{call.id}"
        return form
