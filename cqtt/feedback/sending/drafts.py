"""What happens to a draft of feedback before it is sent. None of these commits."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from cqtt.errors import RuleBroken
from cqtt.extensions import db
from cqtt.feedback.models import FileKind
from cqtt.feedback.sending.models import FeedbackDraft, FeedbackDraftFile
from cqtt.feedback.sending.pages import Page
from cqtt.feedback.sending.purposes import Asked
from cqtt.feedback.sending.rules import MOST_PHOTOS, Saying
from cqtt.i18n import _
from cqtt.privacy import PRIVACY_VERSION
from cqtt.text import clean
from cqtt.uploads import Examined

MOST_KEPT = 20_000  # letters of one box; more is shown again on the page that refuses it, but not kept
Typed = dict[str, list[str]]


class TooManyPhotos(RuleBroken):
    """The draft has as many photographs as one feedback may have."""

    def __init__(self) -> None:
        super().__init__(
            _("Mỗi góp ý nhận nhiều nhất %(count)s ảnh. Xin bỏ bớt ảnh rồi thêm ảnh khác.", count=MOST_PHOTOS)
        )


def start_draft(saying: Saying, typed: Typed, asked: Asked | None, at: datetime) -> FeedbackDraft:
    """Begin a draft, with what the address that led here fills in."""
    draft = FeedbackDraft(
        key=secrets.token_hex(6),
        saying=saying,
        typed={Page.SAY.value: typed} if typed else {},
        purpose=asked.name if asked else "",
        purpose_id=asked.id if asked else None,
        privacy_version=PRIVACY_VERSION,
        created_at=at,
        saved_at=at,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def keep_typed(draft: FeedbackDraft, page: str, typed: Typed, at: datetime) -> None:
    """Keep what stands in a page's boxes, right or not, so that nothing typed is lost."""
    draft.typed = {**draft.typed, page: typed}
    draft.saved_at = at


def boxes(sent: "MultiDict[str, str]", names: Iterable[str]) -> Typed:
    """Return what stands in the boxes of these names, cleaned and cut."""
    known = set(names) - {"csrf_token"}
    return {name: [clean(value)[:MOST_KEPT] for value in values[:5]] for name, values in sent.lists() if name in known}


def typed_of(draft: FeedbackDraft, page: str) -> "MultiDict[str, str] | None":
    """Return what was last typed on a page, in the shape a form reads."""
    typed: Mapping[str, list[str]] | None = draft.typed.get(page)
    return MultiDict(typed) if typed else None


def attach(
    draft: FeedbackDraft,
    examined: Examined,
    storage_key: str,
    kind: FileKind,
    at: datetime,
    seconds: float | None = None,
) -> list[str]:
    """Write the row of a file that lies in the store, and return the keys of files that it takes the place of.

    The same photograph again is the first one; another voice note takes the place of the one before. Raise
    TooManyPhotos when there is no room; the stored file is then swept.
    """
    upload_key = f"{kind.value}:{examined.sha256_received}"
    if any(file.upload_key == upload_key for file in draft.files):
        return []
    if kind is FileKind.PHOTO and len(draft.photos) >= MOST_PHOTOS:
        raise TooManyPhotos
    replaced = [draft.voice] if kind is FileKind.VOICE and draft.voice else []
    for file in replaced:
        draft.files.remove(file)
    draft.files.append(
        FeedbackDraftFile(
            kind=kind,
            upload_key=upload_key,
            name=examined.name,
            media_type=examined.media_type,
            size=len(examined.kept),
            seconds=seconds,
            sha256_received=examined.sha256_received,
            sha256_kept=examined.sha256_kept,
            storage_key=storage_key,
            created_at=at,
        )
    )
    draft.saved_at = at
    db.session.flush()
    return [file.storage_key for file in replaced]


def detach(draft: FeedbackDraft, public_id: str, at: datetime) -> list[str]:
    """Take a file out of a draft, and return its key; one that is gone already is no fault."""
    dropped = [file for file in draft.files if file.public_id == public_id]
    for file in dropped:
        draft.files.remove(file)
    draft.saved_at = at
    return [file.storage_key for file in dropped]


def erase(draft: FeedbackDraft) -> list[str]:
    """Delete a draft, and return the keys of its files, to be removed once the deletion is committed."""
    keys = list(db.session.scalars(select(FeedbackDraftFile.storage_key).where(FeedbackDraftFile.draft_id == draft.id)))
    db.session.delete(draft)
    return keys
