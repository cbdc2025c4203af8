"""What administrators type about everyday names, fields and life events."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from cqtt.fields import Given
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.procedures.models import Procedure

LONGEST_QUESTION = 200
PICTURES = {
    "document": _l("Giấy tờ"),
    "people": _l("Nhiều người"),
    "user": _l("Một người"),
    "baby": _l("Em bé"),
    "rings": _l("Nhẫn cưới"),
    "candle": _l("Ngọn nến"),
    "house": _l("Nhà"),
    "home": _l("Mái nhà"),
    "id-card": _l("Thẻ"),
    "school": _l("Trường học"),
    "book": _l("Sách"),
    "medal": _l("Huy chương"),
    "elder": _l("Người già"),
    "heart": _l("Trái tim"),
    "shop": _l("Tiệm"),
    "money": _l("Tiền"),
    "bricks": _l("Gạch"),
    "truck": _l("Xe chở đồ"),
    "water": _l("Giọt nước"),
    "fire": _l("Lửa"),
    "leaf": _l("Lá cây"),
    "scales": _l("Cán cân"),
    "shield": _l("Khiên"),
    "stamp": _l("Con dấu"),
    "dove": _l("Chim câu"),
    "megaphone": _l("Loa"),
}  # the drawings of components/icons.html that mean a matter, not an act


class NameForm(Form):
    """Words that found nothing become a name of a procedure."""

    procedure = SelectField(_l("Là tên gọi của thủ tục nào?"), [Given(_l("Xin chọn thủ tục."))])

    @classmethod
    def among(cls, names: dict[str, str]) -> "NameForm":
        form = cls.from_request()
        chosen = [SelectChoice(slug, name) for slug, name in names.items()]
        form.procedure.choices = [SelectChoice("", _("Chọn một thủ tục")), *chosen]
        return form


class NamesForm(Revised):
    """The everyday names of one procedure, and words to try them with."""

    names = TextAreaField(
        _l("Người dân gọi là gì?"),
        [Length(max=6000)],
        description=_l(
            "Mỗi dòng một tên, viết như người dân nói, ví dụ: làm giấy cho con mới sinh."
            " Không cần viết thêm bản không dấu hay tên chính thức."
        ),
        render_kw={"rows": 10},
    )

    @classmethod
    def of(cls, procedure: Procedure, **options: Any) -> "NamesForm":
        """Return the form as the record fills it, and the request where something was sent."""
        return cls(revision=procedure.revision, names="\n".join(procedure.synonyms), **options)


class HeadingForm(Revised):
    """A field of work or a life event: its name, a line about it, its picture."""

    name = StringField(_l("Tên"), [Given(_l("Xin ghi tên.")), Length(max=60)])
    description = StringField(
        _l("Một câu giải thích"),
        [Length(max=160)],
        description=_l("Người dân đọc ngay dưới tên. Nêu vài việc hay gặp nhất."),
    )
    icon = RadioField(_l("Hình"), [Given(_l("Xin chọn một hình."))], choices=choices_of(PICTURES), default="document")

    def details(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {"name": self.name.data, "description": self.description.data or "", "icon": self.icon.data}
