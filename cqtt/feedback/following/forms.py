"""What a sender types after sending: the code and digits to open it, a mark for the answer, why it is opened again."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Regexp

from cqtt.fields import Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import _l

FACES = {
    "1": _l("Rất chưa hài lòng"),
    "2": _l("Chưa hài lòng"),
    "3": _l("Bình thường"),
    "4": _l("Hài lòng"),
    "5": _l("Rất hài lòng"),
}


class FindForm(Form):
    """Tra cứu: the code and the last four digits of the telephone that was left."""

    code = StringField(
        _l("Mã góp ý"),
        [Given(_l("Xin ghi mã góp ý.")), Length(max=40)],
        description=_l("Ví dụ GY-4KT-7M2P, ở trang sau khi gửi hoặc trong tin nhắn."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    digits = StringField(
        _l("Bốn số cuối điện thoại đã để lại"),
        [
            Given(_l("Xin ghi bốn số cuối điện thoại.")),
            Length(max=20),
            Regexp(r"^(\D*[0-9]){4,12}\D*$", message=_l("Xin ghi đúng bốn chữ số cuối.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class RateForm(Form):
    """What the sender thinks of the answer."""

    mark = RadioField(
        _l("Ông/Bà thấy câu trả lời này thế nào?"),
        [AnyOf(list(FACES), message=_l("Xin chọn một khuôn mặt."))],
        choices=choices_of(FACES),
        validate_choice=False,  # the sentence above says it better
    )
    words = TextAreaField(_l("Lời nhắn thêm"), [Length(max=1000)], render_kw={"rows": 3})


class ReopenForm(Form):
    """Why an answer does not satisfy."""

    reason = TextAreaField(
        _l("Điều gì chưa xong, chưa rõ?"),
        [Given(_l("Xin cho biết điều gì chưa xong, để chúng tôi làm lại cho đúng.")), Length(max=2000)],
        render_kw={"rows": 5},
    )


class MendForm(Form):
    """What was sent, to be changed in its place."""

    words = TextAreaField(
        _l("Lời đã gửi"),
        [Given(_l("Xin để lại vài lời, để chúng tôi hiểu là chuyện gì.")), Length(max=10_000)],
        description=_l("Chỗ nào không muốn để lại thì xóa đi, hoặc thay bằng dấu ba chấm."),
        render_kw={"rows": 8},
    )
    place = StringField(_l("Ở đâu, khi nào"), [Length(max=200)])
