"""The texts of letters as administrators look at them: which holds, which held before, which drafts still speak it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select

from cqtt.clock import local
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.letters.models import Letter, LetterTemplate
from cqtt.letters.rules import Occasion, Status
from cqtt.letters.templates import default_words

SLUGS = {
    Occasion.LATE: "hen-lai",
    Occasion.RESOLVED_LATE: "tra-tre",
    Occasion.ERROR: "sai-sot",
    Occasion.DISSATISFIED: "chua-hai-long",
    Occasion.THANKS: "cam-on",
    Occasion.MARRIAGE: "ket-hon",
    Occasion.BIRTH: "em-be",
    Occasion.DEATH: "chia-buon",
}
OCCASIONS = {slug: occasion for occasion, slug in SLUGS.items()}
Text = tuple[Occasion, str]  # occasion and language


@dataclass(frozen=True)
class Version:
    """One version of a text; the first, which comes with the program, is written down when a letter needs it."""

    number: int
    subject: str
    body: str
    at: datetime | None = None
    by: str = ""  # empty: it came with the program
    holds: bool = True

    @property
    def on(self) -> date | None:
        """Return the day it was written."""
        return local(self.at).date() if self.at else None


def in_force() -> dict[Text, Version]:
    """Return the version that holds of every text; one query."""
    holding = _versions().where(LetterTemplate.retired_at.is_(None))
    rows = {(row.occasion, row.language): _version(row, by) for row, by in db.session.execute(holding)}
    return {text: Version(1, *words) for text, words in default_words().items()} | rows


def versions_of(text: Text) -> list[Version]:
    """Return all versions of a text, the newest first; one query."""
    of_it = _versions().where(LetterTemplate.occasion == text[0], LetterTemplate.language == text[1])
    rows = db.session.execute(of_it.order_by(LetterTemplate.version.desc()))
    return [_version(row, by) for row, by in rows] or [Version(1, *default_words()[text])]


def _versions() -> Select[LetterTemplate, str]:
    return select(LetterTemplate, Officer.name).outerjoin(Officer, Officer.id == LetterTemplate.created_by_id)


def _version(row: LetterTemplate, by: str | None) -> Version:
    return Version(row.version, row.subject, row.body, row.created_at, by or "", row.retired_at is None)


def outdated_drafts(text: Text) -> Select[Letter]:
    """Find the drafts that still speak an older version; words typed by hand are no template's any more."""
    return (
        select(Letter)
        .join(LetterTemplate, LetterTemplate.id == Letter.template_id)
        .where(
            Letter.occasion == text[0],
            Letter.language == text[1],
            Letter.status == Status.DRAFT,
            Letter.is_edited.is_(False),
            LetterTemplate.retired_at.is_not(None),
        )
        .order_by(Letter.id)
    )


def count_outdated_drafts(text: Text) -> int:
    return db.session.scalar(select(func.count()).select_from(outdated_drafts(text).subquery())) or 0
