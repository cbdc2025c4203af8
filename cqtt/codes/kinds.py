"""The kinds of things a code may stand for; each feature registers its own when it is imported."""

from collections.abc import Callable

Resolver = Callable[[str], str | None]
"""Turns the target of a code into an address of this site, or None when there is no such thing any more."""

_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Say where codes of this kind lead."""
    if _resolvers.setdefault(kind, resolver) is not resolver:
        raise ValueError(f"two resolvers for codes of kind {kind}")


def address_of(kind: str, target: str) -> str | None:
    """Return the address that a code of this kind and target opens, None when it leads nowhere."""
    resolver = _resolvers.get(kind)
    return resolver(target) if resolver else None
