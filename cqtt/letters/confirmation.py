"""The password of whoever signs, asked again at the signature, and counted like a sign-in."""

from cqtt.audit.actions import record
from cqtt.commune import sign_in_limits
from cqtt.commune.models import Officer
from cqtt.commune.sign_in import is_password
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _


class PasswordRefused(RuleBroken):
    """This is not the password of whoever is signed in."""


class TooManyTries(PasswordRefused):
    """Too many wrong passwords lately: even the right one is refused."""


def confirm(officer: Officer, typed: str) -> None:
    """Raise PasswordRefused unless this is the officer's password. It ends the transaction: call it before any change.

    The tries are those of the sign-in: nobody gets more here. The hash is compared without holding the database.
    """
    login, stored = officer.login or "", officer.password_hash
    if not sign_in_limits.allow_try(login):
        minutes = sign_in_limits.minutes_left()
        raise TooManyTries(
            _("Đã có nhiều lần gõ mật khẩu chưa đúng. Xin chờ %(minutes)s phút rồi ký lại.", minutes=minutes)
        )
    db.session.rollback()
    if not is_password(stored, typed):
        record("sign_in_refused", "officer", officer.id)
        db.session.commit()
        raise PasswordRefused(_("Mật khẩu chưa đúng. Xin gõ lại; chưa có thư nào được ký."))
    sign_in_limits.forget_try(login)
    db.session.commit()
