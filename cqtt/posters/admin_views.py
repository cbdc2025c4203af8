"""Papers with codes as administrators order them, under /quan-tri/to-ma: choose, order, wait, print."""

import secrets

from flask import Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from cqtt.access import requires
from cqtt.clock import date_text, local, now
from cqtt.codes.kinds import OnPaper, Thing
from cqtt.codes.models import ANYWHERE, ScanPlace
from cqtt.commune.models import Officer
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.file_answers import send_kept
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.posters import actions
from cqtt.posters.choosing import Choice, kinds_offered, read_choice
from cqtt.posters.forms import OrderForm
from cqtt.posters.making import poster_store
from cqtt.posters.models import JobState, PosterJob
from cqtt.posters.orders import Order
from cqtt.posters.rules import KEPT, SHORT_SIZES, Size
from cqtt.posters.views import bp
from cqtt.roles import Role

Answer = AnyResponse | tuple[str, int]
ALL = "/quan-tri/to-ma"
RECENT = 8


@bp.get(ALL)
@requires(Role.ADMINISTRATOR)
def overview() -> str:
    """What can be printed, and what was ordered lately."""
    choice = read_choice(request.args, request.args.getlist("chon"))
    recent = select(PosterJob, Officer.name).join(Officer, Officer.id == PosterJob.officer_id)
    return render_template(
        "posters/overview.html",
        choice=choice,
        kinds_shown=[_kind_shown(on_paper, count, choice) for on_paper, count in kinds_offered()],
        recent=db.session.execute(recent.order_by(PosterJob.id.desc()).limit(RECENT)).all(),
        size_of=_size_of,
    )


@bp.route(f"{ALL}/in", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def order() -> Answer:
    """On which papers the chosen ones are to be printed; a POST orders them."""
    choice = read_choice(request.values, request.values.getlist("chon"))
    things = choice.found if "het" in request.values else choice.ticked
    form = OrderForm(_places(), start_key=secrets.token_urlsafe(16), size=Size.A5, copies=1, place=ANYWHERE)
    if form.accepted() and things:
        try:
            return redirect(url_for(".job", id=_ordered(choice, things, form).id), 303)
        except RuleBroken as refused:
            _refuse(form, refused)
    elif not things and not form.errors:
        flash(_("Xin đánh dấu ít nhất một mục để in."), "warning")
        return redirect(url_for(".overview", loai=choice.on_paper.slug), 303)
    return render_template("posters/order.html", form=form, choice=choice, things=things), form.http_status


@bp.get(f"{ALL}/<row:id>")
@requires(Role.ADMINISTRATOR)
def job(id: int) -> str:
    """How far an order is; when it is made, its file. The page asks again by itself while it waits."""
    found = _job_or_404(id)
    place = db.session.get(ScanPlace, found.order["place"])
    return render_template(
        "posters/job.html",
        job=found,
        size=_size_of(found),
        place=place,
        kept_until=date_text(local((found.finished_at or found.created_at) + KEPT).date()),
        token=PostForm(),
    )


@bp.get(f"{ALL}/<row:id>/to-ma.pdf")
@requires(Role.ADMINISTRATOR)
def job_file(id: int) -> Response:
    """The file of an order, to be printed. That it was taken is recorded: from then on the papers hang."""
    found = _job_or_404(id)
    if found.state is not JobState.DONE or found.storage_key is None:
        abort(404)
    answer = send_kept(poster_store(), found.storage_key, "application/pdf", f"to-ma-{id}.pdf", inline=True)
    if request.method == "GET":
        begin_writing()
        actions.hand_out(id, me(), now())
        db.session.commit()
    return answer


@bp.post(f"{ALL}/<row:id>/in-lai")
@requires(Role.ADMINISTRATOR)
def print_again(id: int) -> AnyResponse:
    """Order the same anew, with what is in use today."""
    again = actions.order_again(_job_or_404(id), secrets.token_urlsafe(16), me(), now())
    db.session.commit()
    return redirect(url_for(".job", id=again.id), 303)


@bp.post(f"{ALL}/<row:id>/thu-lai")
@requires(Role.ADMINISTRATOR)
def try_again(id: int) -> AnyResponse:
    """Let an order that failed be made once more."""
    actions.try_again(_job_or_404(id))
    db.session.commit()
    return redirect(url_for(".job", id=id), 303)


def _kind_shown(on_paper: OnPaper, count: int, choice: Choice) -> dict[str, object]:
    """Return one of the kinds as a number that is also a link."""
    href, current = url_for(".overview", loai=on_paper.slug), on_paper == choice.on_paper
    return {"label": on_paper.label, "count": count, "href": href, "tone": "blue", "current": current}


def _ordered(choice: Choice, things: list[Thing], form: OrderForm) -> PosterJob:
    """Order what the form says, or find what the same form has ordered before."""
    key = form.start_key.data
    try:
        place = actions.add_place(form.new_place.data).id if form.new_place.data else form.place.data
        targets = tuple(thing.target for thing in things)
        order = Order(choice.kind, targets, form.size.data, form.copies.data, place, form.chosen_language)
        job = actions.place_order(order, key, me(), now())
        db.session.commit()
    except (IntegrityError, actions.NameTaken):
        db.session.rollback()  # the same form was sent twice: the first time has made the place, and the order
        begun = db.session.scalar(select(PosterJob).where(PosterJob.start_key == key))
        if begun is None:
            raise
        return begun
    return job


def _refuse(form: OrderForm, reason: RuleBroken) -> None:
    db.session.rollback()
    blamed = form.new_place if isinstance(reason, actions.NameTaken) else form.copies
    blamed.errors = [reason.sentence]


def _places() -> dict[int, str]:
    """Return the places in use, after "nowhere in particular"."""
    active = select(ScanPlace).where(ScanPlace.is_active).order_by(ScanPlace.position, ScanPlace.id)
    return {ANYWHERE: _("Không ghi nơi dán")} | {place.id: place.name for place in db.session.scalars(active)}


def _size_of(job: PosterJob) -> str:
    return str(SHORT_SIZES[Size(job.order["size"])])


def _job_or_404(id: int) -> PosterJob:
    return db.session.get(PosterJob, id) or abort(404)
