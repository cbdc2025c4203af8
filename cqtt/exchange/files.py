"""An exchange file of either format: which one it is, what it says, and how it is written."""

from enum import StrEnum

from cqtt.exchange.checking import check
from cqtt.exchange.container import MOST_BYTES
from cqtt.exchange.faults import Faults, refusal
from cqtt.exchange.sheets import Sheets
from cqtt.exchange.workbook import write_workbook
from cqtt.exchange.workbook_file import read_workbook
from cqtt.exchange.yaml_file import read_yaml, write_yaml
from cqtt.i18n import _
from cqtt.upload_limits import MB

__all__ = ["MOST_BYTES", "Format", "read_file", "write_file"]

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


class Format(StrEnum):
    YAML = "yaml"
    XLSX = "xlsx"


def write_file(sheets: Sheets, form: Format) -> bytes:
    """Return the file: the same bytes for the same catalogue."""
    return write_workbook(sheets) if form is Format.XLSX else write_yaml(sheets)


def read_file(sent: bytes) -> Sheets:
    """Return what a file says, known by its first bytes; raise FileRefused with every fault of it."""
    if len(sent) > MOST_BYTES:
        reason = _("Tệp lớn quá, chỉ nhận đến %(size)s MB.", size=MOST_BYTES // MB)
        raise refusal(_("cả tệp"), reason, _("Xin xuất riêng từng lĩnh vực rồi nhập từng tệp."))
    faults = Faults()
    sheets = read_workbook(sent, faults) if sent.startswith((_ZIP, _OLE)) else read_yaml(sent, faults)
    check(sheets, faults)
    faults.refuse_if_any()
    return sheets
