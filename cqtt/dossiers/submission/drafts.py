"""What happens to a draft before it is submitted. None of these commits."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, new_token
from cqtt.dossiers.submission.pages import Page
from cqtt.extensions import db
from cqtt.procedures.models import ProcedureVersion
from cqtt.uploads import Examined

KEPT = timedelta(days=30)  # a draft nobody touches is erased after this time


def start_draft(version: ProcedureVersion, start_key: str, at: datetime, privacy_version: str) -> Dossier:
    """Return the draft that this one-time key began; a second request with the key finds the first's."""
    begun = db.session.scalar(select(Dossier).where(Dossier.start_key == start_key))
    if begun is not None:
        return begun
    draft = Dossier(
        token=new_token(),
        draft_key=secrets.token_hex(6),
        start_key=start_key,
        filing_mode=version.procedure.filing_mode,
        procedure=version.procedure,
        version=version,
        privacy_version=privacy_version,
        created_at=at,
        saved_at=at,
    )
    db.session.add(draft)
    return draft


def keep_typed(draft: Dossier, page: Page, typed: dict[str, list[str]], at: datetime) -> None:
    """Keep what stands in a page's boxes, right or not, so that nothing typed is lost.

    The page is open again until it is finished: what was stored of it before is no longer what its owner means.
    Kept once more just as it is, a finished page stays finished: saving while one types may come in after the page.
    """
    if draft.typed.get(page.value) != typed:
        draft.typed = {**draft.typed, page.value: typed}
        draft.steps_done = [done for done in draft.steps_done if done != page.value]
    draft.saved_at = at


def save_page(draft: Dossier, page: Page, values: dict[str, Any], at: datetime) -> None:
    """Store what a page gave, and that the page is done."""
    for name, value in values.items():
        setattr(draft, name, value)
    draft.applicant_fold = draft.folded_names
    draft.steps_done = [*(done for done in draft.steps_done if done != page.value), page.value]
    draft.saved_at = at


def erase_draft(draft: Dossier) -> list[str]:
    """Delete a draft and return the keys of its files, to be removed once the deletion is committed."""
    keys = [attachment.storage_key for attachment in draft.attachments]
    db.session.delete(draft)
    return keys


def attach(
    dossier: Dossier,
    examined: Examined,
    storage_key: str,
    upload_key: str,
    at: datetime,
    kind: AttachmentKind = AttachmentKind.DOCUMENT,
    requirement_id: str = "",
) -> Attachment:
    """Add a file that already lies safely in the store. The upload key makes a retry harmless."""
    request = dossier.open_supplement if kind is AttachmentKind.SUPPLEMENT else None
    attachment = Attachment(
        kind=kind,
        requirement_id=requirement_id,
        supplement_id=request.id if request else None,
        upload_key=upload_key,
        name=examined.name,
        media_type=examined.media_type,
        size=len(examined.kept),
        pages=examined.pages or 1,
        sha256_received=examined.sha256_received,
        sha256_kept=examined.sha256_kept,
        storage_key=storage_key,
        created_at=at,
    )
    dossier.attachments.append(attachment)
    return attachment
