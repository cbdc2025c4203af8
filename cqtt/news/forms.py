"""What administrators type about an announcement."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from cqtt.clock import ICT, local, now
from cqtt.commune.admin_fields import TimeField
from cqtt.fields import DateBoxesField, Given, GivenIf
from cqtt.forms import Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.news.models import Announcement
from cqtt.news.rules import LONGEST_PIN
from cqtt.rich_text import LONGEST

FIRST_HOUR, LAST_HOUR = time(7, 0), time(23, 59)


class AnnouncementForm(Revised):
    """Title and words, from when until when, and whether every page says it."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    title = StringField(_l("Tiêu đề"), [Given(_l("Xin ghi tiêu đề.")), Length(max=150)])
    body = TextAreaField(
        _l("Nội dung"),
        [Given(_l("Xin viết nội dung.")), Length(max=LONGEST)],
        description=_l(
            "Dòng trống ngăn đoạn. Gạch đầu dòng: viết “- ” ở đầu. **chữ đậm**. Liên kết: [chữ hiện ra](https://…)."
        ),
        render_kw={"rows": 10},
    )
    when = RadioField(
        _l("Khi nào đăng?"),
        [Given()],
        choices=choices_of({"now": _l("Đăng ngay"), "later": _l("Hẹn ngày giờ"), "draft": _l("Chưa đăng, để nháp")}),
        default="now",
    )
    publish_day = DateBoxesField(_l("Đăng từ ngày"), [GivenIf("when", "later", _l("Xin cho biết ngày đăng."))])
    publish_time = TimeField(_l("Lúc mấy giờ"), [Optional()], description=_l("Ví dụ 07:30. Để trống là 7 giờ sáng."))
    expires_day = DateBoxesField(_l("Hết ngày nào thì gỡ xuống"), description=_l("Để trống là tin đăng mãi."))
    is_urgent = BooleanField(_l("Tin khẩn: ghim trên đầu mọi trang, cần có ngày gỡ xuống"))
    pinned_since: datetime | None = None

    @classmethod
    def of(cls, item: Announcement | None, **options: Any) -> "AnnouncementForm":
        """Return the form as the record fills it, and the request where something was sent."""
        if item is None:
            return cls(revision=1, start_key=secrets.token_urlsafe(16), **options)
        form = cls(obj=item, **_moments(item), **options)
        form.pinned_since = item.publish_at if item.is_urgent else None
        del form.start_key
        return form

    def validate_expires_day(self, field: DateBoxesField) -> None:
        end = _end_of(field.data) if field.data else None
        begins = self.begins_at or now()
        if self.is_urgent.data and end is None:
            raise ValidationError(_("Tin khẩn cần ngày gỡ xuống, để không còn ghim khi việc đã qua."))
        if end and not self._corrects_what_is_over and end <= max(begins, now()):
            raise ValidationError(_("Ngày gỡ xuống cần sau ngày đăng và chưa qua."))
        if self.is_urgent.data and end and end - self._pinned_from(begins) > LONGEST_PIN:
            raise ValidationError(
                _("Tin khẩn ghim nhiều nhất %(days)d ngày. Cần lâu hơn thì đăng tin thường.", days=LONGEST_PIN.days)
            )

    def validate_publish_day(self, field: DateBoxesField) -> None:
        if self.when.data == "later" and self.begins_at and self.begins_at < now() - timedelta(minutes=1):
            raise ValidationError(_("Ngày giờ này đã qua. Xin chọn “Đăng ngay”, hoặc hẹn lúc khác."))

    @property
    def _corrects_what_is_over(self) -> bool:
        """Whether only the words change: what was shown keeps its last day, also when that has passed."""
        was_shown = self.when.object_data == self.when.data == "now"
        return bool(was_shown and self.expires_day.object_data == self.expires_day.data)

    def _pinned_from(self, begins: datetime) -> datetime:
        """Return when the pin begins: saving again what stands on every page already gives it no more days."""
        return min(self.pinned_since, begins) if self.pinned_since and self.when.data == "now" else begins

    @property
    def begins_at(self) -> datetime | None:
        """When it is to be shown, where that is another moment than now."""
        if self.when.data != "later" or not self.publish_day.data:
            return None
        return datetime.combine(self.publish_day.data, self.publish_time.data or FIRST_HOUR, ICT)

    def values(self, item: Announcement | None, at: datetime) -> dict[str, Any]:
        """Return what was typed, by the names of the record; what is shown already keeps its first moment."""
        shown_since = item.publish_at if item and item.publish_at and item.publish_at <= at else None
        begins = {"now": shown_since or at, "later": self.begins_at, "draft": None}[self.when.data]
        return {
            "title": self.title.data,
            "body": self.body.data,
            "is_urgent": bool(self.is_urgent.data),
            "publish_at": begins,
            "expires_at": _end_of(self.expires_day.data) if self.expires_day.data else None,
        }


def _moments(item: Announcement) -> dict[str, Any]:
    begins = local(item.publish_at) if item.publish_at else None
    later = begins is not None and begins > now()
    return {
        "when": "draft" if begins is None else "later" if later else "now",
        "publish_day": begins.date() if begins and later else None,
        "publish_time": begins.time() if begins and later else None,
        "expires_day": local(item.expires_at - timedelta(seconds=1)).date() if item.expires_at else None,
    }


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ICT)
