"""What administrators do with the texts of letters; every act is recorded. None of these commits."""

from datetime import datetime

from sqlalchemy import update

from cqtt.audit.actions import record
from cqtt.commune.actions import ChangedMeanwhile, claim_revision
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters.actions import write_anew
from cqtt.letters.models import LetterEvent, LetterTemplate
from cqtt.letters.rules import Step
from cqtt.letters.template_reading import Text, outdated_drafts
from cqtt.letters.templates import add_version, current

KIND = "letter_template"


def save_text(text: Text, seen: int, subject: str, body: str, officer: Officer, at: datetime) -> LetterTemplate:
    """Let a new version hold from now on; letters drafted before keep their words.

    Nothing is written where nothing was changed. Raise ChangedMeanwhile when the version that holds is not the one
    that was seen.
    """
    holding = current(*text)
    if holding.version != seen:
        raise _changed_meanwhile()
    if (holding.subject, holding.body) == (subject, body):
        return holding
    claimed = update(LetterTemplate).where(LetterTemplate.id == holding.id, LetterTemplate.retired_at.is_(None))
    if db.session.execute(claimed.values(retired_at=at)).rowcount != 1:  # type: ignore[attr-defined]
        raise _changed_meanwhile()
    template = add_version(*text, subject, body, at, officer.id)
    record("change", KIND, template.id, officer.id, at=at, occasion=text[0].value, number=template.version)
    return template


def _changed_meanwhile() -> ChangedMeanwhile:
    return ChangedMeanwhile(_("Trong lúc Ông/Bà sửa, có người đã lưu thay đổi khác."))


def rewrite_drafts(text: Text, officer: Officer, at: datetime) -> int:
    """Write the drafts that nobody changed by hand anew, in the words that hold now; return how many."""
    letters = db.session.scalars(outdated_drafts(text)).all()
    for letter in letters:
        claim_revision(letter, letter.revision)
        write_anew(letter)
        letter.events.append(LetterEvent(step=Step.EDIT, at=at, officer_id=officer.id))
        record("letter.edit", "letter", letter.id, officer.id, at=at, fields=["template"])
    return len(letters)
