"""What administrators do with a procedure's row; every act is recorded. None of these commits."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.codes.actions import code_for
from cqtt.codes.models import ScanCode
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import Officer, the_commune
from cqtt.editing.drafts import begin_draft, discard_draft, hold
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import choose_filing_mode, hold_catalogue
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.content import (
    Confidence,
    Fee,
    FilingMode,
    Group,
    LetterTrigger,
    OnlineLevel,
    ProcedureContent,
    ProcessingTime,
)
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import version_in
from cqtt.text import slugify

LONGEST_SLUG = 80
# Words that stand for pages of their own below /quan-tri/thu-tuc and /thu-tuc.
RESERVED = frozenset({"them", "nhap", "xuat", "nhieu", "to-khai", "cong-bo", "hoan-tac"})


class CodeTaken(RuleBroken):
    """Another procedure has this national code."""


class NotRemovable(RuleBroken):
    """What was ever published stays; it can only be retired."""


@dataclass(frozen=True)
class Filing:
    """How a procedure is filed, and what citizens are told about it."""

    mode: FilingMode
    reason: str
    portal_url: str


def filing_of(procedure: Procedure) -> Filing:
    return Filing(procedure.filing_mode, procedure.filing_reason, procedure.portal_url)


def change_filing(procedure: Procedure, seen: int, filing: Filing, department: str) -> None:
    """Store how it is filed and who handles it, unless somebody else changed its row since: ChangedMeanwhile."""
    lock(procedure, seen)
    if filing != filing_of(procedure):
        choose_filing_mode(procedure, filing.mode, filing.reason, filing.portal_url)
    if department != procedure.department:
        put_department(procedure, department)


def put_department(procedure: Procedure, department: str) -> None:
    """Say which department of the unit handles the procedure; citizens do not read it."""
    procedure.department = department
    procedure.revision += 1
    record("set_department", KIND, procedure.id, to=department)


def put_filing_back(procedure: Procedure, filing: Filing, chosen: bool) -> None:
    """Take a choice back: filed as before, and left to imports again where it was before."""
    choose_filing_mode(procedure, filing.mode, filing.reason, filing.portal_url)
    procedure.filing_chosen = chosen


def lock(procedure: Procedure, seen: int) -> None:
    """Hold the row until the end of the transaction, if it still is as it was seen."""
    hold_catalogue()
    db.session.refresh(procedure, with_for_update=True)
    if procedure.revision != seen:
        raise ChangedMeanwhile(_("Trong lúc Ông/Bà sửa, có người đã lưu thay đổi khác."))


def added_with(start_key: str) -> Procedure | None:
    """Return what the form with this one-time key has added, if it was sent before."""
    return db.session.scalar(select(Procedure).where(Procedure.start_key == start_key))


def create_procedure(content: ProcedureContent, start_key: str, officer: Officer, at: datetime) -> Procedure:
    """Add a procedure with a draft that says this; citizens see nothing of it until it is published.

    Sent twice, it is one. Its slug is made from the name. Raise CodeTaken for a national code that is in the record.
    """
    hold_catalogue()  # two at once find the same slug free, and no such key
    if (begun := added_with(start_key)) is not None:
        return begun
    _refuse_taken(content.code)
    slug = _free_slug(content.name)
    mode = FilingMode(the_commune().default_filing_mode)
    procedure = Procedure(slug=slug, code=content.code, filing_mode=mode, start_key=start_key)
    db.session.add(procedure)
    db.session.flush()
    code_for(KIND, str(procedure.id))
    record("add", KIND, procedure.id)
    begin_draft(procedure, replace(content, slug=slug), officer, at)
    return procedure


def blank_content(name: str, field: str, code: str | None, at: datetime) -> ProcedureContent:
    """Return a procedure of which nothing is known but its name; everything else is shown as not published."""
    return ProcedureContent(
        slug="",
        code=code,
        name=name,
        field=field,
        processing_time=ProcessingTime(None, None),
        fee=Fee(None),
        requirements=(),
        applicants=(),
        form_names=(),
        results=(),
        legal_basis=(),
        steps=(),
        on_the_spot=False,
        letter_trigger=LetterTrigger.NONE,
        online_level=OnlineLevel.UNKNOWN,
        channels=(),
        questions=(),
        source=_("đơn vị nhập"),
        as_of=_day(at),
        confidence=dict.fromkeys(Group, Confidence.HIGH),
    )


def copied_content(source: ProcedureContent, name: str, field: str, code: str | None, at: datetime) -> ProcedureContent:
    """Return what another procedure says, under a new name.

    Nothing of it is vouched for until somebody has compared it; the files stay with the other one.
    """
    papers = tuple(replace(paper, form_file=None, sample_file=None) for paper in source.requirements)
    unsure = dict.fromkeys(Group, Confidence.LOW) | {Group.IDENTITY: Confidence.HIGH}
    own: dict[str, Any] = {"slug": "", "code": code, "name": name, "field": field, "as_of": _day(at)}
    return replace(source, **own, requirements=papers, confidence=unsure)


def mark_of_draft(procedure: Procedure) -> str:
    """Return a mark of what would get lost with the procedure; "" where it has no draft."""
    draft = version_in(procedure.id, VersionStatus.DRAFT)
    return draft.digest if draft else ""


def remove_procedure(procedure: Procedure, seen: str) -> None:
    """Remove a procedure that was never published, with its draft; raise NotRemovable for any other.

    `seen` is the mark of the draft as it was shown: when somebody has written on since, ChangedMeanwhile.
    """
    hold(procedure.id)
    drafts = db.session.scalars(select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure.id)).all()
    if any(version.status is not VersionStatus.DRAFT for version in drafts) or procedure.replaced_by:
        raise NotRemovable(_("Thủ tục này đã từng công bố nên không xóa được. Không làm nữa thì xin ngừng công bố."))
    if seen != mark_of_draft(procedure):
        raise ChangedMeanwhile(_("Trang này mở đã lâu, bản nháp nay đã khác. Xin xem lại bản nháp trước khi xóa."))
    for draft in drafts:
        discard_draft(draft)
    record("remove", KIND, procedure.id)
    db.session.execute(delete(ScanCode).where(ScanCode.kind == KIND, ScanCode.target == str(procedure.id)))
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Procedure).where(Procedure.id == procedure.id))
    except IntegrityError as named:
        raise NotRemovable(
            _("Đã có tệp hoặc mẫu tờ khai gắn với thủ tục này nên chưa xóa được. Cứ để đấy, người dân không thấy.")
        ) from named


def _refuse_taken(code: str | None) -> None:
    if code and (holder := db.session.scalar(select(Procedure).where(Procedure.code == code))):
        raise CodeTaken(_("Mã %(code)s đã có trong danh mục (%(slug)s).", code=code, slug=holder.slug))


def _free_slug(name: str) -> str:
    """Return the name as it stands in an address, numbered where another procedure is called the same."""
    base = slugify(name)[:LONGEST_SLUG].strip("-") or "thu-tuc"
    base = f"thu-tuc-{base}" if base in RESERVED else base
    alike = select(Procedure.slug).where(or_(Procedure.slug == base, Procedure.slug.startswith(f"{base}-")))
    taken = set(db.session.scalars(alike))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _day(at: datetime) -> date:
    return local(at).date()
