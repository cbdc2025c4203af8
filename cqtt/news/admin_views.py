"""The announcements, kept by administrators under /quan-tri/tin."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.addresses import page_number
from cqtt.clock import now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.signed_in import me
from cqtt.extensions import db
from cqtt.forms import PostForm, keeps_typed
from cqtt.i18n import _, _l
from cqtt.news import actions
from cqtt.news.forms import AnnouncementForm
from cqtt.news.models import Announcement
from cqtt.news.reading import every_page, state_of
from cqtt.news.rules import NewsState
from cqtt.news.views import bp
from cqtt.rich_text import LONGEST, rich_text
from cqtt.roles import Role
from cqtt.text import clean

Answer = Response | tuple[str, int]
STATE_NAMES = {
    NewsState.DRAFT: (_l("Nháp"), "quiet"),
    NewsState.SCHEDULED: (_l("Đã hẹn giờ"), "blue"),
    NewsState.SHOWN: (_l("Đang đăng"), "green"),
    NewsState.EXPIRED: (_l("Hết hạn"), "quiet"),
    NewsState.WITHDRAWN: (_l("Đã gỡ"), "amber"),
}


@bp.get("/quan-tri/tin")
@requires(Role.ADMINISTRATOR)
def overview() -> str:
    """All announcements, the newest first, with what becomes of each."""
    page = every_page(page_number(request.args.get("trang", "")))
    items = [(item, state_of(item, now())) for item in page.items]
    return render_template("news/overview.html", items=items, page=page, states=STATE_NAMES, token=PostForm())


@bp.route("/quan-tri/tin/them", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def add() -> Answer:
    """Write an announcement."""
    form = AnnouncementForm.of(None)
    if not form.accepted():
        return _form(form, None, form.http_status)
    return _saved(_written(form))


@bp.route("/quan-tri/tin/<row:id>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def edit(id: int) -> Answer:
    """Change an announcement; what two people write at once stands side by side."""
    item = _item_or_404(id)
    form = AnnouncementForm.of(item)
    if not form.accepted():
        return _form(form, item, form.http_status)
    at = now()
    try:
        actions.change_announcement(item, form.revision.data, me(), at, **form.values(item, at))
    except ChangedMeanwhile:
        db.session.rollback()
        item = _item_or_404(id)
        stored = AnnouncementForm.of(item, formdata=None)
        return _form(form, item, 409, differences=form.rest_on(stored))
    return _saved(item)


@bp.post("/quan-tri/tin/<row:id>/go")
@requires(Role.ADMINISTRATOR)
def withdraw(id: int) -> Response:
    """Take an announcement down."""
    actions.withdraw_announcement(_item_or_404(id), now())
    db.session.commit()
    flash(_("Đã gỡ tin xuống. Có thể đăng lại bất cứ lúc nào."))
    return redirect(url_for("news.overview"), 303)


@bp.post("/quan-tri/tin/<row:id>/lai")
@requires(Role.ADMINISTRATOR)
def put_back(id: int) -> Response:
    """Put an announcement back that was taken down."""
    item = _item_or_404(id)
    actions.put_back(item)
    db.session.commit()
    flash(_("Đã thôi gỡ: %(state)s.", state=_state_name(item)))
    return redirect(url_for("news.overview"), 303)


@bp.post("/quan-tri/tin/xem-truoc")
@requires(Role.ADMINISTRATOR)
def preview() -> str:
    """Return what was typed as citizens will read it; nothing is kept."""
    return str(rich_text(clean(request.form.get("body", ""))[:LONGEST]))


def _written(form: AnnouncementForm) -> Announcement:
    """Write what was typed, or find what the same form has written before."""
    at, key = now(), form.start_key.data
    if (begun := actions.written_with(key)) is not None:
        return begun
    try:
        return actions.add_announcement(me(), at, key, **form.values(None, at))
    except IntegrityError:
        db.session.rollback()  # sent twice at once: the first has written it meanwhile
        if (begun := actions.written_with(key)) is None:
            raise
        return begun


def _saved(item: Announcement) -> Response:
    db.session.commit()
    flash(_("Đã lưu tin “%(title)s”: %(state)s.", title=item.title, state=_state_name(item)))
    return redirect(url_for("news.overview"), 303)


def _state_name(item: Announcement) -> str:
    return str(STATE_NAMES[state_of(item, now())][0]).lower()


def _form(form: AnnouncementForm, item: Announcement | None, status: int, **more: object) -> tuple[str, int]:
    drawn = rich_text(form.body.data or "")
    return render_template("news/edit.html", form=form, item=item, drawn=drawn, **more), status


def _item_or_404(id: int) -> Announcement:
    return db.session.get(Announcement, id) or abort(404)
