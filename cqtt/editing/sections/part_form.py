"""What the forms of all parts share: the state of the part that they were filled from."""

from typing import Any, ClassVar, Self

from wtforms import HiddenField
from wtforms.validators import InputRequired

from cqtt.editing.drafts import state_of
from cqtt.editing.sections.parts import FIELDS, Part
from cqtt.forms import Form
from cqtt.i18n import _l
from cqtt.procedures.content import ProcedureContent

# As text: a box of numbers would change under the wheel of a mouse, and send nothing for what is no number.
NUMBER = {"type": "text", "inputmode": "numeric", "autocomplete": "off"}


class PartForm(Form):
    """One part of a version. It knows which state of the part it was filled from, or is told to rest on another."""

    part: ClassVar[Part]
    seen = HiddenField(validators=[InputRequired(_l("Trang này mở đã lâu. Xin tải lại trang rồi sửa tiếp."))])
    keep = HiddenField()  # what the other editor saved was looked at, and this is to be kept all the same

    @classmethod
    def of(cls, content: ProcedureContent, **options: Any) -> Self:
        """Return the form as the content fills it, and the request where something was sent."""
        return cls(seen=state_of(content, FIELDS[cls.part]), **cls.stored(content), **options)

    @staticmethod
    def stored(content: ProcedureContent) -> dict[str, Any]:
        """Return what stands in the boxes for this content."""
        return {}

    def values(self, content: ProcedureContent) -> dict[str, Any]:
        """Return the fields of the content as they were typed."""
        return {}

    @property
    def state_seen(self) -> str:
        return str(self.keep.data or self.seen.data)

    def boxes(self) -> list[Any]:
        """Return the fields that people see."""
        return [field for field in self if not isinstance(field, HiddenField) and field.name != "csrf_token"]
