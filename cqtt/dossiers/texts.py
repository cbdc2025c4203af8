"""What people are told about their dossier: the sentence on the page, the mail and the short message."""

from cqtt.addresses import full_url
from cqtt.clock import due_text
from cqtt.commune.models import Commune
from cqtt.dossiers.models import Dossier, DossierEvent
from cqtt.dossiers.rules import RUNNING, Status, Step
from cqtt.i18n import _, _l
from cqtt.notifications.actions import Message, in_short
from cqtt.notifications.kinds import register
from cqtt.notifications.things import Thing, introduce
from cqtt.procedures.facts import money

# What happens next, under each state's name on the page that follows a dossier.
NEXT_SENTENCES = {
    Status.SUBMITTED: _l(
        "Cán bộ sẽ kiểm tra giấy tờ và trả lời Ông/Bà. Thời hạn giải quyết tính từ khi hồ sơ được tiếp nhận."
    ),
    Status.REFUSED: _l("Xin xem lý do bên dưới. Ông/Bà có thể chuẩn bị lại và nộp hồ sơ mới, hoặc gọi cho chúng tôi."),
    Status.ACCEPTED: _l("Hồ sơ đã đủ và được chuyển đến cán bộ chuyên môn."),
    Status.PROCESSING: _l("Cán bộ chuyên môn đang giải quyết."),
    Status.AWAITING_SUPPLEMENT: _l("Xin gửi thêm giấy tờ được nêu bên dưới."),
    Status.AWAITING_PAYMENT: _l("Xin nộp khoản được nêu bên dưới. Thời hạn tạm dừng cho đến khi chúng tôi ghi nhận."),
    Status.WITHDRAWN: _l("Hồ sơ đã khép lại theo yêu cầu của Ông/Bà. Khi cần, xin nộp hồ sơ mới."),
    Status.STOPPED: _l("Việc giải quyết đã dừng. Xin xem lý do bên dưới hoặc gọi cho chúng tôi."),
    Status.RESOLVED: _l("Kết quả đã có. Mời Ông/Bà đến nhận, mang theo giấy hẹn hoặc mã hồ sơ và thẻ căn cước."),
    Status.RETURNED: _l("Ông/Bà đã nhận kết quả. Xin cảm ơn Ông/Bà."),
}


def next_sentence(dossier: Dossier, due_vnd: int = 0) -> str:
    """Return what happens next: nothing is left to do only where nothing is to be paid, and only a clock stops."""
    sentence = str(NEXT_SENTENCES[dossier.status])
    if dossier.status in RUNNING:
        more = _("Ông/Bà còn khoản phí phải nộp, xin xem bên dưới.") if due_vnd else _("Ông/Bà không phải làm gì thêm.")
        return f"{sentence} {more}"
    if dossier.status is Status.AWAITING_SUPPLEMENT:
        return f"{sentence} {_after_supplement(dossier)}"
    return sentence


def _after_supplement(dossier: Dossier) -> str:
    if dossier.status_before in RUNNING:
        return _("Thời hạn tạm dừng cho đến khi chúng tôi nhận đủ.")
    return _("Khi nhận đủ, chúng tôi xem lại và trả lời Ông/Bà.")


def secret_link(dossier: Dossier) -> str:
    """Return the link that opens the dossier without code or number."""
    return full_url("dossiers.open_by_link", token=dossier.token)


def refusal(reason: str, legal_ground: str) -> str:
    """Return what the citizen reads when the dossier is not received."""
    ground = _(" Căn cứ: %(ground)s.", ground=legal_ground.rstrip(".")) if legal_ground else ""
    return f"{reason.rstrip('.')}.{ground}"


def and_still_owed(told: str, owed_vnd: int) -> str:
    """Return what the citizen reads, and behind it what is still to be paid."""
    return _("%(told)s Ông/Bà còn phải nộp %(owed)s.", told=told, owed=money(owed_vnd))


def payment_cancelled(amount_vnd: int, receipt: str, owed_vnd: int) -> str:
    """Return what the citizen reads when a payment turns out to have been recorded by mistake."""
    told = _(
        "Chúng tôi đã ghi nhầm khoản nộp %(amount)s (phiếu số %(receipt)s) vào hồ sơ này và vừa hủy ghi nhận ấy."
        " Mong Ông/Bà thông cảm.",
        amount=money(amount_vnd),
        receipt=receipt,
    )
    return and_still_owed(told, owed_vnd) if owed_vnd else told


# What each event is called in a message: the first thing read on a small screen.
NEWS = {
    Step.SUBMIT: _l("chúng tôi đã nhận được, chờ tiếp nhận"),
    Step.MARK_COMPLETE: _l("giấy tờ đã đủ, mời Ông/Bà mang bản chính đến quầy"),
    Step.ACCEPT: _l("đã được tiếp nhận"),
    Step.REFUSE: _l("không được tiếp nhận, xin xem lý do"),
    Step.REQUEST_SUPPLEMENT: _l("cần bổ sung giấy tờ, xin xem và gửi thêm"),
    Step.SUPPLEMENT: _l("đã nhận giấy tờ bổ sung"),
    Step.BEGIN: _l("đang được xử lý"),
    Step.REQUEST_PAYMENT: _l("cần nộp phí, xin xem cách nộp"),
    Step.CONFIRM_PAYMENT: _l("đã ghi nhận khoản nộp"),
    Step.CANCEL_PAYMENT: _l("được hủy một khoản nộp đã ghi nhầm, xin xem"),
    Step.RESOLVE: _l("đã có kết quả, mời Ông/Bà đến nhận"),
    Step.RETURN_RESULT: _l("chúng tôi đã trao kết quả cho Ông/Bà, xin cảm ơn"),
    Step.EXTEND: _l("được gia hạn thời gian giải quyết"),
    Step.MOVE_DUE_DATE: _l("có ngày hẹn trả mới"),
    Step.REMIND: _l("đang chờ Ông/Bà"),
    Step.STOP: _l("đã dừng xử lý, xin xem lý do"),
    Step.WITHDRAW: _l("đã được rút theo yêu cầu"),
    Step.APOLOGISE: _l("có thư xin lỗi của chúng tôi, xin xem"),
}
register("dossier", NEWS, _l("người nộp hồ sơ"), facts=("ma", "tin", "ngay_hen", "don_vi", "dien_thoai"))
introduce(Thing("dossier", _l("Hồ sơ"), "dossiers.work_on"))
GIVES_A_DATE = frozenset({Step.ACCEPT, Step.SUPPLEMENT, Step.CONFIRM_PAYMENT, Step.EXTEND, Step.MOVE_DUE_DATE})


def message(dossier: Dossier, event: DossierEvent, commune: Commune) -> Message:
    """Return what the person is told about an event, without personal data beyond what is needed."""
    link, news = secret_link(dossier), str(NEWS[event.step])
    body = _(
        "Kính gửi Ông/Bà,\n\n"
        "Hồ sơ %(code)s (%(procedure)s) %(news)s.\n\n%(told)s\n\n"
        "Xem và theo dõi hồ sơ: %(link)s\n"
        "Xin giữ kín liên kết này: ai có liên kết đều xem được hồ sơ.\n\n"
        "Cần hỏi, xin gọi %(phone)s. Xin cảm ơn Ông/Bà.\n%(unit)s",
        code=dossier.code,
        procedure=dossier.version.content["name"],
        news=news,
        told=event.told,
        link=link,
        phone=commune.phone or commune.hotline or _("số của đơn vị"),
        unit=commune.full_name,
    )
    subject = _("Hồ sơ %(code)s %(news)s", code=dossier.code, news=news)
    facts = {
        "ma": dossier.code or "",
        "tin": news,
        "ngay_hen": due_text(promised) if (promised := dossier.new_date or dossier.due_at) else "",
        "don_vi": commune.full_name,
        "dien_thoai": commune.phone or commune.hotline,
    }
    return Message(subject, body, _short(dossier, event, link, commune), facts, link)


def _short(dossier: Dossier, event: DossierEvent, link: str, commune: Commune) -> str:
    """Return a message without marks: SMS with marks costs three times as much and may arrive broken."""
    more = ""
    if owed := event.details.get("owed"):
        more = _(" Còn phải nộp %(owed)s.", owed=money(owed).replace("\u00a0", " "))
    elif dossier.due_at and event.step in GIVES_A_DATE and dossier.status in RUNNING:
        more = _(" Hẹn trả %(due)s.", due=due_text(dossier.due_at))
    sentence = _(
        "%(unit)s: hồ sơ %(code)s %(news)s.%(more)s Xem: ",
        unit=commune.full_name,
        code=dossier.code,
        news=str(NEWS[event.step]),
        more=more,
    )
    return in_short(sentence, link)


def text_to_send_on(dossier: Dossier) -> str:
    """Return what a citizen may send to a relative, or to a second phone, right after submitting."""
    return _(
        "Hồ sơ %(code)s (%(procedure)s) đã gửi. Xem và theo dõi: %(link)s",
        code=dossier.code,
        procedure=dossier.version.content["name"],
        link=secret_link(dossier),
    )
