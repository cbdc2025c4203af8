"""Tell the kind of a recording by its first bytes; a name or a claimed type says nothing."""

from cqtt.sound.mp4 import read_mp4
from cqtt.sound.ogg import read_ogg
from cqtt.sound.reading import NotASound, Sound
from cqtt.sound.webm import read_webm


def read_sound(received: bytes) -> Sound:
    """Return what the recording is, or raise NotASound."""
    if received.startswith(b"\x1a\x45\xdf\xa3"):
        return read_webm(received)
    if received.startswith(b"OggS"):
        return read_ogg(received)
    if received[4:8] == b"ftyp":
        return read_mp4(received)
    raise NotASound("other-kind")
