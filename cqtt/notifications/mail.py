"""One e-mail: composed so that nothing typed can become a header, handed to the SMTP server of the settings."""

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from urllib.parse import SplitResult, unquote, urlsplit

from cqtt.config import Settings
from cqtt.notifications.transport import NotSent, Outgoing, Send

PATIENCE = 20  # seconds for each answer of the mail server
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def open_mail(settings: Settings) -> Send | None:
    """Return the way to the mail server of the settings."""
    return partial(send, settings=settings) if settings.smtp_url else None


def compose(mail: Outgoing, settings: Settings) -> EmailMessage:
    """Return the message, or raise NotSent for an address that no mail can reach."""
    sender = sender_address(settings)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(mail.sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=_checked(mail.recipient))
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.identity}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, cte="quoted-printable")  # every server takes it
    return message


def send(mail: Outgoing, settings: Settings) -> int:
    """Hand the mail to the server, or raise NotSent. Call it outside any transaction."""
    message = compose(mail, settings)
    try:
        with _connected(urlsplit(settings.smtp_url), settings) as server:
            server.send_message(message)
            return 0
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _reply in refused.recipients.values()]
        raise NotSent(f"máy chủ thư không nhận địa chỉ ({codes[0]})", final=min(codes) >= 500) from refused
    except smtplib.SMTPDataError as refused:
        raise NotSent(f"máy chủ thư không nhận thư ({refused.smtp_code})", final=refused.smtp_code >= 500) from refused
    except smtplib.SMTPResponseException as refused:
        raise NotSent(f"máy chủ thư từ chối ({refused.smtp_code})") from refused
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"không nối được máy chủ thư ({type(error).__name__})") from error


def sender_address(settings: Settings) -> str:
    """Return the address mails come from: the setting, the mail account, or one at the site's own name."""
    user = unquote(urlsplit(settings.smtp_url).username or "")
    host = urlsplit(settings.base_url).hostname or "localhost"
    own = f"khong-tra-loi@{host if '.' in host and ':' not in host else 'localhost.localdomain'}"
    return next((given for given in (settings.mail_from, user) if _ADDRESS.fullmatch(given)), own)


def one_line(text: str) -> str:
    """Return the text as a header may hold it: no line break, nothing invisible, not endless."""
    return _INVISIBLE.sub(" ", text).strip()[:200]


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise NotSent("địa chỉ thư không dùng được", final=True)
    return address


def _connected(server: SplitResult, settings: Settings) -> smtplib.SMTP:
    """Open a connection: TLS from the start (smtps), or as soon as the server offers it (smtp)."""
    host, own_name = server.hostname or "localhost", urlsplit(settings.base_url).hostname
    safely = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, own_name, timeout=PATIENCE, context=safely
        )
    else:
        connection = smtplib.SMTP(host, server.port or 587, own_name, timeout=PATIENCE)
    try:
        _greet(connection, server, safely)
    except BaseException:
        connection.close()
        raise
    return connection


def _greet(connection: smtplib.SMTP, server: SplitResult, safely: ssl.SSLContext) -> None:
    connection.ehlo()
    encrypted = server.scheme == "smtps"
    if not encrypted and connection.has_extn("starttls"):
        connection.starttls(context=safely)
        connection.ehlo()
        encrypted = True
    if server.username:
        if not encrypted and server.hostname not in LOCAL_HOSTS:
            raise NotSent("máy chủ thư không mã hóa nên không gửi mật khẩu")
        connection.login(unquote(server.username), unquote(server.password or ""))
