"""What may be chosen on the pages of a draft: topics, hamlets, and whom it is about."""

from dataclasses import dataclass

from sqlalchemy import select
from wtforms.fields import SelectChoice

from cqtt.commune.models import Counter, Officer, active_hamlets, the_commune
from cqtt.extensions import db
from cqtt.feedback.topics import Track, active_topics
from cqtt.forms import choices_of
from cqtt.i18n import _
from cqtt.roles import Role
from cqtt.text import sort_key

UNKNOWN = "0"  # whoever it was, the name is not known; also: another topic


@dataclass(frozen=True)
class Whom:
    """Whom it is about: an officer, a desk, or nobody by name."""

    officer: Officer | None = None
    counter: Counter | None = None

    @property
    def name(self) -> str:
        """Return the words for whom it is about: "Trần Thị Mẫu, Công chức"; "Quầy 2"."""
        if self.officer is not None:
            return ", ".join(part for part in (self.officer.name, self.officer.title) if part)
        return self.counter.name if self.counter else ""


def topic_choices() -> list[SelectChoice]:
    """Return the topics in the unit's order; there is always one for what fits nowhere."""
    named = {str(topic.id): topic.name for topic in active_topics()}
    return choices_of({"": _("Xin chọn"), **named, UNKNOWN: _("Việc khác, hoặc không rõ")})


def hamlet_choices() -> list[SelectChoice]:
    named = {str(hamlet.id): hamlet.name for hamlet in active_hamlets()}
    return choices_of({"": _("Không rõ, hoặc cả %(unit)s", unit=the_commune().name_in_text), **named})


def whom_choices(*first: tuple[str, str]) -> list[SelectChoice]:
    """Return what stands for nobody by name, then the desks, then the officers by department."""
    desks = [SelectChoice(f"q-{desk.id}", desk.name, optgroup=_("Quầy")) for desk in _open_desks()]
    people = [
        SelectChoice(f"o-{one.id}", Whom(one).name, optgroup=one.department or _("Cán bộ khác"))
        for one in sorted(_officers(), key=lambda one: (not one.department, sort_key(one.department), one.name_sort))
    ]
    return [*choices_of(dict(first)), *desks, *people]


def whom(chosen: str) -> Whom:
    """Return whom a choice stands for; nobody where the desk or the officer is gone."""
    kind, _hyphen, number = (chosen or "").partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return Whom()
    if kind == "q":
        desk = db.session.get(Counter, int(number))
        return Whom(counter=desk if desk is not None and desk.is_active else None)
    officer = db.session.get(Officer, int(number)) if kind == "o" else None
    return Whom(officer if officer is not None and officer.is_active and _works_here(officer) else None)


def topic_of_procedures() -> str:
    """Return the choice of the first topic about procedures."""
    return next((str(topic.id) for topic in active_topics() if topic.track is Track.PROCEDURE), "")


def _open_desks() -> list[Counter]:
    return list(db.session.scalars(select(Counter).where(Counter.is_active).order_by(Counter.position, Counter.id)))


def _officers() -> list[Officer]:
    active = db.session.scalars(select(Officer).where(Officer.is_active))
    return [officer for officer in active if _works_here(officer)]


def _works_here(officer: Officer) -> bool:
    """Tell whether people meet the officer: whoever only watches from above sits elsewhere."""
    return officer.role_set != {Role.OVERSEER}
