"""In what state each channel is, in words: not set up, off, on, resting, in trouble."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cqtt.clock import local, moment_text, time_text
from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.connections import is_on, mail_is_set_up, secret_of, the_message_settings
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageSettings, Notification
from cqtt.notifications.rules import RESTING, is_quiet
from cqtt.sealing import CannotUnseal


@dataclass(frozen=True)
class ChannelState:
    """One channel as an administrator sees it; `problem` is what its provider said last, while anything waits."""

    channel: Channel
    words: str
    tone: str
    is_on: bool
    is_set_up: bool
    problem: str = ""


def channel_states(settings: Settings, at: datetime) -> list[ChannelState]:
    """Return the state of every channel; three queries."""
    stored = {found.channel: found for found in db.session.scalars(select(Connection))}
    troubles, times = _troubles(), the_message_settings()
    return [_state(channel, stored.get(channel), troubles.get(channel, ""), times, settings, at) for channel in Channel]


def state_of(channel: Channel, settings: Settings, at: datetime) -> ChannelState:
    """Return the state of one channel."""
    return next(state for state in channel_states(settings, at) if state.channel is channel)


def _state(
    channel: Channel, found: Connection | None, trouble: str, times: MessageSettings, settings: Settings, at: datetime
) -> ChannelState:
    ready, on = is_set_up(channel, found, settings), is_on(channel, found, settings)
    problem = _unreadable(found, settings) or trouble or (found.problem if found else "")
    words, tone = _words(channel, found, ready, on, problem, times, at)
    return ChannelState(channel, words, tone, on, ready, problem if ready else "")


def _words(
    channel: Channel,
    found: Connection | None,
    ready: bool,
    on: bool,
    problem: str,
    times: MessageSettings,
    at: datetime,
) -> tuple[str, str]:
    if channel is Channel.BY_HAND:
        return _("Luôn sẵn sàng"), "green"
    if not ready:
        return _("Chưa cài đặt"), "quiet"
    if not on:
        return _("Đang tắt"), "quiet"
    if found and found.paused_until and at < found.paused_until:
        return _("Tạm nghỉ đến %(time)s", time=_when(found.paused_until, at)), "amber"
    if problem:
        return _("Trục trặc"), "red"
    if channel in RESTING and is_quiet(at, times.quiet_from, times.quiet_until):
        return _("Giờ yên tĩnh, đến %(hour)s:00", hour=f"{times.quiet_until:02}"), "blue"
    return _("Đang bật"), "green"


def is_set_up(channel: Channel, found: Connection | None, settings: Settings) -> bool:
    """Whether somebody has described the way out of the house, so that the channel can be switched on."""
    values = found.values if found else {}
    if channel is Channel.EMAIL:
        return mail_is_set_up(found, settings)
    if channel is Channel.SMS:
        return bool(values.get("address"))
    if channel is Channel.ZALO:
        return bool(found and values.get("app_id") and found.sealed.get("refresh_token"))
    return True  # the key of web push makes itself, and hands need none


def _unreadable(found: Connection | None, settings: Settings) -> str:
    if found is None:
        return ""
    try:
        for name in found.sealed:
            secret_of(found, name, settings)
    except CannotUnseal:
        return _("khóa đã lưu không mở được nữa, xin nhập lại")
    return ""


def _troubles() -> dict[Channel, str]:
    """Return what the last attempt failed with on each channel where a message waits to be tried again."""
    newest = (
        select(func.max(Notification.id))
        .where(Notification.status == DeliveryStatus.PENDING, Notification.problem != "")
        .group_by(Notification.channel)
    )
    rows = db.session.execute(
        select(Notification.channel, Notification.problem).where(Notification.id.in_(newest))
    ).all()
    return {channel: problem for channel, problem in rows}


def _when(moment: datetime, at: datetime) -> str:
    """Return the time, and the day where it is not today."""
    return time_text(moment) if local(moment).date() == local(at).date() else moment_text(moment)
