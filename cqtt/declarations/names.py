"""The names a template of a procedure may use: what each stands for, with an example to show and to try it with."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from cqtt.commune.models import Commune
from cqtt.declarations.placeholders import LISTS, Known
from cqtt.i18n import _, _l
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import Question, QuestionKind
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
_OF_A_ROW = {"stt", *dir(dict)}  # what a row of a list has besides the answers: the engine would find these first

# What the names of a person's parts end in, with what they mean and an example.
PERSON = {
    "name": ("", _l("họ và tên"), "Trần Văn Thử"),
    "birth_on": ("_ngay_sinh", _l("ngày sinh"), "01/02/1985"),
    "citizen_number": ("_so_dinh_danh", _l("số định danh"), "075085000001"),
    "phone": ("_dien_thoai", _l("điện thoại"), "0900 000 126"),
}

_EXAMPLES = {
    QuestionKind.LONG_TEXT: _l("Dòng thứ nhất\nDòng thứ hai"),
    QuestionKind.NUMBER: "2",
    QuestionKind.MONEY: "50.000.000\u00a0đồng",
    QuestionKind.DATE: "20/11/2026",
    QuestionKind.CITIZEN_NUMBER: "075190000001",
    QuestionKind.PHONE: "0900 000 125",
    QuestionKind.YES_NO: _l("Có"),
    QuestionKind.HAMLET: "Ấp 1",
}
_VARIABLES = ("giay", "muc", "dong", "hang")  # what a row may be called in a loop


@dataclass(frozen=True)
class Place:
    """The answer, or the part of a person, that a name stands for."""

    question: Question
    part: str = ""


@dataclass(frozen=True)
class Name:
    """A name as the page offers it."""

    name: str
    meaning: str
    example: str


@dataclass(frozen=True)
class NameGroup:
    """Names that belong together; of a list, what each of its rows has."""

    title: str
    names: tuple[Name, ...]
    list: str = ""
    variable: str = ""  # what a row is called in the example of a loop


def name_groups(content: ProcedureContent, commune: Commune) -> list[NameGroup]:
    """Return every name a template of this procedure may use, the procedure's own questions first."""
    unit = unit_texts(commune)
    known = procedure_texts(content) | {"noi_o": f"Số 1, đường Mẫu, Ấp 1, {unit['don_vi']}, {unit['tinh_thanh']}"}
    plain = [
        NameGroup(_("Câu trả lời của người nộp"), tuple(_asked(answer_names(content)))),
        NameGroup(_("Người yêu cầu, người nộp thay"), tuple(_names(APPLICANT, known))),
        NameGroup(_("Hồ sơ"), tuple(_names(DOSSIER, known))),
        NameGroup(_("Đơn vị"), tuple(Name(name, str(meaning), unit[name]) for name, meaning in UNIT.items())),
    ]
    taken = {each.name for group in plain for each in group.names} | group_names(content).keys()
    return [*plain, *_lists(content, next(word for word in _variables() if word not in taken))]


def known_names(groups: list[NameGroup]) -> Known:
    """Return the names as a template is checked against them; of the answers' lists also `list.name`."""
    lists = {group.list: {each.name: each.meaning for each in group.names} for group in groups if group.list}
    names = {each.name: each.meaning for group in groups if not group.list for each in group.names}
    of_rows = {f"{list}.{name}": lists[list][name] for list in lists if list not in LISTS for name in lists[list]}
    return Known(names | of_rows, lists)


def question_names(content: ProcedureContent) -> dict[str, Question]:
    """Return the questions by the names they have in templates; ours go before a question called the same.

    The name of a group is that of a list, and a person's own name that of the whole person's.
    """
    reserved = _BASE.union(_RESERVED.split())
    return {_name(question, reserved): question for question in content.questions if question.asks}


def answer_names(content: ProcedureContent) -> dict[str, Place]:
    """Return what each name of an answer stands for: questions, and of persons the parts."""
    names = question_names(content)
    return _places({name: each for name, each in names.items() if each.kind is not QuestionKind.GROUP}, names)


def group_names(content: ProcedureContent) -> dict[str, Question]:
    """Return the groups by the names of their lists."""
    return {name: each for name, each in question_names(content).items() if each.kind is QuestionKind.GROUP}


def row_names(group: Question) -> dict[str, Place]:
    """Return what the names of a row of a group stand for, its number `stt` apart."""
    names = {_name(part, _OF_A_ROW): part for part in group.parts}
    return _places(names, names)


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


def _name(question: Question, reserved: Container[str]) -> str:
    name = question.id.replace("-", "_")
    return f"{name}_tra_loi" if name in reserved else name


def _places(questions: Mapping[str, Question], taken: Iterable[str]) -> dict[str, Place]:
    """Return the places of these questions in their order; a part gives way to a question of its name."""
    used, places = _BASE.union(taken), dict[str, Place]()
    for name, question in questions.items():
        places[name] = Place(question, "name" if question.kind is QuestionKind.PERSON else "")
        for part in PERSON if question.kind is QuestionKind.PERSON else ():
            of_part = f"{name}{PERSON[part][0]}"
            if part != "name":
                places[f"{of_part}_tra_loi" if of_part in used else of_part] = Place(question, part)
    return places


def _lists(content: ProcedureContent, variable: str) -> Iterator[NameGroup]:
    for name, group in group_names(content).items():
        number = Name("stt", str(_l("Số thứ tự")), "1")
        yield NameGroup(_("Danh sách: %(name)s", name=group.label), (number, *_asked(row_names(group))), name, variable)
    papers = tuple(Name(field, str(meaning), "") for field, meaning in LISTS["cac_giay_to"].items())
    yield NameGroup(_("Danh sách giấy tờ kèm theo"), papers, "cac_giay_to", variable)


def _variables() -> Iterator[str]:
    yield from _VARIABLES
    yield from (f"muc_{number}" for number in count(1))


def _names(table: Mapping[str, tuple[Any, str]], known: Mapping[str, str]) -> list[Name]:
    return [Name(name, str(meaning), known.get(name, example)) for name, (meaning, example) in table.items()]


def _asked(places: Mapping[str, Place]) -> list[Name]:
    return [Name(name, _meaning(place), _example(place)) for name, place in places.items()]


def _meaning(place: Place) -> str:
    return f"{place.question.label} – {PERSON[place.part][1]}" if place.part else place.question.label


def _example(place: Place) -> str:
    question = place.question
    if place.part:
        return PERSON[place.part][2]
    if question.kind is QuestionKind.CHOICES:
        return "; ".join(question.choices[:2])
    if question.kind is QuestionKind.CHOICE:
        return next(iter(question.choices), "")
    return str(_EXAMPLES.get(question.kind, _("(câu trả lời)")))
