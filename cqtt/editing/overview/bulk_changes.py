"""The changes that can be made on many procedures at once, and how each is taken back. None of these commits.

The department and the filing stand in the procedure's row and hold at once; the field is part of what a version says,
so that change is written into drafts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cqtt.commune.models import Officer
from cqtt.editing.drafts import DraftLocked, discard_draft, open_draft, save_part, state_of
from cqtt.editing.overview.actions import Filing, filing_of, lock, put_department, put_filing_back
from cqtt.editing.overview.words import MODE_NAMES
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.procedures.actions import choose_filing_mode
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version

Kept = dict[str, Any]  # what has to be known to take a change back, as it stands in a signed word


@dataclass(frozen=True)
class Target:
    """A procedure that was ticked, with its draft or else what citizens read."""

    procedure: Procedure
    version: ProcedureVersion | None

    @property
    def content(self) -> ProcedureContent | None:
        return content_of_version(self.version) if self.version else None

    @property
    def draft(self) -> ProcedureVersion | None:
        return self.version if self.version and self.version.status is VersionStatus.DRAFT else None


class Change(Protocol):
    """Something that is changed in the same way on many procedures."""

    @staticmethod
    def mark(target: Target) -> str:
        """Return a short mark of what stands there now: while it is the same, nobody's change is overwritten."""

    @staticmethod
    def before(target: Target) -> str:
        """Say what stands there now."""

    def after(self) -> str:
        """Say what will stand there."""

    def hindrance(self, target: Target) -> str:
        """Return why it cannot be made on this one; empty where it can."""

    def make(self, target: Target, officer: Officer, at: datetime) -> Kept:
        """Make the change; return what is needed to take it back."""

    @staticmethod
    def take_back(target: Target, kept: Kept, officer: Officer, at: datetime) -> None:
        """Put back what stood there, or raise RuleBroken where something else happened since."""


@dataclass(frozen=True)
class DepartmentChange:
    """Which department handles it."""

    department: str

    @staticmethod
    def mark(target: Target) -> str:
        return str(target.procedure.revision)

    @staticmethod
    def before(target: Target) -> str:
        return _department_words(target.procedure.department)

    def after(self) -> str:
        return _department_words(self.department)

    def hindrance(self, target: Target) -> str:
        return ""

    def make(self, target: Target, officer: Officer, at: datetime) -> Kept:
        was = target.procedure.department
        put_department(target.procedure, self.department)
        return {"revision": target.procedure.revision, "was": was}

    @staticmethod
    def take_back(target: Target, kept: Kept, officer: Officer, at: datetime) -> None:
        lock(target.procedure, kept["revision"])
        put_department(target.procedure, kept["was"])


@dataclass(frozen=True)
class FilingChange:
    """How it is filed, and what citizens read about it."""

    filing: Filing

    @staticmethod
    def mark(target: Target) -> str:
        return str(target.procedure.revision)

    @staticmethod
    def before(target: Target) -> str:
        return _filing_words(filing_of(target.procedure))

    def after(self) -> str:
        return _filing_words(self.filing)

    def hindrance(self, target: Target) -> str:
        return ""

    def make(self, target: Target, officer: Officer, at: datetime) -> Kept:
        was, chosen = filing_of(target.procedure), target.procedure.filing_chosen
        choose_filing_mode(target.procedure, self.filing.mode, self.filing.reason, self.filing.portal_url)
        return {
            "revision": target.procedure.revision,
            "was": [was.mode.value, was.reason, was.portal_url],
            "chosen": chosen,
        }

    @staticmethod
    def take_back(target: Target, kept: Kept, officer: Officer, at: datetime) -> None:
        lock(target.procedure, kept["revision"])
        mode, reason, portal_url = kept["was"]
        put_filing_back(target.procedure, Filing(FilingMode(mode), reason, portal_url), kept["chosen"])


@dataclass(frozen=True)
class FieldChange:
    """Its field of work, in a draft: citizens see it when the draft is published."""

    field: str

    @staticmethod
    def mark(target: Target) -> str:
        return state_of(target.content, ["field"]) if target.content else ""

    @staticmethod
    def before(target: Target) -> str:
        return target.content.field if target.content else ""

    def after(self) -> str:
        return self.field

    def hindrance(self, target: Target) -> str:
        return DraftLocked().sentence if target.draft and target.draft.publish_on else ""

    def make(self, target: Target, officer: Officer, at: datetime) -> Kept:
        was, seen = self.before(target), self.mark(target)
        began = target.draft is None
        draft = open_draft(target.procedure, officer, at)
        save_part(draft, {"field": self.field}, seen, officer, at, part="field")
        return {"draft": draft.id, "digest": draft.digest, "was": was, "began": began}

    @staticmethod
    def take_back(target: Target, kept: Kept, officer: Officer, at: datetime) -> None:
        draft = target.draft
        if draft is None or (draft.id, draft.digest) != (kept["draft"], kept["digest"]):
            raise RuleBroken(_("Bản nháp đã được sửa tiếp."))
        if draft.publish_on is not None:
            raise DraftLocked
        if kept["began"]:
            discard_draft(draft)
            return
        seen = state_of(content_of_version(draft), ["field"])
        save_part(draft, {"field": kept["was"]}, seen, officer, at, part="field")


def _department_words(department: str) -> str:
    return department or _("Chưa giao")


def _filing_words(filing: Filing) -> str:
    return " · ".join(filter(None, [str(MODE_NAMES[filing.mode]), filing.reason, filing.portal_url]))
