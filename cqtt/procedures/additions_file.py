"""The commune's own additions to the catalogue: fields, life events, everyday names, questions, filing."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cqtt.commune.limits import AfterStop
from cqtt.procedures.content import FilingMode, OnlineLevel, ProcedureContent
from cqtt.procedures.located_yaml import Section
from cqtt.procedures.questions import Question, QuestionKind

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[0-9]\.[0-9]{6}")
_QUESTION_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)


@dataclass(frozen=True)
class FieldEntry:
    """A field of procedures ("Hộ tịch"), with the questions its procedures ask unless they have their own."""

    slug: str
    name: str
    description: str
    icon: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class LifeEventEntry:
    """What happens in a life ("Sinh con"), and the procedures it asks for, most needed first."""

    slug: str
    name: str
    description: str
    icon: str
    procedures: tuple[str, ...]


@dataclass(frozen=True)
class Filing:
    """How a procedure is filed, the sentence that says why, and whether that is only assumed."""

    mode: FilingMode
    reason: str
    assumed: bool = False


@dataclass(frozen=True)
class FilingRule:
    """The filing of every procedure in one of these fields or of one of these online levels."""

    fields: tuple[str, ...]
    online_levels: tuple[OnlineLevel, ...]
    filing: Filing

    def covers(self, content: ProcedureContent) -> bool:
        return content.field in self.fields or content.online_level in self.online_levels


@dataclass(frozen=True)
class OwnWords:
    """What one procedure has of its own: questions instead of the field's, notes instead of the editors'."""

    questions: tuple[Question, ...] | None
    notes: Mapping[str, str]
    after_supplement: AfterStop = AfterStop.RESTART
    supplement_window: int | None = None  # working days


@dataclass(frozen=True)
class Additions:
    """All of the additions file, in its order."""

    fields: tuple[FieldEntry, ...]
    life_events: tuple[LifeEventEntry, ...]
    own_words: Mapping[str, OwnWords]
    synonyms: Mapping[str, tuple[str, ...]]
    replaced_by: Mapping[str, str]
    filing_rules: tuple[FilingRule, ...]
    filing_default: Filing

    def filing_of(self, content: ProcedureContent) -> Filing:
        """Return the filing of the first rule that covers the procedure, else the default."""
        return next((rule.filing for rule in self.filing_rules if rule.covers(content)), self.filing_default)


def read_additions(root: Section, known_slugs: Collection[str], known_codes: Collection[str]) -> Additions:
    """Read the file; what names a procedure that the catalogue does not have is a fault."""
    root.allow_only(
        "schema_version",
        "question_sets",
        "fields",
        "procedures",
        "life_events",
        "replaced_by",
        "filing",
        "synonyms",
    )
    sets = _question_sets(root.section("question_sets"))
    filing = root.section("filing")
    filing.allow_only("default", "rules")
    return Additions(
        fields=_fields(root, sets),
        life_events=_life_events(root, known_slugs),
        own_words=_own_words(root.section("procedures"), sets, known_slugs),
        synonyms=_synonyms(root.section("synonyms"), known_slugs),
        replaced_by=_replaced_by(root.section("replaced_by"), known_codes),
        filing_rules=tuple(_filing_rule(rule) for rule in filing.sections("rules")),
        filing_default=_filing(filing.section("default")),
    )


def slug_of(section: Section, key: str, taken: set[str]) -> str:
    """Return a slug that no earlier record has, or note the fault."""
    slug = section.text(key)
    if slug and not SLUG.fullmatch(slug):
        section.fault(key, f"“{slug[:60]}” chỉ được gồm chữ thường không dấu, số và gạch nối")
    if slug in taken:
        section.fault(key, f"“{slug[:60]}” đã có ở trên")
    taken.add(slug)
    return slug


def _question_sets(section: Section) -> dict[str, tuple[Question, ...]]:
    sets = {}
    for name in section:
        taken: set[str] = set()
        sets[name] = tuple(_question(row, taken) for row in section.sections(name))
    return sets


def _question(row: Section, taken: set[str]) -> Question:
    row.allow_only("id", "label", "kind", "help", "required", "choices", "max_length")
    question_id = row.text("id")
    if question_id and (question_id in taken or not _QUESTION_ID.fullmatch(question_id)):
        row.fault("id", f"“{question_id[:60]}” trùng, hoặc không chỉ gồm chữ thường không dấu, số và gạch dưới")
    taken.add(question_id)
    kind = row.choice("kind", QuestionKind)
    choices = row.texts("choices") if row.has("choices") else ()
    if (kind in _WITH_CHOICES) != bool(choices) or len(set(choices)) != len(choices):
        row.fault("choices", "loại choice và choices cần các lựa chọn khác nhau; loại khác thì không có")
    return Question(
        id=question_id,
        label=row.text("label"),
        kind=kind,
        help=row.text("help") if row.has("help") else "",
        required=row.flag("required") if row.has("required") else False,
        choices=choices,
        max_length=row.optional_integer("max_length"),
    )


def _set_named(section: Section, sets: Mapping[str, tuple[Question, ...]]) -> tuple[Question, ...]:
    name = section.text("questions")
    if name and name not in sets:
        section.fault("questions", f"không có bộ câu hỏi “{name[:60]}”")
    return sets.get(name, ())


def _fields(root: Section, sets: Mapping[str, tuple[Question, ...]]) -> tuple[FieldEntry, ...]:
    slugs: set[str] = set()
    names: set[str] = set()
    entries = []
    for row in root.sections("fields"):
        row.allow_only("name", "slug", "icon", "questions", "description")
        slug, name = slug_of(row, "slug", slugs), row.text("name")
        if name in names:
            row.fault("name", f"“{name}” đã có ở trên")
        names.add(name)
        entries.append(FieldEntry(slug, name, row.text("description"), row.text("icon"), _set_named(row, sets)))
    return tuple(entries)


def _life_events(root: Section, known_slugs: Collection[str]) -> tuple[LifeEventEntry, ...]:
    taken: set[str] = set()
    entries = []
    for row in root.sections("life_events"):
        row.allow_only("slug", "name", "description", "icon", "procedures")
        slug, procedures = slug_of(row, "slug", taken), row.texts("procedures")
        for procedure in procedures:
            if procedure not in known_slugs:
                row.fault("procedures", f"danh mục không có thủ tục “{procedure[:60]}”")
        if len(set(procedures)) != len(procedures):
            row.fault("procedures", "có thủ tục ghi hai lần")
        entries.append(LifeEventEntry(slug, row.text("name"), row.text("description"), row.text("icon"), procedures))
    return tuple(entries)


def _only_known(section: Section, known_slugs: Collection[str]) -> tuple[str, ...]:
    for slug in section:
        if slug not in known_slugs:
            section.fault(slug, "danh mục không có thủ tục này")
    return tuple(section)


def _own_words(
    section: Section, sets: Mapping[str, tuple[Question, ...]], known_slugs: Collection[str]
) -> dict[str, OwnWords]:
    words = {}
    for slug in _only_known(section, known_slugs):
        own = section.section(slug)
        own.allow_only("questions", "notes", "after_supplement", "supplement_window")
        notes = {}
        if own.has("notes"):
            rows = own.section("notes")
            rows.allow_only("processing_time", "fee")
            notes = {key: rows.text(key, blank=True) for key in rows}
        words[slug] = OwnWords(
            questions=_set_named(own, sets) if own.has("questions") else None,
            notes=notes,
            after_supplement=own.choice("after_supplement", AfterStop)
            if own.has("after_supplement")
            else AfterStop.RESTART,
            supplement_window=own.optional_integer("supplement_window"),
        )
    return words


def _synonyms(section: Section, known_slugs: Collection[str]) -> dict[str, tuple[str, ...]]:
    return {slug: section.texts(slug) for slug in _only_known(section, known_slugs)}


def _replaced_by(section: Section, known_codes: Collection[str]) -> dict[str, str]:
    successors = {old: section.text(old) for old in section}
    for old, new in successors.items():
        if not CODE.fullmatch(old):
            section.fault(old, "mã cũ phải có dạng 1.234567")
        if new not in known_codes:
            section.fault(old, f"danh mục không có mã “{new[:20]}”")
        elif new in successors:
            section.fault(old, f"mã “{new}” cũng đã bị thay; xin ghi mã cuối cùng")
    return successors


def _filing_rule(row: Section) -> FilingRule:
    row.allow_only("fields", "online_levels", "mode", "reason", "assumed")
    levels = row.texts("online_levels") if row.has("online_levels") else ()
    if not set(levels) <= {level.value for level in OnlineLevel}:
        row.fault("online_levels", "chỉ có: " + ", ".join(OnlineLevel))
    return FilingRule(
        fields=row.texts("fields") if row.has("fields") else (),
        online_levels=tuple(level for level in OnlineLevel if level.value in levels),
        filing=_filing(row),
    )


def _filing(row: Section) -> Filing:
    assumed = row.flag("assumed") if row.has("assumed") else False
    return Filing(row.choice("mode", FilingMode), row.text("reason"), assumed)
