"""`cqtt init`, `cqtt demo`, `cqtt check`: from an empty folder to an installation that is known to be right."""

import sys
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from cqtt import schema
from cqtt.clock import now
from cqtt.commune.actions import add_officer
from cqtt.commune.credentials import weakness
from cqtt.commune.models import Commune, UnitKind
from cqtt.commune.rules import A_CODE_PREFIX, FILING_MODES
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db
from cqtt.procedures.content import FilingMode
from cqtt.roles import Role
from cqtt.text import clean, parse_phone
from cqtt.upkeep import checks, demonstration
from cqtt.upkeep.findings import Level
from cqtt.upkeep.founding import found


@click.command()
@click.option("--name", help="Tên, không ghi chữ xã, phường. Ví dụ: An Phước.")
@click.option("--kind", type=click.Choice([kind.value for kind in UnitKind]), help="Loại đơn vị.")
@click.option("--parent", help="Tỉnh hoặc thành phố. Ví dụ: thành phố Đồng Nai.")
@click.option("--phone", help="Điện thoại bộ phận một cửa; chưa có thì để trống.")
@click.option("--code-prefix", help="Phần đầu mã hồ sơ do tỉnh cấp. Ví dụ: H19.151.")
@click.option("--filing-mode", type=click.Choice([mode.value for mode in FilingMode]), help="Cách nộp của thủ tục.")
@click.option("--admin-name", help="Họ và tên người quản trị đầu tiên.")
@click.option("--admin-login", help="Tên đăng nhập của người quản trị.")
@click.option("--admin-password", help="Mật khẩu (từ 10 ký tự); không nêu thì lệnh sẽ hỏi.")
@with_appcontext
def init(**given: str | None) -> None:
    """Lập đơn vị của Ông/Bà: tên, cách nộp hồ sơ, người quản trị đầu tiên, danh mục thủ tục."""
    schema.upgrade()
    if db.session.get(Commune, 1) is not None:
        raise click.ClickException("Thư mục dữ liệu này đã có một đơn vị. Xin dùng thư mục khác (CQTT_DATA).")
    db.session.rollback()  # nothing is held while a person types
    unit: dict[str, Any] = {
        "name": _ask(given["name"], "Tên đơn vị (ví dụ: An Phước)"),
        "kind": UnitKind(_choose(given["kind"], "Loại", {kind.value: "" for kind in UnitKind})),
        "parent_name": _ask(given["parent"], "Thuộc tỉnh, thành phố (ví dụ: thành phố Đồng Nai)"),
        "phone": _phone(_ask(given["phone"], "Điện thoại một cửa (chưa có thì để trống)", "")),
        "code_prefix": _prefix(_ask(given["code_prefix"], "Phần đầu mã hồ sơ", "H00.00.00")),
        "default_filing_mode": _choose(given["filing_mode"], "Cách nộp hồ sơ", FILING_MODES),
    }
    name = _ask(given["admin_name"], "Họ và tên người quản trị đầu tiên")
    login = _ask(given["admin_login"], "Tên đăng nhập", "quantri").lower()
    password = _password(given["admin_password"], login)
    _commune, report = found(at=now(), **unit)
    add_officer(name=name, login=login, title="Quản trị", roles=[Role.ADMINISTRATOR], password=password)
    db.session.commit()
    click.echo(f"Đã lập {_commune.full_name} với {len(report.new)} thủ tục.")
    click.echo(f"Chạy `cqtt serve`, rồi đăng nhập tại {_base_url()}/dang-nhap bằng tên {login}.")


@click.command()
@with_appcontext
def demo() -> None:
    """Nạp đơn vị mẫu để xem thử vào thư mục dữ liệu còn trống; đã có đơn vị thì không đổi gì."""
    schema.upgrade()
    commune = db.session.get(Commune, 1)
    if commune is None:
        click.echo("Đang nạp đơn vị mẫu (một lần)…")
        report = demonstration.fill(now())
        db.session.commit()
        click.echo(f"Đã nạp xã An Phước (dữ liệu mẫu, người trong đó đều không có thật), {len(report.new)} thủ tục.")
    elif not commune.is_sample:
        click.echo("Thư mục dữ liệu này đã có một đơn vị thật; lệnh không đổi gì.")
        return
    else:
        click.echo("Đơn vị mẫu đã có sẵn; lệnh không đổi gì.")
    _print_sign_ins()


@click.command()
@with_appcontext
def check() -> None:
    """Xem bản cài đặt này có gì sai, và sửa thế nào."""
    SQLITE_BEGIN.set("DEFERRED")  # it only reads, and for long: nobody has to wait for it
    findings = list(checks.all_findings(current_app.config["SETTINGS"]))
    for finding in findings:
        click.echo(f"{finding.level.value}  {finding.what}")
        if finding.mend:
            click.echo(f"    → {finding.mend}")
    broken = sum(finding.level is Level.BROKEN for finding in findings)
    click.echo(f"Có {broken} việc phải sửa." if broken else "Không có gì phải sửa ngay.")
    sys.exit(1 if broken else 0)


def _print_sign_ins() -> None:
    base_url = _base_url()
    click.echo(f"  Trang cho người dân: {base_url}")
    click.echo(f"  Đăng nhập cán bộ:    {base_url}/dang-nhap – mật khẩu xem thử: {demonstration.PASSWORD}")
    for login, who in demonstration.sign_ins():
        click.echo(f"    {login:10} {who}")


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def _ask(given: str | None, question: str, default: str | None = None) -> str:
    """Return the option, or what a person answers."""
    return clean(given if given is not None else click.prompt(question, default=default, show_default=bool(default)))


def _choose(given: str | None, question: str, choices: dict[str, object]) -> str:
    if given is None:
        for value, meaning in choices.items():
            click.echo(f"  {value}{': ' if meaning else ''}{meaning}")
        given = click.prompt(question, type=click.Choice(list(choices)), default=next(iter(choices)))
    return str(given)


def _phone(typed: str) -> str:
    if typed and parse_phone(typed) is None:
        raise click.ClickException("Số điện thoại có 10 chữ số, ví dụ 0912 345 678.")
    return parse_phone(typed) or ""


def _prefix(typed: str) -> str:
    if not A_CODE_PREFIX.fullmatch(typed.upper()):
        raise click.ClickException("Phần đầu mã hồ sơ: một chữ, hai số, rồi các nhóm số sau dấu chấm, ví dụ H19.151.")
    return typed.upper()


def _password(given: str | None, login: str) -> str:
    """Return a password that will do; a person is asked until one does."""
    while True:
        password = given or click.prompt("Mật khẩu (từ 10 ký tự)", hide_input=True, confirmation_prompt="Gõ lại")
        reason = weakness(password, login)
        if reason is None:
            return str(password)
        if given:
            raise click.ClickException(reason)
        click.echo(reason)
