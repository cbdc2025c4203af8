"""The names a template of a procedure may use: what each stands for, with an example to show and to try it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cqtt.commune.models import Commune
from cqtt.declarations.placeholders import LISTS, Known
from cqtt.i18n import _, _l
from cqtt.procedures.content import ProcedureContent, Question, QuestionKind
from cqtt.text import group_phone

# Words the engine keeps for itself; a question called so is offered under another name.
_RESERVED = """
and as block break call continue debug do else endfor extends false filter for from if import in include is loop
macro none not or pluralize raw recursive self set super trans true with without
"""

DOSSIER = {
    "ma_ho_so": (_l("Mã hồ sơ; chưa nộp thì để trống"), "H19.00.00-261123-0001"),
    "thu_tuc": (_l("Tên thủ tục"), ""),
    "ma_thu_tuc": (_l("Mã thủ tục"), ""),
    "ngay_nop": (_l("Ngày nộp; chưa nộp thì là hôm nay"), "23/11/2026"),
    "ngay": (_l("Ngày của ngày nộp"), "23"),
    "thang": (_l("Tháng của ngày nộp"), "11"),
    "nam": (_l("Năm của ngày nộp"), "2026"),
}
APPLICANT = {
    "ho_ten": (_l("Họ và tên người yêu cầu"), "Nguyễn Thị Mẫu"),
    "ngay_sinh": (_l("Ngày sinh"), "08/03/1990"),
    "gioi_tinh": (_l("Giới tính"), "Nữ"),
    "so_dinh_danh": (_l("Số định danh cá nhân"), "075190000001"),
    "dien_thoai": (_l("Điện thoại"), "0900 000 123"),
    "thu_dien_tu": (_l("Thư điện tử"), "mau@example.vn"),
    "dia_chi": (_l("Số nhà, tổ, đường"), "Số 1, đường Mẫu"),
    "ap": (_l("Ấp, khu phố"), "Ấp 1"),
    "noi_o": (_l("Nơi ở đầy đủ"), ""),
    "ten_to_chuc": (_l("Tên tổ chức"), "Hợp tác xã Mẫu"),
    "ma_so_to_chuc": (_l("Mã số của tổ chức"), "3600000001"),
    "nguoi_nop_thay": (_l("Họ và tên người nộp thay"), "Trần Văn Thử"),
    "quan_he_nop_thay": (_l("Quan hệ của người nộp thay"), "con"),
    "dien_thoai_nop_thay": (_l("Điện thoại người nộp thay"), "0900 000 124"),
}
UNIT = {
    "don_vi": _l("Tên đơn vị trong câu"),
    "ten_xa": _l("Tên riêng của xã, phường"),
    "tinh_thanh": _l("Tỉnh, thành phố"),
    "dia_chi_don_vi": _l("Địa chỉ trụ sở"),
    "dien_thoai_don_vi": _l("Điện thoại của đơn vị"),
    "noi_tiep_nhan": _l("Nơi tiếp nhận hồ sơ"),
}
_BASE = {*UNIT, *DOSSIER, *APPLICANT, *LISTS}

_EXAMPLES = {
    QuestionKind.LONG_TEXT: _l("Dòng thứ nhất\nDòng thứ hai"),
    QuestionKind.NUMBER: "2",
    QuestionKind.MONEY: "50.000.000\u00a0đồng",
    QuestionKind.DATE: "20/11/2026",
    QuestionKind.CITIZEN_NUMBER: "075190000001",
    QuestionKind.PHONE: "0900 000 125",
    QuestionKind.YES_NO: _l("Có"),
}


@dataclass(frozen=True)
class Name:
    """A name as the page offers it."""

    name: str
    meaning: str
    example: str


@dataclass(frozen=True)
class NameGroup:
    title: str
    names: tuple[Name, ...]


def name_groups(content: ProcedureContent, commune: Commune) -> list[NameGroup]:
    """Return every name a template of this procedure may use, the procedure's own questions first."""
    unit = unit_texts(commune)
    known = procedure_texts(content) | {"noi_o": f"Số 1, đường Mẫu, Ấp 1, {unit['don_vi']}, {unit['tinh_thanh']}"}
    return [
        NameGroup(_("Câu trả lời của người nộp"), tuple(_asked(content))),
        NameGroup(_("Người yêu cầu, người nộp thay"), tuple(_names(APPLICANT, known))),
        NameGroup(_("Hồ sơ"), tuple(_names(DOSSIER, known))),
        NameGroup(_("Đơn vị"), tuple(Name(name, str(meaning), unit[name]) for name, meaning in UNIT.items())),
    ]


def known_names(groups: list[NameGroup]) -> Known:
    """Return the names as a template is checked against them."""
    return Known({each.name: each.meaning for group in groups for each in group.names})


def question_names(content: ProcedureContent) -> dict[str, Question]:
    """Return the questions by the names they have in templates; ours go before a question called the same."""
    names = {}
    for question in content.questions:
        name = question.id.replace("-", "_")
        names[f"{name}_tra_loi" if name in _BASE.union(_RESERVED.split()) else name] = question
    return names


def unit_texts(commune: Commune) -> dict[str, str]:
    """Return what the unit's names stand for."""
    return {
        "don_vi": commune.name_in_text,
        "ten_xa": commune.name,
        "tinh_thanh": commune.parent_name,
        "dia_chi_don_vi": commune.address,
        "dien_thoai_don_vi": group_phone(commune.phone),
        "noi_tiep_nhan": commune.desk_word,
    }


def procedure_texts(content: ProcedureContent) -> dict[str, str]:
    return {"thu_tuc": content.name, "ma_thu_tuc": content.code or ""}


def _names(table: Mapping[str, tuple[Any, str]], known: Mapping[str, str]) -> list[Name]:
    return [Name(name, str(meaning), known.get(name, example)) for name, (meaning, example) in table.items()]


def _asked(content: ProcedureContent) -> list[Name]:
    return [Name(name, question.label, _example(question)) for name, question in question_names(content).items()]


def _example(question: Question) -> str:
    if question.kind is QuestionKind.CHOICES:
        return "; ".join(question.choices[:2])
    if question.kind is QuestionKind.CHOICE:
        return question.choices[0]
    return str(_EXAMPLES.get(question.kind, _("(câu trả lời)")))
