"""What stands on the papers with a procedure's code: its name, what to know before coming, how old that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from cqtt.clock import date_text, local
from cqtt.codes.kinds import OnPaper, Thing
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Counter, the_commune
from cqtt.i18n import _, _l
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.desk import open_counters
from cqtt.procedures.facts import hours_texts, poster_values
from cqtt.text import sort_key

Facts = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Desk:
    """Where and when people come: read once, however many papers tell of it."""

    word: str  # "Trung tâm Phục vụ hành chính công"
    hours: str
    counters: list[Counter]

    @classmethod
    def of_the_unit(cls) -> "Desk":
        commune = the_commune()
        days, hours = hours_texts(working_calendar(commune))[0]
        return cls(commune.desk_word, f"{days}, {hours}", open_counters())

    def counter_for(self, field: str) -> str | None:
        """Return the first counter that takes in a field of work."""
        return next((counter.name for counter in self.counters if field in counter.fields), None)


def printed_thing(procedure: Published, desk: Desk) -> Thing:
    """Return what the papers of one procedure say."""
    code, published_at = procedure.code, procedure.published_at
    return Thing(
        target=str(procedure.id),
        name=procedure.name,
        above=_("Thủ tục hành chính · mã %(code)s", code=code) if code else _("Thủ tục hành chính"),
        group=procedure.content.field,
        invitation=_("bằng máy ảnh điện thoại để biết cần mang gì, mất bao lâu, nộp ở đâu."),
        facts=_facts(procedure, desk),
        dated=_("Cập nhật %(day)s", day=date_text(local(published_at).date())) if published_at else "",
        version=procedure.version_number,
    )


def _facts(procedure: Published, desk: Desk) -> Facts:
    """Return time, fee and papers; where none of them is published, at least where and when to come."""
    time, fee, to_bring = poster_values(procedure.content)
    counter = desk.counter_for(procedure.content.field)
    if to_bring and counter:
        to_bring = _("%(papers)s, đến %(counter)s", papers=to_bring, counter=counter)
    papers = (_("Giấy tờ mang theo"), to_bring)
    if time or fee or to_bring:
        return ((_("Thời gian"), time), (_("Lệ phí"), fee), papers)
    return ((_("Nơi đến"), counter or desk.word), (_("Giờ làm việc"), desk.hours), papers)


def printed_things() -> Sequence[Thing]:
    """Return every published procedure, by name; few queries, however many there are."""
    desk = Desk.of_the_unit()
    by_name = sorted(published_catalogue().procedures, key=lambda procedure: sort_key(procedure.name))
    return [printed_thing(procedure, desk) for procedure in by_name]


def former_names() -> dict[str, str]:
    """Return the names of procedures that are no longer handled, whose posters may still hang."""
    gone = published_catalogue().withdrawn
    return {str(entry.id): _("%(name)s (không còn)", name=entry.name or entry.code or entry.slug) for entry in gone}


ON_PAPER = OnPaper("thu-tuc", _l("Thủ tục"), printed_things, former_names)
