"""Give out the numbered papers of a dossier: a number without a gap, and the words as they were that day."""

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from cqtt.audit.actions import record
from cqtt.clock import local
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.numbering import next_number
from cqtt.dossiers.models import Dossier, IssuedPaper, PaperKind
from cqtt.dossiers.papers.filling import Occasion, last_event, words_of
from cqtt.dossiers.papers.printed import Words
from cqtt.dossiers.rules import RECEIVED, Status, Step
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

    The paper before stays as it was; the new one says which it takes the place of. Of what was decided before
    papers had numbers there is none yet: it is given out now, in the book of this year.
    """
    before = latest(dossier, kind)
    if kind not in missing(dossier) and not (before and may_be_reissued(dossier, before, officer, at)):
        raise NothingNew(_("Giấy đã cấp ghi đúng những gì hồ sơ đang có nên không cần giấy mới; xin in lại giấy ấy."))
    flag_modified(dossier, "status")  # so that the revision grows, and one of two officers at once is told
    return issue(dossier, kind, officer, at, replaces=before)


def latest(dossier: Dossier, kind: PaperKind) -> IssuedPaper | None:
    return next((paper for paper in reversed(dossier.papers) if paper.kind is kind), None)


def missing(dossier: Dossier) -> list[PaperKind]:
    """Return the papers that what happened to the dossier calls for and that were never given out."""
    called_for = {
        PaperKind.RECEIPT: dossier.received_at is not None,
        PaperKind.SUPPLEMENT_REQUEST: bool(dossier.supplements),
        PaperKind.REFUSAL: dossier.status is Status.REFUSED and last_event(dossier, Step.REFUSE) is not None,
        PaperKind.STOP: dossier.status is Status.STOPPED and last_event(dossier, Step.STOP) is not None,
    }
    return [kind for kind, called in called_for.items() if called and latest(dossier, kind) is None]


def may_be_reissued(dossier: Dossier, before: IssuedPaper, officer: Officer, at: datetime) -> bool:
    """Whether the dossier is still with the office, and the paper would say something else today."""
    if dossier.status not in RECEIVED:
        return False
    today = words_of(before.kind, Occasion(before.number, officer, at), dossier, the_commune())
    return _told(today) != _told(before.words)


def _told(words: Words) -> Words:
    return {name: words[name] for name in TOLD if name in words}
