"""What the places of a letter stand for: taken from the unit, the dossier and the answers of its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cqtt.clock import date_text, local
from cqtt.commune.models import public_leaders, the_commune
from cqtt.dossiers.models import ApplicantKind, Dossier
from cqtt.dossiers.papers.people import address_of, unit_name
from cqtt.i18n import _
from cqtt.letters.models import Letter, LetterTrigger
from cqtt.text import group_phone

SALUTATIONS = ("Ông", "Bà", "Ông/Bà", "Anh", "Chị", "Anh/Chị", "Cụ", "Gia đình", "Quý cơ quan")
IN_ENGLISH = {
    "Ông": "Mr",
    "Bà": "Ms",
    "Ông/Bà": "Mr/Ms",
    "Anh": "Mr",
    "Chị": "Ms",
    "Anh/Chị": "Mr/Ms",
    "Cụ": "Mr/Ms",
    "Gia đình": "The family of",
    "Quý cơ quan": "Dear",
}
_BY_SEX = {"Nam": "Ông", "Nữ": "Bà"}


@dataclass(frozen=True)
class Addressee:
    """Who a letter goes to, and how they are reached."""

    salutation: str
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""


def addressee_of(dossier: Dossier, salutation: str = "") -> Addressee:
    """Return whose dossier it is; whoever filed for somebody else and gets the messages is told by telephone."""
    elsewhere = dossier.tell_submitter and bool(dossier.submitter_phone)
    return Addressee(
        salutation=salutation or _salutation(dossier),
        name=dossier.owner_name,
        address=address_of(dossier),
        phone=dossier.submitter_phone if elsewhere else dossier.phone,
        email="" if elsewhere else dossier.email,
    )


def _salutation(dossier: Dossier) -> str:
    if dossier.applicant_kind is ApplicantKind.ORGANISATION:
        return "Quý cơ quan"
    return _BY_SEX.get(dossier.sex, "Ông/Bà")


def facts_of_dossier(dossier: Dossier, trigger: LetterTrigger | None = None) -> dict[str, str]:
    """Return what a dossier says, by the names of places; what it does not say is left out."""
    facts = {
        "ma_ho_so": dossier.code,
        "thu_tuc": dossier.version.content["name"],
        "ngay_tiep_nhan": _day(dossier.received_at),
        "ngay_hen": _day(dossier.due_at),
        "ngay_xong": _day(dossier.resolved_at),
        "ngay_dang_ky": _day(dossier.resolved_at),
    }
    answers = trigger.answers if trigger else {}
    facts |= {place: _names(dossier, questions) for place, questions in answers.items()}
    return {place: fact for place, fact in facts.items() if fact}


def _day(at: datetime | None) -> str:
    return date_text(local(at).date()) if at else ""


def _names(dossier: Dossier, questions: str | list[str]) -> str:
    """Return the answers to one question, or to several in one breath: “Trần Văn Mẫu và Lê Thị Mẫu”."""
    asked = [questions] if isinstance(questions, str) else questions
    return _(" và ").join(filter(None, (_answer(dossier.answers.get(each)) for each in asked)))


def _answer(stored: Any) -> str:
    """Return a name out of an answer: typed as a text, or as a block of one person."""
    if isinstance(stored, Mapping):
        stored = stored.get("name")
    return stored.strip() if isinstance(stored, str) else ""


def facts_of_unit() -> dict[str, str]:
    """Return what every letter may say of the unit and of whom to call there."""
    commune = the_commune()
    leader = next(iter(public_leaders()), None)
    facts = {
        "don_vi": commune.name_in_text,
        "ubnd": unit_name(commune),
        "dien_thoai": group_phone(commune.phone or commune.hotline),
        "lanh_dao": ", ".join(filter(None, [leader.name, group_phone(leader.phone)])) if leader else "",
    }
    return {place: fact for place, fact in facts.items() if fact}


def facts_in(letter: Letter) -> dict[str, Any]:
    """Return everything the places of a letter stand for now."""
    salutation = letter.salutation if letter.language == "vi" else IN_ENGLISH.get(letter.salutation, letter.salutation)
    facts = {**facts_of_unit(), **letter.facts, "xung_ho": salutation, "ho_ten": letter.to_name}
    if letter.reason:
        facts["ly_do"] = letter.reason
    if letter.new_due_at:
        facts["ngay_hen_moi"] = _day(letter.new_due_at)
    return facts
