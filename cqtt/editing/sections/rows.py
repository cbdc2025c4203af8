"""The list of documents as it stands on the page: every row with its boxes, also those that were just taken out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from flask import request
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from cqtt.dossiers.content import OTHER_PAPERS
from cqtt.editing.sections.fields import one_line
from cqtt.editing.sections.part_form import NUMBER, PartForm
from cqtt.editing.sections.parts import Part
from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import FileKind
from cqtt.procedures.requirements import Requirement, requirement_id
from cqtt.text import clean

MOST = 20  # documents of one procedure
MOST_GONE = 5  # that can still be put back
ROW = "row"  # name of the box that holds a row's id
NEW_NAME = "new_name"
_AN_ID = re.compile(r"(?=.{1,48}$)[a-z0-9]+(-[a-z0-9]+)*")
FILE_BOXES = {FileKind.FORM: "form_file", FileKind.SAMPLE: "sample_file"}


def file_box(id: str, kind: FileKind) -> str:
    """Return the name of the box in which a file of this document is sent."""
    return f"{id}-{kind.value}"


class PapersForm(PartForm):
    """What the list is saved with; its rows are apart."""

    part = Part.PAPERS


class RowForm(Form):
    """One document."""

    class Meta(Form.Meta):
        csrf = False  # the form around the rows has the token

    name = StringField(_l("Tên giấy tờ"), [Given(), Length(max=250)], filters=[one_line])
    originals = IntegerField(_l("Bản chính"), [Optional(), NumberRange(0, 20)], render_kw=NUMBER)
    copies = IntegerField(_l("Bản sao"), [Optional(), NumberRange(0, 20)], render_kw=NUMBER)
    when = StringField(
        _l("Khi nào cần"),
        [Length(max=200)],
        filters=[one_line],
        description=_l("Để trống nếu ai cũng cần. Ví dụ: nếu nộp thay người khác."),
    )
    note = StringField(
        _l("Ghi chú"),
        [Length(max=400)],
        filters=[one_line],
        description=_l("Ví dụ: không có thì viết giấy cam đoan."),
    )
    present_only = BooleanField(_l("Chỉ xuất trình, xem xong trả lại ngay"))
    look_up = BooleanField(_l("Cán bộ tra cứu được, không yêu cầu nộp"))
    form_file = HiddenField()
    sample_file = HiddenField()
    gone = HiddenField()

    def boxes(self) -> list[Any]:
        """Return the fields that people see."""
        return [field for field in self if not isinstance(field, HiddenField)]

    def validate_look_up(self, field: BooleanField) -> None:
        if field.data and self.present_only.data:
            raise ValidationError(_("Đã tra cứu được thì không yêu cầu xuất trình. Xin chỉ đánh dấu một ô."))


@dataclass(frozen=True)
class Row:
    """A document on the page."""

    id: str
    form: RowForm

    @property
    def is_gone(self) -> bool:
        return bool(self.form.gone.data)

    @property
    def requirement(self) -> Requirement:
        """Return the document as it was typed; its numbers can be read."""
        form = self.form
        return Requirement(
            id=self.id,
            name=form.name.data or "",
            originals=form.originals.data or 0,
            copies=form.copies.data or 0,
            present_only=form.present_only.data,
            note=form.note.data or "",
            when=form.when.data or "",
            look_up=form.look_up.data,
            form_file=self.file(FileKind.FORM),
            sample_file=self.file(FileKind.SAMPLE),
        )

    def file(self, kind: FileKind) -> int | None:
        typed = str(self.form[FILE_BOXES[kind]].data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


@dataclass(frozen=True)
class Rows:
    """The list; what is done to it gives a new one and changes nothing that is stored."""

    rows: tuple[Row, ...]
    said: tuple[tuple[str, str], ...] = ()  # (id of the box, sentence) that no box tells by itself
    opened: str = ""  # id of the document whose boxes are in sight
    new_name: str = ""  # typed as the name of another, and not added yet

    @classmethod
    def of(cls, content: ProcedureContent) -> Self:
        return cls(tuple(_row(paper) for paper in content.requirements))

    @classmethod
    def sent(cls, known: Collection[str]) -> Self:
        """Return the list of this request; an id is `known`, or one that could be made from a name."""
        ids = dict.fromkeys(id for id in request.form.getlist(ROW) if id in known or _may_be_new(id))
        rows = tuple(Row(id, RowForm(request.form, prefix=f"{id}-")) for id in ids)
        cut_short = _("Chưa nhận được danh sách giấy tờ. Xin tải lại trang rồi sửa tiếp.")
        said = ((NEW_NAME, cut_short),) if known and not rows else ()  # also what is taken out is sent
        return cls(rows, said, new_name=clean(request.form.get(NEW_NAME, ""))[:250])

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if not row.is_gone]

    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(row.requirement for row in self.shown)

    def row(self, id: str) -> Row | None:
        return next((row for row in self.rows if row.id == id), None)

    def checked(self, own_files: Mapping[FileKind, Collection[int]]) -> "Rows":
        """Return the list with what is wrong said at each box; `own_files` are those of this procedure by kind."""
        for row in self.shown:
            row.form.validate()
        gone = _("Tệp này không còn. Xin tải tệp lên lại.")
        said = [
            (file_box(row.id, kind), gone)
            for row in self.shown
            for kind in FileKind
            if row.file(kind) not in (None, *own_files.get(kind, ()))
        ]
        if len(self.shown) > MOST:
            said.append((NEW_NAME, _("Nhiều nhất %(most)d giấy tờ cho một thủ tục.", most=MOST)))
        return replace(self, said=(*self.said, *said))

    def saying(self, box: str, sentence: str) -> "Rows":
        """Return the list with something wrong that no box can tell by itself."""
        return replace(self, said=(*self.said, (box, sentence)))

    def complaints(self) -> list[tuple[str, str]]:
        """Return (id of the box, sentence) for every mistake, as forms do."""
        at_boxes = ((box.id, str(error)) for row in self.shown for box in row.form for error in box.errors)
        return [*self.said, *at_boxes]

    def labels(self) -> dict[str, str]:
        """Return what every box is called, with the document it is about."""
        named = ((row.form["name"].data or _("giấy tờ chưa có tên"), row.form.boxes()) for row in self.shown)
        return {box.id: f"{name}, {str(box.label.text).lower()}" for name, boxes in named for box in boxes}

    def said_at(self, box: str) -> list[str]:
        return [sentence for at, sentence in self.said if at == box]

    def is_wrong(self, row: Row) -> bool:
        at_files = any(self.said_at(file_box(row.id, kind)) for kind in FileKind)
        return at_files or any(box.errors for box in row.form)

    def said_everywhere(self) -> list[tuple[str, list[str]]]:
        """Return every box of the list with what is wrong there, also where nothing is."""
        boxes = [(box.id, [str(error) for error in box.errors]) for row in self.shown for box in row.form.boxes()]
        files = [file_box(row.id, kind) for row in self.shown for kind in FileKind]
        return boxes + [(box, self.said_at(box)) for box in (*files, NEW_NAME)]

    def with_new(self, name: str) -> "Rows":
        """Add a document at the end; its id is made from its name now and stays."""
        taken = {row.id for row in self.rows} | {OTHER_PAPERS.id}
        id = requirement_id(name, taken)
        return replace(self, rows=(*self.rows, _row(Requirement(id, name))), opened=id, new_name="")

    def moved(self, id: str, places: int) -> "Rows":
        """Move a document among those that are shown; what is at an end stays there."""
        rows, shown = list(self.rows), [number for number, row in enumerate(self.rows) if not row.is_gone]
        at = next((place for place, number in enumerate(shown) if rows[number].id == id), None)
        if at is not None and 0 <= at + places < len(shown):
            rows.insert(shown[at + places], rows.pop(shown[at]))
        return replace(self, rows=tuple(rows))

    def without(self, id: str) -> "Rows":
        """Take a document out; it stays on the page for a while, to be put back."""
        return self._marked(id, "1")

    def with_again(self, id: str) -> "Rows":
        """Put a document back that was taken out, where it was."""
        return self._marked(id, "")

    def with_file(self, id: str, kind: FileKind, file_id: int | None) -> "Rows":
        row = self.row(id)
        if row is not None:
            row.form[FILE_BOXES[kind]].data = str(file_id or "")
        return replace(self, opened=id)

    def _marked(self, id: str, gone: str) -> "Rows":
        row = self.row(id)
        if row is not None:
            row.form.gone.data = gone
        waiting = [each for each in self.rows if each.is_gone]
        dropped = {each.id for each in waiting[:-MOST_GONE]} - {id}
        return replace(self, rows=tuple(each for each in self.rows if each.id not in dropped))


def _may_be_new(id: str) -> bool:
    return id != OTHER_PAPERS.id and _AN_ID.fullmatch(id) is not None


def _row(paper: Requirement) -> Row:
    boxes: dict[str, Any] = {
        "name": paper.name,
        "originals": paper.originals,
        "copies": paper.copies,
        "when": paper.when,
        "note": paper.note,
        "present_only": paper.present_only,
        "look_up": paper.look_up,
        "form_file": str(paper.form_file or ""),
        "sample_file": str(paper.sample_file or ""),
        "gone": "",
    }
    return Row(paper.id, RowForm(None, prefix=f"{paper.id}-", **boxes))
