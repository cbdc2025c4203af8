"""`cqtt officer`: the accounts of officers, from the machine itself."""

from collections.abc import Iterable

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from cqtt.commune import actions
from cqtt.commune.credentials import A_LOGIN, LOGIN_SENTENCE, weakness
from cqtt.commune.models import Officer
from cqtt.commune.sign_in import set_password
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.roles import ROLE_NAMES, Role

ROLE = click.Choice([role.value for role in Role])
PASSWORD = click.password_option(
    prompt="Mật khẩu (từ 10 ký tự)", confirmation_prompt="Gõ lại mật khẩu", help="Không nêu thì lệnh sẽ hỏi."
)


@click.group()
def officer() -> None:
    """Tài khoản của cán bộ: thêm, đặt lại mật khẩu, trao vai trò."""


@officer.command()
@click.option("--name", prompt="Họ và tên", help="Họ và tên, đủ dấu.")
@click.option("--login", prompt="Tên đăng nhập", help="Từ 3 ký tự, chữ không dấu và số.")
@click.option("--title", default="", help="Chức vụ.")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, help="Có thể nêu nhiều lần.")
@PASSWORD
@with_appcontext
def add(name: str, login: str, title: str, roles: tuple[str, ...], password: str) -> None:
    """Thêm một cán bộ đăng nhập được."""
    login = login.strip().lower()
    if not A_LOGIN.fullmatch(login):
        raise click.ClickException(str(LOGIN_SENTENCE))
    _check_password(password, login)
    try:
        actions.add_officer(name=name, login=login, title=title, roles=map(Role, roles), password=password)
    except RuleBroken as refused:
        raise click.ClickException(refused.sentence) from refused
    db.session.commit()
    click.echo(f"Đã thêm {name} ({login}): {_in_words(map(Role, roles))}.")


@officer.command()
@click.argument("login")
@PASSWORD
@with_appcontext
def password(login: str, password: str) -> None:
    """Đặt mật khẩu mới; mọi nơi đang đăng nhập sẽ phải đăng nhập lại."""
    found = _officer_of(login)
    _check_password(password, login)
    set_password(found, password)
    db.session.commit()
    click.echo(f"Đã đặt mật khẩu mới cho {found.name} ({found.login}).")


@officer.command()
@click.argument("login")
@click.option("--add", "added", type=ROLE, multiple=True, help="Vai trò trao thêm.")
@click.option("--remove", "removed", type=ROLE, multiple=True, help="Vai trò thôi giữ.")
@with_appcontext
def role(login: str, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Xem, trao thêm hoặc bỏ vai trò."""
    found = _officer_of(login)
    if added or removed:
        wanted = (found.role_set | set(map(Role, added))) - set(map(Role, removed))
        try:
            actions.set_roles(found, wanted)
        except RuleBroken as refused:
            raise click.ClickException(refused.sentence) from refused
        db.session.commit()
    click.echo(f"{found.name} ({found.login}): {_in_words(found.role_set) or 'chưa có vai trò'}.")


def _officer_of(login: str) -> Officer:
    found = db.session.scalar(select(Officer).where(Officer.login == login.strip().lower()))
    if found is None:
        raise click.ClickException(f"Không có cán bộ nào dùng tên đăng nhập {login}.")
    return found


def _check_password(password: str, login: str) -> None:
    if reason := weakness(password, login):
        raise click.ClickException(reason)


def _in_words(roles: Iterable[Role]) -> str:
    held = set(roles)
    return ", ".join(str(name) for role, name in ROLE_NAMES.items() if role in held)
