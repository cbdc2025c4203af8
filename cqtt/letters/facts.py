"""What the places of a letter stand for: taken from the unit, the dossier and the answers of its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cqtt.clock import date_text, local
from cqtt.commune.models import public_leaders, the_commune
from cqtt.dossiers.models import ApplicantKind, Dossier
from cqtt.dossiers.papers.people import address_of
from cqtt.feedback.models import Feedback
from cqtt.i18n import _
from cqtt.letters import paper_words
from cqtt.letters.models import Letter, LetterTrigger
from cqtt.letters.salutations import BODY, FAMILY, USUAL, family_of, in_language, salutation_for
from cqtt.text import group_phone

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
        salutation=family_of(_salutation(dossier)) if salutation == FAMILY else salutation or _salutation(dossier),
        name=dossier.owner_name,
        address=address_of(dossier),
        phone=dossier.submitter_phone if elsewhere else dossier.phone,
        email="" if elsewhere else dossier.email,
    )


def addressee_of_sender(feedback: Feedback) -> Addressee:
    """Return who told us something; nobody asked how to address them, so whoever signs may change it."""
    name = feedback.sender_name
    return Addressee(salutation_for(name), name, feedback.address, feedback.phone, feedback.email)


def _salutation(dossier: Dossier) -> str:
    if dossier.applicant_kind is ApplicantKind.ORGANISATION:
        return BODY
    return _BY_SEX.get(dossier.sex, USUAL)


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


def facts_of_unit(language: str = "vi") -> dict[str, str]:
    """Return what every letter may say of the unit and of whom to call there."""
    commune, told = the_commune(), paper_words.of(language)
    leader = next(iter(public_leaders()), None)
    phone = group_phone(leader.phone) if leader else ""
    facts = {
        "don_vi": told.unit(commune),
        "ubnd": told.committee(commune),
        "dien_thoai": group_phone(commune.phone or commune.hotline),
        "lanh_dao": " ".join(filter(None, [told.leader_named(leader), f"({phone})" if phone else ""]))
        if leader
        else "",
    }
    return {place: fact for place, fact in facts.items() if fact}


def facts_in(letter: Letter) -> dict[str, Any]:
    """Return everything the places of a letter stand for now."""
    salutation = in_language(letter.salutation, letter.language)
    facts = {**facts_of_unit(letter.language), **letter.facts, "xung_ho": salutation, "ho_ten": letter.to_name}
    if letter.reason:
        facts["ly_do"] = letter.reason
    if letter.new_due_at:
        facts["ngay_hen_moi"] = _day(letter.new_due_at)
    return facts
