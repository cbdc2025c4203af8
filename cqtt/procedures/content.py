"""What one version of a procedure says: typed, immutable, and honest about what is not known for certain."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from dataclasses import field as stored_field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from cqtt.commune.limits import AfterStop, Limit, Unit
from cqtt.procedures.questions import LATER, Question
from cqtt.procedures.requirements import Requirement

_T = TypeVar("_T")


class Group(StrEnum):
    """The groups of values whose confidence is stated together."""

    IDENTITY = "identity"
    PROCESSING_TIME = "processing_time"
    FEE = "fee"
    DOCUMENTS = "documents"
    ONLINE_LEVEL = "online_level"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class OnlineLevel(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


class LetterTrigger(StrEnum):
    """Which letter the commune writes when the procedure is done."""

    NONE = "none"
    CONGRATULATE_NEWBORN = "congratulate_newborn"
    CONGRATULATE_MARRIAGE = "congratulate_marriage"
    CONDOLENCE = "condolence"


class FilingMode(StrEnum):
    """What the button on the procedure's page does (see the states of a dossier in the design)."""

    LOCAL = "local"
    PRE_CHECK = "pre_check"
    LINK_ONLY = "link_only"
    AT_DESK = "at_desk"


@dataclass(frozen=True)
class ProcessingTime:
    amount: int | None
    unit: Unit | None
    note: str = ""


@dataclass(frozen=True)
class Fee:
    """Whole đồng; 0 is "not charged", None is "not published"."""

    amount_vnd: int | None
    note: str = ""


# The editors' own marks for "not checked yet", as they stand in the notes of the catalogue.
_UNVERIFIED = re.compile(r"chưa xác minh|đối chiếu", re.IGNORECASE)


@dataclass(frozen=True)
class ProcedureContent:
    """All that one version of a procedure says. Pages show the `known_*` properties, never the raw values."""

    slug: str
    code: str | None
    name: str
    field: str
    processing_time: ProcessingTime
    fee: Fee
    requirements: tuple[Requirement, ...]
    applicants: tuple[str, ...]
    form_names: tuple[str, ...]
    results: tuple[str, ...]
    legal_basis: tuple[str, ...]
    steps: tuple[str, ...]
    on_the_spot: bool
    letter_trigger: LetterTrigger
    online_level: OnlineLevel
    channels: tuple[Channel, ...]
    questions: tuple[Question, ...]
    source: str
    as_of: date
    confidence: Mapping[Group, Confidence]
    # What the clock does when the missing papers have come; working days to answer in, where the procedure sets them.
    after_supplement: AfterStop = stored_field(default=AfterStop.RESTART, metadata=LATER)
    supplement_window: int | None = stored_field(default=None, metadata=LATER)
    guidance: str = stored_field(default="", metadata=LATER)  # Markdown: what the unit adds in its own words

    def is_vouched_for(self, group: Group) -> bool:
        """Tell whether the values of the group may be shown as fact; a group that says nothing is not."""
        return self.confidence.get(group, Confidence.LOW) is not Confidence.LOW

    @property
    def known_processing_time(self) -> ProcessingTime | None:
        time = self.processing_time
        blank = time.amount is None or time.unit is None
        return None if blank or not self._stands(Group.PROCESSING_TIME, time.note) else time

    @property
    def known_limit(self) -> Limit | None:
        """Return the limit that due dates are counted by, or None where it is not published for certain."""
        time = self.known_processing_time
        return Limit(time.amount, time.unit) if time and time.amount and time.unit else None

    @property
    def known_fee(self) -> Fee | None:
        """Return the fee; an amount of None with a note means "not published, but this much is known"."""
        blank = self.fee.amount_vnd is None and not self.fee.note
        return None if blank or not self._stands(Group.FEE, self.fee.note) else self.fee

    @property
    def known_requirements(self) -> tuple[Requirement, ...] | None:
        return self._from_documents(self.requirements)

    @property
    def known_form_names(self) -> tuple[str, ...] | None:
        """Return the names of the forms, without those whose number has not been checked."""
        return self._from_documents(tuple(name for name in self.form_names if not _UNVERIFIED.search(name)))

    @property
    def known_results(self) -> tuple[str, ...] | None:
        return self._from_documents(self.results)

    @property
    def known_steps(self) -> tuple[str, ...] | None:
        return self._from_documents(self.steps)

    @property
    def known_legal_basis(self) -> tuple[str, ...] | None:
        return self._from_documents(self.legal_basis)

    @property
    def known_online_level(self) -> OnlineLevel:
        return self.online_level if self.is_vouched_for(Group.ONLINE_LEVEL) else OnlineLevel.UNKNOWN

    @property
    def known_channels(self) -> tuple[Channel, ...]:
        return self.channels if self.is_vouched_for(Group.ONLINE_LEVEL) else ()

    def _stands(self, group: Group, note: str) -> bool:
        return self.is_vouched_for(group) and not _UNVERIFIED.search(note)

    def _from_documents(self, values: tuple[_T, ...]) -> tuple[_T, ...] | None:
        return (values or None) if self.is_vouched_for(Group.DOCUMENTS) else None

    def to_json(self) -> dict[str, Any]:
        """Return plain lists, dicts, texts and numbers, keys always in the same order.

        What was added to the form of a version later is left out where it says the usual: a version that was
        published before has the same digest as ever.
        """
        stored: dict[str, Any] = _plain(self)
        return stored

    def digest(self) -> str:
        """Return the sha256 of everything this content says; equal content has an equal digest."""
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ProcedureContent":
        """Build the content from what to_json() returned; raises KeyError or ValueError on anything else."""
        values = {each.name: stored[each.name] for each in fields(cls) if not each.metadata}
        for name in ("applicants", "form_names", "results", "legal_basis", "steps"):
            values[name] = tuple(values[name])
        time, fee = values["processing_time"], values["fee"]
        return cls(
            **values
            | {
                "processing_time": ProcessingTime(time["amount"], time["unit"] and Unit(time["unit"]), time["note"]),
                "fee": Fee(**fee),
                "requirements": tuple(Requirement(**row) for row in values["requirements"]),
                "letter_trigger": LetterTrigger(values["letter_trigger"]),
                "online_level": OnlineLevel(values["online_level"]),
                "channels": tuple(Channel(name) for name in values["channels"]),
                "questions": tuple(Question.from_json(row) for row in values["questions"]),
                "as_of": date.fromisoformat(values["as_of"]),
                "confidence": {Group(key): Confidence(value) for key, value in values["confidence"].items()},
                "after_supplement": AfterStop(stored.get("after_supplement", AfterStop.RESTART)),
                "supplement_window": stored.get("supplement_window"),
                "guidance": stored.get("guidance", ""),
            }
        )


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        said = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: _plain(one) for each, one in said if not (each.metadata and one == each.default)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    return value
