"""Many letters under one signature: which were ticked, and what became of each.

Each letter is a short transaction of its own, as many dossiers at once are: one that lacks its reason or was changed
meanwhile is left as it is and named, and the others are signed all the same. So, unlike an action, this commits.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from cqtt.commune.models import Officer
from cqtt.database import begin_writing
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.letters import actions
from cqtt.letters.listing import has_text_to_send
from cqtt.letters.models import Letter
from cqtt.letters.reading import may_read
from cqtt.letters.rules import OCCASION_NAMES, WAY_NAMES, LetterRefused, check_number, check_together
from cqtt.letters.sending import BY_MESSAGE, way_by_default
from cqtt.letters.showing import addressee_text, number_text

logger = logging.getLogger(__name__)
_A_PICK = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


@dataclass(frozen=True)
class Told:
    """What became of one letter that was ticked."""

    id: int
    name: str
    what: str
    said: str = ""
    why_not: str = ""
    to_print: bool = False


def picks_of(ticked: Iterable[str]) -> dict[int, int]:
    """Return what was ticked, in the order it is signed: the letter, and the revision its page showed."""
    found = (match for each in ticked if (match := _A_PICK.fullmatch(each)))
    return dict(sorted((int(match[1]), int(match[2])) for match in found))


def check_picks(picks: dict[int, int]) -> None:
    """Raise LetterRefused for nothing ticked, too many, or a condolence among others.

    What was ticked counts, whether there is such a letter or not: each is a transaction of its own.
    """
    if not picks:
        raise LetterRefused(_("Xin chọn ít nhất một thư để duyệt."))
    check_number(len(picks))
    found = select(Letter.occasion).where(Letter.id.in_(picks))
    check_together(list(db.session.scalars(found)))


def sign_each(picks: dict[int, int], officer_id: int, at: datetime, then_send: bool) -> list[Told]:
    """Sign one letter after the other, by number; with `then_send` each goes its quickest way at once."""
    told: list[Told] = []
    for id, seen in picks.items():
        try:
            told.append(_sign(id, seen, officer_id, at, then_send))
        except OperationalError:  # the database is busy or gone: what was signed stays signed, the rest is named
            logger.exception("signing stopped at letter %s", id)
            db.session.rollback()
            break
    busy = _("Hệ thống đang bận nên chưa duyệt tới. Xin duyệt lại sau ít phút.")
    return told + [Told(id, "", "", why_not=busy) for id in list(picks)[len(told) :]]


def _sign(id: int, seen: int, officer_id: int, at: datetime, then_send: bool) -> Told:
    begin_writing()
    letter, officer = db.session.get(Letter, id), db.session.get_one(Officer, officer_id)
    if letter is None or not may_read(letter, officer):
        db.session.rollback()
        return Told(id, _("Không rõ"), "", why_not=_("Không còn thư này."))
    name, what = addressee_text(letter), str(OCCASION_NAMES[letter.occasion])
    try:
        actions.check_ready(letter, at)
        actions.approve([letter], {id: seen}, officer, at)
    except RuleBroken as refused:
        db.session.rollback()
        return Told(id, name, what, why_not=refused.sentence)
    db.session.commit()
    signed = _("Đã duyệt, số %(number)s.", number=number_text(letter))
    if not then_send:
        return Told(id, name, what, said=signed)
    sent, to_print = _send(letter, officer_id, at)
    return Told(id, name, what, said=f"{signed} {sent}", to_print=to_print)


def _send(letter: Letter, officer_id: int, at: datetime) -> tuple[str, bool]:
    """Send what was signed by message, where there is an address; say it, and whether it has to be printed."""
    begin_writing()
    letter, officer = db.session.get_one(Letter, letter.id), db.session.get_one(Officer, officer_id)
    way = way_by_default(letter)
    if way not in BY_MESSAGE:
        db.session.rollback()
        return _("Cần in: chưa có số điện thoại, thư điện tử."), True
    try:
        actions.send(letter, letter.revision, officer, way, at)
    except RuleBroken as refused:
        db.session.rollback()
        return _("Chưa gửi: %(why)s", why=refused.sentence), False
    except StaleDataError:  # somebody works on the dossier of an apology at this very moment
        db.session.rollback()
        return _("Chưa gửi: hồ sơ vừa có người cập nhật. Xin mở thư và gửi lại."), False
    db.session.commit()
    if has_text_to_send(letter):
        return _("Tin nhắn đã soạn, chờ cán bộ gửi tay."), False
    return _("Đã gửi: %(way)s.", way=str(WAY_NAMES[way]).lower()), False
