"""From rows to what the record keeps, and back."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from cqtt.commune.limits import AfterStop, Unit
from cqtt.exchange.columns import Table, Value
from cqtt.exchange.reading import Place, Row
from cqtt.exchange.sheets import Entry
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
from cqtt.procedures.questions import Days, Question, QuestionKind, ShownIf
from cqtt.procedures.requirements import Requirement

FileNumber = Callable[[str], int | None]  # of what stands in a file: the id of the file that is kept
FileName = Callable[[int | None], str]


def content_of(entry: Entry, file_number: FileNumber) -> ProcedureContent:
    """Return what the next version says."""
    row = entry.row
    return ProcedureContent(
        slug=entry.slug,
        code=entry.code or None,
        name=row.text("name"),
        field=row.text("field"),
        processing_time=ProcessingTime(row.number("time_amount"), _unit(row), row.text("time_note")),
        fee=Fee(row.number("fee_vnd"), row.text("fee_note")),
        requirements=tuple(_requirement(each, file_number) for each in entry.requirements),
        applicants=row.lines("applicants"),
        form_names=row.lines("form_names"),
        results=row.lines("results"),
        legal_basis=row.lines("legal_basis"),
        steps=row.lines("steps"),
        on_the_spot=bool(row["on_the_spot"]),
        letter_trigger=LetterTrigger(row.text("letter_trigger")),
        online_level=OnlineLevel(row.text("online_level")),
        channels=tuple(Channel(name) for name in row.lines("channels")),
        questions=questions_of(entry.questions),
        source=row.text("source"),
        as_of=date.fromisoformat(row.text("as_of")),
        confidence=dict(_confidence(row)),
        after_supplement=AfterStop(row.text("after_supplement")),
        supplement_window=row.number("supplement_window"),
        guidance=row.text("guidance"),
    )


def _unit(row: Row) -> Unit | None:
    return Unit(row.text("time_unit")) if row["time_unit"] else None


def _confidence(row: Row) -> Iterator[tuple[Group, Confidence]]:
    for group in Group:
        said = row.text(f"confidence_{group}")
        if said:
            yield group, Confidence(said)


def _requirement(row: Row, file_number: FileNumber) -> Requirement:
    return Requirement(
        id=row.text("id"),
        name=row.text("name"),
        originals=row.number("originals") or 0,
        copies=row.number("copies") or 0,
        present_only=bool(row["present_only"]),
        look_up=bool(row["look_up"]),
        note=row.text("note"),
        when=row.text("when"),
        form_file=file_number(row.text("form_file")),
        sample_file=file_number(row.text("sample_file")),
    )


def questions_of(rows: tuple[Row, ...]) -> tuple[Question, ...]:
    """Return the form; what belongs to a group stands inside it."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(row.text("part_of"), []).append(row)
    return tuple(_question(row, parts) for row in parts.get("", ()))


def _question(row: Row, parts: Mapping[str, list[Row]]) -> Question:
    inside = () if row.text("part_of") else parts.get(row.text("id"), ())
    return Question(
        id=row.text("id"),
        label=row.text("label"),
        kind=QuestionKind(row.text("kind")),
        help=row.text("help"),
        required=bool(row["required"]),
        choices=row.lines("choices"),
        max_length=row.number("max_length"),
        least=row.number("least"),
        most=row.number("most"),
        days=Days(row.text("days")),
        shown_if=ShownIf(row.text("shown_if"), row.lines("shown_if_values")) if row["shown_if"] else None,
        parts=tuple(_question(each, parts) for each in inside),
        most_rows=row.number("most_rows"),
    )


class Nowhere:
    """The place of a row that comes from the record."""

    def of(self, key: str = "") -> str:
        return ""


NOWHERE: Place = Nowhere()


def made(table: Table, values: Mapping[str, Value]) -> Row:
    """Return a row of the record; what is not named is empty."""
    filled = {column.key: values.get(column.key, column.blank) for column in table.columns}
    return Row({column.key: _or_blank(filled[column.key], column.blank) for column in table.columns}, NOWHERE)


def _or_blank(value: Value, blank: Value) -> Value:
    return blank if value is None else value


def content_values(content: ProcedureContent) -> dict[str, Value]:
    """Return what the row of a procedure says of its content."""
    time, fee = content.processing_time, content.fee
    return {
        "id": content.slug,
        "code": content.code,
        "name": content.name,
        "field": content.field,
        "time_amount": time.amount,
        "time_unit": time.unit and time.unit.value,
        "time_note": time.note,
        "fee_vnd": fee.amount_vnd,
        "fee_note": fee.note,
        "after_supplement": content.after_supplement.value,
        "supplement_window": content.supplement_window,
        "on_the_spot": content.on_the_spot,
        "online_level": content.online_level.value,
        "channels": tuple(channel.value for channel in content.channels),
        "applicants": content.applicants,
        "form_names": content.form_names,
        "results": content.results,
        "legal_basis": content.legal_basis,
        "steps": content.steps,
        "guidance": content.guidance,
        "letter_trigger": content.letter_trigger.value,
        "source": content.source,
        "as_of": content.as_of.isoformat(),
    } | {f"confidence_{group}": level.value for group, level in content.confidence.items()}


def requirement_values(slug: str, paper: Requirement, file_name: FileName) -> dict[str, Value]:
    return {
        "procedure": slug,
        "id": paper.id,
        "name": paper.name,
        "originals": paper.originals,
        "copies": paper.copies,
        "present_only": paper.present_only,
        "look_up": paper.look_up,
        "when": paper.when,
        "note": paper.note,
        "form_file": file_name(paper.form_file),
        "sample_file": file_name(paper.sample_file),
    }


def question_values(slug: str, question: Question, group: str = "") -> Iterator[dict[str, Value]]:
    """Yield the row of a question, then those of its parts."""
    shown = question.shown_if
    yield {
        "procedure": slug,
        "part_of": group,
        "id": question.id,
        "label": question.label,
        "kind": question.kind.value,
        "help": question.help,
        "required": question.required,
        "choices": question.choices,
        "max_length": question.max_length,
        "least": question.least,
        "most": question.most,
        "days": question.days.value,
        "shown_if": shown.question if shown else "",
        "shown_if_values": shown.values if shown else (),
        "most_rows": question.most_rows,
    }
    for part in question.parts:
        yield from question_values(slug, part, question.id)
