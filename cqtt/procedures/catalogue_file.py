"""Read the catalogue's two files into typed content, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cqtt.commune.limits import Unit
from cqtt.procedures.additions_file import (
    CODE,
    Additions,
    FieldEntry,
    Filing,
    LifeEventEntry,
    OwnWords,
    read_additions,
    slug_of,
)
from cqtt.procedures.content import (
    Channel,
    Confidence,
    Fee,
    Group,
    LetterTrigger,
    OnlineLevel,
    ProcedureContent,
    ProcessingTime,
)
from cqtt.procedures.located_yaml import CatalogueRefused, Faults, Problem, Section, read_root
from cqtt.procedures.questions import Question
from cqtt.procedures.requirements import Requirement, requirement_id

__all__ = ["Catalogue", "CatalogueRefused", "LeftOut", "Problem", "read_catalogue", "read_own_catalogue"]

_OWN = Path(__file__).resolve().parent / "catalogue"

_KEYS = (
    "id", "code", "name", "field", "processing_time", "fee", "online_level", "channels", "applicants",
    "required_documents", "form_names", "results", "legal_basis", "steps", "on_the_spot", "letter_trigger",
    "confidence", "field_confidence", "source",
)  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """An entry whose code or name is not certain: it is counted, never shown."""

    slug: str
    code: str | None
    name: str


@dataclass(frozen=True)
class Catalogue:
    """The catalogue as it may be loaded. Mappings go by the procedure's slug, `replaced_by` by code."""

    as_of: date
    procedures: tuple[ProcedureContent, ...]
    fields: tuple[FieldEntry, ...]
    life_events: tuple[LifeEventEntry, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    replaced_by: Mapping[str, str]
    filing: Mapping[str, Filing]
    left_out: tuple[LeftOut, ...]

    def life_events_of(self, slug: str) -> tuple[LifeEventEntry, ...]:
        """Return the life events that ask for the procedure."""
        return tuple(event for event in self.life_events if slug in event.procedures)


def read_catalogue(
    text: str, additions_text: str, file: str = "procedures.yaml", additions_file: str = "additions.yaml"
) -> Catalogue:
    """Return the catalogue of both files, or raise CatalogueRefused with every fault found."""
    faults, added_faults = Faults(file), Faults(additions_file)
    root, added_root = read_root(text, faults), read_root(additions_text, added_faults)
    if root is None or added_root is None:
        raise CatalogueRefused(faults.problems + added_faults.problems)
    as_of = _as_of(root)
    entries = _entries(root, as_of)
    additions = read_additions(
        added_root, {entry.slug for entry in entries}, {entry.code for entry in entries if entry.code}
    )
    _check_fields(root, entries, additions)
    if faults.problems or added_faults.problems:
        raise CatalogueRefused(faults.problems + added_faults.problems)
    return _combine(as_of, entries, additions)


def read_own_catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return read_catalogue(*((_OWN / name).read_text("utf-8") for name in ("procedures.yaml", "additions.yaml")))


def _combine(as_of: date, entries: list[ProcedureContent], additions: Additions) -> Catalogue:
    kept = [entry for entry in entries if entry.is_vouched_for(Group.IDENTITY)]
    slugs = {entry.slug for entry in kept}
    asked = {field.name: field.questions for field in additions.fields}
    return Catalogue(
        as_of=as_of,
        procedures=tuple(
            _with_own_words(entry, asked[entry.field], additions.own_words.get(entry.slug)) for entry in kept
        ),
        fields=additions.fields,
        life_events=tuple(
            replace(event, procedures=tuple(slug for slug in event.procedures if slug in slugs))
            for event in additions.life_events
        ),
        synonyms={slug: names for slug, names in additions.synonyms.items() if slug in slugs},
        replaced_by=additions.replaced_by,
        filing={entry.slug: additions.filing_of(entry) for entry in kept},
        left_out=tuple(LeftOut(entry.slug, entry.code, entry.name) for entry in entries if entry.slug not in slugs),
    )


def _with_own_words(entry: ProcedureContent, questions: tuple[Question, ...], own: OwnWords | None) -> ProcedureContent:
    if own is None:
        return replace(entry, questions=questions)
    time, fee = entry.processing_time, entry.fee
    return replace(
        entry,
        questions=questions if own.questions is None else own.questions,
        processing_time=replace(time, note=own.notes.get("processing_time", time.note)),
        fee=replace(fee, note=own.notes.get("fee", fee.note)),
        after_supplement=own.after_supplement,
        supplement_window=own.supplement_window,
    )


def _check_fields(root: Section, entries: list[ProcedureContent], additions: Additions) -> None:
    known = {field.name for field in additions.fields}
    for name in dict.fromkeys(entry.field for entry in entries):
        if name and name not in known:
            root.fault("procedures", f"lĩnh vực “{name[:60]}” chưa có trong tệp bổ sung")


def _as_of(root: Section) -> date:
    root.allow_only("schema_version", "as_of", "procedures")
    if root.has("schema_version") and root.integer("schema_version") != 1:
        root.fault("schema_version", "chỉ đọc được phiên bản 1")
    typed = root.text("as_of")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        if typed:
            root.fault("as_of", "phải là ngày dạng '2026-11-23', trong dấu nháy")
        return date.min


def _entries(root: Section, as_of: date) -> list[ProcedureContent]:
    slugs: set[str] = set()
    codes: set[str] = set()
    return [_entry(row, as_of, slugs, codes) for row in root.sections("procedures")]


def _entry(row: Section, as_of: date, slugs: set[str], codes: set[str]) -> ProcedureContent:
    slug = slug_of(row, "id", slugs)
    row.rename(slug or row.name)
    row.allow_only(*_KEYS)
    row.choice("confidence", Confidence)
    return ProcedureContent(
        slug=slug,
        code=_code(row, codes),
        name=row.text("name"),
        field=row.text("field"),
        processing_time=_processing_time(row.section("processing_time")),
        fee=_fee(row.section("fee")),
        requirements=_requirements(row.sections("required_documents")),
        applicants=row.texts("applicants"),
        form_names=row.texts("form_names"),
        results=row.texts("results"),
        legal_basis=row.texts("legal_basis"),
        steps=row.texts("steps"),
        on_the_spot=row.flag("on_the_spot"),
        letter_trigger=row.choice("letter_trigger", LetterTrigger),
        online_level=row.choice("online_level", OnlineLevel),
        channels=_channels(row),
        questions=(),
        source=row.text("source"),
        as_of=as_of,
        confidence=_confidence(row.section("field_confidence")),
    )


def _code(row: Section, taken: set[str]) -> str | None:
    if "code" not in row:
        row.fault("code", "thiếu mục này (chưa biết thì ghi null)")
    code = row.optional_text("code")
    if code and not CODE.fullmatch(code):
        row.fault("code", f"“{code[:40]}” phải có dạng '1.234567', trong dấu nháy")
    if code in taken:
        row.fault("code", f"mã “{code}” đã có ở trên")
    if code:
        taken.add(code)
    return code


def _processing_time(row: Section) -> ProcessingTime:
    row.allow_only("amount", "unit", "note")
    unit = row.choice("unit", Unit) if row.has("unit") else None
    amount = row.optional_integer("amount")
    if (amount is None) != (unit is None):
        row.fault("amount", "số và đơn vị phải cùng có hoặc cùng để trống")
    return ProcessingTime(amount, unit, row.text("note", blank=True))


def _fee(row: Section) -> Fee:
    row.allow_only("amount_vnd", "note")
    return Fee(row.optional_integer("amount_vnd"), row.text("note", blank=True))


def _channels(row: Section) -> tuple[Channel, ...]:
    names = row.texts("channels")
    if not set(names) <= {channel.value for channel in Channel}:
        row.fault("channels", "chỉ có: " + ", ".join(Channel))
    return tuple(channel for channel in Channel if channel.value in names)


def _confidence(row: Section) -> dict[Group, Confidence]:
    row.allow_only(*(group.value for group in Group))
    return {group: row.choice(group.value, Confidence) for group in Group}


def _requirements(rows: list[Section]) -> tuple[Requirement, ...]:
    """Return the documents as the file lists them, those only shown at the desk after those handed in."""
    taken: set[str] = set()
    return tuple(sorted((_requirement(row, taken) for row in rows), key=lambda document: document.present_only))


def _requirement(row: Section, taken: set[str]) -> Requirement:
    row.allow_only("name", "originals", "copies", "present_only", "note", "when")
    name = row.text("name")
    id = requirement_id(name, taken)
    taken.add(id)
    return Requirement(
        id=id,
        name=name,
        originals=row.integer("originals"),
        copies=row.integer("copies"),
        present_only=row.flag("present_only"),
        note=row.text("note", blank=True),
        when=row.text("when", blank=True),
    )
