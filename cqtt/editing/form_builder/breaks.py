"""What a changed form would break: places of the commune's .docx template, and conditions that no longer hold."""

from collections.abc import Collection, Iterator

from cqtt.declarations.names import question_names
from cqtt.editing.form_builder.kinds import WORDS
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import Question, form_faults


def breaks(old: ProcedureContent | None, new: ProcedureContent, template_names: Collection[str]) -> list[str]:
    """Return what should be known before `new` takes the place of `old`, a sentence each.

    `template_names` are the names that the active template uses; none where there is no template.
    """
    return [*_places_of_the_template(old, new, template_names), *map(str, form_faults(new.questions))]


def _places_of_the_template(
    old: ProcedureContent | None, new: ProcedureContent, template_names: Collection[str]
) -> Iterator[str]:
    before, after = question_names(old) if old else {}, question_names(new)
    for name, question in before.items():
        for place in _places_of(name, before, template_names):
            if said := _said_of_place(place, question, after.get(name)):
                yield said


def _places_of(name: str, names: Collection[str], used: Collection[str]) -> list[str]:
    """Return the template's places that a question fills: its own name, and those of the parts of a block."""
    of_parts = [place for place in used if place.startswith((f"{name}_", f"{name}.")) and place not in names]
    nearer = [other for other in names if other != name and other.startswith(f"{name}_")]
    return [
        *([name] if name in used else []),
        *(place for place in of_parts if not any(place.startswith((f"{one}_", f"{one}.")) for one in nearer)),
    ]


def _said_of_place(place: str, old: Question, new: Question | None) -> str | None:
    if new is None:
        return _(
            "Mẫu tờ khai .docx dùng {{ %(place)s }} của câu “%(name)s”, mà câu này đã bỏ: chỗ ấy sẽ để trống."
            " Xin sửa mẫu hoặc giữ lại câu hỏi.",
            place=place,
            name=old.label,
        )
    if new.kind is not old.kind:
        return _(
            "Câu “%(name)s” đổi từ “%(old)s” sang “%(new)s”, mà mẫu tờ khai .docx dùng {{ %(place)s }}."
            " Xin thử lại mẫu với câu trả lời mới.",
            name=new.label,
            old=WORDS[old.kind].name,
            new=WORDS[new.kind].name,
            place=place,
        )
    if new.label != old.label:
        return _(
            "Câu “%(old)s” nay là “%(new)s”, mà mẫu tờ khai .docx dùng {{ %(place)s }}."
            " Xin xem lời trong mẫu còn khớp không.",
            old=old.label,
            new=new.label,
            place=place,
        )
    return None
