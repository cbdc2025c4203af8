"""Form 06, phiếu kiểm soát quá trình giải quyết hồ sơ: who handed the dossier to whom, when, and in time or not.

It is told by the events of the dossier. Only the whole has a date it is due on, so a hand-over between officers
is in time or late by that date alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from cqtt import paper
from cqtt.clock import date_text, local, moment_text
from cqtt.commune.models import Commune, Officer
from cqtt.dossiers.content import content_of
from cqtt.dossiers.models import Dossier, DossierEvent, NamedForm
from cqtt.dossiers.papers.filling import name_of
from cqtt.dossiers.papers.people import office_head, person_of, signer_of, unit_name
from cqtt.dossiers.papers.printed import Words, paper_qr
from cqtt.dossiers.rules import RUNNING, WAITING, Step, Timeliness
from cqtt.dossiers.texts import secret_link
from cqtt.extensions import db
from cqtt.i18n import _, _l

# Form 06 says "quá hạn" where other papers say "trễ hạn".
RESULTS = {
    Timeliness.EARLY: _l("Trước hạn"),
    Timeliness.ON_TIME: _l("Đúng hạn"),
    Timeliness.LATE: _l("Quá hạn"),
}


@dataclass(frozen=True)
class Hop:
    """The dossier goes from one hand to another."""

    giver: str
    receiver: str
    event: DossierEvent
    note: str = ""
    result: Timeliness | None = None


class _Course:
    """The way of one dossier through the house, followed event by event."""

    def __init__(self, dossier: Dossier, commune: Commune) -> None:
        self.dossier, self.desk = dossier, commune.desk_word
        self.citizen = _("%(name)s (người nộp)", name=signer_of(dossier) or dossier.owner_name)
        self.holder = ""  # in whose hands it is; empty before anybody has taken it
        self.named = _names_of_receivers(dossier.events)
        self.hops: list[Hop] = []

    def follow(self) -> list[Hop]:
        for event in self.dossier.events:
            if told := _STEPS.get(event.step):
                told(self, event)
        return self.hops

    def _hand_over(self, giver: str, receiver: str, event: DossierEvent, note: str) -> None:
        self.hops.append(Hop(giver, receiver, event, note, _result(event, self.dossier)))
        self.holder = receiver

    def accept(self, event: DossierEvent) -> None:
        self._hand_over(self.citizen, _who(event.officer, self.desk), event, _("Tiếp nhận hồ sơ"))

    def assign(self, event: DossierEvent) -> None:
        giver = _who(event.officer, self.desk)
        receiver = event.details.get("to_department") or self.named.get(event.details.get("to", 0), self.desk)
        note = _("Người chuyển: %(name)s", name=giver) if self.holder not in ("", giver) else ""
        self._hand_over(self.holder or giver, receiver, event, note)

    def begin(self, event: DossierEvent) -> None:
        officer, note = _who(event.officer, self.desk), _("Bắt đầu xử lý")
        if self.hops and officer == self.holder:
            at = _moment(event.at)
            self.hops[-1] = replace(self.hops[-1], note=f"{self.hops[-1].note}; {note} {at}".removeprefix("; "))
        else:
            self._hand_over(self.holder or self.desk, officer, event, note)

    def to_citizen(self, event: DossierEvent) -> None:
        self._hand_over(_who(event.officer, self.desk), self.citizen, event, str(_NOTES[event.step]))

    def withdraw(self, event: DossierEvent) -> None:
        self._hand_over(self.holder or self.desk, self.citizen, event, str(_NOTES[event.step]))

    def from_citizen(self, event: DossierEvent) -> None:
        """What was asked for came: to the desk, or over the site to whoever had the dossier before."""
        if event.from_status in WAITING and event.to_status not in WAITING:
            before = next((hop.giver for hop in reversed(self.hops) if hop.receiver == self.citizen), self.desk)
            receiver = _who(event.officer, self.desk) if event.officer else before
            self._hand_over(self.citizen, receiver, event, str(_NOTES[event.step]))

    def resolve(self, event: DossierEvent) -> None:
        self._hand_over(_who(event.officer, self.desk), self.desk, event, _("Có kết quả, chuyển trả"))

    def return_result(self, event: DossierEvent) -> None:
        receiver = _("%(name)s (người nhận)", name=event.note) if event.note else self.citizen
        self._hand_over(_who(event.officer, self.desk), receiver, event, _("Trả kết quả"))


_STEPS: dict[Step, Callable[[_Course, DossierEvent], None]] = {
    Step.ACCEPT: _Course.accept,
    Step.ASSIGN: _Course.assign,
    Step.BEGIN: _Course.begin,
    Step.REQUEST_SUPPLEMENT: _Course.to_citizen,
    Step.REQUEST_PAYMENT: _Course.to_citizen,
    Step.SUPPLEMENT: _Course.from_citizen,
    Step.CONFIRM_PAYMENT: _Course.from_citizen,
    Step.RESOLVE: _Course.resolve,
    Step.RETURN_RESULT: _Course.return_result,
    Step.REFUSE: _Course.to_citizen,
    Step.STOP: _Course.to_citizen,
    Step.WITHDRAW: _Course.withdraw,
}
_NOTES = {
    Step.REQUEST_SUPPLEMENT: _l("Yêu cầu bổ sung, thời hạn tạm dừng"),
    Step.REQUEST_PAYMENT: _l("Yêu cầu nộp phí, thời hạn tạm dừng"),
    Step.SUPPLEMENT: _l("Đã bổ sung giấy tờ"),
    Step.CONFIRM_PAYMENT: _l("Đã nộp phí"),
    Step.REFUSE: _l("Từ chối tiếp nhận"),
    Step.STOP: _l("Dừng giải quyết"),
    Step.WITHDRAW: _l("Rút hồ sơ theo yêu cầu"),
}


def hops_of(dossier: Dossier, commune: Commune) -> list[Hop]:
    """Return every hand-over of the dossier, in order."""
    return _Course(dossier, commune).follow()


def _who(officer: Officer | None, desk: str) -> str:
    """Return "Lê Thị Ví Dụ, Văn phòng Ủy ban nhân dân"."""
    return ", ".join(filter(None, [officer.name, officer.department])) if officer else desk


def _names_of_receivers(events: Iterable[DossierEvent]) -> dict[int, str]:
    ids = {event.details["to"] for event in events if event.details.get("to")}
    officers = db.session.scalars(select(Officer).where(Officer.id.in_(ids))) if ids else ()
    return {officer.id: _who(officer, "") for officer in officers}


def _moment(at: datetime) -> str:
    """Return "09 giờ 12 phút, 05/02/2026": the columns of the form are narrow."""
    return f"{local(at):%H} giờ {local(at):%M} phút, {date_text(local(at).date())}"


def _result(event: DossierEvent, dossier: Dossier) -> Timeliness | None:
    """Return how the step stands to the due date, for good; of other steps only that the date had passed."""
    if event.step is Step.RESOLVE:
        return dossier.timeliness
    passed = event.from_status in RUNNING and dossier.due_at is not None and event.at > dossier.due_at
    return Timeliness.LATE if passed or event.details.get("late") else None


def slip_pdf(dossier: Dossier, commune: Commune, officer: Officer, at: datetime) -> bytes:
    """Return form 06 of the dossier as it stands at this moment."""
    return sheet_pdf(slip_words(dossier, commune, officer, at))


def sheet_pdf(words: Words, mark: str | None = None) -> bytes:
    """Return form 06 with these words; the mark says that it is only an example."""
    return paper.render("register/control_slip", {**words, "qr": paper_qr(words["link"]), "mark": mark})


def slip_words(dossier: Dossier, commune: Commune, officer: Officer, at: datetime) -> Words:
    """Return what form 06 says about the dossier as it stands at this moment."""
    return {
        "head": office_head(commune),
        "title": name_of(NamedForm.CONTROL_SLIP)[0],
        "signed_on": paper.formal_day(at),
        "code": dossier.code or "",
        "national_code": dossier.national_code,
        "procedure": content_of(dossier).name,
        "owner": person_of(dossier)["name"],
        "agency": unit_name(commune),
        "received_at": _moment(dossier.received_at) if dossier.received_at else None,
        "due_at": _promised(dossier),
        "hops": [_hop_words(hop) for hop in hops_of(dossier, commune)],
        "printed_by": officer.name,
        "printed": _("In lúc %(at)s", at=moment_text(at)),
        "link": secret_link(dossier),
    }


def _promised(dossier: Dossier) -> str | None:
    """Return when the result was promised, with the new date that an apology gave."""
    if dossier.due_at is None or dossier.new_due_at is None:
        return _moment(dossier.due_at) if dossier.due_at else None
    first, again = _moment(dossier.due_at), _moment(dossier.new_due_at)
    return _("%(first)s; đã xin lỗi, hẹn lại %(again)s", first=first, again=again)


def _hop_words(hop: Hop) -> Words:
    return {
        "giver": hop.giver,
        "receiver": hop.receiver,
        "at": _moment(hop.event.at),
        "result": list(RESULTS).index(hop.result) if hop.result else None,  # which of the three columns is ticked
        "note": hop.note,
    }
