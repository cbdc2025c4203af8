"""What a workbook writes for the codes of the record: fixed words without commas, the same in every language.

They are part of the file's format: what was written once must be readable for ever.
"""

from collections.abc import Mapping

from cqtt.commune.limits import AfterStop, Unit
from cqtt.procedures.content import Channel, Confidence, FilingMode, LetterTrigger, OnlineLevel
from cqtt.procedures.questions import Days, QuestionKind

YES, NO = "có", "không"

FILING_MODES: Mapping[str, str] = {
    FilingMode.LOCAL: "nộp tại đây",
    FilingMode.PRE_CHECK: "gửi trước để kiểm tra",
    FilingMode.LINK_ONLY: "nộp ở Cổng quốc gia",
    FilingMode.AT_DESK: "nộp tại quầy",
}
UNITS: Mapping[str, str] = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.HOUR: "giờ làm việc",
    Unit.SAME_DAY: "trong ngày",
}
AFTER_SUPPLEMENT: Mapping[str, str] = {AfterStop.RESTART: "tính lại từ đầu", AfterStop.CONTINUE: "tính tiếp"}
ONLINE_LEVELS: Mapping[str, str] = {
    OnlineLevel.FULL: "toàn trình",
    OnlineLevel.PARTIAL: "một phần",
    OnlineLevel.NONE: "không trực tuyến",
    OnlineLevel.UNKNOWN: "chưa rõ",
}
CHANNELS: Mapping[str, str] = {Channel.DIRECT: "trực tiếp", Channel.ONLINE: "trực tuyến", Channel.POST: "bưu chính"}
LETTERS: Mapping[str, str] = {
    LetterTrigger.NONE: "không gửi thư",
    LetterTrigger.CONGRATULATE_NEWBORN: "mừng em bé",
    LetterTrigger.CONGRATULATE_MARRIAGE: "mừng kết hôn",
    LetterTrigger.CONDOLENCE: "chia buồn",
}
CONFIDENCE: Mapping[str, str] = {
    Confidence.HIGH: "chắc chắn",
    Confidence.MEDIUM: "khá chắc",
    Confidence.LOW: "chưa chắc",
}
QUESTION_KINDS: Mapping[str, str] = {
    QuestionKind.TEXT: "chữ ngắn",
    QuestionKind.LONG_TEXT: "chữ dài",
    QuestionKind.NUMBER: "số",
    QuestionKind.MONEY: "số tiền",
    QuestionKind.DATE: "ngày",
    QuestionKind.CHOICE: "chọn một",
    QuestionKind.CHOICES: "chọn nhiều",
    QuestionKind.YES_NO: "có hoặc không",
    QuestionKind.CITIZEN_NUMBER: "số định danh",
    QuestionKind.PHONE: "số điện thoại",
    QuestionKind.HAMLET: "ấp hoặc khu phố",
    QuestionKind.PERSON: "một người",
    QuestionKind.GROUP: "nhóm lặp lại",
    QuestionKind.SECTION: "tên mục",
}
DAYS: Mapping[str, str] = {Days.ANY: "ngày nào cũng được", Days.PAST: "không sau hôm nay", Days.FUTURE: "từ hôm nay"}
