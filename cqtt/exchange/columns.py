"""The tables of an exchange file and their columns: the same keys in YAML and in a workbook.

Headings and explanations are part of the file's format, so they are plain text and not translated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from cqtt.commune import limits
from cqtt.exchange import words
from cqtt.procedures.additions_file import CODE, SLUG
from cqtt.procedures.content import Group
from cqtt.procedures.questions import QUESTION_ID

SCHEMA = 2
Value = str | int | bool | tuple[str, ...] | None

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
ICON = re.compile(r"[a-z][a-z-]{0,39}")
EITHER = re.compile(rf"(?:{CODE.pattern})|(?:{SLUG.pattern})")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
FILE = re.compile(r"[0-9a-f]{64}( .*)?")


class Kind(Enum):
    """What a column holds; LINES are texts, one a line in a workbook's cell."""

    TEXT = "chữ"
    RICH = "chữ có định dạng"
    INTEGER = "số nguyên"
    FLAG = "có hoặc để trống"
    CHOICE = "một trong các giá trị"
    LINES = "mỗi dòng một mục"
    DATE = "ngày, ví dụ 2026-11-23"


_BLANKS: Mapping[Kind, Value] = {Kind.INTEGER: None, Kind.FLAG: False, Kind.LINES: ()}


@dataclass(frozen=True)
class Column:
    """One column: what stands in it, what an empty cell means, and how it is explained."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    about: str = ""
    required: bool = False
    words: Mapping[str, str] | None = None  # the allowed codes, with the words of a workbook
    pattern: re.Pattern[str] | None = None
    usual: Value = ""  # what an empty cell means
    least: int = 0
    most: int = 10**15
    width: int = 16

    @property
    def blank(self) -> Value:
        return self.usual if self.usual != "" else _BLANKS.get(self.kind, "")

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Return the code of every word that a workbook may say, and of every code."""
        said = self.words or {}
        return {word.casefold(): str(code) for code, word in said.items()} | {str(code): str(code) for code in said}


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook, one list of a YAML file."""

    key: str
    sheet: str
    columns: tuple[Column, ...]
    about: str

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}


def _lines(key: str, heading: str, about: str = "", width: int = 32, **more: Mapping[str, str]) -> Column:
    return Column(key, heading, Kind.LINES, about or "Mỗi dòng một mục.", width=width, **more)  # type: ignore[arg-type]


_GROUPS = {
    Group.IDENTITY: "mã và tên",
    Group.PROCESSING_TIME: "thời hạn",
    Group.FEE: "phí",
    Group.DOCUMENTS: "giấy tờ",
    Group.ONLINE_LEVEL: "mức độ trực tuyến",
}
_A_FILE = (
    "Mã sha256 của tệp, một dấu cách, tên tệp. Tệp không nằm trong tệp này: khi nhập, hệ thống giữ tệp đã có của đúng"
    " thủ tục nếu mã sha256 trùng; chưa có thì xin tải tệp lên ở trang sửa thủ tục."
)
_WHICH = "Định danh của thủ tục, như ở trang tính Thủ tục."

PROCEDURES = Table(
    "procedures",
    "Thủ tục",
    (
        Column("id", "Định danh", required=True, pattern=SLUG, about="Chữ thường không dấu, gạch nối.", width=28),
        Column("code", "Mã quốc gia", pattern=CODE, about="Dạng 1.234567; chưa biết thì để trống."),
        Column("name", "Tên thủ tục", required=True, width=44),
        Column("field", "Lĩnh vực", required=True, about="Tên như ở trang tính Lĩnh vực.", width=22),
        Column("department", "Bộ phận giải quyết", width=22),
        Column("filing_mode", "Cách nộp", Kind.CHOICE, required=True, words=words.FILING_MODES, width=22),
        Column("filing_reason", "Lý do chọn cách nộp", about="Người dân đọc được câu này.", width=36),
        Column("filing_chosen", "Đơn vị đã chọn cách nộp", Kind.FLAG, "Có: lần nhập danh mục gốc sau không đổi nữa."),
        Column("portal_url", "Liên kết Cổng quốc gia", pattern=ADDRESS, about="Bắt đầu bằng https://", width=30),
        Column("replaced_by", "Được thay bằng", pattern=EITHER, about="Mã của thủ tục thay nó, nếu có."),
        _lines("synonyms", "Tên thường gọi", "Mỗi dòng một cách gọi của người dân.", 28),
        Column("time_amount", "Thời hạn: số", Kind.INTEGER, most=limits.MOST),
        Column("time_unit", "Thời hạn: đơn vị", Kind.CHOICE, "Có số thì có đơn vị.", words=words.UNITS),
        Column("time_note", "Thời hạn: ghi chú", width=36),
        Column("fee_vnd", "Phí (đồng)", Kind.INTEGER, "0: không thu; để trống: chưa công bố."),
        Column("fee_note", "Phí: ghi chú", width=36),
        Column(
            "after_supplement",
            "Sau khi bổ sung",
            Kind.CHOICE,
            "Thời hạn chạy thế nào khi giấy tờ bổ sung đã đến.",
            words=words.AFTER_SUPPLEMENT,
            usual="restart",
            width=18,
        ),
        Column("supplement_window", "Hạn bổ sung (ngày làm việc)", Kind.INTEGER, least=1, most=limits.MOST),
        Column("on_the_spot", "Làm ngay tại chỗ", Kind.FLAG),
        Column("online_level", "Mức độ trực tuyến", Kind.CHOICE, required=True, words=words.ONLINE_LEVELS, width=18),
        _lines("channels", "Nơi nhận", "Mỗi dòng một giá trị.", 16, words=words.CHANNELS),
        _lines("applicants", "Ai được làm"),
        _lines("form_names", "Tên biểu mẫu"),
        _lines("results", "Kết quả"),
        _lines("legal_basis", "Căn cứ pháp lý", width=24),
        _lines("steps", "Các bước", width=44),
        Column("guidance", "Hướng dẫn của đơn vị", Kind.RICH, "Markdown: danh sách, **chữ đậm**, liên kết.", width=44),
        Column(
            "letter_trigger",
            "Thư của đơn vị",
            Kind.CHOICE,
            "Chỉ dùng khi thủ tục mới vào danh mục; sau đó đổi ở Quản trị, trang Thủ tục nào có thư.",
            required=True,
            words=words.LETTERS,
            width=18,
        ),
        Column("source", "Nguồn", width=28),
        Column("as_of", "Dữ liệu ngày", Kind.DATE, required=True),
        *(
            Column(f"confidence_{group}", f"Độ tin: {said}", Kind.CHOICE, words=words.CONFIDENCE)
            for group, said in _GROUPS.items()
        ),
    ),
    "Mỗi dòng một thủ tục đang công bố. Thủ tục không có trong tệp thì giữ nguyên.",
)
REQUIREMENTS = Table(
    "requirements",
    "Giấy tờ",
    (
        Column("procedure", "Thủ tục", required=True, pattern=SLUG, about=_WHICH, width=28),
        Column("id", "Định danh", required=True, pattern=ID, about="Giữ nguyên khi đổi tên giấy tờ.", width=28),
        Column("name", "Tên giấy tờ", required=True, width=44),
        Column("originals", "Bản chính", Kind.INTEGER, usual=0, most=999, width=10),
        Column("copies", "Bản sao", Kind.INTEGER, usual=0, most=999, width=10),
        Column("present_only", "Chỉ xuất trình", Kind.FLAG, width=12),
        Column("look_up", "Cán bộ tra cứu được", Kind.FLAG, "Có: không yêu cầu người dân nộp.", width=12),
        Column("when", "Khi nào cần", about="Ví dụ: luôn cần; nếu nộp thay.", width=32),
        Column("note", "Ghi chú", width=44),
        Column("form_file", "Biểu mẫu trống", pattern=FILE, about=_A_FILE, width=28),
        Column("sample_file", "Ảnh mẫu đã điền", pattern=FILE, about="Như cột Biểu mẫu trống.", width=28),
    ),
    "Mỗi dòng một giấy tờ của một thủ tục, theo thứ tự hiện trên trang.",
)
QUESTIONS = Table(
    "questions",
    "Câu hỏi",
    (
        Column("procedure", "Thủ tục", required=True, pattern=SLUG, about=_WHICH, width=28),
        Column("part_of", "Thuộc nhóm", pattern=QUESTION_ID, about="Mã của nhóm lặp lại chứa câu này.", width=18),
        Column("id", "Mã câu hỏi", required=True, pattern=QUESTION_ID, about="Giữ nguyên khi sửa câu.", width=22),
        Column("label", "Câu hỏi", required=True, width=44),
        Column("kind", "Loại", Kind.CHOICE, required=True, words=words.QUESTION_KINDS),
        Column("help", "Giải thích", width=40),
        Column("required", "Bắt buộc", Kind.FLAG, width=10),
        _lines("choices", "Các lựa chọn", "Mỗi dòng một lựa chọn.", 28),
        Column("max_length", "Nhiều nhất (ký tự)", Kind.INTEGER, least=1, width=12),
        Column("least", "Nhỏ nhất", Kind.INTEGER, least=-(10**15), width=12),
        Column("most", "Lớn nhất", Kind.INTEGER, least=-(10**15), width=12),
        Column("days", "Ngày được chọn", Kind.CHOICE, words=words.DAYS, usual="any", width=20),
        Column("shown_if", "Chỉ hỏi khi câu", pattern=QUESTION_ID, about="Mã của một câu chọn đứng trước.", width=20),
        _lines("shown_if_values", "được trả lời là", "Mỗi dòng một lựa chọn; câu có hoặc không: yes, no.", 24),
        Column("most_rows", "Nhóm: nhiều nhất (lần)", Kind.INTEGER, least=1, width=12),
    ),
    "Mỗi dòng một câu hỏi, theo thứ tự trên tờ khai; câu trong nhóm đứng ngay sau dòng của nhóm.",
)
FIELDS = Table(
    "fields",
    "Lĩnh vực",
    (
        Column("id", "Định danh", required=True, pattern=SLUG, width=24),
        Column("name", "Tên", required=True, width=36),
        Column("description", "Mô tả", width=60),
        Column("icon", "Biểu tượng", required=True, pattern=ICON, about="Một từ tiếng Anh, ví dụ document."),
        Column("position", "Thứ tự", Kind.INTEGER, usual=0, width=10),
    ),
    "Các lĩnh vực. Lĩnh vực không có trong tệp thì giữ nguyên.",
)
LIFE_EVENTS = Table(
    "life_events",
    "Sự kiện",
    (
        *FIELDS.columns,
        _lines("procedures", "Các thủ tục", "Mỗi dòng định danh một thủ tục, cần trước đứng trước.", 36),
    ),
    "Các sự kiện trong đời. Sự kiện không có trong tệp thì giữ nguyên.",
)
OLD_CODES = Table(
    "old_codes",
    "Mã cũ",
    (
        Column("code", "Mã cũ", required=True, pattern=EITHER, about="Mã của thủ tục không còn.", width=20),
        Column("replaced_by", "Mã thay thế", required=True, pattern=EITHER, about="Tờ mã cũ dẫn đến đây.", width=20),
    ),
    "Mã của thủ tục không còn, và mã của thủ tục thay nó.",
)
TABLES = (PROCEDURES, REQUIREMENTS, QUESTIONS, FIELDS, LIFE_EVENTS, OLD_CODES)
NESTED = (REQUIREMENTS, QUESTIONS)  # in YAML they stand inside their procedure
