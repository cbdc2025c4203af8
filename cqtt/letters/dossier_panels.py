"""What letters show on the pages of a dossier, and which of them may go along with its result."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cqtt.clock import date_text, local, now, today
from cqtt.commune.models import Officer, public_leaders
from cqtt.commune.signed_in import me
from cqtt.dossiers.along import Along, Provider, register_provider
from cqtt.dossiers.clock import is_late
from cqtt.dossiers.consents import open_consents
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.panels import register_case_panel, register_citizen_panel
from cqtt.dossiers.rules import Timeliness
from cqtt.extensions import db
from cqtt.forms import PostForm
from cqtt.i18n import _
from cqtt.letters import actions
from cqtt.letters.models import Letter
from cqtt.letters.reading import is_red, readable_by
from cqtt.letters.rules import (
    KIND_NAMES,
    OCCASION_NAMES,
    SEALED,
    WRITERS,
    Kind,
    Occasion,
    Status,
    Step,
    Way,
    steps_open_to,
)
from cqtt.letters.showing import number_text, state_of

Values = Mapping[str, Any]
STAY_BEHIND = SEALED | {Occasion.LATE}  # a new date is for whoever still waits


# -- the officers' page ---------------------------------------------------------------------------


def letters_of_case(dossier: Dossier) -> Values | None:
    """Return the letters of a dossier that this officer may read, and what was agreed to at intake.

    None before anything was promised, unless something was agreed to that can be taken back.
    """
    officer, at, consents = me(), now(), open_consents(dossier)
    if dossier.received_at is None and not consents:
        return None
    found = select(Letter).where(Letter.dossier_id == dossier.id, readable_by(officer))
    letters = list(db.session.scalars(found.order_by(Letter.id.desc())))
    return {
        "lines": [_line(letter, officer, at) for letter in letters],
        "lacks_apology": lacks_apology(dossier, letters, at),
        "may_write": dossier.received_at is not None and officer.has_role(*WRITERS),
        "code": dossier.code,
        "dossier_id": dossier.id,
        "consents": consents,
        "token": PostForm(),
    }


def _line(letter: Letter, officer: Officer, at: datetime) -> dict[str, Any]:
    state, tone = state_of(letter)
    steps = steps_open_to(officer.role_set, letter.status, letter.occasion, letter.number is not None)
    return {
        "id": letter.id,
        "name": OCCASION_NAMES[letter.occasion],
        "number": number_text(letter),
        "state": state,
        "tone": tone,
        "is_red": is_red(letter, at),
        "lacks_reason": letter.occasion is Occasion.LATE and Step.EDIT in steps and not letter.reason.strip(),
    }


def lacks_apology(dossier: Dossier, letters: Iterable[Letter], at: datetime) -> bool:
    """Tell whether the dossier is, or ended, late and nobody has said sorry yet."""
    sent = (letter for letter in letters if letter.status is Status.SENT and letter.occasion not in SEALED)
    said = any(letter.kind is Kind.APOLOGY for letter in sent)
    return not said and (is_late(dossier, at) or dossier.timeliness is Timeliness.LATE)


# -- the citizen's page ---------------------------------------------------------------------------


def apologies_for_citizen(dossier: Dossier) -> Values | None:
    """Return the apologies that were sent, the newest first, with whom to call."""
    sent = select(Letter).where(Letter.dossier_id == dossier.id, Letter.status == Status.SENT)
    letters = db.session.scalars(sent.order_by(Letter.sent_at.desc(), Letter.id.desc())).all()
    apologies = [letter for letter in letters if letter.kind is Kind.APOLOGY and letter.occasion not in SEALED]
    if not apologies:
        return None
    shown = [(letter.reason, _name_with_day(letter), letter.token) for letter in apologies]
    return {"letters": shown, "new_date": dossier.new_date, "leader": _whom_to_call(apologies[0])}


def _name_with_day(letter: Letter) -> str:
    sent_on = local(letter.sent_at).date() if letter.sent_at else today()
    return _("Xem và in thư xin lỗi ngày %(day)s", day=date_text(sent_on))


def _whom_to_call(letter: Letter) -> Officer | None:
    """Return the leader who signed, where the public may have their number, else the first who may be called."""
    leaders = public_leaders()
    return next((each for each in leaders if each.id == letter.signer_id), leaders[0] if leaders else None)


# -- with the result ------------------------------------------------------------------------------


def lying_beside(dossier_ids: Iterable[int]) -> dict[int, list[Along]]:
    """Return the signed letters that may be handed over together with these results; one query."""
    signed = select(Letter).where(
        Letter.dossier_id.in_(list(dossier_ids)),
        Letter.status == Status.APPROVED,
        Letter.occasion.not_in(STAY_BEHIND),
    )
    found: dict[int, list[Along]] = {}
    for letter in db.session.scalars(signed.order_by(Letter.id)):
        words = _("%(letter)s đã ký: trao cùng kết quả", letter=KIND_NAMES[letter.kind])
        found.setdefault(letter.dossier_id or 0, []).append(Along(f"letter-{letter.id}", words))
    return found


def hand_over(dossier: Dossier, key: str, officer: Officer, at: datetime) -> None:
    """Note that this letter was handed over, and by whom."""
    letter = db.session.get_one(Letter, int(key.removeprefix("letter-")))
    actions.send(letter, letter.revision, officer, Way.HANDED, at)


register_case_panel("letters/panels/case.html", letters_of_case)
register_citizen_panel("letters/panels/citizen.html", apologies_for_citizen)
register_provider(Provider(lying=lying_beside, give=hand_over))
