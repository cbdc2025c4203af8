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
from cqtt.evaluation.figures import tally_of
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
    return render_template(
        "evaluation/cases.html",
        pages=pages,
        cases=[(case, _href(wanted.indicator, case)) for case in found],
        asked=asked,
        words=WORDS[wanted.indicator],
        tabs=_tabs(wanted.indicator),
        counts=_counts(wanted) | {asked.part.value: pages.total},
        is_of_dossiers=OUTLINES[wanted.indicator].subject is Subject.DOSSIERS,
        is_of_procedures=OUTLINES[wanted.indicator].subject is Subject.PROCEDURES,
        days=days_in_address(asked.span),
        files=[(form, list_address(pages.slug, form=form, **asked.as_address())) for form in ("xlsx", "csv")],
        officer=db.session.get(Officer, asked.officer_id) if asked.officer_id else None,
        procedure=name_of_procedure(asked.procedure_id) if asked.procedure_id else "",
        masked=wanted.masked,
        reads_unit=current_user.has_role(*UNIT_READERS),
    )


def _counts(wanted: Wanted) -> dict[str, int]:
    """Return how many cases the parts have, as the number said that led here."""
    if OUTLINES[wanted.indicator].subject is Subject.PROCEDURES:
        return {}
    tally = tally_of(wanted.indicator, wanted.scope)
    return {Part.ALL.value: tally.all, Part.GOOD.value: tally.good, Part.OTHER.value: tally.other}


def _tabs(indicator: Indicator) -> list[tuple[str, Any, str]]:
    """Return the parts a list can be narrowed to: address, words, tone."""
    words = WORDS[indicator]
    finer = [(Part.EARLY, _("trước hạn"), "green"), (Part.ON_DUE_DAY, _("đúng hạn"), "green")]
    return [
        (Part.ALL.value, _("tất cả"), "blue"),
        (Part.GOOD.value, words.good, "green"),
        *((part.value, label, tone) for part, label, tone in finer if indicator is Indicator.ON_TIME),
        *([(Part.OTHER.value, words.other, "red")] if indicator is not Indicator.PRAISE else []),
    ]


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
    table = case_table(wanted.indicator, subject, asked.span, parts_of(wanted))
    if form == "csv":
        return handed_out(csv_file(table), CSV, slug, asked.span, form)
    return handed_out(workbook(table.above[0], unit_name, [table]), XLSX, slug, asked.span, form)


def _wanted(slug: str) -> tuple[Wanted, AskedCases]:
    """Return the cases that are asked for: of everybody's work for a leader, else of the officer's own."""
    indicator, asked = OF_SLUG[slug], AskedCases.from_address()
    if not may_list(OUTLINES[indicator].subject, current_user.role_set, is_own=False):
        if asked.officer_id not in (None, me().id):
            abort(403)
        asked = replace(asked, officer_id=me().id)
    masked = not current_user.has_role(*CASE_ROLES)
    return Wanted(indicator, asked.scope(now()), asked.part, asked.order, masked), asked


def _href(indicator: Indicator, case: Case) -> str | None:
    subject = OUTLINES[indicator].subject
    if subject is Subject.PROCEDURES:
        return url_for("procedures.show", code=case.id)
    return url_for(READ_AT[subject], id=case.id) if current_user.has_role(*CASE_ROLES) else None
