"""Whom a number or a telephone belongs to: earlier dossiers one click away, known facts offered, never filled in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from cqtt.audit.actions import record_view
from cqtt.clock import local, now
from cqtt.database import begin_writing
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.text import group_phone

MOST_SHOWN = 5


@dataclass(frozen=True)
class Returning:
    """Somebody who has filed before: how often, and the latest dossiers."""

    count: int
    by_number: bool  # else only the telephone is the same, which a family may share
    earlier: tuple[Dossier, ...]


@dataclass(frozen=True)
class Offer:
    """Something known, on a button that says it; pressed, the values go into the boxes of these names."""

    fact: str
    label: str
    values: Mapping[str, Any]


def returning(number: str, phone: str) -> Returning | None:
    """Return who this is, by the number; where it is not known, by the telephone."""
    for column, value in ((Dossier.citizen_number, number), (Dossier.phone, phone)):
        filed = (column == value, Dossier.status != Status.DRAFT)
        count = db.session.scalar(select(func.count()).where(*filed)) if value else 0
        if count:
            latest = select(Dossier).where(*filed).order_by(Dossier.id.desc()).limit(MOST_SHOWN)
            return Returning(count, column is Dossier.citizen_number, tuple(db.session.scalars(latest)))
    return None


def twins(number: str, procedure_id: int, start_key: str, at: datetime) -> list[Dossier]:
    """Return the person's dossiers for one procedure that are still open or came in today; not the one in hand."""
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    found = select(Dossier).where(
        Dossier.citizen_number == number,
        Dossier.procedure_id == procedure_id,
        Dossier.status != Status.DRAFT,
        or_(Dossier.start_key.is_(None), Dossier.start_key != start_key),
        or_(Dossier.ended_at.is_(None), Dossier.submitted_at >= midnight),
    )
    return list(db.session.scalars(found.order_by(Dossier.id.desc()).limit(MOST_SHOWN)))


def _place(dossier: Dossier) -> str:
    return ", ".join(filter(None, [dossier.address, dossier.hamlet.name if dossier.hamlet else ""]))


# What is offered: the columns it stands in, and how the button says it.
FACTS: dict[str, tuple[tuple[str, ...], Callable[[Dossier], str]]] = {
    "phone": (("phone",), lambda known: _("Dùng số điện thoại %(said)s", said=group_phone(known.phone))),
    "place": (("address", "hamlet_id"), lambda known: _("Dùng nơi ở %(said)s", said=_place(known))),
    "name": (("applicant_name",), lambda known: _("Dùng họ tên %(said)s", said=known.applicant_name)),
    "number": (("citizen_number",), lambda known: _("Dùng số định danh %(said)s", said=known.citizen_number)),
    "email": (("email",), lambda known: _("Dùng thư điện tử %(said)s", said=known.email)),
}


def offers(known: Returning, boxes: Mapping[str, Any]) -> list[Offer]:
    """Return what is known and stands otherwise, or not at all, in the boxes; the newest of each."""
    found = []
    for fact, (columns, label) in FACTS.items():
        newest = next((each for each in known.earlier if any(getattr(each, name) for name in columns)), None)
        values = {name: getattr(newest, name) for name in columns} if newest else {}
        if newest and any((boxes.get(name) or None) != (value or None) for name, value in values.items()):
            found.append(Offer(fact, label(newest), values))
    return found


def note_recognised(dossiers: Iterable[Dossier]) -> None:
    """Record that earlier dossiers were shown, in a short transaction of its own after the reading."""
    ids = [dossier.id for dossier in dossiers]
    begin_writing()
    for dossier_id in ids:
        record_view("view", "dossier", dossier_id, now())
    db.session.commit()
