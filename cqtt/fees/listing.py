"""The fees that procedures publish, and what two administrators have said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import joinedload

from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.fees.models import FeeConfirmation, live_confirmations
from cqtt.i18n import _, _l
from cqtt.procedures.catalogue import Published, published_catalogue
from cqtt.procedures.facts import money, sentence
from cqtt.text import fold, sort_key


class State(StrEnum):
    """How far a fee is on its way; the values stand in the address of the list."""

    OPEN = "chua-de-nghi"
    PROPOSED = "cho-xac-nhan"
    CONFIRMED = "da-xac-nhan"


STATE_NAMES = {
    State.OPEN: _l("Chưa đề nghị"),
    State.PROPOSED: _l("Chờ người thứ hai"),
    State.CONFIRMED: _l("Đã xác nhận"),
}
TONES = {State.OPEN: "quiet", State.PROPOSED: "amber", State.CONFIRMED: "green"}
NOT_CONFIRMED = "chua-xac-nhan"
FILTERS = {"": _l("Tất cả"), NOT_CONFIRMED: _l("Chưa xác nhận")} | {
    state.value: STATE_NAMES[state] for state in (State.PROPOSED, State.CONFIRMED)
}


@dataclass(frozen=True)
class FeeRow:
    """The fee of one procedure's published version."""

    version_id: int
    code: str | None
    address_code: str
    name: str
    amount_vnd: int
    note: str
    state: State
    who: str  # "Trần Thị Mẫu đề nghị, Lê Văn Thử xác nhận"
    proposed_by_id: int | None

    @property
    def amount(self) -> str:
        return money(self.amount_vnd)


def fee_rows() -> list[FeeRow]:
    """Return every published fee that is known and more than nothing, by the procedure's name."""
    people = live_confirmations().options(
        joinedload(FeeConfirmation.proposed_by).lazyload(Officer.roles),
        joinedload(FeeConfirmation.confirmed_by).lazyload(Officer.roles),
    )
    live = {fee.version_id: fee for fee in db.session.scalars(people)}
    priced = [each for each in published_catalogue().procedures if _amount_of(each)]
    return [_row(each, live) for each in sorted(priced, key=lambda each: sort_key(each.name))]


def chosen(rows: list[FeeRow], typed: str, state: str) -> list[FeeRow]:
    """Return the rows that speak of every word typed, marks ignored, and are in the state asked for."""
    words = fold(typed).split()
    return [
        row
        for row in rows
        if _is_in(row, state) and all(word in fold(f"{row.name} {row.code or ''}") for word in words)
    ]


def published_amounts(version_ids: list[int]) -> dict[int, int]:
    """Return the published fees of these versions; what is no fee in the list is left out."""
    wanted = set(version_ids)
    return {row.version_id: row.amount_vnd for row in fee_rows() if row.version_id in wanted}


def _is_in(row: FeeRow, state: str) -> bool:
    if state == NOT_CONFIRMED:
        return row.state is not State.CONFIRMED
    return state in ("", row.state.value)


def _amount_of(procedure: Published) -> int:
    fee = procedure.content.known_fee
    return (fee.amount_vnd or 0) if fee else 0


def _row(procedure: Published, live: Mapping[int, FeeConfirmation]) -> FeeRow:
    fee = live.get(procedure.version_id)
    known = procedure.content.known_fee
    return FeeRow(
        version_id=procedure.version_id,
        code=procedure.code,
        address_code=procedure.address_code,
        name=procedure.name,
        amount_vnd=_amount_of(procedure),
        note=sentence(known.note) if known else "",
        state=_state_of(fee),
        who=_who(fee),
        proposed_by_id=fee.proposed_by_id if fee else None,
    )


def _state_of(fee: FeeConfirmation | None) -> State:
    if fee is None:
        return State.OPEN
    return State.PROPOSED if fee.confirmed_at is None else State.CONFIRMED


def _who(fee: FeeConfirmation | None) -> str:
    if fee is None:
        return ""
    proposed = _("%(name)s đề nghị", name=fee.proposed_by.name)
    if fee.confirmed_by is None:
        return proposed
    return _("%(proposed)s, %(name)s xác nhận", proposed=proposed, name=fee.confirmed_by.name)
