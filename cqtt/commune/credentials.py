"""Which logins and passwords will do, and the temporary ones an administrator hands over."""

import re
import secrets

from cqtt.i18n import _, _l
from cqtt.text import fold

A_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
LOGIN_SENTENCE = _l("Xin dùng từ 3 đến 32 chữ không dấu, số, dấu chấm hoặc gạch. Ví dụ: lan.nguyen.")
SHORTEST = 10
LONGEST = 200
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks or sounds like something else
# What people type first when asked for ten characters, compared without marks, spaces and signs.
_OBVIOUS = re.compile(
    r"(matkhau|password|passw0rd|qwerty(uiop)?|asdfghjkl|admin(istrator)?|quantri|canbo|xinchao|iloveyou|anhyeuem"
    r"|vietnam|ubnd|abc|dangnhap|chinhquyenthanthien|[0-9])+"
)


def weakness(password: str, login: str | None) -> str | None:
    """Return the sentence that says why a password is too easy to guess, or None when it will do."""
    bare = _bare(password)
    if len(password) < SHORTEST:
        return str(_("Xin đặt mật khẩu từ %(count)s ký tự trở lên.", count=SHORTEST))
    if len(password) > LONGEST:
        return str(_("Xin đặt mật khẩu ngắn hơn %(count)s ký tự.", count=LONGEST))
    if login and bare.replace(_bare(login), "").strip("0123456789") == "":
        return str(_("Mật khẩu này gần như là tên đăng nhập. Xin chọn câu khác."))
    if _OBVIOUS.fullmatch(bare) or len(set(bare)) < 5:
        return str(_("Mật khẩu này dễ đoán. Xin ghép vài từ không liên quan, ví dụ tên cây, món ăn, con vật."))
    return None


def _bare(typed: str) -> str:
    return re.sub(r"[\W_]", "", fold(typed))


def temporary_password() -> str:
    """Return a password to hand over, changed at the first sign-in: 59 random bits, easy to dictate."""
    groups = ("".join(secrets.choice(_ALPHABET) for _letter in range(4)) for _group in range(3))
    return "-".join(groups)
