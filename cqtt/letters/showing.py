"""Letters as pages show them: the sheet in the words of its paper, the number, what is missing, what may be done."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from cqtt.clock import date_text, local, today
from cqtt.commune.calendar import working_calendar
from cqtt.commune.models import Officer, the_commune
from cqtt.dossiers.papers.printed import two_digits
from cqtt.i18n import _, _l
from cqtt.letters.blueprint import bp
from cqtt.letters.models import Letter
from cqtt.letters.papers import LetterWords, words_of
from cqtt.letters.reading import is_red
from cqtt.letters.rules import (
    KIND_NAMES,
    NUMBERED,
    OCCASION_NAMES,
    STATUS_NAMES,
    STATUS_TONES,
    WAY_NAMES,
    Occasion,
    Step,
    Way,
    steps_open_to,
)
from cqtt.letters.rules import Status as LetterStatus
from cqtt.letters.salutations import is_titled, named
from cqtt.letters.wording import has_hole
from cqtt.text import group_phone

PROPOSED_AFTER = 2  # working days, for the new date of an apology
WAY_SLUGS = {
    "thu-dien-tu": Way.EMAIL,
    "tin-nhan": Way.TEXT,
    "thu-giay": Way.PRINTED,
    "trao-tay": Way.HANDED,
}
SLUG_OF_WAY = {way: slug for slug, way in WAY_SLUGS.items()}
# What a way of sending does, said before it is pressed.
WAY_SENTENCES = {
    Way.EMAIL: _l("Gửi cả bức thư đến %(to)s, kèm liên kết để xem và in."),
    Way.TEXT: _l("Gửi tin nhắn có liên kết riêng đến %(to)s."),
    Way.PRINTED: _l("Ghi là đã in và gửi bưu điện hoặc mang đến nhà."),
    Way.HANDED: _l("Ghi là đã trao tận tay, cùng kết quả hoặc khi đến thăm."),
}
WAY_BUTTONS = {
    Way.EMAIL: _l("Gửi thư điện tử"),
    Way.TEXT: _l("Gửi tin nhắn"),
    Way.PRINTED: _l("Đã gửi thư giấy"),
    Way.HANDED: _l("Đã trao tận tay"),
}
WAY_ICONS = {Way.EMAIL: "mail", Way.TEXT: "phone", Way.PRINTED: "print", Way.HANDED: "people"}


def sheet_of(letter: Letter) -> LetterWords:
    """Return a letter in the very words that stand on its paper."""
    return words_of(letter, the_commune())


def sheets_of(letters: Iterable[Letter]) -> list[tuple[Letter, LetterWords]]:
    """Return each of these letters with its sheet; the unit is read once for all."""
    commune = the_commune()
    return [(letter, words_of(letter, commune)) for letter in letters]


@bp.app_template_global("letter_number")
def number_text(letter: Letter) -> str:
    """Return "15/PXL" of an apology, "07" of a personal letter as it stands in its register; nothing of a draft."""
    if letter.number is None:
        return ""
    return two_digits(letter.number) + ("/PXL" if letter.occasion in NUMBERED else "")


@bp.app_template_global("letter_addressee")
def addressee_text(letter: Letter) -> str:
    """Return "Ông Nguyễn Văn A"."""
    return named(letter.salutation, letter.to_name)


@bp.app_template_global("letter_missing")
def missing(letter: Letter) -> str:
    """Return what the page can tell is missing before anybody signs, in words; the act itself looks at all of it."""
    if has_hole(letter.subject) or has_hole(letter.body):
        return _("Còn chỗ trống trong ngoặc { }.")
    if letter.occasion is Occasion.DEATH:
        return _lacks_a_title(letter)
    if letter.occasion is not Occasion.LATE:
        return ""
    lacks = [
        *([_("lý do")] if not letter.reason.strip() else []),
        *([_("ngày hẹn mới")] if letter.new_due_at is None else []),
    ]
    return _("Còn thiếu %(what)s.", what=_(" và ").join(lacks)) if lacks else ""


def _lacks_a_title(letter: Letter) -> str:
    """Return that nobody has said yet what the dead were called: no program can tell a grandfather from a child."""
    known = str(letter.facts.get("nguoi_mat") or "")
    if letter.language != "vi" or letter.is_edited or not known or is_titled(known):
        return ""
    return _("Chưa có cách gọi trước tên người mất (cụ, ông, bà, anh, chị, cháu).")


@bp.app_template_filter("letter_day")
def day_of(at: datetime) -> str:
    """Return the day of a moment: "23/11/2026"."""
    return date_text(local(at).date())


@bp.app_template_global("letter_is_red")
def burns(letter: Letter, at: datetime) -> bool:
    return is_red(letter, at)


@bp.context_processor
def names_of_letters() -> dict[str, object]:
    """Give every page of letters the words of their states."""
    return {
        "letter_kind_names": KIND_NAMES,
        "letter_occasion_names": OCCASION_NAMES,
        "letter_status_names": STATUS_NAMES,
        "letter_status_tones": STATUS_TONES,
        "letter_way_names": WAY_NAMES,
    }


def state_of(letter: Letter) -> tuple[str, str]:
    """Return where a letter stands, in words, and the tone of the badge."""
    if letter.status is LetterStatus.SENT and letter.returned_at:
        return _("Bị trả lại"), "red"
    return str(STATUS_NAMES[letter.status]), STATUS_TONES[letter.status]


def open_steps(letter: Letter, officer: Officer) -> Collection[str]:
    """Return what an officer may do with a letter now, by the codes of the steps."""
    steps = steps_open_to(officer.role_set, letter.status, letter.occasion, letter.number is not None)
    if letter.returned_at:
        steps = [step for step in steps if step is not Step.RETURN]
    return [step.value for step in steps]


def way_sentence(letter: Letter, way: Way) -> str:
    """Return what pressing the button of a way will do."""
    to = letter.to_email if way is Way.EMAIL else group_phone(letter.to_phone)
    return str(WAY_SENTENCES[way]) % {"to": to}


def proposed_day(letter: Letter) -> date:
    """Return a new date to offer: two working days after the date that cannot be kept, or after today."""
    calendar, day = working_calendar(the_commune()), today()
    if letter.due_at:
        day = max(day, local(letter.due_at).date())
    for _day in range(PROPOSED_AFTER):
        day = calendar.next_working_day(day)
    return day
