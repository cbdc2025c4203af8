"""One e-mail: composed so that nothing typed can become a header, handed to the unit's mail server."""

import re
import smtplib
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial

from cqtt.config import Settings
from cqtt.notifications.mail_server import AN_ADDRESS, MailServer, open_server
from cqtt.notifications.transport import NotSent, Outgoing, Send, why

_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def open_mail(settings: Settings) -> Send | None:
    """Return the way to the mail server, where there is one and mails are not switched off."""
    server = open_server(settings)
    return partial(send, server=server) if server else None


def compose(mail: Outgoing, sender: str) -> EmailMessage:
    """Return the message, or raise NotSent for an address that no mail can reach."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(mail.sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=_checked(mail.recipient))
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.identity}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, cte="quoted-printable")  # every server takes it
    return message


def send(mail: Outgoing, server: MailServer) -> int:
    """Hand the mail to the server, or raise NotSent. Call it outside any transaction."""
    message = compose(mail, server.sender)
    try:
        connection = server.connected()
        try:
            connection.send_message(message)
        finally:
            _say_goodbye(connection)
        return 0
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _reply in refused.recipients.values()]
        raise NotSent(f"máy chủ thư không nhận địa chỉ ({codes[0]})", final=min(codes) >= 500) from refused
    except smtplib.SMTPDataError as refused:
        raise NotSent(f"máy chủ thư không nhận thư ({refused.smtp_code})", final=refused.smtp_code >= 500) from refused
    except smtplib.SMTPAuthenticationError as refused:
        raise NotSent(f"máy chủ thư không nhận tên hoặc mật khẩu ({refused.smtp_code})") from refused
    except smtplib.SMTPResponseException as refused:
        raise NotSent(f"máy chủ thư từ chối ({refused.smtp_code})") from refused
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"không nối được máy chủ thư: {why(error)}") from error


def _say_goodbye(connection: smtplib.SMTP) -> None:
    """End the talk; what a server answers to that changes nothing: the mail was taken, or it was not."""
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


def one_line(text: str) -> str:
    """Return the text as a header may hold it: no line break, nothing invisible, not endless."""
    return _INVISIBLE.sub(" ", text).strip()[:200]


def _checked(address: str) -> str:
    if not AN_ADDRESS.fullmatch(address):
        raise NotSent("địa chỉ thư không dùng được", final=True)
    return address
