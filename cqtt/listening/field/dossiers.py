"""A dossier that was handed over in a hamlet: taken in as at the desk, at the hour it was really handed over.

From when its time is counted the calendar says: for a Saturday from the next opening, unless the unit decided else.
"""

from collections.abc import Mapping
from datetime import datetime

from werkzeug.datastructures import MultiDict

from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Officer
from cqtt.desk.actions import Intake, enter
from cqtt.desk.brought import PapersBrought
from cqtt.desk.returning import twins
from cqtt.dossiers.models import Dossier, FilingChannel
from cqtt.dossiers.papers import decisions
from cqtt.i18n import _
from cqtt.listening.field.actions import Place
from cqtt.listening.field.forms import DossierForm, FormRefused
from cqtt.listening.field.offer import SimpleProcedure
from cqtt.roles import Role

PHOTOGRAPHED = "photographed"  # papers whose pictures wait on the tablet


def take_in_dossier(
    place: Place, device_id: str, form: DossierForm, typed: Mapping[str, list[str]], at: datetime, now: datetime
) -> Dossier:
    """Submit and accept it for whoever handed it over; raise FormRefused where the desk would ask first."""
    procedure = place.offer.procedures[form.procedure.data]
    start_key = f"buoi-{device_id}"
    papers = papers_of(procedure, typed)
    _check_receiver(place.officer)
    _check_papers(papers, typed.get(PHOTOGRAPHED, []), form.why_lacking.data or "")
    _check_twins(procedure, form, start_key, now)
    fee = procedure.published.content.known_fee
    intake = Intake(
        start_key=start_key,
        version_id=procedure.published.version_id,
        person=form.person(),
        channel=FilingChannel.HAMLET,
        papers_received=papers.received(),
        fee_vnd=fee.amount_vnd if fee else None,
        files=(),
    )
    dossier = enter(intake, place.officer, at)
    limit = procedure.published.content.known_limit or Limit(1, Unit.SAME_DAY)
    decisions.accept(dossier, place.officer, limit, at, note=_note(place, papers, form.why_lacking.data or ""))
    return dossier


def papers_of(procedure: SimpleProcedure, typed: Mapping[str, list[str]]) -> PapersBrought:
    """Return the papers that were ticked; of one without a usual number there is one original."""
    sent: MultiDict[str, str] = MultiDict([(name, each) for name, given in typed.items() for each in given])
    for line in procedure.papers.lines:
        paper = line.requirement
        if not (paper.originals or paper.copies):
            sent.setdefault(f"originals-{paper.id}", "1")
    return PapersBrought.of(procedure.published.content, sent)


def _check_receiver(officer: Officer) -> None:
    if not officer.has_role(Role.RECEPTION):
        raise FormRefused(_("Chỉ cán bộ tiếp nhận mới nhận được hồ sơ. Xin nhờ cán bộ tiếp nhận đăng nhập và gửi."))


def _check_papers(papers: PapersBrought, photographed: list[str], why_lacking: str) -> None:
    missing = papers.missing(photographed)
    if missing and not why_lacking:
        names = "; ".join(paper.name for paper in missing)
        raise FormRefused(
            _("Còn thiếu: %(names)s. Xin đánh dấu giấy tờ đã có, chụp ảnh, hoặc ghi vì sao vẫn nhận.", names=names)
        )


def _check_twins(procedure: SimpleProcedure, form: DossierForm, start_key: str, now: datetime) -> None:
    """Ask once whether one more is meant, as the desk does."""
    number = form.citizen_number.data
    found = twins(number, procedure.published.id, start_key, now) if number else []
    if found and not form.one_more.data:
        codes = ", ".join(twin.code or "" for twin in found)
        raise FormRefused(
            _(
                "Người này đã có hồ sơ %(codes)s cho thủ tục này. Nếu vẫn nhận thêm, xin đánh dấu ô vẫn nhận thêm.",
                codes=codes,
            )
        )


def _note(place: Place, papers: PapersBrought, why_lacking: str) -> str:
    lines = [_("Nhận tại %(place)s.", place=place.offer.place_in_words)]
    if why_lacking:
        lines.append(_("Tiếp nhận khi còn thiếu giấy tờ. Vì sao: %(why)s", why=why_lacking))
    if looked_up := papers.looked_up():
        lines.append(_("Tra cứu được, không yêu cầu nộp: %(names)s", names="; ".join(looked_up)))
    return "\n".join(lines)
