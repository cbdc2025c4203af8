"""The standard texts, kept by administrators under /quan-tri/mau-cau."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.phrases import actions
from cqtt.phrases.forms import StandardTextForm, side_by_side
from cqtt.phrases.listing import FOR_ALL, OCCASION_SLUGS, SLUGS, Filters, groups, procedure_names
from cqtt.phrases.models import StandardText
from cqtt.phrases.words import OCCASION_NAMES, OCCASION_SENTENCES
from cqtt.roles import Role

bp = Blueprint("phrases", __name__)

Answer = Response | tuple[str, int]
WAYS = {
    "len": partial(actions.move_text, places=-1),
    "xuong": partial(actions.move_text, places=1),
    "hien": partial(actions.show_text, shown=True),
    "an": partial(actions.show_text, shown=False),
}


@bp.get("/quan-tri/mau-cau")
@requires(Role.ADMINISTRATOR)
def texts() -> str:
    """Show the texts by occasion and procedure, in the order in which officers are offered them."""
    filters, names = Filters.from_address(request.args), procedure_names()
    return render_template(
        "phrases/texts.html",
        filters=filters,
        groups=groups(filters, dict(names)),
        procedures=[(FOR_ALL, _("Dùng cho mọi thủ tục")), *((str(id), name) for id, name in names)],
        occasions=[(slug, OCCASION_NAMES[occasion]) for slug, occasion in OCCASION_SLUGS.items()],
        occasion_names=OCCASION_NAMES,
        sentences=OCCASION_SENTENCES,
        slugs=SLUGS,
        token=PostForm(),
    )


@bp.route("/quan-tri/mau-cau/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add_text() -> Answer:
    """Add a text; the page comes with the occasion that the list was filtered by."""
    form = StandardTextForm.of(None, procedure_names(), revision=1, **_asked_for())
    if form.accepted():
        text = actions.add_text(**form.details())
        db.session.commit()
        flash(_("Đã thêm mẫu câu."))
        return redirect(url_for("phrases.texts", dip=SLUGS[text.occasion]), 303)
    return _show(form, None, form.http_status)


def _asked_for() -> dict[str, str]:
    occasion = Filters.from_address(request.args).chosen_occasion
    return {"occasion": occasion} if occasion else {}


@bp.route("/quan-tri/mau-cau/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit_text(id: int) -> Answer:
    text, names = _text_or_404(id), procedure_names()
    form = StandardTextForm.of(text, names)
    if not form.accepted():
        return _show(form, text, form.http_status)
    try:
        actions.change_text(text, form.revision.data, form.details())
    except ChangedMeanwhile:
        return _show_what_changed(form, id, names)
    db.session.commit()
    flash(_("Đã lưu mẫu câu."))
    return redirect(url_for("phrases.texts", dip=SLUGS[text.occasion]), 303)


def _show_what_changed(form: StandardTextForm, id: int, names: list[tuple[int, str]]) -> tuple[str, int]:
    """Show what the record holds by now beside what was typed; nothing is overwritten."""
    db.session.rollback()
    text = _text_or_404(id)
    differences = side_by_side(form, StandardTextForm.of(text, names, formdata=None))
    form.rest_on(text.revision)
    return _show(form, text, 409, differences=differences)


@bp.post("/quan-tri/mau-cau/<row:id>/<any(len, xuong, hien, an):way>")
@requires(Role.ADMINISTRATOR)
def change_text(id: int, way: str) -> Response:
    """Move a text up or down its list, offer it to officers or hide it."""
    text = _text_or_404(id)
    WAYS[way](text)
    db.session.commit()
    return redirect(url_for("phrases.texts", dip=SLUGS[text.occasion], _anchor=f"cau-{id}"), 303)


def _show(form: StandardTextForm, text: StandardText | None, status: int, **more: object) -> tuple[str, int]:
    return render_template("phrases/edit_text.html", form=form, text=text, **more), status


def _text_or_404(id: int) -> StandardText:
    text = db.session.get(StandardText, id)
    return text or abort(404)
