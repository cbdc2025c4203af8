"""What an administrator sends: a file, and the decision what becomes of it."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.widgets import HiddenInput

from cqtt.exchange.container import MOST_BYTES
from cqtt.exchange.faults import FileRefused
from cqtt.exchange.files import read_file
from cqtt.exchange.merging import plan_of
from cqtt.exchange.stored import read_stored
from cqtt.forms import Form, choices_of
from cqtt.i18n import _, _l
from cqtt.upload_limits import MB

PUBLISH, DRAFTS = "publish", "drafts"


class FileForm(Form):
    """A file to be looked at; refused with every fault at once."""

    file = FileField(
        _l("Tệp danh mục (.yaml hoặc .xlsx)"),
        [FileRequired(_l("Xin chọn một tệp."))],
        render_kw={"accept": ".yaml,.yml,.xlsx"},
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sent = b""
        self.refused: FileRefused | None = None
        self.file.description = _("Nhận tệp đến %(size)s MB.", size=MOST_BYTES // MB)

    def validate_file(self, field: Field) -> None:
        self.sent = field.data.stream.read(MOST_BYTES + 1)
        try:
            plan_of(read_file(self.sent), read_stored())
        except FileRefused as refused:
            self.refused = refused
            raise StopValidation(_("Xin sửa các chỗ nêu ở trên rồi tải lên lại.")) from None


class DecisionForm(Form):
    """What becomes of a file that was looked at; `seen` is the mark of what the page showed."""

    how = RadioField(
        _l("Sau khi xem"),
        [InputRequired(_l("Xin chọn một cách."))],
        choices=choices_of(
            {
                PUBLISH: _l("Công bố ngay: người dân đọc nội dung mới từ lúc này"),
                DRAFTS: _l("Chỉ tạo bản nháp: từng thủ tục được xem lại rồi mới công bố"),
            }
        ),
    )
    note = StringField(
        _l("Vì sao"),
        [Length(max=200)],
        description=_l("Công bố ngay thì cần một dòng, ghi vào lịch sử. Ví dụ: theo Quyết định công bố tháng 11."),
    )
    overwrite = BooleanField(_l("Thay các bản nháp đang soạn bằng nội dung trong tệp"))
    seen = StringField(widget=HiddenInput())

    def validate_note(self, field: Field) -> None:
        if self.how.data == PUBLISH and not field.data:
            raise StopValidation(_("Công bố ngay thì xin ghi một dòng vì sao."))
