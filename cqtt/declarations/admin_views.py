"""The templates of declarations, under /quan-tri/thu-tuc: which procedures have one, and those of one procedure."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.models import Officer, the_commune
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.declarations import actions, kept
from cqtt.declarations.forms import TemplateForm
from cqtt.declarations.models import DeclarationTemplate
from cqtt.declarations.names import NameGroup, known_names, name_groups
from cqtt.declarations.rules import Accepted
from cqtt.declarations.values import example_values
from cqtt.declarations.views import bp
from cqtt.declarations.word_files import word_file
from cqtt.dossiers.case_access import note_handing_out
from cqtt.extensions import db
from cqtt.files import StoreFull
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _, _l
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.roles import Role
from cqtt.text import clean, sort_key

Answer = AnyResponse | tuple[str, int]
OF_PROCEDURE = "/quan-tri/thu-tuc/<code>/to-khai"
MOST_FOUND = 20
WAYS = {
    "dung": (actions.use, _l("Từ nay tờ khai được điền theo mẫu này.")),
    "ngung": (actions.take_out_of_use, _l("Mẫu đã ngừng dùng. Có thể dùng lại bất cứ lúc nào.")),
}


@bp.get("/quan-tri/thu-tuc/to-khai")
@requires(Role.ADMINISTRATOR)
def overview() -> str:
    """The procedures that have templates; a search leads to any other."""
    typed = clean(request.args.get("q", ""))[:100]
    catalogue = published_catalogue()
    in_use = _in_use()
    shown = [catalogue.by_slug[hit.key] for hit in catalogue.search(typed, MOST_FOUND)] if typed else _with_templates()
    return render_template("declarations/overview.html", procedures=shown, in_use=in_use, typed=typed)


@bp.route(OF_PROCEDURE, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@reads_first
@keeps_typed
def templates(code: str) -> Answer:
    """The templates of a procedure and the names they may use; a POST brings a new one."""
    procedure = _procedure_or_404(code)
    groups = name_groups(procedure.content, the_commune())
    form = TemplateForm(known_names(groups))
    if form.accepted() and form.accepted_template:
        try:
            _keep(procedure, form.accepted_template)
        except StoreFull as full:
            form.file.errors = [full.sentence]
        else:
            flash(_("Đã nhận mẫu. Từ nay tờ khai của thủ tục này được điền theo mẫu mới."))
            return redirect(url_for(".templates", code=code), 303)
    shown = _shown(procedure, groups)
    return render_template("declarations/templates.html", form=form, **shown), form.http_status


@bp.get(f"{OF_PROCEDURE}/<row:id>/mau.docx")
@requires(Role.ADMINISTRATOR)
def stored_template(code: str, id: int) -> Response:
    """Send a template as it was uploaded, to be worked on; it is recorded."""
    template = _template_or_404(code, id)
    answer = word_file(_read(template), template.name.removesuffix(".docx"))
    note_handing_out("download", "declaration_template", id)
    return answer


@bp.get(f"{OF_PROCEDURE}/<row:id>/thu.docx")
@requires(Role.ADMINISTRATOR)
def trial(code: str, id: int) -> Response:
    """Send a template filled with examples; it is recorded."""
    template = _template_or_404(code, id)
    _read(template)
    groups = name_groups(_procedure_or_404(code).content, the_commune())
    answer = word_file(kept.filled(template, example_values(groups)), _("Bản thử %(code)s", code=code))
    note_handing_out("download", "declaration_template", id, form="trial")
    return answer


@bp.post(f"{OF_PROCEDURE}/<row:id>/<any(dung, ngung):way>")
@requires(Role.ADMINISTRATOR)
def change_template(code: str, id: int, way: str) -> AnyResponse:
    """Take a template up again, or out of use."""
    act, said = WAYS[way]
    act(_template_or_404(code, id))
    db.session.commit()
    flash(str(said))
    return redirect(url_for(".templates", code=code), 303)


def _keep(procedure: Published, accepted: Accepted) -> None:
    """Store the template, then write its row; the same file sent twice is one template."""
    storage_key = kept.template_store().put(accepted.content)
    begin_writing()
    same = next((one for one in kept.templates_of(procedure.id) if one.sha256 == accepted.digest), None)
    if same:
        actions.use(same)
    else:
        actions.put_to_use(procedure.id, accepted, storage_key, me(), now())
    db.session.commit()
    if same:
        kept.template_store().remove(storage_key)


def _shown(procedure: Published, groups: list[NameGroup]) -> dict[str, Any]:
    found, known = kept.templates_of(procedure.id), known_names(groups).names
    by = select(Officer.id, Officer.name).where(Officer.id.in_({template.officer_id for template in found}))
    return {
        "procedure": procedure,
        "templates": found,
        "unknown": {one.id: [name for name in one.placeholders if name not in known] for one in found},
        "officers": {id: name for id, name in db.session.execute(by)},
        "groups": groups,
        "token": PostForm(),
    }


def _in_use() -> set[int]:
    active = select(DeclarationTemplate.procedure_id).where(DeclarationTemplate.is_active)
    return set(db.session.scalars(active))


def _with_templates() -> list[Published]:
    """Return the published procedures that have a template, also one that rests, by name."""
    ids = set(db.session.scalars(select(DeclarationTemplate.procedure_id)))
    shown = [procedure for procedure in published_catalogue().procedures if procedure.id in ids]
    return sorted(shown, key=lambda procedure: sort_key(procedure.name))


def _read(template: DeclarationTemplate) -> bytes:
    try:
        return kept.template_store().read(template.storage_key)
    except FileNotFoundError:
        abort(404)


def _template_or_404(code: str, id: int) -> DeclarationTemplate:
    """Return a template of this procedure; one of another procedure answers as one that does not exist."""
    template = db.session.get(DeclarationTemplate, id)
    if template is None or template.procedure_id != _procedure_or_404(code).id:
        abort(404)
    return template


def _procedure_or_404(code: str) -> Published:
    return published_catalogue().find(code) or abort(404)
