"""How gaps, states and ways of filing are said, and what stands for them in addresses."""

from dataclasses import dataclass
from typing import Any

from cqtt.editing.overview.rules import Gap, State
from cqtt.i18n import _l
from cqtt.procedures.content import FilingMode


@dataclass(frozen=True)
class GapWords:
    """A gap as pages say it: in short, what it means for people, and the word of the link that mends it."""

    slug: str
    label: Any
    meaning: Any
    tone: str
    mend: Any


GAPS = {
    Gap.HELD_BACK: GapWords(
        "qua-ngay-hen",
        _l("Quá ngày hẹn công bố"),
        _l("Đã đến ngày hẹn nhưng bản nháp còn vướng nên chưa công bố."),
        "red",
        _l("xem vướng gì"),
    ),
    Gap.UNCERTAIN_IDENTITY: GapWords(
        "chua-chac",
        _l("Mã, tên chưa chắc"),
        _l("Chưa đối chiếu được mã và tên với văn bản công bố."),
        "red",
        _l("xem lại mã, tên"),
    ),
    Gap.NO_TIME: GapWords(
        "thieu-thoi-han",
        _l("Chưa có thời hạn"),
        _l("Người dân đọc “Chưa công bố”; hệ thống không tính được ngày hẹn trả."),
        "red",
        _l("ghi thời hạn"),
    ),
    Gap.NO_FEE: GapWords(
        "thieu-le-phi",
        _l("Chưa có lệ phí"),
        _l("Người dân đọc “Chưa công bố”. Không thu thì xin ghi 0 đồng."),
        "amber",
        _l("ghi lệ phí"),
    ),
    Gap.NO_PAPERS: GapWords(
        "thieu-giay-to",
        _l("Chưa có giấy tờ"),
        _l("Người dân không biết cần mang theo gì."),
        "red",
        _l("ghi giấy tờ"),
    ),
    Gap.NO_QUESTIONS: GapWords(
        "thieu-cau-hoi",
        _l("Chưa có câu hỏi"),
        _l("Nộp được trên trang này nhưng chưa hỏi người nộp điều gì."),
        "amber",
        _l("soạn câu hỏi"),
    ),
    Gap.NO_REASON: GapWords(
        "thieu-ly-do",
        _l("Thiếu lý do cách nộp"),
        _l("Chưa nộp trực tuyến trọn vẹn được thì phải công khai lý do (224/2026/NĐ-CP, Điều 14)."),
        "red",
        _l("ghi lý do"),
    ),
    Gap.NO_PORTAL_LINK: GapWords(
        "thieu-duong-dan",
        _l("Thiếu đường dẫn Cổng"),
        _l("Nút nộp chỉ dẫn đến trang đầu của Cổng Dịch vụ công."),
        "amber",
        _l("ghi đường dẫn"),
    ),
    Gap.DEAD_LINK: GapWords(
        "lien-ket-hong",
        _l("Liên kết hỏng"),
        _l("Bấm vào không đến đâu cả."),
        "red",
        _l("sửa liên kết"),
    ),
    Gap.FORM_FILE_MISSING: GapWords(
        "thieu-bieu-mau",
        _l("Thiếu tệp biểu mẫu"),
        _l("Người dân chưa tải được mẫu để điền trước."),
        "amber",
        _l("tải mẫu lên"),
    ),
    Gap.UNKNOWN_NAMES: GapWords(
        "mau-sai-ten",
        _l("Mẫu tờ khai sai tên"),
        _l("Câu hỏi nay không còn các tên này, chỗ ấy in để trống."),
        "amber",
        _l("xem mẫu tờ khai"),
    ),
    Gap.POSTER_OUTDATED: GapWords(
        "to-ma-cu",
        _l("Tờ mã đã cũ"),
        _l("Tờ đang dán nói theo bản trước. Người quét vẫn mở đúng bản mới."),
        "amber",
        _l("in tờ mã mới"),
    ),
    Gap.OLD_DOSSIERS: GapWords(
        "ho-so-ban-cu",
        _l("Hồ sơ theo bản cũ"),
        _l("Vẫn giải quyết theo bản lúc nộp; cán bộ cần biết có bản mới."),
        "blue",
        _l("xem các bản"),
    ),
    Gap.OLD_DRAFT: GapWords(
        "nhap-de-lau",
        _l("Bản nháp để lâu"),
        _l("Quá 30 ngày chưa ai sửa. Xin công bố hoặc bỏ bản nháp."),
        "amber",
        _l("mở bản nháp"),
    ),
}
GAP_SLUGS = {words.slug: gap for gap, words in GAPS.items()}

# What the list can be narrowed to; "draft" and "waiting" are about the next version, whatever citizens read now.
DRAFT, WAITING = "draft", "waiting"
STATE_SLUGS = {
    "dang-cong-bo": State.PUBLISHED.value,
    "ban-nhap": DRAFT,
    "cho-ngay": WAITING,
    "chua-cong-bo": State.NEW.value,
    "da-ngung": State.RETIRED.value,
}
STATE_NAMES = {
    State.PUBLISHED.value: _l("Đang công bố"),
    DRAFT: _l("Có bản nháp"),
    WAITING: _l("Chờ đến ngày"),
    State.NEW.value: _l("Chưa công bố lần nào"),
    State.RETIRED.value: _l("Đã ngừng công bố"),
}
STATE_TONES = {State.PUBLISHED: "green", State.NEW: "blue", State.RETIRED: "quiet"}

MODE_SLUGS = {
    "nop-tai-day": FilingMode.LOCAL,
    "gui-truoc": FilingMode.PRE_CHECK,
    "cong-quoc-gia": FilingMode.LINK_ONLY,
    "tai-quay": FilingMode.AT_DESK,
}
MODE_NAMES = {
    FilingMode.LOCAL: _l("Nộp tại đây"),
    FilingMode.PRE_CHECK: _l("Gửi trước để kiểm tra"),
    FilingMode.LINK_ONLY: _l("Nộp ở Cổng quốc gia"),
    FilingMode.AT_DESK: _l("Nộp tại quầy"),
}
