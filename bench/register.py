"""How long a register of 5,000 dossiers takes as a workbook and on paper, and how much memory it needs."""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context

from cqtt.clock import ICT
from cqtt.register.book import PART, Line
from cqtt.register.printed_book import book_pdf
from cqtt.register.workbook import workbook
from tests.dossiers.paper_words import HEAD

LINES = 5_000
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=ICT)
TITLE = "SỔ THEO DÕI HỒ SƠ"
DAYS = "Từ 01/01/2026 đến 31/12/2026"


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what is measured, the figure and the bar; each in a process of its own, so that memory tells."""
    for name, make in (("form 07 as a workbook", _as_workbook), ("form 07 on paper", _on_paper)):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            seconds, megabytes, pages = alone.submit(_measured, make).result()
        yield f"{name}, {LINES:,} lines", f"{seconds:.1f} s, {megabytes:.0f} MB more, {pages:,.0f} kB", "-"


def _measured(make: Callable[[], bytes]) -> tuple[float, float, float]:
    """Return the time, by how much the memory of the process grew, and the size of what was made."""
    before, begun = _peak(), time.perf_counter()
    made = make()
    return time.perf_counter() - begun, _peak() - before, len(made) / 1024


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _as_workbook() -> bytes:
    return workbook(f"{TITLE} – {DAYS}", "Xã An Phước", _parts(), "tiếp nhận 5.000")


def _on_paper() -> bytes:
    return book_pdf(TITLE, HEAD, DAYS, "In lúc 09:12, người in: Lê Thị Ví Dụ", _parts(), "tiếp nhận 5.000")


def _parts() -> Iterator[list[Line]]:
    for first in range(1, LINES + 1, PART):
        yield [_line(number) for number in range(first, min(first + PART, LINES + 1))]


def _line(number: int) -> Line:
    return Line(
        id=number,
        number=f"{number:02}",
        code=f"H19.00.00-261123-{number:04}",
        procedure="Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con",
        sets=1,
        owner=f"Nguyễn Thị Hường {number}",
        contact="Số 12, đường Hùng Vương, Ấp 7; 0900 000 123",
        agency="Văn phòng Ủy ban nhân dân",
        received_at=MONDAY + timedelta(minutes=number),
        due_at=MONDAY + timedelta(days=3),
        returned_at=MONDAY + timedelta(days=2),
        way="Tại quầy",
        receiver=f"Nguyễn Thị Hường {number}",
        note="Đúng hạn",
    )


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
