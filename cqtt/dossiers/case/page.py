"""What an officer reads on the page of a dossier, put into words: pure reading, nothing is changed."""

from datetime import date, datetime, timedelta

from cqtt.clock import date_text, local, today
from cqtt.commune.absence import absence_words
from cqtt.commune.limits import Unit
from cqtt.commune.models import Commune
from cqtt.commune.working_time import WorkingCalendar
from cqtt.dossiers.clock import extensions_of, is_late, limit_of
from cqtt.dossiers.models import Dossier, FilingChannel
from cqtt.dossiers.queue.filters import LOOKED_AT
from cqtt.dossiers.rules import RUNNING
from cqtt.i18n import _
from cqtt.text import group_phone

Facts = list[tuple[str, str]]


def was_supplemented(dossier: Dossier) -> bool:
    """Whether what was missing has come and somebody has to look at it again."""
    return dossier.status in LOOKED_AT and any(request.answered_at for request in dossier.supplements)


def people_facts(dossier: Dossier) -> Facts:
    """Return who asks: the only place that shows the numbers in full."""
    found = [
        (_("Tổ chức"), dossier.organisation_name),
        (_("Mã số"), dossier.organisation_number),
        (_("Người đại diện") if dossier.organisation_name else _("Họ và tên"), dossier.applicant_name),
        (_("Số định danh"), _in_threes(dossier.citizen_number)),
        (_("Ngày sinh"), date_text(dossier.birth_on) if dossier.birth_on else ""),
        (_("Giới tính"), dossier.sex),
        (_("Điện thoại"), group_phone(dossier.phone)),
        (_("Thư điện tử"), dossier.email),
        (_("Địa chỉ"), ", ".join(filter(None, [dossier.address, dossier.hamlet.name if dossier.hamlet else ""]))),
        (_("Địa chỉ trên thẻ"), dossier.address_old),
    ]
    always = {_("Số định danh"), _("Điện thoại"), _("Địa chỉ")}
    return [(name, value or _("Không ghi")) for name, value in found if value or name in always]


def submitter_facts(dossier: Dossier) -> Facts:
    """Return who filed it on behalf of the applicant, if anybody did."""
    if not dossier.on_behalf:
        return []
    told = dossier.submitter_name if dossier.tell_submitter else dossier.applicant_name
    return [
        (_("Người nộp thay"), dossier.submitter_name),
        (_("Quan hệ"), dossier.relation or _("Không ghi")),
        (_("Điện thoại"), group_phone(dossier.submitter_phone) or _("Không ghi")),
        (_("Tin báo gửi cho"), told),
    ]


def filing_text(dossier: Dossier, commune: Commune) -> str:
    """Return where it came in and who typed it: "Nộp tại quầy, do Nguyễn Thị Hạnh nhập"."""
    where = {
        FilingChannel.ONLINE: _("Nộp trực tuyến"),
        FilingChannel.DESK: _("Nộp tại quầy"),
        FilingChannel.HAMLET: _("Nộp tại %(hamlet)s", hamlet=commune.hamlet_word),
    }[dossier.channel]
    if dossier.entered_by is None:
        return where
    return _("%(where)s, do %(name)s nhập", where=where, name=dossier.entered_by.name)


def holder_text(dossier: Dossier) -> str:
    """Return whose work it is: a colleague's, a department's, or nobody's yet."""
    if dossier.officer:
        away = absence_words(dossier.officer_id, today())
        name = f"{dossier.officer.name} ({away})" if away else dossier.officer.name
        return _("Người giữ: %(name)s", name=name)
    return _("Đã giao cho %(name)s", name=dossier.department) if dossier.department else _("Chưa giao cho ai.")


def working_day_text(dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> str:
    """Return "Hôm nay là ngày làm việc thứ 2 trên 3" while a limit in working days runs; else nothing."""
    limit = limit_of(dossier)
    extra = extensions_of(dossier)
    counted = limit is not None and limit.unit is Unit.WORKING_DAY and all(e.unit is limit.unit for e in extra)
    if limit is None or not counted or dossier.due_at is None or dossier.status not in RUNNING or is_late(dossier, at):
        return ""
    days, today = limit.amount + sum(each.amount for each in extra), local(at).date()
    number = days - _working_days(calendar, today, local(dossier.due_at).date())
    if number < 1:
        return _("Thời hạn %(days)s ngày làm việc, tính từ ngày làm việc tới.", days=days)
    if not calendar.is_working_day(today):
        return _("Đã qua %(number)s trên %(days)s ngày làm việc.", number=number, days=days)
    return _("Hôm nay là ngày làm việc thứ %(number)s trên %(days)s.", number=number, days=days)


def _working_days(calendar: WorkingCalendar, after: date, until: date) -> int:
    """Return how many working days come after one day, the last one counted."""
    between = (until - after).days
    return sum(calendar.is_working_day(after + timedelta(days=number)) for number in range(1, between + 1))


def _in_threes(number: str) -> str:
    """Return a citizen number as it is read aloud: 075 199 000 001."""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))
