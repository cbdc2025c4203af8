"""The `cqtt` command: each feature hangs its commands here."""

import logging
import signal
import sys
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy.exc import OperationalError

from cqtt import FEATURES, create_app, schema, serving, worker
from cqtt.commune.models import Commune
from cqtt.config import WrongSetting
from cqtt.database import SQLITE_BEGIN
from cqtt.extensions import db


@click.group()
def cqtt() -> None:
    """Chính quyền thân thiện: trang phục vụ người dân của một xã, phường."""


@cqtt.command()
@click.option("--web-only", is_flag=True, help="Chỉ chạy phần web; tiến trình nền chạy riêng bằng `cqtt worker`.")
@with_appcontext
def serve(web_only: bool) -> None:
    """Nâng cấp cơ sở dữ liệu, rồi chạy web và tiến trình nền cho đến khi được dừng."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.config["SETTINGS"]
    _log_to_the_terminal()
    schema.upgrade()
    _require_a_unit()
    db.session.remove()
    db.engine.dispose()  # no connection is shared with a child
    try:
        listener = serving.listen(settings.bind)
    except (OSError, ValueError) as refused:
        raise click.ClickException(f"Không mở được địa chỉ {settings.bind} ({refused}).") from refused
    jobs: dict[str, Callable[[serving.Ending], None]] = {
        f"web-{number}": lambda ending: serving.serve_web(app, listener, ending)
        for number in range(1, settings.workers + 1)
    }
    if not web_only:
        jobs["worker"] = lambda ending: worker.run(app, ending)
    click.echo(f"Đang phục vụ tại {settings.base_url} (dừng: Ctrl+C)")
    serving.Family(jobs).run()


@cqtt.command("worker")
@with_appcontext
def run_worker() -> None:
    """Chạy tiến trình nền: gửi thông báo, dọn phần soạn dở đã hết hạn."""
    _log_to_the_terminal()
    schema.require_current()
    ending = serving.Ending()
    signal.signal(signal.SIGTERM, ending.ask)
    signal.signal(signal.SIGINT, ending.ask)
    worker.run(current_app._get_current_object(), ending)  # type: ignore[attr-defined]


@cqtt.command()
@with_appcontext
def tick() -> None:
    """Chạy một vòng của tiến trình nền (cho cron)."""
    schema.require_current()
    sys.exit(1 if worker.tick() else 0)


def _require_a_unit() -> None:
    if db.session.get(Commune, 1) is None:
        raise click.ClickException("Chưa có đơn vị nào. Xin chạy `cqtt init`, hoặc `cqtt demo` để xem thử.")


def _log_to_the_terminal() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


for _feature in FEATURES:
    for _command in getattr(_feature, "commands", ()):
        cqtt.add_command(_command)


def main() -> None:
    """Run the command; a wrong setting is one sentence, not a traceback."""
    SQLITE_BEGIN.set("IMMEDIATE")
    try:
        cqtt(obj=ScriptInfo(create_app=create_app))
    except (WrongSetting, schema.WrongSchema) as wrong:
        click.echo(f"Không chạy được: {wrong}", err=True)
        sys.exit(2)
    except OperationalError as error:
        click.echo(f"Không mở được cơ sở dữ liệu: {error.orig}", err=True)
        sys.exit(2)
