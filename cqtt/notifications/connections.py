"""Which channels are open: set up, switched on, and not ruled out for an event."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.notifications.kinds import ALL, kind
from cqtt.notifications.models import Channel, Connection, MessageRule, MessageSettings
from cqtt.sealing import seal, unseal

Row = TypeVar("Row", Connection, MessageSettings)


def the_message_settings() -> MessageSettings:
    """Return what the unit has set; before anybody has saved any, what custom suggests."""
    return db.session.get(MessageSettings, 1) or MessageSettings(id=1, quiet_from=21, quiet_until=7, revision=1)


def stored_message_settings() -> MessageSettings:
    """Return the unit's one row to change it, made at the first change."""
    found = the_message_settings()
    return found if inspect(found).persistent else _made(found, 1)


def connection(channel: Channel) -> Connection:
    """Return what is set for a channel; nothing yet where there is no row."""
    return db.session.get(Connection, channel) or Connection(
        channel=channel, is_on=False, values={}, sealed={}, price_vnd=0, problem="", revision=1
    )


def secret_of(found: Connection, name: str, settings: Settings) -> str:
    """Return a sealed value of a connection; raises CannotUnseal after the installation's key was changed."""
    return unseal(str(found.sealed.get(name, "")), settings.secret_key)


def stored_connection(channel: Channel, settings: Settings) -> Connection:
    """Return the row of a channel to change it, made at the first change; mails that went out before go on."""
    found = db.session.get(Connection, channel)
    if found is None:
        found = connection(channel)
        found.is_on = is_on(channel, None, settings)
        found = _made(found, channel)
    return found


def _made(fresh: Row, key: object) -> Row:
    """Add a row, or return the one that somebody else added at this very moment."""
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        return db.session.get_one(type(fresh), key)
    return fresh


def keep_secret(found: Connection, name: str, text: str, settings: Settings) -> None:
    """Seal a value into a connection; an empty text leaves what was kept."""
    if text:
        found.sealed = {**found.sealed, name: seal(text, settings.secret_key)}


def open_channels(event: str, settings: Settings) -> Callable[[Channel], bool]:
    """Return what tells whether an event goes out on a channel; reads what is set once."""
    stored = {found.channel: found for found in db.session.scalars(select(Connection))}
    rules = {rule.channel: rule for rule in db.session.scalars(select(MessageRule).where(MessageRule.event == event))}
    known = kind(event)
    possible = known.channels if known else ALL

    def is_open(channel: Channel) -> bool:
        rule = rules.get(channel)
        wanted = channel in possible and (rule is None or rule.is_on)
        if channel is Channel.ZALO and not (rule and rule.template):  # each text is approved by Zalo beforehand
            return False
        return wanted and is_on(channel, stored.get(channel), settings)

    return is_open


def is_on(channel: Channel, found: Connection | None, settings: Settings) -> bool:
    """Whether a channel is set up and nobody has switched it off; an officer's own hands always are."""
    if channel is Channel.EMAIL:
        return mail_is_open(found, settings)
    return channel is Channel.BY_HAND or (found is not None and found.is_on)


def mail_is_set_up(found: Connection | None, settings: Settings) -> bool:
    """Whether there is a server to send mails through, switched on or not."""
    return bool(settings.smtp_url or (found is not None and found.values.get("host")))


def mail_is_open(found: Connection | None, settings: Settings) -> bool:
    """Whether mails go out: unless somebody switched them off on the page, what is set up is on."""
    return mail_is_set_up(found, settings) and (found is None or found.is_on)
