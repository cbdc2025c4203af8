"""An officer's morning besides dossiers: what people said, whom to call, what was promised, where to go.

Whose work each thing is, its own feature says; here they are put in order: what was promised to a person and what is
late comes before the dossiers, the rest after them. Each number is that of a heap, so the two cannot differ. Of a
report of conduct there is nothing but its code, and that only for whoever may read it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten

from flask import url_for

from cqtt.clock import date_text, day_text, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers.queue.filters import Day, reader_of
from cqtt.dossiers.queue.time_left import TimeLeft
from cqtt.feedback.handling import day as feedback_day
from cqtt.feedback.handling.filters import CONDUCT, TO_CHAIRMAN, TO_LEADERS
from cqtt.feedback.handling.messages import texts_to_send
from cqtt.feedback.handling.queries import first_of
from cqtt.feedback.handling.rows import InboxRow
from cqtt.feedback.handling.time_left import time_left
from cqtt.feedback.rules import HANDLERS
from cqtt.feedback.secrecy import chairman
from cqtt.feedback.topics import FeedbackSettings, the_settings
from cqtt.home.day import Heap, Item, LineOfDay
from cqtt.home.letters_day import letters_of
from cqtt.home.ratings_day import low_marks_of
from cqtt.i18n import _
from cqtt.leaders.call_lists import CallLine, CallsOfDay, calls_of_day
from cqtt.listening.models import ListeningSession
from cqtt.listening.reading import next_session_of
from cqtt.listening.reminders import texts_to_send as reminders_to_send
from cqtt.listening.rules import PART_NAMES, PLANNERS
from cqtt.pledges.reminders import reminder_for
from cqtt.promises.models import Promise
from cqtt.promises.reading import due_for

PROMISES, REMINDERS = "viec-da-hua", "tin-nhac-cho-gui"  # where they stand on the page
DAY = timedelta(days=1)
MOST_WORDS = 120  # of what somebody said or promised, in a line


@dataclass(frozen=True)
class Told:
    """A heap with its number; what is pressing stands before the dossiers of the day."""

    heap: Heap
    number: Item
    is_pressing: bool = False


@dataclass(frozen=True)
class ListeningDay:
    """What there is to do, the texts to be sent by hand, and what an officer is reminded of for themselves."""

    told: list[Told]
    texts: list[Told]
    session: LineOfDay | None
    pledge: Item | None

    def numbers_around(self, dossiers: list[Item]) -> list[Item]:
        """Return the numbers of the day in their order, those of the dossiers among them."""
        first, last = self._split(self.told + self.texts)
        return [*(each.number for each in first), *dossiers, *(each.number for each in last)]

    def heaps_around(self, dossiers: list[Heap]) -> list[Heap]:
        """Return the heaps of the day in the same order; texts stand apart, at the end."""
        first, last = self._split(self.told)
        return [*(each.heap for each in first), *dossiers, *(each.heap for each in last)]

    @staticmethod
    def _split(told: list[Told]) -> tuple[list[Told], list[Told]]:
        return [each for each in told if each.is_pressing], [each for each in told if not each.is_pressing]

    @property
    def reminders(self) -> list[Item]:
        """Return the lines about the officer's own next session and own pledge."""
        return [*([self.session.item] if self.session else []), *([self.pledge] if self.pledge else [])]

    @property
    def session_on_paper(self) -> list[Heap]:
        """Return what the sheet takes along of the reminders: a pledge is signed on the page."""
        return [Heap(_("Buổi lắng nghe"), [self.session], 1)] if self.session else []


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
        return ListeningDay([], [], None, pledge)
    asked = _Asked(officer, commune, at, most, (the_settings(), chairman()))
    calls, (promises, promised) = calls_of_day(officer, commune, at, most), due_for(officer, most)
    private, said = _private_reports(asked), map(_of_feedback, feedback_day.heaps_of(officer, commune, at, most))
    told = [
        *_calls(calls),
        *_ratings(asked),
        *_letters(asked),
        *_promises(promises, promised, asked),
        *private,
        *(each for each in said if not any(_is_within(each.heap, other.heap) for other in private)),
        *_reminders_to_send(asked),
    ]
    texts = [_by_hand(_as_drawn(heap)) for heap in feedback_day.heap_of_texts(texts_to_send(officer))]
    return ListeningDay(told, texts, _session(asked), pledge)


def _of_feedback(heap: feedback_day.Heap) -> Told:
    """Return a heap of feedback with its number; what is late stands first in it, so its first line tells."""
    late, href = heap.lines[0].tone == "red", heap.href or ""
    says_so = heap.title in map(str, (feedback_day.TITLES[TO_CHAIRMAN], feedback_day.TITLES[TO_LEADERS]))
    label = _("%(heap)s, có việc trễ", heap=heap.title) if late and not says_so else heap.title
    return Told(_as_drawn(heap), _number(label, heap.total, "red" if late else "blue", href), late)


def _as_drawn(heap: feedback_day.Heap) -> Heap:
    """Return a heap of feedback as the day draws it: a line is its code and, where it is no secret, its words."""
    lines = [
        LineOfDay(line.item["href"], line.code, line.name, line.status, line.tone, ("feedback", line.code))
        for line in heap.lines
    ]
    return Heap(heap.title, lines, heap.total, heap.href, heap.id)


def _private_reports(asked: _Asked) -> list[Told]:
    """Return the reports of conduct that this officer may read, by code alone; the inbox says the same of them."""
    calendar = working_calendar(asked.commune)
    day = Day.at(asked.at, calendar)
    found = first_of([CONDUCT], asked.officer, reader_of(asked.officer, day.today), day, asked.most)[CONDUCT]
    if not found.total:
        return []
    lines = [_private_report(row, time_left(row, calendar, asked.at)) for row in found.rows]
    title, href = _("Góp ý gửi riêng"), url_for("feedback.inbox", muc=CONDUCT)
    heap = Heap(title, lines, found.total, href, private=True)
    return [Told(heap, _number(title, found.total, "red", href), True)]


def _is_within(heap: Heap, other: Heap) -> bool:
    """Whether every line of a heap stands in another one already: it would only make the day longer."""
    return not heap.more and {line.code for line in heap.lines} <= {line.code for line in other.lines}


def _private_report(row: InboxRow, left: TimeLeft) -> LineOfDay:
    href = url_for("feedback.work_on", id=row.id)
    return LineOfDay(href, row.code, "", left.text, left.tone, ("feedback", row.code))


def _by_hand(heap: Heap) -> Told:
    return Told(heap, _number(heap.title, heap.total, "amber", f"#{heap.id}"))


def _calls(calls: CallsOfDay) -> list[Told]:
    if not calls.total:
        return []
    title, href = _("Gọi lại cho dân"), url_for("leaders.calls")
    label = _("Gọi lại cho dân, %(late)s trễ", late=calls.late) if calls.late else title
    number = _number(label, calls.total, "red" if calls.late else "blue", href)
    return [Told(Heap(title, list(map(_call, calls.lines)), calls.total, href), number, True)]


def _call(line: CallLine) -> LineOfDay:
    """Return who waits to be called, and about what; the number to call stands in the list, where opening it counts."""
    call, left = line.call, line.left
    href = url_for("leaders.calls", _anchor=f"goi-{call.id}")
    what = f"{call.name} – {shorten(call.about, MOST_WORDS, placeholder='…')}"
    return LineOfDay(href, "", what, _capital(left.text), left.tone, ("calls", call.id), line.whose)


def _ratings(asked: _Asked) -> list[Told]:
    found = low_marks_of(asked.officer, asked.held[1], asked.commune, asked.at, asked.most)
    if found is None:
        return []
    heap, late = found
    label = _("%(heap)s, có việc trễ", heap=heap.title) if late else heap.title
    return [Told(heap, _number(label, heap.total, "red" if late else "amber", heap.href or ""), bool(late))]


def _letters(asked: _Asked) -> list[Told]:
    """Return the letters that burn, and what else there is to do about letters."""
    return [
        Told(heap, _number(heap.title, heap.total, tone, heap.href or ""), tone == "red")
        for heap, tone in letters_of(asked.officer, asked.at, asked.most)
    ]


def _promises(promises: list[Promise], total: int, asked: _Asked) -> list[Told]:
    if not total:
        return []
    late = promises[0].due_on < asked.day  # the most pressing stands first
    label = _("Việc đã hứa, có việc trễ") if late else _("Việc đã hứa")
    lines = [_promise(promise, asked) for promise in promises]
    heap = Heap(_("Việc đã hứa"), lines, total, url_for("promises.overview"), PROMISES, _("Xem mọi việc đã hứa"))
    return [Told(heap, _number(label, total, "red" if late else "blue", f"#{PROMISES}"), late)]


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


def _reminders_to_send(asked: _Asked) -> list[Told]:
    """Return the sessions of which people are still to be reminded by telephone; their numbers stand on its page."""
    found = reminders_to_send(asked.officer, asked.day) if asked.officer.has_role(*PLANNERS) else []
    lines = [_reminders(session, texts, asked.day) for session, texts in found]
    title = _("Tin nhắc buổi lắng nghe chờ gửi tay")
    return [_by_hand(Heap(title, lines, len(lines), id=REMINDERS))] if lines else []


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
