"""Biên bản: what was said at a session, as everybody in the room signs it; on paper and for Word.

Both draw the same lines, which stand in `minutes_words`. Layout by Nghị định 30/2020/NĐ-CP, Phụ lục I. A report of
conduct has no number and stands in no minutes; a speaker who wished not to be named is not.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from cqtt.clock import date_text, local
from cqtt.commune.models import Commune
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import KIND_NAMES, LONG_NAMES
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.rules import Part
from cqtt.paper import formal_day, render
from cqtt.promises.models import Promise

Words = dict[str, Any]
NOT_NAMED = "Người dân không nêu tên"


def minutes_words(
    session: ListeningSession, opinions: Sequence[SessionOpinion], promises: Sequence[Promise], commune: Commune
) -> Words:
    """Return all that stands in the minutes, word for word."""
    return {
        "head": {
            "parent": f"Ủy ban nhân dân\n{commune.name_in_text}",
            "agency": "Ngày thứ bảy lắng nghe dân nói",
            "place": commune.name,
            "phone": commune.phone or None,
        },
        "signed_on": formal_day(session.on),
        "title": "BIÊN BẢN",
        "under": f"Buổi lắng nghe ý kiến nhân dân tại {session.hamlet.name}",
        "facts": [[label, value] for label, value in _facts(session, commune) if value],
        "opinions_head": "I. Ý kiến của người dân",
        "no_opinions": "Không có ý kiến.",
        "opinions": [_opinion(each) for each in opinions if _is_for_all_to_hear(each)],
        "promises_head": "II. Việc lãnh đạo hứa trước bà con",
        "promises": [_promise(each) for each in promises],
        "closing": "Biên bản được đọc lại cho mọi người cùng nghe, thống nhất và ký tên.",
        "signers": [
            ["THƯ KÝ", _first(session, Part.SECRETARY)],
            ["ĐẠI DIỆN NGƯỜI DÂN", ""],
            ["CHỦ TRÌ", _first(session, Part.CHAIR)],
        ],
    }


def minutes_pdf(words: Mapping[str, Any]) -> bytes:
    return render("listening/minutes", words)


def _is_for_all_to_hear(opinion: SessionOpinion) -> bool:
    """Whether it stands in the minutes: a report of conduct does not, also one that was found to be one later."""
    return opinion.number is not None and not opinion.feedback.is_conduct


def _facts(session: ListeningSession, commune: Commune) -> list[tuple[str, str]]:
    """Return the lines before what was said, each with what it is called; an empty one is left out."""
    return [
        ("Thời gian", f"Từ {session.starts} đến {session.ends}, {formal_day(session.on)}"),
        ("Địa điểm", f"{session.place}, {session.hamlet.name}, {commune.name_in_text}"),
        ("Chủ trì", _named(session, Part.CHAIR)),
        ("Thư ký", _named(session, Part.SECRETARY)),
        ("Cùng đi", _named(session, Part.MEMBER)),
        ("Khách dự", session.guests),
        ("Số người dân dự", "chưa đếm" if session.attendees is None else str(session.attendees)),
        ("Nội dung gợi ý", session.topics),
    ]


def _opinion(opinion: SessionOpinion) -> dict[str, str]:
    """Return one opinion as it is drawn: who, in bold; what; and below it what came of it."""
    feedback = opinion.feedback
    who = NOT_NAMED if feedback.is_anonymous or not feedback.sender_name else feedback.sender_name
    topic = f" ({feedback.topic.name})" if feedback.topic else ""
    beforehand = ", gửi trước buổi" if opinion.beforehand else ""
    return {
        "who": f"{opinion.number}. {who}",
        "said": f" – {KIND_NAMES[feedback.kind]}{topic}{beforehand}: {feedback.words or _no_words(feedback)}",
        "outcome": f"→ {_outcome(opinion)}. Mã theo dõi: {feedback.code}.",
    }


def _no_words(feedback: Feedback) -> str:
    return "(đã xóa khi hết hạn lưu)" if feedback.erased_at else "(ghi âm, chưa gõ lại)"


def _promise(promise: Promise) -> str:
    by = promise.made_by
    who = f"{by.name}, {by.title}" if by.title else by.name
    return f"{_unended(promise.words)} – {who}, xong chậm nhất ngày {date_text(promise.due_on)}."


def _outcome(opinion: SessionOpinion) -> str:
    if opinion.solved_how:
        return f"Giải quyết ngay tại buổi: {_unended(opinion.solved_how)}"
    feedback = opinion.feedback
    if feedback.department:
        return f"Giao {feedback.department} giải quyết"
    until = f", trả lời chậm nhất ngày {date_text(local(feedback.due_at).date())}" if feedback.due_at else ""
    return f"{LONG_NAMES[feedback.status]}{until}"


def _unended(sentence: str) -> str:
    """Return a sentence without its full stop, as it stands inside another."""
    return sentence.removesuffix(".")


def _named(session: ListeningSession, part: Part) -> str:
    people = (person.officer for person in session.people if person.part is part)
    return "; ".join(each.name_and_title for each in people)


def _first(session: ListeningSession, part: Part) -> str:
    return next((person.officer.name for person in session.people if person.part is part), "")


# -- for Word -------------------------------------------------------------------------------------


def minutes_docx(words: Mapping[str, Any]) -> bytes:
    """Return the same minutes for Word, so that the secretary may still mend a word before people sign."""
    document = Document()
    _set_page(document)
    _head(document, words)
    _title(document, words)
    for label, value in words["facts"]:
        document.add_paragraph(f"{label}: ").add_run(value).bold = True
    _said(document, words)
    _signers(document, words)
    document.core_properties.author = words["head"]["agency"]
    document.core_properties.title = words["under"]
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    normal.paragraph_format.space_after = Pt(6)


def _head(document: Any, words: Mapping[str, Any]) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], words["head"]["parent"].replace("\n", " ").upper(), 12)
    _line(left.add_paragraph(), words["head"]["agency"].upper(), 12, bold=True)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    motto = _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    motto.runs[0].underline = True
    day = _line(right.add_paragraph(), f"{words['head']['place']}, {words['signed_on']}", 13)
    day.runs[0].italic = True


def _title(document: Any, words: Mapping[str, Any]) -> None:
    _line(document.add_paragraph(), words["title"], 14, bold=True)
    _line(document.add_paragraph(), words["under"], 14, bold=True)


def _line(paragraph: Any, text: str, size: int, bold: bool = False) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    return paragraph


def _said(document: Any, words: Mapping[str, Any]) -> None:
    """Write what was said, and what was promised."""
    document.add_paragraph().add_run(words["opinions_head"]).bold = True
    if not words["opinions"]:
        document.add_paragraph(words["no_opinions"])
    for each in words["opinions"]:
        said = document.add_paragraph()
        said.add_run(each["who"]).bold = True
        said.add_run(each["said"])
        document.add_paragraph().add_run(each["outcome"]).italic = True
    if words["promises"]:
        document.add_paragraph().add_run(words["promises_head"]).bold = True
    for number, promise in enumerate(words["promises"], 1):
        document.add_paragraph(f"{number}. {promise}")
    for line in document.paragraphs[-2:]:
        line.paragraph_format.keep_with_next = True  # so that no signatures stand alone on a page


def _signers(document: Any, words: Mapping[str, Any]) -> None:
    document.add_paragraph(words["closing"]).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(words["signers"]))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, (title, name) in zip(table.rows[0].cells, words["signers"], strict=True):
        _line(cell.paragraphs[0], title, 13, bold=True)
        _line(cell.add_paragraph(), "(Ký và ghi rõ họ tên)", 11)
        for _space in range(3):
            cell.add_paragraph()
        _line(cell.add_paragraph(), name, 13, bold=True)
