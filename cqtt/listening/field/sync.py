"""Take in what a tablet kept, item by item: each in a transaction of its own, so that one bad item refuses only itself.

Commits, because it spans transactions.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.listening.field import actions
from cqtt.listening.field.actions import Place
from cqtt.listening.field.dossiers import take_in_dossier
from cqtt.listening.field.forms import CountForm, DossierForm, OpinionForm, PromiseForm
from cqtt.listening.field.journal import (
    LATER,
    REFUSED,
    Answer,
    Arrival,
    Result,
    known_answer,
    note_refused,
    note_stored,
)
from cqtt.listening.field.offer import Offer, offer_of
from cqtt.listening.field.rules import Item, ItemUnreadable, believed, read_item
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.rules import ItemKind

logger = logging.getLogger(__name__)
Handler = Callable[[Place, Item, datetime, datetime], Result]


def take_in_items(session: ListeningSession, raws: Sequence[object]) -> list[Answer]:
    """Return an answer to each, in their order."""
    session_id, offer = session.id, offer_of(session)
    return [_take_in(session_id, offer, raw) for raw in raws]


def _take_in(session_id: int, offer: Offer, raw: object) -> Answer:
    try:
        item = read_item(raw)
    except ItemUnreadable as unreadable:
        named = raw.get("device_id") if isinstance(raw, dict) else ""
        return Answer(str(named or "")[:36], REFUSED, sentence=unreadable.sentence)
    begin_writing()
    at, session = now(), db.session.get_one(ListeningSession, session_id)
    arrival = _arrival(item, session, at)
    try:
        answer = known_answer(arrival) or _store(Place(session, offer, me()), item, arrival)
        db.session.commit()
        return answer
    except RuleBroken as refused:
        return refuse(arrival, refused.sentence)
    except IntegrityError:  # the same item came twice at once, and the other one was first
        db.session.rollback()
        return known_answer(arrival) or _later(arrival)
    except Exception:
        logger.exception("an item of kind %s could not be taken in", item.kind.value)
        db.session.rollback()
        return _later(arrival)


def _later(arrival: Arrival) -> Answer:
    """Ask the device to keep it and to send it once more; the other items go on."""
    sentence = _("Máy chủ chưa ghi được mục này, máy sẽ gửi lại. Nếu vẫn thế, xin báo người quản trị.")
    return Answer(arrival.device_id, LATER, sentence=sentence)


def _arrival(item: Item, session: ListeningSession, at: datetime) -> Arrival:
    return Arrival(
        device_id=item.device_id,
        kind=item.kind,
        digest=item.digest,
        session_id=session.id,
        officer_id=me().id,
        made_at=believed(item.made_at, session.on, at),
        at=at,
        written_by=item.written_by,
    )


def refuse(arrival: Arrival, sentence: str) -> Answer:
    """Undo what was begun and write down that it was refused."""
    begin_writing()
    answer = known_answer(arrival) or note_refused(arrival, sentence)
    db.session.commit()
    return answer


def _store(place: Place, item: Item, arrival: Arrival) -> Answer:
    return note_stored(arrival, HANDLERS[item.kind](place, item, arrival.made_at, arrival.at))


def _opinion(place: Place, item: Item, said_at: datetime, at: datetime) -> Result:
    form = OpinionForm.of_tablet(place.offer, {**item.typed, "device_id": [item.device_id]})
    return result_of_opinion(actions.write_opinion(place, item.device_id, form, said_at))


def result_of_opinion(opinion: SessionOpinion) -> Result:
    """Return what a device is told about an opinion."""
    return Result("feedback", "" if opinion.feedback.is_conduct else opinion.feedback.code)


def _promise(place: Place, item: Item, said_at: datetime, at: datetime) -> Result:
    form = PromiseForm.of_tablet(place.offer, item.typed)
    return Result("promise", str(actions.write_promise(place, item.device_id, form, said_at).id))


def _dossier(place: Place, item: Item, said_at: datetime, at: datetime) -> Result:
    form = DossierForm.of_tablet(place.offer, item.typed)
    dossier = take_in_dossier(place, item.device_id, form, item.typed, said_at, at)
    return Result("dossier", dossier.code or "")


def _count(place: Place, item: Item, said_at: datetime, at: datetime) -> Result:
    actions.count_people(place, CountForm.of_tablet(place.offer, item.typed), said_at)
    return Result("listening", str(place.session.id))


# Another kind of item needs a line here and a form on the page.
HANDLERS: dict[ItemKind, Handler] = {
    ItemKind.OPINION: _opinion,
    ItemKind.PROMISE: _promise,
    ItemKind.DOSSIER: _dossier,
    ItemKind.COUNT: _count,
}
