"""The list of standard texts as administrators look through it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cqtt.extensions import db
from cqtt.phrases.models import Occasion, StandardText
from cqtt.procedures.models import ProcedureVersion, VersionStatus
from cqtt.text import sort_key

FOR_ALL = "chung"  # in the address: texts that fit every procedure
OCCASION_SLUGS = {
    "bo-sung": Occasion.MISSING,
    "ly-do-bo-sung": Occasion.SUPPLEMENT_REASON,
    "tu-choi": Occasion.REFUSAL,
    "dung": Occasion.STOP,
    "rut": Occasion.WITHDRAWAL,
    "nop-phi": Occasion.PAYMENT,
    "ket-qua": Occasion.RESULT,
    "ghi-chu": Occasion.NOTE,
}
SLUGS = {occasion: slug for slug, occasion in OCCASION_SLUGS.items()}


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty means all, an unknown value finds nothing."""

    occasion: str = ""
    procedure: str = ""

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "Filters":
        return cls(args.get("dip", "")[:40], args.get("thu-tuc", "")[:40])

    @property
    def chosen_occasion(self) -> Occasion | None:
        return OCCASION_SLUGS.get(self.occasion)

    def finds(self, text: StandardText) -> bool:
        """Whether this text is asked for."""
        procedure = str(text.procedure_id) if text.procedure_id else FOR_ALL
        return self.occasion in ("", SLUGS[text.occasion]) and self.procedure in ("", procedure)


@dataclass(frozen=True)
class TextGroup:
    """Texts of one occasion for one procedure, or for all: what is offered together, in its order."""

    occasion: Occasion
    procedure: str  # its name; empty for all procedures
    texts: list[StandardText]

    @property
    def place(self) -> int:
        """Return where the occasion stands among all."""
        return list(Occasion).index(self.occasion)


def procedure_names() -> list[tuple[int, str]]:
    """Return every published procedure, its id and name, in the order of the alphabet."""
    name = ProcedureVersion.content["name"].as_string()
    published = select(ProcedureVersion.procedure_id, name).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
    found = [(id, str(said)) for id, said in db.session.execute(published)]
    return sorted(found, key=lambda procedure: sort_key(procedure[1]))


def groups(filters: Filters, names: Mapping[int, str]) -> list[TextGroup]:
    """Return what the filters find, one group under the other as the desk meets them; one query."""
    ordered = select(StandardText).order_by(StandardText.position, StandardText.id)
    held: dict[tuple[Occasion, int | None], list[StandardText]] = {}
    for text in db.session.scalars(ordered):
        if filters.finds(text):
            held.setdefault((text.occasion, text.procedure_id), []).append(text)
    found = [
        TextGroup(occasion, names.get(procedure_id or 0, "" if procedure_id is None else "…"), texts)
        for (occasion, procedure_id), texts in held.items()
    ]
    return sorted(found, key=lambda group: (group.place, sort_key(group.procedure)))
