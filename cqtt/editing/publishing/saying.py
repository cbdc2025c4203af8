"""What a version says, field by field, in the words of the editors' pages. Different contents never say the same."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cqtt.clock import date_text
from cqtt.commune.limits import AfterStop, Unit
from cqtt.editing.form_builder.kinds import WORDS as KINDS
from cqtt.i18n import _, _l
from cqtt.procedures.content import Channel, Confidence, Group, LetterTrigger, OnlineLevel, ProcedureContent
from cqtt.procedures.questions import Days, Question
from cqtt.procedures.requirements import Requirement

FIELD_LABELS = {
    "name": _l("Tên thủ tục"),
    "code": _l("Mã quốc gia"),
    "slug": _l("Tên trong địa chỉ"),
    "field": _l("Lĩnh vực"),
    "processing_time": _l("Thời hạn giải quyết"),
    "on_the_spot": _l("Làm xong ngay tại quầy"),
    "fee": _l("Phí, lệ phí"),
    "requirements": _l("Giấy tờ"),
    "questions": _l("Câu hỏi của mẫu trực tuyến"),
    "guidance": _l("Hướng dẫn thêm"),
    "applicants": _l("Ai nộp được"),
    "steps": _l("Các bước"),
    "results": _l("Kết quả"),
    "form_names": _l("Tên biểu mẫu"),
    "legal_basis": _l("Căn cứ pháp lý"),
    "online_level": _l("Mức làm trên mạng"),
    "channels": _l("Cách nộp"),
    "after_supplement": _l("Sau khi bổ sung giấy tờ"),
    "supplement_window": _l("Số ngày làm việc để bổ sung"),
    "letter_trigger": _l("Thư khi xong, gợi ý lúc đầu"),
    "source": _l("Nguồn"),
    "as_of": _l("Ngày của dữ liệu"),
    "confidence": _l("Mức chắc chắn"),
}
_DAYS = {Days.ANY: "", Days.PAST: _l("đã qua"), Days.FUTURE: _l("sắp tới")}
_UNITS = {
    Unit.WORKING_DAY: _l("ngày làm việc"),
    Unit.DAY: _l("ngày"),
    Unit.HOUR: _l("giờ làm việc"),
    Unit.SAME_DAY: _l("trong ngày"),
}
_AFTER_STOP = {AfterStop.RESTART: _l("tính lại từ đầu"), AfterStop.CONTINUE: _l("tính tiếp phần còn lại")}
_LETTERS = {
    LetterTrigger.NONE: _l("không có thư"),
    LetterTrigger.CONGRATULATE_NEWBORN: _l("chúc mừng em bé"),
    LetterTrigger.CONGRATULATE_MARRIAGE: _l("chúc mừng kết hôn"),
    LetterTrigger.CONDOLENCE: _l("chia buồn"),
}
_LEVELS = {
    OnlineLevel.FULL: _l("trọn vẹn trên mạng"),
    OnlineLevel.PARTIAL: _l("một phần trên mạng"),
    OnlineLevel.NONE: _l("chưa làm trên mạng được"),
    OnlineLevel.UNKNOWN: _l("chưa rõ"),
}
_CHANNELS = {Channel.DIRECT: _l("đến quầy"), Channel.ONLINE: _l("trực tuyến"), Channel.POST: _l("gửi bưu điện")}
_SURE = {
    Confidence.HIGH: _l("chắc chắn"),
    Confidence.MEDIUM: _l("khá chắc"),
    Confidence.LOW: _l("chưa chắc"),
}
_GROUPS = {
    Group.IDENTITY: _l("Tên và mã"),
    Group.PROCESSING_TIME: _l("Thời hạn"),
    Group.FEE: _l("Phí, lệ phí"),
    Group.DOCUMENTS: _l("Giấy tờ và các bước"),
    Group.ONLINE_LEVEL: _l("Làm trên mạng"),
}


@dataclass(frozen=True)
class Said:
    """One thing that a field says: a document, a question, or all of a plain field. Rows are (label, text)."""

    rows: tuple[tuple[str, str], ...]
    id: str = ""
    title: str = ""


def sayings(content: ProcedureContent, file_names: Mapping[int, str] | None = None) -> dict[str, tuple[Said, ...]]:
    """Return what every field says, in the order pages show; files go by their names where these are known."""
    plain = {name: (Said((("", words(content)),)),) for name, words in _PLAIN.items()}
    several = {
        "processing_time": (Said(tuple(_time_rows(content))),),
        "fee": (Said((("", _amount(content.fee.amount_vnd)), (_("Ghi chú"), content.fee.note))),),
        "requirements": _known_apart(_requirement(paper, file_names or {}) for paper in content.requirements),
        "questions": _known_apart(_question(question, content) for question in content.questions),
        "confidence": (Said(tuple(_sureness(content))),),
    }
    return {name: (plain | several)[name] for name in FIELD_LABELS}


def _lines(texts: Iterable[object]) -> str:
    return "\n".join(f"• {text}" for text in texts)


def _yes(value: bool) -> str:
    return _("có") if value else _("không")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _amount(value: int | None) -> str:
    return _("chưa rõ") if value is None else _("%(amount)s đồng", amount=f"{value:,}".replace(",", "."))


_PLAIN: dict[str, Callable[[ProcedureContent], str]] = {
    "name": lambda content: content.name,
    "code": lambda content: content.code or "",
    "slug": lambda content: content.slug,
    "field": lambda content: content.field,
    "on_the_spot": lambda content: _yes(content.on_the_spot),
    "guidance": lambda content: content.guidance,
    "applicants": lambda content: _lines(content.applicants),
    "steps": lambda content: _lines(content.steps),
    "results": lambda content: _lines(content.results),
    "form_names": lambda content: _lines(content.form_names),
    "legal_basis": lambda content: _lines(content.legal_basis),
    "online_level": lambda content: str(_LEVELS[content.online_level]),
    "channels": lambda content: _lines(_CHANNELS[channel] for channel in content.channels),
    "after_supplement": lambda content: str(_AFTER_STOP[content.after_supplement]),
    "supplement_window": lambda content: _number(content.supplement_window),
    "letter_trigger": lambda content: str(_LETTERS[content.letter_trigger]),
    "source": lambda content: content.source,
    "as_of": lambda content: date_text(content.as_of),
}


def _time_rows(content: ProcedureContent) -> Iterable[tuple[str, str]]:
    time = content.processing_time
    unit = str(_UNITS[time.unit]) if time.unit else ""
    yield "", f"{_number(time.amount)} {unit}".strip() or _("chưa rõ")
    yield _("Ghi chú"), time.note


def _sureness(content: ProcedureContent) -> Iterable[tuple[str, str]]:
    for group, label in _GROUPS.items():
        sure = content.confidence.get(group)
        yield str(label), str(_SURE[sure]) if sure else ""


def _requirement(paper: Requirement, file_names: Mapping[int, str]) -> Said:
    rows = (
        (_("Tên"), paper.name),
        (_("Bản chính"), str(paper.originals)),
        (_("Bản sao"), str(paper.copies)),
        (_("Chỉ xuất trình"), _yes(paper.present_only)),
        (_("Cán bộ tra cứu được, không hỏi"), _yes(paper.look_up)),
        (_("Khi nào cần"), paper.when),
        (_("Ghi chú"), paper.note),
        (_("Mẫu trống"), _file(paper.form_file, file_names)),
        (_("Ảnh mẫu"), _file(paper.sample_file, file_names)),
    )
    return Said(rows, paper.id, paper.name)


def _file(id: int | None, names: Mapping[int, str]) -> str:
    return "" if id is None else _("%(name)s (tệp số %(id)d)", name=names.get(id, ""), id=id).strip()


def _question(question: Question, content: ProcedureContent) -> Said:
    labels = {each.id: each.label for each in content.questions}
    return Said(tuple(_question_rows(question, labels)), question.id, question.label or question.id)


def _question_rows(question: Question, labels: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    yield _("Câu hỏi"), question.label
    yield _("Loại"), str(KINDS[question.kind].name)
    yield _("Lời giúp"), question.help
    yield _("Bắt buộc"), _yes(question.required)
    yield _("Lựa chọn"), _lines(question.choices)
    yield _("Số ký tự nhiều nhất"), _number(question.max_length)
    yield _("Số nhỏ nhất"), _number(question.least)
    yield _("Số lớn nhất"), _number(question.most)
    yield _("Ngày"), str(_DAYS[question.days])
    yield _("Chỉ hỏi khi"), _condition(question, labels)
    yield _("Hỏi nhiều nhất mấy lần"), _number(question.most_rows)
    for part in _known_apart(_part(part) for part in question.parts):
        yield from ((_("Bên trong, “%(name)s”: %(row)s", name=part.id, row=label), text) for label, text in part.rows)


def _part(part: Question) -> Said:
    return Said(tuple(_question_rows(part, {})), part.id, part.label)


def _condition(question: Question, labels: Mapping[str, str]) -> str:
    rule = question.shown_if
    if rule is None:
        return ""
    return f"{labels.get(rule.question, '')} ({rule.question}):\n".lstrip() + _lines(rule.values)


def _known_apart(things: Iterable[Said]) -> tuple[Said, ...]:
    """Return them each with an id of its own: a faulty draft may have one twice."""
    seen: dict[str, int] = {}
    apart = []
    for thing in things:
        seen[thing.id] = seen.get(thing.id, 0) + 1
        id = thing.id if seen[thing.id] == 1 else f"{thing.id} ({seen[thing.id]})"
        apart.append(Said(thing.rows, id, thing.title))
    return tuple(apart)
