"""`/quan-tri/danh-gia`: until when leaders look after a low mark, and whether people are written to."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.ratings.forms import RatingSettingsForm
from cqtt.ratings.settings import save, the_settings
from cqtt.ratings.views import bp
from cqtt.roles import Role


@bp.route("/quan-tri/danh-gia", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def settings() -> Response | tuple[str, int]:
    """Set the working days of a follow-up, and whether invitations are sent."""
    form = RatingSettingsForm(obj=the_settings())
    changed: dict[str, object] = {}
    if form.accepted():
        try:
            save(form.revision.data, form.follow_up_days.data, form.sends_invites.data)
            db.session.commit()
        except ChangedMeanwhile:
            db.session.rollback()
            changed = {"differences": form.rest_on(RatingSettingsForm(obj=the_settings(), formdata=None))}
        else:
            flash(_("Đã lưu."))
            return redirect(url_for(".settings"), 303)
    return render_template("ratings/staff/settings.html", form=form, **changed), form.http_status
