"""The unit's mail server: as an administrator described it on the page, else as the installation's settings do.

What was typed on a page may lead to public machines only; a server inside the house is for CQTT_SMTP_URL.
"""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from cqtt.config import Settings
from cqtt.extensions import db
from cqtt.notifications import provider
from cqtt.notifications.connections import mail_is_open, mail_is_set_up, secret_of
from cqtt.notifications.models import Channel, Connection
from cqtt.notifications.transport import NotSent
from cqtt.outgoing import NotPublic
from cqtt.sealing import CannotUnseal

PATIENCE = 20  # seconds for each answer of the mail server
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
PORTS = {"tls": 465, "starttls": 587}
AN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in, and in whose name. `typed` on a page: then it must be a public machine."""

    host: str
    port: int
    encrypted: bool  # from the start; else as soon as the server offers it
    user: str
    password: str
    sender: str
    own_name: str
    typed: bool

    def connected(self) -> smtplib.SMTP:
        """Open a connection, encrypted where it can be, and sign in; the caller ends it. Raises NotSent or OSError."""
        safely = ssl.create_default_context()
        connection = self._connection(safely)
        try:
            self._greet(connection, safely)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connection(self, safely: ssl.SSLContext) -> smtplib.SMTP:
        try:
            if self.encrypted:
                tls = _JudgedTls if self.typed else smtplib.SMTP_SSL
                return tls(self.host, self.port, self.own_name, timeout=PATIENCE, context=safely)
            plain = _Judged if self.typed else smtplib.SMTP
            return plain(self.host, self.port, self.own_name, timeout=PATIENCE)
        except NotPublic as inside:
            raise NotSent("máy chủ thư không phải máy công khai; máy nội bộ thì khai ở CQTT_SMTP_URL") from inside

    def _greet(self, connection: smtplib.SMTP, safely: ssl.SSLContext) -> None:
        connection.ehlo()
        encrypted = self.encrypted
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=safely)
            connection.ehlo()
            encrypted = True
        if self.user:
            if not encrypted and self.host not in LOCAL_HOSTS:
                raise NotSent("máy chủ thư không mã hóa nên không gửi mật khẩu")
            connection.login(self.user, self.password)


class _Judged(smtplib.SMTP):
    """Connects to the very address that was judged to be public."""

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        return provider.REACH.connect(host, port)


class _JudgedTls(smtplib.SMTP_SSL, _Judged):
    """The same, encrypted from the start: the library wraps what the class behind it connects to."""


def mail_server(settings: Settings, also_off: bool = False) -> MailServer | None:
    """Return where mails are handed in now; also one that is switched off, to try it. Raises CannotUnseal."""
    found = db.session.get(Connection, Channel.EMAIL)
    wanted = mail_is_set_up(found, settings) if also_off else mail_is_open(found, settings)
    server = _typed(found, settings) if found is not None and found.values.get("host") else _of_settings(settings)
    db.session.rollback()
    return server if wanted else None


def open_server(settings: Settings) -> MailServer | None:
    """Return where mails are handed in, or None where there is nothing or its password cannot be read any more."""
    try:
        return mail_server(settings)
    except CannotUnseal:
        db.session.rollback()
        return None


def _typed(found: Connection, settings: Settings) -> MailServer:
    values = {name: str(value) for name, value in found.values.items()}
    security = values.get("security", "starttls")
    return MailServer(
        host=values["host"],
        port=int(values.get("port") or PORTS[security]),
        encrypted=security == "tls",
        user=values.get("user", ""),
        password=secret_of(found, "password", settings),
        sender=_sender(settings, values.get("sender", ""), values.get("user", "")),
        own_name=urlsplit(settings.base_url).hostname or "",
        typed=True,
    )


def _of_settings(settings: Settings) -> MailServer:
    parts = urlsplit(settings.smtp_url)
    encrypted = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or PORTS["tls" if encrypted else "starttls"],
        encrypted=encrypted,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender_address(settings),
        own_name=urlsplit(settings.base_url).hostname or "",
        typed=False,
    )


def sender_address(settings: Settings) -> str:
    """Return the address mails of the settings' server come from: the setting, its account, or one of the site."""
    return _sender(settings, settings.mail_from, unquote(urlsplit(settings.smtp_url).username or ""))


def _sender(settings: Settings, *wanted: str) -> str:
    host = urlsplit(settings.base_url).hostname or "localhost"
    own = f"khong-tra-loi@{host if '.' in host and ':' not in host else 'localhost.localdomain'}"
    return next((given for given in wanted if AN_ADDRESS.fullmatch(given)), own)
