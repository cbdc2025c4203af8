"""The import brings the record to what the files say, once; and says what it did."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from cqtt.audit.models import AuditEntry
from cqtt.codes.models import ScanCode
from cqtt.commune.models import Commune
from cqtt.extensions import db
from cqtt.procedures.actions import choose_filing_mode, import_catalogue
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
from tests.factories import MONDAY, procedure_content

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
