"""Ogg with one stream of Opus: its comments are emptied, its checksums follow.

Format: RFC 3533 (Ogg), RFC 7845 (Opus in Ogg).
"""

from dataclasses import dataclass

from cqtt.sound.reading import NotASound, Room, Sound

_RATE = 48_000  # Opus counts its time so, whatever was recorded
_PAGE, _HEAD, _TAGS = b"OggS", b"OpusHead", b"OpusTags"
_NO_TIME = (1 << 64) - 1
_FIRST_OF_STREAM = 2


@dataclass(frozen=True)
class _Page:
    start: int
    body: int
    end: int
    begins_stream: bool
    time: int
    stream: bytes
    packets: tuple[int, ...]  # lengths; the last may go on in the next page
    goes_on: bool


def read_ogg(received: bytes) -> Sound:
    """Return the recording, or raise NotASound for another codec, several streams and whatever is broken."""
    room = Room(received)
    pages = _pages(room)
    first = pages[0]
    if not first.begins_stream or not received.startswith(_HEAD, first.body):
        raise NotASound("has-picture" if received.startswith(b"\x80theora", first.body) else "other-kind")
    if any(page.begins_stream or page.stream != first.stream for page in pages[1:]):
        raise NotASound("has-picture")
    times = [page.time for page in pages if page.time != _NO_TIME]
    skipped = int.from_bytes(room.bytes_at(first.body + 10, 2), "little")
    seconds = max(max(times, default=0) - skipped, 0) / _RATE
    _empty_comments(room, pages)
    if seconds == 0:
        raise NotASound("empty")
    return Sound("audio/ogg", ".ogg", bytes(room.kept), seconds)


def _pages(room: Room) -> list[_Page]:
    pages, at = [], 0
    while at < len(room.received):
        pages.append(page := _page_at(room, at))
        at = page.end
    if len(pages) < 2:
        raise NotASound("broken")
    return pages


def _page_at(room: Room, at: int) -> _Page:
    room.count_part()
    head = room.bytes_at(at, 27)
    if head[:5] != _PAGE + b"\0":
        raise NotASound("broken")
    laces = room.bytes_at(at + 27, head[26])
    body = at + 27 + head[26]
    room.bytes_at(body, sum(laces))
    lengths, length = [], 0
    for lace in laces:
        length += lace
        if lace < 255:
            lengths.append(length)
            length = 0
    goes_on = bool(laces) and laces[-1] == 255
    if goes_on:
        lengths.append(length)
    time = int.from_bytes(head[6:14], "little")
    first = bool(head[5] & _FIRST_OF_STREAM)
    return _Page(at, body, body + sum(laces), first, time, head[14:18], tuple(lengths), goes_on)


def _empty_comments(room: Room, pages: list[_Page]) -> None:
    """Overwrite the comments with zeros where they stand: title, place and picture are told there."""
    places = _second_packet(room, pages)
    packet = b"".join(room.received[start:end] for start, end, _page in places)
    if not packet.startswith(_TAGS):
        raise NotASound("broken")
    vendor = packet[: 12 + int.from_bytes(packet[8:12], "little")]
    if len(vendor) + 4 > len(packet):
        raise NotASound("broken")
    emptied = vendor + bytes(len(packet) - len(vendor))
    if emptied == packet:
        return
    done = 0
    for start, end, page in places:
        room.kept[start:end] = emptied[done : done + end - start]
        done += end - start
        _sign(room, page)


def _second_packet(room: Room, pages: list[_Page]) -> list[tuple[int, int, _Page]]:
    """Return where the comments stand: (start, end, page), on as many pages as they take."""
    places = []
    for page in pages[1:]:
        if not page.packets:
            raise NotASound("broken")
        places.append((page.body, page.body + page.packets[0], page))
        if len(page.packets) > 1 or not page.goes_on:
            return places
    raise NotASound("broken")


def _sign(room: Room, page: _Page) -> None:
    """Write the checksum of a page anew."""
    room.kept[page.start + 22 : page.start + 26] = bytes(4)
    checksum = 0
    for byte in room.kept[page.start : page.end]:
        checksum = (checksum << 8 & 0xFFFFFFFF) ^ _CHECKSUMS[checksum >> 24 ^ byte]
    room.kept[page.start + 22 : page.start + 26] = checksum.to_bytes(4, "little")


def _checksum_of(byte: int) -> int:
    value = byte << 24
    for _bit in range(8):
        value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


_CHECKSUMS = [_checksum_of(byte) for byte in range(256)]
