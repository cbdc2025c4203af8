"""Settings: read from the environment once, at start; a wrong one stops the start with a sentence."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

EXAMPLE_SECRETS = {"changeme", "secret", "dev", "example", "test", "password"}


class WrongSetting(Exception):
    """A setting cannot be used; the text says which one and what is expected."""


@dataclass(frozen=True)
class Settings:
    """What an installation can be told from outside."""

    data: Path  # CQTT_DATA: the folder that holds all state
    bind: str  # CQTT_BIND: host:port the server listens on
    base_url: str  # CQTT_BASE_URL: what links and QR codes say; never taken from the Host header
    database_url: str  # CQTT_DATABASE_URL: SQLite in the data folder unless told otherwise
    secret_key: str  # CQTT_SECRET_KEY: signs cookies; made once and kept in the data folder
    workers: int  # CQTT_WORKERS: web processes
    trusted_proxies: int  # CQTT_TRUSTED_PROXIES: how many proxies stand in front and set X-Forwarded-For
    limit_factor: float  # CQTT_LIMIT_FACTOR: multiplies every allowance against abuse
    smtp_url: str  # CQTT_SMTP_URL: smtp://user:password@host:587 (smtps:// for TLS from the start); empty: no mail
    mail_from: str  # CQTT_MAIL_FROM: sender address of mails
    idle_minutes: int  # CQTT_IDLE_MINUTES: a desk left alone this long is signed out
    session_hours: int  # CQTT_SESSION_HOURS: a sign-in lasts no longer than this
    scans: Path | None  # CQTT_SCANS: the folder the desk's scanner writes into, and nothing else; empty: none

    @property
    def secure_cookies(self) -> bool:
        return not self.base_url.startswith("http://")

    @property
    def is_loopback(self) -> bool:
        """Whether links lead to this machine only; posters are then stamped BẢN THỬ."""
        host = urlsplit(self.base_url).hostname or ""
        return host == "localhost" or host == "::1" or host.startswith("127.")

    def flask_config(self) -> dict[str, object]:
        """Return the same as Flask and its extensions name it."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # a failing statement is logged without names
            "SESSION_COOKIE_NAME": "__Host-cqtt" if self.secure_cookies else "cqtt",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
            "PERMANENT_SESSION_LIFETIME": timedelta(days=60),
            "WTF_CSRF_TIME_LIMIT": None,  # forms stay open for hours on a slow phone
            "WTF_CSRF_SSL_STRICT": False,  # the referrer is withheld on purpose; the token decides
            "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
            # 80 answers of 4,000 letters; a Vietnamese letter takes 9 bytes on its way (%E1%BB%99).
            # Werkzeug before 3.1.9 holds whole forms to it, later ones each part of a form with files.
            "MAX_FORM_MEMORY_SIZE": 3 * 1024 * 1024,
            "MAX_FORM_PARTS": 400,
            "BABEL_DEFAULT_LOCALE": "vi",
            "BABEL_DEFAULT_TIMEZONE": "UTC",
        }


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process, or raise WrongSetting."""
    data = Path(environ.get("CQTT_DATA", "instance")).absolute()
    bind = environ.get("CQTT_BIND", "127.0.0.1:8000")
    base_url = environ.get("CQTT_BASE_URL", f"http://{bind}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise WrongSetting("CQTT_BASE_URL: xin ghi dạng https://ten-mien, không có đường dẫn phía sau.")
    return Settings(
        data=data,
        bind=bind,
        base_url=base_url,
        database_url=environ.get("CQTT_DATABASE_URL") or f"sqlite:///{data / 'cqtt.db'}",
        secret_key=_secret_key(environ.get("CQTT_SECRET_KEY", ""), data),
        workers=_whole(environ, "CQTT_WORKERS", 2, 1, 64),
        trusted_proxies=_whole(environ, "CQTT_TRUSTED_PROXIES", 0, 0, 5),
        limit_factor=_number(environ, "CQTT_LIMIT_FACTOR", 1.0),
        smtp_url=environ.get("CQTT_SMTP_URL", ""),
        mail_from=environ.get("CQTT_MAIL_FROM", ""),
        idle_minutes=_whole(environ, "CQTT_IDLE_MINUTES", 60, 1, 24 * 60),
        session_hours=_whole(environ, "CQTT_SESSION_HOURS", 12, 1, 24 * 7),
        scans=_scans(environ.get("CQTT_SCANS", ""), data),
    )


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    typed = environ.get(name, str(default))
    if not typed.isdecimal() or not low <= int(typed) <= high:
        raise WrongSetting(f"{name}: xin ghi một số từ {low} đến {high}.")
    return int(typed)


def _number(environ: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(environ.get(name, default))
    except ValueError as error:
        raise WrongSetting(f"{name}: xin ghi một số, ví dụ 1 hoặc 2.5.") from error
    if not 0 < value < 1e9:
        raise WrongSetting(f"{name}: xin ghi một số lớn hơn 0.")
    return value


def _scans(given: str, data: Path) -> Path | None:
    """Return the scanner's folder; files are taken out of it, so it may not hold what is kept."""
    if not given:
        return None
    folder, kept = Path(given).absolute().resolve(), data.resolve()
    if folder.is_relative_to(kept) or kept.is_relative_to(folder):
        raise WrongSetting("CQTT_SCANS: xin chọn một thư mục riêng cho máy quét, ngoài thư mục dữ liệu.")
    return folder


def _secret_key(given: str, data: Path) -> str:
    """Return the key that was given, or the one kept in the data folder, made at the first start."""
    if given:
        if given.lower() in EXAMPLE_SECRETS or len(given) < 32:
            raise WrongSetting("CQTT_SECRET_KEY: khóa quá ngắn hoặc là khóa mẫu; xin dùng ít nhất 32 ký tự ngẫu nhiên.")
        return given
    kept = data / "secret-key"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not kept.exists():
            write_once(kept, secrets.token_hex(32))
        key = kept.read_text().strip()
    except OSError as error:
        raise WrongSetting(f"CQTT_DATA: không ghi được vào thư mục dữ liệu ({error.strerror}).") from error
    if len(key) < 32:
        raise WrongSetting("Khóa trong thư mục dữ liệu (tệp secret-key) không đọc được.")
    return key


def write_once(path: Path, text: str) -> None:
    """Create the file with its whole content, unless another process was first."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def write_anew(path: Path, text: str) -> None:
    """Put the whole text in the place of what the file held, so that nobody ever reads half of it."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    try:
        fresh.write_text(text, "utf-8")
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
