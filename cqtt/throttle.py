"""Allowances against abuse: counted in the database, so all workers and restarts share them."""

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import Connection, delete, text, update
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.clock import now
from cqtt.database import Base
from cqtt.extensions import db


class Hit(Base):
    """How often one key was used in one window of time."""

    __tablename__ = "hit"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


_COUNT_ONE = text(
    'insert into hit (key, "window", count) values (:key, :window, 1) '
    'on conflict (key, "window") do update set count = hit.count + 1 returning count'
)


def allowed(kind: str, who: str, limit: int, every: timedelta) -> bool:
    """Count one use and tell whether it is still within the limit. Committed at once, whatever follows.

    The key is a keyed digest: the table holds no address and no phone number. Call it before the
    request changes anything: the count has a transaction of its own.
    """
    if not (db.session.new or db.session.dirty or db.session.deleted):
        db.session.rollback()  # lets go of the write lock that a POST holds from its first reading
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        within = count_use(connection, kind, who, limit, every)
        connection.commit()
    return within


def count_use(connection: Connection, kind: str, who: str, limit: int, every: timedelta) -> bool:
    """Count one use in the caller's transaction, and tell whether it is still within the limit."""
    limit = max(1, round(limit * current_app.config["SETTINGS"].limit_factor))
    count = connection.execute(_COUNT_ONE, {"key": _key(kind, who), "window": _window(every)}).scalar_one()
    return bool(count <= limit)


def give_back(kind: str, who: str, every: timedelta) -> None:
    """Take back one counted use, of an attempt that turned out right, in the request's transaction."""
    here = (Hit.key == _key(kind, who), Hit.window == _window(every))
    db.session.execute(update(Hit).where(*here).values(count=Hit.count - 1))


def client_address() -> str:
    """Return the address of whoever asked, through as many proxies as the settings trust."""
    return request.remote_addr or ""


def forget_old_hits(at: datetime) -> None:
    """Delete windows older than two days."""
    db.session.execute(delete(Hit).where(Hit.window < int((at - timedelta(days=2)).timestamp())))


def _window(every: timedelta) -> int:
    """Return when the present window began."""
    seconds = int(every.total_seconds())
    return int(now().timestamp()) // seconds * seconds


def _key(kind: str, who: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return f"{kind}:{hmac.new(secret, f'{kind}:{who}'.encode(), hashlib.sha256).hexdigest()[:32]}"
