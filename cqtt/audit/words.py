"""How the record is told to people: what was done to what, and what a check of the whole found."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cqtt.audit.act_words import ACTS
from cqtt.audit.rules import START, Broken, Fault, Link
from cqtt.audit.terms import DETAILS, OBJECTS, VALUES
from cqtt.audit.verification import Verdict
from cqtt.clock import moment_text
from cqtt.i18n import _, _l


def act_words(code: str) -> str:
    """Return what was done; an act without words is shown by its code."""
    return str(ACTS.get(code, code))


def object_words(kind: str, number: str) -> str:
    """Return "hồ sơ 12"."""
    return f"{OBJECTS.get(kind, kind)} {number}".strip()


def details_words(details: Mapping[str, Any]) -> str:
    """Return "từ: chờ tiếp nhận, đến: đã tiếp nhận"; what has no words is shown as it is kept."""
    return ", ".join(f"{DETAILS.get(key, key)}: {_value_words(value)}" for key, value in details.items())


def _value_words(value: object) -> str:
    several = value if isinstance(value, list) else [value]
    return " ".join(str(VALUES.get(str(one), one)) for one in several)


def verdict_text(verdict: Verdict) -> str:
    """Return the sentence about a whole check: that the chain holds, or where it first does not."""
    if verdict.broken:
        return fault_text(verdict.broken)
    head = verdict.head
    count, code = f"{head.count:,}".replace(",", "."), head.digest[:16]
    return _("Nhật ký: %(count)s mục, chuỗi nguyên vẹn, mã cuối %(code)s…", count=count, code=code)


FAULTS = {
    Fault.CHANGED: _l("%(entry)s đã bị sửa sau khi ghi."),
    Fault.MISSING: _l("Ngay trước %(entry)s mất %(gone)s mục."),
    Fault.INSERTED: _l("%(entry)s không do chương trình ghi mà bị chèn vào."),
    Fault.SWAPPED: _l("%(entry)s đã bị đổi chỗ với mục sau nó."),
    Fault.CUT_OFF: _l("Cuối nhật ký mất %(gone)s mục; còn lại đến %(entry)s."),
    Fault.NO_HEAD: _l("Mất dòng ghi số mục và mã cuối (record_head)."),
}


def fault_text(broken: Broken) -> str:
    """Return which entry is the first that does not hold, and what was done to it."""
    said = str(FAULTS[broken.fault]) % {"entry": _entry_words(broken.link), "gone": broken.gone}
    return _("Nhật ký không còn nguyên vẹn. %(what)s", what=said[:1].upper() + said[1:])


def _entry_words(link: Link) -> str:
    """Return "mục 12 (Tiếp nhận, 09:12, thứ Hai, 23/11/2026)"."""
    if link is START:
        return _("đầu nhật ký")
    what, at = act_words(link.action), _moment(link.at)
    return _("mục %(number)s (%(what)s, %(at)s)", number=link.number, what=what, at=at)


def _moment(stored: str) -> str:
    """Return the moment as people read it; one that was spoilt, as it stands there."""
    try:
        return moment_text(datetime.fromisoformat(stored).replace(tzinfo=UTC))
    except ValueError:
        return stored
