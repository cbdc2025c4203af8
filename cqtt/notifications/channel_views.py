"""The channels, one page each: how their provider is reached, whether they are on, and a trial."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cqtt.access import requires
from cqtt.audit.actions import record
from cqtt.clock import now
from cqtt.commune.actions import ChangedMeanwhile
from cqtt.commune.signed_in import me
from cqtt.database import begin_writing, reads_first
from cqtt.extensions import db
from cqtt.forms import Form, PostForm, keeps_typed
from cqtt.i18n import _
from cqtt.notifications import setting_up, trial
from cqtt.notifications.admin_forms import (
    ConnectionForm,
    MailForm,
    MailTrialForm,
    PhoneTrialForm,
    ZaloForm,
    ZaloTrialForm,
)
from cqtt.notifications.admin_views import ALL, Answer, bp, the_installation
from cqtt.notifications.connections import connection
from cqtt.notifications.figures import count_of_browsers
from cqtt.notifications.gateway_form import EXAMPLE_NAMES, EXAMPLES, MEANINGS, GatewayForm
from cqtt.notifications.kinds import EventKind, kind
from cqtt.notifications.models import Channel
from cqtt.notifications.names import CHANNELS, ENDPOINTS, SLUGS, slug_of
from cqtt.notifications.setting_up import CHANNEL, NotSetUp
from cqtt.notifications.states import state_of
from cqtt.notifications.trial import Trial
from cqtt.roles import Role

WAYS = "<any('thu-dien-tu', sms, zalo, 'thong-bao'):way>"
TRIED_WAYS = "<any('thu-dien-tu', sms, zalo):way>"


@bp.route(f"{ALL}/thu-dien-tu", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def email() -> Answer:
    """The mail server: what is typed here wins over the installation's settings."""
    return _channel_page(Channel.EMAIL, MailForm, from_settings=bool(the_installation().smtp_url))


@bp.route(f"{ALL}/sms", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def sms() -> Answer:
    """The SMS gateway, described in the provider's own words; an example may fill the empty form."""
    example = EXAMPLES.get(request.args.get("vi-du", ""), {})
    return _channel_page(Channel.SMS, GatewayForm, example, meanings=MEANINGS, examples=EXAMPLE_NAMES)


@bp.route(f"{ALL}/zalo", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
def zalo() -> Answer:
    """The Official Account; which event has an approved text is ruled with the events."""
    return _channel_page(Channel.ZALO, ZaloForm, texts=len(_events_with_text()))


@bp.get(f"{ALL}/thong-bao")
@requires(Role.ADMINISTRATOR)
def push() -> str:
    """Web push: nothing to type, only on or off."""
    state = state_of(Channel.PUSH, the_installation(), now())
    return render_template(
        "notifications/push.html",
        state=state,
        browsers=count_of_browsers(),
        token=PostForm(),
        way=slug_of(Channel.PUSH),
        name=CHANNELS[Channel.PUSH],
    )


@bp.post(f"{ALL}/{WAYS}/<any(bat, tat):turn>")
@requires(Role.ADMINISTRATOR)
def switch(way: str, turn: str) -> Response:
    """Switch a channel on or off."""
    channel = SLUGS[way]
    try:
        setting_up.switch(channel, turn == "bat", the_installation())
    except NotSetUp as refused:
        db.session.rollback()
        flash(refused.sentence, "warning")
        return redirect(url_for(ENDPOINTS[channel]), 303)
    db.session.commit()
    named = str(CHANNELS[channel])
    flash(_("Đã bật: %(name)s.", name=named) if turn == "bat" else _("Đã tắt: %(name)s.", name=named))
    return redirect(url_for(ENDPOINTS[channel]), 303)


@bp.route(f"{ALL}/{TRIED_WAYS}/gui-thu", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@keeps_typed
@reads_first
def try_out(way: str) -> Answer:
    """Send one message at once and say what the provider answered; only that it was tried is recorded."""
    channel = SLUGS[way]
    form = _trial_form(channel)
    if not form.accepted():
        return _trial_page(channel, form), form.http_status
    result = _tried(channel, form)
    begin_writing()
    record("channel.try", CHANNEL, channel.value, result="sent" if result.went_well else "not_sent")
    db.session.commit()
    return _trial_page(channel, form, result=result), 200


def _channel_page(channel: Channel, kind_of_form: type[ConnectionForm], example: Any = None, **more: object) -> Answer:
    """Show how a provider is reached and store what was typed; of two administrators the second is told."""
    again: Callable[..., ConnectionForm] = kind_of_form.of
    found = connection(channel)
    form = again(found, data=example if example and not found.values else None)
    state = state_of(channel, the_installation(), now())
    values: dict[str, object] = {"state": state, "token": PostForm(), **more}
    if not form.accepted():
        return _show(channel, form, form.http_status, values)
    try:
        price = form.price_vnd.data if "price_vnd" in form else 0
        setting_up.save_connection(
            channel, form.revision.data, the_installation(), form.values(), form.secrets(), price
        )
    except ChangedMeanwhile:
        db.session.rollback()
        return _show(
            channel, form, 409, values | {"differences": form.rest_on(again(connection(channel), formdata=None))}
        )
    db.session.commit()
    flash(_("Đã lưu.") if state.is_on else _("Đã lưu. Xin gửi thử một tin, nhận được thì bật."))
    return redirect(url_for(ENDPOINTS[channel]), 303)


def _show(channel: Channel, form: ConnectionForm, status: int, values: dict[str, object]) -> tuple[str, int]:
    template = f"notifications/{channel.value}.html"
    return render_template(template, form=form, way=slug_of(channel), name=CHANNELS[channel], **values), status


def _trial_form(channel: Channel) -> Form:
    if channel is Channel.EMAIL:
        return MailTrialForm(recipient=me().email or None)
    own = {"recipient": me().phone or None}
    return ZaloTrialForm.among(_events_with_text(), **own) if channel is Channel.ZALO else PhoneTrialForm(**own)


def _events_with_text() -> dict[str, EventKind]:
    with_text = (event for (event, _channel), rule in setting_up.rules().items() if rule.template and rule.is_on)
    return {event: found for event in with_text if (found := kind(event))}


def _tried(channel: Channel, form: Any) -> Trial:
    settings, at = the_installation(), now()
    if not state_of(channel, settings, at).is_set_up:
        return Trial(False, _("Kênh này chưa cài đặt. Xin điền và lưu trước."))
    if channel is Channel.EMAIL:
        return trial.try_mail(form.recipient.data, settings, at)
    if channel is Channel.SMS:
        return trial.try_sms(form.recipient.data, settings, at)
    return trial.try_zalo(form.recipient.data, _events_with_text()[form.event.data], settings, at)


def _trial_page(channel: Channel, form: Form, result: Trial | None = None) -> str:
    return render_template(
        "notifications/try_out.html",
        form=form,
        result=result,
        name=CHANNELS[channel],
        back=url_for(ENDPOINTS[channel]),
        has_texts=channel is not Channel.ZALO or bool(_events_with_text()),
    )
