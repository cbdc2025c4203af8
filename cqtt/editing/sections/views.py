"""`<code>/sua`: the next version of a procedure, a section for each part, each saved by itself as one types."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import ONE, bp
from cqtt.editing.drafts import ChangedMeanwhile, DraftLocked, version_to_edit
from cqtt.editing.finding import procedure_or_404
from cqtt.editing.sections.actions import CodeTaken, own_files, write_part
from cqtt.editing.sections.page import EditPage, Sent, conflict_of, other_editor, sent_part
from cqtt.editing.sections.parts import TITLES, Part
from cqtt.editing.sections.received import ACCEPTED
from cqtt.editing.sections.rows import MOST, file_box
from cqtt.editing.sections.seen import Hidden, seen_by_citizens
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.procedures.models import FileKind, Procedure
from cqtt.procedures.versions import content_of_version
from cqtt.roles import Role

Answer = Response | tuple[str, int]
EDIT = f"{ONE}/sua"
A_PART = f"<any({', '.join(repr(part.value) for part in Part)}):part>"
WHOLE_PART = "editing/sections/part.html"


@bp.get(EDIT)
@requires(Role.ADMINISTRATOR)
def edit(code: str) -> str:
    """The draft, or what a draft would begin as; for HTMX, whether the part named by `phan` is saved."""
    asked = request.args.get("phan")
    page = EditPage.of(procedure_or_404(code), Part(asked) if asked in list(Part) else None)
    return show("editing/sections/edit.html", page)


@bp.get(f"{EDIT}/{A_PART}")
@requires(Role.ADMINISTRATOR)
def show_part(code: str, part: str) -> str:
    """One section as it is stored, in place of what was typed there."""
    return show(WHOLE_PART, EditPage.of(procedure_or_404(code), Part(part)))


@bp.post(f"{EDIT}/{A_PART}")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def save_part(code: str, part: str) -> Answer:
    """Save one section in the draft; the first one begins it. Nothing of it is seen by citizens."""
    procedure = procedure_or_404(code)
    sent = sent_part(content_of_version(version_to_edit(procedure)), Part(part))
    if sent.rows:
        sent = Sent(sent.part, sent.form, sent.rows.checked(own_files(procedure)))
    page, status = saved(procedure, sent)
    if status != 200:
        return show("editing/sections/edit.html", page), status
    return redirect(url_for(".edit", code=code, phan=part, _anchor=part), 303)


def saved(procedure: Procedure, sent: Sent) -> tuple[EditPage, int]:
    """Save what was typed, and return the page to show: as it is now, with mistakes, or beside what another wrote."""
    if not sent.accepted():
        return EditPage.of(procedure, sent.part, sent=sent), 422
    at, other = now(), other_editor(version_to_edit(procedure), me(), now())
    values = sent.values(content_of_version(version_to_edit(procedure)))
    try:
        write_part(procedure, sent.part, values, sent.form.state_seen, me(), at)
        db.session.commit()
    except ChangedMeanwhile as meanwhile:
        db.session.rollback()
        return EditPage.of(
            procedure, sent.part, sent=sent, conflict=conflict_of(procedure, sent, meanwhile.current)
        ), 409
    except CodeTaken as taken:
        db.session.rollback()
        sent.form["code"].errors = [taken.sentence]
        return EditPage.of(procedure, sent.part, sent=sent), 422
    except DraftLocked as locked:
        db.session.rollback()
        return EditPage.of(procedure, sent.part, sent=sent, refused=locked.sentence), 409
    if other:
        flash(other, "warning")
    return EditPage.of(procedure, sent.part), 200


def show(template: str, page: EditPage) -> str:
    """Draw the page, or the fragment of it that the template names."""
    return render_template(
        template,
        page=page,
        code=page.procedure.address_code,
        parts=TITLES,
        part=page.part,
        Part=Part,
        Hidden=Hidden,
        kinds=list(FileKind),
        accepted=ACCEPTED,
        most=MOST,
        file_box=file_box,
        seen_by_citizens=seen_by_citizens,
        other=other_editor(page.version, me(), now()),
    )
