"""Looks at what lies beside the database: the data folder, the room on the disk, the stored files."""

import os
import stat
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import select

from cqtt.commune import portraits
from cqtt.config import Settings
from cqtt.declarations import kept
from cqtt.dossiers.models import Attachment
from cqtt.extensions import db
from cqtt.feedback import kept as feedback_files
from cqtt.files import FREE_FLOOR, FileStore
from cqtt.listening import kept as minutes
from cqtt.pledges import kept as pledge_scans
from cqtt.procedures import kept as procedure_files
from cqtt.promises import kept as promise_photos
from cqtt.upkeep.findings import Finding, Level

GIGABYTE = 1024**3


def folder(settings: Settings) -> Iterator[Finding]:
    if not os.access(settings.data, os.W_OK | os.X_OK):
        yield Finding(Level.BROKEN, f"Không ghi được vào {settings.data}.", "Xin cấp quyền ghi cho người chạy.")
    secret = settings.data / "secret-key"
    if secret.exists() and secret.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(Level.BROKEN, "Người khác trên máy đọc được tệp secret-key.", f"chmod 600 {secret}")


def disk(settings: Settings) -> Iterator[Finding]:
    free = _store().free_bytes()
    said = f"Ổ đĩa còn trống {free / GIGABYTE:.1f} GB."
    mend = "Xin dọn ổ đĩa hoặc chuyển thư mục dữ liệu sang ổ lớn hơn."
    if free < FREE_FLOOR:
        yield Finding(Level.BROKEN, f"{said} Tệp mới không được nhận nữa.", mend)
    else:
        few = free < 2 * GIGABYTE
        yield Finding(Level.NOTE if few else Level.FINE, said, mend if few else "")


def files(settings: Settings) -> Iterator[Finding]:
    rows = db.session.execute(select(Attachment.storage_key, Attachment.sha256_kept)).all()
    of_dossiers = _store().verify((key, digest) for key, digest in rows)
    of_procedures = procedure_files.file_store().verify(procedure_files.stored_keys())
    of_officers = portraits.portrait_store().verify(portraits.stored_keys())
    of_pledges = pledge_scans.scan_store().verify(pledge_scans.stored_keys())
    of_declarations = kept.template_store().verify(kept.stored_keys())
    of_feedback = feedback_files.file_store().verify(feedback_files.stored_keys())
    of_promises = promise_photos.file_store().verify(promise_photos.stored_keys())
    of_sessions = minutes.file_store().verify(minutes.stored_keys())
    of_listening = (*of_pledges, *of_feedback, *of_promises, *of_sessions)
    damage = [*of_dossiers, *of_declarations, *of_procedures, *of_officers, *of_listening]
    if damage:
        words = {"missing": "mất", "changed": "bị đổi"}
        seen = ", ".join(f"{one.key} ({words[one.what]})" for one in damage[:5])
        mend = (
            "Xin chép lại các tệp này từ bản sao lưu vào thư mục files"
            " (mẫu tờ khai: declarations, biểu mẫu của thủ tục: procedure_files, ảnh cán bộ: portraits,"
            " phiếu cam kết: pledges, góp ý: feedback_files, ảnh việc đã hứa: promise_files,"
            " biên bản đã ký: minutes_files)."
        )
        yield Finding(Level.BROKEN, f"{len(damage)} tệp đính kèm không còn nguyên: {seen}", mend)
    else:
        yield Finding(Level.FINE, f"{len(rows)} tệp đính kèm còn nguyên.")


def _store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store
