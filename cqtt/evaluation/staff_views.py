"""The evaluation of the unit under /can-bo/danh-gia-don-vi: the five groups, the procedures; on paper and as tables."""

from typing import Any

from flask import Response, render_template, url_for
from flask_login import current_user

from cqtt.access import requires
from cqtt.clock import moment_text, now, today
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.dossiers.case_access import note_handing_out
from cqtt.error_pages import error_page
from cqtt.evaluation.asked import AskedDays, days_in_address
from cqtt.evaluation.figures import Report, report_of, trend_of
from cqtt.evaluation.periods import Span, months_until, offered, read_span, short_name
from cqtt.evaluation.rules import GROUP_NAMES, OUTLINES, UNIT_READERS, Indicator, Subject
from cqtt.evaluation.sheets import procedure_table, report_table
from cqtt.evaluation.showing import Ways, change_words, columns_of, length, points_words
from cqtt.evaluation.tables import CSV, XLSX, csv_file, workbook
from cqtt.evaluation.views import bp
from cqtt.evaluation.words import ELSEWHERE, WORDS
from cqtt.evaluation.work import work_of_procedures
from cqtt.i18n import _
from cqtt.register.rules import PeriodRefused

UNIT = "/can-bo/danh-gia-don-vi"
OF_RATINGS = [indicator for indicator, outline in OUTLINES.items() if outline.subject is Subject.RATINGS]


@bp.get(UNIT)
@requires(*UNIT_READERS)
def unit() -> tuple[str, int]:
    """The points of the unit in the five groups, beside those of the period before."""
    asked = AskedDays.from_address()
    try:
        span = asked.span()
    except PeriodRefused as refused:
        return _page("evaluation/unit.html", asked, this_month(), mistake=refused.sentence), 422
    return _page("evaluation/unit.html", asked, span, report=report_of(span, now()), **_trend(span)), 200


@bp.get(f"{UNIT}/in")
@requires(*UNIT_READERS)
def unit_on_paper() -> str:
    """The same to be printed, with the definition of each number."""
    span = AskedDays.from_address().span()
    printed = _("In lúc %(at)s, người in: %(name)s", at=moment_text(now()), name=current_user.name)
    report = report_of(span, now())
    return _page("evaluation/unit_on_paper.html", AskedDays.from_address(), span, report=report, printed=printed)


@bp.get(f"{UNIT}.xlsx")
@requires(*UNIT_READERS)
def unit_xlsx() -> Response:
    """The figures and the procedures as a workbook; they name nobody, but that they were taken is recorded."""
    span, unit_name = AskedDays.from_address().span(), the_commune().full_name
    tables = [report_table(report_of(span, now())), procedure_table(span, work_of_procedures(span.period, now()))]
    return handed_out(workbook(tables[0].above[0], unit_name, tables), XLSX, "danh-gia-don-vi", span, "xlsx")


@bp.get(f"{UNIT}.csv")
@requires(*UNIT_READERS)
def unit_csv() -> Response:
    """The figures alone, as CSV."""
    span = AskedDays.from_address().span()
    return handed_out(csv_file(report_table(report_of(span, now()))), CSV, "danh-gia-don-vi", span, "csv")


def handed_out(made: bytes, media_type: str, name: str, span: Span, form: str) -> Response:
    """Answer with a table to be saved, and record who took which."""
    answer = Response(made, content_type=media_type)
    file = f"{name}-{span.period.code}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    answer.headers["Cache-Control"] = "no-store, private"
    note_handing_out("export", "evaluation", f"{name} {span.period.code}", officer_id=me().id, form=form)
    return answer


def this_month() -> Span:
    return read_span("", "", "", today())


def _trend(span: Span) -> dict[str, Any]:
    """Return the twelve months that end with the period, for the chart and the table beside it."""
    months = months_until(span, today())
    tallies = trend_of(months, now())
    return {
        "months": [(short_name(month), month, tally) for month, tally in zip(months, tallies, strict=True)],
        "columns": columns_of(tallies),
    }


def _page(template: str, asked: AskedDays, span: Span, report: Report | None = None, **more: Any) -> str:
    of_the_unit = {
        "report": report,
        "group_names": GROUP_NAMES,
        "elsewhere": ELSEWHERE,
        "of_ratings": OF_RATINGS,
        "change_words": change_words,
        "points_words": points_words,
        "current_place": url_for(".unit"),
        "months": [],
        "columns": [],
    }
    return page_about(template, asked, span, **(of_the_unit | more))


def page_about(template: str, asked: AskedDays, span: Span, **values: Any) -> str:
    """Draw a page of figures of a period, with what all of them need; `mistake` says why another was not taken."""
    return render_template(
        template,
        asked=asked,
        span=span,
        days=days_in_address(span),
        offered=offered(today()),
        is_running=span.runs_on(today()),
        words=WORDS,
        Indicator=Indicator,
        ways=Ways(span, current_user.role_set, me().id),
        length=length,
        **({"mistake": ""} | values),
    )


@bp.errorhandler(PeriodRefused)
def not_these_days(error: PeriodRefused) -> tuple[str, int]:
    """Say what is wrong with the days; a page keeps what was typed, a file cannot."""
    return error_page(422, error.sentence)
