"""What an import does to the record: merged by code, then by id; drafts and everything not named are left alone."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from cqtt.audit.models import AuditEntry
from cqtt.codes.models import ScanCode
from cqtt.exchange import actions
from cqtt.exchange.faults import FileRefused
from cqtt.exchange.files import Format
from cqtt.exchange.plan import Outcome, Plan
from cqtt.extensions import db
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.models import CatalogueStamp, LifeEvent, Procedure, ProcedureField, VersionStatus
from cqtt.procedures.versions import add_version, version_in
from tests.exchange.catalogue import (
    add_field,
    add_file,
    add_procedure,
    content,
    edited,
    exported,
    fill,
    only,
    plan_for,
    versions_of,
)
from tests.factories import MONDAY, make_officer

PUBLISHED, RETIRED, DRAFT = VersionStatus.PUBLISHED, VersionStatus.RETIRED, VersionStatus.DRAFT


def take(sent: bytes, note: str = "theo Quyết định") -> Plan:
    plan = plan_for(sent)
    actions.publish(plan, note, None, MONDAY)
    db.session.commit()
    return plan


def draft_of(slug: str = "dang-ky-khai-sinh") -> ProcedureContent | None:
    version = version_in(only(slug).id, DRAFT)
    return ProcedureContent.from_json(version.content) if version else None


def faults_of(sent: bytes) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        plan_for(sent)
    return [fault.reason for fault in refused.value.faults]


def test_a_changed_procedure_gets_a_new_version_with_the_line_why(app: Flask) -> None:
    fill()
    stamp = db.session.get_one(CatalogueStamp, 1).value
    plan = take(edited(exported(), "name: Giấy chứng sinh", "name: Giấy chứng sinh bản mới"))
    assert [item.entry.slug for item in plan.of(Outcome.CHANGED)] == ["dang-ky-khai-sinh"]
    assert [(change.what, change.old, change.new) for change in plan.of(Outcome.CHANGED)[0].changes] == [
        ("Giấy tờ “Giấy chứng sinh bản mới” – Tên giấy tờ", "Giấy chứng sinh", "Giấy chứng sinh bản mới")
    ]
    assert versions_of() == [(1, RETIRED), (2, PUBLISHED)] and versions_of("cap-giay-chung-nhan") == [(1, PUBLISHED)]
    assert only().versions[1].note == "theo Quyết định"
    assert db.session.get_one(CatalogueStamp, 1).value == stamp + 1
    acts = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(act.object_kind, act.details) for act in acts if act.action == "import"] == [
        ("procedure", {"number": 2}),
        ("catalogue", {"new": 0, "changed": 1}),
    ]


def test_what_stands_beside_the_content_needs_no_version(app: Flask) -> None:
    fill()
    revision = only().revision
    plan = take(edited(exported(), "department: Bộ phận một cửa", "department: Văn phòng"))
    assert plan.of(Outcome.CHANGED)[0].changes[0].what == "Bộ phận giải quyết"
    assert versions_of() == [(1, PUBLISHED)]
    assert (only().department, only().revision) == ("Văn phòng", revision + 1)


def test_a_new_procedure_is_published_with_a_code_to_scan(app: Flask) -> None:
    add_field()
    add_procedure(content())
    sent = exported()
    with_another = edited(edited(sent, "id: dang-ky-khai-sinh", "id: khai-tu"), "'1.001193'", "'1.000656'")
    plan = take(with_another)
    assert (len(plan.of(Outcome.NEW)), plan.untouched) == (1, 1)
    assert versions_of("khai-tu") == [(1, PUBLISHED)] == versions_of()
    assert db.session.scalars(select(ScanCode.target)).all() == [str(only("khai-tu").id)]
    assert db.session.scalar(select(func.count(Procedure.id))) == 2


def test_a_procedure_is_known_by_its_code_before_its_id(app: Flask) -> None:
    fill()
    number = only().id
    take(exported().replace(b"dang-ky-khai-sinh", b"khai-sinh"))
    assert only("khai-sinh").id == number
    assert db.session.get_one(LifeEvent, "sinh-con").procedures[0] == "khai-sinh"
    assert db.session.query(Procedure).filter_by(slug="dang-ky-khai-sinh").count() == 0


def test_a_procedure_with_another_code_is_known_by_its_id_and_its_old_code_leads_on(app: Flask) -> None:
    fill()
    number = only().id
    sent = exported().replace(b"'1.001193'", b"'1.555555'")
    take(sent)
    assert (only().id, only().code) == (number, "1.555555")
    old = db.session.query(Procedure).filter_by(code="1.001193").one()
    assert (old.is_active, old.replaced_by) == (False, "1.555555")
    assert not plan_for(sent).changes_anything and not plan_for(exported()).changes_anything


def test_code_and_id_of_two_procedures_are_a_fault(app: Flask) -> None:
    add_field()
    add_procedure(content())
    add_procedure(content("khai-tu", code="1.000656"))
    sent = exported()
    only_one = sent[: sent.index(b"- id: khai-tu")] + sent[sent.index(b"fields:") :]
    mixed = only_one.replace(b"'1.001193'", b"'1.000656'")
    assert faults_of(mixed) == ["Mã 1.000656 là của “khai-tu”, không phải của “dang-ky-khai-sinh”."]


def test_one_procedure_named_twice_under_its_code_and_its_id_is_a_fault(app: Flask) -> None:
    add_field()
    add_procedure(content())
    add_procedure(content("khai-tu", code="1.000656"))
    sent = exported().replace(b"- id: khai-tu\n  code: '1.000656'", b"- id: khac\n  code: '1.001193'")
    one = edited(sent, "- id: dang-ky-khai-sinh\n  code: '1.001193'", "- id: dang-ky-khai-sinh\n  code: '1.777777'")
    assert any("là cùng một thủ tục" in reason for reason in faults_of(one))


def test_a_code_that_is_known_is_not_forgotten(app: Flask) -> None:
    fill()
    assert faults_of(edited(exported(), "  code: '1.001193'\n", "")) == ["Thủ tục này đã có mã 1.001193."]


def test_an_open_draft_is_left_alone_by_publishing(app: Flask) -> None:
    fill()
    add_version(only(), content(name="Đang soạn"), DRAFT, MONDAY)
    db.session.commit()
    take(edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác"))
    assert versions_of() == [(1, RETIRED), (2, DRAFT), (3, PUBLISHED)]
    assert draft_of() == content(name="Đang soạn")


def test_drafts_are_made_and_citizens_see_nothing(app: Flask) -> None:
    fill()
    stamp = db.session.get_one(CatalogueStamp, 1).value
    sent = exported().replace(b"name: Gi\xe1\xba\xa5y ch\xe1\xbb\xa9ng sinh", "name: Giấy khác".encode())
    sent = edited(sent, "department: Bộ phận một cửa", "department: Văn phòng")
    sent = edited(sent, "id: cap-giay-chung-nhan", "id: viec-moi").replace(b"- cap-giay-chung-nhan", b"- viec-moi")
    officer = make_officer()
    before = exported()
    assert actions.prepare_drafts(plan_for(sent), False, officer.id, MONDAY) == 2
    db.session.commit()
    assert exported() == before and db.session.get_one(CatalogueStamp, 1).value == stamp
    made = draft_of()
    assert made is not None and made.requirements[0].name == "Giấy khác"
    assert versions_of("viec-moi") == [(1, DRAFT)]
    draft = version_in(only().id, DRAFT)
    assert draft is not None and (draft.edited_by_id, draft.based_on_id) == (officer.id, only().versions[0].id)
    assert actions.prepare_drafts(plan_for(sent), False, officer.id, MONDAY) == 0


def test_somebodys_draft_is_overwritten_only_when_that_is_wanted(app: Flask) -> None:
    fill()
    add_version(only(), content(name="Đang soạn"), DRAFT, MONDAY)
    db.session.commit()
    plan = plan_for(edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác"))
    assert [item.entry.slug for item in plan.in_the_way] == ["dang-ky-khai-sinh"]
    with pytest.raises(actions.DraftsInTheWay):
        actions.prepare_drafts(plan, False, None, MONDAY)
    assert draft_of() == content(name="Đang soạn")
    assert actions.prepare_drafts(plan, True, None, MONDAY) == 1
    made = draft_of()
    assert made is not None and made.requirements[0].name == "Giấy khác"


def test_a_draft_that_waits_for_its_day_is_never_overwritten(app: Flask) -> None:
    fill()
    add_version(only(), content(name="Đã hẹn"), DRAFT, MONDAY).publish_on = MONDAY.date()
    db.session.commit()
    plan = plan_for(edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác"))
    with pytest.raises(actions.DraftsInTheWay, match="đã hẹn ngày"):
        actions.prepare_drafts(plan, True, None, MONDAY)


def test_a_procedure_that_rests_is_published_again(app: Flask) -> None:
    fill()
    sent = exported()
    row = only()
    row.is_active, row.versions[0].status = False, RETIRED
    db.session.commit()
    plan = take(sent)
    assert [item.entry.slug for item in plan.of(Outcome.NEW)] == ["dang-ky-khai-sinh"]
    assert only().is_active and versions_of() == [(1, RETIRED), (2, PUBLISHED)]
    assert exported() == sent


def test_two_fields_may_change_their_names_with_each_other(app: Flask) -> None:
    fill()
    text = exported().decode()
    head, tail = text.split("\nfields:\n")
    tail = tail.replace("name: Hộ tịch", "name: ?").replace("name: Đất đai", "name: Hộ tịch").replace("?", "Đất đai")
    take(f"{head}\nfields:\n{tail}".encode())
    assert db.session.get_one(ProcedureField, "dat-dai").name == "Hộ tịch"


def test_a_field_whose_procedures_are_not_in_the_file_keeps_its_name(app: Flask) -> None:
    fill()
    text = exported().decode()
    head = text[: text.index("procedures:")]
    renamed = head + "procedures: []\n" + text[text.index("fields:") :].replace("name: Hộ tịch", "name: Khác")
    assert faults_of(renamed.encode()) == ["Còn thủ tục ngoài tệp thuộc lĩnh vực “Hộ tịch”."]


def test_a_file_the_record_lacks_is_named_and_what_stands_there_stays(app: Flask) -> None:
    fill()
    file = add_file(only())
    version = only().versions[0]
    said = content()
    said = replace(said, requirements=(replace(said.requirements[0], form_file=file.id), *said.requirements[1:]))
    version.content, version.digest = said.to_json(), said.digest()
    db.session.commit()
    sent = exported()
    plan = plan_for(sent.replace(b"a" * 64, b"b" * 64))
    assert not plan.changes_anything and plan.items[0].missing_files == ("tờ khai.docx",)
    assert plan.items[0].content == said
    gone = plan_for(edited(sent, f"    form_file: {'a' * 64} tờ khai.docx\n", ""))
    assert gone.of(Outcome.CHANGED)[0].content.requirements[0].form_file is None


def test_a_workbook_and_a_yaml_file_of_one_catalogue_say_the_same(app: Flask) -> None:
    fill()
    sent = exported(Format.XLSX)
    take(edited(exported(), "name: Giấy chứng sinh", "name: Giấy khác"))
    plan = take(sent)
    assert [item.entry.slug for item in plan.of(Outcome.CHANGED)] == ["dang-ky-khai-sinh"]
    assert exported(Format.XLSX) == sent
