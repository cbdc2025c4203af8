"""Sign-in of officers: passwords, server-side sessions, and what ends them."""

import logging
import secrets
from datetime import datetime, timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app, request, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from cqtt.audit.actions import record
from cqtt.clock import now
from cqtt.commune.models import Officer, StaffSession, token_digest
from cqtt.extensions import db, login_manager
from cqtt.roles import Role
from cqtt.text import clean

logger = logging.getLogger(__name__)
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # 43 ms on a small server
# Compared when there is no such account, so that both answers take about the same time.
_NOBODY = HASHER.hash(secrets.token_hex(8))
SEEN_EVERY = timedelta(minutes=1)


class SignedIn:
    """The officer behind a request, as flask-login wants it: its id is the session's secret."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, officer: Officer, token: str, last_seen_at: datetime) -> None:
        self.officer = officer
        self.token = token
        self.last_seen_at = last_seen_at

    def get_id(self) -> str:
        return self.token

    @property
    def id(self) -> int:
        return self.officer.id

    @property
    def name(self) -> str:
        return self.officer.name

    @property
    def must_change_password(self) -> bool:
        return self.officer.must_change_password

    @cached_property
    def role_set(self) -> frozenset[Role]:
        return self.officer.role_set

    def has_role(self, *roles: Role) -> bool:
        return bool(self.role_set & set(roles))


def officer_of_password(login: str, password: str) -> Officer | None:
    """Return the active officer whom login and password name, or None, in about the same time.

    Ends the transaction: the hash is compared without holding the database.
    """
    named = select(Officer.id, Officer.password_hash).where(Officer.login == login, Officer.is_active)
    officer_id, stored = db.session.execute(named).one_or_none() or (0, None)
    db.session.rollback()
    right = is_password(stored, password)
    officer = db.session.get(Officer, officer_id) if right else None
    still = officer is not None and officer.is_active and officer.password_hash == stored
    return officer if still else None


def is_password(stored: str | None, password: str) -> bool:
    """Compare a password with a stored hash; without one the answer is no, as late as with one."""
    try:
        HASHER.verify(stored or _NOBODY, clean(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def start_session(officer: Officer) -> None:
    """Sign the officer in under a fresh secret; what the browser held before is dropped."""
    token = secrets.token_urlsafe(32)
    if former := session.get("_user_id"):
        _forget(former)
    session.clear()
    db.session.add(
        StaffSession(token_digest=token_digest(token), officer_id=officer.id, created_at=now(), last_seen_at=now())
    )
    login_user(SignedIn(officer, token, now()))
    record("sign_in", "officer", officer.id, officer_id=officer.id)


def end_session() -> None:
    """Sign out: the session's row goes, so the cookie opens nothing any more."""
    record("sign_out", "officer", current_user.id)
    _forget(current_user.token)
    logout_user()
    session.clear()


def _forget(token: str) -> None:
    db.session.execute(delete(StaffSession).where(StaffSession.token_digest == token_digest(token)))


def end_all_sessions(officer: Officer) -> None:
    """End every sign-in of an officer: after a new password, other roles, or when the account is closed."""
    db.session.execute(delete(StaffSession).where(StaffSession.officer_id == officer.id))


def set_password(officer: Officer, password: str, must_change: bool = False) -> None:
    """Store the password's hash and end every sign-in that was made with the old one."""
    officer.password_hash = HASHER.hash(clean(password))
    officer.must_change_password = must_change
    officer.revision += 1
    end_all_sessions(officer)
    record("set_password", "officer", officer.id)


def is_alive(sign_in: StaffSession, at: datetime) -> bool:
    """Whether a sign-in has neither been idle too long nor lasted too long."""
    settings = current_app.config["SETTINGS"]
    idle = timedelta(minutes=settings.idle_minutes)
    return at - sign_in.last_seen_at < idle and at - sign_in.created_at < timedelta(hours=settings.session_hours)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """Return who holds this secret, as long as the session stands and the officer is active."""
    sign_in = db.session.get(StaffSession, token_digest(token))
    if sign_in is None or not sign_in.officer.is_active or not is_alive(sign_in, now()):
        return None
    return SignedIn(sign_in.officer, token, sign_in.last_seen_at)


def note_presence() -> None:
    """Move the idle limit on, at most once a minute, in a transaction of its own.

    What a page asks for by itself is no presence: HTMX without a click that posts or opens a page, and what a script
    sends with the header X-By-Itself because no hand pressed anything.
    """
    at = now()
    if not current_user.is_authenticated or at - current_user.last_seen_at < SEEN_EVERY or _asked_by_page():
        return
    seen = (
        update(StaffSession)
        .where(StaffSession.token_digest == token_digest(current_user.token))
        .values(last_seen_at=at)
    )
    db.session.rollback()  # what the view wanted kept is committed; its write lock must not stand in our way
    try:
        with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
            connection.execute(seen)
            connection.commit()
    except OperationalError:
        logger.warning("presence not noted: the database is busy")  # the answer itself is good


def _asked_by_page() -> bool:
    htmx = request.htmx  # type: ignore[attr-defined]
    by_htmx = bool(htmx) and not htmx.boosted and request.method == "GET"
    return by_htmx or "X-By-Itself" in request.headers


def forget_dead_sessions(at: datetime) -> None:
    """Delete sign-ins that ended by themselves."""
    settings = current_app.config["SETTINGS"]
    oldest = at - timedelta(hours=settings.session_hours)
    idle = at - timedelta(minutes=settings.idle_minutes)
    db.session.execute(
        delete(StaffSession).where((StaffSession.created_at < oldest) | (StaffSession.last_seen_at < idle))
    )
