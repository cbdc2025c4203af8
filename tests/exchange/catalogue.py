"""A small catalogue with everything in it that a file may lose: marks, quotes, lines, every kind of question."""

from dataclasses import replace
from datetime import date
from typing import Any

from cqtt.exchange.files import Format, read_file, write_file
from cqtt.exchange.merging import plan_of
from cqtt.exchange.plan import Plan
from cqtt.exchange.stored import read_stored, sheets_of
from cqtt.extensions import db
from cqtt.procedures.content import Confidence, FilingMode, Group, ProcedureContent
from cqtt.procedures.models import (
    FileKind,
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureFile,
    ProcedureVersion,
    VersionStatus,
)
from cqtt.procedures.questions import NUMBERS, WITH_CHOICES, Days, Question, QuestionKind, ShownIf
from cqtt.procedures.requirements import Requirement
from cqtt.procedures.versions import add_version
from tests.factories import MONDAY, make_officer, procedure_content

SHA = "a" * 64
ODD_TEXTS = (
    "=1+1",
    "+84 251",
    "-một",
    "@SUM(A1)",
    "“nháy” \"kép\" và 'đơn'",
    "đường C:\\new\\n",
    "_x0041_ không phải A",
    "yes",
    "2026-11-23",
    "1.10",
    "null",
    "a: b # c",
    "hai\ndòng",
    "Đường Hòa Bình, ấp Thủy Tạ",
)


def content(slug: str = "dang-ky-khai-sinh", **fields: Any) -> ProcedureContent:
    plain = {"slug": slug, "questions": [], "code": "1.001193"} | fields
    return ProcedureContent.from_json(procedure_content(**plain))


def add_procedure(said: ProcedureContent, **fields: Any) -> Procedure:
    """A published procedure that says this."""
    values = {"filing_mode": FilingMode.LOCAL} | fields
    row = Procedure(slug=said.slug, code=said.code, **values)
    db.session.add(row)
    add_version(row, said, VersionStatus.PUBLISHED, MONDAY)
    db.session.commit()
    return row


def add_field(slug: str = "ho-tich", name: str = "Hộ tịch", position: int = 0) -> None:
    db.session.add(
        ProcedureField(slug=slug, name=name, description="Khai sinh, kết hôn.", icon="book", position=position)
    )
    db.session.commit()


def fill() -> None:
    """Two fields, a life event, an old code, a plain procedure and one with everything in it."""
    add_field()
    add_field("dat-dai", "Đất đai", 1)
    plain = add_procedure(content(), synonyms=["giấy khai sinh", "làm khai sinh"], department="Bộ phận một cửa")
    rich = add_procedure(
        rich_content(),
        filing_mode=FilingMode.LINK_ONLY,
        filing_reason="Phải ký số trên Cổng.",
        filing_chosen=True,
        portal_url="https://dichvucong.example.vn/?a=1&b=2",
    )
    old = Procedure(slug="ma-cu-2-000986", code="2.000986", filing_mode=FilingMode.AT_DESK, is_active=False)
    old.replaced_by = "1.001193"
    event = LifeEvent(slug="sinh-con", name="Sinh con", icon="baby", procedures=[plain.slug, rich.slug])
    db.session.add_all([old, event])
    db.session.commit()


def every_kind() -> tuple[Question, ...]:
    """A form with every kind of question, limits, a condition, and a group with a condition of its own."""
    inside = (
        Question("co_con", "Có con không?", QuestionKind.YES_NO, required=True),
        Question("ten", "Tên con", help="Ghi\nđủ dấu.", shown_if=ShownIf("co_con", ("yes",)), max_length=80),
    )
    made = [
        Question(
            id=f"loai_{kind.value}",
            label=f"Loại “{kind.value}”: =?",
            kind=kind,
            choices=("Lựa chọn A", "Lựa chọn B", "- C, “c”") if kind in WITH_CHOICES else (),
            parts=inside if kind is QuestionKind.GROUP else (),
            most_rows=5 if kind is QuestionKind.GROUP else None,
            least=-1 if kind in NUMBERS else None,
            most=10**14 if kind in NUMBERS else None,
            days=Days.PAST if kind is QuestionKind.DATE else Days.ANY,
        )
        for kind in QuestionKind
    ]
    shown = ShownIf("loai_choices", ("Lựa chọn A", "- C, “c”"))
    return (
        *made,
        Question("chi_khi", "Chỉ hỏi khi", shown_if=shown),
        Question("sau", "Sau cùng", QuestionKind.CHOICE, choices=("x", "y")),
    )


def rich_content() -> ProcedureContent:
    papers = [Requirement(f"giay-{number}", text, note=text, when=text) for number, text in enumerate(ODD_TEXTS)]
    papers[0] = replace(papers[0], originals=0, copies=3, present_only=True)
    papers[1] = replace(papers[1], look_up=True)
    return replace(
        content("cap-giay-chung-nhan", code=None, name="Cấp “giấy chứng nhận” =A1", field="Đất đai"),
        questions=every_kind(),
        requirements=tuple(papers),
        steps=ODD_TEXTS,
        applicants=(),
        guidance="**Đậm**\n\n- một\n  - hai\n\n[liên kết](https://example.vn)\n\n    thụt\n",
        source="=nguồn",
        as_of=date(2025, 2, 28),
        supplement_window=10,
        confidence={Group.IDENTITY: Confidence.HIGH, Group.FEE: Confidence.LOW},
    )


def add_file(row: Procedure, sha256: str = SHA, name: str = "tờ khai.docx") -> ProcedureFile:
    file = ProcedureFile(
        procedure_id=row.id,
        kind=FileKind.FORM,
        name=name,
        media_type="application/octet-stream",
        size=10,
        sha256=sha256,
        storage_key=f"{sha256[:30]}{row.id:02}",
        created_at=MONDAY,
        officer_id=make_officer().id,
    )
    db.session.add(file)
    db.session.commit()
    return file


def exported(form: Format = Format.YAML) -> bytes:
    return write_file(sheets_of(read_stored()), form)


def plan_for(sent: bytes) -> Plan:
    return plan_of(read_file(sent), read_stored())


def only(slug: str = "dang-ky-khai-sinh") -> Procedure:
    row: Procedure = db.session.query(Procedure).filter_by(slug=slug).one()
    return row


def versions_of(slug: str = "dang-ky-khai-sinh") -> list[tuple[int, VersionStatus]]:
    rows = db.session.query(ProcedureVersion).filter_by(procedure_id=only(slug).id).order_by(ProcedureVersion.number)
    return [(version.number, version.status) for version in rows]


def edited(sent: bytes, old: str, new: str) -> bytes:
    """Return a YAML file with one place changed; it must be there."""
    text = sent.decode()
    assert old in text, text
    return text.replace(old, new, 1).encode()
