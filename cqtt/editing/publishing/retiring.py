"""Take a procedure out of the public's sight, with or without a successor. Does not commit."""

from datetime import datetime

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.editing.drafts import hold
from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.i18n import _
from cqtt.procedures.actions import raise_stamp
from cqtt.procedures.catalogue import KIND, Published
from cqtt.procedures.models import Procedure, VersionStatus
from cqtt.procedures.old_codes import lead_on
from cqtt.procedures.versions import end_version, version_in


class NotRetired(RuleBroken):
    """The procedure is not as it was when this was decided; it stays."""


def retire(
    procedure: Procedure, seen: int, reason: str, successor: Published | None, officer: Officer, at: datetime
) -> None:
    """Publish the procedure no longer: citizens read what took its place, or whom to ask. Raise NotRetired.

    `seen` is the id of the version the page showed. Open dossiers go on under the version they were filed with;
    a draft stays, and publishing it brings the procedure back.
    """
    hold(procedure.id)
    current, draft = (version_in(procedure.id, status) for status in (VersionStatus.PUBLISHED, VersionStatus.DRAFT))
    if current is None or current.id != seen:
        raise NotRetired(_("Thủ tục này vừa có bản khác hoặc đã ngừng. Chưa có gì thay đổi."))
    if draft is not None and draft.publish_on is not None:
        raise NotRetired(_("Bản nháp của thủ tục này đang hẹn ngày công bố. Xin bỏ hẹn trước rồi mới ngừng."))
    end_version(current, at)
    current.retired_note = reason
    procedure.is_active, procedure.replaced_by = False, successor.address_code if successor else ""
    procedure.revision += 1
    if successor is not None:
        lead_on(procedure.address_code, successor.address_code)
    db.session.flush()
    raise_stamp()
    record("retire", KIND, procedure.id, officer_id=officer.id, number=current.number, to=procedure.replaced_by or "–")
