"""Whether what a file names is there: fields of work, procedures of life events, successors of old codes."""

from collections.abc import Mapping

from cqtt.exchange.faults import Faults, quoted
from cqtt.exchange.reading import Row
from cqtt.exchange.sheets import Sheets
from cqtt.exchange.stored import Stored
from cqtt.i18n import _
from cqtt.procedures.models import LifeEvent, Procedure, ProcedureField

Matched = Mapping[str, Procedure]  # by the id that the file gives them


def check_leading(sheets: Sheets, stored: Stored, matched: Matched, faults: Faults) -> None:
    """Note everything that would lead nowhere once the file is taken."""
    fields = _names(sheets.fields, stored.fields, faults)
    _names(sheets.life_events, stored.life_events, faults)
    _check_fields(sheets, stored, matched, fields, faults)
    _check_life_events(sheets, stored, matched, faults)
    _check_successors(sheets, stored, matched, faults)


def _names(rows: tuple[Row, ...], kept: tuple[ProcedureField, ...] | tuple[LifeEvent, ...], faults: Faults) -> set[str]:
    """Return the names as they will be; two of one name are a fault."""
    told = {row.text("id") for row in rows}
    staying = {one.name for one in kept if one.slug not in told}
    for row in rows:
        if row.text("name") in staying:
            reason = _("Đã có mục khác tên “%(name)s”.", name=quoted(row["name"]))
            faults.add(row.place.of("name"), reason, _("Xin dùng đúng định danh của mục ấy, hoặc đặt tên khác."))
    return staying | {row.text("name") for row in rows}


def _check_fields(sheets: Sheets, stored: Stored, matched: Matched, names: set[str], faults: Faults) -> None:
    listed = {field.name for field in stored.fields}
    loose = {content.field for content in stored.contents.values()} - listed  # of before fields had rows
    for entry in sheets.entries():
        if entry.row.text("field") not in names | loose:
            reason = _("Không có lĩnh vực “%(name)s”.", name=quoted(entry.row["field"]))
            faults.add(entry.row.place.of("field"), reason, _("Xin ghi đúng tên, hoặc thêm ở trang tính Lĩnh vực."))
    told = {row.id for row in matched.values()}
    left = {stored.contents[row.id].field for row in stored.published if row.id not in told}
    old_names = {field.slug: field.name for field in stored.fields}
    for row in sheets.fields:
        old = old_names.get(row.text("id"), "")
        if old in left and old not in names:
            reason = _("Còn thủ tục ngoài tệp thuộc lĩnh vực “%(name)s”.", name=old)
            faults.add(row.place.of("name"), reason, _("Xin giữ tên cũ, hoặc đưa các thủ tục ấy vào tệp."))


def _check_life_events(sheets: Sheets, stored: Stored, matched: Matched, faults: Faults) -> None:
    renamed = {row.slug for slug, row in matched.items() if row.slug != slug}
    slugs = (stored.published_slugs - renamed) | {entry.slug for entry in sheets.entries()}
    for row in sheets.life_events:
        named = row.lines("procedures")
        unknown = [slug for slug in named if slug not in slugs]
        if unknown:
            reason = _("Danh mục không có thủ tục “%(slug)s”.", slug=quoted(unknown[0]))
            faults.add(row.place.of("procedures"), reason, _("Xin ghi đúng định danh, hoặc bỏ dòng ấy."))
        if len(set(named)) < len(named):
            faults.add(row.place.of("procedures"), _("Có thủ tục ghi hai lần."), _("Xin giữ một."))


def _check_successors(sheets: Sheets, stored: Stored, matched: Matched, faults: Faults) -> None:
    known = {key for row in stored.procedures for key in (row.code, row.slug) if key}
    known |= {key for entry in sheets.entries() for key in (entry.code, entry.slug) if key}
    known |= {row.text("code") for row in sheets.old_codes}
    told = {row.id for row in matched.values()}  # a code that such a row keeps was refused before
    for row in sheets.old_codes:
        code = row.text("code")
        old = stored.by_code.get(code) or stored.by_slug.get(code)
        if old is not None and old.is_active and old.id not in told:
            reason = _("“%(code)s” là mã của một thủ tục đang có.", code=code)
            faults.add(row.place.of("code"), reason, _("Xin ngừng công bố thủ tục ấy ở trang của nó trước."))
        _check_successor(row, known, faults)
    for entry in sheets.entries():
        _check_successor(entry.row, known, faults)


def _check_successor(row: Row, known: set[str], faults: Faults) -> None:
    new = row.text("replaced_by")
    if new and new not in known:
        reason = _("Danh mục không có mã “%(code)s”.", code=quoted(new))
        faults.add(row.place.of("replaced_by"), reason, _("Xin ghi mã của một thủ tục có trong danh mục."))
