"""What an officer sends for letters to many: a list of people, and that it was looked at."""

from datetime import datetime
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
from cqtt.letters.merge_matches import earlier_letters, same_people
from cqtt.letters.merging import read_list
from cqtt.letters.models import Letter
from cqtt.letters.people_list import FROM_LISTS, ListRow, PeopleList
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


class DraftForm(Form):
    """That a list was looked at: whether those get a letter who look like one, or have one already."""

    both = BooleanField(
        _l("Vẫn gửi cả hai"),
        description=_l("Chỉ đánh dấu khi đúng là những người khác nhau, hoặc một người đáng nhận cả hai thư."),
    )
    again = BooleanField(
        _l("Vẫn soạn thư mới cho cả những người đã có thư"),
        description=_l("Thư cũ vẫn còn; mỗi người sẽ có hai thư."),
    )

    @classmethod
    def of(cls, people: PeopleList, at: datetime, but_of_batch: int | None = None) -> "DraftForm":
        """Return the form of a list with who has a letter already, and who stands in it twice."""
        form = cls()
        form.known = earlier_letters(people, people.rows, at, but_of_batch)
        form.written = [row for row in people.rows if form.again.data or row.number not in form.known]
        form.twins = same_people(form.written)
        return form

    known: dict[int, Letter]
    twins: list[list[ListRow]]
    written: list[ListRow]  # who gets a letter

    @property
    def count(self) -> int:
        return len(self.written)

    def validate_both(self, field: Field) -> None:
        if self.twins and not field.data:
            raise StopValidation(_("Xin xem những dòng nêu ở trên: sửa tệp rồi tải lên lại, hoặc đánh dấu ô này."))

    def validate_again(self, field: Field) -> None:
        if not self.count:
            raise StopValidation(_("Mọi người trong danh sách đã có thư. Chỉ đánh dấu ô này khi thật cần gửi thêm."))


def _read(sent: bytes, occasion: Occasion) -> PeopleList:
    if len(sent) > MOST_BYTES:
        raise refusal(_("cả tệp"), _("Tệp lớn quá."), _("Xin xóa hình và các trang tính thừa rồi tải lên lại."))
    return read_list(sent, occasion)
