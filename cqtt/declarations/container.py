"""A Word document as a container of parts: measured before it is unpacked, and free of what may act by itself."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from cqtt.declarations.faults import Fault, TemplateRefused, quoted
from cqtt.declarations.xml_parts import WORD, NotPlainXml, W, read_xml
from cqtt.i18n import _
from cqtt.upload_limits import MB

MOST_BYTES = 2 * MB  # of the file as it is sent
MOST_UNPACKED = 24 * MB
MOST_XML = 3 * MB  # of one part
MOST_PRINTED = MB  # of one part that is filled, for every person anew
MOST_PARTS = 200
MOST_RATIO = 100  # unpacked to packed, of a container that is large when unpacked
SMALL = MB

MAIN = "word/document.xml"
TYPES = "[Content_Types].xml"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN_TYPE = f"{_KIND}document.main+xml"
_FILLED_TYPES = {_MAIN_TYPE} | {f"{_KIND}{kind}+xml" for kind in ("header", "footer", "footnotes", "endnotes")}

_OLD_WORD = b"\xd0\xcf\x11\xe0"  # a .doc of before 2007, or a document with a password
_XML_NAMES = (".xml", ".rels", ".vml")
_KNOWN_NAMES = (*_XML_NAMES, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf")
_PRINTER = re.compile(r"word/printerSettings\d*/?\w*\.bin")  # what a printer driver left; it does nothing
_MACROS = re.compile(r"macro|vba", re.IGNORECASE)
# Relationships whose targets act, hold other documents, or come from elsewhere.
_ACTING = re.compile(
    r"/(oleObject|package|control|vbaProject|wordVbaData|aFChunk|subDocument|attachedTemplate|attachedToolbars"
    r"|keyMapCustomizations|externalLink\w*|frame|audio|video|activeXControlBinary|webextension\w*|ui/\w+)$",
    re.IGNORECASE,
)
# Fields that only number pages, name dates or take what is typed; others can fetch files or start programs.
_KNOWN_FIELDS = """
PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE SEQ SYMBOL EQ = IF REF PAGEREF NOTEREF
STYLEREF FORMTEXT FORMCHECKBOX FORMDROPDOWN ADVANCE TOC
"""
_FIELD_WORD = re.compile(r"\s*([A-Za-z]+|=)")


@dataclass(frozen=True)
class Container:
    """The parts of a sound Word document, by name, in their order."""

    parts: Mapping[str, bytes]
    filled_names: tuple[str, ...]  # parts that hold what is printed: body, headers, footers, notes

    def pack(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the document with these parts in place of its own."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in self.parts.items():
                packed.writestr(zipfile.ZipInfo(name), changed.get(name, content), zipfile.ZIP_DEFLATED)
        return out.getvalue()


def open_container(sent: bytes) -> Container:
    """Return the parts of a Word document, or raise TemplateRefused with all that speaks against it."""
    parts = _unpacked(sent)
    roots, faults = _roots(parts)
    if TYPES not in roots or MAIN not in roots:
        raise TemplateRefused([*faults, _not_word()])
    types = _types(roots[TYPES])
    faults += _wrong_types(types, roots[MAIN])
    for name, root in roots.items():
        faults += _acting(root) if name.endswith(".rels") else _odd_fields(root)
    filled = tuple(name for name in parts if types.get(name) in _FILLED_TYPES)
    if any(len(parts[name]) > MOST_PRINTED for name in filled):
        faults.append(Fault("too-long", _("Mẫu này dài quá. Một tờ khai chỉ vài trang; xin bỏ bớt phần thừa.")))
    if faults:
        raise TemplateRefused(faults)
    return Container(parts, filled)


def _unpacked(sent: bytes) -> dict[str, bytes]:
    if len(sent) > MOST_BYTES:
        size = MOST_BYTES // MB
        said = _("Mẫu này lớn quá, chỉ nhận đến %(size)s MB. Xin bỏ bớt hình rồi tải lên lại.", size=size)
        raise TemplateRefused([Fault("too-large", said)])
    if sent.startswith(_OLD_WORD):
        said = _("Tệp này là Word kiểu cũ (.doc) hoặc có mật khẩu. Xin bỏ mật khẩu, lưu thành .docx rồi tải lên lại.")
        raise TemplateRefused([Fault("old-word", said)])
    try:
        with zipfile.ZipFile(BytesIO(sent)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            faults = list(_measure(entries))
            if faults:
                raise TemplateRefused(faults)
            return {entry.filename: packed.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError) as error:
        raise TemplateRefused([_not_word()]) from error


def _measure(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    """Yield what the list of contents alone tells; nothing has been unpacked yet."""
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    names = [entry.filename for entry in entries]
    far_too_dense = unpacked > SMALL and unpacked > MOST_RATIO * packed
    thick = any(entry.file_size > MOST_XML for entry in entries if entry.filename.lower().endswith(_XML_NAMES))
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or far_too_dense or thick:
        said = _("Tệp này mở ra thì lớn bất thường nên chúng tôi không mở. Xin tạo lại mẫu trong Word, bỏ bớt hình.")
        yield Fault("bomb", said)
    if len({name.lower() for name in names}) < len(names) or any(map(_leads_outside, names)):
        yield Fault("odd-names", _("Tệp này có tên phần bên trong không hợp lệ. Xin lưu lại mẫu bằng Word."))
    if any(entry.flag_bits & 1 for entry in entries):
        yield Fault("locked", _("Tệp này có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại."))
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        yield Fault("odd-packing", _("Tệp này được nén kiểu lạ. Xin lưu lại mẫu bằng Word."))
    for name in names:
        if _MACROS.search(name):
            yield macros()
        elif not name.lower().endswith(_KNOWN_NAMES) and not _PRINTER.fullmatch(name):
            yield _embedded(name)


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or not name.isprintable()


def _roots(parts: Mapping[str, bytes]) -> tuple[dict[str, Any], list[Fault]]:
    roots, faults = {}, []
    for name, content in parts.items():
        try:
            if name.lower().endswith(_XML_NAMES):
                roots[name] = read_xml(content)
        except NotPlainXml:
            said = _("Phần “%(name)s” trong tệp không đọc được. Xin lưu lại mẫu bằng Word.", name=quoted(name))
            faults.append(Fault("odd-xml", said))
    return roots, faults


def _types(root: Any) -> dict[str, str]:
    return {row.get("PartName", "").lstrip("/"): row.get("ContentType", "") for row in root if row.get("PartName")}


def _wrong_types(types: Mapping[str, str], main: Any) -> Iterator[Fault]:
    if any(_MACROS.search(kind) for kind in types.values()):
        yield macros()
    elif types.get(MAIN) != _MAIN_TYPE or main.tag != f"{W}document" or main.nsmap.get("w") != WORD:
        yield _not_word()


def _acting(relationships: Any) -> Iterator[Fault]:
    """Yield the relationships that lead out of the document or to something that acts."""
    for one in relationships:
        kind, target = one.get("Type", ""), one.get("Target", "")
        if one.get("TargetMode", "Internal") != "Internal" or "//" in target:
            said = _(
                "Mẫu có liên kết ra ngoài: “%(target)s”. Xin bỏ liên kết ấy, chỉ để lại chữ.", target=quoted(target)
            )
            yield Fault("external", said)
        elif _MACROS.search(kind):
            yield macros()
        elif _ACTING.search(kind):
            yield _embedded(target)


def _odd_fields(root: Any) -> Iterator[Fault]:
    for instruction in _instructions(root):
        word = _FIELD_WORD.match(instruction)
        if word is None or word[1].upper() not in _KNOWN_FIELDS.split():
            said = _("Mẫu có trường tự động “%(field)s”. Xin bỏ trường ấy, chỉ để lại chữ.", field=quoted(instruction))
            yield Fault("field", said)


def _instructions(root: Any) -> Iterator[str]:
    """Yield what each field of a part is told to do; of nested fields, the outer one without the inner."""
    yield from (field.get(f"{W}instr", "") for field in root.iter(f"{W}fldSimple"))
    open_fields: list[str] = []
    for element in root.iter(f"{W}fldChar", f"{W}instrText"):
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append("")
        elif element.tag == f"{W}instrText":
            open_fields = [*open_fields[:-1], "".join([*open_fields[-1:], element.text or ""])]
        elif kind == "end" and open_fields:
            yield open_fields.pop()
    yield from open_fields


def macros() -> Fault:
    return Fault("macro", _("Mẫu có chứa macro. Xin lưu lại thành “Word Document (.docx)”, không có macro."))


def _embedded(name: str) -> Fault:
    said = _("Mẫu có nhúng phần khác: “%(name)s”. Xin bỏ phần ấy, chỉ để chữ, bảng và hình.", name=quoted(name))
    return Fault("embedded", said)


def _not_word() -> Fault:
    said = _("Tệp này không phải văn bản Word dạng .docx. Xin mở bằng Word, chọn Lưu thành “Word Document (.docx)”.")
    return Fault("not-word", said)
