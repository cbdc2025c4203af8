"""What an officer sends for letters to many: a list of people, and that it was looked at."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.validators import Length, StopValidation

from cqtt.exchange.container import MOST_BYTES
from cqtt.exchange.faults import FileRefused, refusal
from cqtt.fields import Given
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.letters.forms import LANGUAGE_NAMES
from cqtt.letters.merging import read_list
from cqtt.letters.people_list import FROM_LISTS, PeopleList
from cqtt.letters.rules import KIND_OF, OCCASION_NAMES, Kind, Occasion
from cqtt.upload_limits import MB


class ListForm(Form):
    """A list of people for one kind of letter; refused with every fault at once."""

    occasion = RadioField(
        _l("Thư gì"),
        [Given(_l("Xin chọn loại thư."))],
        choices=choices_of({each: OCCASION_NAMES[each] for each in FROM_LISTS}),
        coerce=Occasion,
    )
    name = StringField(
        _l("Tên danh sách"),
        [Given(_l("Xin đặt tên danh sách.")), Length(max=100)],
        description=_l("Để tìm lại sau này. Ví dụ: Người hiến đất làm đường ấp 7."),
        render_kw={"autocomplete": "off"},
    )
    language = RadioField(_l("Ngôn ngữ"), [Given()], choices=choices_of(LANGUAGE_NAMES), default="vi")
    agreed = BooleanField(
        _l("Mọi người trong danh sách đã đồng ý nhận thư chúc mừng"),
        description=_l("Chỉ cần cho thư chúc mừng; im lặng không phải là đồng ý."),
    )
    file = FileField(
        _l("Tệp danh sách (.xlsx)"), [FileRequired(_l("Xin chọn một tệp."))], render_kw={"accept": ".xlsx"}
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.people: PeopleList | None = None
        self.refused: FileRefused | None = None
        self.file.description = _("Nhận tệp đến %(size)s MB.", size=MOST_BYTES // MB)

    def validate_agreed(self, field: Field) -> None:
        """Silence is no consent: nobody is congratulated in public who did not ask for it."""
        if self.occasion.data and KIND_OF[self.occasion.data] is Kind.CONGRATULATION and not field.data:
            raise StopValidation(_("Thư chúc mừng chỉ gửi người đã đồng ý. Xin hỏi trước, rồi đánh dấu ô này."))

    def validate_file(self, field: Field) -> None:
        if self.occasion.data not in FROM_LISTS:
            return
        sent = field.data.stream.read(MOST_BYTES + 1)
        try:
            self.people = _read(sent, self.occasion.data)
        except FileRefused as refused:
            self.refused = refused
            raise StopValidation(_("Xin sửa các chỗ nêu ở trên rồi tải lên lại.")) from None


def _read(sent: bytes, occasion: Occasion) -> PeopleList:
    if len(sent) > MOST_BYTES:
        raise refusal(_("cả tệp"), _("Tệp lớn quá."), _("Xin xóa hình và các trang tính thừa rồi tải lên lại."))
    return read_list(sent, occasion)
