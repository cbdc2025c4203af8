"""What is done to the unit, its hamlets and its people; every change is recorded."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import func, inspect, select, update
from sqlalchemy.exc import IntegrityError

from cqtt.audit.actions import record
from cqtt.commune.holidays import LUNAR_YEARS, propose
from cqtt.commune.models import Commune, Hamlet, Holiday, Officer, OfficerRole, UnitKind
from cqtt.commune.sign_in import end_all_sessions, set_password
from cqtt.database import Base
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.roles import Role
from cqtt.text import fold, person_sort_key


class ChangedMeanwhile(RuleBroken):
    """Somebody else changed the record after the form was filled from it."""


class UnitExists(RuleBroken):
    """This installation serves a unit already."""


class NameTaken(RuleBroken):
    """Another row has this name or login."""


class LastAdministrator(RuleBroken):
    """Nobody would be left who can administer."""


def found_unit(name: str, kind: UnitKind, parent_name: str, today: date, **settings: Any) -> Commune:
    """Make the unit, with the public holidays proposed for this year and the next; a person confirms assumed ones."""
    if db.session.get(Commune, 1) is not None:
        raise UnitExists(_("Ở đây đã có một đơn vị. Xin sửa ở trang Đơn vị, hoặc dùng thư mục dữ liệu khác."))
    commune = Commune(id=1, name=name, kind=kind, parent_name=parent_name, **settings)
    db.session.add(commune)
    for year in (today.year, today.year + 1):
        if year in LUNAR_YEARS:  # the others wait for the year's notice
            db.session.add_all(
                Holiday(on=day.on, kind=day.kind, name=day.name, source=day.source, assumed=day.assumed)
                for day in propose(year)
            )
    db.session.flush()
    record("found", "commune", 1)
    return commune


def change_unit(commune: Commune, revision: int, settings: dict[str, Any]) -> None:
    """Store the settings, unless somebody else stored some since the form was filled."""
    claim_revision(commune, revision)
    changed = [name for name, value in settings.items() if getattr(commune, name) != value]
    for name in changed:
        setattr(commune, name, settings[name])
    record("change", "commune", 1, fields=changed)


def add_hamlet(name: str) -> Hamlet:
    """Add a hamlet at the end of the list."""
    _check_hamlet_name(name)
    last = db.session.scalar(select(func.max(Hamlet.position))) or 0
    hamlet = Hamlet(name=name, position=last + 1)
    db.session.add(hamlet)
    _flush_or_say(_("Đã có nơi mang tên này. Xin chọn tên khác."))
    _note_hamlet("add", hamlet)
    return hamlet


def rename_hamlet(hamlet: Hamlet, name: str) -> None:
    _check_hamlet_name(name, hamlet)
    hamlet.name = name
    _flush_or_say(_("Đã có nơi mang tên này. Xin chọn tên khác."))
    _note_hamlet("rename", hamlet)


def _check_hamlet_name(name: str, but: Hamlet | None = None) -> None:
    """Raise NameTaken when another hamlet's name differs in capitals, marks or spaces alone."""
    others = db.session.execute(select(Hamlet.id, Hamlet.name)).all()
    for id, other in others:
        if fold(other).split() == fold(name).split() and (but is None or id != but.id):
            raise NameTaken(_("Đã có “%(name)s”. Xin chọn tên khác.", name=other))


def show_hamlet(hamlet: Hamlet, shown: bool) -> None:
    """Offer a hamlet in forms again, or no more; dossiers that name it keep it."""
    hamlet.is_active = shown
    _note_hamlet("show" if shown else "hide", hamlet)


def move_hamlet(hamlet: Hamlet, places: int) -> None:
    """Move a hamlet up (-1) or down (1); at the end of the list it stays."""
    ordered = list(db.session.scalars(select(Hamlet).order_by(Hamlet.position, Hamlet.id)))
    here = ordered.index(hamlet)
    ordered.insert(max(0, here + places), ordered.pop(here))
    for position, other in enumerate(ordered, start=1):
        other.position = position
    _note_hamlet("move", hamlet)


def _note_hamlet(act: str, hamlet: Hamlet) -> None:
    """Record the change and raise the unit's revision, by which pages keep what they have read."""
    db.session.execute(update(Commune).values(revision=Commune.revision + 1))
    record(act, "hamlet", hamlet.id)


def add_officer(
    name: str,
    roles: Iterable[Role] = (),
    password: str | None = None,
    must_change_password: bool = False,
    **details: Any,
) -> Officer:
    """Add a person who works here; with a login and a password they can sign in."""
    officer = Officer(name=name, name_sort=person_sort_key(name), **details)
    officer.roles = [OfficerRole(role=role) for role in sorted(set(roles))]
    db.session.add(officer)
    _flush_or_say(_("Đã có người dùng tên đăng nhập này. Xin chọn tên khác."))
    record("add", "officer", officer.id, roles=sorted(officer.role_set))
    if password:
        set_password(officer, password, must_change_password)
    return officer


def change_officer(officer: Officer, revision: int, roles: Iterable[Role], details: dict[str, Any]) -> None:
    """Store what an administrator typed; other roles or another login end the person's sign-ins."""
    claim_revision(officer, revision)
    with _keeping_an_administrator(officer):
        before = officer.login
        changed = [name for name, value in details.items() if getattr(officer, name) != value]
        for name in changed:
            setattr(officer, name, details[name])
        officer.name_sort = person_sort_key(officer.name)
        _flush_or_say(_("Đã có người dùng tên đăng nhập này. Xin chọn tên khác."))
        record("change", "officer", officer.id, fields=changed)
        if officer.login != before:
            end_all_sessions(officer)
        _give_roles(officer, frozenset(roles))


def set_roles(officer: Officer, roles: Iterable[Role]) -> None:
    """Give an officer exactly these roles."""
    officer.revision += 1
    with _keeping_an_administrator(officer):
        _give_roles(officer, frozenset(roles))


def disable_officer(officer: Officer) -> None:
    """Close an account: the person is signed out, shown nowhere, and asked for nothing any more."""
    officer.revision += 1
    with _keeping_an_administrator(officer):
        officer.is_active = False
        end_all_sessions(officer)
    record("disable", "officer", officer.id)


def enable_officer(officer: Officer) -> None:
    officer.is_active = True
    officer.revision += 1
    record("enable", "officer", officer.id)


def change_photo(officer: Officer, key: str | None, digest: str | None) -> str | None:
    """Let an officer have this photograph, or none; return the key of the one before, whose file is to go."""
    before, officer.photo_key, officer.photo_sha256 = officer.photo_key, key, digest
    if key or before:
        record("change", "officer", officer.id, fields=["photo"])
    return before


def _give_roles(officer: Officer, roles: frozenset[Role]) -> None:
    before = officer.role_set
    if roles == before:
        return
    officer.roles = [entry for entry in officer.roles if entry.role in roles]
    officer.roles += [OfficerRole(role=role) for role in sorted(roles - before)]
    end_all_sessions(officer)
    record("set_roles", "officer", officer.id, roles=sorted(roles))


@contextmanager
def _keeping_an_administrator(officer: Officer) -> Iterator[None]:
    """Refuse the change inside when it takes away the last person who can administer.

    Their rows are locked first: two changes at once must not each count on the other one's administrator.
    """
    able = (
        select(Officer.id)
        .join(OfficerRole)
        .where(OfficerRole.role == Role.ADMINISTRATOR, Officer.is_active)
        .where(Officer.login.is_not(None), Officer.password_hash.is_not(None))
    )
    before = set(db.session.scalars(able.with_for_update()))
    yield
    db.session.flush()
    if officer.id in before and not db.session.scalars(able).first():
        raise LastAdministrator(
            _("Đây là người quản trị duy nhất. Xin trao vai trò Quản trị cho một người khác trước.")
        )


def claim_revision(row: Base, revision: int) -> None:
    """Raise the record's revision, or ChangedMeanwhile when it is not the expected one any more."""
    kind: Any = type(row)
    key, (number,) = inspect(kind).primary_key[0], inspect(row).identity or (None,)
    standing = update(kind).where(key == number, kind.revision == revision)
    if db.session.execute(standing.values(revision=revision + 1)).rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(_("Trong lúc Ông/Bà sửa, có người đã lưu thay đổi khác."))


def _flush_or_say(sentence: str) -> None:
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise NameTaken(sentence) from taken
