"""What is typed of a citizen who was received."""

import secrets
from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from cqtt.clock import today
from cqtt.commune.models import Officer
from cqtt.fields import DateBoxesField, Given, GivenIf, PhoneField, TickList, person_name
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _, _l
from cqtt.leaders.models import Handling, ReceptionEntry, Track
from cqtt.leaders.receiving import Written
from cqtt.leaders.reception_book import HANDLING_NAMES

NOBODY = 0
# The four tracks go different ways by law, so they are told apart where one chooses (domain §5.1).
TRACKS = {
    Track.COMPLAINT: _l(
        "Khiếu nại: một quyết định hay việc làm của cơ quan xâm phạm quyền lợi của chính người đến."
        " Hướng dẫn làm đơn; không giải quyết như phản ánh."
    ),
    Track.DENUNCIATION: _l(
        "Tố cáo: báo một người vi phạm pháp luật. Giữ kín tên người tố cáo; không công bố,"
        " không cho người bị tố cáo biết."
    ),
    Track.PETITION: _l("Kiến nghị: đề nghị sửa quy định, cách làm, hay xem xét một việc chung."),
    Track.REPORT: _l("Phản ánh: báo một việc đang xảy ra (đường hư, rác, chậm trễ, thái độ) để được xử lý."),
    Track.OTHER: _l("Việc khác: hỏi thủ tục, xin gặp, cảm ơn."),
}


class EntryForm(Revised):
    """One line of the book."""

    start_key = HiddenField(validators=[InputRequired(), Length(min=16, max=40)])
    received_on = DateBoxesField(_l("Ngày tiếp"), [Given(_l("Xin ghi ngày tiếp."))], not_after=today)
    host_ids = TickList(_l("Ai tiếp"), [Given(_l("Xin chọn ít nhất một người tiếp."))], coerce=int, choices=())
    name = StringField(_l("Họ và tên người đến"), [Given(), Length(max=80), person_name])
    address = StringField(_l("Địa chỉ"), [Length(max=200)])
    identity = StringField(
        _l("Giấy tờ tùy thân"),
        [Length(max=80)],
        description=_l("Loại giấy, số. Người đến không mang theo thì để trống."),
    )
    phone = PhoneField(_l("Điện thoại"), render_kw={"inputmode": "tel"})
    people = IntegerField(
        _l("Số người đến"),
        [InputRequired(_l("Xin ghi số người, ví dụ 1.")), NumberRange(1, 9999)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    track = RadioField(
        _l("Loại việc"),
        [Given(_l("Xin chọn loại việc."))],
        choices=choices_of(TRACKS),
        coerce=Track,
        validate_choice=False,  # by the sentence above
    )
    matter = TextAreaField(
        _l("Nội dung"), [Given(_l("Xin ghi nội dung người dân trình bày.")), Length(max=4000)], render_kw={"rows": 6}
    )
    papers = StringField(
        _l("Giấy tờ giao lại"), [Length(max=300)], description=_l("Ví dụ: đơn 2 trang, bản sao hợp đồng.")
    )
    settled_by = StringField(
        _l("Cơ quan đã giải quyết"), [Length(max=200)], description=_l("Nếu việc này đã có nơi giải quyết trước đó.")
    )
    handling = RadioField(
        _l("Đã xử lý thế nào?"),
        [Given(_l("Xin chọn cách xử lý."))],
        choices=choices_of(HANDLING_NAMES),
        coerce=Handling,
        validate_choice=False,
    )
    handling_note = StringField(
        _l("Cơ quan nào, số văn bản; hoặc hẹn khi nào"),
        [
            GivenIf("handling", Handling.RETURNED, _l("Xin ghi hướng dẫn đến cơ quan nào.")),
            GivenIf("handling", Handling.REFERRED, _l("Xin ghi chuyển cơ quan nào.")),
            GivenIf("handling", Handling.APPOINTED, _l("Xin ghi hẹn gặp ngày giờ nào.")),
            Length(max=200),
        ],
    )
    result = TextAreaField(_l("Kết quả, ghi chú"), [Length(max=1000)], render_kw={"rows": 3})
    about_id = SelectField(
        _l("Nói về cán bộ nào"),
        coerce=int,
        default=NOBODY,
        description=_l(
            "Chọn tên thì mục này vào sổ kín: chỉ người tiếp, người ghi và Chủ tịch (người thay, khi Chủ tịch vắng)"
            " đọc được; người bị nói đến không thấy gì."
        ),
    )

    @classmethod
    def new(cls, leaders: Iterable[Officer], officers: Iterable[Officer], me_id: int) -> "EntryForm":
        """Return the form for a new entry: of today, received by whoever writes if that is a leader."""
        leaders = list(leaders)
        own = [me_id] if any(leader.id == me_id for leader in leaders) else []
        form = cls(revision=0, start_key=secrets.token_urlsafe(16), received_on=today(), host_ids=own)
        return form.choosing(leaders, officers)

    @classmethod
    def of(
        cls, entry: ReceptionEntry, leaders: Iterable[Officer], officers: Iterable[Officer], **options: Any
    ) -> "EntryForm":
        """Return the form as the record fills it, and the request where something was sent."""
        hosts = [host.officer for host in entry.hosts]
        said = {"host_ids": [host.id for host in hosts], "about_id": entry.about_officer_id or NOBODY}
        form = cls(obj=entry, **said, **options)
        del form.start_key
        about = [entry.about_officer] if entry.about_officer else []
        return form.choosing([*hosts, *leaders], [*about, *officers])

    def choosing(self, leaders: Iterable[Officer], officers: Iterable[Officer]) -> "EntryForm":
        """Offer these people, each once."""
        self.host_ids.choices = list({each.id: each.name_and_title for each in leaders}.items())
        named = {each.id: each.name_and_title for each in officers}
        self.about_id.choices = [SelectChoice(NOBODY, _("Không nói về cán bộ nào")), *choices_of(named)]
        return self

    def written(self) -> Written:
        """Return what was typed."""
        own = {"csrf_token", "revision", "start_key", "host_ids", "about_id"}
        values = {field.name: field.data for field in self if field.name not in own}
        return Written(values, frozenset(self.host_ids.data), self.about_id.data or None)


class StrikeForm(Form):
    """The button that strikes an entry out: which state of it the page shows."""

    seen = IntegerField(validators=[InputRequired()], widget=HiddenInput())
