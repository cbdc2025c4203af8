"""Whether a screen may end the way the pressed button says; what is wrong stays on the screen."""

from cqtt.commune.signed_in import me
from cqtt.desk.going_on import said_of_procedure
from cqtt.desk.rules import may_resolve_at_once
from cqtt.desk.screen import Screen
from cqtt.i18n import _


def may_be_kept(screen: Screen) -> bool:
    """Whether the person and the procedure are whole and were looked at."""
    screen.form.accepted()
    if screen.procedure is None or screen.is_new_procedure or screen.finds_nothing:
        screen.refuse("search", said_of_procedure(screen))
    elif screen.scan_error:
        screen.refuse("scan", screen.scan_error)
    elif screen.changed_here:
        screen.refuse("applicant_name", _("Xin xem lại các ô vừa được điền, rồi bấm lần nữa."))
    for place, sentence in screen.papers.miscounted() if screen.papers else ():
        screen.refuse(place, sentence)
    if not screen.form.complaints() and screen.has_unseen_twins:
        _ask_of_twins(screen)
    return not screen.form.complaints()


def _ask_of_twins(screen: Screen) -> None:
    """Ask once whether one more is meant; the same button, pressed again, says yes."""
    codes = ", ".join(twin.code or "" for twin in screen.twins)
    sentence = _("Người này đã có hồ sơ %(codes)s cho thủ tục này. Nếu vẫn nhận thêm, xin bấm lần nữa.", codes=codes)
    screen.refuse("twins", sentence)
    screen.form.seen_twins.data = ",".join(str(twin.id) for twin in screen.twins)


def may_be_accepted(screen: Screen) -> bool:
    """Whether the papers are all there and the time is known."""
    _check_papers(screen)
    if screen.content and screen.content.known_limit is None:
        if screen.limit is None:
            screen.refuse("amount", _("Thủ tục này chưa công bố thời hạn. Xin ghi thời hạn bằng số, ví dụ 3."))
        if not screen.form.limit_ground.data:
            screen.refuse("limit_ground", _("Xin ghi căn cứ của thời hạn, ví dụ số văn bản."))
    return may_be_kept(screen)


def may_be_asked_for_more(screen: Screen) -> bool:
    """Whether there is something to ask for, and a reason that the citizen reads."""
    if not items_to_ask_for(screen):
        screen.refuse("others", _("Không thấy còn thiếu gì. Xin bỏ dấu ở giấy tờ chưa có, hoặc ghi điều cần bổ sung."))
    if not screen.form.whole_reason:
        screen.refuse("reason", _("Xin ghi lý do để người nộp hiểu vì sao cần bổ sung."))
    return may_be_kept(screen)


def may_be_resolved_at_once(screen: Screen) -> bool:
    """Whether this officer may settle this procedure now, and says what came out and whether it is paid for."""
    _check_papers(screen)
    if screen.content and not offers_to_resolve(screen):
        screen.refuse("accept", _("Thủ tục này không giải quyết ngay tại quầy được. Xin bấm Tiếp nhận."))
    if not screen.form.result.data:
        screen.refuse("result", _("Xin ghi kết quả, ví dụ: Đã chứng thực 03 bản sao."))
    if screen.form.lacks_word_on_payment:
        screen.refuse("paid", _("Xin chọn: khoản phải nộp đã thu hay chưa thu."))
    return may_be_kept(screen)


def may_be_refused(screen: Screen) -> bool:
    """Whether the refusal has a reason that the citizen reads, and a legal ground."""
    if not screen.form.whole_refusal:
        screen.refuse("refusal_reason", _("Xin chọn một câu có sẵn hoặc viết lý do từ chối."))
    if not screen.form.whole_refusal_ground:
        sentence = _("Xin ghi văn bản làm căn cứ, ví dụ: Điều 17 Nghị định 118/2025/NĐ-CP.")
        screen.refuse("refusal_ground", sentence)
    return may_be_kept(screen)


def offers_to_resolve(screen: Screen) -> bool:
    """Whether the button "Giải quyết ngay" is shown."""
    return screen.content is not None and may_resolve_at_once(screen.content.on_the_spot, me().role_set)


def items_to_ask_for(screen: Screen) -> list[str]:
    """Return everything that is missing, in one list (Nghị định 118/2025/NĐ-CP, Điều 17)."""
    return [requirement.name for requirement in screen.missing] + screen.form.typed_items


def _check_papers(screen: Screen) -> None:
    if screen.missing and not screen.is_new_procedure and not screen.form.why_lacking.data:
        names = "; ".join(requirement.name for requirement in screen.missing)
        sentence = _(
            "Còn thiếu: %(names)s. Xin đánh dấu giấy tờ đã có, bấm Yêu cầu bổ sung, hoặc ghi vì sao vẫn nhận.",
            names=names,
        )
        screen.refuse("papers", sentence)
