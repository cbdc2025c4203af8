"""Keep keys that others gave to the unit (of a message gateway), so that a copy of the database alone opens none."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotUnseal(Exception):
    """What was sealed belongs to another secret key than the installation has now."""


def seal(text: str, secret_key: str) -> str:
    """Return the text so that only this secret key opens it; nothing for nothing."""
    return _fernet(secret_key).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, secret_key: str) -> str:
    """Return what was sealed, or raise CannotUnseal."""
    if not sealed:
        return ""
    try:
        return _fernet(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise CannotUnseal from wrong


def _fernet(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"cqtt sealing").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
