"""One change made on many procedures: what it would do to each, doing it, and taking the whole of it back.

What is needed to go back travels with the page, sealed. None of these commits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from cqtt.commune.models import Officer
from cqtt.editing.overview.bulk_changes import Change, Kept, Target
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import hold_catalogue
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.text import sort_key

MOST = 200


@dataclass(frozen=True)
class Line:
    """A procedure in the lists of a bulk change: what stood there, or why nothing is done."""

    id: int
    code: str
    name: str
    before: str = ""
    mark: str = ""
    why_not: str = ""

    @property
    def pick(self) -> str:
        return f"{self.id}.{self.mark}"


def targets_of(ids: Iterable[int]) -> dict[int, Target]:
    """Return the procedures with these ids; two queries however many. Raise RuleBroken for too many."""
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise RuleBroken(_("Mỗi lần đổi nhiều nhất %(most)s thủ tục. Xin chọn bớt.", most=MOST))
    hold_catalogue()
    held = select(Procedure).where(Procedure.id.in_(wanted)).order_by(Procedure.id).with_for_update()
    rows = db.session.scalars(held)
    procedures = {row.id: row for row in rows}
    versions = {version.procedure_id: version for version in db.session.scalars(_newest_of(wanted))}
    return {id: Target(row, versions.get(id)) for id, row in procedures.items()}


def _newest_of(ids: list[int]) -> Any:
    """Select the published version, then the draft of each: an import may publish past the number of a draft."""
    alive = (VersionStatus.DRAFT, VersionStatus.PUBLISHED)
    wanted = select(ProcedureVersion).where(ProcedureVersion.procedure_id.in_(ids), ProcedureVersion.status.in_(alive))
    return wanted.order_by(ProcedureVersion.status == VersionStatus.DRAFT)


def foresee(change: Change, ids: Iterable[int]) -> list[Line]:
    """Return what the change would do to each, or why it will not; nothing is changed."""
    return _in_order(_line(target, change) for target in targets_of(ids).values())


def carry_out(
    change: Change, picks: Mapping[int, str], officer: Officer, at: datetime
) -> tuple[list[Line], list[Kept]]:
    """Make the change on each that still is as it was shown; return what became of each, and how to go back."""
    lines, kept = [], []
    for id, target in targets_of(picks).items():
        line = _line(target, change)
        if not line.why_not and line.mark != picks[id]:
            line = replace(line, why_not=_("Có người vừa sửa thủ tục này. Xin xem lại."))
        if not line.why_not:
            kept.append({"id": id} | change.make(target, officer, at))
        lines.append(line)
    return _in_order(lines), kept


def take_back(kind: type[Change], kept: Iterable[Kept], officer: Officer, at: datetime) -> list[Line]:
    """Put back what stood there before, wherever nothing else has happened since."""
    by_id, refusals = {each["id"]: each for each in kept}, {}
    for id, target in targets_of(by_id).items():
        try:
            kind.take_back(target, by_id[id], officer, at)
        except RuleBroken as refused:
            refusals[id] = refused.sentence
    now_there = targets_of(by_id)
    return _in_order(
        replace(_named(target), before=kind.before(target), why_not=refusals.get(id, ""))
        for id, target in now_there.items()
    )


def _line(target: Target, change: Change) -> Line:
    return replace(
        _named(target), before=change.before(target), mark=change.mark(target), why_not=_hindrance(target, change)
    )


def _named(target: Target) -> Line:
    name = target.content.name if target.content else target.procedure.slug
    return Line(target.procedure.id, target.procedure.address_code, name)


def _hindrance(target: Target, change: Change) -> str:
    if target.version is None:
        return _("Không có bản nào đang công bố, cũng không có bản nháp.")
    if change.before(target) == change.after():
        return _("Đã như vậy rồi.")
    return change.hindrance(target)


def _in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (sort_key(line.name), line.id))


def sealed(what: str, kept: list[Kept]) -> str:
    """Return what is needed to take a kind of change back, as a word that only this server can have written."""
    return _seal(what).dumps(kept)


def unsealed(what: str, word: str) -> list[Kept]:
    """Return what `sealed` was given; raise RuleBroken for any other word."""
    try:
        kept: list[Kept] = _seal(what).loads(word)
    except BadSignature as forged:
        sentence = _("Không đọc được dấu của lần đổi này nên chưa hoàn tác. Xin đổi lại từ danh sách.")
        raise RuleBroken(sentence) from forged
    return kept


def _seal(what: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"bulk change of procedures: {what}")
