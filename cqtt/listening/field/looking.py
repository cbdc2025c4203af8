"""What a photograph or a voice note of the hamlet really is, before anything is kept of it."""

from cqtt.feedback.models import FileKind
from cqtt.i18n import _
from cqtt.upload_voice import examine_voice
from cqtt.uploads import PDF, Examined, UploadRefused, examine


def examine_sent(content: bytes, name: str, kind: FileKind) -> tuple[Examined, float | None]:
    """Return what to keep, and how long a voice note lasts; raise UploadRefused with the sentence to show."""
    if kind is FileKind.VOICE:
        voice = examine_voice(content, name)
        return voice, voice.seconds
    examined = examine(content, name)
    if examined.media_type == PDF:
        raise UploadRefused("no-picture", _("Ở đây chỉ nhận ảnh chụp. Xin chụp lại thành ảnh."))
    return examined, None
