"""Whether drafts may be published: their faults, read in a few queries however many drafts there are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import exists, select
from werkzeug.routing import Rule

from cqtt.clock import date_text, local
from cqtt.editing.blueprint import ALL
from cqtt.editing.publishing.rules import Fault, Taken, faults_of
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.catalogue import published_catalogue
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version, version_in

_PUBLIC = "/thu-tuc"


def faults_of_draft(draft: ProcedureVersion) -> list[Fault]:
    """Return what stops this draft."""
    return faults_of_drafts([draft])[draft.id]


def faults_of_drafts(drafts: Sequence[ProcedureVersion]) -> dict[int, list[Fault]]:
    """Return what stops each of these drafts, by its id."""
    contents = {draft.id: content_of_version(draft) for draft in drafts}
    holders = _holders(contents.values())
    published = _ever_published([draft.procedure_id for draft in drafts])
    return {
        draft.id: faults_of(
            contents[draft.id],
            _taken_from(draft.procedure, holders),
            was_published=draft.procedure_id in published,
        )
        for draft in drafts
    }


def held_back(draft: ProcedureVersion, on: date) -> list[str]:
    """Return why a draft whose day has come was not published; nothing while its day is still to come.

    The worker publishes it as soon as nothing stops it any more.
    """
    if draft.publish_on is None or draft.publish_on > on:
        return []
    overtaken = overtaken_by(draft)
    newer = [newer_sentence(overtaken)] if overtaken else []
    return newer + [fault.sentence for fault in faults_of_draft(draft)]


def held_back_drafts(on: date) -> dict[int, list[str]]:
    """Return for each procedure whose draft should have been published by this day, why it was not."""
    due = select(ProcedureVersion).where(
        ProcedureVersion.status == VersionStatus.DRAFT, ProcedureVersion.publish_on <= on
    )
    reasons = ((draft.procedure_id, held_back(draft, on)) for draft in db.session.scalars(due))
    return {procedure_id: sentences for procedure_id, sentences in reasons if sentences}


def overtaken_by(draft: ProcedureVersion) -> ProcedureVersion | None:
    """Return the published version where it came after this draft was begun: the draft does not know it."""
    current = version_in(draft.procedure_id, VersionStatus.PUBLISHED)
    return current if current is not None and is_newer(current, draft) else None


def is_newer(current: ProcedureVersion, draft: ProcedureVersion) -> bool:
    """Whether what citizens read came after the draft was begun; one that was brought back got a number later."""
    return current.number > draft.number or draft.based_on_id not in (None, current.id)


def newer_sentence(newer: ProcedureVersion) -> str:
    """Say that citizens read something by now that the draft does not know."""
    return _(
        "Bản %(number)d đã được công bố ngày %(day)s, sau khi bản nháp này bắt đầu. Xin so sánh rồi quyết định.",
        number=newer.number,
        day=date_text(local(newer.published_at or newer.created_at).date()),
    )


# -- what other procedures hold ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Holder:
    """Another procedure, or the row that remembers an old code of one."""

    id: int
    code: str | None
    slug: str
    successor: str
    has_versions: bool

    @property
    def name(self) -> str:
        known = published_catalogue().by_id.get(self.id)
        return (known.name if known else "") or self.slug


def _holders(contents: Iterable[ProcedureContent]) -> Sequence[_Holder]:
    """Return whatever has one of these codes or slugs."""
    listed = list(contents)
    codes = [content.code for content in listed if content.code]
    slugs = [content.slug for content in listed]
    has_versions = exists().where(ProcedureVersion.procedure_id == Procedure.id)
    columns = Procedure.id, Procedure.code, Procedure.slug, Procedure.replaced_by, has_versions
    found = db.session.execute(select(*columns).where(Procedure.code.in_(codes) | Procedure.slug.in_(slugs)))
    return [_Holder(*row) for row in found]


def _taken_from(procedure: Procedure, holders: Sequence[_Holder]) -> Taken:
    """Return what others hold; an old code of this procedure itself is free to it."""
    mine = (procedure.code, procedure.slug)
    others = [each for each in holders if each.id != procedure.id and (each.has_versions or each.successor not in mine)]
    return Taken(
        codes={each.code: each.name for each in others if each.code},
        slugs={each.slug: each.name for each in others},
        reserved=_words_of_addresses(),
    )


def _words_of_addresses() -> frozenset[str]:
    """Return the words that stand for pages of their own where otherwise a procedure is named."""
    parts = (rule.rule.removeprefix(area).split("/") for area in (ALL, _PUBLIC) for rule in _rules(area))
    return frozenset(words[1] for words in parts if len(words) > 1 and not words[1].startswith("<"))


def _rules(area: str) -> Iterator[Rule]:
    return (rule for rule in current_app.url_map.iter_rules() if rule.rule.startswith(f"{area}/"))


def _ever_published(procedure_ids: Sequence[int]) -> frozenset[int]:
    shown = select(ProcedureVersion.procedure_id).where(
        ProcedureVersion.procedure_id.in_(procedure_ids), ProcedureVersion.status != VersionStatus.DRAFT
    )
    return frozenset(db.session.scalars(shown.distinct()))
