"""`cqtt procedures …`: check the catalogue; import and export hang here too (exchange/commands.py)."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from cqtt.clock import now
from cqtt.procedures.catalogue_file import Catalogue, CatalogueRefused, read_catalogue
from cqtt.procedures.checks import said_of_record
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
    """Danh mục thủ tục: nhập, xuất, kiểm tra."""


@procedures.command()
@FILES
@ADDITIONS
@with_appcontext
def check(file: Path | None, additions: Path | None) -> None:
    """Kiểm tra tệp danh mục, rồi kể những gì nên xem lại trong danh mục đang dùng."""
    catalogue = read_or_exit(file, additions)
    click.echo(f"Đọc được {len(catalogue.procedures)} thủ tục, dữ liệu ngày {catalogue.as_of:%d/%m/%Y}.")
    for group, words in _GROUPS.items():
        doubtful = [content for content in catalogue.procedures if not content.is_vouched_for(group)]
        click.echo(f"  {words} chưa chắc chắn, hiện là “Chưa công bố”: {len(doubtful)}")
    list_slugs("Để ngoài vì mã hoặc tên chưa chắc chắn", [entry.slug for entry in catalogue.left_out])
    for line in said_of_record(now()):
        click.echo(line)


_GROUPS = {
    Group.PROCESSING_TIME: "Thời hạn",
    Group.FEE: "Phí, lệ phí",
    Group.DOCUMENTS: "Thành phần hồ sơ",
    Group.ONLINE_LEVEL: "Mức độ trực tuyến",
}


def read_or_exit(file: Path | None, additions: Path | None) -> Catalogue:
    """Read the two source files; where they are broken, say so and end the command."""
    try:
        return own_catalogue(file, additions)
    except CatalogueRefused as refused:
        click.echo("Danh mục có lỗi nên không nhập gì cả:", err=True)
        for problem in refused.problems:
            click.echo(f"  {problem}", err=True)
        sys.exit(1)


def list_slugs(title: str, slugs: Sequence[str]) -> None:
    """Print the slugs in one line, if there are any."""
    if slugs:
        click.echo(f"  {title} ({len(slugs)}): {', '.join(slugs)}")
