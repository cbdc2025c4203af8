"""Lời nói ghi âm: what a recording is, how long it lasts, and the same recording without what else was written into it.

Read from the bytes alone: nothing is decoded, no other program is asked. Bytes in, bytes out; no feature.
"""

from cqtt.sound.reading import MOST_PARTS, NotASound, Sound
from cqtt.sound.telling import read_sound

__all__ = ["MOST_PARTS", "NotASound", "Sound", "read_sound"]
