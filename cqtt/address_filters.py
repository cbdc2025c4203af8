"""What a list's address asks for: filters by name, each with the parameter that carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from cqtt.text import clean

LONGEST = 100


@dataclass(frozen=True)
class AddressFilters:
    """The filters of one list, all texts; empty means all. `ARRANGING` names those that leave nothing out."""

    PARAMETERS: ClassVar[Mapping[str, str]]
    ARRANGING: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> Self:
        return cls(**{name: clean(args.get(parameter, ""))[:LONGEST] for name, parameter in cls.PARAMETERS.items()})

    def as_address(self) -> dict[str, Any]:
        """Return the parameters that say something."""
        given = {parameter: getattr(self, name) for name, parameter in self.PARAMETERS.items()}
        return {parameter: value for parameter, value in given.items() if value}

    @property
    def narrow(self) -> bool:
        """Whether anything is left out by them."""
        return any(getattr(self, each.name) for each in fields(self) if each.name not in self.ARRANGING)


@dataclass(frozen=True)
class PersonFilters(AddressFilters):
    """Filters of a list of people. A code may stand in the address; the words about a person never do.

    There stands the key under which the officer's browser keeps them (cqtt/dossiers/queue/search.py).
    """

    code: str = ""
    person_key: str = ""
    person: str = ""  # the words behind the key

    @property
    def typed(self) -> str:
        """Return what stands in the box of the search."""
        return self.person or self.code
