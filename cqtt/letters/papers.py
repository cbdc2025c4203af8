"""Letters on paper: what each says, and the PDFs they become: the letter, its envelope, its label.

The layout is that of Nghị định 30/2020/NĐ-CP, Phụ lục I. Seal and signature are never drawn; a draft says it is one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from cqtt import paper
from cqtt.clock import local
from cqtt.codes.qr import Medium, choose_error_level, qr_svg_plain
from cqtt.commune.models import Commune, the_commune
from cqtt.dossiers.papers.people import unit_name
from cqtt.dossiers.papers.printed import signing_lines
from cqtt.i18n import _
from cqtt.letters import paper_words
from cqtt.letters.models import Letter
from cqtt.letters.rules import NUMBERED, Kind, Occasion, Status
from cqtt.letters.sending import letter_link
from cqtt.letters.sizes import Envelope, LabelSheet
from cqtt.text import fold, group_phone

SHORT = 24  # letters of a part of an address ("xã An Phước") that stays on one line
_WITHIN_A_NUMBER = re.compile(r"(?<=\d) (?=\d{3})|(?<=\w) (?=\d{1,2}(?:[.,;)\s]|$))")  # also "ấp 7"
LONG_NAME = 30  # letters of one that may break after all
_BETWEEN_TWO = re.compile(r" (?=(?:và|and) )")
UNADDRESSED = ("kinh gui", "than gui")  # a text that begins like this has its own line of whom it is for


class LetterWords(TypedDict):
    """What one letter says on paper; the keys of templates/letters/parts.typ."""

    lang: str
    agency: str  # in two lines
    nation: str
    motto: str
    number: str | None  # "Số: 15/PXL"; None on a personal letter
    place_and_date: str
    emblem: str | None  # "red", "grey" or none
    title: str
    under: str | None
    to_label: str
    to: str | None
    to_address: str | None
    paragraphs: list[str]
    signing: list[str]  # the lines over the signature
    signer: str | None
    receivers_label: str
    receivers: list[str]
    qr: str | None  # leads to the same letter on the web
    qr_caption: str
    draft_mark: str | None


class Reader(TypedDict):
    """Whom an envelope or a label is for."""

    label: str
    name: str
    address: str


@dataclass(frozen=True)
class Drawing:
    """All that a paper says: what follows needs no database."""

    template: str
    words: Mapping[str, Any]

    def pdf(self) -> bytes:
        """Return the paper. The same words are the same bytes."""
        return paper.render(f"letters/{self.template}", self.words)


def letters_on_paper(letters: Sequence[Letter]) -> Drawing:
    """Return these letters, each beginning on a page of its own."""
    commune = the_commune()
    words = [words_of(letter, commune) for letter in letters]
    title = words[0]["title"].replace("\n", " ").capitalize() if len(words) == 1 else _("Thư")
    return Drawing("letter", {"title": title, "author": unit_name(commune), "letters": words})


def envelopes_of(letters: Sequence[Letter], size: Envelope) -> Drawing:
    """Return an envelope for each of these letters. Nothing on it tells what the letter is about."""
    commune = the_commune()
    return Drawing(
        "envelopes",
        {
            "title": _("Phong bì"),
            "author": unit_name(commune),
            "width": size.width,
            "height": size.height,
            "sender": {"name": unit_name(commune), "lines": _sender_lines(commune)},
            "readers": [_reader(letter) for letter in letters],
        },
    )


def labels_of(letters: Sequence[Letter], sheet: LabelSheet, first: int = 1) -> Drawing:
    """Return sheets of labels, begun at the first label that is still on the sheet."""
    return Drawing(
        "labels",
        {
            "title": _("Nhãn địa chỉ"),
            "author": unit_name(the_commune()),
            "sheet": sheet.measures(),
            "first": first,
            "readers": [_reader(letter) for letter in letters],
        },
    )


def words_of(letter: Letter, commune: Commune) -> LetterWords:
    """Return what a letter says on paper: a draft with its mark, unsigned and undated."""
    told = paper_words.of(letter.language)
    link = None if letter.kind is Kind.CONDOLENCE or letter.status is Status.DRAFT else letter_link(letter)
    title, under = _title_of(letter)
    return {
        "lang": letter.language,
        "agency": told.agency(commune),
        "nation": told.nation,
        "motto": told.motto,
        "number": _number_of(letter, told),
        "place_and_date": told.place_and_date(commune.name, local(letter.approved_at) if letter.approved_at else None),
        "emblem": _emblem_of(letter),
        "title": title,
        "under": under,
        "to_label": told.to,
        "to": _to(letter, told),
        "to_address": letter.to_address or None if letter.occasion in NUMBERED else None,
        "paragraphs": [_held_together(part.strip()) for part in letter.body.split("\n\n") if part.strip()],
        "signing": _signing(letter, told),
        "signer": letter.signer.name if letter.signer else None,
        "receivers_label": told.receivers,
        "receivers": [told.as_above, told.archive] if letter.occasion in NUMBERED else [],
        "qr": qr_svg_plain(link, choose_error_level(Medium.PRINT)) if link else None,
        "qr_caption": told.scan,
        "draft_mark": told.draft if letter.status is Status.DRAFT else None,
    }


def _held_together(text: str) -> str:
    """Return the text with its telephone numbers each in one piece, and small numbers with what they count."""
    return _WITHIN_A_NUMBER.sub("\u00a0", text)


def _number_of(letter: Letter, told: paper_words.PaperWords) -> str | None:
    """Return "Số: 05/PXL" of a numbered form, with room for a number still to come; a personal letter has none."""
    if letter.occasion not in NUMBERED:
        return None
    return told.number(f"{letter.number:02}" if letter.number is not None else "…")


def _emblem_of(letter: Letter) -> str | None:
    """Return the colour of the unit's lotus: forms have none, a condolence stays without colours."""
    if letter.occasion in NUMBERED:
        return None
    return "grey" if letter.kind is Kind.CONDOLENCE else "red"


def _title_of(letter: Letter) -> tuple[str, str | None]:
    """Return what stands in capitals, and what it is about below it unless the capitals say that already."""
    told = paper_words.of(letter.language)
    if letter.occasion is Occasion.LATE:
        return told.form_04, letter.subject
    kind = told.kinds[letter.kind]
    return (letter.subject.upper(), None) if fold(kind) in fold(letter.subject) else (kind.upper(), letter.subject)


def _to(letter: Letter, told: paper_words.PaperWords) -> str | None:
    """Return whom the letter is for; None where a personal letter begins by saying so."""
    if letter.occasion not in NUMBERED and fold(letter.body).startswith(UNADDRESSED):
        return None
    return told.named(letter.salutation, letter.to_name)


def _signing(letter: Letter, told: paper_words.PaperWords) -> list[str]:
    """Return the lines over the signature: on a form a chairman, or a deputy for him, signs for the committee."""
    if letter.signer is None:
        return [told.leader]
    lines = signing_lines(letter.signer_title) or [told.leader]
    of_the_committee = letter.occasion in NUMBERED and lines[-1].endswith("CHỦ TỊCH")
    return [told.signing_line(line) for line in (["TM. ỦY BAN NHÂN DÂN"] if of_the_committee else []) + lines]


def _reader(letter: Letter) -> Reader:
    told = paper_words.of(letter.language)
    parts = [each.replace(" ", "\u00a0") if len(each) <= SHORT else each for each in letter.to_address.split(", ")]
    return {
        "label": told.to,
        "name": _two_lines(told.named(letter.salutation, letter.to_name)),
        "address": ", ".join(parts),
    }


def _two_lines(name: str) -> str:
    """Return the names of two so that a line ends between them, if it has to, and not within one."""
    people = _BETWEEN_TWO.split(name)
    if len(people) != 2 or any(len(each) > LONG_NAME for each in people):
        return name
    return " ".join(each.replace(" ", "\u00a0") for each in people)


def _sender_lines(commune: Commune) -> list[str]:
    phone = group_phone(commune.phone or commune.hotline)
    return [line for line in (commune.address, _("Điện thoại: %(phone)s", phone=phone) if phone else "") if line]
