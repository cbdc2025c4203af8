"""What administrators do with everyday names, fields and life events; every act is recorded. None of these commits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Counter
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import hold_catalogue, raise_stamp
from cqtt.procedures.models import (
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureVersion,
    SearchMiss,
    VersionStatus,
)
from cqtt.text import fold, nfc, slugify

MOST_NAMES = 60  # everyday names of one procedure
LONGEST_NAME = 80
MOST_PROCEDURES = 60  # of one life event
NEW = "them"  # stands in the address of the page that adds a heading
Heading = ProcedureField | LifeEvent
KINDS = {ProcedureField: "procedure_field", LifeEvent: "life_event"}


class VocabularyRefused(RuleBroken):
    """A name that cannot be taken, with the reason."""


def read_names(typed: str) -> list[str]:
    """Return the everyday names that were typed, one a line; alike but for capitals counts once."""
    names: dict[str, str] = {}
    for line in typed.replace(";", "\n").split("\n"):
        name = nfc(line)
        if len(name) > LONGEST_NAME:
            raise VocabularyRefused(_("Tên gọi “%(name)s…” dài quá %(most)d ký tự.", name=name[:30], most=LONGEST_NAME))
        if name:
            names.setdefault(name.casefold(), name)
    if len(names) > MOST_NAMES:
        raise VocabularyRefused(_("Nhiều nhất %(most)d tên gọi cho một thủ tục.", most=MOST_NAMES))
    return list(names.values())


def set_names(procedure: Procedure, revision: int, names: Sequence[str]) -> None:
    """Replace the everyday names of a procedure, unless somebody else changed it meanwhile: ChangedMeanwhile."""
    hold_catalogue()
    claim_revision(procedure, revision)
    added, gone = set(names) - set(procedure.synonyms), set(procedure.synonyms) - set(names)
    procedure.synonyms = list(names)
    record("change_names", "procedure", procedure.id, added=len(added), removed=len(gone))
    raise_stamp()


def give_name(procedure: Procedure, miss: SearchMiss) -> bool:
    """Let the words of a search that found nothing be an everyday name of this procedure; return whether it is new."""
    known = {fold(name) for name in procedure.synonyms}
    is_new = miss.folded not in known
    if is_new:
        read_names("\n".join([*procedure.synonyms, miss.words]))  # the same limits as when it is typed
        procedure.synonyms = [*procedure.synonyms, miss.words]
        procedure.revision += 1
        record("change_names", "procedure", procedure.id, added=1, removed=0)
        raise_stamp()
    miss.settled = True
    return is_new


def take_name_back(procedure: Procedure, miss: SearchMiss) -> None:
    """Undo `give_name`."""
    kept = [name for name in procedure.synonyms if fold(name) != miss.folded]
    if len(kept) < len(procedure.synonyms):
        procedure.synonyms, procedure.revision = kept, procedure.revision + 1
        record("change_names", "procedure", procedure.id, added=0, removed=1)
        raise_stamp()
    miss.settled = False


def settle(miss: SearchMiss, settled: bool) -> None:
    """Put words aside that name nothing the unit does, or take them up again."""
    miss.settled = settled


def add_heading(kind: type[Heading], values: dict[str, Any]) -> Heading:
    """Add a field of work or a life event at the end of its list; its slug is made from its name, once."""
    _refuse_taken(kind, values["name"])
    last = db.session.scalar(select(func.max(kind.position)))
    row = kind(slug=_free_slug(kind, values["name"]), position=0 if last is None else last + 1, **values)
    db.session.add(row)
    db.session.flush()
    _note("add", row)
    return row


def change_heading(row: Heading, revision: int, values: dict[str, Any]) -> None:
    """Store what was typed, unless somebody else stored a change meanwhile: ChangedMeanwhile.

    The name of a field stands in the versions of its procedures, which never change: while it is used it stays.
    """
    if values["name"] != row.name:
        _refuse_taken(type(row), values["name"], but=row)
        if isinstance(row, ProcedureField) and (used := uses_of(row)):
            raise VocabularyRefused(
                _(
                    "Còn %(count)d thủ tục hoặc quầy mang tên lĩnh vực này, nên chưa đổi tên được."
                    " Xin thêm lĩnh vực mới, rồi chuyển các thủ tục sang ở trang Thủ tục (chọn nhiều, đổi lĩnh vực).",
                    count=used,
                )
            )
    hold_catalogue()
    claim_revision(row, revision)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    _note("change", row)


def remove_heading(row: Heading) -> None:
    """Remove a life event, or a field that no procedure and no counter uses."""
    if isinstance(row, ProcedureField) and (used := uses_of(row)):
        raise VocabularyRefused(
            _(
                "Còn %(count)d thủ tục hoặc quầy dùng lĩnh vực này. Xin chuyển chúng sang lĩnh vực khác trước.",
                count=used,
            )
        )
    hold_catalogue()
    _note("remove", row)
    db.session.delete(row)
    db.session.flush()


def move_heading(row: Heading, places: int) -> None:
    """Move a heading up (-1) or down (1) its list; at the end it stays."""
    hold_catalogue()
    kind = type(row)
    ordered: list[Any] = list(db.session.scalars(select(kind).order_by(kind.position, kind.slug)))
    here = ordered.index(row)
    ordered.insert(max(0, here + places), ordered.pop(here))
    for position, each in enumerate(ordered):
        each.position = position
    row.revision += 1
    _note("move", row)


def uses_of(field: ProcedureField) -> int:
    """Return how many procedures (published or being written) and counters bear the name of the field."""
    living = ProcedureVersion.status.in_([VersionStatus.PUBLISHED, VersionStatus.DRAFT])
    named = ProcedureVersion.content["field"].as_string() == field.name
    versions = select(func.count(ProcedureVersion.procedure_id.distinct())).where(living, named)
    counters = sum(field.name in counter.fields for counter in db.session.scalars(select(Counter)))
    return (db.session.scalar(versions) or 0) + counters


def add_procedure(event: LifeEvent, slug: str, place: int | None = None) -> None:
    """List a procedure under a life event, at the end unless its place is named; one that is listed stays."""
    listed = list(event.procedures)
    if slug in listed:
        return
    if len(listed) >= MOST_PROCEDURES:
        raise VocabularyRefused(_("Nhiều nhất %(most)d thủ tục cho một việc. Xin bỏ bớt trước.", most=MOST_PROCEDURES))
    listed.insert(len(listed) if place is None else min(max(0, place), len(listed)), slug)
    _list_procedures(event, listed)


def move_procedure(event: LifeEvent, slug: str, places: int) -> None:
    """Move a procedure up (-1) or down (1) the list of a life event; at the end it stays."""
    listed = list(event.procedures)
    if slug in listed:
        here = listed.index(slug)
        listed.insert(max(0, here + places), listed.pop(here))
        _list_procedures(event, listed)


def drop_procedure(event: LifeEvent, slug: str) -> int:
    """List a procedure no longer under a life event, and return where it stood; -1 where it did not."""
    listed = list(event.procedures)
    if slug not in listed:
        return -1
    place = listed.index(slug)
    listed.remove(slug)
    _list_procedures(event, listed)
    return place


def _list_procedures(event: LifeEvent, slugs: Sequence[str]) -> None:
    event.procedures, event.revision = list(slugs), event.revision + 1
    _note("change_procedures", event)


def _refuse_taken(kind: type[Heading], name: str, but: Heading | None = None) -> None:
    others = select(kind.name).where(kind.slug != (but.slug if but else ""))
    if fold(name) in {fold(other) for other in db.session.scalars(others)}:
        raise VocabularyRefused(_("Đã có tên này. Xin chọn tên khác."))


def _free_slug(kind: type[Heading], name: str) -> str:
    base = slugify(name)[:60].strip("-") or "muc"
    taken = {*db.session.scalars(select(kind.slug)), NEW}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)


def _note(act: str, row: Heading) -> None:
    record(act, KINDS[type(row)], row.slug)
    raise_stamp()
