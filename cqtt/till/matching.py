"""Lay the lines of a statement beside the dossiers they name: what fits exactly, and what nearly does and why not.

A line fits when it names one code in whole, of a dossier that may take money now, and brings exactly what is due.
Everything else is left to the officer, with the reason and what to do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from cqtt.fees.memo import Mention
from cqtt.i18n import _
from cqtt.procedures.facts import money
from cqtt.till.statement import Credit


@dataclass(frozen=True)
class Payable:
    """A dossier as the till sees it."""

    id: int
    code: str
    procedure: str
    status: str  # in words
    may_receive: bool
    asked_vnd: int | None
    due_vnd: int


@dataclass(frozen=True)
class Match:
    """A line that fits; the digest makes it count once."""

    credit: Credit
    dossier: Payable
    digest: str


class Why(StrEnum):
    """Why a line does not fit, in the order of how much there is to do about it."""

    AMOUNT = "amount"
    CUT = "cut"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    PAID = "paid"
    NOT_ASKED = "not_asked"
    CLOSED = "closed"
    RECORDED = "recorded"
    NO_CODE = "no_code"


@dataclass(frozen=True)
class Nearly:
    """A line that does not fit: the reason in words, what to do, and the dossiers it may be about."""

    credit: Credit
    why: Why
    reason: str
    to_do: str
    dossiers: tuple[Payable, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the record says about the lines: dossiers by their codes, lines that were counted, by their digests."""

    dossiers: Mapping[str, Payable]
    counted: Mapping[str, str]  # digest → when, and under which receipt


def digests_of(credits: Sequence[Credit], mentions: Sequence[Mention]) -> list[str]:
    """Return what stands for each line: day, amount and code, and which one of several like it.

    The same whichever layout it was copied in, and the only thing of a statement that is ever stored.
    """
    seen: Counter[str] = Counter()
    digests = []
    for credit, mention in zip(credits, mentions, strict=True):
        words = f"{credit.day.isoformat()}|{credit.amount_vnd}|{'+'.join(sorted(mention.codes))}"
        digests.append(sha256(f"{words}|{seen[words]}".encode()).hexdigest())
        seen[words] += 1
    return digests


def lay_beside(
    credits: Sequence[Credit], mentions: Sequence[Mention], known: Known
) -> tuple[list[Match], list[Nearly]]:
    """Return the lines that fit and those that do not, each in the order of the statement."""
    matches: list[Match] = []
    nearly: list[Nearly] = []
    taken: set[int] = set()
    for credit, mention, digest in zip(credits, mentions, digests_of(credits, mentions), strict=True):
        found = [known.dossiers[code] for code in mention.codes if code in known.dossiers]
        if len(found) != 1:
            nearly.append(_not_one(credit, mention, found, known))
        elif misfit := _misfit(credit, found[0], known.counted.get(digest), found[0].id in taken):
            nearly.append(misfit)
        else:
            taken.add(found[0].id)
            matches.append(Match(credit, found[0], digest))
    return matches, nearly


def _not_one(credit: Credit, mention: Mention, found: Sequence[Payable], known: Known) -> Nearly:
    """Say what is the matter with a line that does not name exactly one dossier of ours."""
    if found:
        to_do = _("Xin mở từng hồ sơ và ghi nhận phần của hồ sơ ấy.")
        return Nearly(credit, Why.SEVERAL, _("Nội dung nêu nhiều mã hồ sơ."), to_do, tuple(found))
    if mention.codes:
        reason = _("Không có hồ sơ nào mang mã %(code)s.", code=mention.codes[0])
        return Nearly(credit, Why.UNKNOWN, reason, _("Xin hỏi người chuyển, hoặc tìm theo tên ở danh sách hồ sơ."))
    if mention.cut:
        return _cut(credit, mention, known)
    to_do = _("Nếu là tiền phí, xin tìm hồ sơ theo tên người chuyển rồi ghi nhận ở hồ sơ.")
    return Nearly(credit, Why.NO_CODE, _("Nội dung không có mã hồ sơ."), to_do)


def _cut(credit: Credit, mention: Mention, known: Known) -> Nearly:
    """Offer the dossiers that owe just this much and whose codes begin like what is left of the memo."""
    likely = tuple(
        dossier
        for code, dossier in sorted(known.dossiers.items())
        if code.startswith(mention.cut) and dossier.may_receive and dossier.due_vnd == credit.amount_vnd
    )
    reason = _("Mã hồ sơ bị ngân hàng cắt, chỉ còn %(piece)s.", piece=mention.cut[0])
    if likely:
        to_do = _("Có thể là hồ sơ dưới đây: xin đối chiếu tên người chuyển rồi ghi nhận ở hồ sơ.")
    else:
        to_do = _("Chưa thấy hồ sơ nào còn phải nộp đúng số này. Xin hỏi người chuyển.")
    return Nearly(credit, Why.CUT, reason, to_do, likely)


def _misfit(credit: Credit, dossier: Payable, counted: str | None, is_second: bool) -> Nearly | None:
    """Return why a line is not for the one dossier it names, or None when it is."""
    if counted:
        to_do = _("Không phải làm gì. Nếu người dân chuyển hai lần trong ngày, xin ghi nhận khoản sau ở hồ sơ.")
        return Nearly(credit, Why.RECORDED, _("Dòng này đã ghi nhận hôm %(when)s.", when=counted), to_do, (dossier,))
    if not dossier.may_receive:
        reason = _("Hồ sơ đang ở trạng thái “%(status)s”, không thu được nữa.", status=dossier.status)
        return Nearly(credit, Why.CLOSED, reason, _("Xin báo người chuyển để trả lại tiền."), (dossier,))
    if dossier.asked_vnd is None:
        reason = _("Hồ sơ chưa được yêu cầu nộp khoản nào.")
        return Nearly(credit, Why.NOT_ASKED, reason, _("Xin xem lại, rồi ghi nhận ở hồ sơ kèm lý do."), (dossier,))
    if is_second and dossier.due_vnd != credit.amount_vnd:
        reason = _("Số tiền khác số phải nộp %(due)s; một dòng khác đã đúng số ấy.", due=money(dossier.due_vnd))
        return Nearly(credit, Why.AMOUNT, reason, _("Ghi nhận ở hồ sơ, kèm lý do."), (dossier,))
    if is_second:
        to_do = _("Nếu người dân chuyển hai lần, xin báo để trả lại.")
        reason = _("Một dòng khác đã đúng số phải nộp %(due)s của hồ sơ này.", due=money(dossier.due_vnd))
        return Nearly(credit, Why.PAID, reason, to_do, (dossier,))
    if dossier.due_vnd == 0:
        to_do = _("Nếu người dân chuyển hai lần, xin báo để trả lại.")
        return Nearly(credit, Why.PAID, _("Hồ sơ đã nộp đủ."), to_do, (dossier,))
    if dossier.due_vnd != credit.amount_vnd:
        return Nearly(credit, Why.AMOUNT, _difference(credit, dossier), _("Ghi nhận ở hồ sơ, kèm lý do."), (dossier,))
    return None


def _difference(credit: Credit, dossier: Payable) -> str:
    too_much = credit.amount_vnd - dossier.due_vnd
    if too_much > 0:
        return _("Còn phải nộp %(due)s, chuyển thừa %(more)s.", due=money(dossier.due_vnd), more=money(too_much))
    return _("Còn phải nộp %(due)s, chuyển thiếu %(less)s.", due=money(dossier.due_vnd), less=money(-too_much))
