"""What people searched in vain, and how it becomes an everyday name, under /quan-tri/tra-cuu."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.procedures.models import Procedure, SearchMiss
from cqtt.roles import Role
from cqtt.vocabulary import actions
from cqtt.vocabulary.blueprint import HERE, bp
from cqtt.vocabulary.forms import NameForm
from cqtt.vocabulary.listing import key_of, line_of, miss_of, missed, names_by_slug, row_of

Answer = Response | tuple[str, int]
SETTLES = {"bo-qua": True, "xem-lai": False}


@bp.get(HERE)
@requires(Role.ADMINISTRATOR)
def misses() -> str:
    """Show the words that found nothing, the most searched first; those that were seen to stand apart."""
    settled = request.args.get("xem") == "da-xong"
    page = missed(settled, page_number(request.args.get("trang", "")))
    just = line_of(request.args.get("vua", ""))  # what the last press was about, so that it can be undone
    given = just and just.bearer and just.bearer.slug == request.args.get("ten")  # by this very press, not by hand
    return render_template(
        "vocabulary/misses.html", page=page, settled=settled, just=just, given=given, token=PostForm()
    )


@bp.route(f"{HERE}/dat-ten", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def give_name() -> Answer:
    """Let the words be an everyday name of a procedure: one that was guessed, by one press, or any other."""
    miss = _miss_or_404()
    form = NameForm.among(names_by_slug())
    if not form.accepted():
        return _give_name_page(form, miss), form.http_status
    try:
        is_new = actions.give_name(_procedure_or_404(form.procedure.data), miss)
    except RuleBroken as refused:
        db.session.rollback()
        form.procedure.errors = (refused.sentence,)
        return _give_name_page(form, _miss_or_404()), 422
    db.session.commit()
    given_to = form.procedure.data if is_new else None  # a name that it had before is not taken away again
    return redirect(url_for("vocabulary.misses", vua=key_of(miss.folded), ten=given_to), 303)


@bp.post(f"{HERE}/thoi-ten")
@requires(Role.ADMINISTRATOR)
def take_name_back() -> Response:
    """Undo that the words became a name; they are in the list again."""
    miss = _miss_or_404()
    actions.take_name_back(_procedure_or_404(request.form.get("procedure", "")), miss)
    db.session.commit()
    flash(_("Đã hoàn tác: “%(words)s” không còn là tên gọi của thủ tục ấy.", words=miss.words))
    return redirect(url_for("vocabulary.misses"), 303)


@bp.post(f'{HERE}/<any("bo-qua", "xem-lai"):way>')
@requires(Role.ADMINISTRATOR)
def settle(way: str) -> Response:
    """Put words aside that name nothing the unit does, or take them up again."""
    miss = _miss_or_404()
    actions.settle(miss, SETTLES[way])
    db.session.commit()
    return redirect(url_for("vocabulary.misses", vua=key_of(miss.folded) if miss.settled else None), 303)


def _miss_or_404() -> SearchMiss:
    return miss_of(request.values.get("chu", "")) or abort(404)


def _give_name_page(form: NameForm, miss: SearchMiss) -> str:
    return render_template("vocabulary/give_name.html", form=form, miss=miss, key=key_of(miss.folded))


def _procedure_or_404(slug: str) -> Procedure:
    return row_of(slug) or abort(404)
