"""Voice notes: looked into, then kept with the sound as it came and without title, place and whatever else it held.

Content decides what a file is; its name only names it. Pure like `uploads`: bytes in, bytes out.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from cqtt.i18n import _
from cqtt.sound import NotASound, Sound, read_sound
from cqtt.upload_limits import MB, UploadRefused
from cqtt.uploads import Examined, safe_name


@dataclass(frozen=True)
class VoiceLimits:
    """How much is taken of what somebody says."""

    file_bytes: int = 4 * MB
    seconds: int = 120
    tolerance: int = 5  # A recorder stops a little late, and the last words shall not cost the first.


VOICE = VoiceLimits()


@dataclass(frozen=True)
class ExaminedVoice(Examined):
    """A voice note that may be kept."""

    seconds: float = 0.0


def examine_voice(source: BinaryIO | bytes, claimed_name: str, limits: VoiceLimits = VOICE) -> ExaminedVoice:
    """Return what to keep of a voice note, or raise UploadRefused with a sentence for the person who sent it."""
    received = source if isinstance(source, bytes) else source.read(limits.file_bytes + 1)
    if not received:
        raise _refusal("empty")
    if len(received) > limits.file_bytes:
        sentence = _(
            "Đoạn ghi âm này lớn quá, chỉ nhận đến %(size)s MB. Xin ghi lại ngắn hơn, hoặc viết thành chữ.",
            size=limits.file_bytes // MB,
        )
        raise UploadRefused("too-large", sentence)
    sound = _sound(received)
    if sound.seconds > limits.seconds + limits.tolerance:
        raise _too_long(sound, limits)
    name = safe_name(claimed_name or "loi-noi", sound.extension)
    digest = sha256(received).hexdigest()
    return ExaminedVoice(sound.media_type, sound.extension, sound.kept, digest, name, seconds=sound.seconds)


def _sound(received: bytes) -> Sound:
    try:
        return read_sound(received)
    except NotASound as error:
        raise _refusal(error.reason) from error


def _too_long(sound: Sound, limits: VoiceLimits) -> UploadRefused:
    sentence = _(
        "Đoạn ghi âm này dài %(minutes)s phút %(seconds)s giây, chỉ nhận đến %(most)s phút."
        " Xin nói gọn lại, hoặc chia làm hai lần gửi.",
        minutes=int(sound.seconds) // 60,
        seconds=int(sound.seconds) % 60,
        most=limits.seconds // 60,
    )
    return UploadRefused("too-long", sentence)


def _refusal(reason: str) -> UploadRefused:
    """Return the sentence for what cannot be taken as a voice note."""
    sentences = {
        "empty": _("Đoạn ghi âm này trống, chưa có tiếng nào. Xin ghi lại, hoặc viết thành chữ."),
        "has-picture": _(
            "Tệp này có cả hình, ở đây chỉ nhận tiếng nói. Xin bấm Ghi âm ngay trong trang này;"
            " hình xin gửi ở phần ảnh."
        ),
        "broken": _("Đoạn ghi âm này bị hỏng hoặc chưa tải hết. Xin ghi lại, hoặc viết thành chữ."),
        "other-kind": _(
            "Chúng tôi chưa mở được tệp này. Xin bấm Ghi âm ngay trong trang này, hoặc chọn tệp ghi âm đuôi .m4a,"
            " .ogg hay .webm, hoặc viết thành chữ."
        ),
    }
    return UploadRefused(reason, sentences[reason])
