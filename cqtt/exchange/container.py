"""A workbook as a container of parts: measured before it is unpacked, read as plain XML only."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from cqtt.declarations.xml_parts import NotPlainXml, read_xml
from cqtt.exchange.faults import FileRefused, refusal
from cqtt.i18n import _
from cqtt.upload_limits import MB

MOST_BYTES = 10 * MB  # of the file as it is sent
MOST_UNPACKED = 60 * MB
MOST_PARTS = 300
MOST_RATIO = 150  # unpacked to packed, of a container that is large when unpacked
SMALL = MB
_OLE = b"\xd0\xcf\x11\xe0"  # an .xls of before 2007, or a workbook with a password
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Parts:
    """The parts of a workbook, each unpacked when it is asked for."""

    def __init__(self, sent: bytes) -> None:
        if sent.startswith(_OLE):
            reason = _("Tệp là Excel kiểu cũ (.xls) hoặc có mật khẩu.")
            raise _refused(reason, _("Xin bỏ mật khẩu, lưu thành .xlsx rồi tải lên lại."))
        try:
            self._packed = zipfile.ZipFile(BytesIO(sent))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
            raise _no_workbook() from error
        for reason in _measure(self._packed.infolist()):
            raise _refused(reason, _("Xin mở bằng Excel, lưu thành .xlsx mới rồi tải lên lại."))

    def root(self, name: str) -> Any:
        """Return the root of a part; raise FileRefused where it is missing or no plain XML."""
        try:
            return read_xml(self._packed.read(name))
        except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
            raise _no_workbook() from error
        except NotPlainXml as error:
            reason = _("Phần “%(name)s” trong tệp không đọc được.", name=name)
            raise _refused(reason, _("Xin mở bằng Excel, lưu thành .xlsx mới rồi tải lên lại.")) from error

    def __contains__(self, name: str) -> bool:
        return name in self._packed.NameToInfo


def _measure(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Yield what the list of contents alone tells; nothing has been unpacked yet."""
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    far_too_dense = unpacked > SMALL and unpacked > MOST_RATIO * packed
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or far_too_dense:
        yield _("Tệp này mở ra thì lớn bất thường nên không được mở.")
    if any(entry.flag_bits & 1 for entry in entries):
        yield _("Tệp này có mật khẩu.")
    if len({entry.filename for entry in entries}) < len(entries):
        yield _("Tệp này có hai phần cùng tên.")
    if any(entry.compress_type not in _KNOWN for entry in entries):
        yield _("Tệp này được nén kiểu lạ.")


def _no_workbook() -> FileRefused:
    reason = _("Tệp này không phải bảng tính .xlsx đọc được.")
    return _refused(reason, _("Xin mở bằng Excel, chọn Lưu thành “Excel Workbook (.xlsx)” rồi tải lên lại."))


def _refused(reason: str, mend: str) -> FileRefused:
    return refusal(_("cả tệp"), reason, mend)
