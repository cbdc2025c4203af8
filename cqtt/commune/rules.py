"""What the unit's settings may be."""

import re

from cqtt.i18n import _l

A_CODE_PREFIX = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){0,4}")  # domain: Thông tư 03/2025/TT-VPCP

# Where a procedure may be filed, as the unit chooses it for procedures still to be loaded (design.md §5).
FILING_MODES = {
    "pre_check": _l("Gửi trước để kiểm tra: người dân gửi ảnh giấy tờ, mang bản chính đến quầy khi đã đủ"),
    "local": _l("Nộp tại đây: hồ sơ gửi trên trang này là hồ sơ chính thức (khi tỉnh đã cho phép)"),
    "link_only": _l("Nộp ở Cổng Dịch vụ công quốc gia: trang này chỉ hướng dẫn và dẫn sang"),
    "at_desk": _l("Nộp tại quầy: trang này chỉ hướng dẫn, không có nút nộp"),
}
