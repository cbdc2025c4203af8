"""PDF files: looked into, then kept byte for byte, so that a signed one stays signed."""

import logging
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from cqtt import pdf_inspection
from cqtt.i18n import _
from cqtt.upload_limits import UploadLimits, UploadRefused

logger = logging.getLogger(__name__)

_INSPECTION = Path(pdf_inspection.__file__)
_inspecting = BoundedSemaphore(2)  # each may use much memory and a processor


def check_pdf(received: bytes, limits: UploadLimits) -> int:
    """Return the number of pages, or raise UploadRefused for what we cannot show safely to an officer."""
    answer = _inspect_apart(received, limits.pdf_seconds)
    if not answer.isdecimal() or answer == "0":
        raise _refusal(answer)
    if int(answer) > limits.pdf_pages:
        raise UploadRefused(
            "too-many-pages",
            _(
                "Tệp PDF này có %(pages)s trang, chỉ nhận đến %(most)s trang một tệp."
                " Xin chia thành nhiều tệp rồi gửi từng tệp.",
                pages=answer,
                most=limits.pdf_pages,
            ),
        )
    return int(answer)


def _inspect_apart(received: bytes, seconds: int) -> str:
    """Run the inspection in a process that ends by itself, whatever the file does to it."""
    command = [sys.executable, "-I", str(_INSPECTION), str(seconds)]
    try:
        with _inspecting:
            done = subprocess.run(
                command, input=received, capture_output=True, timeout=2 * seconds, check=False, env={}
            )
    except subprocess.TimeoutExpired:
        return "broken"
    if done.returncode != 0:
        logger.warning("pdf inspection ended with %s", done.returncode)
        return "broken"
    return done.stdout.decode("ascii", "replace").strip()


def _refusal(trouble: str) -> UploadRefused:
    if trouble == "encrypted":
        sentence = _(
            "Tệp PDF này đang khóa bằng mật khẩu nên chúng tôi không mở được."
            " Xin bỏ mật khẩu rồi gửi lại, hoặc chụp ảnh từng trang."
        )
        return UploadRefused("encrypted-pdf", sentence)
    if trouble == "active":
        sentence = _(
            "Tệp PDF này có chứa tệp khác hoặc lệnh tự chạy nên chúng tôi không thể nhận."
            " Xin chụp ảnh từng trang, hoặc in ra thành tệp PDF mới rồi gửi lại."
        )
        return UploadRefused("active-pdf", sentence)
    sentence = _("Tệp PDF này bị hỏng hoặc chưa tải hết. Xin tải lại rồi gửi lần nữa, hoặc chụp ảnh từng trang.")
    return UploadRefused("broken-pdf", sentence)
