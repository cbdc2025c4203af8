"""Starting from the form of another procedure: found by search, looked at, then taken over whole or added."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.editing.blueprint import bp
from cqtt.editing.form_builder import actions, changes
from cqtt.editing.form_builder.actions import Editor
from cqtt.editing.form_builder.changes import Questions
from cqtt.editing.form_builder.reading import edited_or_404, rows
from cqtt.editing.form_builder.views import FORM
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.roles import Role
from cqtt.text import clean

MOST_FOUND = 20


@bp.get(f"{FORM}/lay-tu-thu-tuc")
@requires(Role.ADMINISTRATOR)
def copy_form(code: str) -> str:
    """Search for a procedure whose form may serve here, and look at its questions."""
    edited, typed = edited_or_404(code), clean(request.args.get("q", ""))[:100]
    source = _source_or_404(request.args["tu"]) if request.args.get("tu") else None
    return render_template(
        "editing/form_builder/copy_form.html",
        edited=edited,
        typed=typed,
        found=[one for one in _found(typed) if one.id != edited.procedure.id],
        source=source,
        rows=rows(source.content) if source else [],
        token=PostForm(),
        code=code,
    )


@bp.post(f"{FORM}/lay-tu/<source>/<any('thay-het', 'them-vao-cuoi'):way>")
@requires(Role.ADMINISTRATOR)
def take_form(code: str, source: str, way: str) -> Response:
    """Take the questions of another procedure over: instead of those that are here, or after them."""
    edited, other = edited_or_404(code), _source_or_404(source)

    def taken(questions: Questions) -> Questions:
        return changes.append(questions if way == "them-vao-cuoi" else (), other.content.questions)

    done = _("Đã lấy %(count)d câu của “%(name)s”.", count=len(other.content.questions), name=other.name)
    try:
        actions.change_questions(edited.procedure, request.form.get("seen", ""), Editor(me(), now()), taken, done)
    except RuleBroken as refused:
        db.session.rollback()
        flash(refused.sentence, "warning")
    else:
        db.session.commit()
    return redirect(url_for(".builder", code=code), 303)


def _found(typed: str) -> list[Published]:
    """Return procedures that ask something, best first."""
    catalogue = published_catalogue()
    hits = [catalogue.by_slug[hit.key] for hit in catalogue.search(typed, MOST_FOUND)] if typed else []
    return [one for one in hits if one.content.questions]


def _source_or_404(code: str) -> Published:
    return published_catalogue().find(code) or abort(404)
