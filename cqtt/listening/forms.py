"""What officers type about sessions: the plan, why one is cancelled, what everybody reads afterwards."""

import secrets
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from cqtt.clock import today
from cqtt.commune.admin_fields import TimeField
from cqtt.commune.models import Hamlet, Officer
from cqtt.fields import DateBoxesField, Given, TickList
from cqtt.forms import Revised
from cqtt.i18n import _, _l
from cqtt.listening.models import ListeningSession
from cqtt.listening.rules import Part, next_saturday
from cqtt.public_words import PublicWords
from cqtt.roles import Role

LONGEST_SUMMARY = 4_000
A_YEAR = timedelta(days=366)
NOT_CHOSEN = 0


class SessionForm(PublicWords, Revised):
    """Where and when, who goes, what about."""

    read_by_all = ("place", "topics")
    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    on = DateBoxesField(_l("Ngày"), [Given(_l("Xin cho biết ngày."))])
    starts = TimeField(_l("Từ mấy giờ"), [Given(_l("Xin cho biết giờ bắt đầu."))], description=_l("Ví dụ 07:30."))
    ends = TimeField(_l("Đến mấy giờ"), [Given(_l("Xin cho biết giờ kết thúc."))])
    hamlet = SelectField(_l("Ở đâu"), [Given(_l("Xin chọn nơi tổ chức."))], coerce=int, default=NOT_CHOSEN)
    place = StringField(
        _l("Địa điểm"),
        [Given(_l("Xin cho biết địa điểm.")), Length(max=120)],
        description=_l("Ví dụ: nhà văn hóa, trường tiểu học."),
    )
    topics = TextAreaField(_l("Việc muốn nghe bà con nói"), [Length(max=600)], render_kw={"rows": 3})
    chair = SelectField(_l("Ai chủ trì"), [Given(_l("Xin chọn người chủ trì."))], coerce=int, default=NOT_CHOSEN)
    secretary = SelectField(_l("Ai ghi biên bản"), coerce=int)
    members = TickList(_l("Ai cùng đi"), coerce=int)
    guests = StringField(
        _l("Khách cùng dự"),
        [Length(max=200)],
        description=_l("Ví dụ: đại diện Mặt trận Tổ quốc, Hội Phụ nữ, công an xã."),
    )

    @classmethod
    def of(
        cls, session: ListeningSession | None, hamlets: Sequence[Hamlet], officers: Sequence[Officer], **options: Any
    ) -> "SessionForm":
        """Return the form as the record fills it, with the unit's places and people to choose from."""
        values = _filled(session) if session else _offered()
        form = cls(**{**values, **options})
        form.hamlet.choices = [(NOT_CHOSEN, _("Xin chọn")), *((hamlet.id, hamlet.name) for hamlet in hamlets)]
        leaders_first = sorted(officers, key=lambda officer: (not officer.is_leader, not officer.has_role(Role.LEADER)))
        people = [(officer.id, officer.name_and_title) for officer in leaders_first]
        form.chair.choices, form.members.choices = [(NOT_CHOSEN, _("Xin chọn")), *people], people
        form.secretary.choices = [(0, _("Chưa phân công")), *people]
        if session:
            del form.start_key
        return form

    def validate_on(self, field: DateBoxesField) -> None:
        if not isinstance(field.data, date) or field.data == field.object_data:
            return
        if not today() <= field.data <= today() + A_YEAR:
            raise ValidationError(_("Xin chọn một ngày từ hôm nay đến một năm tới."))

    def validate_ends(self, field: TimeField) -> None:
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("Giờ kết thúc cần sau giờ bắt đầu."))

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {
            "on": self.on.data,
            "starts": f"{self.starts.data:%H:%M}",
            "ends": f"{self.ends.data:%H:%M}",
            "hamlet_id": self.hamlet.data,
            "place": self.place.data,
            "topics": self.topics.data or "",
            "guests": self.guests.data or "",
        }

    def people(self) -> list[tuple[int, Part]]:
        """Return who goes, each once: whoever leads first."""
        parts = {self.chair.data: Part.CHAIR}
        if self.secretary.data:
            parts.setdefault(self.secretary.data, Part.SECRETARY)
        for id in self.members.data or ():
            parts.setdefault(id, Part.MEMBER)
        return list(parts.items())


def _offered() -> dict[str, Any]:
    """Return what a new plan begins with; where it is and who presides, somebody has to choose."""
    return {
        "revision": 1,
        "start_key": secrets.token_urlsafe(16),
        "on": next_saturday(today()),
        "starts": time(7, 30),
        "ends": time(11),
    }


def _filled(session: ListeningSession) -> dict[str, Any]:
    by_part = {person.part: person.officer_id for person in session.people}
    return {
        "revision": session.revision,
        "on": session.on,
        "starts": time.fromisoformat(session.starts),
        "ends": time.fromisoformat(session.ends),
        "hamlet": session.hamlet_id,
        "place": session.place,
        "topics": session.topics,
        "guests": session.guests,
        "chair": by_part.get(Part.CHAIR, NOT_CHOSEN),
        "secretary": by_part.get(Part.SECRETARY, 0),
        "members": [person.officer_id for person in session.people if person.part is Part.MEMBER],
    }


class CancelForm(PublicWords, Revised):
    """Why it does not take place."""

    read_by_all = ("reason",)
    reason = TextAreaField(
        _l("Vì sao hủy, bà con sẽ đọc"),
        [Given(_l("Xin cho biết vì sao hủy.")), Length(max=300)],
        render_kw={"rows": 2},
    )


class SummaryForm(PublicWords, Revised):
    """What everybody reads of it afterwards."""

    read_by_all = ("summary",)
    summary = TextAreaField(
        _l("Kết quả công bố"),
        [Given(_l("Xin viết vài câu về kết quả.")), Length(max=LONGEST_SUMMARY)],
        description=_l("Mọi người đều đọc được: xin không ghi tên, số điện thoại, địa chỉ của người dân."),
        render_kw={"rows": 8},
    )


class PressForm(Revised):
    """A single button that knows which state of the session it was drawn for."""


class MinutesForm(Revised):
    """The signed sheet, scanned or photographed."""

    sheet = FileField(
        _l("Biên bản đã ký (PDF hoặc ảnh)"), render_kw={"accept": "application/pdf,image/jpeg,image/png,image/webp"}
    )
