"""The law of ratings: five marks, the five factors of SIPAS, what is counted where, and how long a vote may change.

Index: (Hài lòng + Rất hài lòng) / all valid answers, one answer for each dossier; aggregates of at least five only
(domain handbook, 6.2).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from cqtt import fives
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l


class Source(StrEnum):
    """What a rating is about: of these, a desk's and a session's are bound to nothing, and counted apart."""

    DOSSIER = "dossier"
    ANSWER = "answer"  # to feedback
    DESK = "desk"  # a code that stands on a counter
    SESSION = "session"  # a Saturday session


class Way(StrEnum):
    """How it came in."""

    LINK = "link"
    TABLET = "tablet"
    DESK_QR = "desk_qr"


class Factor(StrEnum):
    """The five factors of SIPAS."""

    ACCESS = "access"
    PROCEDURE = "procedure"
    STAFF = "staff"
    RESULT = "result"
    LISTENING = "listening"


class VoteRefused(RuleBroken):
    """This vote cannot be given, or changed, any more."""


class FollowUpRefused(RuleBroken):
    """A colleague was faster with this follow-up."""


MARKS = (1, 2, 3, 4, 5)
GOOD = 4  # of five
LOW = 2  # opens a follow-up
ENOUGH = fives.ENOUGH  # votes, before anything is shown of them
CHANGEABLE = fives.SETTLED
INVITED_FOR = timedelta(days=60)
WORDS_LIMIT = 500
BOUND = frozenset({Source.DOSSIER, Source.ANSWER})

MARK_NAMES = {
    1: _l("Rất không hài lòng"),
    2: _l("Không hài lòng"),
    3: _l("Bình thường"),
    4: _l("Hài lòng"),
    5: _l("Rất hài lòng"),
}
# As SIPAS names them, for officers.
FACTOR_NAMES = {
    Factor.ACCESS: _l("Tiếp cận dịch vụ"),
    Factor.PROCEDURE: _l("Thủ tục hành chính"),
    Factor.STAFF: _l("Cán bộ, công chức"),
    Factor.RESULT: _l("Kết quả"),
    Factor.LISTENING: _l("Tiếp nhận, xử lý góp ý"),
}
# As a neighbour would ask.
FACTOR_QUESTIONS = {
    Factor.ACCESS: _l("Chỗ ngồi chờ, bảng chỉ dẫn, trang mạng"),
    Factor.PROCEDURE: _l("Giấy tờ phải nộp, các bước phải làm"),
    Factor.STAFF: _l("Lời nói, thái độ của cán bộ"),
    Factor.RESULT: _l("Kết quả nhận được, đúng hẹn hay không"),
    Factor.LISTENING: _l("Việc lắng nghe, trả lời khi Ông/Bà hỏi"),
}
SOURCE_NAMES = {
    Source.DOSSIER: _l("Hồ sơ"),
    Source.ANSWER: _l("Trả lời góp ý"),
    Source.DESK: _l("Mã đặt tại quầy"),
    Source.SESSION: _l("Buổi lắng nghe"),
}


def is_low(mark: int) -> bool:
    """Tell whether a mark is for a leader to look after."""
    return mark <= LOW


def checked_mark(mark: int | None) -> int:
    """Return the mark, or raise VoteRefused unless it is one of the five."""
    if mark not in MARKS:
        raise VoteRefused(_("Xin chọn một trong năm khuôn mặt."))
    return mark


def checked_factors(given: Iterable[str]) -> list[str]:
    """Return the factors among what was sent, in their order, each once."""
    sent = set(given)
    return [factor.value for factor in Factor if factor.value in sent]


def may_change(given_at: datetime, at: datetime) -> bool:
    """Tell whether a vote may still be changed by whoever gave it."""
    return given_at <= at < given_at + CHANGEABLE
