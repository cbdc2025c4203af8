"""Recordings written by hand, as small as they can be: WebM, Ogg and MP4 with Opus inside."""

import struct
from collections.abc import Iterable

from cqtt.sound import ogg

OPUS_HEAD = b"OpusHead" + bytes([1, 1]) + struct.pack("<HIhB", 312, 48_000, 0, 0)
FRAME = b"\xfc\xff\xfe"  # twenty milliseconds of silence


# --- WebM ---


def element(kind: int, body: bytes, size_length: int = 0) -> bytes:
    """An element of EBML; the length of its length may be chosen."""
    length = size_length or next(count for count in range(1, 9) if len(body) < (1 << 7 * count) - 1)
    size = (len(body) | 1 << 7 * length).to_bytes(length, "big")
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + size + body


def open_element(kind: int, body: bytes) -> bytes:
    """An element of unknown length, as a recorder writes it that does not know when it will be stopped."""
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + b"\x01" + b"\xff" * 7 + body


def number(kind: int, value: int) -> bytes:
    return element(kind, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def track(kind: int = 2, codec: bytes = b"A_OPUS", more: bytes = b"") -> bytes:
    audio = element(0xE1, element(0xB5, struct.pack(">f", 48_000)) + number(0x9F, 1))
    private = element(0x63A2, OPUS_HEAD)
    body = number(0xD7, 1) + number(0x73C5, 7) + number(0x83, kind) + element(0x86, codec) + private + audio + more
    return element(0xAE, body)


def cluster(time: int, offsets: Iterable[int], closed: bool = False) -> bytes:
    blocks = b"".join(element(0xA3, b"\x81" + struct.pack(">hB", offset, 0x80) + FRAME) for offset in offsets)
    return (element if closed else open_element)(0x1F43B675, number(0xE7, time) + blocks)


def webm(
    seconds: float = 2,
    tracks: bytes | None = None,
    info: bytes = b"",
    more: bytes = b"",
    doc_type: bytes = b"webm",
    closed: bool = False,
) -> bytes:
    """A recording with one block every second and one at the end."""
    header = element(0x1A45DFA3, number(0x4286, 1) + element(0x4282, doc_type) + number(0x4287, 4))
    about = element(
        0x1549A966, number(0x2AD7B1, 1_000_000) + element(0x4D80, b"Chrome") + element(0x5741, b"Chrome") + info
    )
    clusters = b"".join(cluster(1000 * second, [0], closed) for second in range(int(seconds)))
    last = cluster(int(1000 * seconds), [0], closed)
    body = about + element(0x1654AE6B, track() if tracks is None else tracks) + clusters + last + more
    return header + (element if closed else open_element)(0x18538067, body)


def tags(*pairs: tuple[str, str]) -> bytes:
    """The tags of a WebM, where a recorder writes a title or a place."""
    simple = b"".join(
        element(0x67C8, element(0x45A3, name.encode()) + element(0x4487, value.encode())) for name, value in pairs
    )
    return element(0x1254C367, element(0x7373, element(0x63C0, b"") + simple))


# --- Ogg ---


def page(packets: list[bytes], time: int, number: int, flags: int = 0, stream: int = 7, goes_on: bool = False) -> bytes:
    """A page of Ogg; `goes_on`: its last packet is continued on the next one."""
    laces = b""
    for at, packet in enumerate(packets):
        laces += b"\xff" * (len(packet) // 255)
        if not (goes_on and at == len(packets) - 1):
            laces += bytes([len(packet) % 255])
    head = b"OggS\0" + bytes([flags]) + struct.pack("<QIII", time, stream, number, 0) + bytes([len(laces)])
    whole = bytearray(head + laces + b"".join(packets))
    whole[22:26] = checksum(bytes(whole)).to_bytes(4, "little")
    return bytes(whole)


def checksum(data: bytes) -> int:
    """The checksum of Ogg, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _bit in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value >> 31 else value << 1) & 0xFFFFFFFF
    return value


def comments(*texts: str) -> bytes:
    vendor = b"Lavf60"
    listed = b"".join(struct.pack("<I", len(text.encode())) + text.encode() for text in texts)
    return b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(texts)) + listed


def opus_ogg(seconds: float = 2, tags: bytes | None = None, head: bytes = OPUS_HEAD) -> bytes:
    last = int(seconds * 48_000) + 312
    return (
        page([head], 0, 0, flags=2)
        + page([comments() if tags is None else tags], 0, 1)
        + page([FRAME] * 5, last // 2, 2)
        + page([FRAME] * 5, last, 3, flags=4)
    )


def pages_of(data: bytes) -> list[bytes]:
    room = ogg.Room(data)
    return [data[each.start : each.end] for each in ogg._pages(room)]


# --- MP4 ---


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, body: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags) + body)


def handler(kind: bytes) -> bytes:
    return full(b"hdlr", bytes(4) + kind + bytes(12) + b"SoundHandler\0")


def sound_track(
    kind: bytes = b"soun", codec: bytes = b"mp4a", scale: int = 48_000, length: int = 0, more: bytes = b""
) -> bytes:
    entry = box(codec, bytes(28))
    tables = box(
        b"stbl", full(b"stsd", struct.pack(">I", 1) + entry) + full(b"stts", bytes(4)) + full(b"stco", bytes(4))
    )
    media_head = full(b"mdhd", struct.pack(">IIIIHH", 0, 0, scale, length, 0, 0))
    references = box(b"dinf", full(b"dref", struct.pack(">I", 1) + full(b"url ", b"", flags=1)))
    media = box(b"mdia", media_head + handler(kind) + box(b"minf", full(b"smhd", bytes(4)) + references + tables))
    return box(b"trak", full(b"tkhd", bytes(80)) + media + more)


def movie_head(length: int, scale: int = 1000) -> bytes:
    return full(b"mvhd", struct.pack(">IIII", 0, 0, scale, length) + bytes(80))


def mp4(
    seconds: float = 2, brand: bytes = b"M4A ", tracks: bytes | None = None, more: bytes = b"", top: bytes = b""
) -> bytes:
    """A recording as a phone writes it: the head tells how long it lasts."""
    moov = movie_head(int(seconds * 1000)) + (sound_track() if tracks is None else tracks) + more
    return box(b"ftyp", brand + bytes(4) + b"isom") + box(b"moov", moov) + top + box(b"mdat", FRAME * 10)


def fragmented_mp4(seconds: float = 2, listed: bool = True) -> bytes:
    """A recording as a browser writes it: every fragment tells how long its samples last."""
    trex = full(b"trex", struct.pack(">IIIII", 1, 1, 960, 0, 0))
    moov = box(b"moov", movie_head(0) + sound_track(codec=b"Opus") + box(b"mvex", trex))
    fragments = b""
    for at in range(int(seconds)):
        if listed:
            run = full(b"trun", struct.pack(">Ii", 50, 0) + struct.pack(">I", 960) * 50, flags=0x101)
        else:
            run = full(b"trun", struct.pack(">Ii", 50, 0), flags=0x1)
        traf = full(b"tfhd", struct.pack(">I", 1), flags=0x20000) + full(b"tfdt", struct.pack(">I", at * 48_000)) + run
        fragments += box(b"moof", full(b"mfhd", struct.pack(">I", at + 1)) + box(b"traf", traf)) + box(
            b"mdat", FRAME * 50
        )
    return box(b"ftyp", b"iso5" + bytes(4) + b"mp41") + moov + fragments
