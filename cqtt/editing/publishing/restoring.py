"""Old versions as new drafts, drafts thrown away, and both undone. None of these commits."""

from datetime import datetime

from cqtt.audit.actions import record
from cqtt.commune.models import Officer
from cqtt.editing.drafts import DraftLocked, begin_draft, discard_draft, put_content
from cqtt.editing.publishing import kept
from cqtt.editing.publishing.actions import claim_draft, was_published
from cqtt.editing.publishing.readiness import newer_sentence, overtaken_by
from cqtt.errors import RuleBroken
from cqtt.i18n import _
from cqtt.procedures.catalogue import KIND
from cqtt.procedures.models import Procedure, ProcedureVersion, VersionStatus
from cqtt.procedures.versions import content_of_version, version_in


class DraftInTheWay(RuleBroken):
    """There is a draft that nobody has looked at before writing over it."""


class NotDiscarded(RuleBroken):
    """The draft stays."""


class NotUndone(RuleBroken):
    """What was thrown away cannot be brought back."""


def restore(procedure: Procedure, version: ProcedureVersion, seen: str, officer: Officer, at: datetime) -> str | None:
    """Let an old version be the draft; return the key by which the draft that was there can be brought back.

    `seen` is the digest of the draft the page showed, "" where it showed none. Raise DraftInTheWay or DraftLocked.
    """
    draft, content = claim_draft(procedure.id), content_of_version(version)
    known = version_in(procedure.id, VersionStatus.PUBLISHED) or version  # whoever restores knows what citizens read
    if (draft.digest if draft else "") != seen:
        raise DraftInTheWay(_("Bản nháp vừa được người khác sửa. Chưa có gì thay đổi; xin xem lại rồi quyết định."))
    if draft is None:
        begin_draft(procedure, content, officer, at, based_on=known)
        return None
    _check_unlocked(draft)
    key = kept.keep(draft, instead=content)
    put_content(draft, content, officer, at)
    draft.based_on_id = known.id
    record("restore_version", KIND, procedure.id, officer_id=officer.id, number=version.number)
    return key


def discard(procedure: Procedure, seen: str) -> str:
    """Throw the draft away; return the key by which it can be brought back. Raise NotDiscarded or DraftLocked.

    `seen` is the digest of the draft the page showed: what somebody else wrote since is not thrown away unread.
    """
    draft = claim_draft(procedure.id)
    if draft is None:
        raise NotDiscarded(_("Thủ tục này không có bản nháp nào."))
    if not was_published(procedure.id):
        raise NotDiscarded(_("Thủ tục này chưa công bố lần nào, bản nháp là tất cả những gì có. Xin dùng nút Xóa."))
    _check_unlocked(draft)
    if draft.digest != seen:
        raise NotDiscarded(_("Có người vừa sửa bản nháp này nên chưa bỏ. Xin mở lại lịch sử, xem rồi quyết định."))
    key = kept.keep(draft)
    discard_draft(draft)
    return key


def undo(was: kept.KeptDraft, procedure: Procedure, officer: Officer, at: datetime) -> str:
    """Bring back what was thrown away or written over. Raise NotUndone when somebody went on working since.

    Return what has to be known before it is published: that citizens read something newer by now; "" otherwise.
    """
    draft = claim_draft(procedure.id)
    instead = kept.state_of_all(content_of_version(draft)) if draft else ""
    if instead != was.instead:
        raise NotUndone(_("Bản nháp đã được sửa tiếp nên không hoàn tác được nữa. Xin xem lại bản nháp hiện có."))
    if draft is None:
        draft = begin_draft(procedure, was.content, officer, at)
    else:
        _check_unlocked(draft)
        put_content(draft, was.content, officer, at)
        record("restore_draft", KIND, procedure.id, officer_id=officer.id, number=draft.number)
    draft.based_on_id = was.based_on_id  # not what is published by now: that came after
    newer = overtaken_by(draft)
    return newer_sentence(newer) if newer else ""


def _check_unlocked(draft: ProcedureVersion) -> None:
    if draft.publish_on is not None:
        raise DraftLocked
