"""What the owner of a dossier may also agree to: one purpose each, never ticked beforehand, taken back at any time.

Source: Luật 91/2025/QH15: consent is active, separate and withdrawable; silence is none. A later feature registers
what it asks for. A yes stands on the dossier under its key, and no more once it is taken back; the record keeps both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier
from cqtt.privacy import PRIVACY_VERSION


@dataclass(frozen=True)
class Consent:
    """One purpose: for which procedures it is asked, in what words, and what follows when it is taken back."""

    key: str
    question: Any  # what a citizen ticks
    at_desk: Any  # what an officer ticks who has asked
    help: Any
    given: Any  # on the page that follows the dossier
    withdraw: Any  # the button there
    is_asked: Callable[[int], bool]  # of a procedure
    is_over: Callable[[Dossier], bool]  # what was agreed to has happened: nothing to take back any more
    on_withdrawn: Callable[[Dossier, datetime], None]


_KNOWN: dict[str, Consent] = {}


def register_consent(consent: Consent) -> None:
    """Ask for this wherever a dossier comes in."""
    _KNOWN[consent.key] = consent


def asked_for(procedure_id: int | None) -> list[Consent]:
    """Return what may be agreed to with a dossier of this procedure."""
    return [each for each in _KNOWN.values() if procedure_id is not None and each.is_asked(procedure_id)]


def has_agreed(dossier: Dossier, key: str) -> bool:
    """Whether somebody said yes to this, and has not taken it back."""
    return key in dossier.consents


def open_consents(dossier: Dossier) -> list[Consent]:
    """Return what was agreed to and can still be taken back."""
    return [each for each in _KNOWN.values() if has_agreed(dossier, each.key) and not each.is_over(dossier)]


def consent_named(key: str) -> Consent | None:
    return _KNOWN.get(key)


def stamped(keys: Iterable[str], at: str) -> dict[str, Any]:
    """Return what is stored of these answers: when, and which privacy notice was shown."""
    return {key: {"at": at, "notice": PRIVACY_VERSION} for key in keys}


def agree(dossier: Dossier, keys: Iterable[str], at: datetime) -> None:
    """Write down what was ticked; what was not ticked says nothing."""
    if given := stamped(keys, at.isoformat()):
        dossier.consents = {**dossier.consents, **given}


def withdraw(dossier: Dossier, consent: Consent, at: datetime, officer: Officer | None = None) -> None:
    """Take a yes back, at once and with all that waited for it; doing so again changes nothing."""
    given = dossier.consents.get(consent.key)
    if given is None:
        return
    dossier.consents = {key: said for key, said in dossier.consents.items() if key != consent.key}
    consent.on_withdrawn(dossier, at)
    said = {"consent": consent.key, "given_at": given["at"], "notice": given["notice"]}
    record("dossier.withdraw_consent", "dossier", dossier.id, officer_id=officer.id if officer else None, at=at, **said)
