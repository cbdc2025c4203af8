"""The journal of what tablets sent: what came under which id, and what is answered when it comes again.

Nothing is lost, because a device keeps everything until it has read here that it is stored; nothing is there twice,
because the row of the id is written in the same transaction as what it stands for.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from cqtt.audit.actions import record
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.listening.models import FieldItem
from cqtt.listening.rules import ItemKind, ItemState

# What a device is told: let go of it (the first two), let somebody mend it, or send it again.
STORED, ALREADY, REFUSED, LATER = "stored", "already", "refused", "later"
WITH_CODES = frozenset({"feedback", "dossier"})


@dataclass(frozen=True)
class Answer:
    """What a device is told about one id."""

    device_id: str
    state: str
    code: str = ""
    sentence: str = ""
    href: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Result:
    """What came of an item. A report of conduct has no code here: nobody who holds the tablet is to look for it."""

    kind: str
    id: str = ""

    @property
    def code(self) -> str:
        return code_of(self.kind, self.id)

    @property
    def href(self) -> str:
        return receipt_of(self.kind, self.id)


def code_of(kind: str, id: str) -> str:
    """Return the code people know it by, if it has one."""
    return id if kind in WITH_CODES else ""


def receipt_of(kind: str, id: str) -> str:
    """Return the page from which the receipt of a dossier is printed; nothing else has one."""
    if kind != "dossier":
        return ""
    dossier_id = db.session.scalar(select(Dossier.id).where(Dossier.code == id))
    return url_for("desk.done", id=dossier_id) if dossier_id else ""


@dataclass(frozen=True)
class Arrival:
    """An id with what came under it: when, from whom, and the digest of what was received."""

    device_id: str
    kind: ItemKind
    digest: str
    session_id: int
    officer_id: int
    made_at: datetime
    at: datetime
    written_by: int | None = None


def entry_of(device_id: str) -> FieldItem | None:
    return db.session.scalar(select(FieldItem).where(FieldItem.device_id == device_id))


def known_answer(arrival: Arrival) -> Answer | None:
    """Return what is answered to an id that was stored before; None for a new one, and for one refused before.

    The same id with other content is refused: it stays on the device, and somebody looks at both.
    """
    entry = entry_of(arrival.device_id)
    if entry is None:
        return None
    if entry.session_id != arrival.session_id:
        return Answer(arrival.device_id, REFUSED, sentence=_("Mục này thuộc một buổi lắng nghe khác."))
    if entry.state is ItemState.REFUSED:
        return None
    result = Result(entry.result_kind, entry.result_id)
    if entry.sha256 != arrival.digest:
        sentence = _("Máy chủ đã nhận mục này với nội dung khác. Phần sửa sau chưa được ghi; xin so lại rồi xóa.")
        return Answer(arrival.device_id, REFUSED, result.code, sentence)
    return Answer(arrival.device_id, ALREADY, result.code, href=result.href)


def note_stored(arrival: Arrival, result: Result) -> Answer:
    """Write that it is stored, with the record; in the transaction that stored it."""
    entry = _entry(arrival, ItemState.STORED, "")
    entry.result_kind, entry.result_id = result.kind, result.id
    record("listening.take_in", "listening", arrival.session_id, arrival.officer_id, item=arrival.kind.value)
    return Answer(arrival.device_id, STORED, result.code, href=result.href)


def note_refused(arrival: Arrival, sentence: str) -> Answer:
    """Write that nothing came of it, and why; the device keeps it and may send it again."""
    _entry(arrival, ItemState.REFUSED, sentence)
    return Answer(arrival.device_id, REFUSED, sentence=sentence)


def _entry(arrival: Arrival, state: ItemState, sentence: str) -> FieldItem:
    entry = entry_of(arrival.device_id)
    if entry is None:
        entry = FieldItem(device_id=arrival.device_id, session_id=arrival.session_id)
        db.session.add(entry)
    entry.kind, entry.state, entry.sha256, entry.sentence = arrival.kind, state, arrival.digest, sentence
    entry.made_at, entry.received_at, entry.officer_id = arrival.made_at, arrival.at, arrival.officer_id
    somebody_else = arrival.written_by not in (None, arrival.officer_id)
    entry.details = {"written_by": arrival.written_by} if somebody_else else {}
    db.session.flush()
    return entry
