"""What an import would do, found out without doing it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cqtt.editing.form_builder.breaks import breaks
from cqtt.exchange.columns import Table
from cqtt.exchange.differences import Change
from cqtt.exchange.reading import Row
from cqtt.exchange.sheets import Entry
from cqtt.exchange.stored import Draft
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Item:
    """One procedure of the file: the row it is merged with, if there is one, and what becomes of it."""

    entry: Entry
    procedure: Procedure | None
    content: ProcedureContent
    published: ProcedureContent | None
    outcome: Outcome
    changes: tuple[Change, ...]
    draft: Draft | None
    missing_files: tuple[str, ...]  # files that the file names and the record does not have
    template_names: tuple[str, ...] = ()  # of the declaration in use

    @property
    def name(self) -> str:
        return self.content.name

    @property
    def known_name(self) -> str:
        """Return the name under which people know it now."""
        return self.published.name if self.published else self.name

    @property
    def warnings(self) -> list[str]:
        """Return what should be known before this is taken, a sentence each."""
        gone = [_("Chưa có tệp “%(name)s” ở đây, xin tải lên sau khi nhập.", name=name) for name in self.missing_files]
        return gone + breaks(self.published, self.content, self.template_names)

    @property
    def says_something_else(self) -> bool:
        """Tell whether a new version is needed, not only another value beside it."""
        return self.published is None or self.published.digest() != self.content.digest()


@dataclass(frozen=True)
class Part:
    """A field, a life event or an old code of the file."""

    table: Table
    row: Row
    outcome: Outcome
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        return self.row.text("name") if "name" in self.row.values else self.row.text("code")


@dataclass(frozen=True)
class Plan:
    """Everything that an import would do, and which state of the record it was thought out for."""

    stamp: int
    day: str  # of the catalogue, once the file is taken
    is_newer: bool  # the file's data is of a later day than the record's
    items: tuple[Item, ...]
    parts: tuple[Part, ...]
    untouched: int  # published procedures that the file does not name

    def of(self, outcome: str) -> list[Item]:
        return [item for item in self.items if item.outcome == outcome]

    @property
    def changed_parts(self) -> list[Part]:
        return [part for part in self.parts if part.outcome is not Outcome.UNCHANGED]

    @property
    def changes_anything(self) -> bool:
        return bool(self.is_newer or self.changed_parts or self.of(Outcome.NEW) or self.of(Outcome.CHANGED))

    @property
    def drafted(self) -> list[Item]:
        """Return what a draft would be made of, whatever is being drafted now."""
        return [item for item in self.items if item.outcome is not Outcome.UNCHANGED and item.says_something_else]

    @property
    def in_the_way(self) -> list[Item]:
        """Return the procedures whose draft by somebody else would be overwritten."""
        return [item for item in self.drafted if item.draft and item.draft.digest != item.content.digest()]

    @cached_property
    def seen(self) -> str:
        """Return a mark of this plan: another file, or another state of the record, has another."""
        told = json.dumps([self.stamp, self.day, self.untouched, list(self._told())], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def _told(self) -> Iterator[object]:
        for item in self.items:
            draft = [item.draft.digest, str(item.draft.publish_on)] if item.draft else []
            yield [item.entry.slug, item.outcome.value, item.content.digest(), draft, _plain(item.changes)]
        for part in self.parts:
            yield [part.table.key, part.outcome.value, list(map(str, part.row.values.values())), _plain(part.changes)]


def _plain(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.what, change.old, change.new) for change in changes]
