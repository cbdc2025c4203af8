"""What administrators do with the names of papers. None of these functions commits."""

from cqtt.audit.actions import record
from cqtt.dossiers.models import NamedForm, PaperName
from cqtt.dossiers.papers.filling import name_of, usual_name
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _


class ChangedMeanwhile(RuleBroken):
    """Somebody gave the paper another name after the page was opened."""


def rename_paper(kind: NamedForm, title: str, symbol: str, seen: tuple[str, str]) -> None:
    """Call papers of this kind so from now on; those given out stay as they are. Raise ChangedMeanwhile."""
    stored = name_of(kind)
    if stored != seen:
        raise ChangedMeanwhile(
            _(
                "Đồng nghiệp vừa đổi thành %(name)s. Xin xem lại; nếu vẫn đổi, xin bấm Lưu lần nữa.",
                name=name_text(*stored),
            )
        )
    if (title, symbol) != seen:
        db.session.merge(PaperName(kind=kind, title=title, symbol=symbol))
        record("change", "paper_name", kind.value)


def name_text(title: str, symbol: str) -> str:
    """Return a name inside a sentence; a form without a number has no symbol to tell."""
    return _("“%(title)s”, ký hiệu %(symbol)s", title=title, symbol=symbol) if symbol else f"“{title}”"


def restore_name(kind: NamedForm) -> None:
    """Call papers of this kind as the regulation does."""
    own = db.session.get(PaperName, kind)
    if own is not None and (own.title, own.symbol) != usual_name(kind):
        record("restore", "paper_name", kind.value)
    if own is not None:
        db.session.delete(own)
