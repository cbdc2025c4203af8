"""Sổ tiếp công dân under /can-bo/tiep-cong-dan: read, searched, written, changed, printed."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.addresses import page_count, page_number
from cqtt.audit.actions import record, record_view
from cqtt.clock import moment_text, now, today
from cqtt.commune.absence import officers_at_work
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.papers.people import unit_head
from cqtt.error_pages import error_page
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.leaders import reception_book as book
from cqtt.leaders.models import ReceptionEntry
from cqtt.leaders.printed_reception import book_pdf
from cqtt.leaders.receiving import change_entry, entry_written_with, strike_entry, write_entry
from cqtt.leaders.reception_forms import EntryForm, StrikeForm
from cqtt.leaders.roster import leaders_at_work
from cqtt.leaders.rules import EntryRefused
from cqtt.leaders.views import bp
from cqtt.register.rules import Period, PeriodRefused, month_of, read_period
from cqtt.roles import Role
from cqtt.text import clean

Answer = AnyResponse | tuple[str, int]
ALL = "/can-bo/tiep-cong-dan"
READERS = (Role.RECEPTION, Role.LEADER)
PER_PAGE = 30
MOST_PRINTED = 5_000


@dataclass(frozen=True)
class Asked:
    """The days and the words as they were typed; empty means this month, everybody."""

    since: str
    until: str
    words: str

    @classmethod
    def from_address(cls) -> "Asked":
        return cls(*(clean(request.args.get(name, ""))[:80] for name in ("tu-ngay", "den-ngay", "q")))

    def as_address(self) -> dict[str, Any]:
        """Return the parameters that say something."""
        named = {"tu-ngay": self.since, "den-ngay": self.until, "q": self.words}
        return {name: value for name, value in named.items() if value}

    def period(self) -> Period:
        """Return the days that are meant. Raise PeriodRefused."""
        return read_period(self.since, self.until, today())


@dataclass(frozen=True)
class EntryPage:
    """What the pager draws."""

    asked: Asked
    total: int
    number: int

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        return url_for("leaders.reception_entries", **self.asked.as_address(), trang=number)


@bp.get(ALL)
@requires(*READERS)
def reception_entries() -> tuple[str, int]:
    """The entries of some days that this officer may read, the newest first. It is recorded."""
    asked = Asked.from_address()
    try:
        period = asked.period()
    except PeriodRefused as refused:
        return _list(asked, month_of(today()), refused.sentence), 422
    shown = _list(asked, period, "")
    begin_writing()
    record_view("view", "reception_book", period.code, now())
    db.session.commit()
    return shown, 200


@bp.get(f"{ALL}.pdf")
@requires(*READERS)
def reception_book_pdf() -> Response:
    """The same, printed; it is recorded. The sealed book is a paper of its own, so that it is not left lying about."""
    asked = Asked.from_address()
    period, is_sealed = asked.period(), "kin" in request.args
    wanted = book.of_book(book.found(me(), book.Search(period.first, period.last, asked.words)), is_sealed)
    if book.how_many(wanted) > MOST_PRINTED:
        raise PeriodRefused(_("Những ngày này có quá nhiều mục để in một lần. Xin chọn khoảng ngắn hơn."))
    under = _("In lúc %(at)s, người in: %(name)s", at=moment_text(now()), name=current_user.name)
    title = _("Sổ tiếp công dân (sổ kín)") if is_sealed else _("Sổ tiếp công dân")
    made = book_pdf(unit_head(the_commune()), title, period.text, under, book.parts_of(wanted))
    begin_writing()
    record("print", "reception_book", period.code, officer_id=me().id)
    db.session.commit()
    return send_bytes(made, "application/pdf", f"so-tiep-cong-dan-{period.code}.pdf", inline=True)


@bp.route(f"{ALL}/them", methods=["GET", "POST"])
@requires(*READERS)
@keeps_typed
def add_reception_entry() -> Answer:
    """Write down who was received, about what, and what was done."""
    form = EntryForm.new(leaders_at_work(), officers_at_work(), me().id)
    if not form.accepted():
        return _show(form, None, form.http_status)
    try:
        number = book.number_of(write_entry(form.written(), form.start_key.data, me(), now()))
        db.session.commit()
    except EntryRefused as refused:
        return _show_refused(form, None, refused)
    except IntegrityError:
        db.session.rollback()  # the same form, sent twice at once: the first has written it
        number = book.number_of(entry_written_with(form.start_key.data) or abort(409))
    flash(_("Đã ghi vào sổ, số %(number)s.", number=number))
    return redirect(url_for(".reception_entries"), 303)


@bp.route(f"{ALL}/<row:id>", methods=["GET", "POST"])
@requires(*READERS)
@keeps_typed
def reception_entry(id: int) -> Answer:
    """Read one entry, and change it. Reading is recorded."""
    entry = _entry_or_404(id)
    form = EntryForm.of(entry, leaders_at_work(), officers_at_work())
    if request.method == "GET":
        return _show_and_note(form, entry)
    if not form.accepted():
        return _show(form, entry, form.http_status)
    try:
        entry = change_entry(entry, form.revision.data, form.written(), me(), now())
    except ChangedMeanwhile:
        return _show_what_changed(form, id)
    except EntryRefused as refused:
        return _show_refused(form, id, refused)
    number = book.number_of(entry)
    db.session.commit()
    flash(_("Đã lưu mục số %(number)s.", number=number))
    return redirect(url_for(".reception_entries"), 303)


@bp.post(f"{ALL}/<row:id>/huy")
@requires(*READERS)
def strike_reception_entry(id: int) -> AnyResponse:
    """Strike out an entry that was written by mistake; a line without words keeps its number."""
    entry = _entry_or_404(id)
    form = StrikeForm.from_request()
    if not form.accepted():
        abort(400)
    number = book.number_of(entry)
    strike_entry(entry, form.seen.data, now())
    db.session.commit()
    flash(_("Đã gạch bỏ mục số %(number)s. Số này vẫn giữ trong sổ.", number=number))
    return redirect(url_for(".reception_entries"), 303)


@bp.errorhandler(PeriodRefused)
def not_these_days(error: PeriodRefused) -> tuple[str, int]:
    """Say what is wrong with the days that were to be printed; the page itself keeps what was typed."""
    return error_page(422, error.sentence)


def _list(asked: Asked, period: Period, mistake: str) -> str:
    wanted = book.found(me(), book.Search(period.first, period.last, asked.words))
    total = 0 if mistake else book.how_many(wanted)
    number = min(page_number(request.args.get("trang", "")), page_count(total, PER_PAGE))
    return render_template(
        "leaders/reception_entries.html",
        asked=asked,
        period=period,
        mistake=mistake,
        page=EntryPage(asked, total, number),
        entries=book.page_of(wanted, number, PER_PAGE) if total else [],
        has_sealed=bool(total and book.how_many(book.of_book(wanted, is_sealed=True))),
        number_of=book.number_of,
        hosts_of=book.hosts_of,
        handling_of=book.handling_of,
        tracks=book.TRACK_NAMES,
        struck=book.struck_words(),
    )


def _show(form: EntryForm, entry: ReceptionEntry | None, status: int, **more: object) -> tuple[str, int]:
    number = book.number_of(entry) if entry else ""
    strike = StrikeForm(formdata=None, seen=entry.revision) if entry else None
    page = render_template("leaders/reception_entry.html", form=form, entry=entry, number=number, strike=strike, **more)
    return page, status


def _show_and_note(form: EntryForm, entry: ReceptionEntry) -> tuple[str, int]:
    """Show an entry, and record who read it, in a short transaction of its own after the reading."""
    id, shown = entry.id, _show(form, entry, 200)
    begin_writing()
    record_view("view", "reception_entry", id, now())
    db.session.commit()
    return shown


def _show_refused(form: EntryForm, id: int | None, refused: EntryRefused) -> tuple[str, int]:
    db.session.rollback()
    form.about_id.errors = (refused.sentence,)
    return _show(form, _entry_or_404(id) if id else None, 422)


def _show_what_changed(form: EntryForm, id: int) -> tuple[str, int]:
    """Say what the entry holds by now where it is not what was typed; nothing is overwritten."""
    db.session.rollback()
    entry = _entry_or_404(id)
    stored = EntryForm.of(entry, leaders_at_work(), officers_at_work(), formdata=None)
    return _show(form, entry, 409, differences=form.rest_on(stored))


def _entry_or_404(id: int) -> ReceptionEntry:
    """Return an entry that this officer may read; any other answers as one that does not exist."""
    return book.readable_entry(me(), id) or abort(404)
