"""What people tap and type: a face, why, and what a leader did about it."""

from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from cqtt.fields import Given, TickList
from cqtt.forms import Form, Revised, choices_of
from cqtt.i18n import _l
from cqtt.ratings.rules import FACTOR_QUESTIONS, MARKS, WORDS_LIMIT


class VoteForm(Form):
    """One tap: each face is a button that sends its mark."""

    mark = IntegerField(
        _l("Ông/Bà hài lòng đến mức nào?"), [AnyOf(MARKS, message=_l("Xin chọn một trong năm khuôn mặt."))]
    )


class PlaceVoteForm(VoteForm):
    """The same where a code stands; the key makes of a double tap one vote."""

    key = HiddenField()


class TabletVoteForm(VoteForm):
    """The same on the tablet, which says what it asked about."""

    dossier = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ReasonsForm(Form):
    """Why: what it was about, and a word. Nothing of it must be filled in."""

    reasons = TickList(_l("Về điều gì?"), choices=choices_of(FACTOR_QUESTIONS))
    words = TextAreaField(
        _l("Một lời nhắn"),
        [Length(max=WORDS_LIMIT)],
        description=_l("Xin đừng ghi tên hay số điện thoại của ai."),
        render_kw={"rows": 3},
    )


class DoneForm(Revised):
    """What a leader did about a low mark."""

    what = TextAreaField(
        _l("Đã làm gì?"),
        [Given(_l("Xin ghi vài chữ: đã gọi chưa, đã xin lỗi, đã sửa điều gì.")), Length(max=2000)],
        description=_l("Ví dụ: đã gọi xin lỗi, nhắc quầy 2 hướng dẫn đủ giấy tờ một lần."),
        render_kw={"rows": 4},
    )


class RatingSettingsForm(Revised):
    """What the unit decides about ratings."""

    follow_up_days = IntegerField(
        _l("Số ngày làm việc để lãnh đạo xem lại một đánh giá chưa hài lòng"),
        [InputRequired(), NumberRange(1, 30)],
        render_kw={"inputmode": "numeric"},
    )
    sends_invites = BooleanField(_l("Gửi tin mời đánh giá sau khi trả kết quả, trả lời góp ý (mỗi việc một lần)"))
