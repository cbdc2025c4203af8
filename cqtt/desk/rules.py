"""The rules of the desk: what is still missing, what may be settled while the citizen waits, who may take a result."""

import re
from collections.abc import Collection, Iterable

from cqtt.procedures.requirements import Requirement
from cqtt.roles import Role
from cqtt.text import fold

AT_ONCE = frozenset({Role.RECEPTION, Role.SPECIALIST})  # whoever takes in and decides in one person


_DECLARATION = re.compile(r"(to khai|don)(?! vi)\b")


def is_needed_at_desk(requirement: Requirement) -> bool:
    """Whether everybody hands it in at the desk, also where filing online replaces it by data or another form."""
    return requirement.always and requirement.uploadable


def may_be_looked_up(requirement: Requirement) -> bool:
    """Whether the office can find it in a database: never what somebody declares (tờ khai, đơn)."""
    return is_needed_at_desk(requirement) and not _DECLARATION.match(fold(requirement.name))


def still_missing(requirements: Iterable[Requirement], have: Collection[str]) -> list[Requirement]:
    """Return the papers that everybody brings and that are not here.

    `have` names what came, on paper or as a file, and what the office has looked up itself: that may not be
    asked for (Nghị định 118/2025/NĐ-CP, Điều 4 khoản 2a).
    """
    return [
        requirement for requirement in requirements if is_needed_at_desk(requirement) and requirement.id not in have
    ]


def may_resolve_at_once(on_the_spot: bool, roles: Collection[Role]) -> bool:
    """Whether this officer may take in, decide and hand over in one step."""
    return on_the_spot and set(roles) >= AT_ONCE


def is_of_the_dossier(receiver: str, names: Iterable[str]) -> bool:
    """Whether the receiver is somebody named in the dossier, as far as a name can tell."""
    wanted = " ".join(fold(receiver).split())
    return any(wanted == " ".join(fold(name).split()) for name in names if name)


def receiver_words(receiver: str, relation: str) -> str:
    """Return who took the result, as it stands with the event: "Trần Văn Bình (con, giấy ủy quyền số 5)"."""
    return f"{receiver} ({relation})" if relation else receiver
