"""The demonstration's ratings: one dossier somebody was not happy with, and the codes on the counters."""

from datetime import datetime, timedelta

from sqlalchemy import select

from cqtt.clock import frozen
from cqtt.commune.models import Counter
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.ratings import actions
from cqtt.ratings.inviting import invite_of_dossier
from cqtt.ratings.rules import Factor, Source, Way

TOO_OFTEN = "Kết quả thì được, nhưng tôi phải đi lại hai lần vì lần đầu không ai dặn mang theo bản sao."
# What visitors tapped at the counters (all invented): the mark, why, and a word.
AT_THE_COUNTERS: tuple[tuple[int, tuple[Factor, ...], str], ...] = (
    (5, (Factor.STAFF,), "Cô ở quầy chỉ tận tình, tôi lớn tuổi mà vẫn hiểu."),
    (4, (Factor.ACCESS,), "Có nước uống, có ghế ngồi, mát mẻ."),
    (5, (), ""),
    (3, (Factor.PROCEDURE,), "Giấy tờ nhiều quá, nên viết gọn lại."),
    (5, (Factor.RESULT,), "Nhanh hơn tôi nghĩ, cảm ơn các cháu."),
    (4, (Factor.STAFF, Factor.LISTENING), "Hỏi gì cũng được trả lời."),
    (2, (Factor.ACCESS,), "Trưa nắng mà chỗ để xe không có mái che."),
    (5, (Factor.STAFF,), ""),
    (4, (), ""),
    (5, (Factor.ACCESS,), ""),
    (5, (), ""),
    (4, (Factor.RESULT,), ""),
)


def fill(at: datetime) -> None:
    """Rate by the real actions what the demonstration has to rate."""
    _rate_dossiers(at)
    counters = db.session.scalars(select(Counter).order_by(Counter.position)).all()[:2]
    for number, (mark, factors, words) in enumerate(AT_THE_COUNTERS):
        moment = at - timedelta(days=2 * number + 1)
        with frozen(moment):
            key, counter = f"demo-rating-{number:04}", counters[number % len(counters)]
            rating = actions.vote_at_place(Source.DESK, key, mark, moment, counter.id)
            actions.explain(rating, factors, words, moment)


def _rate_dossiers(at: datetime) -> None:
    """Let those whose result was handed over say that they had to come twice: a leader has something to look after."""
    for dossier in db.session.scalars(select(Dossier).where(Dossier.status == Status.RETURNED)).all():
        moment = min(at, (dossier.ended_at or at) + timedelta(minutes=40))
        with frozen(moment):
            rating = actions.vote(invite_of_dossier(dossier, moment), 2, Way.LINK, moment)
            if rating is not None:
                actions.explain(rating, (Factor.PROCEDURE, Factor.STAFF), TOO_OFTEN, moment)
