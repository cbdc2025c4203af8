"""What is missing or doubtful about a procedure: one list of gaps, for the page and for `cqtt procedures check`."""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from cqtt.clock import date_text, local
from cqtt.editing.overview.links import all_links, leads_nowhere
from cqtt.i18n import _, ngettext
from cqtt.procedures.content import FilingMode, Group, ProcedureContent
from cqtt.procedures.requirements import Requirement

LONGEST_DRAFT = timedelta(days=30)
FILED_HERE = frozenset({FilingMode.LOCAL, FilingMode.PRE_CHECK})
# What an applicant fills in: there is a blank form of it.
_A_FORM = re.compile(r"(Tờ khai|Bản khai|Đơn(?! vị)|Giấy đề nghị)\b", re.IGNORECASE)


class State(StrEnum):
    """Where a procedure stands; each of them may have a draft besides."""

    PUBLISHED = "published"
    NEW = "new"  # never published
    RETIRED = "retired"


class Gap(StrEnum):
    """One kind of warning, in the order in which they are worth mending."""

    HELD_BACK = "held_back"
    UNCERTAIN_IDENTITY = "uncertain_identity"
    NO_TIME = "no_time"
    NO_FEE = "no_fee"
    NO_PAPERS = "no_papers"
    NO_QUESTIONS = "no_questions"
    NO_REASON = "no_reason"
    NO_PORTAL_LINK = "no_portal_link"
    DEAD_LINK = "dead_link"
    FORM_FILE_MISSING = "form_file_missing"
    UNKNOWN_NAMES = "unknown_names"
    POSTER_OUTDATED = "poster_outdated"
    OLD_DOSSIERS = "old_dossiers"
    OLD_DRAFT = "old_draft"


@dataclass(frozen=True)
class Facts:
    """All that one procedure is judged by.

    `content` is what citizens read; before the first publication it is the draft, after the last it is None.
    """

    content: ProcedureContent | None
    filing_mode: FilingMode
    filing_reason: str = ""
    portal_url: str = ""
    posters: tuple[str, ...] = ()  # those that hang out of date: where, and which version
    old_dossiers: int = 0  # open, filed under another version
    draft_edited_at: datetime | None = None
    publish_on: date | None = None
    held_back: tuple[str, ...] = ()  # why a draft whose day has come was not published
    files: Container[int] = frozenset()  # ids of forms and samples that lie in the store
    unknown_names: tuple[str, ...] = ()  # of the declaration template
    procedures: Container[str] = frozenset()  # codes and slugs that citizens can open
    failed_links: Mapping[str, date] = field(default_factory=dict)  # addresses that did not answer, and since when


@dataclass(frozen=True)
class Finding:
    """A gap that a procedure has, with what is known about it."""

    gap: Gap
    detail: str = ""


def gaps_of(facts: Facts, at: datetime) -> list[Finding]:
    """Return everything that is missing or doubtful about a procedure."""
    found = [] if facts.content is None else _of_content(facts, facts.content)
    for gap, look in _OF_RECORD.items():
        detail = look(facts, at)
        if detail is not None:
            found.append(Finding(gap, detail))
    order = list(Gap)
    return sorted(found, key=lambda finding: order.index(finding.gap))


def _of_content(facts: Facts, content: ProcedureContent) -> list[Finding]:
    found = [Finding(gap, _unchecked(gap, content)) for gap, lacks in _LACKING.items() if lacks(facts, content)]
    details = {
        Gap.DEAD_LINK: tuple(_dead_links(facts, content)),
        Gap.FORM_FILE_MISSING: tuple(_without_form(facts, content)),
        Gap.UNKNOWN_NAMES: facts.unknown_names,
    }
    return found + [Finding(gap, "; ".join(names)) for gap, names in details.items() if names]


_LACKING: dict[Gap, Callable[[Facts, ProcedureContent], bool]] = {
    Gap.UNCERTAIN_IDENTITY: lambda facts, content: not content.is_vouched_for(Group.IDENTITY),
    Gap.NO_TIME: lambda facts, content: content.known_processing_time is None,
    Gap.NO_FEE: lambda facts, content: content.known_fee is None or content.known_fee.amount_vnd is None,
    Gap.NO_PAPERS: lambda facts, content: content.known_requirements is None,
    Gap.NO_QUESTIONS: lambda facts, content: (
        facts.filing_mode in FILED_HERE and not any(question.asks for question in content.questions)
    ),
    # What cannot be done online here has to be explained (224/2026/NĐ-CP, Điều 14).
    Gap.NO_REASON: lambda facts, content: facts.filing_mode is not FilingMode.LOCAL and not facts.filing_reason,
    Gap.NO_PORTAL_LINK: lambda facts, content: facts.filing_mode is FilingMode.LINK_ONLY and not facts.portal_url,
}


def _unchecked(gap: Gap, content: ProcedureContent) -> str:
    """Say where something is written and not shown, because nobody has vouched for it yet."""
    written = {
        Gap.NO_TIME: (Group.PROCESSING_TIME, content.processing_time.amount is not None),
        Gap.NO_FEE: (Group.FEE, content.fee.amount_vnd is not None),
        Gap.NO_PAPERS: (Group.DOCUMENTS, bool(content.requirements)),
    }
    group, is_written = written.get(gap, (Group.IDENTITY, False))
    hidden = is_written and not content.is_vouched_for(group)
    return _("đã ghi, nhưng chưa đánh dấu là đã đối chiếu") if hidden else ""


def failed_addresses(facts: Facts) -> list[str]:
    """Return where readers of the procedure are led, and nothing has answered."""
    guidance = facts.content.guidance if facts.content else ""
    return [each for each in all_links(facts.portal_url, guidance) if each in facts.failed_links]


def has_dead_portal(facts: Facts) -> bool:
    """Tell whether the link to the national portal is dead, which is mended elsewhere than the other links."""
    return bool(facts.portal_url) and any(_deaths(facts, [facts.portal_url]))


def _dead_links(facts: Facts, content: ProcedureContent) -> list[str]:
    return list(_deaths(facts, all_links(facts.portal_url, content.guidance)))


def _deaths(facts: Facts, addresses: list[str]) -> Iterator[str]:
    """Say which of these are dead, and since when where that was seen."""
    for address in addresses:
        since = facts.failed_links.get(address)
        if leads_nowhere(address, facts.procedures):
            yield address or _("liên kết không đọc được")
        elif since:
            yield _("%(address)s: không mở được từ %(day)s", address=address, day=date_text(since))


def _without_form(facts: Facts, content: ProcedureContent) -> list[str]:
    """Return the papers whose blank form was never uploaded, or is gone from the store."""
    return [paper.name for paper in content.requirements if _lacks_a_file(facts, paper)]


def _lacks_a_file(facts: Facts, paper: Requirement) -> bool:
    named = [id for id in (paper.form_file, paper.sample_file) if id is not None]
    if any(id not in facts.files for id in named):
        return True
    return paper.form_file is None and paper.uploadable and bool(_A_FORM.match(paper.name))


def _old_dossiers(facts: Facts, at: datetime) -> str | None:
    count = facts.old_dossiers
    return ngettext("%(count)s hồ sơ đang mở", "%(count)s hồ sơ đang mở", count) if count else None


def _held_back(facts: Facts, at: datetime) -> str | None:
    return " ".join(facts.held_back) or None


def _old_draft(facts: Facts, at: datetime) -> str | None:
    """A draft that waits for its day is not forgotten."""
    edited_at = facts.draft_edited_at
    if edited_at is None or facts.publish_on is not None or at - edited_at <= LONGEST_DRAFT:
        return None
    return _("sửa lần cuối %(day)s", day=date_text(local(edited_at).date()))


_OF_RECORD: dict[Gap, Callable[[Facts, datetime], str | None]] = {
    Gap.POSTER_OUTDATED: lambda facts, at: "; ".join(facts.posters) or None,
    Gap.OLD_DOSSIERS: _old_dossiers,
    Gap.OLD_DRAFT: _old_draft,
    Gap.HELD_BACK: _held_back,
}
