"""What has a code besides procedures: leaders, counters, hamlets. Where their codes lead, what their papers say.

A code that hangs somewhere opens something useful as long as its thing was ever known.
"""

from collections.abc import Sequence

from flask import url_for

from cqtt.clock import date_text, today
from cqtt.codes.kinds import OnPaper, Thing
from cqtt.commune.models import Counter, Hamlet, Officer, active_hamlets, public_leaders, the_commune
from cqtt.extensions import db
from cqtt.i18n import _, _l
from cqtt.procedures.desk import open_counters
from cqtt.text import group_phone

OFFICER, COUNTER, HAMLET = "officer", "counter", "hamlet"


def officer_address(target: str, printed: int | None = None) -> str | None:
    """Lead to the leader's card; where the leader is no longer on the list, to the list."""
    officer = db.session.get(Officer, int(target))
    if officer is None:
        return None
    listed = officer.is_leader and officer.is_public and officer.is_active
    return url_for("leaders.listing", _anchor=f"lanh-dao-{officer.id}" if listed else None)


def counter_address(target: str, printed: int | None = None) -> str | None:
    """Lead to what the counter takes in; where it has been closed, to the catalogue."""
    counter = db.session.get(Counter, int(target))
    if counter is None:
        return None
    return url_for("posters.counter", id=counter.id) if counter.is_active else url_for("procedures.catalogue")


def hamlet_address(target: str, printed: int | None = None) -> str | None:
    """Lead to the first page; the hall of each hamlet has its own code, so its scans are counted."""
    return url_for("home.index") if db.session.get(Hamlet, int(target)) else None


def leaders() -> Sequence[Thing]:
    """Return the leaders whose telephone is public."""
    group = _("Điện thoại lãnh đạo")
    return [
        Thing(
            target=str(officer.id),
            name=officer.name,
            above=officer.title or _("Lãnh đạo"),
            group=group,
            invitation=_("để gọi thẳng, hoặc lưu số vào danh bạ."),
            facts=(
                (_("Điện thoại"), group_phone(officer.phone) or None),
                (_("Phụ trách"), officer.duty or None),
                (_("Tiếp dân"), officer.reception_day or None),
            ),
            dated=_printed_today(),
        )
        for officer in public_leaders()
    ]


def counters() -> Sequence[Thing]:
    """Return the counters in use."""
    commune = the_commune()
    return [
        Thing(
            target=str(counter.id),
            name=counter.name,
            above=commune.desk_word,
            group=_("Quầy"),
            invitation=_("để xem quầy này nhận thủ tục gì, mỗi thủ tục cần mang gì."),
            facts=((_("Lĩnh vực"), counter.description or ", ".join(counter.fields) or None),),
            dated=_printed_today(),
        )
        for counter in open_counters()
    ]


def hamlets() -> Sequence[Thing]:
    """Return the hamlets, whose halls get a code each."""
    commune = the_commune()
    return [
        Thing(
            target=str(hamlet.id),
            name=hamlet.name,
            above=_("Việc với %(unit)s, quét ngay tại đây", unit=commune.name_in_text),
            group=_("Danh sách %(word)s", word=commune.hamlet_word),
            invitation=_("để xem cần giấy tờ gì, nộp hồ sơ, hỏi hồ sơ đến đâu, gọi cho lãnh đạo."),
            facts=(
                (_("Nơi làm thủ tục"), commune.desk_word),
                (_("Địa chỉ"), commune.address or None),
                (_("Điện thoại"), group_phone(commune.phone) or None),
            ),
            dated=_printed_today(),
        )
        for hamlet in active_hamlets()
    ]


def _printed_today() -> str:
    return _("In ngày %(day)s", day=date_text(today()))


KINDS = {
    COUNTER: (counter_address, OnPaper("quay", _l("Quầy"), counters)),
    OFFICER: (officer_address, OnPaper("lanh-dao", _l("Lãnh đạo"), leaders)),
    HAMLET: (hamlet_address, OnPaper("ap", _l("Nhà văn hóa"), hamlets)),
}
