"""Letters for a list of people, under /can-bo/thu/danh-sach: a workbook, a look at it, drafts and their papers."""

from flask import Response, abort, flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.extensions import db
from cqtt.file_answers import send_bytes
from cqtt.files import StoreFull
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.letters import merge_batches
from cqtt.letters.blueprint import bp
from cqtt.letters.facts import facts_of_unit
from cqtt.letters.list_views import ALL
from cqtt.letters.merge_forms import DraftForm, ListForm
from cqtt.letters.merge_workbook import blank_workbook
from cqtt.letters.models import LetterPrint
from cqtt.letters.people_list import FROM_LISTS, ListRow, PeopleList, columns_of
from cqtt.letters.rules import OCCASION_NAMES, WRITERS, Occasion
from cqtt.letters.salutations import in_language
from cqtt.letters.template_reading import SLUGS, in_force
from cqtt.letters.wording import fill

LIST = f"{ALL}/danh-sach"
SHOWN = 3  # letters that are shown whole before all of them are drafted
BLANKS = {f"danh-sach-{SLUGS[occasion]}": occasion for occasion in FROM_LISTS}
NAMES = ", ".join(f"'{name}'" for name in BLANKS)
Answer = AnyResponse | tuple[str, int]


@bp.route(LIST, methods=["GET", "POST"])
@requires(*WRITERS)
@reads_first
@keeps_typed
def merge_list() -> Answer:
    """Take a list of people and look at it; one with faults is refused whole, each with its row and cell."""
    form = ListForm.from_request(occasion=Occasion.THANKS)
    if form.accepted() and form.people:
        try:
            key = merge_batches.keep_list(form.people.called(form.name.data, form.language.data))
        except StoreFull as full:
            form.file.errors = [full.sentence]
        else:
            return redirect(url_for(".merge_look", key=key), 303)
    blanks = [(name, OCCASION_NAMES[occasion]) for name, occasion in BLANKS.items()]
    return render_template("letters/print/list.html", form=form, blanks=blanks), form.http_status


@bp.get(f"{LIST}/<any({NAMES}):name>.xlsx")
@requires(*WRITERS)
def merge_workbook(name: str) -> Response:
    """An empty list to be filled in."""
    return send_bytes(blank_workbook(BLANKS[name]), "application/octet-stream", f"{name}.xlsx")


@bp.get(f"{LIST}/<key>")
@requires(*WRITERS)
def merge_look(key: str) -> str | AnyResponse:
    """The first letters of a list as they will read, and everybody in it; nothing has been drafted yet."""
    people = merge_batches.kept_list(key)
    return _gone() if people is None else _look(people, key, _draft_form(people))


def _draft_form(people: PeopleList) -> DraftForm:
    begun = merge_batches.written_from(people)
    return DraftForm.of(people, now(), begun.options["batch"] if begun else None)


def _look(people: PeopleList, key: str, form: DraftForm) -> str:
    return render_template(
        "letters/print/look.html",
        people=people,
        key=key,
        form=form,
        columns=columns_of(people.occasion),
        previews=[(row, *_words(people, row)) for row in form.written[:SHOWN]],
        made=merge_batches.made_from(people),
        occasion=OCCASION_NAMES[people.occasion],
    )


@bp.post(f"{LIST}/<key>/soan")
@requires(*WRITERS)
@keeps_typed
def merge_draft(key: str) -> Answer:
    """Draft the letters of the list; the worker does it, and the page that follows shows how far it is."""
    people = merge_batches.kept_list(key)
    if people is None:
        return _gone()
    if made := merge_batches.made_from(people):
        flash(_("Danh sách này đã soạn thư rồi nên không soạn thêm lần nữa."), "warning")
        return redirect(url_for(".print_order", id=made.id), 303)
    form = _draft_form(people)
    if not form.accepted():
        return _look(people, key, form), form.http_status
    return redirect(url_for(".print_order", id=_started(people, key, form.again.data).id), 303)


def _started(people: PeopleList, key: str, again: bool) -> LetterPrint:
    """Start the order, or find the one that somebody with the same list has started at the same moment."""
    try:
        ordered = merge_batches.start(people, key, me(), now(), again)
        db.session.commit()
    except IntegrityError:
        begin_writing()
        return merge_batches.written_from(people) or abort(404)
    return ordered


def _words(people: PeopleList, row: ListRow) -> tuple[str, list[str]]:
    """Return subject and paragraphs of a letter as the text in force makes them."""
    text, salutation = in_force()[people.occasion, people.language], in_language(row.salutation, people.language)
    facts = {**facts_of_unit(people.language), **row.facts, "xung_ho": salutation, "ho_ten": row.name}
    body = fill(text.body, facts, people.language)
    return fill(text.subject, facts, people.language), [part for part in body.split("\n\n") if part.strip()]


def _gone() -> AnyResponse:
    flash(_("Danh sách này đã soạn xong hoặc đã quá một ngày. Xin tải lên lại."), "warning")
    return redirect(url_for(".merge_list"), 303)
