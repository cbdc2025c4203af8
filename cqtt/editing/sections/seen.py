"""What citizens will read of a part once it is published, and why they will not read what was typed."""

from dataclasses import dataclass
from enum import StrEnum

from cqtt.editing.sections.parts import GROUP_OF, Part
from cqtt.i18n import _
from cqtt.procedures import facts
from cqtt.procedures.content import ProcedureContent


class Hidden(StrEnum):
    """Why what was typed is not shown."""

    UNCHECKED = "unchecked"  # nobody has ticked that it was compared with the decision
    MARKED = "marked"  # its own words say that it was not


@dataclass(frozen=True)
class Seen:
    """What citizens will read, and what keeps them from reading more."""

    text: str
    hidden: Hidden | None = None


def seen_by_citizens(part: Part, content: ProcedureContent, phone: str) -> Seen | None:
    """Return what the page for citizens will say of this part; None where that is what stands in its boxes."""
    group = GROUP_OF.get(part)
    if group is None:
        return None
    known, typed, text = _told(part, content, phone)
    if known or not typed:
        return Seen(text)
    return Seen(text, Hidden.MARKED if content.is_vouched_for(group) else Hidden.UNCHECKED)


def _told(part: Part, content: ProcedureContent, phone: str) -> tuple[bool, bool, str]:
    """Return whether it is shown, whether there is anything to show, and the words."""
    if part is Part.TIME:
        known = content.known_processing_time is not None
        return known, content.processing_time.unit is not None, _with_note(facts.time_fact(content, phone))
    if part is Part.FEE:
        fee = content.fee
        typed = fee.amount_vnd is not None or bool(fee.note)
        return content.known_fee is not None, typed, _with_note(facts.fee_fact(content, phone))
    if part is Part.ONLINE:
        known = content.is_vouched_for(GROUP_OF[part])
        return known, True, str(facts.online_fact(content, phone))
    unknown = str(facts.unknown(phone))
    if part is Part.PAPERS:
        count = len(content.known_requirements or ())
        text = _("%(count)d giấy tờ", count=count) if count else unknown
        return bool(count), bool(content.requirements), text
    count = len(content.known_steps or ())
    text = _("%(count)d bước", count=count) if count else unknown
    return bool(count), bool(content.steps), text


def _with_note(fact: facts.Fact) -> str:
    return f"{fact}. {fact.note}." if fact.note else str(fact)
