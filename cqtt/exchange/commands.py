"""`cqtt procedures import` and `export`: the same files as the pages take and give, and the program's own catalogue."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from cqtt.clock import now
from cqtt.exchange import actions
from cqtt.exchange.container import MOST_BYTES
from cqtt.exchange.faults import FileRefused
from cqtt.exchange.files import Format, read_file, write_file
from cqtt.exchange.merging import plan_of
from cqtt.exchange.plan import Outcome, Plan
from cqtt.exchange.stored import read_stored, sheets_of
from cqtt.extensions import db
from cqtt.procedures.actions import ImportReport, import_catalogue
from cqtt.procedures.commands import ADDITIONS, FILES, list_slugs, procedures, read_or_exit


@procedures.command("import")
@FILES
@ADDITIONS
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ đổi những gì, không ghi.")
@click.option("--drafts", is_flag=True, help="Chỉ tạo bản nháp, người dân chưa thấy gì (tệp đã xuất).")
@click.option("--overwrite-drafts", is_flag=True, help="Thay cả bản nháp đang soạn.")
@click.option("--overwrite", is_flag=True, help="Thay cả nội dung đơn vị đã tự sửa (tệp gốc).")
@click.option("--note", default="", help="Một dòng vì sao, ghi vào lịch sử (tệp đã xuất).")
@with_appcontext
def import_(
    file: Path | None,
    additions: Path | None,
    dry_run: bool,
    drafts: bool,
    overwrite_drafts: bool,
    overwrite: bool,
    note: str,
) -> None:
    """Nhập danh mục: tệp đã xuất (YAML, XLSX), hoặc tệp gốc (mặc định: tệp kèm theo chương trình).

    Nhập lại lần nữa không đổi gì.
    """
    if file is None or additions is not None or not _is_exported(file):
        _import_source(file, additions, dry_run, overwrite)
        return
    try:
        plan = plan_of(read_file(_sent(file)), read_stored(hold=True))
        _do(plan, dry_run, drafts, overwrite_drafts, note)
    except FileRefused as refused:
        _say_and_exit(file, refused)
    except actions.DraftsInTheWay as refused:
        raise click.ClickException(refused.sentence) from None


@procedures.command()
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), default="yaml", help="Dạng tệp.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Tệp ghi ra; không nêu thì in ra.")
@with_appcontext
def export(form: str, output: Path | None) -> None:
    """Xuất cả danh mục đang công bố; cùng nội dung thì tệp giống nhau từng byte."""
    content = write_file(sheets_of(read_stored()), Format(form))
    if output is None:
        click.echo(content, nl=False)
        return
    output.write_bytes(content)
    click.echo(f"Đã ghi {output}.")


def _is_exported(file: Path) -> bool:
    """Whether it is a file of this exchange, and not the first of the two source files."""
    with file.open("rb") as opened:
        head = opened.read(4096)
    return head.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or b"\nschema_version: 2" in b"\n" + head


def _sent(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _import_source(file: Path | None, additions: Path | None, dry_run: bool, overwrite: bool) -> None:
    report = import_catalogue(read_or_exit(file, additions), now(), overwrite)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    _print(report, dry_run)


def _print(report: ImportReport, dry_run: bool) -> None:
    click.echo("Chạy thử, chưa ghi gì:" if dry_run else "Đã nhập danh mục:")
    click.echo(f"  mới {len(report.new)}, đổi {len(report.changed)}, giữ nguyên {len(report.unchanged)}")
    list_slugs("Đổi", report.changed)
    list_slugs("Ngừng công bố", report.retired)
    list_slugs("Giữ nguyên vì đơn vị đã sửa", report.kept)
    list_slugs("Để ngoài vì mã hoặc tên chưa chắc chắn", report.left_out)


def _do(plan: Plan, dry_run: bool, drafts: bool, overwrite: bool, note: str) -> None:
    if not dry_run and drafts:
        actions.prepare_drafts(plan, overwrite, None, now())
    elif not dry_run:
        actions.publish(plan, note, None, now())
    counts = {outcome: len(plan.of(outcome)) for outcome in Outcome}
    db.session.commit() if not dry_run else db.session.rollback()
    click.echo("Chạy thử, chưa ghi gì:" if dry_run else "Đã tạo bản nháp:" if drafts else "Đã nhập danh mục:")
    new, changed, unchanged = (counts[outcome] for outcome in Outcome)
    click.echo(f"  mới {new}, đổi {changed}, giữ nguyên {unchanged}, ngoài tệp {plan.untouched}")
    for item in plan.of(Outcome.CHANGED):
        click.echo(f"  {item.entry.slug}: {'; '.join(change.what for change in item.changes)}")


def _say_and_exit(file: Path, refused: FileRefused) -> None:
    click.echo("Danh mục có lỗi nên không nhập gì cả:", err=True)
    for fault in refused.faults:
        click.echo(f"  {file.name}, {fault}", err=True)
    if refused.untold:
        click.echo(f"  … và {refused.untold} chỗ khác.", err=True)
    sys.exit(1)
