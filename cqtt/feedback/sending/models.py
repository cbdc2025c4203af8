"""What somebody is still writing: a draft of a day, with its photographs and voice note. It holds no address."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cqtt.database import Base, enum_column
from cqtt.feedback import kept
from cqtt.feedback.models import FileKind, new_token
from cqtt.feedback.sending.rules import Saying


class FeedbackDraft(Base):
    """Feedback before it is sent. `key` stands in addresses, `token` in the cookie of the browser it belongs to."""

    __tablename__ = "feedback_draft"
    __table_args__ = (
        CheckConstraint("(purpose = '') = (purpose_id is null)", name="whole_purpose"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)  # also the one-time key of the sending
    saying: Mapped[Saying] = mapped_column(enum_column(Saying, "saying"))
    typed: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by page: what stands in its boxes, right or not
    purpose: Mapped[str] = mapped_column(default="")  # what it is sent for, where a later feature asked: buoi
    purpose_id: Mapped[int | None]
    privacy_version: Mapped[str]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)
    files: Mapped[list["FeedbackDraftFile"]] = relationship(
        back_populates="draft", order_by="FeedbackDraftFile.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def voice(self) -> "FeedbackDraftFile | None":
        return next((file for file in self.files if file.kind is FileKind.VOICE), None)

    @property
    def photos(self) -> list["FeedbackDraftFile"]:
        return [file for file in self.files if file.kind is FileKind.PHOTO]


class FeedbackDraftFile(Base):
    """A photograph or a voice note of a draft, in feedback's own store; sending moves it to the feedback."""

    __tablename__ = "feedback_draft_file"
    __table_args__ = (UniqueConstraint("draft_id", "upload_key"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("feedback_draft.id", ondelete="CASCADE"), index=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind, "draft_file_kind"))
    upload_key: Mapped[str]  # kind and sha256 of what came: sending the same again makes no second one
    public_id: Mapped[str] = mapped_column(unique=True, default=new_token)  # names it in addresses
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    seconds: Mapped[float | None]  # of a voice note
    sha256_received: Mapped[str]
    sha256_kept: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    draft: Mapped[FeedbackDraft] = relationship(back_populates="files")

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


kept.also_kept(select(FeedbackDraftFile.storage_key, FeedbackDraftFile.sha256_kept))
