"""What administrators decide about messages; every act is recorded, no key ever. None of these commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Update, delete, not_, select, update

from cqtt.audit.actions import record
from cqtt.commune.actions import claim_revision
from cqtt.commune.models import Officer
from cqtt.config import Settings
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.notifications.another_way import key_by_hand
from cqtt.notifications.connections import keep_secret, stored_connection, stored_message_settings
from cqtt.notifications.kinds import cells
from cqtt.notifications.listing import is_failed, told_by_hand
from cqtt.notifications.models import Channel, Connection, DeliveryStatus, MessageRule, MessageSettings, Notification
from cqtt.notifications.states import is_set_up
from cqtt.notifications.things import readable_by

CHANNEL, RULES, SETTINGS = "message_channel", "message_rules", "message_settings"
AT_ONCE = 500  # messages that one press moves
Wanted = Mapping[tuple[str, Channel], bool]


class NotSetUp(RuleBroken):
    """A channel cannot be switched on before it is described."""


def save_connection(
    channel: Channel,
    revision: int,
    settings: Settings,
    values: Mapping[str, str],
    secrets: Mapping[str, str],
    price_vnd: int = 0,
) -> None:
    """Store how a provider is reached; a key that was not typed stays. ChangedMeanwhile when another was faster."""
    found = _claimed(channel, revision, settings)
    changed = sorted(name for name, value in values.items() if str(found.values.get(name, "")) != value)
    changed += ["price_vnd"] if found.price_vnd != price_vnd else []
    found.values, found.price_vnd = {**found.values, **values}, price_vnd
    for name, secret in secrets.items():
        keep_secret(found, name, secret, settings)
    renewed = sorted(name for name, secret in secrets.items() if secret)
    if "refresh_token" in renewed:  # what was granted with the old one belongs to another pair
        found.values, found.sealed = {**found.values, "token_ends": ""}, {**found.sealed, "access_token": ""}
    found.problem, found.paused_until = "", None
    record("change", CHANNEL, channel.value, fields=changed + renewed)


def _claimed(channel: Channel, revision: int, settings: Settings) -> Connection:
    found = stored_connection(channel, settings)
    claim_revision(found, revision)
    db.session.refresh(found)  # a worker may have renewed a token since it was read
    return found


def switch(channel: Channel, on: bool, settings: Settings) -> None:
    """Let messages go out on a channel, or no more: then what waits for it waits on. Raises NotSetUp."""
    found = stored_connection(channel, settings)
    if on and not is_set_up(channel, found, settings):
        raise NotSetUp(_("Kênh này chưa cài đặt xong. Xin điền và lưu trước khi bật."))
    if found.is_on == on:
        return
    found.is_on, found.problem, found.paused_until = on, "", None
    record("channel.on" if on else "channel.off", CHANNEL, channel.value)


def rules() -> dict[tuple[str, Channel], MessageRule]:
    """Return what is ruled otherwise than by itself, by event and channel."""
    return {(rule.event, rule.channel): rule for rule in db.session.scalars(select(MessageRule))}


def is_wanted(stored: Mapping[tuple[str, Channel], MessageRule]) -> dict[tuple[str, Channel], bool]:
    """Return of every event and each channel on which it can be told whether it is."""
    rules_of = {(kind.name, channel): stored.get((kind.name, channel)) for kind, channel in cells()}
    return {cell: rule is None or rule.is_on for cell, rule in rules_of.items()}


def save_rules(revision: int, wanted: Wanted, templates: Mapping[str, str]) -> None:
    """Store which event is told on which channel, and the number of the text Zalo approved for it.

    ChangedMeanwhile when somebody else stored a change since the form was filled.
    """
    settings = claimed_settings(revision)
    stored, before = rules(), is_wanted(rules())
    for (event, channel), on in wanted.items():
        rule = stored.get((event, channel))
        template = templates.get(event, rule.template if rule else "") if channel is Channel.ZALO else ""
        if rule is not None:
            rule.is_on, rule.template = on, template
        elif on != before[event, channel] or template:
            db.session.add(MessageRule(event=event, channel=channel, is_on=on, template=template))
    changed = sorted(
        f"{event}-{channel.value}" for (event, channel), on in wanted.items() if on != before[event, channel]
    )
    record("change", RULES, settings.id, fields=changed)


def restore_rules(revision: int) -> None:
    """Let every event go its own ways again; the numbers of approved texts stay."""
    settings = claimed_settings(revision)
    for rule in rules().values():
        rule.is_on = True
    db.session.flush()
    db.session.execute(delete(MessageRule).where(MessageRule.template == ""))
    record("restore", RULES, settings.id)


def save_quiet_hours(revision: int, quiet_from: int, quiet_until: int) -> None:
    """Store when telephones rest. ChangedMeanwhile when somebody else stored a change since the form was filled."""
    settings = claimed_settings(revision)
    settings.quiet_from, settings.quiet_until = quiet_from, quiet_until
    record("change", SETTINGS, settings.id, fields=["quiet_from", "quiet_until"])


def claimed_settings(revision: int) -> MessageSettings:
    """Return the unit's row, whose revision this change has raised, or raise ChangedMeanwhile."""
    found = stored_message_settings()
    claim_revision(found, revision)
    db.session.refresh(found)
    return found


def send_again(message: Notification, at: datetime) -> bool:
    """Let a message that was given up be tried from the beginning; tell whether it was one, and not sent meanwhile."""
    if not _try_again([message.id], at):
        return False
    record("send_again", "notification", message.id)
    return True


def send_all_again(channel: Channel | None, officer: Officer, at: datetime) -> int:
    """Let what was given up be tried again, the newest first, of what this officer may know of; return how many."""
    given_up = select(Notification.id).where(is_failed(channel, at), readable_by(officer))
    ids = list(db.session.scalars(given_up.order_by(Notification.id.desc()).limit(AT_ONCE)))
    if count := _try_again(ids, at):
        record("send_again", CHANNEL, channel.value if channel else "", messages=count)
    return count


def _try_again(ids: list[int], at: datetime) -> int:
    """Move messages back to the beginning, and return how many: those given up that no officer has told by hand.

    The texts that were left to officers instead are taken back first. So whoever marks one of them as sent at this
    very moment was either faster, and its message stays given up, or finds that the text waits no longer.
    """
    given_up = select(Notification.key).where(*_given_up(ids)).order_by(Notification.id)
    keys = [key_by_hand(key) for key in db.session.scalars(given_up.with_for_update())]
    left = update(Notification).where(Notification.key.in_(keys), Notification.status == DeliveryStatus.PENDING)
    _execute(left.values(status=DeliveryStatus.REPLACED))
    again = update(Notification).where(*_given_up(ids), not_(told_by_hand()))
    return _execute(
        again.values(status=DeliveryStatus.PENDING, tries=0, due_at=at, leased_until=None, problem=""),
    )


def _given_up(ids: list[int]) -> tuple[ColumnElement[bool], ...]:
    return (Notification.id.in_(ids), Notification.status == DeliveryStatus.FAILED)


def _execute(change: Update) -> int:
    """Change rows in the database, whatever was read of them before; return how many."""
    done = db.session.execute(change, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return int(done.rowcount)  # type: ignore[attr-defined]
