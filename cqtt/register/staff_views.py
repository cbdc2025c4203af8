"""The register of dossiers on screen, on paper and as a workbook; and form 06 of one dossier."""

from flask import Response, render_template
from flask_login import current_user
from sqlalchemy import select

from cqtt.access import requires
from cqtt.audit.actions import record, record_view
from cqtt.clock import moment_text, now, today
from cqtt.commune.models import the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.case_access import whole_case_or_404
from cqtt.dossiers.models import NamedForm
from cqtt.dossiers.papers.filling import name_of
from cqtt.dossiers.papers.people import office_head, unit_name
from cqtt.dossiers.rules import CASE_ROLES
from cqtt.error_pages import error_page
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.i18n import _
from cqtt.procedures.models import ProcedureField
from cqtt.register import printed_book
from cqtt.register.asked import PER_PAGE, Asked, Pages
from cqtt.register.book import Sheet, Totals, moment, page_of, parts_of, totals_of
from cqtt.register.control_slip import slip_pdf
from cqtt.register.rules import PeriodRefused, month_of
from cqtt.register.views import bp
from cqtt.register.workbook import workbook
from cqtt.roles import Role

READERS = (*CASE_ROLES, Role.OVERSEER)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/can-bo/so-theo-doi")
@requires(*READERS)
def register() -> tuple[str, int]:
    """Form 07 of some days, with its sums. An overseer sees who the people are only in part. It is recorded."""
    asked = Asked.from_address()
    try:
        sheet = asked.sheet()
    except PeriodRefused as refused:
        return _shown(asked, Sheet(month_of(today())), None, refused.sentence), 422
    shown = _shown(asked, sheet, totals_of(sheet), "")
    begin_writing()
    record_view("view", "register", sheet.period.code, now())
    db.session.commit()
    return shown, 200


def _shown(asked: Asked, sheet: Sheet, totals: Totals | None, mistake: str) -> str:
    pages = Pages(asked, totals.lines if totals else 0)
    return render_template(
        "register/register.html",
        asked=asked,
        period=sheet.period,
        mistake=mistake,
        totals=totals,
        pages=pages,
        moment=moment,
        lines=page_of(sheet, unit_name(the_commune()), pages.number, PER_PAGE) if totals else [],
        fields=db.session.scalars(select(ProcedureField).order_by(ProcedureField.position, ProcedureField.name)).all(),
        reads_cases=current_user.has_role(*CASE_ROLES),
    )


@bp.get("/can-bo/so-theo-doi.pdf")
@requires(*READERS)
def register_pdf() -> Response:
    """The same, printed; it is recorded."""
    sheet, commune = Asked.from_address().sheet(), the_commune()
    totals = totals_of(sheet)
    printed_book.check_length(totals.lines)
    under = _("In lúc %(at)s, người in: %(name)s", at=moment_text(now()), name=current_user.name)
    parts = parts_of(sheet, unit_name(commune))
    made = printed_book.book_pdf(
        name_of(NamedForm.REGISTER)[0], office_head(commune), _days(sheet), under, parts, totals.text
    )
    _note_export(sheet, "pdf", totals.lines)
    return send_bytes(made, PDF, f"so-theo-doi-{sheet.period.code}.pdf", inline=True)


@bp.get("/can-bo/so-theo-doi.xlsx")
@requires(*READERS)
def register_xlsx() -> Response:
    """The same as a workbook; it is recorded."""
    sheet, commune = Asked.from_address().sheet(), the_commune()
    totals = totals_of(sheet)
    title, parts = f"{name_of(NamedForm.REGISTER)[0]} – {_days(sheet)}", parts_of(sheet, unit_name(commune))
    made = workbook(title, commune.full_name, parts, totals.text)
    _note_export(sheet, "xlsx", totals.lines)
    return send_bytes(made, XLSX, f"so-theo-doi-{sheet.period.code}.xlsx")


def _days(sheet: Sheet) -> str:
    """Return the days in words, with the field of work where only one is meant."""
    field = db.session.get(ProcedureField, sheet.field) if sheet.field else None
    return sheet.period.text + (_(", lĩnh vực %(field)s", field=field.name) if field else "")


def _note_export(sheet: Sheet, form: str, lines: int) -> None:
    """Record that personal data left the program, in a short transaction of its own after the reading."""
    begin_writing()
    record("export", "register", sheet.period.code, officer_id=me().id, form=form, lines=lines, field=sheet.field)
    db.session.commit()


@bp.get("/can-bo/ho-so/<row:id>/phieu-kiem-soat.pdf")
@requires(*CASE_ROLES)
def control_slip(id: int) -> Response:
    """Form 06 of one dossier as it stands now; printing it is recorded."""
    dossier = whole_case_or_404(id)
    made, name = slip_pdf(dossier, the_commune(), me(), now()), f"{dossier.code}-phieu-kiem-soat.pdf"
    begin_writing()
    record("print", "dossier", id, officer_id=me().id, form="control_slip")
    db.session.commit()
    return send_bytes(made, PDF, name, inline=True)


@bp.errorhandler(PeriodRefused)
def not_these_days(error: PeriodRefused) -> tuple[str, int]:
    """Say what is wrong with the days; the page of the register keeps what was typed, a file cannot."""
    return error_page(422, error.sentence)
