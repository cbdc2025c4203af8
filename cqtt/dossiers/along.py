"""What is handed over together with a result, as a signed letter: later features say what lies there and note it.

A feature registers itself when it is imported. Handing the result over without it is never hindered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cqtt.commune.models import Officer
from cqtt.dossiers.models import Dossier


@dataclass(frozen=True)
class Along:
    """One thing to hand over too: its key in the form, and what stands beside its box."""

    key: str
    words: str


@dataclass(frozen=True)
class Provider:
    """A feature that has such things: `lying` finds them for many dossiers in one query, `give` notes one handed."""

    lying: Callable[[Iterable[int]], Mapping[int, list[Along]]]
    give: Callable[[Dossier, str, Officer, datetime], None]


_PROVIDERS: list[Provider] = []


def register_provider(provider: Provider) -> None:
    _PROVIDERS.append(provider)


def lying_beside(dossier_ids: Iterable[int]) -> dict[int, list[Along]]:
    """Return what lies beside the results of these dossiers."""
    ids, found = list(dossier_ids), dict[int, list[Along]]()
    for provider in _PROVIDERS if ids else ():
        for dossier_id, things in provider.lying(ids).items():
            found.setdefault(dossier_id, []).extend(things)
    return found


def hand_along(dossier: Dossier, keys: Iterable[str], officer: Officer, at: datetime) -> None:
    """Note that these went with the result; what lies there no more is left out."""
    wanted = set(keys)
    for provider in _PROVIDERS if wanted else ():
        lying = {each.key for each in provider.lying([dossier.id]).get(dossier.id, ())}
        for key in sorted(lying & wanted):
            provider.give(dossier, key, officer, at)
