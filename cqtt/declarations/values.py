"""What the names of a template stand for in one dossier: the words that are printed, "" where nothing is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cqtt.clock import date_text, local
from cqtt.commune.models import Commune
from cqtt.declarations.names import (
    NameGroup,
    Place,
    answer_names,
    group_names,
    procedure_texts,
    row_names,
    unit_texts,
)
from cqtt.declarations.placeholders import LISTS
from cqtt.dossiers.answers import PERSON_WORDS, answer_text
from cqtt.dossiers.content import Paper, content_of, papers_of
from cqtt.dossiers.models import Dossier
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import asked
from cqtt.text import group_phone

Row = dict[str, str]


@dataclass(frozen=True)
class Values:
    """The words for a template's places, and the rows of its lists."""

    texts: dict[str, str]
    lists: dict[str, list[Row]]


def values_of(dossier: Dossier, commune: Commune, at: datetime) -> Values:
    """Return what is printed for a dossier; of a draft the day is the day it is printed."""
    content = content_of(dossier)
    texts = (
        unit_texts(commune)
        | _dossier_texts(dossier, content, at)
        | _applicant_texts(dossier, commune)
        | _answer_texts(dossier, content)
    )
    papers = [paper for paper in papers_of(dossier, content) if _comes_with(dossier, paper)]
    rows = [_paper_row(dossier, paper, number) for number, paper in enumerate(papers, start=1)]
    return Values(texts, {"cac_giay_to": rows} | _answer_lists(dossier, content))


def example_values(groups: list[NameGroup]) -> Values:
    """Return values to try a template with: an example for each name, two papers, two rows of every group."""
    texts = {each.name: each.example for group in groups if not group.list for each in group.names}
    lists = {
        group.list: [{each.name: each.example for each in group.names} | {"stt": str(n)} for n in (1, 2)]
        for group in groups
        if group.list
    }
    papers = [(_("Giấy chứng sinh"), "1", "0"), (_("Giấy chứng nhận kết hôn"), "0", "1")]
    rows = [dict(zip(LISTS["cac_giay_to"], (str(n), *paper), strict=True)) for n, paper in enumerate(papers, start=1)]
    return Values(texts, lists | {"cac_giay_to": rows})


def _dossier_texts(dossier: Dossier, content: ProcedureContent, at: datetime) -> Row:
    day = local(dossier.submitted_at or at)
    return procedure_texts(content) | {
        "ma_ho_so": dossier.code or "",
        "ngay_nop": date_text(day),
        "ngay": f"{day:%d}",
        "thang": f"{day:%m}",
        "nam": f"{day:%Y}",
    }


def _applicant_texts(dossier: Dossier, commune: Commune) -> Row:
    hamlet = dossier.hamlet.name if dossier.hamlet else ""
    # Whoever lives elsewhere has typed the whole address.
    within = [hamlet, commune.name_in_text, commune.parent_name] if hamlet else []
    return {
        "ho_ten": dossier.applicant_name,
        "ngay_sinh": date_text(dossier.birth_on) if dossier.birth_on else "",
        "gioi_tinh": dossier.sex,
        "so_dinh_danh": dossier.citizen_number,
        "dien_thoai": group_phone(dossier.phone),
        "thu_dien_tu": dossier.email,
        "dia_chi": dossier.address,
        "ap": hamlet,
        "noi_o": ", ".join(filter(None, [dossier.address, *within])),
        "ten_to_chuc": dossier.organisation_name,
        "ma_so_to_chuc": dossier.organisation_number,
        "nguoi_nop_thay": dossier.submitter_name,
        "quan_he_nop_thay": dossier.relation,
        "dien_thoai_nop_thay": group_phone(dossier.submitter_phone),
    }


def _answer_texts(dossier: Dossier, content: ProcedureContent) -> Row:
    given = _asked_answers(dossier, content)
    return {name: _text_at(place, given) for name, place in answer_names(content).items()}


def _asked_answers(dossier: Dossier, content: ProcedureContent) -> Mapping[str, Any]:
    """Return the answers without those to questions that the others left unasked, should such be stored."""
    ids = {question.id for question in asked(content.questions, dossier.answers)}
    return {id: answer for id, answer in dossier.answers.items() if id in ids}


def _answer_lists(dossier: Dossier, content: ProcedureContent) -> dict[str, list[Row]]:
    """Return a row for each time that a group was answered."""
    given = _asked_answers(dossier, content)
    return {
        name: [
            {"stt": str(number)} | {field: _text_at(place, row) for field, place in row_names(group).items()}
            for number, row in enumerate(given.get(group.id, ()), start=1)
        ]
        for name, group in group_names(content).items()
    }


def _text_at(place: Place, answers: Mapping[str, Any]) -> str:
    answer = answers.get(place.question.id)
    if answer and place.part:
        return PERSON_WORDS[place.part](answer.get(place.part, ""))
    return answer_text(place.question, answer) if answer else ""


def _comes_with(dossier: Dossier, paper: Paper) -> bool:
    """Whether the paper was sent, will be brought, or was taken in at the desk."""
    return bool(paper.files) or paper.to_bring or paper.requirement.id in dossier.papers_received


def _paper_row(dossier: Dossier, paper: Paper, number: int) -> Row:
    wanted = paper.requirement
    originals, copies = dossier.papers_received.get(wanted.id, (wanted.originals, wanted.copies))
    row = (str(number), wanted.name, str(originals), str(copies))
    return dict(zip(LISTS["cac_giay_to"], row, strict=True))
