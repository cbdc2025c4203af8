"""What an administrator sends: a template."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import Field
from wtforms.validators import StopValidation

from cqtt.declarations.container import MOST_BYTES
from cqtt.declarations.faults import TemplateRefused
from cqtt.declarations.placeholders import Known
from cqtt.declarations.rules import Accepted, examine
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.upload_limits import MB

WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TemplateForm(Form):
    """A .docx with names in its places; refused with every fault at once."""

    file = FileField(
        _l("Mẫu tờ khai (.docx)"),
        [FileRequired(_l("Xin chọn một tệp Word dạng .docx."))],
        render_kw={"accept": f".docx,{WORD_FILE}"},
    )

    def __init__(self, known: Known, **options: Any) -> None:
        super().__init__(**options)
        self.known = known
        self.accepted_template: Accepted | None = None
        self.faults: list[str] = []  # what is wrong with the template that was sent, a sentence each
        self.file.description = _(
            "Văn bản Word dạng .docx, đến %(size)s MB, không có macro, liên kết ra ngoài hay tệp nhúng.",
            size=MOST_BYTES // MB,
        )

    def validate_file(self, field: Field) -> None:
        try:
            sent = field.data.stream.read(MOST_BYTES + 1)
            self.accepted_template = examine(sent, field.data.filename, self.known)
        except TemplateRefused as refused:
            self.faults = refused.sentences
            raise StopValidation(_("Xin sửa các chỗ nêu ở trên rồi tải lên lại.")) from None
