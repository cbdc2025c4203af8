"""`cqtt procedures …`: take the catalogue in, check its files."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from cqtt.clock import now
from cqtt.extensions import db
from cqtt.procedures.actions import ImportReport, import_catalogue
from cqtt.procedures.catalogue_file import Catalogue, CatalogueRefused, read_catalogue
from cqtt.procedures.content import Group

OWN = Path(__file__).with_name("catalogue")
FILES = click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
ADDITIONS = click.option(
    "--additions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp bổ sung của đơn vị (lĩnh vực, sự kiện, tên thường gọi, câu hỏi, cách nộp).",
)


def own_catalogue(file: Path | None = None, additions: Path | None = None) -> Catalogue:
    """Read the catalogue that comes with the program, or the files given instead; refused when broken."""
    file, additions = file or OWN / "procedures.yaml", additions or OWN / "additions.yaml"
    return read_catalogue(
        file.read_text("utf-8", errors="replace"),
        additions.read_text("utf-8", errors="replace"),
        file.name,
        additions.name,
    )


@click.group()
def procedures() -> None:
    """Danh mục thủ tục: nhập vào hệ thống, kiểm tra tệp."""


@procedures.command("import")
@FILES
@ADDITIONS
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ đổi những gì, không ghi.")
@with_appcontext
def import_(file: Path | None, additions: Path | None, dry_run: bool) -> None:
    """Nhập danh mục (mặc định: tệp kèm theo chương trình). Nhập lại lần nữa không đổi gì."""
    catalogue = _read_or_exit(file, additions)
    report = import_catalogue(catalogue, now())
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    _print(report, dry_run)


@procedures.command()
@FILES
@ADDITIONS
def check(file: Path | None, additions: Path | None) -> None:
    """Kiểm tra tệp danh mục và đếm những gì chưa chắc chắn."""
    catalogue = _read_or_exit(file, additions)
    click.echo(f"Đọc được {len(catalogue.procedures)} thủ tục, dữ liệu ngày {catalogue.as_of:%d/%m/%Y}.")
    for group, words in _GROUPS.items():
        doubtful = [content for content in catalogue.procedures if not content.is_vouched_for(group)]
        click.echo(f"  {words} chưa chắc chắn, hiện là “Chưa công bố”: {len(doubtful)}")
    _list("Để ngoài vì mã hoặc tên chưa chắc chắn", [entry.slug for entry in catalogue.left_out])


_GROUPS = {
    Group.PROCESSING_TIME: "Thời hạn",
    Group.FEE: "Phí, lệ phí",
    Group.DOCUMENTS: "Thành phần hồ sơ",
    Group.ONLINE_LEVEL: "Mức độ trực tuyến",
}


def _read_or_exit(file: Path | None, additions: Path | None) -> Catalogue:
    try:
        return own_catalogue(file, additions)
    except CatalogueRefused as refused:
        click.echo("Danh mục có lỗi nên không nhập gì cả:", err=True)
        for problem in refused.problems:
            click.echo(f"  {problem}", err=True)
        sys.exit(1)


def _print(report: ImportReport, dry_run: bool) -> None:
    click.echo("Chạy thử, chưa ghi gì:" if dry_run else "Đã nhập danh mục:")
    click.echo(f"  mới {len(report.new)}, đổi {len(report.changed)}, giữ nguyên {len(report.unchanged)}")
    _list("Đổi", report.changed)
    _list("Ngừng công bố", report.retired)
    _list("Để ngoài vì mã hoặc tên chưa chắc chắn", report.left_out)


def _list(title: str, slugs: Sequence[str]) -> None:
    if slugs:
        click.echo(f"  {title} ({len(slugs)}): {', '.join(slugs)}")
