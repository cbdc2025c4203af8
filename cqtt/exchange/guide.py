"""The first sheet of a workbook: what stands where, and how it is filled in. Part of the format, not translated."""

from collections.abc import Iterator

from cqtt.exchange.columns import TABLES

GUIDE = "Hướng dẫn"
LEAD = "Danh mục thủ tục: xuất ra để xem, sửa, rồi nhập lại"
GUIDE_HEAD = ("Trang tính", "Cột", "Khóa", "", "Cách ghi", "Giá trị được dùng", "Giải thích")
_RULES = (
    ("Hai dòng đầu", "Mỗi trang tính có dòng tên cột và dòng khóa (chữ nghiêng). Xin giữ nguyên dòng khóa."),
    ("Danh sách", "Mỗi dòng trong ô là một mục. Xuống dòng trong ô: Alt+Enter. Xuống dòng trong một mục ghi là \\n."),
    ("Chữ", "Mọi ô là chữ Unicode dựng sẵn. Công thức không được nhận; chữ bắt đầu bằng = + - @ vẫn là chữ."),
    ("Gộp", "Khi nhập: gộp theo mã quốc gia trước, rồi theo định danh. Không có trong tệp thì giữ nguyên."),
    ("Tất cả hoặc không", "Một ô sai thì cả tệp không được nhập; trang nhập nêu từng ô, lý do và cách sửa."),
    ("Tệp mẫu", "Biểu mẫu trống chỉ được ghi mã sha256 và tên; bản thân tệp không nằm trong bảng tính."),
)


def guide_lines() -> Iterator[tuple[str, ...]]:
    """Yield the rules, then what each sheet is about."""
    yield from _RULES
    yield from (("Trang tính " + table.sheet, table.about) for table in TABLES)
