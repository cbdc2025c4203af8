"""Which channels are open: set up, switched on, and not ruled out for an event."""

from collections.abc import Callable

from sqlalchemy import select

from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.notifications.kinds import ALL, kind
from cqtt.notifications.models import Channel, Connection, MessageRule, MessageSettings
from cqtt.sealing import seal, unseal


def the_message_settings() -> MessageSettings:
    """Return the unit's one row, made when it is first asked for."""
    found = db.session.get(MessageSettings, 1)
    if found is None:
        found = MessageSettings(id=1, quiet_from=21, quiet_until=7, revision=1)
        db.session.add(found)
    return found


def connection(channel: Channel) -> Connection:
    """Return what is set for a channel; nothing yet where there is no row."""
    return db.session.get(Connection, channel) or Connection(
        channel=channel, is_on=False, values={}, sealed={}, price_vnd=0, problem="", revision=1
    )


def secret_of(found: Connection, name: str, settings: Settings) -> str:
    """Return a sealed value of a connection; raises CannotUnseal after the installation's key was changed."""
    return unseal(str(found.sealed.get(name, "")), settings.secret_key)


def keep_secret(found: Connection, name: str, text: str, settings: Settings) -> None:
    """Seal a value into a connection; an empty text leaves what was kept."""
    if text:
        found.sealed = {**found.sealed, name: seal(text, settings.secret_key)}


def open_channels(event: str, settings: Settings) -> Callable[[Channel], bool]:
    """Return what tells whether an event goes out on a channel; reads what is set once."""
    switched_on = set(db.session.scalars(select(Connection.channel).where(Connection.is_on)))
    rules = {rule.channel: rule for rule in db.session.scalars(select(MessageRule).where(MessageRule.event == event))}
    known = kind(event)
    by_itself = known.channels if known else ALL

    def is_open(channel: Channel) -> bool:
        rule = rules.get(channel)
        wanted = rule.is_on if rule else channel in by_itself
        return wanted and _is_set_up(channel, rule, switched_on, settings)

    return is_open


def _is_set_up(channel: Channel, rule: MessageRule | None, switched_on: set[Channel], settings: Settings) -> bool:
    if channel is Channel.BY_HAND:
        return True
    if channel is Channel.EMAIL:
        return bool(settings.smtp_url)
    if channel is Channel.ZALO:
        return channel in switched_on and bool(rule and rule.template)  # each text is approved by Zalo beforehand
    return channel in switched_on
