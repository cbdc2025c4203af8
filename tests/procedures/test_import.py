"""The import brings the record to what the files say, once; and says what it did."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from cqtt.audit.models import AuditEntry
from cqtt.codes.models import ScanCode
from cqtt.commune.models import Commune, Officer
from cqtt.extensions import db
from cqtt.procedures.actions import ImportReport, choose_filing_mode, import_catalogue
from cqtt.procedures.additions_file import FieldEntry, Filing, LifeEventEntry
from cqtt.procedures.catalogue_file import Catalogue, LeftOut
from cqtt.procedures.content import FilingMode, ProcedureContent
from cqtt.procedures.models import (
    CatalogueStamp,
    LifeEvent,
    Procedure,
    ProcedureField,
    ProcedureVersion,
    VersionStatus,
)
from cqtt.procedures.versions import add_version, end_version
from cqtt.roles import Role
from cqtt.vocabulary.actions import remove_heading
from tests.factories import MONDAY, make_officer, procedure_content

LATER = MONDAY + timedelta(days=30)
LOCAL = Filing(FilingMode.LOCAL, "Giả định.", assumed=True)


def content(slug: str = "dang-ky-khai-sinh", **fields: object) -> ProcedureContent:
    return ProcedureContent.from_json(procedure_content(**{"slug": slug} | fields))


def make_catalogue(*procedures: ProcedureContent, **changes: object) -> Catalogue:
    procedures = procedures or (content(),)
    catalogue = Catalogue(
        as_of=date(2026, 11, 23),
        procedures=procedures,
        fields=(FieldEntry("ho-tich", "Hộ tịch", "Khai sinh, kết hôn.", "book", ()),),
        life_events=(LifeEventEntry("sinh-con", "Sinh con", "", "baby", (procedures[0].slug,)),),
        synonyms={procedures[0].slug: ("giấy khai sinh",)},
        replaced_by={},
        filing={entry.slug: LOCAL for entry in procedures},
        left_out=(),
    )
    return replace(catalogue, **changes)  # type: ignore[arg-type]


def run(catalogue: Catalogue, at: object = MONDAY) -> object:
    report = import_catalogue(catalogue, at)  # type: ignore[arg-type]
    db.session.commit()
    return report


def only(slug: str = "dang-ky-khai-sinh") -> Procedure:
    return db.session.scalars(select(Procedure).where(Procedure.slug == slug)).one()


def stamp() -> int:
    return db.session.get_one(CatalogueStamp, 1).value


@pytest.fixture(autouse=True)
def _local_by_default(commune: Commune) -> None:
    commune.default_filing_mode = "local"
    db.session.commit()


@pytest.fixture
def officer() -> Officer:
    return make_officer(Role.ADMINISTRATOR)


def test_a_first_import_publishes_everything_with_a_code_to_scan() -> None:
    before = stamp()
    report = run(make_catalogue())
    procedure = only()
    assert report.new == ("dang-ky-khai-sinh",)  # type: ignore[attr-defined]
    assert (procedure.code, procedure.synonyms) == ("1.001193", ["giấy khai sinh"])
    assert [(v.number, v.status, v.published_at) for v in procedure.versions] == [(1, VersionStatus.PUBLISHED, MONDAY)]
    assert ProcedureContent.from_json(procedure.versions[0].content) == content()
    code = db.session.scalars(select(ScanCode)).one()
    assert (code.kind, code.target) == ("procedure", str(procedure.id))
    assert db.session.get_one(ProcedureField, "ho-tich").name == "Hộ tịch"
    assert db.session.get_one(LifeEvent, "sinh-con").procedures == ["dang-ky-khai-sinh"]
    assert stamp() == before + 1
    assert db.session.scalars(select(AuditEntry)).one().details == {"new": 1, "changed": 0, "retired": 0}


def test_a_second_import_writes_nothing_at_all() -> None:
    run(make_catalogue())
    before = stamp()
    written: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "BEGIN")):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    report = run(make_catalogue(), LATER)
    event.remove(db.engine, "before_cursor_execute", note)
    assert (report.new, report.changed, report.unchanged) == ((), (), ("dang-ky-khai-sinh",))  # type: ignore[attr-defined]
    assert written == []
    assert stamp() == before


def test_a_changed_entry_makes_a_new_version_and_retires_the_old_one() -> None:
    run(make_catalogue())
    code = db.session.scalars(select(ScanCode)).one().short
    report = run(make_catalogue(content(steps=["Nộp hồ sơ tại quầy"])), LATER)
    versions = only().versions
    assert report.changed == ("dang-ky-khai-sinh",)  # type: ignore[attr-defined]
    assert [(v.number, v.status, v.retired_at) for v in versions] == [
        (1, VersionStatus.RETIRED, LATER),
        (2, VersionStatus.PUBLISHED, None),
    ]
    assert versions[0].content["steps"] == ["Nộp hồ sơ", "Nhận kết quả"]
    assert versions[1].content["steps"] == ["Nộp hồ sơ tại quầy"]
    assert db.session.scalars(select(ScanCode)).one().short == code


def test_a_newer_day_of_the_data_alone_makes_no_version() -> None:
    run(make_catalogue())
    before = stamp()
    report = run(make_catalogue(content(as_of="2027-01-01"), as_of=date(2027, 1, 1)), LATER)
    assert report.unchanged == ("dang-ky-khai-sinh",)  # type: ignore[attr-defined]
    assert len(only().versions) == 1
    assert db.session.get_one(CatalogueStamp, 1).as_of == "2027-01-01"
    assert stamp() == before + 1


def test_a_change_beside_the_content_needs_no_version() -> None:
    run(make_catalogue())
    report = run(make_catalogue(synonyms={"dang-ky-khai-sinh": ("làm khai sinh",)}), LATER)
    assert report.changed == ("dang-ky-khai-sinh",)  # type: ignore[attr-defined]
    assert only().synonyms == ["làm khai sinh"]
    assert len(only().versions) == 1


def test_a_filing_mode_that_the_unit_chose_is_left_alone() -> None:
    run(make_catalogue())
    choose_filing_mode(only(), FilingMode.AT_DESK)
    db.session.commit()
    portal = Filing(FilingMode.LINK_ONLY, "Nộp trên Cổng.")
    run(make_catalogue(filing={"dang-ky-khai-sinh": portal}), LATER)
    assert (only().filing_mode, only().filing_chosen) == (FilingMode.AT_DESK, True)


def test_a_filing_mode_nobody_chose_follows_the_files() -> None:
    run(make_catalogue())
    portal = Filing(FilingMode.LINK_ONLY, "Nộp trên Cổng.")
    report = run(make_catalogue(filing={"dang-ky-khai-sinh": portal}), LATER)
    assert report.changed == ("dang-ky-khai-sinh",)  # type: ignore[attr-defined]
    assert (only().filing_mode, only().filing_reason) == (FilingMode.LINK_ONLY, "Nộp trên Cổng.")


@pytest.mark.parametrize(
    ("assumed", "expected"),
    [(True, (FilingMode.PRE_CHECK, "")), (False, (FilingMode.LOCAL, "Thành phố cho phép."))],
)
def test_what_the_files_only_assume_the_units_default_decides(
    commune: Commune, assumed: bool, expected: tuple[FilingMode, str]
) -> None:
    commune.default_filing_mode = "pre_check"
    filing = Filing(FilingMode.LOCAL, "Thành phố cho phép.", assumed=assumed)
    run(make_catalogue(filing={"dang-ky-khai-sinh": filing}))
    assert (only().filing_mode, only().filing_reason) == expected


def test_a_renamed_entry_keeps_its_row_its_versions_and_its_printed_code() -> None:
    run(make_catalogue())
    number, code = only().id, db.session.scalars(select(ScanCode)).one()
    run(make_catalogue(content("khai-sinh")), LATER)
    assert only("khai-sinh").id == number
    assert db.session.scalars(select(ScanCode)).one() == code
    assert db.session.scalar(select(func.count(Procedure.id))) == 1


def test_an_entry_without_national_code_gets_one_later() -> None:
    run(make_catalogue(content(code=None)))
    assert only().address_code == "dang-ky-khai-sinh"
    run(make_catalogue(), LATER)
    assert only().address_code == "1.001193"


def test_an_entry_that_became_uncertain_is_withdrawn_and_comes_back_when_certain() -> None:
    other = content("dang-ky-ket-hon", code="1.000894", name="Đăng ký kết hôn")
    run(make_catalogue(content(), other))
    doubtful = LeftOut("dang-ky-ket-hon", "1.000894", "Đăng ký kết hôn")
    report = run(make_catalogue(left_out=(doubtful,)), LATER)
    assert report.retired == report.left_out == ("dang-ky-ket-hon",)  # type: ignore[attr-defined]
    row = only("dang-ky-ket-hon")
    assert (row.is_active, row.versions[0].status) == (False, VersionStatus.RETIRED)
    assert run(make_catalogue(left_out=(doubtful,)), LATER).retired == ()  # type: ignore[attr-defined]
    run(make_catalogue(content(), other), LATER)
    assert only("dang-ky-ket-hon").is_active
    assert [v.number for v in only("dang-ky-ket-hon").versions] == [1, 2]


def test_an_old_code_that_was_replaced_is_kept_to_lead_to_the_new_one() -> None:
    run(make_catalogue(replaced_by={"2.000986": "1.001193"}))
    old = db.session.scalars(select(Procedure).where(Procedure.code == "2.000986")).one()
    assert (old.is_active, old.replaced_by, old.versions) == (False, "1.001193", [])
    assert not run(make_catalogue(replaced_by={"2.000986": "1.001193"}), LATER).changed  # type: ignore[attr-defined]


def test_an_entry_the_files_do_not_name_stays_as_it_is() -> None:
    run(make_catalogue(content("rieng-cua-xa", code=None, name="Việc riêng của xã")))
    run(make_catalogue(), LATER)
    assert only("rieng-cua-xa").versions[0].status is VersionStatus.PUBLISHED


def test_there_is_never_more_than_one_published_version() -> None:
    for round_number in range(4):
        run(make_catalogue(content(steps=[f"Bước {round_number}"])), LATER)
    published = select(func.count(ProcedureVersion.id)).where(ProcedureVersion.status == VersionStatus.PUBLISHED)
    assert db.session.scalar(published) == 1


# -- what the unit has made its own ----------------------------------------------------------------


def publish_own(officer: Officer, **fields: object) -> None:
    """Let the unit publish words of its own."""
    row = only()
    end_version(row.versions[-1], MONDAY)
    add_version(row, content(**fields), VersionStatus.PUBLISHED, MONDAY, officer.id)
    row.revision += 1
    db.session.commit()


def run_twice(catalogue: Catalogue) -> ImportReport:
    """Import, and once more, which changes nothing."""
    first, before = import_catalogue(catalogue, LATER), stamp()
    db.session.commit()
    again = import_catalogue(catalogue, LATER)
    assert (again.new, again.changed, again.retired, again.kept, stamp()) == ((), (), (), first.kept, before)
    db.session.commit()
    return first


def published_steps() -> list[str]:
    return [step for version in only().versions if version.status == "published" for step in version.content["steps"]]


def test_what_the_unit_has_published_itself_keeps_its_words(officer: Officer) -> None:
    run(make_catalogue())
    publish_own(officer, code="1.999999", steps=["Bước của xã"])
    only().code = "1.999999"
    db.session.commit()
    report = run_twice(make_catalogue(replaced_by={"1.001193": "1.000001"}))
    assert report.kept == ("dang-ky-khai-sinh",) and report.changed == ()
    assert (published_steps(), only().code, only().replaced_by) == (["Bước của xã"], "1.999999", "")


def test_files_that_say_the_same_as_the_unit_leave_nothing_to_tell(officer: Officer) -> None:
    run(make_catalogue())
    publish_own(officer)
    assert run_twice(make_catalogue()).kept == ()


def test_whoever_says_so_takes_the_files_all_the_same(officer: Officer) -> None:
    run(make_catalogue())
    publish_own(officer, steps=["Bước của xã"])
    only().synonyms = ["tên của xã"]
    db.session.commit()
    report = import_catalogue(make_catalogue(), LATER, overwrite=True)
    assert (report.kept, report.changed) == ((), ("dang-ky-khai-sinh",))
    assert published_steps() == ["Nộp hồ sơ", "Nhận kết quả"] and only().synonyms == ["giấy khai sinh"]
    assert run_twice(make_catalogue()).changed == ()


def test_what_the_unit_has_withdrawn_stays_withdrawn(officer: Officer) -> None:
    run(make_catalogue())
    end_version(only().versions[0], MONDAY)
    only().versions[0].retired_note, only().is_active, only().replaced_by = "Không làm nữa.", False, "1.000001"
    db.session.commit()
    assert run_twice(make_catalogue()).kept == ("dang-ky-khai-sinh",)
    assert (only().is_active, only().replaced_by) == (False, "1.000001")


def test_what_the_unit_is_writing_for_the_first_time_is_not_published_for_it(officer: Officer) -> None:
    row = Procedure(slug="dang-ky-khai-sinh", code="1.001193", filing_mode=FilingMode.LOCAL)
    db.session.add(row)
    add_version(row, content(), VersionStatus.DRAFT, MONDAY, officer.id)
    db.session.commit()
    assert run_twice(make_catalogue()).kept == ("dang-ky-khai-sinh",)
    assert [version.status for version in only().versions] == [VersionStatus.DRAFT]


def test_a_draft_of_the_unit_does_not_hold_back_the_files(officer: Officer) -> None:
    run(make_catalogue())
    add_version(only(), content(steps=["Nháp"]), VersionStatus.DRAFT, MONDAY, officer.id)
    db.session.commit()
    report = run_twice(make_catalogue(content(steps=["Bước mới"])))
    assert (report.kept, published_steps()) == ((), ["Bước mới"])


def test_an_own_procedure_is_not_withdrawn_with_the_doubtful(officer: Officer) -> None:
    run(make_catalogue())
    publish_own(officer, steps=["Bước của xã"])
    doubtful = LeftOut("dang-ky-khai-sinh", "1.001193", "Đăng ký khai sinh")
    other = content("dang-ky-ket-hon", code="1.000894", name="Đăng ký kết hôn")
    report = run_twice(make_catalogue(other, left_out=(doubtful,)))
    assert (report.retired, report.kept) == ((), ("dang-ky-khai-sinh",))
    assert only().is_active


def test_everyday_names_of_the_unit_and_of_the_files_are_all_kept() -> None:
    run(make_catalogue())
    only().synonyms, only().revision = ["Giấy khai sinh", "tên của xã"], 2
    db.session.commit()
    names = ("giấy khai sinh", "làm khai sinh")
    report = run_twice(make_catalogue(synonyms={"dang-ky-khai-sinh": names}))
    assert report.changed == ("dang-ky-khai-sinh",)
    assert only().synonyms == ["Giấy khai sinh", "tên của xã", "làm khai sinh"]
    assert only().revision == 3  # whoever has the names open is told


def test_a_heading_that_the_unit_has_changed_keeps_its_words_and_its_list() -> None:
    run(make_catalogue())
    field, event = db.session.get_one(ProcedureField, "ho-tich"), db.session.get_one(LifeEvent, "sinh-con")
    field.description, field.revision = "Lời của xã.", 2
    event.procedures, event.revision = ["rieng-cua-xa"], 2
    db.session.commit()
    more = (*make_catalogue().fields, FieldEntry("dat-dai", "Đất đai", "", "land", ()))
    assert run_twice(make_catalogue(fields=more)).kept == ("ho-tich", "sinh-con")
    assert (field.description, event.procedures) == ("Lời của xã.", ["rieng-cua-xa"])
    assert db.session.get_one(ProcedureField, "dat-dai").position == 2
    import_catalogue(make_catalogue(fields=more), LATER, overwrite=True)
    assert (field.description, event.procedures) == ("Khai sinh, kết hôn.", ["dang-ky-khai-sinh"])


def test_the_order_of_the_unit_stays_and_new_headings_stand_at_its_end() -> None:
    fields = (*make_catalogue().fields, FieldEntry("dat-dai", "Đất đai", "", "land", ()))
    run(make_catalogue(fields=fields))
    land, civil = db.session.get_one(ProcedureField, "dat-dai"), db.session.get_one(ProcedureField, "ho-tich")
    land.position, civil.position, land.revision = 0, 1, 2
    db.session.commit()
    run_twice(make_catalogue(fields=(FieldEntry("y-te", "Y tế", "", "health", ()), *fields)))
    order = db.session.scalars(select(ProcedureField.slug).order_by(ProcedureField.position))
    assert list(order) == ["dat-dai", "ho-tich", "y-te"]


def test_a_life_event_that_was_removed_on_screen_does_not_come_back() -> None:
    run(make_catalogue())
    remove_heading(db.session.get_one(LifeEvent, "sinh-con"))
    db.session.commit()
    assert run_twice(make_catalogue()).kept == ("sinh-con",)
    assert db.session.get(LifeEvent, "sinh-con") is None
