"""What a file must be in itself: nothing twice, nothing that leads nowhere, every form one that can be asked."""

from collections.abc import Iterable

from cqtt.exchange.building import questions_of
from cqtt.exchange.columns import FIELDS, LIFE_EVENTS, OLD_CODES, PROCEDURES, QUESTIONS, REQUIREMENTS
from cqtt.exchange.faults import Faults, quoted
from cqtt.exchange.reading import Row
from cqtt.exchange.sheets import Entry, Sheets
from cqtt.i18n import _
from cqtt.procedures.questions import FormFault, QuestionKind, form_faults

_COLUMN_OF = {"parts": "id", "": "id"}  # where a fault of a form is shown, if not in the column of its own name


def check(sheets: Sheets, faults: Faults) -> None:
    """Note every fault of the file that it shows by itself; a file whose cells cannot be read is not looked at."""
    if faults.count or faults.loose:
        return
    _check_twice(sheets.of(PROCEDURES), ("id", "code"), faults)
    _check_twice(sheets.of(FIELDS), ("id", "name"), faults)
    _check_twice(sheets.of(LIFE_EVENTS), ("id", "name"), faults)
    _check_twice(sheets.of(OLD_CODES), ("code",), faults)
    _check_owners(sheets, faults)
    _check_old_codes(sheets, faults)
    for entry in sheets.entries():
        _check_time(entry.row, faults)
        _check_twice(entry.requirements, ("id",), faults)
        _check_form(entry, faults)


def _check_twice(rows: Iterable[Row], keys: tuple[str, ...], faults: Faults) -> None:
    taken: dict[tuple[str, str], Row] = {}
    for row in rows:
        for key in keys:
            said = row.text(key)
            first = taken.setdefault((key, said), row) if said else row
            if first is not row:
                reason = _("“%(said)s” đã có ở %(place)s.", said=quoted(said), place=first.place.of(key))
                faults.add(row.place.of(key), reason, _("Xin giữ một, đổi hoặc xóa dòng kia."))


def _check_owners(sheets: Sheets, faults: Faults) -> None:
    slugs = {row.text("id") for row in sheets.of(PROCEDURES)}
    for table in (REQUIREMENTS, QUESTIONS):
        for row in sheets.of(table):
            slug = row.text("procedure")
            if slug not in slugs:
                reason = _("Trang tính Thủ tục không có “%(slug)s”.", slug=quoted(slug))
                faults.add(row.place.of("procedure"), reason, _("Xin ghi đúng định danh của thủ tục."))


def _check_old_codes(sheets: Sheets, faults: Faults) -> None:
    in_use = {row.text(key) for row in sheets.of(PROCEDURES) for key in ("id", "code")}
    for row in sheets.old_codes:
        code = row.text("code")
        if code in in_use:
            reason = _("“%(code)s” còn là mã của một thủ tục trong tệp.", code=code)
            faults.add(row.place.of("code"), reason, _("Xin xóa dòng này ở trang tính Mã cũ."))
        if code == row.text("replaced_by"):
            faults.add(row.place.of("replaced_by"), _("Mã này thay chính nó."), _("Xin ghi mã của thủ tục mới."))


def _check_time(row: Row, faults: Faults) -> None:
    if (row["time_amount"] is None) != (not row["time_unit"]):
        reason = _("Thời hạn có số mà không có đơn vị, hoặc ngược lại.")
        faults.add(row.place.of("time_amount"), reason, _("Xin điền cả hai ô, hoặc để trống cả hai."))


def _check_form(entry: Entry, faults: Faults) -> None:
    count = faults.count
    group = ""
    for row in entry.questions:
        inside = row.text("part_of")
        if inside and inside != group:
            reason = _("Ngay trên câu này không có nhóm “%(group)s”.", group=quoted(inside))
            faults.add(row.place.of("part_of"), reason, _("Xin đặt câu ngay sau dòng của nhóm lặp lại."))
        if not inside:
            group = row.text("id") if row["kind"] == QuestionKind.GROUP else ""
        if bool(row["shown_if"]) != bool(row["shown_if_values"]):
            reason = _("Điều kiện thiếu câu hỏi hoặc thiếu lựa chọn.")
            faults.add(row.place.of("shown_if"), reason, _("Xin điền cả hai ô, hoặc để trống cả hai."))
    if faults.count == count:
        _note_form_faults(entry, faults)


def _note_form_faults(entry: Entry, faults: Faults) -> None:
    for fault in form_faults(questions_of(entry.questions)):
        column = _COLUMN_OF.get(fault.field, fault.field)
        row = _row_of(entry, fault)
        name = row.text("label") or row.text("id")
        mend = _("Xin sửa câu “%(name)s” ở trang tính Câu hỏi.", name=quoted(name))
        faults.add(row.place.of(column), fault.sentence, mend)


def _row_of(entry: Entry, fault: FormFault) -> Row:
    """Return the row a fault is about: of several questions with one id, the one that shows the fault."""
    rows = [row for row in entry.questions if row.text("id") == fault.question] or [entry.row]
    showing = {"shown_if": "shown_if", "kind": "part_of"}.get(fault.field)
    fitting = [row for row in rows if showing is None or row[showing]] or rows
    return fitting[-1] if fault.field == "id" else fitting[0]
