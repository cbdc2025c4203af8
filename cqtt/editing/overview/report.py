"""The list of gaps as `cqtt procedures check` prints it: the same that the page of all procedures counts."""

from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from cqtt.editing.overview.entries import read_entries
from cqtt.editing.overview.listing import gap_counts
from cqtt.editing.overview.words import GAPS
from cqtt.extensions import db


def gap_report(at: datetime) -> list[str]:
    """Return a line for each kind of gap: its name, how many procedures have it, and which."""
    if not _is_founded():
        return ["Chưa có cơ sở dữ liệu nên chỉ kiểm tra tệp."]
    entries = read_entries(at)
    doubtful = sum(bool(found) for found in entries.gaps.values())
    lines = [f"Danh mục đang dùng: {len(entries.all)} thủ tục, {doubtful} thủ tục nên xem lại."]
    for gap, count in gap_counts(entries):
        having = [entry.code for entry in entries.all if gap in {found.gap for found in entries.gaps[entry.id]}]
        lines.append(f"  {GAPS[gap].label} ({count}): {', '.join(sorted(having))}")
    return lines


def _is_founded() -> bool:
    """Tell whether there is a record to look at; the files can be checked without one."""
    try:
        return inspect(db.engine).has_table("procedure")
    except OperationalError:
        return False
