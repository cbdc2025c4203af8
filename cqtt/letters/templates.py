"""Which text holds for an occasion: the newest version of the unit, at first the one that comes with the program."""

from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.letters.models import LetterTemplate
from cqtt.letters.rules import Occasion

FILE = Path(__file__).with_name("default_templates.yaml")
LANGUAGES = ("vi", "en")


@cache
def default_words() -> dict[tuple[Occasion, str], tuple[str, str]]:
    """Return subject and body of every text that comes with the program."""
    told = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        (Occasion(occasion), language): (words["subject"].strip(), words["body"].strip())
        for occasion, languages in told.items()
        for language, words in languages.items()
    }


def current(occasion: Occasion, language: str = "vi") -> LetterTemplate:
    """Return the text that holds; the program's own is written down when an occasion is needed first.

    Of two processes that need it first at one instant, the second finds what the first has written.
    """
    holding = select(LetterTemplate).where(
        LetterTemplate.occasion == occasion, LetterTemplate.language == language, LetterTemplate.retired_at.is_(None)
    )
    if (found := db.session.scalar(holding)) is not None:
        return found
    try:
        with db.session.begin_nested():
            return add_version(occasion, language, *default_words()[occasion, language])
    except IntegrityError:
        return db.session.scalars(holding).one()


def add_version(
    occasion: Occasion,
    language: str,
    subject: str,
    body: str,
    at: datetime | None = None,
    officer_id: int | None = None,
) -> LetterTemplate:
    """Write a version after those there are; which one holds is for the caller to say."""
    last = select(func.max(LetterTemplate.version)).where(
        LetterTemplate.occasion == occasion, LetterTemplate.language == language
    )
    template = LetterTemplate(
        occasion=occasion,
        language=language,
        version=(db.session.scalar(last) or 0) + 1,
        subject=subject,
        body=body,
        created_at=at or now(),
        created_by_id=officer_id,
    )
    db.session.add(template)
    db.session.flush()
    return template
