"""Which event tells whom on which channel, and when no telephone rings."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from cqtt.access import requires
from cqtt.clock import now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.extensions import db
from cqtt.forms import keeps_typed
from cqtt.i18n import _
from cqtt.notifications import setting_up
from cqtt.notifications.admin_forms import QuietForm, RestoreForm
from cqtt.notifications.admin_views import ALL, Answer, bp, the_installation
from cqtt.notifications.connections import the_message_settings
from cqtt.notifications.models import Channel
from cqtt.notifications.names import CHANNELS, SHORT
from cqtt.notifications.rules_form import RulesForm, rules_form
from cqtt.notifications.states import channel_states
from cqtt.roles import Role

EVENTS, QUIET = f"{ALL}/su-kien", f"{ALL}/gio-yen-tinh"


@bp.route(EVENTS, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def events() -> Answer:
    """The table of events and channels."""
    form = _rules_form()
    if not form.accepted():
        return _events_page(form, form.http_status)
    try:
        setting_up.save_rules(form.revision.data, form.wanted(), form.templates())
    except ChangedMeanwhile:
        db.session.rollback()
        return _events_page(form, 409, differences=form.rest_on(_rules_form(formdata=None)))
    db.session.commit()
    flash(_("Đã lưu. Áp dụng cho những việc xảy ra từ nay."))
    return redirect(url_for("notifications.events"), 303)


@bp.route(f"{EVENTS}/mac-dinh", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def restore_events() -> Answer:
    """Let the table be as it was at first, after asking; the numbers of Zalo's texts stay."""
    form = RestoreForm(revision=the_message_settings().revision)
    if not form.accepted():
        return render_template("notifications/restore_events.html", form=form), form.http_status
    try:
        setting_up.restore_rules(form.revision.data)
    except ChangedMeanwhile as changed:
        db.session.rollback()
        flash(changed.sentence, "warning")
        return redirect(url_for("notifications.events"), 303)
    db.session.commit()
    flash(_("Bảng đã trở về mặc định."))
    return redirect(url_for("notifications.events"), 303)


@bp.route(QUIET, methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def quiet_hours() -> Answer:
    """Between which hours nothing rings."""
    form = QuietForm.of(the_message_settings())
    if not form.accepted():
        return render_template("notifications/quiet_hours.html", form=form), form.http_status
    try:
        setting_up.save_quiet_hours(form.revision.data, form.quiet_from.data, form.quiet_until.data)
    except ChangedMeanwhile:
        db.session.rollback()
        differences = form.rest_on(QuietForm.of(the_message_settings(), formdata=None))
        return render_template("notifications/quiet_hours.html", form=form, differences=differences), 409
    db.session.commit()
    flash(_("Đã lưu giờ yên tĩnh."))
    return redirect(url_for("notifications.quiet_hours"), 303)


def _rules_form(**options: Any) -> RulesForm:
    return rules_form(the_message_settings().revision, setting_up.rules(), **options)


def _events_page(form: RulesForm, status: int, **more: object) -> tuple[str, int]:
    states = {state.channel: state for state in channel_states(the_installation(), now())}
    shown = render_template(
        "notifications/events.html",
        form=form,
        channels=CHANNELS,
        short=SHORT,
        states=states,
        zalo=Channel.ZALO,
        **more,
    )
    return shown, status
