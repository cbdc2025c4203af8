"""Who stands on the printed papers: the office that issues them, whose dossier it is, who acts for whom."""

from cqtt.commune.models import Commune, the_commune
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import printed
from cqtt.i18n import _
from cqtt.text import group_phone


def unit_name(commune: Commune) -> str:
    """Return "Ủy ban nhân dân xã An Phước"."""
    return f"Ủy ban nhân dân {commune.name_in_text}"


def office_head(commune: Commune) -> printed.OfficeHead:
    """Return who issues the papers of the desk."""
    return {
        "parent": _in_two_lines(commune),
        "agency": commune.desk_word,
        "place": commune.name,
        "phone": group_phone(commune.phone or commune.hotline) or None,
    }


def unit_head(commune: Commune) -> printed.OfficeHead:
    """Return who issues what a leader signs: a people's committee, in two lines."""
    return {**office_head(commune), "parent": None, "agency": _in_two_lines(commune)}


def _in_two_lines(commune: Commune) -> str:
    return f"Ủy ban nhân dân\n{commune.name_in_text}"


def person_of(dossier: Dossier) -> printed.Person:
    """Return whose dossier it is, as forms name them."""
    name = dossier.owner_name
    if dossier.organisation_name:
        name = _("%(name)s (người đại diện: %(person)s)", name=name, person=dossier.applicant_name)
    return {
        "name": name,
        "address": address_of(dossier) or None,
        "phone": group_phone(dossier.phone) or None,
        "email": dossier.email or None,
    }


def address_of(dossier: Dossier) -> str:
    """Return "Số 12, Ấp 7, xã An Phước, thành phố Đồng Nai"; whoever lives elsewhere has typed the whole of it."""
    return address_in_full(dossier.address, dossier.hamlet.name if dossier.hamlet else None, the_commune())


def address_in_full(address: str, hamlet: str | None, commune: Commune) -> str:
    """Return the same from what is stored of it."""
    here = [hamlet, commune.name_in_text, commune.parent_name] if hamlet else []
    return ", ".join(filter(None, [address, *here]))


def submitter_of(dossier: Dossier) -> str | None:
    """Return who filed it for somebody else: "Trần Văn Bình (con)"."""
    if not dossier.on_behalf or not dossier.submitter_name:
        return None
    return f"{dossier.submitter_name} ({dossier.relation})" if dossier.relation else dossier.submitter_name


def filed_by(dossier: Dossier) -> str | None:
    """Return who filed it for somebody else, with the telephone."""
    name = submitter_of(dossier)
    return ", ".join(filter(None, [name, group_phone(dossier.submitter_phone)])) if name else None


def signer_of(dossier: Dossier) -> str | None:
    """Return who signs for the citizen's side: who stood at the desk."""
    return (dossier.submitter_name if dossier.on_behalf else "") or dossier.applicant_name or None


def messages_to(dossier: Dossier) -> str | None:
    """Return who is told what happens with the dossier, and where; None where nothing can be sent."""
    if dossier.tell_submitter and dossier.submitter_phone:  # as moves.py sends them
        return f"{dossier.submitter_name}, {group_phone(dossier.submitter_phone)}"
    ways = [group_phone(dossier.phone), dossier.email]
    return ", ".join(filter(None, [dossier.applicant_name, *ways])) if any(ways) else None
