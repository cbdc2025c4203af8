"""The cases behind each number, under /can-bo/danh-gia-don-vi/<chỉ số>: on screen and as tables to take away."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_login import current_user

from cqtt.access import requires
from cqtt.addresses import page_count, page_number
from cqtt.audit.actions import record_view
from cqtt.clock import now
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.evaluation.asked import AskedCases, days_in_address
from cqtt.evaluation.cases import Case, Wanted, page_of, parts_of
from cqtt.evaluation.figures import counts_of
from cqtt.evaluation.openness import complete_at, published_at, read_off
from cqtt.evaluation.rules import OF_SLUG, OUTLINES, UNIT_READERS, Indicator, Part, Subject, may_list, opened_by
from cqtt.evaluation.sheets import case_table
from cqtt.evaluation.showing import list_address
from cqtt.evaluation.staff_views import UNIT, handed_out
from cqtt.evaluation.tables import CSV, XLSX, csv_file, workbook
from cqtt.evaluation.views import bp
from cqtt.evaluation.words import WORDS
from cqtt.evaluation.work import name_of_procedure
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.roles import Role

PER_PAGE = 50
READ_AT = {  # where a case is opened
    Subject.DOSSIERS: "dossiers.work_on",
    Subject.PAYMENTS: "dossiers.work_on",
    Subject.FEEDBACK: "feedback.work_on",
}


@dataclass(frozen=True)
class Pages:
    """What the pager and the heads of the columns draw."""

    slug: str
    asked: AskedCases
    total: int
    number: int

    @property
    def pages(self) -> int:
        return page_count(self.total, PER_PAGE)

    def url(self, number: int) -> str:
        page = number if number > 1 else None
        return list_address(self.slug, **self.asked.as_address(), trang=page)

    def of(self, part: str) -> str:
        return replace(self, asked=replace(self.asked, part=Part(part))).url(1)

    def ordered(self, order: str) -> str:
        """Return the address in another order; pressed again, it is turned round."""
        turned = f"-{order}" if self.asked.order == order else order
        return replace(self, asked=replace(self.asked, order=turned)).url(1)

    def direction(self, order: str) -> str | None:
        return {order: "ascending", f"-{order}": "descending"}.get(self.asked.order)


def _addresses(subject: Subject) -> str:
    """Return the rule of the addresses of all numbers that count such things."""
    slugs = ", ".join(repr(outline.slug) for outline in OUTLINES.values() if outline.subject is subject)
    return f"{UNIT}/<any({slugs}):slug>"


@bp.get(_addresses(Subject.DOSSIERS))
@requires(*opened_by(Subject.DOSSIERS))
def dossier_cases(slug: str) -> str:
    """Exactly the dossiers that a number counted, a page at a time. It names people, so it is recorded."""
    wanted, asked = _wanted(slug)
    shown = _list(slug, wanted, asked)
    begin_writing()
    record_view("view", "evaluation", f"{slug} {asked.span.period.code}", now())
    db.session.commit()
    return shown


@bp.get(_addresses(Subject.PAYMENTS))
@requires(*opened_by(Subject.PAYMENTS))
def payment_cases(slug: str) -> str:
    """Exactly the payments that a number counted, by the codes of their dossiers."""
    return _list(slug, *_wanted(slug))


@bp.get(_addresses(Subject.FEEDBACK))
@requires(*opened_by(Subject.FEEDBACK))
def feedback_cases(slug: str) -> str:
    """Exactly the feedback that a number counted, by its codes."""
    return _list(slug, *_wanted(slug))


@bp.get(_addresses(Subject.PROCEDURES))
@requires(*opened_by(Subject.PROCEDURES))
def procedure_cases(slug: str) -> str:
    """Exactly the procedures that a number counted, and what each leaves blank."""
    return _list(slug, *_wanted(slug))


def _list(slug: str, wanted: Wanted, asked: AskedCases) -> str:
    number = page_number(request.args.get("trang", ""))
    found, total = page_of(wanted, number, PER_PAGE)
    if not found and number > 1:
        number = page_count(total, PER_PAGE)
        found, total = page_of(wanted, number, PER_PAGE)
    return _page(wanted, Pages(slug, asked, total, number), found)


def _page(wanted: Wanted, pages: Pages, found: list[Case]) -> str:
    asked = pages.asked
    reads_unit = current_user.has_role(*UNIT_READERS)
    return render_template(
        "evaluation/cases.html",
        pages=pages,
        cases=[(case, _href(wanted.indicator, case)) for case in found],
        asked=asked,
        words=WORDS[wanted.indicator],
        tabs=_tabs(wanted),
        is_of_dossiers=OUTLINES[wanted.indicator].subject is Subject.DOSSIERS,
        is_of_procedures=OUTLINES[wanted.indicator].subject is Subject.PROCEDURES,
        narrowed=_narrowed_to(asked),
        trail=_trail(asked, reads_unit),
        files=[(form, list_address(pages.slug, form=form, **asked.as_address())) for form in ("xlsx", "csv")],
        masked=wanted.masked,
        **({"current_place": url_for("evaluation.unit")} if reads_unit else {}),
    )


def _narrowed_to(asked: AskedCases) -> list[str]:
    """Return whose work, or which procedure, a list is about where it is not everybody's and all."""
    officer = db.session.get(Officer, asked.officer_id) if asked.officer_id else None
    procedure = name_of_procedure(asked.procedure_id) if asked.procedure_id else ""
    return [name for name in (officer.name if officer else "", procedure) if name]


def _trail(asked: AskedCases, reads_unit: bool) -> list[tuple[str, str]]:
    """Return the way back to the page whose number led here, with its days."""
    days = days_in_address(asked.span)
    trail = [(_("Đánh giá đơn vị"), url_for("evaluation.unit", **days))] if reads_unit else []
    if asked.officer_id and current_user.has_role(*CASE_ROLES):
        title = _("Việc của từng cán bộ") if current_user.has_role(Role.LEADER) else _("Kết quả của tôi")
        trail.append((title, url_for("evaluation.officers", **days)))
    elif asked.procedure_id and reads_unit:
        trail.append((_("Thủ tục nào hay trễ"), url_for("evaluation.procedures", **days)))
    return trail


TONES = {Part.ALL: "blue", Part.GOOD: "green", Part.EARLY: "green", Part.ON_DUE_DAY: "green", Part.OTHER: "red"}


def _names(indicator: Indicator) -> dict[Part, Any]:
    """Return the parts a list may be narrowed to, and their names; of praise each is as it should be."""
    if indicator is Indicator.PRAISE:
        return {Part.ALL: _("tất cả")}
    words = WORDS[indicator]
    finer = {Part.EARLY: _("trước hạn"), Part.ON_DUE_DAY: _("đúng hạn")} if indicator is Indicator.ON_TIME else {}
    return {Part.ALL: _("tất cả"), Part.GOOD: words.good, **finer, Part.OTHER: words.other}


def _tabs(wanted: Wanted) -> list[tuple[Part, Any, str, int]]:
    """Return the parts of a list: which, its name, its tone, and how many cases it has."""
    counts = _counts(wanted)
    return [(part, name, TONES[part], counts[part]) for part, name in _names(wanted.indicator).items()]


def _counts(wanted: Wanted) -> dict[Part, int]:
    """Return how many cases the parts have, as the number said that led here."""
    if OUTLINES[wanted.indicator].subject is not Subject.PROCEDURES:
        return counts_of(wanted.indicator, wanted.scope)
    moment = read_off(wanted.scope.period, wanted.scope.at)
    tally = complete_at(published_at(moment), moment)
    return {Part.ALL: tally.all, Part.GOOD: tally.good, Part.OTHER: tally.other}


FILE = ".<any('xlsx', 'csv'):form>"


@bp.get(f"{_addresses(Subject.DOSSIERS)}{FILE}")
@requires(*opened_by(Subject.DOSSIERS))
def dossier_cases_file(slug: str, form: str) -> Response:
    """The same dossiers, all of them, as a workbook or CSV; taking it is recorded."""
    return _file(slug, form)


@bp.get(f"{_addresses(Subject.PAYMENTS)}{FILE}")
@requires(*opened_by(Subject.PAYMENTS))
def payment_cases_file(slug: str, form: str) -> Response:
    """The same payments; taking them is recorded."""
    return _file(slug, form)


@bp.get(f"{_addresses(Subject.FEEDBACK)}{FILE}")
@requires(*opened_by(Subject.FEEDBACK))
def feedback_cases_file(slug: str, form: str) -> Response:
    """The same feedback; taking it is recorded."""
    return _file(slug, form)


@bp.get(f"{_addresses(Subject.PROCEDURES)}{FILE}")
@requires(*opened_by(Subject.PROCEDURES))
def procedure_cases_file(slug: str, form: str) -> Response:
    """The same procedures; taking them is recorded."""
    return _file(slug, form)


def _file(slug: str, form: str) -> Response:
    wanted, asked = _wanted(slug)
    subject, unit_name = OUTLINES[wanted.indicator].subject, the_commune().full_name
    part = "" if asked.part is Part.ALL else str(_names(wanted.indicator).get(asked.part, ""))
    about = [asked.span.name, *filter(None, [part]), *_narrowed_to(asked)]
    table = case_table(wanted.indicator, subject, about, parts_of(wanted))
    if form == "csv":
        return handed_out(csv_file(table), CSV, slug, asked.span, form)
    return handed_out(workbook(table.above[0], unit_name, [table]), XLSX, slug, asked.span, form)


def _wanted(slug: str) -> tuple[Wanted, AskedCases]:
    """Return the cases that are asked for: of everybody's work for a leader, else of the officer's own."""
    indicator, asked = OF_SLUG[slug], AskedCases.from_address()
    if asked.officer_id not in (None, me().id) and not current_user.has_role(Role.LEADER):
        abort(403)
    if not may_list(OUTLINES[indicator].subject, current_user.role_set, is_own=False):
        asked = replace(asked, officer_id=me().id)
    masked = not current_user.has_role(*CASE_ROLES)
    return Wanted(indicator, asked.scope(now()), asked.part, asked.order, masked), asked


def _href(indicator: Indicator, case: Case) -> str | None:
    subject = OUTLINES[indicator].subject
    if subject is Subject.PROCEDURES:
        return url_for("procedures.show", code=case.id)
    return url_for(READ_AT[subject], id=case.id) if current_user.has_role(*CASE_ROLES) else None
