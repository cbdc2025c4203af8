"""What administrators type about the calendar: hours and rules of the week, single days, days to confirm."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date, time
from typing import Any

from wtforms import Field, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import AnyOf, Length, NumberRange, ValidationError

from cqtt.commune.admin_fields import HoursField, TimeField
from cqtt.commune.calendar import hours_as_stored, working_calendar
from cqtt.commune.models import Commune
from cqtt.commune.working_time import CalendarDay, CalendarRefused, DayKind, WorkingCalendar
from cqtt.deadlines.rules import KIND_NAMES, SpanRefused, span
from cqtt.fields import DateBoxesField, Given, GivenIf, TickList
from cqtt.forms import Revised, choices_of
from cqtt.i18n import _, _l

SOURCE = Length(max=200)
CHOOSE_KIND = _l("Xin chọn nghỉ cả ngày, làm nửa ngày hay làm bù.")


class Confirmed(Revised):
    """A change that is made at once when it moves no date, else after its effect was seen."""

    seen = HiddenField()  # how many dates the page said would move

    def was_seen(self, moving: int) -> bool:
        """Whether whoever sent this has read how many dates move."""
        return moving == 0 or self.seen.data == str(moving)


class WeekForm(Confirmed):
    """Hours of each weekday, and the rules by which time is counted."""

    hours_0 = HoursField(_l("Thứ Hai"))
    hours_1 = HoursField(_l("Thứ Ba"))
    hours_2 = HoursField(_l("Thứ Tư"))
    hours_3 = HoursField(_l("Thứ Năm"))
    hours_4 = HoursField(_l("Thứ Sáu"))
    hours_5 = HoursField(_l("Thứ Bảy"))
    hours_6 = HoursField(_l("Chủ nhật"))
    cut_off = TimeField(
        _l("Giờ chót của thủ tục trả trong ngày"),
        [Given()],
        description=_l("Hồ sơ nhận sau giờ này được trả vào ngày làm việc tiếp theo."),
    )
    saturday_counts = RadioField(
        _l("Hồ sơ nhận vào thứ Bảy (mở cửa buổi sáng, buổi lắng nghe ở ấp)"),
        [Given()],
        choices=choices_of(
            {
                "no": _l("Tính như nhận vào đầu giờ ngày làm việc tiếp theo"),
                "yes": _l("Tính là nhận ngay hôm ấy: ngày làm việc đầu tiên là ngày thứ nhất"),
            }
        ),
    )
    supplement_reminder_days = IntegerField(
        _l("Nhắc người dân bổ sung giấy tờ sau"),
        [Given(), NumberRange(1, 60)],
        description=_l("Số ngày làm việc kể từ khi yêu cầu."),
        render_kw={"inputmode": "numeric"},
    )
    collect_reminder_days = IntegerField(
        _l("Nhắc đến nhận kết quả sau"),
        [Given(), NumberRange(1, 90)],
        description=_l("Số ngày kể từ khi có kết quả giấy."),
        render_kw={"inputmode": "numeric"},
    )

    @classmethod
    def of(cls, commune: Commune, **options: Any) -> "WeekForm":
        """Return the form as the record fills it, and the request where something was sent."""
        hours = working_calendar(commune).hours
        days = {f"hours_{weekday}": hours.get(weekday, ()) for weekday in range(7)}
        said = {
            "revision": commune.revision,
            "cut_off": time.fromisoformat(commune.cut_off),
            "saturday_counts": "yes" if commune.saturday_counts else "no",
            "supplement_reminder_days": commune.supplement_reminder_days,
            "collect_reminder_days": commune.collect_reminder_days,
        }
        return cls(**said, **days, **options)

    @property
    def week(self) -> Sequence[HoursField]:
        """The seven days, Monday first."""
        return [self[f"hours_{weekday}"] for weekday in range(7)]

    def validate_hours_0(self, field: HoursField) -> None:
        try:
            WorkingCalendar(hours=dict(enumerate(day.data for day in self.week)))
        except CalendarRefused as refused:
            raise ValidationError(refused.sentence) from refused

    def settings(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {
            "hours": hours_as_stored({weekday: day.data for weekday, day in enumerate(self.week)}),
            "cut_off": self.cut_off.text_of_data(),
            "saturday_counts": self.saturday_counts.data == "yes",
            "supplement_reminder_days": self.supplement_reminder_days.data,
            "collect_reminder_days": self.collect_reminder_days.data,
        }


class DayForm(Confirmed):
    """A day, or several in a row, that differ from their weekday."""

    on = DateBoxesField(_l("Ngày"), [Given(_l("Xin ghi ngày."))])
    until = DateBoxesField(_l("Đến hết ngày"), description=_l("Chỉ một ngày thì để trống."))
    kind = RadioField(
        _l("Hôm ấy làm việc thế nào?"),
        [Given(CHOOSE_KIND), AnyOf(tuple(KIND_NAMES), CHOOSE_KIND)],
        choices=choices_of(KIND_NAMES),
        validate_choice=False,  # by the sentence above
    )
    hours = HoursField(_l("Giờ làm việc của ngày làm nửa ngày hoặc làm bù"))
    name = StringField(
        _l("Vì sao"),
        [Given(_l("Xin ghi lý do, ví dụ: Tết Nguyên đán. Người dân đọc được lý do này.")), Length(max=100)],
    )
    source = StringField(
        _l("Số thông báo"),
        [GivenIf("kind", DayKind.MAKEUP.value, _l("Ngày làm bù cần số thông báo.")), SOURCE],
        description=_l("Ví dụ: Thông báo số 12/TB-UBND ngày 05/01/2027."),
        render_kw={"list": "sources", "autocomplete": "off"},
    )

    @classmethod
    def of(cls, commune: Commune, on: date | None, day: CalendarDay | None, **options: Any) -> "DayForm":
        """Return the form for a new day, or for one that is kept already."""
        said = {"on": on, "kind": day.kind.value, "hours": day.hours, "name": day.name} if on and day else {}
        return cls(revision=commune.revision, **said, **({"source": day.source} if day else {}), **options)

    def validate_until(self, field: Field) -> None:
        if self.on.data is None or self.on.errors:
            return
        try:
            span(self.on.data, field.data)
        except SpanRefused as refused:
            raise ValidationError(refused.sentence) from refused

    def days(self) -> dict[date, CalendarDay]:
        """Return the days that were typed."""
        kind = DayKind(self.kind.data)
        hours = (self.hours.data or None) if kind is not DayKind.OFF else None
        day = CalendarDay(kind, self.name.data, self.source.data or "", hours)
        return dict.fromkeys(span(self.on.data, self.until.data), day)


class ProposalForm(Confirmed):
    """The days proposed for a year: a person ticks those that the notice confirms."""

    assumed: Set[str]  # the days, as they stand in the boxes, that no notice is known for
    days = TickList(_l("Những ngày đúng với thông báo"), [Given(_l("Xin đánh dấu ít nhất một ngày."))])
    source = StringField(
        _l("Số thông báo của năm"),
        [SOURCE],
        description=_l("Ngày giả định cần số này. Ngày khác để trống thì giữ căn cứ ghi bên cạnh."),
        render_kw={"autocomplete": "off"},
    )

    @classmethod
    def of(
        cls, commune: Commune, proposed: Mapping[date, str], assumed: Collection[date], **options: Any
    ) -> "ProposalForm":
        """Return the form with what a notice or the law says ticked; what is assumed, a person ticks."""
        ticked = [on.isoformat() for on in proposed if on not in assumed]
        form = cls(revision=commune.revision, days=ticked, **options)
        form.days.choices = [(on.isoformat(), words) for on, words in proposed.items()]
        form.assumed = {on.isoformat() for on in assumed}
        return form

    def validate_source(self, field: Field) -> None:
        if not field.data and self.assumed & set(self.days.data or ()):
            raise ValidationError(_("Xin ghi số thông báo: trong những ngày đã đánh dấu có ngày còn giả định."))


class TakeOutForm(Confirmed):
    """A day becomes an ordinary one again."""
