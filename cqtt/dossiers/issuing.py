"""Give out the numbered papers of a dossier: a number without a gap, and the words as they were that day."""

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.numbering import next_number
from cqtt.dossiers.models import Dossier, IssuedPaper, PaperKind
from cqtt.dossiers.paper_data import Occasion, words_of
from cqtt.dossiers.papers import Words
from cqtt.dossiers.rules import RECEIVED
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _

# What a person would have to be told anew. Its number, its day, the office and the money are no reason.
TOLD = ("person", "filed_by", "procedure", "papers", "due_at", "missing", "reason", "reply_by")


class NothingNew(RuleBroken):
    """A paper given out anew would say the same as the one before."""


def issue(
    dossier: Dossier, kind: PaperKind, officer: Officer, at: datetime, replaces: IssuedPaper | None = None
) -> IssuedPaper:
    """Return a new paper with the next number of its kind and year, its words taken down for good."""
    year = local(at).year
    number = next_number(f"paper-{kind.value}", year)
    words = words_of(kind, Occasion(number, officer, at, replaces), dossier, the_commune())
    paper = IssuedPaper(kind=kind, year=year, number=number, issued_at=at, officer_id=officer.id, words=words)
    dossier.papers.append(paper)
    db.session.flush()
    record("paper.issue", "dossier", dossier.id, officer_id=officer.id, paper=paper.id, kind=kind, number=number)
    return paper


def reissue(dossier: Dossier, kind: PaperKind, officer: Officer, at: datetime) -> IssuedPaper:
    """Give out a paper anew, under a new number, because what it says has changed; NothingNew where it has not.

    The paper before stays as it was; the new one says which it takes the place of.
    """
    before = latest(dossier, kind)
    if before is None or not may_be_reissued(dossier, before, officer, at):
        raise NothingNew(_("Giấy đã cấp ghi đúng những gì hồ sơ đang có nên không cần giấy mới; xin in lại giấy ấy."))
    flag_modified(dossier, "status")  # so that the revision grows, and one of two officers at once is told
    return issue(dossier, kind, officer, at, replaces=before)


def latest(dossier: Dossier, kind: PaperKind) -> IssuedPaper | None:
    return next((paper for paper in reversed(dossier.papers) if paper.kind is kind), None)


def may_be_reissued(dossier: Dossier, before: IssuedPaper, officer: Officer, at: datetime) -> bool:
    """Whether the dossier is still with the office, and the paper would say something else today."""
    if dossier.status not in RECEIVED:
        return False
    today = words_of(before.kind, Occasion(before.number, officer, at), dossier, the_commune())
    return _told(today) != _told(before.words)


def _told(words: Words) -> Words:
    return {name: words[name] for name in TOLD if name in words}
