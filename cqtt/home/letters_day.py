"""An officer's morning: apologies that burn, and for leaders the drafts that wait for a signature."""

from datetime import datetime

from flask import url_for

from cqtt.clock import due_text
from cqtt.commune.models import Officer
from cqtt.home.day import Heap, LineOfDay
from cqtt.i18n import _
from cqtt.letters.listing import DRAFTS, READY, TEXTS, URGENT, counts, first_drafts, first_signed, first_urgent
from cqtt.letters.models import Letter
from cqtt.letters.rules import OCCASION_NAMES, WRITERS
from cqtt.letters.showing import addressee_text, number_text
from cqtt.roles import Role

MESSAGES = "tin-bao"  # where they stand on the page of a letter


def letters_of(officer: Officer, at: datetime, most: int) -> list[tuple[Heap, str]]:
    """Return what there is to do about letters, each heap with its tone; one query where there is nothing."""
    if not officer.has_role(*WRITERS):
        return []
    found = counts(officer, at)
    heaps = [(URGENT, _urgent, "red"), (DRAFTS, _to_sign, "amber"), (READY, _to_send, "blue"), (TEXTS, _texts, "amber")]
    mine = [each for each in heaps if found[each[0]] and (each[0] != DRAFTS or officer.has_role(Role.LEADER))]
    return [(heap_of(officer, at, most, found[name]), tone) for name, heap_of, tone in mine]


def _urgent(officer: Officer, at: datetime, most: int, total: int) -> Heap:
    lines = [
        _line(letter, _("Hẹn trả %(day)s", day=due_text(letter.due_at)) if letter.due_at else "", "red")
        for letter in first_urgent(officer, at, most)
    ]
    return Heap(_("Thư xin lỗi cần gửi gấp"), lines, total, url_for("letters.overview", muc=URGENT))


def _to_sign(officer: Officer, at: datetime, most: int, total: int) -> Heap:
    lines = [_line(letter, _("Chờ duyệt"), "amber") for letter in first_drafts(officer, at, most)]
    return Heap(_("Thư chờ duyệt"), lines, total, url_for("letters.approve"))


def _to_send(officer: Officer, at: datetime, most: int, total: int) -> Heap:
    lines = [
        _line(letter, _("Số %(number)s, chờ gửi", number=number_text(letter)), "blue")
        for letter in first_signed(READY, officer, at, most)
    ]
    return Heap(_("Thư đã duyệt, chờ gửi"), lines, total, url_for("letters.overview", muc=READY))


def _texts(officer: Officer, at: datetime, most: int, total: int) -> Heap:
    letters = first_signed(TEXTS, officer, at, most)
    lines = [_line(letter, _("Tin chờ gửi tay"), "amber", MESSAGES) for letter in letters]
    return Heap(_("Tin có thư chờ gửi tay"), lines, total, url_for("letters.overview", muc=TEXTS))


def _line(letter: Letter, status: str, tone: str, anchor: str | None = None) -> LineOfDay:
    """Return whom a letter is for; a line of the day names people as the heaps of dossiers do."""
    what = f"{OCCASION_NAMES[letter.occasion]} – {addressee_text(letter)}"
    return LineOfDay(
        url_for("letters.show", id=letter.id, _anchor=anchor), "", what, status, tone, ("letters", letter.id)
    )
