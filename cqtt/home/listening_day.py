"""An officer's morning besides dossiers: what people said, whom to call, what was promised, where to go.

Whose work each thing is, its own feature says; here they are put in order. Of a report of conduct there is nothing but
its code, and that only for whoever may read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten

from flask import url_for

from cqtt.clock import date_text, day_text, local
from cqtt.commune.models import Commune, Officer
from cqtt.feedback.handling import day as feedback_day
from cqtt.feedback.handling.messages import texts_to_send
from cqtt.feedback.rules import HANDLERS
from cqtt.feedback.secrecy import chairman
from cqtt.feedback.topics import FeedbackSettings, the_settings
from cqtt.home.day import Heap, Item, LineOfDay
from cqtt.i18n import _
from cqtt.leaders.call_lists import CallLine, CallsOfDay, calls_of_day
from cqtt.listening.models import ListeningSession
from cqtt.listening.reading import next_session_of
from cqtt.listening.reminders import texts_to_send as reminders_to_send
from cqtt.listening.rules import PART_NAMES, PLANNERS
from cqtt.pledges.reminders import reminder_for
from cqtt.promises.models import Promise
from cqtt.promises.reading import OPEN, Filters, due_for

PROMISES, REMINDERS = "viec-da-hua", "tin-nhac-cho-gui"  # where they stand on the page
DAY = timedelta(days=1)
MOST_WORDS = 120  # of what somebody said or promised, in a line


@dataclass(frozen=True)
class ListeningDay:
    """Numbers and heaps, the texts to be sent by hand, and what an officer is reminded of for themselves."""

    numbers: list[Item]
    heaps: list[Heap]
    texts: list[Heap]
    session: LineOfDay | None
    pledge: Item | None

    @property
    def reminders(self) -> list[Item]:
        """Return the lines about the officer's own next session and own pledge."""
        return [*([self.session.item] if self.session else []), *([self.pledge] if self.pledge else [])]

    @property
    def on_paper(self) -> list[Heap]:
        """Return what the sheet takes along: texts are sent from the page, a pledge is signed there."""
        return [*self.heaps, *([Heap(_("Buổi lắng nghe"), [self.session], 1)] if self.session else [])]


@dataclass(frozen=True)
class _Asked:
    """Whose day it is. What every heap asks for again is held meanwhile, so that the database is asked once."""

    officer: Officer
    commune: Commune
    at: datetime
    most: int
    held: tuple[FeedbackSettings, Officer | None]

    @property
    def day(self) -> date:
        return local(self.at).date()


def listening_day(officer: Officer, commune: Commune, at: datetime, most: int) -> ListeningDay:
    """Return an officer's day; for whoever handles no feedback nothing but the own pledge."""
    pledge = reminder_for(officer, local(at).date())
    if not officer.has_role(*HANDLERS):
        return ListeningDay([], [], [], None, pledge)
    asked = _Asked(officer, commune, at, most, (the_settings(), chairman()))
    calls, (promises, promised) = calls_of_day(officer, commune, at, most), due_for(officer, most)
    texts, reminders = feedback_day.heap_of_texts(texts_to_send(officer)), _heap_of_reminders(asked)
    numbers = [
        *_number_of_calls(calls),
        *feedback_day.numbers_of(officer, commune, at),
        *_number_of_promises(promises, promised, asked.day),
        *_number_of_texts(texts),
        *_number_of_texts(reminders),
    ]
    said = map(_of_feedback, feedback_day.heaps_of(officer, commune, at, most))
    heaps = [*_heap_of_calls(calls), *said, *_heap_of_promises(promises, promised, asked), *reminders]
    return ListeningDay(numbers, heaps, list(map(_of_feedback, texts)), _session(asked), pledge)


def _of_feedback(heap: feedback_day.Heap) -> Heap:
    """Return a heap of feedback as the day draws it: a line is its code and, where it is no secret, its words."""
    lines = [
        LineOfDay(line.item["href"], line.code, line.name, line.status, line.tone, ("feedback", line.code))
        for line in heap.lines
    ]
    return Heap(heap.title, lines, heap.total, heap.href, heap.id)


def _number_of_texts(heaps: Sequence[feedback_day.Heap | Heap]) -> list[Item]:
    return [_number(heap.title, heap.total, "amber", f"#{heap.id}") for heap in heaps]


def _number_of_calls(calls: CallsOfDay) -> list[Item]:
    if not calls.total:
        return []
    label = _("Gọi lại cho dân, %(late)s trễ", late=calls.late) if calls.late else _("Gọi lại cho dân")
    return [_number(label, calls.total, "red" if calls.late else "blue", url_for("leaders.calls"))]


def _heap_of_calls(calls: CallsOfDay) -> list[Heap]:
    lines = list(map(_call, calls.lines))
    return [Heap(_("Gọi lại cho dân"), lines, calls.total, url_for("leaders.calls"))] if lines else []


def _call(line: CallLine) -> LineOfDay:
    """Return who waits to be called, and about what; the number to call stands in the list, where opening it counts."""
    call, left = line.call, line.left
    href = url_for("leaders.calls", _anchor=f"goi-{call.id}")
    what = f"{call.name} – {shorten(call.about, MOST_WORDS, placeholder='…')}"
    return LineOfDay(href, "", what, _capital(left.text), left.tone, ("calls", call.id), line.whose)


def _number_of_promises(promises: list[Promise], total: int, day: date) -> list[Item]:
    if not total:
        return []
    late = promises[0].due_on < day  # the most pressing stands first
    label = _("Việc đã hứa, có việc trễ") if late else _("Việc đã hứa")
    return [_number(label, total, "red" if late else "blue", f"#{PROMISES}")]


def _heap_of_promises(promises: list[Promise], total: int, asked: _Asked) -> list[Heap]:
    lines = [_promise(promise, asked) for promise in promises]
    everything = url_for("promises.overview", **Filters(state=OPEN).as_query())
    return [Heap(_("Việc đã hứa"), lines, total, everything, PROMISES, _("Xem mọi việc đã hứa"))] if lines else []


def _promise(promise: Promise, asked: _Asked) -> LineOfDay:
    status, tone = _days_left(promise.due_on, asked.day)
    by_other = promise.made_by_id != asked.officer.id
    return LineOfDay(
        url_for("promises.work", id=promise.id),
        "",
        shorten(promise.words, MOST_WORDS, placeholder="…"),
        status,
        tone,
        ("promises", promise.id),
        _("%(name)s hứa", name=promise.made_by.name) if by_other else "",
    )


def _days_left(due_on: date, day: date) -> tuple[str, str]:
    days = (due_on - day).days
    if days < 0:
        return _("Trễ %(days)s ngày", days=-days), "red"
    near = {0: _("Hẹn xong hôm nay"), 1: _("Hẹn xong ngày mai")}
    return (near[days], "amber") if days in near else (_("Hẹn xong %(day)s", day=date_text(due_on)), "blue")


def _heap_of_reminders(asked: _Asked) -> list[Heap]:
    """Return the sessions of which people are still to be reminded by telephone; their numbers stand on its page."""
    found = reminders_to_send(asked.officer, asked.day) if asked.officer.has_role(*PLANNERS) else []
    lines = [_reminders(session, texts, asked.day) for session, texts in found]
    return [Heap(_("Tin nhắc buổi lắng nghe chờ gửi tay"), lines, len(lines), id=REMINDERS)] if lines else []


def _reminders(session: ListeningSession, texts: int, day: date) -> LineOfDay:
    what = _("%(texts)s tin: %(hamlet)s, %(place)s", texts=texts, hamlet=session.hamlet.name, place=session.place)
    href = url_for("listening.result", id=session.id, _anchor="tin-nhac")
    return LineOfDay(href, "", what, _when(session, day), "amber", ("sessions", session.id))


def _when(session: ListeningSession, day: date) -> str:
    near = {0: _("Hôm nay"), 1: _("Ngày mai")}
    return f"{session.starts}, {near.get((session.on - day).days) or day_text(session.on)}"


def _session(asked: _Asked) -> LineOfDay | None:
    """Return the next session this officer goes to; it leads to the field page, which a tablet keeps once opened."""
    found = next_session_of(asked.officer, asked.day)
    if found is None:
        return None
    session, part = found
    what = _(
        "Lắng nghe dân nói tại %(hamlet)s, %(place)s (%(part)s)",
        hamlet=session.hamlet.name,
        place=session.place,
        part=str(PART_NAMES[part]).lower(),
    )
    href, tone = url_for("listening.field_page", id=session.id), "amber" if session.on <= asked.day + DAY else "blue"
    return LineOfDay(href, "", what, _when(session, asked.day), tone, ("sessions", session.id))


def _number(label: str, count: int, tone: str, href: str) -> Item:
    return {"label": label, "count": count, "href": href, "tone": tone, "current": False}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
