"""What administrators do with the names of papers. None of these functions commits."""

from cqtt.audit.actions import record
from cqtt.dossiers.models import PaperKind, PaperName
from cqtt.dossiers.paper_data import FORMS, name_of
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _


class ChangedMeanwhile(RuleBroken):
    """Somebody gave the paper another name after the page was opened."""


def rename_paper(kind: PaperKind, title: str, symbol: str, seen: tuple[str, str]) -> None:
    """Call papers of this kind so from now on; those given out stay as they are. Raise ChangedMeanwhile."""
    stored = name_of(kind)
    if stored != seen:
        sentence = _(
            "Đồng nghiệp vừa đổi thành “%(title)s”, ký hiệu %(symbol)s. Xin xem lại; nếu vẫn đổi, xin bấm Lưu lần nữa.",
            title=stored[0],
            symbol=stored[1],
        )
        raise ChangedMeanwhile(sentence)
    if (title, symbol) != seen:
        db.session.merge(PaperName(kind=kind, title=title, symbol=symbol))
        record("change", "paper_name", kind.value)


def restore_name(kind: PaperKind) -> None:
    """Call papers of this kind as the regulation does."""
    own = db.session.get(PaperName, kind)
    if own is not None and (own.title, own.symbol) != (FORMS[kind].title, FORMS[kind].symbol):
        record("restore", "paper_name", kind.value)
    if own is not None:
        db.session.delete(own)
