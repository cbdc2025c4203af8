"""Results that wait to be fetched: found by what a scanner or an officer types, listed with the longest wait first."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from cqtt.citizen_number import NUMBER
from cqtt.clock import local, moment_text, today
from cqtt.commune.models import the_commune
from cqtt.desk.card import Card, CardRefused, read_card
from cqtt.desk.keyboard import as_typed, fields_of
from cqtt.dossiers import codes
from cqtt.dossiers.along import Along, lying_beside
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier
from cqtt.dossiers.rules import LONG_NAMES, Status, Step
from cqtt.extensions import db
from cqtt.fees.models import Payment
from cqtt.i18n import _
from cqtt.text import clean, fold, parse_phone

MOST_LISTED = 200
_LINK = re.compile(r"/ho-so/mo/([A-Za-z0-9_\-]{16,40})")
_FIELDS_OF_A_CARD = 5  # what has fewer is something else, written with dots or hyphens


@dataclass(frozen=True)
class Waiting:
    """A result that lies ready, as the desk sees it."""

    dossier: Dossier
    days: int
    has_file: bool
    unpaid: int  # what was asked for and has not come
    along: tuple[Along, ...] = ()  # what may be handed over together with it


@dataclass(frozen=True)
class Scanned:
    """What a scanned or typed line led to: dossiers to hand over, whose card it was, or a sentence."""

    dossiers: tuple[Dossier, ...] = ()
    card: Card | None = None
    sentence: str = ""


def look_up(line: str) -> Scanned:
    """Return what waits for the person: by card, by the code of the receipt, by a dossier code, number or phone."""
    if link := _LINK.search(line):
        return _of_one(db.session.scalar(select(Dossier).where(Dossier.token == link[1])))
    if len(fields_of(as_typed(line))) >= _FIELDS_OF_A_CARD:
        return _of_card(line)
    typed = clean(line)
    number = re.sub(r"[\s.]", "", typed)
    if NUMBER.fullmatch(number):
        return _of_person(Dossier.citizen_number == number)
    if phone := parse_phone(typed):
        return _of_person(or_(Dossier.phone == phone, Dossier.submitter_phone == phone))
    code = codes.normalise(typed, the_commune().code_prefix)
    return _of_one(db.session.scalar(select(Dossier).where(or_(Dossier.code == code, Dossier.national_code == code))))


def _of_card(line: str) -> Scanned:
    try:
        card = read_card(line, today())
    except CardRefused as refused:
        return Scanned(sentence=refused.sentence)
    found = _of_person(Dossier.citizen_number == card.number)
    if found.dossiers:
        return Scanned(found.dossiers, card)
    sentence = _("Không có kết quả nào chờ %(name)s. Nhận thay người khác thì quét tiếp giấy hẹn.", name=card.name)
    return Scanned((), card, sentence)


def _of_person(whose: ColumnElement[bool]) -> Scanned:
    found = db.session.scalars(_ready().where(whose).order_by(Dossier.resolved_at))
    dossiers = tuple(found)
    return Scanned(dossiers, sentence="" if dossiers else _("Không có kết quả nào đang chờ người này."))


def _of_one(dossier: Dossier | None) -> Scanned:
    """Return the dossier, and what else waits for the same person; one that is not ready says where it stands."""
    if dossier is None or dossier.status is Status.DRAFT:
        sentence = _("Không tìm thấy hồ sơ này. Xin tắt bộ gõ tiếng Việt rồi quét lại, hoặc gõ mã trên giấy hẹn.")
        return Scanned(sentence=sentence)
    if dossier.status is Status.RETURNED:
        return Scanned(sentence=_handed_over_before(dossier))
    if dossier.status is not Status.RESOLVED:
        words = {"code": dossier.code, "status": LONG_NAMES[dossier.status]}
        return Scanned(sentence=_("Hồ sơ %(code)s chưa có gì để trao: %(status)s.", **words))
    if not dossier.citizen_number:
        return Scanned((dossier,))
    others = _of_person(Dossier.citizen_number == dossier.citizen_number).dossiers
    return Scanned((dossier, *(other for other in others if other is not dossier)))


def _handed_over_before(dossier: Dossier) -> str:
    """Return when and to whom the result was given."""
    given = next(event for event in reversed(dossier.events) if event.step is Step.RETURN_RESULT)
    words = {"code": dossier.code, "at": moment_text(given.at), "name": given.note or dossier.owner_name}
    return _("Kết quả của hồ sơ %(code)s đã trao lúc %(at)s cho %(name)s.", **words)


def ready_by_ids(ids: Iterable[int]) -> list[Dossier]:
    """Return the dossiers of these ids whose result still waits."""
    return list(db.session.scalars(_ready().where(Dossier.id.in_(list(ids))).order_by(Dossier.resolved_at)))


def all_waiting(search: str) -> list[Dossier]:
    """Return every result that waits, the longest wait first; narrowed by a name, a code or a shelf."""
    wanted = _ready().order_by(Dossier.resolved_at, Dossier.id).limit(MOST_LISTED)
    words = fold(search).strip()
    if words:
        code = codes.normalise(search)
        wanted = wanted.where(
            or_(
                Dossier.applicant_fold.contains(words, autoescape=True),
                Dossier.code.contains(code, autoescape=True),
                func.lower(Dossier.shelf) == search.strip().lower(),
            )
        )
    return list(db.session.scalars(wanted))


def _ready() -> Select[Dossier]:
    return select(Dossier).where(Dossier.status == Status.RESOLVED)


def as_waiting(dossiers: Sequence[Dossier], at: datetime) -> list[Waiting]:
    """Return what the desk needs to know of each; three queries for all of them."""
    ids = [dossier.id for dossier in dossiers]
    of_results = (Attachment.dossier_id.in_(ids), Attachment.kind == AttachmentKind.RESULT)
    files = set(db.session.scalars(select(Attachment.dossier_id).where(*of_results)))
    sums = select(Payment.dossier_id, func.sum(Payment.amount_vnd)).group_by(Payment.dossier_id)
    came = sums.where(Payment.dossier_id.in_(ids), Payment.cancelled_at.is_(None))
    paid: dict[int, int] = {dossier_id: amount for dossier_id, amount in db.session.execute(came)}
    beside = lying_beside(ids)
    return [
        Waiting(
            dossier,
            days=_days_since(dossier.resolved_at, local(at).date()),
            has_file=dossier.id in files,
            unpaid=max(0, (dossier.fee_vnd or 0) - paid.get(dossier.id, 0)),
            along=tuple(beside.get(dossier.id, ())),
        )
        for dossier in dossiers
    ]


def _days_since(moment: datetime | None, day: date) -> int:
    return (day - local(moment).date()).days if moment else 0
