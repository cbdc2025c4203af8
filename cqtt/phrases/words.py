"""How standard texts are told of: when each is offered, and to whom it is shown."""

from typing import Any

from cqtt.i18n import _l
from cqtt.phrases.models import Occasion

OCCASION_NAMES: dict[str, Any] = {
    Occasion.MISSING: _l("Điều cần bổ sung"),
    Occasion.SUPPLEMENT_REASON: _l("Lý do yêu cầu bổ sung"),
    Occasion.REFUSAL: _l("Từ chối tiếp nhận"),
    Occasion.STOP: _l("Dừng xử lý"),
    Occasion.WITHDRAWAL: _l("Rút hồ sơ"),
    Occasion.PAYMENT: _l("Khoản phải nộp"),
    Occasion.RESULT: _l("Kết quả"),
    Occasion.NOTE: _l("Ghi chú, lời nhắn nội bộ"),
}
OCCASION_SENTENCES: dict[str, Any] = {
    Occasion.MISSING: _l("Mỗi câu là một dòng của phiếu yêu cầu bổ sung; cán bộ đánh dấu những dòng cần."),
    Occasion.SUPPLEMENT_REASON: _l("Người nộp đọc ở phiếu yêu cầu bổ sung."),
    Occasion.REFUSAL: _l("Người nộp đọc ở phiếu từ chối (mẫu 03), kèm căn cứ và nơi có thẩm quyền."),
    Occasion.STOP: _l("Người nộp đọc ở thông báo dừng giải quyết (mẫu 05), kèm căn cứ."),
    Occasion.WITHDRAWAL: _l("Cán bộ ghi lại vì sao người nộp rút hồ sơ."),
    Occasion.PAYMENT: _l("Người nộp đọc khi được yêu cầu nộp phí, lệ phí, thuế."),
    Occasion.RESULT: _l("Người nộp đọc khi hồ sơ có kết quả."),
    Occasion.NOTE: _l("Chỉ cán bộ đọc; người nộp không thấy."),
}
