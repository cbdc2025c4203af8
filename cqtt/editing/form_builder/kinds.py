"""The kinds of questions in the words of somebody who never made a form: what each is for, with an example."""

from dataclasses import dataclass
from typing import Any

from cqtt.i18n import _, _l
from cqtt.procedures.questions import NOT_INSIDE_A_GROUP, QuestionKind


@dataclass(frozen=True)
class KindWords:
    """How a kind is called, in an address and on the page, what it is good for, and what a citizen would answer."""

    slug: str
    name: Any
    purpose: Any
    example: Any


WORDS = {
    QuestionKind.TEXT: KindWords(
        "chu-ngan", _l("Chữ ngắn"), _l("Một dòng: tên, số nhà, nghề nghiệp."), _l("Nơi sinh: Trạm y tế xã An Phước")
    ),
    QuestionKind.LONG_TEXT: KindWords(
        "chu-dai",
        _l("Chữ dài"),
        _l("Nhiều dòng, để kể hoặc giải thích."),
        _l("Lý do: Giấy khai sinh cũ bị rách, không đọc được…"),
    ),
    QuestionKind.NUMBER: KindWords(
        "so", _l("Số"), _l("Chỉ chữ số; có thể đặt nhỏ nhất, lớn nhất."), _l("Số bản sao: 2")
    ),
    QuestionKind.MONEY: KindWords(
        "so-tien",
        _l("Số tiền"),
        _l("Số tiền bằng đồng; tự chấm hàng nghìn khi hiện lại."),
        _l("Vốn kinh doanh: 50.000.000 đồng"),
    ),
    QuestionKind.DATE: KindWords(
        "ngay", _l("Ngày"), _l("Ba ô ngày, tháng, năm; chặn được ngày không thể có."), _l("Ngày sinh: 20/11/2026")
    ),
    QuestionKind.CHOICE: KindWords(
        "chon-mot", _l("Chọn một"), _l("Chọn đúng một trong các câu trả lời có sẵn."), _l("Giới tính: ◉ Nam ○ Nữ")
    ),
    QuestionKind.CHOICES: KindWords(
        "chon-nhieu",
        _l("Chọn nhiều"),
        _l("Đánh dấu bao nhiêu mục cũng được."),
        _l("Giấy tờ bị mất: ☑ Căn cước ☐ Hộ chiếu"),
    ),
    QuestionKind.YES_NO: KindWords(
        "co-khong",
        _l("Có hoặc không"),
        _l("Hay dùng để quyết định câu sau có hỏi hay không."),
        _l("Đã đăng ký kết hôn chưa? ◉ Có"),
    ),
    QuestionKind.CITIZEN_NUMBER: KindWords(
        "so-dinh-danh", _l("Số định danh"), _l("12 chữ số trên thẻ căn cước; gõ sai là báo ngay."), _l("075190000001")
    ),
    QuestionKind.PHONE: KindWords("dien-thoai", _l("Số điện thoại"), _l("Gõ sai số là báo ngay."), _l("0900 000 125")),
    QuestionKind.HAMLET: KindWords(
        "ap", _l("Ấp, khu phố"), _l("Chọn trong danh sách ấp, khu phố của đơn vị."), _l("Nơi tổ chức: Ấp 5")
    ),
    QuestionKind.PERSON: KindWords(
        "mot-nguoi",
        _l("Một người"),
        _l("Hỏi một lần cả họ tên, ngày sinh, số định danh, điện thoại."),
        _l("Cha của cháu: Nguyễn Văn Mẫu, 01/02/1990…"),
    ),
    QuestionKind.GROUP: KindWords(
        "nhom",
        _l("Nhóm lặp lại"),
        _l("Vài câu hỏi cho mỗi người, mỗi vật; người dân bấm thêm khi có nhiều."),
        _l("Các con: 1. Họ tên, ngày sinh; 2. Họ tên, ngày sinh"),
    ),
    QuestionKind.SECTION: KindWords(
        "muc", _l("Tên mục"), _l("Không hỏi gì, chỉ chia tờ khai thành từng phần cho dễ đọc."), _l("Về cháu bé")
    ),
}

FIXED = frozenset({QuestionKind.GROUP, QuestionKind.SECTION})  # nothing else can become of these, nor these of others


def kind_called(slug: str) -> QuestionKind | None:
    """Return the kind that an address names."""
    return next((kind for kind, words in WORDS.items() if words.slug == slug), None)


def kinds_for(inside_a_group: bool, instead_of: QuestionKind | None = None) -> list[QuestionKind]:
    """Return the kinds that may be chosen: for a new question, or instead of the kind that one has."""
    refused = NOT_INSIDE_A_GROUP if inside_a_group else frozenset[QuestionKind]()
    if instead_of is not None:
        refused = refused | FIXED | {instead_of}
    return [] if instead_of in FIXED else [kind for kind in WORDS if kind not in refused]


def condition_sentence(label: str, values: list[str], section: bool) -> str:
    """Return when a question is asked: Chỉ hỏi khi “X” là “A” hoặc “B”."""
    answers = _(" hoặc ").join(_("“%(value)s”", value=value) for value in values)
    if section:
        return _("Cả mục này chỉ hỏi khi “%(name)s” là %(answers)s", name=label, answers=answers)
    return _("Chỉ hỏi khi “%(name)s” là %(answers)s", name=label, answers=answers)
