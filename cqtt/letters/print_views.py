"""Letters on paper: one as PDF, many by an order that the worker makes, under /can-bo/thu/in."""

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.audit.rules import Actor
from cqtt.clock import date_text, local, now
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.dossiers.case_access import note_handing_out
from cqtt.extensions import db
from cqtt.file_answers import send_bytes, send_kept
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import ngettext
from cqtt.letters import merge_batches, printing
from cqtt.letters.blueprint import bp
from cqtt.letters.list_views import ALL
from cqtt.letters.models import Letter, LetterBatch, LetterPrint, PrintStatus
from cqtt.letters.papers import letters_on_paper
from cqtt.letters.print_forms import PrintForm, name_of
from cqtt.letters.printing import KEPT, may_open, print_store
from cqtt.letters.public_views import signed_letter_or_404
from cqtt.letters.rules import WRITERS, LetterRefused
from cqtt.letters.staff_views import ONE, letter_or_404
from cqtt.roles import Role

PRINTS = f"{ALL}/in"
RECENT = 8
PDF = "application/pdf"
Answer = AnyResponse | tuple[str, int]


@bp.get(f"{ONE}/thu.pdf")
@requires(*WRITERS)
def letter_pdf(id: int) -> Response:
    """One letter to be printed; a draft says across the page that it is one."""
    letter = letter_or_404(id)
    answer = send_bytes(letters_on_paper([letter]).pdf(), PDF, f"thu-{id}.pdf", inline=True)
    note_handing_out("print", "letter", id)
    return answer


@bp.get("/thu/mo/<token>/thu.pdf")
def open_letter_pdf(token: str) -> Response:
    """The letter as its reader keeps it."""
    letter = signed_letter_or_404(token)
    answer = send_bytes(letters_on_paper([letter]).pdf(), PDF, f"thu-{letter.id}.pdf", inline=True)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    note_handing_out("download", "letter", letter.id, Actor.CITIZEN)
    return answer


@bp.route(PRINTS, methods=["GET", "POST"])
@requires(*WRITERS)
@keeps_typed
def order_print() -> Answer:
    """Which letters are to be printed, and on what; a POST orders them. Unasked: all that wait for paper."""
    offered = _offered()
    form = PrintForm.for_letters([letter.id for letter in offered])
    ticked = set(request.form.getlist("thu", type=int)) if form.is_submitted() else {each.id for each in offered}
    if form.accepted():
        try:
            return redirect(url_for(".print_order", id=_ordered(form, ticked)), 303)
        except LetterRefused as refused:
            db.session.rollback()
            form.what.errors = [refused.sentence]
    page = render_template(
        "letters/print/order.html", form=form, letters=_offered(), ticked=ticked, recent=_recent(), name_of=name_of
    )
    return page, form.http_status


@bp.get(f"{PRINTS}/<row:id>")
@requires(*WRITERS)
def print_order(id: int) -> str:
    """How far an order is; when it is made, its file. The page asks again by itself while it waits."""
    ordered = _order_or_404(id)
    return render_template(
        "letters/print/progress.html",
        ordered=ordered,
        paper_name=name_of(ordered.paper, ordered.options),
        batch=db.session.get(LetterBatch, ordered.options.get("batch", 0)),
        left_out=merge_batches.left_out(ordered),
        to_mark=len(printing.to_be_marked(ordered, me())),
        kept_until=date_text(local(ordered.created_at + KEPT).date()),
        token=PostForm(),
    )


@bp.get(f"{PRINTS}/<row:id>/tep.pdf")
@requires(*WRITERS)
def print_file(id: int) -> Response:
    """The file of an order. That it was taken is recorded, with the letters in it."""
    ordered = _order_or_404(id)
    if ordered.status is not PrintStatus.DONE or ordered.storage_key is None:
        abort(404)
    answer = send_kept(print_store(), ordered.storage_key, PDF, f"in-thu-{id}.pdf", inline=True)
    begin_writing()
    printing.hand_out(db.session.get_one(LetterPrint, id), me())
    db.session.commit()
    return answer


@bp.post(f"{PRINTS}/<row:id>/thu-lai")
@requires(*WRITERS)
def try_print_again(id: int) -> AnyResponse:
    """Let an order that failed be made once more."""
    printing.try_again(_order_or_404(id))
    db.session.commit()
    return redirect(url_for(".print_order", id=id), 303)


@bp.post(f"{PRINTS}/<row:id>/da-gui")
@requires(*WRITERS)
def mark_prints_sent(id: int) -> AnyResponse:
    """Write down that the letters of an order went out on paper."""
    count = printing.mark_sent(_order_or_404(id), me(), now())
    flash(ngettext("Đã ghi %(count)s thư gửi bằng giấy.", "Đã ghi %(count)s thư gửi bằng giấy.", count))
    return redirect(url_for(".print_order", id=id), 303)


def _offered() -> Sequence[Letter]:
    """Return the letters the page shows: those named, those of one list, or all that wait for paper."""
    named = request.form["offered"].split(",") if "offered" in request.form else _named_in_address()
    if named:
        return printing.printable([int(id) for id in named if id.isdecimal() and len(id) < 10], me())
    batch = request.args.get("dot", type=int)
    return printing.of_batch(batch, me()) if batch else printing.waiting_for_paper(me())


def _named_in_address() -> list[str]:
    """Return the numbers in `thu=`, given one by one or in a row: thu=4&thu=5, thu=4,5."""
    return [id for given in request.args.getlist("thu") for id in given.split(",")]


def _ordered(form: PrintForm, ticked: set[int]) -> int:
    """Order what the form says, or find what the same form has ordered before."""
    chosen = [letter for letter in _offered() if letter.id in ticked]
    try:
        ordered = printing.order_papers(*form.chosen, chosen, form.start_key.data, me(), now())
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # the same form was sent twice at once
        begun = printing.order_of_key(form.start_key.data)
        if begun is None:
            raise
        return begun.id
    return ordered.id


def _recent() -> Sequence[LetterPrint]:
    """Return the latest orders this officer may open."""
    wanted = select(LetterPrint).order_by(LetterPrint.id.desc()).limit(RECENT)
    own = wanted if me().has_role(Role.LEADER) else wanted.where(LetterPrint.created_by_id == me().id)
    return db.session.scalars(own).all()


def _order_or_404(id: int) -> LetterPrint:
    ordered = db.session.get(LetterPrint, id)
    if ordered is None or not may_open(ordered, me()):
        abort(404)
    return ordered
