"""How the facts of a procedure are said: what is known with its condition, what is not known as not known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from cqtt.clock import WEEKDAYS
from cqtt.commune.limits import Unit
from cqtt.commune.working_time import Sessions, WorkingCalendar
from cqtt.i18n import _, _l
from cqtt.procedures.content import Channel, Fee, OnlineLevel, ProcedureContent, ProcessingTime
from cqtt.procedures.kept import PDF, PICTURE, WORD
from cqtt.procedures.models import ProcedureFile
from cqtt.procedures.requirements import Requirement
from cqtt.text import group_phone

_SHORT = 60  # a longer condition does not fit under a fact in large letters
_ABSENCE = re.compile(r"không có|không nộp|không cần|khai thác|nếu có|thay", re.IGNORECASE)
_PRESENT_ONLY = re.compile(r"(chỉ )?xuất trình(; |, )?", re.IGNORECASE)

CHANNEL_NAMES = {
    Channel.DIRECT: _l("đến quầy"),
    Channel.ONLINE: _l("trực tuyến"),
    Channel.POST: _l("gửi bưu điện"),
}
_ONLINE_LEVELS = {
    OnlineLevel.FULL: _l("Làm trọn vẹn trên mạng được (dịch vụ công toàn trình)"),
    OnlineLevel.PARTIAL: _l("Làm một phần trên mạng, vẫn phải đến quầy"),
    OnlineLevel.NONE: _l("Chưa làm trên mạng được"),
}


@dataclass(frozen=True)
class Fact:
    """A value in words and the condition it holds under; of an unknown one, whom to ask."""

    value: str
    note: str = ""
    ask: str = ""

    def __str__(self) -> str:
        return f"{self.value}, {self.ask}" if self.ask else self.value

    @property
    def short_note(self) -> str | None:
        """What stands under the value in large letters: a short condition, or where to find a long one."""
        if self.ask or not self.note:
            return self.ask or None
        return self.note if len(self.note) <= _SHORT else _("tùy trường hợp, xem bên dưới")


def unknown(phone: str, note: str = "") -> Fact:
    """Say that a value is not published, and whom to ask."""
    ask = _("xin gọi %(phone)s", phone=group_phone(phone)) if phone else _("xin hỏi tại quầy")
    return Fact(_("Chưa công bố"), note, ask)


def time_fact(content: ProcedureContent, phone: str) -> Fact:
    """Say how long the procedure takes."""
    time_limit = content.known_processing_time
    if time_limit is None:
        return unknown(phone)
    return Fact(_time_value(time_limit), sentence(time_limit.note))


def fee_fact(content: ProcedureContent, phone: str) -> Fact:
    """Say what the procedure costs. A blank fee is never free."""
    fee = content.known_fee
    if fee is None:
        return unknown(phone)
    if fee.amount_vnd is None:
        return unknown(phone, sentence(fee.note))
    return Fact(_fee_value(fee.amount_vnd), sentence(fee.note))


def online_fact(content: ProcedureContent, phone: str) -> Fact:
    """Say how much can be done online; why only a part, the authority has to publish (224/2026, Điều 14)."""
    level = content.known_online_level
    if level is OnlineLevel.UNKNOWN:
        return unknown(phone)
    note = _("Lý do chỉ làm được một phần: chưa công bố.") if level is OnlineLevel.PARTIAL else ""
    return Fact(str(_ONLINE_LEVELS[level]), note)


def channels_text(content: ProcedureContent) -> str | None:
    """Return the ways to hand the papers in, or None when they are not published."""
    names = [str(CHANNEL_NAMES[channel]) for channel in content.known_channels]
    return sentence(", ".join(names)) if names else None


def in_short(content: ProcedureContent) -> list[str]:
    """Return time and fee for a line in a list; what is not known is left to the procedure's page."""
    time_limit, fee = content.known_processing_time, content.known_fee
    facts = [_time_value(time_limit).lower()] if time_limit else []
    if fee is not None and fee.amount_vnd is not None:
        facts.append(_fee_short(fee).lower())
    return facts


def poster_values(content: ProcedureContent) -> tuple[str | None, str | None, str | None]:
    """Return time, fee and papers as a poster says them; None is printed as not published."""
    time_limit, fee = content.known_processing_time, content.known_fee
    return (
        _time_value(time_limit) if time_limit else None,
        _fee_short(fee) if fee is not None and fee.amount_vnd is not None else None,
        _papers_short(content.known_requirements),
    )


Files = Mapping[int, ProcedureFile]
NO_FILES: Files = {}


@dataclass(frozen=True)
class PaperLine:
    """One document, as the page says it."""

    name: str
    count: str  # "1 bản chính, 2 bản sao"; empty for a remark that is no paper
    present_only: bool
    when: str  # empty when everybody needs it
    note: str
    about_absence: bool  # the note says what to do without the paper
    form: ProcedureFile | None = None
    sample: ProcedureFile | None = None

    @classmethod
    def of(cls, paper: Requirement, files: Files = NO_FILES) -> "PaperLine":
        # The badge says already that a paper is only shown; one that is looked up is not even that.
        note = paper.note if paper.uploadable else _PRESENT_ONLY.sub("", paper.note, count=1)
        return cls(
            name=paper.name,
            count=count_text(paper),
            present_only=paper.present_only,
            when="" if paper.always else sentence(paper.when),
            note=sentence(note),
            about_absence=bool(_ABSENCE.search(note)),
            form=files.get(paper.form_file or 0),
            sample=files.get(paper.sample_file or 0),
        )


@dataclass(frozen=True)
class Papers:
    """The documents: those everybody brings, those only some do, and those the office looks up by itself."""

    always: tuple[PaperLine, ...]
    sometimes: tuple[PaperLine, ...]
    looked_up: tuple[PaperLine, ...]

    @classmethod
    def of(cls, requirements: Sequence[Requirement], files: Files = NO_FILES) -> "Papers":
        brought = [paper for paper in requirements if not paper.look_up]
        return cls(
            always=tuple(PaperLine.of(paper, files) for paper in brought if paper.always),
            sometimes=tuple(PaperLine.of(paper, files) for paper in brought if not paper.always),
            looked_up=tuple(PaperLine.of(paper, files) for paper in requirements if paper.look_up),
        )

    @property
    def have_forms(self) -> bool:
        """Whether any of them has a blank form to take from here."""
        return any(paper.form for paper in (*self.always, *self.sometimes, *self.looked_up))


def count_text(paper: Requirement) -> str:
    """Return how many are wanted: "1 bản chính, 2 bản sao"; empty for a remark that is no paper."""
    parts = [_("%(number)d bản chính", number=paper.originals)] if paper.originals else []
    parts += [_("%(number)d bản sao", number=paper.copies)] if paper.copies else []
    return ", ".join(parts)


_KINDS = {WORD: "Word", PDF: "PDF", PICTURE: _l("ảnh")}


def file_text(file: ProcedureFile) -> str:
    """Return what a file is and how large, before it is taken: "Word, 45 KB"."""
    kilobytes = max(1, round(file.size / 1024))
    size = f"{kilobytes} KB" if kilobytes < 1000 else f"{file.size / 1024**2:.1f} MB".replace(".", ",")
    return f"{_KINDS.get(file.media_type, '')}, {size}".lstrip(", ")


def hours_texts(calendar: WorkingCalendar) -> list[tuple[str, str]]:
    """Return the opening hours, days with the same joined: ("Thứ Hai đến thứ Sáu", "7:30–11:30 và …")."""
    runs: list[tuple[int, int, Sessions]] = []
    for day in range(7):
        sessions = calendar.hours.get(day, ())
        if runs and runs[-1][2] == sessions:
            runs[-1] = (runs[-1][0], day, sessions)
        else:
            runs.append((day, day, sessions))
    return [(sentence(_days(first, last)), _hours(sessions)) for first, last, sessions in runs if sessions]


def sentence(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def money(amount: int) -> str:
    """Return 8000 as "8.000 đồng", which no line break tears apart."""
    return _("%(amount)s\u00a0đồng", amount=f"{amount:,}".replace(",", "."))


def _time_value(limit: ProcessingTime) -> str:
    if limit.unit is Unit.SAME_DAY:
        return _("Trong ngày")
    if limit.unit is Unit.HOUR:
        return _("%(number)d giờ", number=limit.amount)
    if limit.unit is Unit.WORKING_DAY:
        return _("%(number)d ngày làm việc", number=limit.amount)
    return _("%(number)d ngày", number=limit.amount)


def _fee_value(amount: int) -> str:
    return money(amount) if amount else _("Không thu")


def _fee_short(fee: Fee) -> str:
    amount = fee.amount_vnd or 0
    if not fee.note:
        return _fee_value(amount)
    return _("%(amount)s, xem cách tính", amount=money(amount)) if amount else _("Không thu, có điều kiện")


def _papers_short(requirements: Sequence[Requirement] | None) -> str | None:
    if requirements is None:
        return None
    papers = Papers.of(requirements)
    count = len(papers.always)
    if not count:
        return _("Tùy trường hợp") if papers.sometimes else _("Không phải mang")
    if not papers.sometimes:
        return _("%(count)d loại", count=count)
    return _("%(count)d loại, thêm tùy trường hợp", count=count)


def _days(first: int, last: int) -> str:
    if first == last:
        return WEEKDAYS[first]
    return _("%(first)s đến %(last)s", first=WEEKDAYS[first], last=WEEKDAYS[last])


def _hours(sessions: Sessions) -> str:
    return _(" và ").join(f"{_clock(start)}–{_clock(end)}" for start, end in sessions)


def _clock(at: time) -> str:
    return f"{at.hour}:{at:%M}"
