"""The texts of letters, kept by administrators under /quan-tri/mau-thu."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.signed_in import me
from cqtt.database import reads_first
from cqtt.dossiers.case_access import note_handing_out, note_reading
from cqtt.editing.publishing.marking import marked
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _, _l
from cqtt.letters import template_actions as actions
from cqtt.letters.blueprint import bp
from cqtt.letters.rules import KIND_NAMES, KIND_OF, OCCASION_NAMES, Kind
from cqtt.letters.template_forms import TemplateForm, braced
from cqtt.letters.template_preview import find_case, preview, printed
from cqtt.letters.template_reading import (
    OCCASIONS,
    SLUGS,
    Text,
    Version,
    count_outdated_drafts,
    in_force,
    versions_of,
)
from cqtt.letters.wording import MOST_OF_A_BODY, MOST_OF_A_SUBJECT, OPEN_TO, PLACES, REQUIRED
from cqtt.roles import Role

Answer = Response | tuple[str, int]
LANGUAGE_NAMES = {"vi": _l("Tiếng Việt"), "en": _l("Tiếng Anh")}
TEXT = f"/quan-tri/mau-thu/<any({', '.join(repr(slug) for slug in OCCASIONS)}):slug>/<any(vi, en):language>"


@bp.get("/quan-tri/mau-thu")
@requires(Role.ADMINISTRATOR)
def templates() -> str:
    """Every text with the version that holds, by the kinds of letters."""
    holding = in_force()
    groups = [
        (KIND_NAMES[kind], [occasion for occasion in OCCASIONS.values() if KIND_OF[occasion] is kind]) for kind in Kind
    ]
    return render_template(
        "letters/admin/templates.html",
        groups=groups,
        holding=holding,
        slugs=SLUGS,
        names=OCCASION_NAMES,
        languages=LANGUAGE_NAMES,
    )


@bp.route(TEXT, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_template(slug: str, language: str) -> Answer:
    """Write the next version of a text; `tu-ban` fills the boxes with the words of an older one."""
    text = (OCCASIONS[slug], language)
    form, older = _form(text)
    if not form.accepted():
        return _show(text, form, form.http_status, older=older)
    try:
        template = actions.save_text(text, form.revision.data, form.subject.data, form.body.data, me(), now())
    except ChangedMeanwhile:
        db.session.rollback()
        stored = TemplateForm.of(text[0], in_force()[text], formdata=None)
        form.before = stored.before
        return _show(text, form, 409, differences=form.differences_from(stored))
    db.session.commit()
    _say_saved(template.version, form)
    return redirect(_address(text), 303)


def _say_saved(number: int, form: TemplateForm) -> None:
    flash(_("Đã lưu. Từ nay thư viết theo bản %(number)s.", number=number))
    for place, left, before in form.thinned:
        said = _("Ô %(place)s chỉ còn %(now)s chỗ, trước đây %(before)s.", place=place, now=left, before=before)
        flash(said, "warning")


@bp.post(f"{TEXT}/xem-thu")
@requires(Role.ADMINISTRATOR)
@keeps_typed
def preview_template(slug: str, language: str) -> Answer:
    """Show how the words read that were typed; nothing is kept."""
    text = (OCCASIONS[slug], language)
    form, _older = _form(text)
    form.validate_on_submit()
    return _show(text, form, 200)


@bp.post(f"{TEXT}/ban-in.pdf")
@requires(Role.ADMINISTRATOR)
@reads_first
def print_template(slug: str, language: str) -> Response:
    """Show what was typed as it will be on paper; nothing is kept."""
    text = (OCCASIONS[slug], language)
    form, _older = _form(text)
    case = find_case(form.case.data) if form.case.data else None
    subject, body = (form.subject.data or "")[:MOST_OF_A_SUBJECT], (form.body.data or "")[:MOST_OF_A_BODY]
    content = printed(text, subject, body, case).pdf()
    if case:
        note_handing_out("print", "dossier", case.id)
    return send_bytes(content, "application/pdf", f"mau-thu-{slug}.pdf", inline=True)


@bp.get(f"{TEXT}/cac-ban")
@requires(Role.ADMINISTRATOR)
def template_versions(slug: str, language: str) -> str:
    """Every version of a text, the newest first, each beside the one before it."""
    text = (OCCASIONS[slug], language)
    versions = versions_of(text)
    befores: list[Version | None] = [*versions[1:], None]
    return render_template(
        "letters/admin/template_versions.html",
        **_told(text),
        versions=[(each, _changes(before, each)) for each, before in zip(versions, befores, strict=True)],
    )


@bp.post(f"{TEXT}/viet-lai")
@requires(Role.ADMINISTRATOR)
def rewrite_drafts(slug: str, language: str) -> Response:
    """Write the drafts that wait, and that nobody changed by hand, in the words that hold now."""
    text = (OCCASIONS[slug], language)
    count = actions.rewrite_drafts(text, me(), now())
    db.session.commit()
    flash(_("Đã viết lại %(count)s thư chờ duyệt theo mẫu mới.", count=count))
    return redirect(_address(text), 303)


def _form(text: Text) -> tuple[TemplateForm, Version | None]:
    """Return the form, and the older version whose words fill it, if one was asked for."""
    asked = request.args.get("tu-ban", 0, type=int)
    if not asked:
        return TemplateForm.of(text[0], in_force()[text]), None
    versions = versions_of(text)
    older = next((each for each in versions if each.number == asked), None) or abort(404)
    return TemplateForm.of(text[0], next(each for each in versions if each.holds), older), older


def _show(text: Text, form: TemplateForm, status: int, **more: Any) -> tuple[str, int]:
    """Draw the page with its preview; that a real case was looked at is recorded afterwards."""
    shown = preview(text, form.subject.data or "", form.body.data or "", form.case_to_show)
    page = render_template(
        "letters/admin/edit_template.html",
        **_told(text),
        form=form,
        shown=shown,
        places=[PLACES[name] for name in OPEN_TO[text[0]]],
        required=REQUIRED.get(text[0], ()),
        dropped=braced(form.dropped),
        outdated=count_outdated_drafts(text),
        token=PostForm(formdata=None),
        **more,
    )
    if shown.case:
        note_reading("open", "dossier", shown.case.id)
    return page, status


def _told(text: Text) -> dict[str, Any]:
    occasion, language = text
    return {
        "slug": SLUGS[occasion],
        "language": language,
        "name": OCCASION_NAMES[occasion],
        "language_name": LANGUAGE_NAMES[language],
        "languages": LANGUAGE_NAMES,
    }


def _changes(before: Version | None, after: Version) -> list[tuple[str, Any, Any]]:
    """Return (label, words before, words after) of what a version changed, with the changed words marked."""
    if before is None:
        return []
    pairs = ((_("Tiêu đề"), before.subject, after.subject), (_("Lời thư"), before.body, after.body))
    return [(label, *marked(old, new)) for label, old, new in pairs if old != new]


def _address(text: Text) -> str:
    return url_for("letters.edit_template", slug=SLUGS[text[0]], language=text[1])
