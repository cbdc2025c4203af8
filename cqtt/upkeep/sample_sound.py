"""A voice note for the demonstration: three seconds of silence, as a browser would have recorded them.

Format: RFC 3533 (Ogg), RFC 7845 (Opus in Ogg).
"""

from collections.abc import Sequence

SILENCE = b"\xf8\xff\xfe"  # 20 milliseconds of nothing, as Opus writes them
FRAME = 960  # of 48,000 samples a second
PACKETS = 150
FIRST, LAST = 2, 4  # marks of a page
STREAM = b"CQTT"
_HEAD = b"OpusHead\x01\x01" + bytes(2) + (48_000).to_bytes(4, "little") + bytes(3)
_TAGS = b"OpusTags" + (4).to_bytes(4, "little") + b"cqtt" + bytes(4)


def sample_voice() -> bytes:
    """Return an Ogg file that every browser plays."""
    sound = _page(2, LAST, PACKETS * FRAME, [SILENCE] * PACKETS)
    return _page(0, FIRST, 0, [_HEAD]) + _page(1, 0, 0, [_TAGS]) + sound


def _page(number: int, mark: int, samples: int, packets: Sequence[bytes]) -> bytes:
    head = b"OggS\0" + bytes([mark]) + samples.to_bytes(8, "little") + STREAM + number.to_bytes(4, "little")
    laces = bytes([len(packets), *map(len, packets)])
    page = head + bytes(4) + laces + b"".join(packets)
    return head + _checksum(page).to_bytes(4, "little") + page[26:]


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _bit in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value
