"""The pages of errors: what happened, said kindly, and what to do now."""

from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Flask, Response, current_app, g, render_template, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException, TooManyRequests

from cqtt.access import in_staff_area, typed_texts
from cqtt.clock import now
from cqtt.database import SQLITE_BEGIN
from cqtt.errors import RuleBroken
from cqtt.i18n import _l
from cqtt.roles import Role
from cqtt.troubles import Kind, note


@dataclass(frozen=True)
class Saying:
    """What an error page says: what happened and what to do now."""

    title: str
    next_step: str


SAYINGS: dict[int, Saying] = {
    400: Saying(
        _l("Xin lỗi, chúng tôi chưa đọc được yêu cầu này"),
        _l("Xin quay lại trang trước và thử lần nữa. Những gì đã lưu vẫn còn."),
    ),
    403: Saying(
        _l("Xin lỗi, trang này dành cho người có phận sự"),
        _l("Nếu Ông/Bà cần việc này, xin liên hệ người quản trị của đơn vị."),
    ),
    404: Saying(
        _l("Xin lỗi, không có trang này"),
        _l("Địa chỉ có thể đã gõ nhầm hoặc đã đổi. Xin tìm thủ tục ở ô tìm kiếm, hoặc gọi cho chúng tôi."),
    ),
    405: Saying(
        _l("Xin lỗi, chúng tôi chưa đọc được yêu cầu này"),
        _l("Xin quay lại trang trước và thử lần nữa."),
    ),
    409: Saying(
        _l("Việc này chưa làm được"),
        _l("Xin mở lại trang để xem tình hình mới nhất rồi làm tiếp."),
    ),
    410: Saying(
        _l("Máy này chưa mở được phần đang soạn"),
        _l(
            "Xin mở bằng liên kết đã lưu. Nếu đã quá 30 ngày, phần ấy hết hạn và đã được xóa để giữ kín giấy tờ;"
            " xin bắt đầu lại từ trang thủ tục."
        ),
    ),
    413: Saying(
        _l("Xin lỗi, phần gửi lên lớn quá"),
        _l("Xin chụp lại hoặc chọn tệp nhỏ hơn, và gửi từng tệp một."),
    ),
    429: Saying(
        _l("Xin lỗi, đã thử quá nhiều lần"),
        _l("Xin chờ ít phút rồi thử lại, hoặc gọi cho chúng tôi."),
    ),
    500: Saying(
        _l("Xin lỗi, hệ thống vừa gặp lỗi"),
        _l("Những gì đã báo “đã lưu” vẫn còn. Xin thử lại sau ít phút, hoặc gọi cho chúng tôi."),
    ),
    503: Saying(
        _l("Xin lỗi, hệ thống đang bận"),
        _l("Xin chờ một phút rồi thử lại. Những gì đã báo “đã lưu” vẫn còn."),
    ),
}


@dataclass(frozen=True)
class Link:
    """Where an officer goes on, and what it is called."""

    href: str
    label: str


def not_done_page(sentence: str, here: Link, whole_list: Link) -> tuple[str, int]:
    """Say why a move was not made; an officer finds what was typed, and the ways on."""
    # The numbers that a page carries with it are nobody's words.
    typed = [text for text in typed_texts() if not text.isdecimal()] if request.method == "POST" else []
    page = render_template("errors/not_done.html", sentence=sentence, here=here, whole_list=whole_list, typed=typed)
    return page, 409


def once_more() -> Any:
    """Return what the view answers when it is asked again after a lost race, or None when it was asked again already.

    The second time `g.overtaken` is set: the view shows what happened meanwhile. It may raise RuleBroken.
    """
    if g.get("overtaken"):
        return None
    g.overtaken = True
    return current_app.view_functions[str(request.endpoint)](**(request.view_args or {}))


@dataclass(frozen=True)
class Way:
    """Where to go on from a missing page of one part of the site."""

    next_step: str
    endpoint: str
    label: str


# By the beginning of the address: a link that was cut off, or something that is no longer there.
WAYS_ON: dict[str, Way] = {
    "/phan-anh/": Way(
        _l(
            "Liên kết có thể bị cắt mất phần cuối. Xin mở lại liên kết đầy đủ, hoặc vào “Góp ý của tôi” để tra cứu"
            " bằng mã góp ý và bốn số cuối điện thoại."
        ),
        "feedback.find",
        _l("Góp ý của tôi, tra cứu"),
    ),
    "/lang-nghe": Way(
        _l("Không có buổi lắng nghe này, hoặc liên kết bị gõ nhầm. Xin xem danh sách các buổi."),
        "listening.listing",
        _l("Xem các buổi lắng nghe"),
    ),
    "/cam-ket/viec-da-hua": Way(
        _l("Không có việc hứa này, hoặc việc ấy không còn đăng. Xin xem danh sách việc đã hứa."),
        "promises.listing",
        _l("Xem việc đã hứa"),
    ),
    "/lanh-dao": Way(
        _l("Liên kết này không còn dùng được. Xin vào trang Điện thoại lãnh đạo để gọi hoặc để lại lời nhắn."),
        "leaders.listing",
        _l("Điện thoại lãnh đạo"),
    ),
}

# Who gives the roles is not sent to somebody else for them.
FOR_ADMINISTRATORS = _l("Việc này cần vai trò khác. Ông/Bà phân vai trò ở trang “Cán bộ” của phần quản trị.")


def error_page(code: int, what: str = "") -> tuple[str, int]:
    """Render the page of an error, with the sentence that explains it where there is one."""
    saying = SAYINGS.get(code) or SAYINGS[500 if code >= 500 else 400]
    way = _way_on(request.path) if code == 404 or (code == 429 and what) else None
    next_step = FOR_ADMINISTRATORS if code == 403 and _gives_roles() else (way or saying).next_step
    page = render_template(
        "errors/error.html",
        frame="staff" if in_staff_area(request.path) else "citizen",
        code=code,
        title=saying.title,
        what=what,
        next_step="" if code == 429 and what else next_step,  # that sentence says how long, and what to do
        way=way,
    )
    return page, code


def _way_on(path: str) -> Way | None:
    return next((way for beginning, way in WAYS_ON.items() if path.startswith(beginning)), None)


def _gives_roles() -> bool:
    return Role.ADMINISTRATOR in getattr(current_user, "role_set", ())


def too_many(sentence: str) -> NoReturn:
    """Answer 429 with a sentence of its own: how long, and what to do meanwhile."""
    refusal = TooManyRequests(description=sentence)
    refusal.said = True  # type: ignore[attr-defined]
    raise refusal


def register_handlers(app: Flask) -> None:
    """Answer every error with a page in the house style, 4xx and 5xx alike."""

    @app.errorhandler(RuleBroken)
    def rule_broken(error: RuleBroken) -> tuple[str, int]:
        _forget_changes()
        return error_page(409, error.sentence)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[str, int] | Response | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        _forget_changes()
        described = error.description if getattr(error, "said", False) else ""
        page, status = error_page(code, described or "")
        return _answer(page, status)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        _forget_changes()
        busy = "database is locked" in str(error)
        app.logger.exception("unforeseen error at %s", request.endpoint)
        if not busy:
            note(app.config["SETTINGS"].data, Kind.PAGE, str(request.endpoint), type(error).__name__, now())
        return _answer(*error_page(503 if busy else 500))


def _answer(page: str, status: int) -> Response:
    response = Response(page, status=status, mimetype="text/html")
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _forget_changes() -> None:
    """Roll back, so that the error page reads the record and never half a change, and waits for no write lock."""
    from cqtt.extensions import db

    db.session.rollback()
    SQLITE_BEGIN.set("DEFERRED")
