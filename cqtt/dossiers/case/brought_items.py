"""What an officer is handed in answer to a request for papers: ticked, counted, photographed, item by item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import MultiDict

from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import AttachmentKind, Dossier
from cqtt.dossiers.submission.uploading import Stored, add_stored
from cqtt.dossiers.supplements import kept_under
from cqtt.i18n import _
from cqtt.procedures.requirements import Requirement
from cqtt.text import clean

MOST_COUNTED = 99


@dataclass(frozen=True)
class ItemBrought:
    """One thing that was asked for, with what the officer ticked and typed; `number` counts from 1."""

    number: int
    text: str
    key: str  # what it is counted and filed under
    paper: str  # the document of the procedure that it names; empty for a request in free words
    ticked: bool
    originals: str
    copies: str

    @property
    def counted(self) -> list[int] | None:
        """Return how many originals and copies came, or None where that cannot be read."""
        typed = (self.originals or "0", self.copies or "0")
        if not all(each.isascii() and each.isdecimal() and int(each) <= MOST_COUNTED for each in typed):
            return None
        return [int(each) for each in typed]


def items_brought(dossier: Dossier, sent: "MultiDict[str, str] | None") -> list[ItemBrought]:
    """Return the items of the open request as they stand in what was sent, or none of them ticked yet."""
    asked = dossier.open_supplement
    if asked is None:
        return []
    round_number = dossier.supplements.index(asked) + 1
    needs = content_of(dossier).known_requirements or ()
    return [
        _item(number, str(text), kept_under(round_number, number), _named(str(text), needs), sent)
        for number, text in enumerate(asked.items, start=1)
    ]


def _named(text: str, needs: Iterable[Requirement]) -> Requirement | None:
    return next((need for need in needs if need.uploadable and text.rstrip(".; ") == need.name), None)


def _item(
    number: int, text: str, key: str, need: Requirement | None, sent: "MultiDict[str, str] | None"
) -> ItemBrought:
    usual = (str(need.originals or ""), str(need.copies or "")) if need else ("", "")
    typed = [clean(sent.get(f"{name}-{number}", usual[place]))[:4] if sent else usual[place] for place, name in _COUNTS]
    ticked = sent is not None and ("all_here" in sent or str(number) in sent.getlist("brought"))
    return ItemBrought(number, text, key, need.id if need else "", ticked, *typed)


_COUNTS = ((0, "originals"), (1, "copies"))


def miscounted(items: Iterable[ItemBrought]) -> Iterator[tuple[str, str]]:
    """Yield (id of the input, sentence) for every ticked item whose numbers cannot be read."""
    for item in items:
        if item.ticked and item.counted is None:
            yield f"originals-{item.number}", _("Xin ghi số bản chính, bản sao của “%(name)s”.", name=item.text)


def take(dossier: Dossier, items: Iterable[ItemBrought], files: Iterable[tuple[str, Stored]], at: datetime) -> None:
    """Add what came to what the desk has counted, and file the pictures with their items."""
    for key, stored in files:
        add_stored(dossier, stored, AttachmentKind.SUPPLEMENT, key, at)
    counted = dict(dossier.papers_received)
    for item in items:
        if item.ticked and item.counted:
            place = item.paper or item.key
            before = counted.get(place, (0, 0))
            counted[place] = [had + more for had, more in zip(before, item.counted, strict=True)]
    dossier.papers_received = counted
