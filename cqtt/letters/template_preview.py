"""How a text reads when it is filled: with examples, or with what a real dossier says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from cqtt.dossiers import codes
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers.people import address_of
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters.facts import addressee_of, facts_of_dossier, facts_of_unit
from cqtt.letters.models import Letter
from cqtt.letters.papers import Drawing, letters_on_paper
from cqtt.letters.rules import Occasion
from cqtt.letters.rules import Status as LetterStatus
from cqtt.letters.salutations import in_language
from cqtt.letters.template_reading import Text
from cqtt.letters.triggers import trigger_of
from cqtt.letters.wording import OPEN_TO, PLACES, Piece, examples, fill, pieces


class Ink(StrEnum):
    """Where a run of a preview comes from."""

    TEXT = "text"
    FACT = "fact"
    OTHERWISE = "otherwise"  # nobody knows the fact: these words stand in
    UNKNOWN = "unknown"  # no such place here


@dataclass(frozen=True)
class Run:
    """A piece of a filled text."""

    words: str
    ink: Ink = Ink.TEXT


@dataclass(frozen=True)
class Preview:
    """A filled text, paragraph by paragraph, and what could not be shown."""

    subject: list[Run]
    paragraphs: list[list[Run]]
    case: Dossier | None
    problem: str

    @property
    def stands_in(self) -> bool:
        """Whether some fact is not known."""
        return any(run.ink is Ink.OTHERWISE for runs in (self.subject, *self.paragraphs) for run in runs)


def preview(text: Text, subject: str, body: str, typed_case: str = "") -> Preview:
    """Fill a text with the examples, or with the dossier that was named."""
    case = find_case(typed_case) if typed_case else None
    facts = _in_language(text, _facts_of(text, case))
    paragraphs = [each.strip() for each in re.split(r"\n\s*\n", body) if each.strip()]
    return Preview(
        subject=_runs(text, subject, facts),
        paragraphs=[_runs(text, each, facts) for each in paragraphs],
        case=case,
        problem=_("Không tìm thấy hồ sơ có mã này. Đang dùng ví dụ.") if typed_case and case is None else "",
    )


def find_case(typed: str) -> Dossier | None:
    """Return the dossier with this code, however it was typed; a draft belongs to its owner alone."""
    code = codes.normalise(typed)
    named = or_(Dossier.code == code, Dossier.national_code == code)
    return db.session.scalar(select(Dossier).where(named, Dossier.status != Status.DRAFT).limit(1))


def printed(text: Text, subject: str, body: str, case: Dossier | None) -> Drawing:
    """Return the same as it will be on paper: a draft that nobody keeps, with its mark across."""
    occasion, language = text
    said = _facts_of(text, case)
    facts = _in_language(text, said)
    letter = Letter(
        occasion=occasion,
        status=LetterStatus.DRAFT,
        language=language,
        salutation=said["xung_ho"],
        to_name=said["ho_ten"],
        to_address=address_of(case) if case else "",
        subject=fill(subject, facts, language),
        body=fill(body, facts, language),
    )
    return letters_on_paper([letter])


def _facts_of(text: Text, case: Dossier | None) -> dict[str, Any]:
    occasion, language = text
    if case is None:
        return {**examples(occasion), **facts_of_unit(language)}
    trigger = trigger_of(case.procedure_id)
    fitting = trigger if trigger and trigger.occasion is occasion else None
    to = addressee_of(case)
    return {**facts_of_unit(language), **facts_of_dossier(case, fitting), "xung_ho": to.salutation, "ho_ten": to.name}


def _in_language(text: Text, facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "xung_ho": in_language(facts["xung_ho"], text[1])}


def _runs(text: Text, words: str, facts: Mapping[str, Any]) -> list[Run]:
    return [_run(text[0], piece) for piece in pieces(words, facts, text[1])]


def _run(occasion: Occasion, piece: Piece) -> Run:
    if not piece.place:
        return Run(piece.words)
    if piece.place not in PLACES or piece.place not in OPEN_TO[occasion]:
        return Run(f"{{{piece.place}}}", Ink.UNKNOWN)
    return Run(piece.words, Ink.FACT if piece.is_known else Ink.OTHERWISE)
