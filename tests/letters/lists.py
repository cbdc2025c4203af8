"""Lists of invented people, as somebody's own workbook has them; used by the tests of letters and by the bench."""

from io import BytesIO
from typing import Any

import openpyxl

HEAD = ["Danh xưng", "Họ và tên", "Địa chỉ", "Điện thoại", "Thư điện tử", "Việc đã đóng góp"]


def workbook(*rows: list[Any], above: int = 0) -> bytes:
    """Return a workbook with these rows, and some lines above them."""
    book = openpyxl.Workbook()
    for _number in range(above):
        book.active.append(["UBND xã An Phước"])
    for row in rows:
        book.active.append(row)
    stored = BytesIO()
    book.save(stored)
    return stored.getvalue()


def many(count: int) -> list[list[Any]]:
    """Return the rows of people to be thanked."""
    return [["Ông", f"Nguyễn Văn {each}", f"Số {each}, Ấp 7", "", "", "góp công làm đường"] for each in range(count)]
