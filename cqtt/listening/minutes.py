"""Biên bản: what was said at a session, as everybody in the room signs it; on paper and for Word.

Layout by Nghị định 30/2020/NĐ-CP, Phụ lục I. A report of conduct has no number and stands in no minutes; a speaker who
wished not to be named is not.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from cqtt.clock import date_text
from cqtt.commune.models import Commune
from cqtt.feedback.rules import KIND_NAMES, LONG_NAMES
from cqtt.listening.models import ListeningSession, SessionOpinion
from cqtt.listening.rules import Part
from cqtt.paper import formal_day, render
from cqtt.promises.models import Promise

Words = dict[str, Any]
NOT_NAMED = "người dân không nêu tên"


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
        "when": f"Từ {session.starts} đến {session.ends}, {formal_day(session.on)}",
        "where": f"{session.place}, {session.hamlet.name}, {commune.name_in_text}",
        "chair": _named(session, Part.CHAIR),
        "secretary": _named(session, Part.SECRETARY),
        "members": _named(session, Part.MEMBER),
        "guests": session.guests,
        "attendees": "" if session.attendees is None else f"{session.attendees} người dân",
        "topics": session.topics,
        "opinions": [_opinion(each) for each in opinions if _is_for_all_to_hear(each)],
        "promises": [
            {
                "words": promise.words,
                "who": f"{promise.made_by.name}{', ' + promise.made_by.title if promise.made_by.title else ''}",
                "due": date_text(promise.due_on),
            }
            for promise in promises
        ],
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


def _opinion(opinion: SessionOpinion) -> dict[str, Any]:
    feedback = opinion.feedback
    return {
        "number": opinion.number,
        "who": NOT_NAMED if feedback.is_anonymous or not feedback.sender_name else feedback.sender_name,
        "kind": str(KIND_NAMES[feedback.kind]),
        "topic": feedback.topic.name if feedback.topic else "",
        "words": feedback.words or "(ghi âm, chưa gõ lại)",
        "outcome": _outcome(opinion),
        "code": feedback.code,
        "beforehand": opinion.beforehand,
    }


def _outcome(opinion: SessionOpinion) -> str:
    if opinion.solved_how:
        return f"Giải quyết ngay tại buổi: {opinion.solved_how}"
    feedback = opinion.feedback
    if feedback.department:
        return f"Giao {feedback.department} giải quyết"
    until = f", trả lời trước hết ngày {date_text(feedback.due_at.date())}" if feedback.due_at else ""
    return f"{LONG_NAMES[feedback.status]}{until}"


def _named(session: ListeningSession, part: Part) -> list[str]:
    people = (person.officer for person in session.people if person.part is part)
    return [f"Ông/Bà {each.name}{' – ' + each.title if each.title else ''}" for each in people]


def _first(session: ListeningSession, part: Part) -> str:
    return next((person.officer.name for person in session.people if person.part is part), "")


# -- for Word -------------------------------------------------------------------------------------


def minutes_docx(words: Mapping[str, Any]) -> bytes:
    """Return the same minutes for Word, so that the secretary may still mend a word before people sign."""
    document = Document()
    _set_page(document)
    _head(document, words)
    _title(document, words)
    _facts(document, words)
    _opinions(document, words)
    _promises(document, words)
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


def _facts(document: Any, words: Mapping[str, Any]) -> None:
    facts = (
        ("Thời gian", words["when"]),
        ("Địa điểm", words["where"]),
        ("Chủ trì", "; ".join(words["chair"])),
        ("Thư ký", "; ".join(words["secretary"])),
        ("Cùng dự", "; ".join([*words["members"], *([words["guests"]] if words["guests"] else [])])),
        ("Số người dân dự", words["attendees"]),
        ("Nội dung gợi ý", words["topics"]),
    )
    for label, value in facts:
        if value:
            document.add_paragraph(f"{label}: {value}")


def _opinions(document: Any, words: Mapping[str, Any]) -> None:
    document.add_paragraph().add_run("I. Ý kiến của người dân").bold = True
    if not words["opinions"]:
        document.add_paragraph("Không có ý kiến.")
    for each in words["opinions"]:
        about = f" ({each['topic']})" if each["topic"] else ""
        said = document.add_paragraph()
        said.add_run(f"{each['number']}. {each['who']}").bold = True
        said.add_run(f" – {each['kind']}{about}: {each['words']}")
        document.add_paragraph(f"→ {each['outcome']}. Mã theo dõi: {each['code']}.")


def _promises(document: Any, words: Mapping[str, Any]) -> None:
    if not words["promises"]:
        return
    document.add_paragraph().add_run("II. Việc lãnh đạo hứa trước bà con").bold = True
    for number, each in enumerate(words["promises"], 1):
        document.add_paragraph(f"{number}. {each['words']} – {each['who']}, xong trước hết ngày {each['due']}.")


def _signers(document: Any, words: Mapping[str, Any]) -> None:
    document.add_paragraph("Biên bản được đọc lại cho mọi người cùng nghe, thống nhất và ký tên.")
    table = document.add_table(rows=1, cols=len(words["signers"]))
    for cell, (title, name) in zip(table.rows[0].cells, words["signers"], strict=True):
        _line(cell.paragraphs[0], title, 13, bold=True)
        _line(cell.add_paragraph(), "(Ký và ghi rõ họ tên)", 11)
        for _space in range(3):
            cell.add_paragraph()
        _line(cell.add_paragraph(), name, 13, bold=True)
